//! Messages to be posted later.

use crate::base::Result;
use crate::base::ids::{ChatId, MessageId, ScheduledId, UserId};
use crate::base::time::Timestamp;
use crate::features::chat::Delivery;
use crate::infra::db::{ReadTx, Row, WriteTx};

/// A message to be posted later, as stored.
#[derive(Debug, Clone)]
pub(crate) struct ScheduledRow {
    pub(crate) id: ScheduledId,
    pub(crate) user: UserId,
    pub(crate) chat: ChatId,
    pub(crate) root: Option<MessageId>,
    /// Markdown.
    pub(crate) body: String,
    pub(crate) delivery: Delivery,
    pub(crate) send_at: Timestamp,
    /// Why it could not be posted: the name of an error code.
    pub(crate) failure: Option<String>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

macro_rules! scheduled {
    ($rest:literal) => {
        concat!(
            "SELECT id, user_id, chat_id, root_id, body, delivery, send_at, failure, created_at, updated_at
             FROM scheduled_messages ",
            $rest
        )
    };
}

fn scheduled(row: &Row<'_>) -> rusqlite::Result<ScheduledRow> {
    Ok(ScheduledRow {
        id: row.get(0)?,
        user: row.get(1)?,
        chat: row.get(2)?,
        root: row.get(3)?,
        body: row.get(4)?,
        delivery: row.get(5)?,
        send_at: row.get(6)?,
        failure: row.get(7)?,
        created_at: row.get(8)?,
        updated_at: row.get(9)?,
    })
}

/// One message of a person that is waiting in a chat.
pub(crate) fn find(
    tx: &ReadTx<'_>,
    user: UserId,
    chat: ChatId,
    id: ScheduledId,
) -> Result<Option<ScheduledRow>> {
    tx.find(
        scheduled!("WHERE id = ?1 AND user_id = ?2 AND chat_id = ?3"),
        (id, user, chat),
        scheduled,
    )
}

/// A waiting message that is due at `now`.
pub(crate) fn find_due(
    tx: &ReadTx<'_>,
    id: ScheduledId,
    now: Timestamp,
) -> Result<Option<ScheduledRow>> {
    tx.find(scheduled!("WHERE id = ?1 AND send_at <= ?2 AND failure IS NULL"), (id, now), scheduled)
}

/// Everything a person has waiting, the soonest first.
pub(crate) fn list(tx: &ReadTx<'_>, user: UserId) -> Result<Vec<ScheduledRow>> {
    tx.list(scheduled!("WHERE user_id = ?1 ORDER BY send_at, id"), [user], scheduled)
}

/// How many a person has waiting.
pub(crate) fn count(tx: &ReadTx<'_>, user: UserId) -> Result<u32> {
    tx.one("SELECT count(*) FROM scheduled_messages WHERE user_id = ?1", [user], |row| row.get(0))
}

/// Messages that are due at `now`, in the order in which they were to be posted.
pub(crate) fn list_due(tx: &ReadTx<'_>, now: Timestamp, limit: u32) -> Result<Vec<ScheduledId>> {
    tx.list(
        "SELECT id FROM scheduled_messages WHERE send_at <= ?1 AND failure IS NULL ORDER BY send_at, id LIMIT ?2",
        (now, limit),
        |row| row.get(0),
    )
}

/// Adds a message; its id is made.
pub(crate) fn insert(tx: &mut WriteTx<'_>, new: &ScheduledRow) -> Result<ScheduledId> {
    tx.insert(
        "INSERT INTO scheduled_messages (user_id, chat_id, root_id, body, delivery, send_at, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
        (new.user, new.chat, new.root, &new.body, new.delivery, new.send_at, new.created_at),
    )
    .map(ScheduledId::new)
}

/// Changes what can be changed of a message.
pub(crate) fn update(tx: &mut WriteTx<'_>, row: &ScheduledRow) -> Result<()> {
    tx.execute(
        "UPDATE scheduled_messages SET body = ?2, delivery = ?3, send_at = ?4, failure = ?5, updated_at = ?6
         WHERE id = ?1",
        (row.id, &row.body, row.delivery, row.send_at, &row.failure, row.updated_at),
    )?;
    Ok(())
}

/// Removes a message: it was posted, or will not be.
pub(crate) fn delete(tx: &mut WriteTx<'_>, id: ScheduledId) -> Result<()> {
    tx.execute("DELETE FROM scheduled_messages WHERE id = ?1", [id])?;
    Ok(())
}
