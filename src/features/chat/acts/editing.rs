//! Taking words back: edits and deletions. What was said before is kept as a revision.

use super::following;
use super::posting::{note_mentions, only_members, place_of};
use crate::access::Presence;
use crate::base::ids::{FileId, FileLinkId, MessageId, UserId};
use crate::base::{Result, codes};
use crate::features::chat::access::Place;
use crate::features::chat::content::Content;
use crate::features::chat::events::{
    DeletedPatch, MessageDeleted, MessagePatch, MessageUpdated, RootPatch, Words,
};
use crate::features::chat::mentions::Mentions;
use crate::features::chat::model::RevisionAction;
use crate::features::chat::retelling;
use crate::features::chat::showing::{self, Viewer};
use crate::features::chat::store::chats::{self, ChatRow};
use crate::features::chat::store::messages::{self, MessageRow};
use crate::features::chat::store::{acks, polls, revisions};
use crate::features::chat::views::Message;
use crate::features::files::{self, RefTable};
use crate::infra::db::{ReadTx, WriteTx};

/// The sender's own message.
fn load_own(tx: &ReadTx<'_>, chat: &ChatRow, sender: UserId, id: MessageId) -> Result<MessageRow> {
    let row = messages::find(tx, chat.id, id)?.ok_or(codes::MESSAGE_NOT_FOUND)?;
    if row.sender == sender { Ok(row) } else { Err(codes::MESSAGE_NOT_YOURS.into()) }
}

/// Says something else instead. Saying the same again changes nothing.
///
/// # Errors
/// `message_not_found`, `message_not_yours`, `message_deleted`, `message_fixed`.
pub(crate) fn edit(
    tx: &mut WriteTx<'_>,
    chat: &ChatRow,
    presence: &Presence,
    sender: UserId,
    id: MessageId,
    said: (Content, Mentions),
) -> Result<Message> {
    let at = tx.now();
    let viewer = Viewer::person(sender, presence);
    let mut row = load_own(tx, chat, sender, id)?;
    if row.deleted_at.is_some() {
        return Err(codes::MESSAGE_DELETED.into());
    }
    if row.has_poll || row.forwarded.is_some() {
        return Err(codes::MESSAGE_FIXED.into());
    }
    let (content, mentions) = said;
    if content == row.content {
        return showing::message(tx, viewer, row);
    }
    let mentions = only_members(tx, chat, sender, mentions)?;
    revisions::insert(tx, id, sender, RevisionAction::Edited, &row.content, at)?;
    messages::set_content(tx, id, &content, &mentions, at)?;
    messages::delete_mentioned(tx, id)?;
    note_mentions(tx, chat, id, row.root, &mentions)?;
    if let Some(root) = row.root {
        following::begin_by_mention(tx, chat, root, id, &mentions)?;
    }
    row.content = content;
    row.mentions = mentions;
    row.edited_at = Some(at);
    tell_updated(tx, &row)?;
    showing::message(tx, viewer, row)
}

/// Attaches one more file to the sender's own message.
///
/// # Errors
/// `message_not_found`, `message_not_yours`, `message_deleted`, `message_fixed`; as for anyone who posts in
/// the chat, and as for anyone who attaches the file.
pub(crate) fn attach(
    tx: &mut WriteTx<'_>,
    sender: UserId,
    file: FileId,
    id: MessageId,
) -> Result<FileLinkId> {
    let row = messages::list_by_ids(tx, &[id])?.into_iter().next();
    let row = row.ok_or(codes::MESSAGE_NOT_FOUND)?;
    // Who may not see the chat does not hear that there is such a message.
    let place = chats::find_place(tx, row.chat, sender)?.filter(Place::is_visible);
    let seat = place.ok_or(codes::MESSAGE_NOT_FOUND)?.into_open_seat()?;
    let row = load_own(tx, &seat.chat, sender, id)?;
    if row.deleted_at.is_some() {
        return Err(codes::MESSAGE_DELETED.into());
    }
    if row.forwarded.is_some() {
        return Err(codes::MESSAGE_FIXED.into());
    }
    let link = files::attach(tx, sender, file, &place_of(&seat.chat, id))?;
    messages::set_has_files(tx, id)?;
    tell_updated(tx, &MessageRow { has_files: true, ..row })?;
    Ok(link)
}

fn tell_updated(tx: &mut WriteTx<'_>, row: &MessageRow) -> Result<()> {
    let mut attached = showing::attachments(tx, std::slice::from_ref(row))?;
    let attachments = attached.remove(&row.id.get()).unwrap_or_default();
    let words = Words::patch(&MessagePatch::of(row.clone(), attachments))?;
    tx.emit(&MessageUpdated { chat_id: row.chat, message_id: row.id, words: Some(words) })
}

/// Takes a message away. With replies it stays in the list, without its words. Deleting it again
/// changes nothing.
///
/// # Errors
/// `message_not_found`, `message_not_yours`.
pub(crate) fn delete(
    tx: &mut WriteTx<'_>,
    chat: &ChatRow,
    presence: &Presence,
    sender: UserId,
    id: MessageId,
) -> Result<()> {
    let at = tx.now();
    let row = load_own(tx, chat, sender, id)?;
    if row.deleted_at.is_some() {
        return Ok(());
    }
    revisions::insert(tx, id, sender, RevisionAction::Deleted, &row.content, at)?;
    messages::set_deleted(tx, id, at)?;
    if row.acks > 0 {
        acks::delete(tx, id)?;
    }
    if row.has_poll {
        polls::delete(tx, id)?;
    }
    if row.has_files {
        files::detach_all(tx, RefTable::Messages, id.get())?;
    }
    let root = match row.root {
        Some(root) => {
            let thread = messages::count_thread(tx, root)?;
            messages::set_thread(tx, root, &thread)?;
            Some(RootPatch::new(root, thread))
        }
        None => None,
    };
    let was_newest = chats::find_last_message(tx, chat.id)? == Some(id);
    if was_newest {
        chats::set_last_message_again(tx, chat.id)?;
    }
    let words = was_newest.then(|| retelling::newest(tx, presence, chat.id)).transpose()?;
    tx.emit(&MessageDeleted {
        chat_id: chat.id,
        message_id: id,
        root_message_id: row.root,
        patch: DeletedPatch { deleted_at: at },
        root,
        words,
    })
}
