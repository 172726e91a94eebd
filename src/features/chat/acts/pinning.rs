//! Pinning messages in their chat.

use super::load_alive;
use crate::base::ids::{MessageId, UserId};
use crate::base::{Result, codes};
use crate::features::chat::events::{MessagePinned, MessageUnpinned, PinPatch};
use crate::features::chat::model::PINS_MAX;
use crate::features::chat::store::chats::ChatRow;
use crate::features::chat::store::messages::{self, MessageRow, Pin};
use crate::features::chat::store::pins;
use crate::infra::db::WriteTx;

/// Pins a message; one that is pinned stays as it is. Tells whether it was not, and the message.
///
/// # Errors
/// `message_not_found`, `message_deleted`, `too_many_pins`.
pub(crate) fn pin(
    tx: &mut WriteTx<'_>,
    chat: &ChatRow,
    user: UserId,
    id: MessageId,
) -> Result<(bool, MessageRow)> {
    let mut row = load_alive(tx, chat, id)?;
    if row.pin.is_some() {
        return Ok((false, row));
    }
    if pins::count(tx, chat.id)? >= PINS_MAX {
        return Err(codes::TOO_MANY_PINS.into());
    }
    let pin = Pin { by: user, at: tx.now() };
    pins::set(tx, id, Some(pin))?;
    row.pin = Some(pin);
    tx.emit(&MessagePinned {
        chat_id: chat.id,
        message_id: id,
        root_message_id: row.root,
        user_id: user,
        patch: PinPatch { pinned_at: Some(pin.at), pinned_by: Some(pin.by) },
    })?;
    Ok((true, row))
}

/// Takes a pin off; one that is not there changes nothing.
///
/// # Errors
/// `message_not_found`.
pub(crate) fn unpin(
    tx: &mut WriteTx<'_>,
    chat: &ChatRow,
    user: UserId,
    id: MessageId,
) -> Result<()> {
    let row = messages::find(tx, chat.id, id)?.ok_or(codes::MESSAGE_NOT_FOUND)?;
    if row.pin.is_none() {
        return Ok(());
    }
    pins::set(tx, id, None)?;
    tx.emit(&MessageUnpinned {
        chat_id: chat.id,
        message_id: id,
        root_message_id: row.root,
        user_id: user,
        patch: PinPatch { pinned_at: None, pinned_by: None },
    })
}
