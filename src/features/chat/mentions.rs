//! Who a message names: `@Display Name` of members, `@channel` for everyone, `@here` for those who are here.

use super::content::Content;
use super::model::Format;
use super::store::members;
use crate::access::Presence;
use crate::base::ids::{ChatId, UserId};
use crate::base::{Result, html};
use crate::features::directory::{self, naming};
use crate::infra::db::ReadTx;

/// People mentioned by one message, at most; the rest stay words.
const MENTIONS_MAX: usize = 1_000;

/// Whom a message mentions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Mentions {
    /// People by name, in the order of the text.
    pub(crate) people: Vec<UserId>,
    /// Everyone in the chat.
    pub(crate) everyone: bool,
}

/// The members of a chat, for a message that might name some of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Roster {
    /// Everyone, with their display name.
    pub(crate) members: Vec<(UserId, String)>,
    /// Those of them who are here now.
    pub(crate) here: Vec<UserId>,
}

impl Roster {
    /// The members of a chat as they are now.
    pub(crate) fn load(tx: &ReadTx<'_>, presence: &Presence, chat: ChatId) -> Result<Self> {
        let ids = members::list_ids(tx, chat)?;
        let people = directory::list_refs(tx, presence, &ids)?;
        let mut here = presence.online();
        here.sort_unstable();
        here.retain(|user| ids.binary_search(user).is_ok());
        let members = people.into_iter().map(|person| (person.id, person.display_name)).collect();
        Ok(Self { members, here })
    }
}

/// True if the message could mention somebody: only then is the roster worth asking for.
pub(crate) fn may_mention(content: &Content) -> bool {
    content.body.contains('@')
}

/// Finds whom a message mentions. In a thread `@channel` and its like are words as any other: a reply
/// speaks to its thread.
pub(crate) fn find(content: &Content, roster: &Roster, in_thread: bool) -> Mentions {
    let prose = prose_of(content);
    let mut mentions = Mentions::default();
    for rest in naming::signs(&prose) {
        let (name_length, named) = naming::people_at(rest, &roster.members);
        match group_at(rest).filter(|(length, _)| !in_thread && *length > name_length) {
            Some((_, Group::Everyone)) => mentions.everyone = true,
            Some((_, Group::Here)) => add(&mut mentions.people, &roster.here),
            None => add(&mut mentions.people, &named),
        }
    }
    mentions
}

fn prose_of(content: &Content) -> String {
    match (content.format, &content.html) {
        // A plain line has no code in it.
        (_, None) => content.body.clone(),
        (Format::Markdown, Some(_)) => html::prose_of_markdown(&content.body),
        (Format::Html, Some(safe)) => html::prose_of_html(safe),
    }
}

fn add(people: &mut Vec<UserId>, more: &[UserId]) {
    for user in more {
        if people.len() < MENTIONS_MAX && !people.contains(user) {
            people.push(*user);
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Group {
    Everyone,
    Here,
}

/// The word for many people that `text` begins with, and its length in bytes.
fn group_at(text: &str) -> Option<(usize, Group)> {
    let words = [
        ("channel", Group::Everyone),
        ("all", Group::Everyone),
        ("group", Group::Everyone),
        ("here", Group::Here),
    ];
    words
        .into_iter()
        .find_map(|(word, group)| naming::length_of(text, word).map(|length| (length, group)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::chat::content::NewContent;

    const ANA: UserId = UserId::new(1);
    const ANA_B: UserId = UserId::new(2);
    const HERE: UserId = UserId::new(3);
    const CHAN: UserId = UserId::new(4);

    fn mentions(markdown: &str, in_thread: bool) -> Mentions {
        let members =
            [(ANA, "Ana"), (ANA_B, "Ana Basuki"), (HERE, "Zoë O'Neil"), (CHAN, "Channel Four")];
        let roster = Roster {
            members: members.map(|(user, name)| (user, name.to_owned())).into(),
            here: vec![ANA, HERE],
        };
        let content = Content::prepare(NewContent::Text(markdown.to_owned())).expect("content");
        find(&content, &roster, in_thread)
    }

    fn people(markdown: &str) -> Vec<UserId> {
        mentions(markdown, false).people
    }

    #[test]
    fn the_longest_name_of_a_member_is_meant() {
        assert_eq!(people("halo @Ana Basuki!"), [ANA_B]);
        assert_eq!(people("halo @ana basu, @ANA."), [ANA]);
        assert_eq!(people("@ana basuki dan @Ana"), [ANA_B, ANA]);
        assert_eq!(people("(@zoë o'neil)"), [HERE]);
    }

    #[test]
    fn addresses_other_words_and_code_name_nobody() {
        for text in
            ["mail@Ana", "@Anak", "@Bob", "@", "Ana", "`@Ana`", "```\n@Ana\n```", "x `a @Ana` y"]
        {
            assert_eq!(mentions(text, false), Mentions::default(), "{text}");
        }
        assert_eq!(people("**@Ana**, [@Ana](https://a.example)"), [ANA]);
    }

    #[test]
    fn who_is_quoted_is_not_called_again() {
        assert_eq!(
            mentions("> @Ana said @channel\n\nand @Zoë O'Neil", false),
            Mentions { people: vec![HERE], everyone: false }
        );
    }

    #[test]
    fn many_are_named_by_one_word_but_not_in_a_thread() {
        for word in ["@channel", "@All", "**@group**!"] {
            assert!(mentions(word, false).everyone, "{word}");
            assert_eq!(mentions(word, true), Mentions::default(), "{word}");
        }
        assert_eq!(people("@here lihat"), [ANA, HERE]);
        assert_eq!(people("@channels @allan @hereby"), []);
        assert_eq!(people("@channel four"), [CHAN], "a member's longer name wins");
    }
}
