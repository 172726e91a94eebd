//! What is told about sessions.

use serde::Serialize;

use crate::base::ids::{SessionId, UserId};
use crate::base::scope::{Audience, Scope};
use crate::infra::db::Event;

/// Every event of this feature: name and what it says.
pub const EVENTS: &[(&str, &str)] = &[
    (SessionRevoked::NAME, "A session of the person is over. To the person alone."),
    (PasswordChanged::NAME, "The password of the person was changed. To the person alone."),
];

/// A session is over: it was signed out, ended from elsewhere, or its refresh token was used twice.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionRevoked {
    session_id: SessionId,
    #[serde(skip)]
    user: UserId,
}

impl SessionRevoked {
    /// The event about `session` of `user`.
    pub fn new(user: UserId, session_id: SessionId) -> Self {
        Self { session_id, user }
    }
}

impl Event for SessionRevoked {
    const NAME: &'static str = "auth.session.revoked";

    fn audience(&self) -> Audience {
        Audience::of(Scope::User(self.user))
    }

    fn ids(&self) -> Vec<i64> {
        vec![self.session_id.get()]
    }
}

/// The password of a person was changed, by them or through a link.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PasswordChanged {
    /// Whose it is.
    pub user_id: UserId,
}

impl Event for PasswordChanged {
    const NAME: &'static str = "auth.password.changed";

    fn audience(&self) -> Audience {
        Audience::of(Scope::User(self.user_id))
    }

    fn ids(&self) -> Vec<i64> {
        vec![self.user_id.get()]
    }
}
