//! Conversations that have already taken place: what the demo tells, at the times it says.
//!
//! Rights are not asked for here; everything else is as if the people had done it themselves.

use super::acts::chats::{self, NewChat};
use super::acts::posting::{self, Draft, Files};
use super::acts::{reacting, reading, welcoming};
use super::content::{Content, NewContent};
use super::mentions::{self, Roster};
use super::model::Kind;
use super::store;
use super::store::chats::ChatRow;
use crate::access::Presence;
use crate::base::ids::{ChatId, FileId, MessageId, UserId};
use crate::base::text::{ChatTitle, ChatTopic, ReactionEmoji, TextFault};
use crate::base::time::Timestamp;
use crate::base::{Error, Result, codes};
use crate::features::directory::PersonRef;
use crate::features::files::{RefTable, date_links};
use crate::infra::db::{ReadTx, WriteTx};

/// A chat that is already there.
#[derive(Debug, Clone)]
pub struct PastChat {
    row: ChatRow,
    roster: Roster,
}

fn internal(fault: TextFault) -> Error {
    Error::internal(fault.to_string())
}

impl PastChat {
    /// Makes a chat of these people, the first of whom made it. One without a title is direct; an open
    /// one is a channel.
    ///
    /// # Errors
    /// As for anyone who makes a chat.
    pub fn create(
        tx: &mut WriteTx<'_>,
        presence: &Presence,
        titles: Option<(&str, &str)>,
        is_open: bool,
        people: &[PersonRef],
        at: Timestamp,
    ) -> Result<Self> {
        let kind = match titles {
            None => Kind::Direct,
            Some(_) if is_open => Kind::Channel,
            Some(_) => Kind::Group,
        };
        let title =
            titles.map(|(title, _)| ChatTitle::parse(title)).transpose().map_err(internal)?;
        let topic =
            titles.map(|(_, topic)| ChatTopic::parse(topic)).transpose().map_err(internal)?;
        let creator = people.first().ok_or_else(|| Error::internal("a chat of nobody"))?;
        let new =
            NewChat { kind, title, topic, people: people.iter().map(|person| person.id).collect() };
        let made = chats::create(tx, presence, creator.id, new, at)?;
        let members =
            people.iter().map(|person| (person.id, person.display_name.clone())).collect();
        let row = load(tx, made.chat.facts.id, creator.id)?;
        Ok(Self { row, roster: Roster { members, here: Vec::new() } })
    }

    /// Makes it the channel newcomers are brought into.
    ///
    /// # Errors
    /// The storage failed.
    pub fn make_general(&self, tx: &mut WriteTx<'_>) -> Result<()> {
        welcoming::set_general(tx, self.row.id)
    }

    /// Says something in Markdown, as a reply if there is a root.
    ///
    /// # Errors
    /// As for anyone who posts.
    pub fn say(
        &self,
        tx: &mut WriteTx<'_>,
        sender: &PersonRef,
        words: &str,
        root: Option<MessageId>,
        at: Timestamp,
    ) -> Result<MessageId> {
        let content = Content::prepare(NewContent::Text(words.to_owned()))?;
        let mentions = mentions::find(&content, &self.roster, root.is_some());
        let draft = Draft::plain(content, mentions, root);
        posting::post(tx, &self.row, sender.clone(), draft, at).map(|posted| posted.id)
    }

    /// Says something with files.
    ///
    /// # Errors
    /// As for anyone who posts.
    pub fn share(
        &self,
        tx: &mut WriteTx<'_>,
        sender: &PersonRef,
        words: &str,
        files: Vec<FileId>,
        at: Timestamp,
    ) -> Result<MessageId> {
        let content = Content::prepare(NewContent::Text(words.to_owned()))?;
        let mentions = mentions::find(&content, &self.roster, false);
        let draft = Draft { files: Files::Of(files), ..Draft::plain(content, mentions, None) };
        let id = posting::post(tx, &self.row, sender.clone(), draft, at)?.id;
        date_links(tx, RefTable::Messages, id.get(), at)?;
        Ok(id)
    }

    /// Puts an emoji on a message.
    ///
    /// # Errors
    /// As for anyone who reacts.
    pub fn react(
        &self,
        tx: &mut WriteTx<'_>,
        user: UserId,
        message: MessageId,
        emoji: &str,
        at: Timestamp,
    ) -> Result<()> {
        let emoji = ReactionEmoji::parse(emoji).map_err(internal)?;
        reacting::react(tx, &self.row, user, message, emoji, at).map(drop)
    }

    /// Reads up to a message.
    ///
    /// # Errors
    /// As for anyone who reads.
    pub fn read(
        &self,
        tx: &mut WriteTx<'_>,
        user: UserId,
        message: MessageId,
        at: Timestamp,
    ) -> Result<()> {
        reading::read(tx, &self.row, user, message, false, at).map(drop)
    }
}

fn load(tx: &ReadTx<'_>, chat: ChatId, user: UserId) -> Result<ChatRow> {
    let place = store::chats::find_place(tx, chat, user)?.ok_or(codes::CHAT_NOT_FOUND)?;
    Ok(place.chat)
}
