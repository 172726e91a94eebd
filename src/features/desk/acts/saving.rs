//! Saving messages and notes, and being reminded of them.

use crate::access::Presence;
use crate::base::ids::{ChatId, MessageId, SavedId, UserId};
use crate::base::text::Note;
use crate::base::time::Timestamp;
use crate::base::{Error, Result, codes};
use crate::features::chat;
use crate::features::desk::events::{
    ReminderDue, SavedCreated, SavedDeleted, SavedFacts, SavedPatch, SavedUpdated,
};
use crate::features::desk::model::{SAVED_MAX, require_ahead};
use crate::features::desk::store::saved::{self, SavedRow};
use crate::infra::db::{ReadTx, WriteTx};

/// Something to save: a message, a note, or both.
#[derive(Debug, Clone)]
pub(crate) struct NewSaved {
    pub(crate) message: Option<MessageId>,
    /// Where a note belongs; of a message, its own chat counts.
    pub(crate) chat: Option<ChatId>,
    pub(crate) note: Option<Note>,
    pub(crate) remind_at: Option<Timestamp>,
}

/// What is to change; absent things stay as they are.
#[derive(Debug, Clone)]
#[expect(clippy::option_option, reason = "unchanged, never and a time are three things")]
pub(crate) struct SavedChange {
    pub(crate) note: Option<Note>,
    pub(crate) remind_at: Option<Option<Timestamp>>,
}

fn facts(row: &SavedRow) -> SavedFacts {
    SavedFacts {
        saved_id: row.id,
        chat_id: row.chat,
        message_id: row.message,
        patch: SavedPatch {
            saved_at: row.saved_at,
            remind_at: row.remind_at,
            reminded_at: row.reminded_at,
        },
        user: row.user,
    }
}

/// A saved item of the person.
///
/// # Errors
/// `saved_not_found`.
pub(crate) fn load(tx: &ReadTx<'_>, user: UserId, id: SavedId) -> Result<SavedRow> {
    saved::find(tx, user, id)?.ok_or_else(|| codes::SAVED_NOT_FOUND.into())
}

/// Saves something. A message is saved once: saving it again changes its note and reminder, where those
/// are given. Tells whether it is new.
///
/// # Errors
/// `message_not_found` and `chat_not_found` for what the person may not read, `too_many_saved`,
/// `invalid_request` for nothing at all and for a reminder in the past.
pub(crate) fn save(
    tx: &mut WriteTx<'_>,
    presence: &Presence,
    user: UserId,
    new: NewSaved,
) -> Result<(bool, SavedRow)> {
    let has_note = new.note.as_ref().is_some_and(|note| !note.as_str().is_empty());
    let chat = match new.message {
        Some(id) => {
            let shown = chat::show_readable(tx, presence, user, &[id])?;
            Some(shown.get(&id).ok_or(codes::MESSAGE_NOT_FOUND)?.chat_id)
        }
        None if !has_note => {
            return Err(Error::invalid_field("messageId", "required", "or a note is required"));
        }
        None => new.chat,
    };
    if let Some(chat) = chat
        && !chat::may_read(tx, user, chat)?
    {
        return Err(codes::CHAT_NOT_FOUND.into());
    }
    let known = new.message.map(|id| saved::find_of_message(tx, user, id)).transpose()?.flatten();
    if let Some(row) = known {
        let change = SavedChange { note: new.note, remind_at: new.remind_at.map(Some) };
        return Ok((false, set(tx, row, change)?));
    }
    if saved::count(tx, user)? >= SAVED_MAX {
        return Err(codes::TOO_MANY_SAVED.into());
    }
    let now = tx.now();
    if let Some(at) = new.remind_at {
        require_ahead("remindAt", at, now)?;
    }
    let mut row = SavedRow {
        id: SavedId::new(0),
        user,
        chat,
        message: new.message,
        note: new.note.map(|note| note.as_str().to_owned()).unwrap_or_default(),
        saved_at: now,
        remind_at: new.remind_at,
        reminded_at: None,
    };
    row.id = saved::insert(tx, &row)?;
    tx.emit(&SavedCreated(facts(&row)))?;
    Ok((true, row))
}

/// Changes the note or the reminder of a saved item.
///
/// # Errors
/// `invalid_request` for a reminder in the past.
pub(crate) fn set(
    tx: &mut WriteTx<'_>,
    mut row: SavedRow,
    change: SavedChange,
) -> Result<SavedRow> {
    let before = (row.note.clone(), row.remind_at);
    if let Some(note) = change.note {
        note.as_str().clone_into(&mut row.note);
    }
    if let Some(remind_at) = change.remind_at.filter(|at| *at != row.remind_at) {
        if let Some(at) = remind_at {
            require_ahead("remindAt", at, tx.now())?;
        }
        row.remind_at = remind_at;
        row.reminded_at = None;
    }
    if (&row.note, row.remind_at) != (&before.0, before.1) {
        saved::update(tx, &row)?;
        tx.emit(&SavedUpdated(facts(&row)))?;
    }
    Ok(row)
}

/// Is done with a saved item.
///
/// # Errors
/// `saved_not_found`.
pub(crate) fn delete(tx: &mut WriteTx<'_>, user: UserId, id: SavedId) -> Result<()> {
    let row = load(tx, user, id)?;
    saved::delete(tx, id)?;
    tx.emit(&SavedDeleted(facts(&row)))
}

/// Reminds of items that are due, up to `limit`, and tells how many there were.
pub(crate) fn remind(tx: &mut WriteTx<'_>, limit: u32) -> Result<usize> {
    let now = tx.now();
    let due = saved::list_due(tx, now, limit)?;
    let count = due.len();
    for mut row in due {
        row.reminded_at = Some(now);
        saved::update(tx, &row)?;
        tx.emit(&ReminderDue(facts(&row)))?;
    }
    Ok(count)
}
