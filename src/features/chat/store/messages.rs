//! Messages: the main list of a chat, and the threads beside it.

use rusqlite::types::FromSqlError;

use super::{People, StoredHtml, people_column};
use crate::base::Result;
use crate::base::ids::{ChatId, MessageId, UserId};
use crate::base::text::ClientId;
use crate::base::time::Timestamp;
use crate::features::chat::content::Content;
use crate::features::chat::mentions::Mentions;
use crate::features::chat::model::{Delivery, Forwarded};
use crate::infra::db::{ReadTx, Row, WriteTx, params};

/// A message as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct MessageRow {
    pub(crate) id: MessageId,
    pub(crate) chat: ChatId,
    pub(crate) sender: UserId,
    /// The root of the thread it replies in; none for roots.
    pub(crate) root: Option<MessageId>,
    pub(crate) content: Content,
    pub(crate) delivery: Delivery,
    pub(crate) client_id: Option<String>,
    pub(crate) mentions: Mentions,
    /// How many reactions it has.
    pub(crate) reactions: u32,
    pub(crate) thread: ThreadFacts,
    pub(crate) created_at: Timestamp,
    pub(crate) edited_at: Option<Timestamp>,
    pub(crate) deleted_at: Option<Timestamp>,
    /// Who pinned it, and when.
    pub(crate) pin: Option<Pin>,
    /// Whose words these were, if it was forwarded.
    pub(crate) forwarded: Option<Forwarded>,
    /// How many people acknowledged it.
    pub(crate) acks: u32,
    /// Whether it asks a question.
    pub(crate) has_poll: bool,
    /// Whether files are attached to it, or were.
    pub(crate) has_files: bool,
}

/// A pin on a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pin {
    pub(crate) by: UserId,
    pub(crate) at: Timestamp,
}

/// What a root knows of its thread.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ThreadFacts {
    pub(crate) reply_count: u32,
    pub(crate) last_reply_at: Option<Timestamp>,
    /// Newest first, three at most.
    pub(crate) last_repliers: Vec<UserId>,
}

macro_rules! messages {
    ($rest:literal) => {
        concat!(
            "SELECT id, chat_id, sender_id, root_id, format, body, html, plain, delivery, client_id,
                    mentions, mentions_all, reactions, reply_count, last_reply_at, last_repliers,
                    created_at, edited_at, deleted_at,
                    pinned_at, pinned_by, forwarded, acks, has_poll, has_files
             FROM messages ",
            $rest
        )
    };
}

fn message(row: &Row<'_>) -> rusqlite::Result<MessageRow> {
    Ok(MessageRow {
        id: row.get(0)?,
        chat: row.get(1)?,
        sender: row.get(2)?,
        root: row.get(3)?,
        content: Content {
            format: row.get(4)?,
            body: row.get(5)?,
            html: row.get::<_, Option<StoredHtml>>(6)?.map(|html| html.0),
            plain: row.get(7)?,
        },
        delivery: row.get(8)?,
        client_id: row.get(9)?,
        mentions: Mentions { people: row.get::<_, People>(10)?.0, everyone: row.get(11)? },
        reactions: row.get(12)?,
        thread: ThreadFacts {
            reply_count: row.get(13)?,
            last_reply_at: row.get(14)?,
            last_repliers: row.get::<_, People>(15)?.0,
        },
        created_at: row.get(16)?,
        edited_at: row.get(17)?,
        deleted_at: row.get(18)?,
        pin: match row.get(19)? {
            Some(at) => Some(Pin { at, by: row.get(20)? }),
            None => None,
        },
        forwarded: forwarded(row.get_ref(21)?.as_str_or_null()?)?,
        acks: row.get(22)?,
        has_poll: row.get(23)?,
        has_files: row.get(24)?,
    })
}

fn forwarded(json: Option<&str>) -> rusqlite::Result<Option<Forwarded>> {
    let parse = |json| serde_json::from_str(json).map_err(|_| FromSqlError::InvalidType.into());
    json.map(parse).transpose()
}

/// A message of the chat, deleted or not.
pub(crate) fn find(tx: &ReadTx<'_>, chat: ChatId, id: MessageId) -> Result<Option<MessageRow>> {
    tx.find(messages!("WHERE id = ?1 AND chat_id = ?2"), (id, chat), message)
}

