//! What goes over the wire about getting in.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use super::device::DeviceType;
use crate::base::ids::{InvitationId, SessionId, UserId};
use crate::base::time::Timestamp;
use crate::features::directory::Me;

/// A password as it was typed. Never shown, not even to a log.
#[derive(Clone, utoipa::ToSchema)]
#[schema(value_type = String, format = Password)]
pub(super) struct TypedPassword(String);

/// Nobody types more than this, in bytes; the policy for new passwords is stricter.
const TYPED_MAX_BYTES: usize = 1024;

impl TypedPassword {
    /// The password itself.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }

    /// The password itself, for the thread that hashes it.
    pub(super) fn into_inner(self) -> String {
        self.0
    }
}

impl fmt::Debug for TypedPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TypedPassword(..)")
    }
}

impl<'de> Deserialize<'de> for TypedPassword {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.len() {
            0 => Err(serde::de::Error::custom("required: must not be empty")),
            1..=TYPED_MAX_BYTES => Ok(Self(text)),
            _ => Err(serde::de::Error::custom("too_long: must have at most 1024 bytes")),
        }
    }
}

/// The secret of a link, as it came back. Never shown.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[schema(value_type = String)]
pub(super) struct LinkToken(String);

impl LinkToken {
    /// The secret itself.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for LinkToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkToken(..)")
    }
}

/// It is done.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Done {
    /// Always true.
    success: bool,
}

impl Done {
    /// The answer.
    pub(super) const YES: Self = Self { success: true };
}

/// Somebody is signed in now. The refresh token is in its cookie only.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SignIn {
    /// Always true.
    pub success: bool,
    /// For callers without cookies: `Authorization: Bearer …`.
    pub access_token: String,
    /// When the access token ends.
    pub expires_at: Timestamp,
    /// Who is signed in.
    pub user: Me,
}

/// One sign-in on one device.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Session {
    /// Its row.
    pub id: SessionId,
    /// Whose it is.
    pub user_id: UserId,
    /// Such as `Chrome on Linux`.
    pub device_name: String,
    /// What kind of device it is.
    #[schema(value_type = DeviceType)]
    pub device_type: String,
    /// Where it was last seen.
    pub ip_address: String,
    /// What the device calls itself.
    pub user_agent: String,
    /// When its tokens were last renewed.
    pub last_active_at: Timestamp,
    /// When it signed in.
    pub created_at: Timestamp,
    /// True for the session that asks.
    pub is_current: bool,
}

/// An invitation that can still be accepted.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invitation {
    /// Its row.
    pub id: InvitationId,
    /// The only address that may accept it; null for anyone's.
    pub email: Option<String>,
    /// Whether who accepts becomes an administrator.
    pub is_admin: bool,
    /// The name of who invites.
    pub invited_by: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_bounded_and_never_shown() {
        let password: TypedPassword = serde_json::from_str("\"correct horse\"").unwrap();
        assert_eq!(password.expose(), "correct horse");
        assert!(!format!("{password:?}").contains("horse"));
        for bad in [String::new(), "x".repeat(1025)] {
            assert!(serde_json::from_value::<TypedPassword>(bad.into()).is_err());
        }
    }
}
