//! Having read, and wanting to read again.

use crate::base::ids::{ChatId, MessageId, UserId};
use crate::base::time::Timestamp;
use crate::base::{Result, codes};
use crate::features::chat::events::{MessageRead, MessageUnread, ReadPatch, receipt_audience};
use crate::features::chat::store::chats::ChatRow;
use crate::features::chat::store::messages::{self, MessageRow};
use crate::features::chat::store::reads;
use crate::features::chat::views::ReadState;
use crate::infra::db::{ReadTx, WriteTx};

/// What a member has read of a chat now.
pub(crate) fn state(tx: &ReadTx<'_>, chat: ChatId, user: UserId) -> Result<ReadState> {
    let unread = reads::count_unread(tx, chat, user)?;
    Ok(ReadState {
        success: true,
        last_read_message_id: reads::find_pointer(tx, chat, user)?,
        unread_count: unread.messages,
        mention_count: unread.mentions,
    })
}

/// Notes that a member has read everything up to a message, or that message alone: in the main list,
/// or in the thread of a reply.
///
/// # Errors
/// `message_not_found`.
pub(crate) fn read(
    tx: &mut WriteTx<'_>,
    chat: &ChatRow,
    user: UserId,
    id: MessageId,
    only: bool,
    at: Timestamp,
) -> Result<ReadState> {
    let row = messages::find(tx, chat.id, id)?.ok_or(codes::MESSAGE_NOT_FOUND)?;
    let pointer = reads::find_pointer(tx, chat.id, user)?;
    let is_new = match row.root {
        Some(root) => reads::push_thread_pointer(tx, root, user, id, at)?,
        None if pointer.is_some_and(|pointer| pointer >= id) => false,
        None if only => {
            counts_as_unread(&row, user) && reads::insert_mark(tx, chat.id, user, id, at)?
        }
        None => {
            reads::set_pointer(tx, chat.id, user, id, at)?;
            true
        }
    };
    let state = state(tx, chat.id, user)?;
    if is_new {
        tx.emit(&MessageRead {
            chat_id: chat.id,
            user_id: user,
            message_id: id,
            root_message_id: row.root,
            only: only && row.root.is_none(),
            patch: ReadPatch { last_read_message_id: state.last_read_message_id },
            audience: receipt_audience(chat.id, chat.member_count, user),
        })?;
    }
    Ok(state)
}

/// Only what counts as unread is marked: a mark is one message less to read.
fn counts_as_unread(row: &MessageRow, user: UserId) -> bool {
    row.sender != user && row.deleted_at.is_none()
}

/// Makes a message and everything after it unread again, in the main list or in its thread.
///
/// # Errors
/// `message_not_found`.
pub(crate) fn unread(
    tx: &mut WriteTx<'_>,
    chat: &ChatRow,
    user: UserId,
    id: MessageId,
) -> Result<ReadState> {
    let row = messages::find(tx, chat.id, id)?.ok_or(codes::MESSAGE_NOT_FOUND)?;
    match row.root {
        Some(root) => reads::pull_thread_pointer(tx, root, user, id)?,
        None => reads::pull_pointer(tx, chat.id, user, id)?,
    }
    let state = state(tx, chat.id, user)?;
    tx.emit(&MessageUnread {
        chat_id: chat.id,
        user_id: user,
        message_id: id,
        root_message_id: row.root,
        patch: ReadPatch { last_read_message_id: state.last_read_message_id },
    })?;
    Ok(state)
}
