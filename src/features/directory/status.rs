//! What a person says they are doing: an emoji, a few words, and until when.

use serde::{Deserialize, Serialize};

use crate::base::text::{Emoji, StatusText};
use crate::base::time::Timestamp;

/// What a person says they are doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Status {
    /// An emoji; empty if there is none.
    pub emoji: String,
    /// A few words; empty if there are none.
    pub text: String,
    /// When it ends by itself; null if it does not.
    pub until: Option<Timestamp>,
}

impl Status {
    /// The status in these columns as it is seen at `now`: none if it says nothing, or is over.
    pub(super) fn seen(self, now: Timestamp) -> Option<Self> {
        let says = !self.emoji.is_empty() || !self.text.is_empty();
        (says && self.until.is_none_or(|until| until > now)).then_some(self)
    }
}

/// A new status.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StatusEdit {
    /// An emoji.
    pub emoji: Option<Emoji>,
    /// A few words, at most 100 characters.
    pub text: Option<StatusText>,
    /// When it ends by itself; it stays until it is taken back if this is absent or null.
    pub until: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_ends_by_itself_and_an_empty_one_is_none() {
        let now = Timestamp::from_millis(1_000);
        let status = |text: &str, until: Option<i64>| Status {
            emoji: String::new(),
            text: text.to_owned(),
            until: until.map(Timestamp::from_millis),
        };
        assert!(status("", None).seen(now).is_none());
        assert!(status("lunch", None).seen(now).is_some());
        assert!(status("lunch", Some(1_001)).seen(now).is_some());
        assert!(status("lunch", Some(1_000)).seen(now).is_none());
    }
}
