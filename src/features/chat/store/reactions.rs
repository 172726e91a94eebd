//! Reactions: who put which emoji on which message.

use crate::base::Result;
use crate::base::ids::{MessageId, UserId};
use crate::base::text::ReactionEmoji;
use crate::base::time::Timestamp;
use crate::infra::db::{ReadTx, WriteTx};

/// One person's emoji on one message.
#[derive(Debug, Clone)]
pub(crate) struct ReactionRow {
    pub(crate) message: MessageId,
    pub(crate) emoji: String,
    pub(crate) user: UserId,
}

pub(crate) const LIST: &str = "SELECT message_id, emoji, user_id FROM message_reactions
         WHERE message_id IN (SELECT value FROM json_each(?1)) ORDER BY created_at, emoji, user_id";

/// The reactions of messages, each message's in the order in which they were made.
pub(crate) fn list(tx: &ReadTx<'_>, messages: &[MessageId]) -> Result<Vec<ReactionRow>> {
    tx.list(LIST, [super::json_ids(messages)], |row| {
        Ok(ReactionRow { message: row.get(0)?, emoji: row.get(1)?, user: row.get(2)? })
    })
}

/// Adds a reaction; false if it is there already.
pub(crate) fn insert(
    tx: &mut WriteTx<'_>,
    message: MessageId,
    user: UserId,
    emoji: &ReactionEmoji,
    at: Timestamp,
) -> Result<bool> {
    let added = tx.execute(
        "INSERT INTO message_reactions (message_id, emoji, user_id, created_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO NOTHING",
        (message, emoji.as_str(), user, at),
    )?;
    add_to_count(tx, message, added, 1)
}

/// Removes a reaction; false if there is none.
pub(crate) fn delete(
    tx: &mut WriteTx<'_>,
    message: MessageId,
    user: UserId,
    emoji: &ReactionEmoji,
) -> Result<bool> {
    let removed = tx.execute(
        "DELETE FROM message_reactions WHERE message_id = ?1 AND emoji = ?2 AND user_id = ?3",
        (message, emoji.as_str(), user),
    )?;
    add_to_count(tx, message, removed, -1)
}

/// Keeps the message's own count true; tells whether there was anything to count.
fn add_to_count(
    tx: &mut WriteTx<'_>,
    message: MessageId,
    changed: usize,
    sign: i64,
) -> Result<bool> {
    if changed > 0 {
        tx.execute(
            "UPDATE messages SET reactions = reactions + ?2 WHERE id = ?1",
            (message, sign),
        )?;
    }
    Ok(changed > 0)
}

/// How many different emoji a message has.
pub(crate) fn count_emoji(tx: &ReadTx<'_>, message: MessageId) -> Result<i64> {
    tx.one(
        "SELECT count(DISTINCT emoji) FROM message_reactions WHERE message_id = ?1",
        [message],
        |row| row.get(0),
    )
}
