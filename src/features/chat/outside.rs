//! What other features do with chats: say something for a person, and show them messages they may read.

use std::collections::HashMap;

use serde_json::value::RawValue;

use super::access::Place;
use super::acts::membership::{self, PreferencesChange};
use super::acts::posting::{self, Draft};
use super::acts::{editing, following};
use super::content::{Content, NewContent};
use super::mentions::{self, Roster};
use super::model::Delivery;
use super::showing::{self, Viewer};
use super::store::{chats, members, messages};
use super::views::Message;
use crate::access::Presence;
use crate::base::ids::{ChatId, FileId, FileLinkId, MessageId, UserId};
use crate::base::time::Timestamp;
use crate::base::{Result, codes};
use crate::features::directory;
use crate::infra::db::{ReadTx, WriteTx};

/// Something to be said in somebody's name.
#[derive(Debug, Clone)]
pub struct Errand {
    /// In whose name.
    pub sender: UserId,
    /// Where.
    pub chat: ChatId,
    /// In which thread; none for the main list.
    pub root: Option<MessageId>,
    /// What, in Markdown.
    pub words: String,
    /// How loudly.
    pub delivery: Delivery,
}

/// The words as they would be kept.
///
/// # Errors
/// `invalid_request` on `content` if they are blank or too long.
pub fn check_words(words: &str) -> Result<String> {
    Content::prepare(NewContent::Text(words.to_owned())).map(|content| content.body)
}

/// Posts a message in somebody's name, with their rights as they are now. Answers the message as JSON.
///
/// # Errors
/// As for anyone who posts; `forbidden` if the person may not sign in any more.
pub fn say(tx: &mut WriteTx<'_>, presence: &Presence, errand: Errand) -> Result<Box<RawValue>> {
    let seat = Place::load(tx, errand.sender, errand.chat)?.into_open_seat()?;
    let person = directory::list_people_by_ids(tx, presence, &[errand.sender])?.into_iter().next();
    person.filter(|person| !person.disabled).ok_or(codes::FORBIDDEN)?;
    let sender = directory::list_refs(tx, presence, &[errand.sender])?.into_iter().next();
    let sender = sender.ok_or(codes::FORBIDDEN)?;
    let content = Content::prepare(NewContent::Text(errand.words))?;
    let mentions = if mentions::may_mention(&content) {
        let roster = Roster::load(tx, presence, errand.chat)?;
        mentions::find(&content, &roster, errand.root.is_some())
    } else {
        mentions::Mentions::default()
    };
    let draft = Draft { delivery: errand.delivery, ..Draft::plain(content, mentions, errand.root) };
    let at = tx.now();
    posting::post(tx, &seat.chat, sender, draft, at).map(|posted| posted.shown)
}

/// Attaches a file to a message, with the rights of its sender as they are now.
///
/// # Errors
/// As for anyone who posts and who attaches; `message_not_yours` for who did not send it.
pub fn attach(
    tx: &mut WriteTx<'_>,
    user: UserId,
    file: FileId,
    message: MessageId,
) -> Result<FileLinkId> {
    editing::attach(tx, user, file, message)
}

/// Refuses what is no message of the chat that a thread can begin with.
///
/// # Errors
/// `message_not_found`, `message_not_a_root`.
pub fn require_thread(tx: &ReadTx<'_>, chat: ChatId, root: MessageId) -> Result<()> {
    following::load_root(tx, chat, root).map(drop)
}

/// Whether somebody's muting of a chat is over at `now`.
pub fn is_mute_over(tx: &ReadTx<'_>, now: Timestamp) -> Result<bool> {
    Ok(!members::list_mutes_over(tx, now, 1)?.is_empty())
}

/// Ends up to `limit` mutings whose time is over.
pub fn end_mutes(tx: &mut WriteTx<'_>, limit: u32) -> Result<()> {
    let now = tx.now();
    for (chat, user) in members::list_mutes_over(tx, now, limit)? {
        let seat = Place::load(tx, user, chat)?.into_seat()?;
        let change = PreferencesChange { is_muted: Some(false), ..PreferencesChange::default() };
        membership::set_preferences(tx, &seat, user, change)?;
    }
    Ok(())
}

/// Those of the messages that the person may read and that still say something.
pub fn show_readable(
    tx: &ReadTx<'_>,
    presence: &Presence,
    user: UserId,
    ids: &[MessageId],
) -> Result<HashMap<MessageId, Message>> {
    let mut rows = messages::list_by_ids(tx, ids)?;
    let mut places: Vec<ChatId> = rows.iter().map(|row| row.chat).collect();
    places.sort_unstable();
    places.dedup();
    let readable = chats::list_readable(tx, user, &places)?;
    rows.retain(|row| row.deleted_at.is_none() && readable.contains(&row.chat));
    let shown = showing::messages(tx, Viewer::person(user, presence), rows)?;
    Ok(shown.into_iter().map(|message| (message.id, message)).collect())
}
