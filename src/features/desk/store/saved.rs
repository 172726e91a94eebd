//! Saved messages and notes.

use crate::base::Result;
use crate::base::ids::{ChatId, MessageId, SavedId, UserId};
use crate::base::time::Timestamp;
use crate::infra::db::{ReadTx, Row, WriteTx};

/// A saved item as stored.
#[derive(Debug, Clone)]
pub(crate) struct SavedRow {
    pub(crate) id: SavedId,
    pub(crate) user: UserId,
    pub(crate) chat: Option<ChatId>,
    pub(crate) message: Option<MessageId>,
    pub(crate) note: String,
    pub(crate) saved_at: Timestamp,
    pub(crate) remind_at: Option<Timestamp>,
    pub(crate) reminded_at: Option<Timestamp>,
}

macro_rules! saved {
    ($rest:literal) => {
        concat!(
            "SELECT id, user_id, chat_id, message_id, note, saved_at, remind_at, reminded_at FROM saved_items ",
            $rest
        )
    };
}

fn saved(row: &Row<'_>) -> rusqlite::Result<SavedRow> {
    Ok(SavedRow {
        id: row.get(0)?,
        user: row.get(1)?,
        chat: row.get(2)?,
        message: row.get(3)?,
        note: row.get(4)?,
        saved_at: row.get(5)?,
        remind_at: row.get(6)?,
        reminded_at: row.get(7)?,
    })
}

/// One saved item of a person.
pub(crate) fn find(tx: &ReadTx<'_>, user: UserId, id: SavedId) -> Result<Option<SavedRow>> {
    tx.find(saved!("WHERE id = ?1 AND user_id = ?2"), (id, user), saved)
}

/// The saved item a person has of a message.
pub(crate) fn find_of_message(
    tx: &ReadTx<'_>,
    user: UserId,
    message: MessageId,
) -> Result<Option<SavedRow>> {
    tx.find(saved!("WHERE user_id = ?1 AND message_id = ?2"), (user, message), saved)
}

/// A person's saved items before `before`, newest first.
pub(crate) fn list(
    tx: &ReadTx<'_>,
    user: UserId,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<SavedRow>> {
    tx.list(
        saved!("WHERE user_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3"),
        (user, before.unwrap_or(i64::MAX), limit),
        saved,
    )
}

/// How many a person has.
pub(crate) fn count(tx: &ReadTx<'_>, user: UserId) -> Result<u32> {
    tx.one("SELECT count(*) FROM saved_items WHERE user_id = ?1", [user], |row| row.get(0))
}

/// Items whose reminder is due at `now`.
pub(crate) fn list_due(tx: &ReadTx<'_>, now: Timestamp, limit: u32) -> Result<Vec<SavedRow>> {
    tx.list(
        saved!("WHERE remind_at <= ?1 AND reminded_at IS NULL ORDER BY remind_at LIMIT ?2"),
        (now, limit),
        saved,
    )
}

/// Adds an item; its id is made.
pub(crate) fn insert(tx: &mut WriteTx<'_>, item: &SavedRow) -> Result<SavedId> {
    tx.insert(
        "INSERT INTO saved_items (user_id, chat_id, message_id, note, saved_at, remind_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        (item.user, item.chat, item.message, &item.note, item.saved_at, item.remind_at),
    )
    .map(SavedId::new)
}

/// Changes what can be changed of an item.
pub(crate) fn update(tx: &mut WriteTx<'_>, item: &SavedRow) -> Result<()> {
    tx.execute(
        "UPDATE saved_items SET note = ?2, remind_at = ?3, reminded_at = ?4 WHERE id = ?1",
        (item.id, &item.note, item.remind_at, item.reminded_at),
    )?;
    Ok(())
}

/// Removes an item.
pub(crate) fn delete(tx: &mut WriteTx<'_>, id: SavedId) -> Result<()> {
    tx.execute("DELETE FROM saved_items WHERE id = ?1", [id])?;
    Ok(())
}
