//! Saying something.

use serde_json::value::{RawValue, to_raw_value};

use super::{following, load_alive};
use crate::base::ids::{FileId, MessageId, UserId};
use crate::base::scope::Scope;
use crate::base::text::ClientId;
use crate::base::time::Timestamp;
use crate::base::{Error, Result, codes};
use crate::features::chat::content::Content;
use crate::features::chat::events::{MessageCreated, RootPatch, Words};
use crate::features::chat::mentions::Mentions;
use crate::features::chat::model::{Delivery, Forwarded, Kind, with_replier};
use crate::features::chat::polls::{self, NewPoll, Poll};
use crate::features::chat::store::chats::{self, ChatRow};
use crate::features::chat::store::messages::{self, MessageRow, NewRow, ThreadFacts};
use crate::features::chat::store::{members, reads};
use crate::features::chat::views::Message;
use crate::features::directory::PersonRef;
use crate::features::files::{self, Attachment, Place, RefTable};
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
    /// Whose words these are, if they are not the sender's own.
    pub(crate) forwarded: Option<Forwarded>,
    /// What can be chosen, if it is a poll.
    pub(crate) poll: Option<NewPoll>,
    /// What is attached to it.
    pub(crate) files: Files,
}

/// What is attached to a message that is to be posted.
#[derive(Debug, Clone)]
pub(crate) enum Files {
    /// These files, in this order.
    Of(Vec<FileId>),
    /// What is attached to the message that it forwards.
    SameAs(MessageId),
}

impl Draft {
    /// A message as most are: at normal volume, in one's own words, without a poll.
    pub(crate) fn plain(content: Content, mentions: Mentions, root: Option<MessageId>) -> Self {
        Self {
            content,
            mentions,
            delivery: Delivery::Normal,
            root,
            client_id: None,
            forwarded: None,
            poll: None,
            files: Files::Of(Vec::new()),
        }
    }
}

/// A message as a place where files are used: in a channel everyone may see them.
pub(super) fn place_of(chat: &ChatRow, id: MessageId) -> Place {
    Place {
        table: RefTable::Messages,
        id: id.get(),
        scope: if chat.kind == Kind::Channel { Scope::Org } else { Scope::Chat(chat.id) },
        chat: Some(chat.id),
        project: None,
    }
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
            forwarded: draft.forwarded.as_ref(),
            has_poll: draft.poll.is_some(),
            at,
        },
    )?;
    note_mentions(tx, chat, id, draft.root, &mentions)?;
    let poll = draft.poll.map(|poll| insert_poll(tx, id, &poll)).transpose()?;
    let attachments = attach_files(tx, chat, sender.id, id, draft.files)?;
    let root = if let Some(root) = root {
        following::begin_by_reply(tx, chat, &root, id, sender.id, &mentions)?;
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
        pin: None,
        forwarded: draft.forwarded,
        acks: 0,
        has_poll: poll.is_some(),
        has_files: !attachments.is_empty(),
    };
    let view = Message { attachments, poll, ..Message::new(row, Some(sender), Vec::new(), 0) };
    let shown = to_raw_value(&view)?;
    tx.emit(&MessageCreated {
        chat_id: chat.id,
        message_id: id,
        root_message_id: view.root_message_id,
        client_id: view.client_id,
        delivery: draft.delivery,
        root,
        words: Some(Words::patch(&shown)?),
    })?;
    Ok(Posted { id, shown })
}

/// Attaches files to a message that was just posted; tells how they are shown.
fn attach_files(
    tx: &mut WriteTx<'_>,
    chat: &ChatRow,
    sender: UserId,
    id: MessageId,
    wanted: Files,
) -> Result<Vec<Attachment>> {
    let place = place_of(chat, id);
    match wanted {
        Files::Of(wanted) if wanted.is_empty() => return Ok(Vec::new()),
        Files::Of(wanted) => {
            for file in wanted {
                files::attach(tx, sender, file, &place)?;
            }
        }
        Files::SameAs(source) => {
            let from = (RefTable::Messages, source.get());
            if !files::attach_same(tx, sender, from, &place)? {
                return Ok(Vec::new());
            }
        }
    }
    messages::set_has_files(tx, id)?;
    let mut attached = files::list_attached(tx, RefTable::Messages, &[id.get()])?;
    Ok(attached.remove(&id.get()).unwrap_or_default())
}

/// What a message says, to be said elsewhere, and whose words those are. Where they stand is told only if
/// everyone may go there.
///
/// # Errors
/// `message_not_found`, `message_deleted`.
pub(crate) fn forwarded(
    tx: &ReadTx<'_>,
    source: &ChatRow,
    id: MessageId,
) -> Result<(Content, Forwarded)> {
    let row = load_alive(tx, source, id)?;
    let is_open = source.kind == Kind::Channel;
    let own = Forwarded {
        sender_id: row.sender,
        sent_at: row.created_at,
        chat_id: is_open.then_some(source.id),
        message_id: is_open.then_some(id),
    };
    Ok((row.content, row.forwarded.unwrap_or(own)))
}

/// A poll as everyone sees it before the first vote.
fn insert_poll(tx: &mut WriteTx<'_>, message: MessageId, poll: &NewPoll) -> Result<Poll> {
    poll.insert(tx, message)?;
    let poll = polls::show(tx, None, &[message])?.remove(&message);
    poll.ok_or_else(|| Error::internal("a poll was lost on its way"))
}

fn load_root(tx: &ReadTx<'_>, chat: &ChatRow, id: MessageId) -> Result<MessageRow> {
    let root = following::load_root(tx, chat.id, id)?;
    if root.deleted_at.is_none() { Ok(root) } else { Err(codes::MESSAGE_DELETED.into()) }
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