/// The newest message of all chats; 0 before the first.
pub(crate) fn newest_id(tx: &ReadTx<'_>) -> Result<MessageId> {
    tx.one("SELECT coalesce(max(id), 0) FROM messages", [], |row| row.get(0))
}

/// The first message of the main list at or after a moment. Messages are in the order of time, so their
/// ids are halved until one is left: no index of times is needed.
pub(crate) fn find_at(tx: &ReadTx<'_>, chat: ChatId, at: Timestamp) -> Result<Option<MessageId>> {
    // Everything before `low` is too early; what is first at or after `high` is not.
    let (mut low, mut high) = (0, newest_id(tx)?.get() + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        match first_from(tx, chat, middle)? {
            Some((id, created_at)) if created_at < at => low = id.get() + 1,
            _ => high = middle,
        }
    }
    Ok(first_from(tx, chat, low)?.map(|(id, _)| id))
}

/// The first message of the main list whose id is at least `from`.
fn first_from(tx: &ReadTx<'_>, chat: ChatId, from: i64) -> Result<Option<(MessageId, Timestamp)>> {
    tx.find(
        "SELECT id, created_at FROM messages WHERE chat_id = ?1 AND listed = 1 AND id >= ?2 ORDER BY id LIMIT 1",
        (chat, from),
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Messages by their ids, in no order.
pub(crate) fn list_by_ids(tx: &ReadTx<'_>, ids: &[MessageId]) -> Result<Vec<MessageRow>> {
    tx.list(
        messages!("WHERE id IN (SELECT value FROM json_each(?1))"),
        [super::json_ids(ids)],
        message,
    )
}

pub(crate) const LIST_BEFORE: &str =
    messages!("WHERE chat_id = ?1 AND listed = 1 AND id < ?2 ORDER BY id DESC LIMIT ?3");

/// The main list before `before`, newest first.
pub(crate) fn list_before(
    tx: &ReadTx<'_>,
    chat: ChatId,
    before: Option<MessageId>,
    limit: u32,
) -> Result<Vec<MessageRow>> {
    let before = before.map_or(i64::MAX, MessageId::get);
    tx.list(LIST_BEFORE, (chat, before, limit), message)
}

/// The main list after `after`, oldest first.
pub(crate) fn list_after(
    tx: &ReadTx<'_>,
    chat: ChatId,
    after: MessageId,
    limit: u32,
) -> Result<Vec<MessageRow>> {
    tx.list(
        messages!("WHERE chat_id = ?1 AND listed = 1 AND id > ?2 ORDER BY id LIMIT ?3"),
        (chat, after, limit),
        message,
    )
}

pub(crate) const LIST_REPLIES: &str =
    messages!("WHERE root_id = ?1 AND id < ?2 AND deleted_at IS NULL ORDER BY id DESC LIMIT ?3");

/// The replies of a thread before `before`, newest first.
pub(crate) fn list_replies(
    tx: &ReadTx<'_>,
    root: MessageId,
    before: Option<MessageId>,
    limit: u32,
) -> Result<Vec<MessageRow>> {
    let before = before.map_or(i64::MAX, MessageId::get);
    tx.list(LIST_REPLIES, (root, before, limit), message)
}

/// A message about to be stored.
#[derive(Debug, Clone)]
pub(crate) struct NewRow<'a> {
    pub(crate) chat: ChatId,
    pub(crate) sender: UserId,
    pub(crate) root: Option<MessageId>,
    pub(crate) content: &'a Content,
    pub(crate) delivery: Delivery,
    pub(crate) client_id: Option<&'a ClientId>,
    pub(crate) mentions: &'a Mentions,
    pub(crate) forwarded: Option<&'a Forwarded>,
    pub(crate) has_poll: bool,
    pub(crate) at: Timestamp,
}

/// Adds a message.
pub(crate) fn insert(tx: &mut WriteTx<'_>, new: &NewRow<'_>) -> Result<MessageId> {
    tx.insert(
        "INSERT INTO messages (chat_id, sender_id, root_id, format, body, html, plain, delivery, client_id,
                               mentions, mentions_all, listed, forwarded, has_poll, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        params![
            new.chat,
            new.sender,
            new.root,
            new.content.format,
            new.content.body,
            new.content.html.as_ref().map(crate::base::html::SafeHtml::as_str),
            new.content.plain,
            new.delivery,
            new.client_id.map(ClientId::as_str),
            people_column(&new.mentions.people),
            new.mentions.everyone,
            new.root.is_none(),
            new.forwarded.map(serde_json::to_string).transpose()?,
            new.has_poll,
            new.at,
        ],
    )
    .map(MessageId::new)
}

/// Replaces what a message says.
pub(crate) fn set_content(
    tx: &mut WriteTx<'_>,
    id: MessageId,
    content: &Content,
    mentions: &Mentions,
    at: Timestamp,
) -> Result<()> {
    tx.execute(
        "UPDATE messages SET format = ?2, body = ?3, html = ?4, plain = ?5, mentions = ?6, mentions_all = ?7,
                             edited_at = ?8
         WHERE id = ?1",
        params![
            id,
            content.format,
            content.body,
            content.html.as_ref().map(crate::base::html::SafeHtml::as_str),
            content.plain,
            people_column(&mentions.people),
            mentions.everyone,
            at,
        ],
    )?;
    Ok(())
}

/// Notes that files are attached to a message.
pub(crate) fn set_has_files(tx: &mut WriteTx<'_>, id: MessageId) -> Result<()> {
    tx.execute("UPDATE messages SET has_files = 1 WHERE id = ?1", [id])?;
    Ok(())
}

/// Takes away what a message says; it stays in the main list only if it has replies.
pub(crate) fn set_deleted(tx: &mut WriteTx<'_>, id: MessageId, at: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE messages SET format = 'markdown', body = '', html = NULL, plain = NULL, mentions = NULL,
                             mentions_all = 0, reactions = 0, acks = 0, has_poll = 0, has_files = 0, forwarded = NULL,
                             pinned_at = NULL, pinned_by = NULL, deleted_at = ?2, listed = (listed AND reply_count > 0)
         WHERE id = ?1",
        (id, at),
    )?;
    tx.execute("DELETE FROM message_reactions WHERE message_id = ?1", [id])?;
    tx.execute("DELETE FROM message_reads WHERE message_id = ?1", [id])?;
    delete_mentioned(tx, id)
}

