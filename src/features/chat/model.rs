//! The words of chat and its pure rules: kinds, roles, titles, and what a person may ask for.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::base::ids::{ChatId, MessageId, UserId};
use crate::base::text::ChatTitle;
use crate::base::time::Timestamp;
use crate::base::words::words;

/// A chat has at most this many members.
pub(crate) const MEMBERS_MAX: u32 = 5_000;
/// People named in one request, at most.
pub(crate) const NAMED_MAX: usize = 100;
/// Different emoji on one message, at most.
pub(crate) const EMOJI_MAX: i64 = 20;
/// Members whose ids a chat lists by itself; the rest are paged.
pub(crate) const MEMBERS_SHOWN: u32 = 100;
/// In a chat of up to this many members everyone is told who has read what, at once.
pub(crate) const RECEIPTS_MAX: u32 = 50;
/// Pinned messages of one chat, at most.
pub(crate) const PINS_MAX: u32 = 100;
/// The newest replies a followed thread is listed with.
pub(crate) const REPLIES_SHOWN: u32 = 3;
/// The last people who replied, as a root shows them.
pub(crate) const REPLIERS_SHOWN: usize = 3;

words! {
    /// What a chat is.
    pub Kind {
        /// Two people; one per pair, ever.
        Direct = "direct",
        /// A private circle: only members see it.
        Group = "group",
        /// Open to the org: everyone may read and join.
        Channel = "channel",
    }
}

words! {
    /// What a member may do; a later one may do all that an earlier one may.
    pub Role {
        /// Talks, adds people, changes the topic.
        Member = "member",
        /// Also renames, archives, removes people and changes roles up to their own.
        Admin = "admin",
        /// Also makes owners. A chat with members keeps at least one.
        Owner = "owner",
    }
}

words! {
    /// How loudly a message arrives.
    pub Delivery {
        /// As usual.
        Normal = "normal",
        /// Marked as important.
        Important = "important",
        /// Marked as urgent.
        Urgent = "urgent",
    }
}

words! {
    /// What a message's body is written in.
    pub Format {
        /// Markdown, of which plain text is a part.
        Markdown = "markdown",
        /// HTML; the body then holds its words.
        Html = "html",
    }
}

words! {
    /// What happened to a message that said something before.
    pub(crate) RevisionAction {
        /// It says something else now.
        Edited = "edited",
        /// It says nothing any more.
        Deleted = "deleted",
    }
}

words! {
    /// Of which messages in a chat a person wants to hear.
    pub Notify {
        /// Of all.
        All = "all",
        /// Of those that mention them.
        Mentions = "mentions",
        /// Of none.
        None = "none",
    }
}

words! {
    /// What can happen to a person in chats, as their activity lists it.
    pub(crate) Happening {
        /// They were mentioned.
        Mention = "mention",
        /// Somebody reacted to a message of theirs.
        Reaction = "reaction",
        /// Somebody replied in a thread they follow.
        Reply = "reply",
    }
}

/// Whose words a forwarded message has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Forwarded {
    /// Who said it first.
    pub sender_id: UserId,
    /// When it was said first.
    pub sent_at: Timestamp,
    /// Where, if everyone may go there: in a channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat_id: Option<ChatId>,
    /// The message itself, if everyone may see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<MessageId>,
}

/// The title of a group nobody named: its people, the first four by name.
pub(crate) fn title_of_people(names: &[String]) -> Option<ChatTitle> {
    const NAMED: usize = 4;
    let mut title = names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let others = names.len().saturating_sub(NAMED);
    if others > 0 {
        title = format!("{title} +{others}");
    }
    let title: String = title.chars().take(200).collect();
    ChatTitle::parse(&title).ok()
}

/// The form of a channel's title by which it is unique.
pub(crate) fn title_key(title: &ChatTitle) -> String {
    title.as_str().to_lowercase()
}

/// The form of a pair of people by which their direct chat is unique.
pub(crate) fn direct_key(one: UserId, other: UserId) -> String {
    let (low, high) = if one < other { (one, other) } else { (other, one) };
    format!("{low}:{high}")
}

/// The last repliers after `replier` replied: newest first, each once, three at most.
pub(crate) fn with_replier(repliers: &[UserId], replier: UserId) -> Vec<UserId> {
    let others = repliers.iter().copied().filter(|other| *other != replier);
    std::iter::once(replier).chain(others).take(REPLIERS_SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_rise() {
        assert!(Role::Owner > Role::Admin && Role::Admin > Role::Member);
    }

    #[test]
    fn a_pair_has_one_key() {
        let (ana, bob) = (UserId::new(10), UserId::new(9));
        assert_eq!(direct_key(ana, bob), "9:10");
        assert_eq!(direct_key(bob, ana), "9:10");
    }

    #[test]
    fn unnamed_groups_are_named_after_their_people() {
        let names: Vec<String> =
            ["Ana", "Budi", "Citra", "Dewi", "Eka", "Fajar"].map(String::from).into();
        assert_eq!(title_of_people(&names[..2]).expect("a title").as_str(), "Ana, Budi");
        assert_eq!(title_of_people(&names).expect("a title").as_str(), "Ana, Budi, Citra, Dewi +2");
        assert!(title_of_people(&[]).is_none());
        let long = vec!["x".repeat(80); 4];
        assert_eq!(title_of_people(&long).expect("a title").as_str().chars().count(), 200);
    }

    #[test]
    fn repliers_are_newest_first_and_each_once() {
        let [a, b, c, d] = [1, 2, 3, 4].map(UserId::new);
        assert_eq!(with_replier(&[b, a], c), [c, b, a]);
        assert_eq!(with_replier(&[c, b, a], d), [d, c, b]);
        assert_eq!(with_replier(&[c, b, a], a), [a, c, b]);
    }
}
