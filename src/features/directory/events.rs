//! What is told about people.

use serde::Serialize;

use super::model::{Locale, Person};
use super::quiet::DoNotDisturb;
use super::status::Status;
use crate::access::presence::ManualPresence;
use crate::base::Result;
use crate::base::ids::UserId;
use crate::base::scope::{Audience, Scope};
use crate::base::time::Timestamp;
use crate::infra::db::Event;

/// Every event of this feature: name and what it says.
pub const EVENTS: &[(&str, &str)] = &[
    (UserCreated::NAME, "Somebody has an account now. To everyone."),
    (UserUpdated::NAME, "A person changed: what others see, to everyone; settings, to the person."),
    (StatusUpdated::NAME, "A person says something else of what they do. To everyone."),
];

/// Somebody has an account now.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UserCreated {
    user_id: UserId,
    patch: Person,
}

impl UserCreated {
    /// The event about a new person.
    pub fn new(person: Person) -> Self {
        Self { user_id: person.id, patch: person }
    }
}

impl Event for UserCreated {
    const NAME: &'static str = "user.created";

    // The directory is everyone's.
    fn audience(&self) -> Audience {
        Audience::of(Scope::Org)
    }

    fn ids(&self) -> Vec<i64> {
        vec![self.user_id.get()]
    }
}

/// What changed in a person; absent keys stay as they are.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UserPatch {
    /// A new name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// A new job title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// A new telephone extension.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_ext: Option<String>,
    /// Whether they administer the workspace now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_admin: Option<bool>,
    /// Whether their account is switched off now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
    /// A new time zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<Option<String>>,
    /// Where the new picture is; null for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<Option<String>>,
    /// Until when they are not to be disturbed now; null if they may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub do_not_disturb_until: Option<Option<Timestamp>>,
    /// A new language, for the person alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<Option<Locale>>,
    /// A new state set by hand, for the person alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manual_presence: Option<Option<ManualPresence>>,
    /// Whether they are given the hints of the first day, for the person alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_new: Option<bool>,
    /// New quiet hours, for the person alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub do_not_disturb: Option<DoNotDisturb>,
}

impl UserPatch {
    /// True if nothing changed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A person changed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UserUpdated {
    user_id: UserId,
    patch: UserPatch,
    #[serde(skip)]
    audience: Scope,
}

impl UserUpdated {
    /// A change that everyone sees.
    pub fn public(user_id: UserId, patch: UserPatch) -> Self {
        Self { user_id, patch, audience: Scope::Org }
    }

    /// A change of settings, which only the person's own pages see.
    pub fn own(user_id: UserId, patch: UserPatch) -> Self {
        Self { user_id, patch, audience: Scope::User(user_id) }
    }
}

impl Event for UserUpdated {
    const NAME: &'static str = "user.updated";

    fn audience(&self) -> Audience {
        Audience::of(self.audience)
    }

    fn ids(&self) -> Vec<i64> {
        vec![self.user_id.get()]
    }
}

/// A person says something else of what they do. What they say is in the words: the log keeps only
/// that they said it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StatusUpdated {
    user_id: UserId,
    #[serde(skip)]
    words: String,
}

impl StatusUpdated {
    /// The event about a person with this status now.
    ///
    /// # Errors
    /// `internal_error` if a status is no JSON, which it is.
    pub fn new(user_id: UserId, status: Option<&Status>) -> Result<Self> {
        Ok(Self { user_id, words: status_words(status)? })
    }
}

impl Event for StatusUpdated {
    const NAME: &'static str = "user.status.updated";

    fn audience(&self) -> Audience {
        Audience::of(Scope::Org)
    }

    fn ids(&self) -> Vec<i64> {
        vec![self.user_id.get()]
    }

    fn words(&self) -> Option<&str> {
        Some(&self.words)
    }
}

/// What a [`StatusUpdated`] says.
pub(super) fn status_words(status: Option<&Status>) -> Result<String> {
    Ok(serde_json::to_string(&serde_json::json!({"patch": {"status": status}}))?)
}
