//! Unfinished texts. An empty one is a draft that was sent or thrown away: its version goes on counting.

use std::time::Duration;

use crate::base::Result;
use crate::base::ids::{ChatId, UserId};
use crate::base::time::Timestamp;
use crate::infra::db::{ReadTx, Row, WriteTx};

/// How long it is remembered that there was a draft.
const KEEP: Duration = Duration::from_hours(30 * 24);

/// A draft as stored.
#[derive(Debug, Clone)]
pub(crate) struct DraftRow {
    pub(crate) chat: ChatId,
    /// 0 for the main list.
    pub(crate) root: i64,
    pub(crate) text: String,
    pub(crate) version: i64,
    pub(crate) updated_at: Timestamp,
}

fn draft(row: &Row<'_>) -> rusqlite::Result<DraftRow> {
    Ok(DraftRow {
        chat: row.get(0)?,
        root: row.get(1)?,
        text: row.get(2)?,
        version: row.get(3)?,
        updated_at: row.get(4)?,
    })
}

/// One draft, empty or not.
pub(crate) fn find(
    tx: &ReadTx<'_>,
    user: UserId,
    chat: ChatId,
    root: i64,
) -> Result<Option<DraftRow>> {
    tx.find(
        "SELECT chat_id, root_id, text, version, updated_at FROM drafts
         WHERE user_id = ?1 AND chat_id = ?2 AND root_id = ?3",
        (user, chat, root),
        draft,
    )
}

/// A person's drafts in the chats they are in, the latest first.
pub(crate) fn list(tx: &ReadTx<'_>, user: UserId) -> Result<Vec<DraftRow>> {
    tx.list(
        "SELECT d.chat_id, d.root_id, d.text, d.version, d.updated_at FROM drafts d
         JOIN chat_members m ON m.chat_id = d.chat_id AND m.user_id = d.user_id
         WHERE d.user_id = ?1 AND d.text <> '' ORDER BY d.updated_at DESC, d.chat_id, d.root_id",
        [user],
        draft,
    )
}

/// Keeps a draft.
pub(crate) fn set(tx: &mut WriteTx<'_>, user: UserId, draft: &DraftRow) -> Result<()> {
    tx.execute(
        "INSERT INTO drafts (user_id, chat_id, root_id, text, version, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (user_id, chat_id, root_id) DO UPDATE SET text = excluded.text, version = excluded.version,
             updated_at = excluded.updated_at",
        (user, draft.chat, draft.root, &draft.text, draft.version, draft.updated_at),
    )?;
    Ok(())
}

/// Forgets up to `batch` drafts that have been empty for 30 days, and tells how many.
pub fn prune(tx: &mut WriteTx<'_>, batch: u32) -> Result<usize> {
    let horizon = tx.now().before(KEEP);
    tx.execute(
        "DELETE FROM drafts WHERE (user_id, chat_id, root_id) IN (
             SELECT user_id, chat_id, root_id FROM drafts WHERE text = '' AND updated_at < ?1 LIMIT ?2)",
        (horizon, batch),
    )
}
