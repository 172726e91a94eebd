//! Who has read what, and what that leaves unread. Nothing here is a stored counter.
//!
//! In the main list a person has a pointer (everything up to it is read) and, ahead of it, marks on
//! single messages. In a thread they have a pointer of its own.

use super::json_ids;
use crate::base::Result;
use crate::base::ids::{ChatId, MessageId, UserId};
use crate::base::time::Timestamp;
use crate::infra::db::{ReadTx, Row, WriteTx};

/// What one person has not read in one chat.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Unread {
    /// Messages of others in the main list.
    pub(crate) messages: u32,
    /// Messages, replies included, that mention the person or everyone.
    pub(crate) mentions: u32,
}

// Four counts: unread messages; unread mentions of everyone; unread mentions by name in the main
// list; unread mentions by name in threads. Marks are few, so they are looked for one by one.
macro_rules! unread {
    ($rest:literal) => {
        concat!(
            "SELECT m.chat_id,
                (SELECT count(*) FROM messages x
                 WHERE x.chat_id = m.chat_id AND x.listed = 1 AND x.id > m.last_read_id
                   AND x.sender_id <> m.user_id AND x.deleted_at IS NULL)
                - (SELECT count(*) FROM message_reads r
                   WHERE r.user_id = m.user_id AND r.chat_id = m.chat_id AND r.message_id > m.last_read_id),
                (SELECT count(*) FROM messages x
                 WHERE x.chat_id = m.chat_id AND x.listed = 1 AND x.id > m.last_read_id
                   AND x.sender_id <> m.user_id AND x.deleted_at IS NULL AND x.mentions_all = 1
                   AND NOT EXISTS (SELECT 1 FROM message_reads r
                       WHERE r.user_id = m.user_id AND r.chat_id = m.chat_id AND r.message_id = x.id))
                + (SELECT count(*) FROM message_mentions n
                   WHERE n.user_id = m.user_id AND n.chat_id = m.chat_id AND n.message_id > m.last_read_id
                     AND n.root_id IS NULL
                     AND NOT EXISTS (SELECT 1 FROM message_reads r
                         WHERE r.user_id = m.user_id AND r.chat_id = m.chat_id AND r.message_id = n.message_id))
                + (SELECT count(*) FROM message_mentions n
                   WHERE n.user_id = m.user_id AND n.chat_id = m.chat_id AND n.root_id IS NOT NULL
                     AND NOT EXISTS (SELECT 1 FROM thread_reads t
                         WHERE t.root_id = n.root_id AND t.user_id = n.user_id AND t.last_read_id >= n.message_id))
             FROM chat_members m ",
            $rest
        )
    };
}

fn unread(row: &Row<'_>) -> rusqlite::Result<Unread> {
    Ok(Unread { messages: row.get(1)?, mentions: row.get(2)? })
}

/// What a member has not read in one chat.
pub(crate) fn count_unread(tx: &ReadTx<'_>, chat: ChatId, user: UserId) -> Result<Unread> {
    tx.one(unread!("WHERE m.chat_id = ?1 AND m.user_id = ?2"), (chat, user), unread)
}

pub(crate) const LIST_UNREAD: &str = unread!("WHERE m.user_id = ?1 ORDER BY m.chat_id");

/// What a person has not read in each of their chats.
pub(crate) fn list_unread(tx: &ReadTx<'_>, user: UserId) -> Result<Vec<(ChatId, Unread)>> {
    tx.list(LIST_UNREAD, [user], |row| Ok((row.get(0)?, unread(row)?)))
}

/// How many messages a person has not read in all their chats.
pub(crate) fn count_unread_everywhere(tx: &ReadTx<'_>, user: UserId) -> Result<u32> {
    Ok(list_unread(tx, user)?.iter().map(|(_, unread)| unread.messages).sum())
}