/// Writes what a root knows of its thread; a deleted root without replies leaves the main list.
pub(crate) fn set_thread(
    tx: &mut WriteTx<'_>,
    root: MessageId,
    thread: &ThreadFacts,
) -> Result<()> {
    tx.execute(
        "UPDATE messages SET reply_count = ?2, last_reply_at = ?3, last_repliers = ?4,
                             listed = (deleted_at IS NULL OR ?2 > 0)
         WHERE id = ?1",
        (root, thread.reply_count, thread.last_reply_at, people_column(&thread.last_repliers)),
    )?;
    Ok(())
}

/// Finds out anew what a root knows of its thread.
pub(crate) fn count_thread(tx: &ReadTx<'_>, root: MessageId) -> Result<ThreadFacts> {
    let (reply_count, last_reply_at) = tx.one(
        "SELECT count(*), max(created_at) FROM messages WHERE root_id = ?1 AND deleted_at IS NULL",
        [root],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let last_repliers = tx.list(
        "SELECT sender_id FROM messages WHERE root_id = ?1 AND deleted_at IS NULL
         GROUP BY sender_id ORDER BY max(id) DESC LIMIT 3",
        [root],
        |row| row.get(0),
    )?;
    Ok(ThreadFacts { reply_count, last_reply_at, last_repliers })
}

/// Notes who is mentioned by name in a message.
pub(crate) fn insert_mentioned(
    tx: &mut WriteTx<'_>,
    chat: ChatId,
    id: MessageId,
    root: Option<MessageId>,
    people: &[UserId],
) -> Result<()> {
    for user in people {
        tx.execute(
            "INSERT INTO message_mentions (user_id, chat_id, message_id, root_id) VALUES (?1, ?2, ?3, ?4)",
            (user, chat, id, root),
        )?;
    }
    Ok(())
}

/// Forgets who was mentioned by name in a message.
pub(crate) fn delete_mentioned(tx: &mut WriteTx<'_>, id: MessageId) -> Result<()> {
    tx.execute("DELETE FROM message_mentions WHERE message_id = ?1", [id])?;
    Ok(())
}
