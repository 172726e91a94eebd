//! Messages that are pinned in their chat.

use crate::base::Result;
use crate::base::ids::{ChatId, MessageId};
use crate::infra::db::{ReadTx, WriteTx};

use super::messages::Pin;

/// Pins a message, or takes the pin off.
pub(crate) fn set(tx: &mut WriteTx<'_>, message: MessageId, pin: Option<Pin>) -> Result<()> {
    tx.execute(
        "UPDATE messages SET pinned_at = ?2, pinned_by = ?3 WHERE id = ?1",
        (message, pin.map(|pin| pin.at), pin.map(|pin| pin.by)),
    )?;
    Ok(())
}

/// How many messages of a chat are pinned.
pub(crate) fn count(tx: &ReadTx<'_>, chat: ChatId) -> Result<u32> {
    tx.one(
        "SELECT count(*) FROM messages WHERE chat_id = ?1 AND pinned_at IS NOT NULL",
        [chat],
        |row| row.get(0),
    )
}

/// The pinned messages of a chat, the newest pin first.
pub(crate) fn list(tx: &ReadTx<'_>, chat: ChatId) -> Result<Vec<MessageId>> {
    tx.list(
        "SELECT id FROM messages WHERE chat_id = ?1 AND pinned_at IS NOT NULL
         ORDER BY pinned_at DESC, id DESC",
        [chat],
        |row| row.get(0),
    )
}
