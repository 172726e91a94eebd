//! People as others and as they themselves see them.

use serde::{Deserialize, Deserializer, Serialize};

use super::quiet::DoNotDisturb;
use super::status::Status;
use crate::access::presence::{ManualPresence, PresenceState};
use crate::base::ids::UserId;
use crate::base::text::{DisplayName, EmailAddress, JobTitle, PhoneExtension, TextFault};
use crate::base::time::Timestamp;

/// A person as everyone in the workspace sees them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// Whose row it is.
    pub id: UserId,
    /// Their name.
    pub display_name: String,
    /// Their e-mail address, lower case.
    pub email: String,
    /// Their job title; empty if they gave none.
    pub title: String,
    /// Their telephone extension; empty if they gave none.
    pub phone_ext: String,
    /// Their time zone, such as `Asia/Jakarta`; null follows the browser.
    pub time_zone: Option<String>,
    /// Where their picture is; null if they have none. Ask with `?size=64` or `?size=256`.
    pub avatar_url: Option<String>,
    /// What they say they are doing, at the time of the answer; null if nothing.
    pub status: Option<Status>,
    /// Until when they are not to be disturbed; null if they may be, at the time of the answer.
    pub do_not_disturb_until: Option<Timestamp>,
    /// Whether they are here, at the time of the answer.
    pub presence: PresenceState,
    /// Whether they administer the workspace.
    pub is_admin: bool,
    /// Whether their account is switched off.
    pub disabled: bool,
    /// Since when they have an account.
    pub created_at: Timestamp,
}

/// A person as their messages show them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PersonRef {
    /// Whose row it is.
    pub id: UserId,
    /// Their name.
    pub display_name: String,
    /// Whether they are here, at the time of the answer.
    pub presence: PresenceState,
}

/// A person as they themselves see them: the public part and their settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Me {
    /// What everyone sees.
    #[serde(flatten)]
    pub person: Person,
    /// The unit they belong to; always null as long as there are no units.
    #[schema(value_type = Option<Object>)]
    pub org_unit: (),
    /// The language of the page; null follows the browser.
    pub locale: Option<Locale>,
    /// The state they set by hand; null if it follows what they do.
    pub manual_presence: Option<ManualPresence>,
    /// When they are not to be disturbed, as they set it.
    pub do_not_disturb: DoNotDisturb,
    /// Whether they are still given the hints of the first day.
    pub is_new: bool,
}

/// A language of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// English.
    En,
    /// Bahasa Indonesia.
    Id,
}

/// The name of a time zone in the IANA database, such as `Asia/Jakarta`. Its form is checked, not
/// whether the zone exists: browsers know newer ones than this binary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(value_type = String, max_length = 64)]
pub struct TimeZone(String);

impl TimeZone {
    /// Checks the form of a name.
    ///
    /// # Errors
    /// `invalid` for anything but 1 to 64 letters, digits and `_ + - /` that begin with a letter.
    pub fn parse(text: &str) -> Result<Self, TextFault> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b"_+-/".contains(&b);
        let well_formed = text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.len() <= 64
            && text.bytes().all(allowed);
        if well_formed {
            Ok(Self(text.to_owned()))
        } else {
            let message = "must be the name of a time zone, such as Asia/Jakarta".to_owned();
            Err(TextFault { code: "invalid", message })
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for TimeZone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// What a person may say of themselves in a profile edit; an absent key stays as it is.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(clippy::option_option, reason = "absent, null and a value are three things")]
pub(super) struct ProfileEdit {
    /// A new name.
    pub display_name: Option<DisplayName>,
    /// A new job title; empty clears it.
    pub title: Option<JobTitle>,
    /// A new telephone extension; empty clears it.
    pub phone_ext: Option<PhoneExtension>,
    /// A language; null follows the browser again.
    #[serde(default, deserialize_with = "crate::base::json::present")]
    #[schema(value_type = Option<Locale>)]
    pub locale: Option<Option<Locale>>,
    /// A time zone; null follows the browser again.
    #[serde(default, deserialize_with = "crate::base::json::present")]
    #[schema(value_type = Option<String>)]
    pub time_zone: Option<Option<TimeZone>>,
    /// False: no more hints of the first day.
    pub is_new: Option<bool>,
}

/// What a person can say about being here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum PresenceChoice {
    /// Follow what I do; the same as `auto`.
    Available,
    /// Not to be disturbed, until I take it back.
    Busy,
    /// Away, until I take it back.
    Away,
    /// Away while a page of mine is open, and offline after: nobody with an open page is offline.
    Offline,
    /// Follow what I do.
    Auto,
}

impl PresenceChoice {
    /// The state that holds from now on, if one does.
    pub(super) fn manual(self) -> Option<ManualPresence> {
        match self {
            Self::Available | Self::Auto => None,
            Self::Busy => Some(ManualPresence::Busy),
            Self::Away | Self::Offline => Some(ManualPresence::Away),
        }
    }
}

/// What others will see of somebody who was seen as `before` and sets or takes back a state.
pub(super) fn presence_after(
    before: PresenceState,
    manual: Option<ManualPresence>,
) -> PresenceState {
    match (before, manual) {
        (PresenceState::Offline, _) => PresenceState::Offline,
        (_, None) => PresenceState::Available,
        (_, Some(ManualPresence::Busy)) => PresenceState::Busy,
        (_, Some(ManualPresence::Away)) => PresenceState::Away,
    }
}

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// Their e-mail address.
    pub email: EmailAddress,
    /// Their name.
    pub display_name: DisplayName,
    /// Their job title.
    pub title: Option<JobTitle>,
    /// Their telephone extension.
    pub phone_ext: Option<PhoneExtension>,
    /// The hash of their password, as `Passwords::hash` makes it.
    pub password_hash: String,
    /// Whether they administer the workspace.
    pub is_admin: bool,
    /// The language of their page, if they chose one.
    pub locale: Option<Locale>,
    /// Their time zone, if they said.
    pub time_zone: Option<TimeZone>,
    /// Whether they are given the hints of the first day.
    pub is_new: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_tells_null_from_absent() {
        let edit: ProfileEdit = serde_json::from_str(r#"{"locale":null}"#).unwrap();
        assert_eq!(edit.locale, Some(None));
        assert_eq!(edit.time_zone, None);
        let edit: ProfileEdit = serde_json::from_str(r#"{"timeZone":"Asia/Jakarta"}"#).unwrap();
        assert_eq!(edit.time_zone.unwrap().unwrap().as_str(), "Asia/Jakarta");
        assert!(serde_json::from_str::<ProfileEdit>(r#"{"isAdmin":true}"#).is_err());
        assert!(serde_json::from_str::<ProfileEdit>(r#"{"locale":"fr"}"#).is_err());
    }

    #[test]
    fn time_zones_have_their_form() {
        for good in ["UTC", "Asia/Jakarta", "America/Argentina/Buenos_Aires", "Etc/GMT+7"] {
            assert!(TimeZone::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "/etc/passwd", "Asia/Jakarta\n", "a b", &"A".repeat(65)] {
            assert!(TimeZone::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_state_by_hand_does_not_make_an_absent_person_present() {
        use PresenceState::{Available, Away, Busy, Offline};
        assert_eq!(presence_after(Offline, Some(ManualPresence::Busy)), Offline);
        assert_eq!(presence_after(Available, Some(ManualPresence::Busy)), Busy);
        assert_eq!(presence_after(Busy, Some(ManualPresence::Away)), Away);
        assert_eq!(presence_after(Away, None), Available);
    }
}