/// Moves a member's pointer to `to`; the marks it passes are no longer needed.
pub(crate) fn set_pointer(
    tx: &mut WriteTx<'_>,
    chat: ChatId,
    user: UserId,
    to: MessageId,
    at: Timestamp,
) -> Result<()> {
    tx.execute(
        "UPDATE chat_members SET last_read_id = ?3, last_read_at = ?4 WHERE chat_id = ?1 AND user_id = ?2",
        (chat, user, to, at),
    )?;
    tx.execute(
        "DELETE FROM message_reads WHERE user_id = ?2 AND chat_id = ?1 AND message_id <= ?3",
        (chat, user, to),
    )?;
    Ok(())
}

/// Makes `from` and everything after it in the main list unread for a member.
pub(crate) fn pull_pointer(
    tx: &mut WriteTx<'_>,
    chat: ChatId,
    user: UserId,
    from: MessageId,
) -> Result<()> {
    tx.execute(
        "UPDATE chat_members SET last_read_id = min(last_read_id, coalesce((
             SELECT id FROM messages WHERE chat_id = ?1 AND listed = 1 AND id < ?3 ORDER BY id DESC LIMIT 1
         ), 0))
         WHERE chat_id = ?1 AND user_id = ?2",
        (chat, user, from),
    )?;
    tx.execute(
        "DELETE FROM message_reads WHERE user_id = ?2 AND chat_id = ?1 AND message_id >= ?3",
        (chat, user, from),
    )?;
    Ok(())
}

/// Where a member's pointer stands; none before the first message.
pub(crate) fn find_pointer(
    tx: &ReadTx<'_>,
    chat: ChatId,
    user: UserId,
) -> Result<Option<MessageId>> {
    tx.one(
        "SELECT nullif(last_read_id, 0) FROM chat_members WHERE chat_id = ?1 AND user_id = ?2",
        (chat, user),
        |row| row.get(0),
    )
}

/// Marks one message ahead of the pointer as read; false if it is marked already.
pub(crate) fn insert_mark(
    tx: &mut WriteTx<'_>,
    chat: ChatId,
    user: UserId,
    message: MessageId,
    at: Timestamp,
) -> Result<bool> {
    let marked = tx.execute(
        "INSERT INTO message_reads (user_id, chat_id, message_id, read_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO NOTHING",
        (user, chat, message, at),
    )?;
    Ok(marked > 0)
}

/// Moves a person's pointer in a thread forward to `to`; false if it is there already.
pub(crate) fn push_thread_pointer(
    tx: &mut WriteTx<'_>,
    root: MessageId,
    user: UserId,
    to: MessageId,
    at: Timestamp,
) -> Result<bool> {
    let moved = tx.execute(
        "INSERT INTO thread_reads (root_id, user_id, last_read_id, last_read_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (root_id, user_id) DO UPDATE SET last_read_id = excluded.last_read_id,
             last_read_at = excluded.last_read_at WHERE last_read_id < excluded.last_read_id",
        (root, user, to, at),
    )?;
    Ok(moved > 0)
}

/// Makes `from` and every later reply of its thread unread for a person.
pub(crate) fn pull_thread_pointer(
    tx: &mut WriteTx<'_>,
    root: MessageId,
    user: UserId,
    from: MessageId,
) -> Result<()> {
    tx.execute(
        "UPDATE thread_reads SET last_read_id = min(last_read_id, ?3 - 1) WHERE root_id = ?1 AND user_id = ?2",
        (root, user, from),
    )?;
    Ok(())
}

/// One member's pointer: what is behind it is read, if it was posted after they joined.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pointer {
    pub(crate) user: UserId,
    pub(crate) last_read: MessageId,
    pub(crate) joined_at: Timestamp,
}

/// A stretch of the main list of a chat.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    chat: ChatId,
    first: MessageId,
    last: MessageId,
}

impl Span {
    /// One message.
    pub(crate) fn of(chat: ChatId, message: MessageId) -> Self {
        Self { chat, first: message, last: message }
    }

    /// Takes in another message of the chat.
    pub(crate) fn stretch(&mut self, message: MessageId) {
        self.first = self.first.min(message);
        self.last = self.last.max(message);
    }
}

