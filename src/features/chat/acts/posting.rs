//! Saying something.

use serde_json::value::{RawValue, to_raw_value};

use crate::base::ids::{MessageId, UserId};
use crate::base::text::ClientId;
use crate::base::time::Timestamp;
use crate::base::{Result, codes};
use crate::features::chat::content::Content;
use crate::features::chat::events::{MessageCreated, RootPatch, Words};
use crate::features::chat::mentions::Mentions;
use crate::features::chat::model::{Delivery, with_replier};
use crate::features::chat::store::chats::{self, ChatRow};
use crate::features::chat::store::messages::{self, MessageRow, NewRow, ThreadFacts};
use crate::features::chat::store::{members, reads};
use crate::features::chat::views::Message;
use crate::features::directory::PersonRef;
use crate::infra::db::{ReadTx, WriteTx};

/// A message ready to be posted: everything that takes time is done.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) content: Content,
    pub(crate) mentions: Mentions,
    pub(crate) delivery: Delivery,
    /// The root it replies to.
    pub(crate) root: Option<MessageId>,
    pub(crate) client_id: Option<ClientId>,
}

/// A message that was posted.
#[derive(Debug)]
pub(crate) struct Posted {
    pub(crate) id: MessageId,
    /// What the answer and the event show of it, written once: a [`Message`].
    pub(crate) shown: Box<RawValue>,
}

/// Posts a message; its sender has read everything before it.
///
/// # Errors
/// `message_not_found`, `message_not_a_root` or `message_deleted` for the root of a reply.
pub(crate) fn post(
    tx: &mut WriteTx<'_>,
    chat: &ChatRow,
    sender: PersonRef,
    draft: Draft,
    at: Timestamp,
) -> Result<Posted> {
    let root = draft.root.map(|id| load_root(tx, chat, id)).transpose()?;
    let mentions = only_members(tx, chat, sender.id, draft.mentions)?;
    let id = messages::insert(
        tx,
        &NewRow {
            chat: chat.id,
            sender: sender.id,
            root: draft.root,
            content: &draft.content,
            delivery: draft.delivery,
            client_id: draft.client_id.as_ref(),
            mentions: &mentions,
            at,
        },
    )?;
    note_mentions(tx, chat, id, draft.root, &mentions)?;
    let root = if let Some(root) = root {
        Some(reply_to(tx, root, id, sender.id, at)?)
    } else {
        chats::set_last_message(tx, chat.id, id, at)?;
        reads::set_pointer(tx, chat.id, sender.id, id, at)?;
        None
    };
    let row = MessageRow {
        id,
        chat: chat.id,
        sender: sender.id,
        root: draft.root,
        content: draft.content,
        delivery: draft.delivery,
        client_id: draft.client_id.map(|id| id.as_str().to_owned()),
        mentions,
        reactions: 0,
        thread: ThreadFacts::default(),
        created_at: at,
        edited_at: None,
        deleted_at: None,
    };
    let (root_message_id, client_id) = (row.root, row.client_id.clone());
    let shown = to_raw_value(&Message::new(row, Some(sender), Vec::new(), 0))?;
    tx.emit(&MessageCreated {
        chat_id: chat.id,
        message_id: id,
        root_message_id,
        client_id,
        delivery: draft.delivery,
        root,
        words: Some(Words::patch(&shown)?),
    })?;
    Ok(Posted { id, shown })
}

fn load_root(tx: &ReadTx<'_>, chat: &ChatRow, id: MessageId) -> Result<MessageRow> {
    let root = messages::find(tx, chat.id, id)?.ok_or(codes::MESSAGE_NOT_FOUND)?;
    if root.root.is_some() {
        return Err(codes::MESSAGE_NOT_A_ROOT.into());
    }
    if root.deleted_at.is_some() {
        return Err(codes::MESSAGE_DELETED.into());
    }
    Ok(root)
}

/// The mentions without people who are no members (any more) and without the sender.
pub(super) fn only_members(
    tx: &ReadTx<'_>,
    chat: &ChatRow,
    sender: UserId,
    mut mentions: Mentions,
) -> Result<Mentions> {
    if !mentions.people.is_empty() {
        let members = members::list_among(tx, chat.id, &mentions.people)?;
        mentions.people.retain(|user| *user != sender && members.contains(user));
    }
    Ok(mentions)
}

/// Notes who is mentioned by name; a mention of everyone says it already.
pub(super) fn note_mentions(
    tx: &mut WriteTx<'_>,
    chat: &ChatRow,
    id: MessageId,
    root: Option<MessageId>,
    mentions: &Mentions,
) -> Result<()> {
    if mentions.everyone {
        Ok(())
    } else {
        messages::insert_mentioned(tx, chat.id, id, root, &mentions.people)
    }
}

fn reply_to(
    tx: &mut WriteTx<'_>,
    root: MessageRow,
    reply: MessageId,
    sender: UserId,
    at: Timestamp,
) -> Result<RootPatch> {
    let thread = ThreadFacts {
        reply_count: root.thread.reply_count + 1,
        last_reply_at: Some(at),
        last_repliers: with_replier(&root.thread.last_repliers, sender),
    };
    messages::set_thread(tx, root.id, &thread)?;
    reads::push_thread_pointer(tx, root.id, sender, reply, at)?;
    Ok(RootPatch::new(root.id, thread))
}
