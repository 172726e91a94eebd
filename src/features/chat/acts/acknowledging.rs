//! Acknowledging urgent messages.

use super::load_alive;
use crate::base::ids::{MessageId, UserId};
use crate::base::{Result, codes};
use crate::features::chat::events::{AckPatch, MessageAcknowledged};
use crate::features::chat::model::Delivery;
use crate::features::chat::store::acks;
use crate::features::chat::store::chats::ChatRow;
use crate::infra::db::WriteTx;

/// Acknowledges an urgent message of somebody else; doing it twice is doing it once. Tells whether it
/// was new, and how many people have done it.
///
/// # Errors
/// `message_not_found`, `message_deleted`, `message_not_urgent`.
pub(crate) fn acknowledge(
    tx: &mut WriteTx<'_>,
    chat: &ChatRow,
    user: UserId,
    id: MessageId,
) -> Result<(bool, u32)> {
    let row = load_alive(tx, chat, id)?;
    if row.delivery != Delivery::Urgent || row.sender == user {
        return Err(codes::MESSAGE_NOT_URGENT.into());
    }
    let at = tx.now();
    if !acks::insert(tx, id, user, at)? {
        return Ok((false, row.acks));
    }
    let ack_count = row.acks + 1;
    tx.emit(&MessageAcknowledged {
        chat_id: chat.id,
        message_id: id,
        root_message_id: row.root,
        user_id: user,
        patch: AckPatch { ack_count },
    })?;
    Ok((true, ack_count))
}