/// Spans as a JSON array, for `json_each`.
fn json_spans(spans: &[Span]) -> String {
    let triple = |span: &Span| format!("[{},{},{}]", span.chat, span.first, span.last);
    json_ids(&spans.iter().map(triple).collect::<Vec<_>>())
}

pub(crate) const LIST_POINTERS: &str = "SELECT m.chat_id, m.user_id, m.last_read_id, m.joined_at
         FROM json_each(?1) each CROSS JOIN chat_members m
         WHERE m.chat_id = (each.value ->> 0) AND m.last_read_id >= (each.value ->> 1)";

/// For each span: the pointers of the members who have read its first message.
pub(crate) fn list_pointers(tx: &ReadTx<'_>, spans: &[Span]) -> Result<Vec<(ChatId, Pointer)>> {
    tx.list(LIST_POINTERS, [json_spans(spans)], |row| {
        Ok((
            row.get(0)?,
            Pointer { user: row.get(1)?, last_read: row.get(2)?, joined_at: row.get(3)? },
        ))
    })
}

/// The pointers of members in threads, by root.
pub(crate) fn list_thread_pointers(
    tx: &ReadTx<'_>,
    roots: &[MessageId],
) -> Result<Vec<(MessageId, Pointer)>> {
    tx.list(
        "SELECT t.root_id, t.user_id, t.last_read_id, m.joined_at
         FROM thread_reads t JOIN messages r ON r.id = t.root_id
              JOIN chat_members m ON m.chat_id = r.chat_id AND m.user_id = t.user_id
         WHERE t.root_id IN (SELECT value FROM json_each(?1))",
        [json_ids(roots)],
        |row| {
            Ok((
                row.get(0)?,
                Pointer { user: row.get(1)?, last_read: row.get(2)?, joined_at: row.get(3)? },
            ))
        },
    )
}

pub(crate) const LIST_MARK_COUNTS: &str = "SELECT r.message_id, count(*)
         FROM json_each(?1) each CROSS JOIN message_reads r
         WHERE r.chat_id = (each.value ->> 0)
           AND r.message_id BETWEEN (each.value ->> 1) AND (each.value ->> 2)
         GROUP BY r.message_id";

/// How many members have marked messages in these spans as read ahead of their pointer.
pub(crate) fn list_mark_counts(tx: &ReadTx<'_>, spans: &[Span]) -> Result<Vec<(MessageId, u32)>> {
    tx.list(LIST_MARK_COUNTS, [json_spans(spans)], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Who has read a message of the main list, and when: for those whose pointer passed it, when it last moved.
pub(crate) fn list_readers(
    tx: &ReadTx<'_>,
    message: MessageId,
) -> Result<Vec<(UserId, Timestamp)>> {
    tx.list(
        "SELECT m.user_id, m.last_read_at FROM messages x JOIN chat_members m ON m.chat_id = x.chat_id
         WHERE x.id = ?1 AND m.last_read_id >= x.id AND m.user_id <> x.sender_id
           AND m.joined_at <= x.created_at AND m.last_read_at IS NOT NULL
         UNION ALL SELECT user_id, read_at FROM message_reads WHERE message_id = ?1
         ORDER BY 2 DESC, 1",
        [message],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Who has read a reply, and when their pointer in the thread last moved.
pub(crate) fn list_reply_readers(
    tx: &ReadTx<'_>,
    reply: MessageId,
) -> Result<Vec<(UserId, Timestamp)>> {
    tx.list(
        "SELECT t.user_id, t.last_read_at FROM messages x JOIN thread_reads t ON t.root_id = x.root_id
              JOIN chat_members m ON m.chat_id = x.chat_id AND m.user_id = t.user_id
         WHERE x.id = ?1 AND t.last_read_id >= x.id AND t.user_id <> x.sender_id AND m.joined_at <= x.created_at
         ORDER BY 2 DESC, 1",
        [reply],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}
