//! What people do in chats: one function per act, with its rules, its rows and its events.
//!
//! Handlers, the demo and the tests all act through here; who may act was checked before, by the right
//! whose resource an act takes. Acts that make
//! history take their moment from the caller.

pub(super) mod acknowledging;
pub(super) mod chats;
pub(super) mod editing;
pub(super) mod following;
pub(super) mod membership;
pub(super) mod pinning;
pub(super) mod polling;
pub(super) mod posting;
pub(super) mod reacting;
pub(super) mod reading;
pub(super) mod reading_all;
pub(super) mod welcoming;

use super::store::chats::ChatRow;
use super::store::messages::{self, MessageRow};
use crate::base::ids::MessageId;
use crate::base::{Result, codes};
use crate::infra::db::ReadTx;

/// A message of the chat that still says something.
///
/// # Errors
/// `message_not_found`, `message_deleted`.
fn load_alive(tx: &ReadTx<'_>, chat: &ChatRow, id: MessageId) -> Result<MessageRow> {
    let row = messages::find(tx, chat.id, id)?.ok_or(codes::MESSAGE_NOT_FOUND)?;
    if row.deleted_at.is_none() { Ok(row) } else { Err(codes::MESSAGE_DELETED.into()) }
}
