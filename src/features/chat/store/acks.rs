//! Who has acknowledged an urgent message.

use crate::base::Result;
use crate::base::ids::{MessageId, UserId};
use crate::base::time::Timestamp;
use crate::infra::db::{ReadTx, WriteTx};

/// Notes that a person acknowledged a message; false if they had already.
pub(crate) fn insert(
    tx: &mut WriteTx<'_>,
    message: MessageId,
    user: UserId,
    at: Timestamp,
) -> Result<bool> {
    let added = tx.execute(
        "INSERT INTO message_acks (message_id, user_id, acked_at) VALUES (?1, ?2, ?3)
         ON CONFLICT DO NOTHING",
        (message, user, at),
    )?;
    if added > 0 {
        tx.execute("UPDATE messages SET acks = acks + 1 WHERE id = ?1", [message])?;
    }
    Ok(added > 0)
}

/// Who acknowledged a message, and when; the first one first.
pub(crate) fn list(tx: &ReadTx<'_>, message: MessageId) -> Result<Vec<(UserId, Timestamp)>> {
    tx.list(
        "SELECT user_id, acked_at FROM message_acks WHERE message_id = ?1 ORDER BY acked_at, user_id",
        [message],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Forgets who acknowledged a message.
pub(crate) fn delete(tx: &mut WriteTx<'_>, message: MessageId) -> Result<()> {
    tx.execute("DELETE FROM message_acks WHERE message_id = ?1", [message])?;
    Ok(())
}
