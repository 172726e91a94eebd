//! Following threads: it begins by itself, and by hand.

use crate::base::ids::{ChatId, MessageId, UserId};
use crate::base::{Result, codes};
use crate::features::chat::events::{FollowPatch, ThreadFollowChanged};
use crate::features::chat::mentions::Mentions;
use crate::features::chat::store::chats::ChatRow;
use crate::features::chat::store::follows::{self, FollowRow};
use crate::features::chat::store::members;
use crate::features::chat::store::messages::{self, MessageRow};
use crate::infra::db::{ReadTx, WriteTx};

/// A message of the chat that is no reply.
///
/// # Errors
/// `message_not_found`, `message_not_a_root`.
pub(crate) fn load_root(tx: &ReadTx<'_>, chat: ChatId, id: MessageId) -> Result<MessageRow> {
    let root = messages::find(tx, chat, id)?.ok_or(codes::MESSAGE_NOT_FOUND)?;
    if root.root.is_some() { Err(codes::MESSAGE_NOT_A_ROOT.into()) } else { Ok(root) }
}

/// How a person follows a thread.
pub(crate) fn state(tx: &ReadTx<'_>, user: UserId, root: MessageId) -> Result<FollowRow> {
    Ok(follows::find(tx, user, root)?.unwrap_or_default())
}

/// Who wrote the root, who replies and who is named in the reply follows the thread from then on. The
/// root's author is not begun anew once they stopped: only what one does or is called to oneself does that.
pub(super) fn begin_by_reply(
    tx: &mut WriteTx<'_>,
    chat: &ChatRow,
    root: &MessageRow,
    reply: MessageId,
    sender: UserId,
    mentions: &Mentions,
) -> Result<()> {
    // Whoever wrote the root may have left since.
    let is_first = root.thread.reply_count == 0 && root.sender != sender;
    if is_first && members::find(tx, chat.id, root.sender)?.is_some() {
        follows::begin(tx, root.sender, chat.id, root.id, reply)?;
    }
    follows::begin(tx, sender, chat.id, root.id, reply)?;
    begin_by_mention(tx, chat, root.id, reply, mentions)
}

/// Who is named in a reply, at once or by an edit, follows its thread from there on.
pub(super) fn begin_by_mention(
    tx: &mut WriteTx<'_>,
    chat: &ChatRow,
    root: MessageId,
    reply: MessageId,
    mentions: &Mentions,
) -> Result<()> {
    for user in &mentions.people {
        follows::begin(tx, *user, chat.id, root, reply)?;
    }
    Ok(())
}

/// Follows a thread, or stops. What was said before one follows is not unread.
///
/// # Errors
/// `message_not_found`, `message_not_a_root`.
pub(crate) fn set(
    tx: &mut WriteTx<'_>,
    chat: &ChatRow,
    user: UserId,
    root: MessageId,
    is_following: bool,
) -> Result<FollowRow> {
    load_root(tx, chat.id, root)?;
    let before = state(tx, user, root)?;
    if before.is_following == is_following {
        return Ok(before);
    }
    if is_following {
        let next = messages::newest_id(tx)?.get() + 1;
        follows::begin(tx, user, chat.id, root, MessageId::new(next))?;
    } else {
        follows::end(tx, user, chat.id, root)?;
    }
    tx.emit(&ThreadFollowChanged {
        chat_id: chat.id,
        root_message_id: root,
        user_id: user,
        patch: FollowPatch { is_following },
    })?;
    state(tx, user, root)
}
