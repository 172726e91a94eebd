//! What was said, told again: the log keeps no words, so an event that is read from it gets those of
//! the rows as they stand now. A message edited since says what it says today; a deleted one nothing.

use std::collections::HashMap;

use serde::Deserialize;

use super::events::{
    MessageCreated, MessageDeleted, MessagePatch, MessageUpdated, Words, newest_words,
};
use super::showing::{self, Viewer};
use super::store::chats;
use super::store::messages;
use crate::access::Presence;
use crate::base::Result;
use crate::base::ids::{ChatId, MessageId};
use crate::infra::db::{Event as _, ReadTx, StoredEvent};

/// What the head of such an event tells of its message.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    chat_id: ChatId,
    message_id: MessageId,
}

/// Gives the events of messages their words; those of chats that are gone are taken out.
pub fn retell(tx: &ReadTx<'_>, presence: &Presence, events: &mut Vec<StoredEvent>) -> Result<()> {
    let heads = events.iter().map(head).collect::<Result<Vec<_>>>()?;
    let of = |name| ids_of(events, &heads, name, |head| head.message_id);
    let created = showing::messages(
        tx,
        Viewer::everyone(presence),
        messages::list_by_ids(tx, &of(MessageCreated::NAME))?,
    )?;
    let created = by_id(created.iter().map(|message| (message.id, Words::patch(message))))?;
    let updated = messages::list_by_ids(tx, &of(MessageUpdated::NAME))?;
    let mut attached = showing::attachments(tx, &updated)?;
    let updated = by_id(updated.into_iter().map(|row| {
        let attachments = attached.remove(&row.id.get()).unwrap_or_default();
        (row.id, Words::patch(&MessagePatch::of(row, attachments)))
    }))?;
    // Once for each chat, however much was deleted in it.
    let mut thinned = ids_of(events, &heads, MessageDeleted::NAME, |head| head.chat_id);
    thinned.sort_unstable();
    thinned.dedup();
    let newest = by_id(thinned.into_iter().map(|chat| (chat, newest(tx, presence, chat))))?;
    for (mut event, head) in std::mem::take(events).into_iter().zip(heads) {
        let words = head.as_ref().and_then(|head| match event.name.as_str() {
            MessageCreated::NAME => created.get(&head.message_id),
            MessageUpdated::NAME => updated.get(&head.message_id),
            _ => newest.get(&head.chat_id),
        });
        if let Some(words) = words {
            event.add_words(words.as_str());
        }
        // An event that has words comes with them or not at all.
        if words.is_some() || head.is_none() {
            events.push(event);
        }
    }
    Ok(())
}

/// The head of an event that has words; none for every other event.
fn head(event: &StoredEvent) -> Result<Option<Head>> {
    match event.name.as_str() {
        MessageCreated::NAME | MessageUpdated::NAME | MessageDeleted::NAME => {
            Ok(Some(serde_json::from_str(&event.data)?))
        }
        _ => Ok(None),
    }
}

/// An id out of the head of each event called `name`.
fn ids_of<I>(
    events: &[StoredEvent],
    heads: &[Option<Head>],
    name: &str,
    id: impl Fn(&Head) -> I,
) -> Vec<I> {
    let called = events.iter().zip(heads).filter(|(event, _)| event.name == name);
    called.filter_map(|(_, head)| head.as_ref()).map(id).collect()
}

fn by_id<I: Eq + std::hash::Hash>(
    words: impl Iterator<Item = (I, Result<Words>)>,
) -> Result<HashMap<I, Words>> {
    words.map(|(id, words)| Ok((id, words?))).collect()
}

/// The newest message of a chat, as everyone sees it.
pub(super) fn newest(tx: &ReadTx<'_>, presence: &Presence, chat: ChatId) -> Result<Words> {
    let newest = chats::find_last_message(tx, chat)?;
    let row = newest.map(|id| messages::find(tx, chat, id)).transpose()?.flatten();
    let everyone = Viewer::everyone(presence);
    newest_words(row.map(|row| showing::message(tx, everyone, row)).transpose()?)
}
