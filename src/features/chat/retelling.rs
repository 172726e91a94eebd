//! What was said, told again: the log keeps no words, so an event that is read from it gets those of
//! the rows as they stand now. A message edited since says what it says today; a deleted one nothing.

use std::collections::HashMap;

use serde::Deserialize;

use super::events::{MessageCreated, MessageDeleted, MessagePatch, MessageUpdated, Words};
use super::showing::{self, Viewer};
use super::store::chats;
use super::store::messages::{self, MessageRow};
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
    let created = words_of_created(tx, presence, events)?;
    let updated = words_of_updated(tx, events)?;
    for mut event in std::mem::take(events) {
        let words = match event.name.as_str() {
            MessageCreated::NAME => created.get(&head(&event)?.message_id),
            MessageUpdated::NAME => updated.get(&head(&event)?.message_id),
            MessageDeleted::NAME => Some(&newest(tx, presence, head(&event)?.chat_id)?),
            _ => {
                events.push(event);
                continue;
            }
        };
        if let Some(words) = words {
            event.add_words(words.as_str());
            events.push(event);
        }
    }
    Ok(())
}

fn words_of_created(
    tx: &ReadTx<'_>,
    presence: &Presence,
    events: &[StoredEvent],
) -> Result<HashMap<MessageId, Words>> {
    let rows = load_rows(tx, events, MessageCreated::NAME)?;
    let shown = showing::messages(tx, Viewer::everyone(presence), rows)?;
    shown.iter().map(|message| Ok((message.id, Words::patch(message)?))).collect()
}

fn words_of_updated(tx: &ReadTx<'_>, events: &[StoredEvent]) -> Result<HashMap<MessageId, Words>> {
    let rows = load_rows(tx, events, MessageUpdated::NAME)?;
    rows.into_iter().map(|row| Ok((row.id, Words::patch(&MessagePatch::of(row))?))).collect()
}

/// The messages of the events called `name`.
fn load_rows(tx: &ReadTx<'_>, events: &[StoredEvent], name: &str) -> Result<Vec<MessageRow>> {
    let heads = events.iter().filter(|event| event.name == name).map(head);
    let ids = heads.map(|head| Ok(head?.message_id)).collect::<Result<Vec<_>>>()?;
    if ids.is_empty() { Ok(Vec::new()) } else { messages::list_by_ids(tx, &ids) }
}

fn head(event: &StoredEvent) -> Result<Head> {
    Ok(serde_json::from_str(&event.data)?)
}

/// The newest message of a chat, as everyone sees it.
pub(super) fn newest(tx: &ReadTx<'_>, presence: &Presence, chat: ChatId) -> Result<Words> {
    let newest = chats::find_last_message(tx, chat)?;
    let row = newest.map(|id| messages::find(tx, chat, id)).transpose()?.flatten();
    let everyone = Viewer::everyone(presence);
    Words::newest(row.map(|row| showing::message(tx, everyone, row)).transpose()?)
}
