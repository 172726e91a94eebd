//! What may lie on a desk: limits, times, and the document that orders a person's chats.

use std::collections::HashSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::base::ids::ChatId;
use crate::base::text::SectionName;
use crate::base::time::Timestamp;
use crate::base::{Error, Result};

/// Saved items of one person, at most.
pub(crate) const SAVED_MAX: u32 = 1_000;
/// Messages one person has waiting, at most.
pub(crate) const SCHEDULED_MAX: u32 = 100;
/// Own sections of one person, at most.
const SECTIONS_MAX: usize = 50;
/// Chats in all sections of one person, at most.
const PLACED_MAX: usize = 2_000;

/// A message is scheduled at most this far ahead; so is a reminder.
const FARTHEST: Duration = Duration::from_hours(24 * 366);

/// Refuses a time that is past, or more than a year ahead.
///
/// # Errors
/// `invalid_request` on `field`.
pub(crate) fn require_ahead(field: &'static str, at: Timestamp, now: Timestamp) -> Result<()> {
    if at <= now {
        Err(Error::invalid_field(field, "past", "must be later than now"))
    } else if at > now.after(FARTHEST) {
        Err(Error::invalid_field(field, "out_of_range", "must be at most a year ahead"))
    } else {
        Ok(())
    }
}

/// Which draft: of the main list of a chat, or of one of its threads. The database knows the former as 0.
pub(crate) fn root_column(root: Option<crate::base::ids::MessageId>) -> i64 {
    root.map_or(0, crate::base::ids::MessageId::get)
}

/// One section of a person's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Section {
    /// Made by the page: 1 to 36 of `[a-z0-9-]`; `favourites` orders the pinned chats.
    pub(crate) id: String,
    /// 1 to 60 characters; empty for `favourites`.
    pub(crate) name: SectionName,
    /// Its chats in order.
    pub(crate) chat_ids: Vec<ChatId>,
}

/// The section whose chats are the pinned ones.
const FAVOURITES: &str = "favourites";

/// Refuses sections that are too many, too alike or hold a chat twice.
///
/// # Errors
/// `invalid_request` on `sections`.
pub(crate) fn check_sections(sections: &[Section]) -> Result<()> {
    let refuse = |code, sentence| Err(Error::invalid_field("sections", code, sentence));
    if sections.len() > SECTIONS_MAX {
        return refuse("too_many", "must be at most 50");
    }
    let well_formed = |id: &str| {
        (1..=36).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let mut ids = HashSet::new();
    let mut chats = HashSet::new();
    for section in sections {
        if !well_formed(&section.id) || !ids.insert(section.id.as_str()) {
            return refuse("invalid", "must have ids of their own, 1 to 36 of a-z, 0-9 and -");
        }
        if section.name.as_str().is_empty() != (section.id == FAVOURITES) {
            return refuse("invalid", "must have names, but for the favourites");
        }
        if !section.chat_ids.iter().all(|chat| chats.insert(*chat)) {
            return refuse("duplicate", "must hold each chat once");
        }
    }
    if chats.len() > PLACED_MAX {
        return refuse("too_many", "must hold at most 2,000 chats");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(id: &str, name: &str, chats: &[i64]) -> Section {
        Section {
            id: id.to_owned(),
            name: SectionName::parse(name).expect("a name"),
            chat_ids: chats.iter().map(|id| ChatId::new(*id)).collect(),
        }
    }

    #[test]
    fn times_lie_ahead_and_not_too_far() {
        let now = Timestamp::from_millis(1_000);
        assert!(require_ahead("sendAt", now, now).is_err());
        assert!(require_ahead("sendAt", now.after(Duration::from_millis(1)), now).is_ok());
        assert!(require_ahead("sendAt", now.after(FARTHEST), now).is_ok());
        let later = now.after(FARTHEST).after(Duration::from_millis(1));
        assert!(require_ahead("sendAt", later, now).is_err());
    }

    #[test]
    fn a_chat_has_one_place_and_a_section_one_name() {
        let good = [section("favourites", "", &[1, 2]), section("a-1", "Work", &[3])];
        assert!(check_sections(&good).is_ok());
        for bad in [
            vec![section("a", "Work", &[1, 1])],
            vec![section("a", "Work", &[1]), section("b", "Home", &[1])],
            vec![section("a", "Work", &[]), section("a", "Home", &[])],
            vec![section("A", "Work", &[])],
            vec![section("a", "", &[])],
            vec![section("favourites", "Mine", &[])],
            (0..51).map(|n| section(&format!("s{n}"), "x", &[])).collect(),
        ] {
            assert!(check_sections(&bad).is_err(), "{bad:?}");
        }
    }
}
