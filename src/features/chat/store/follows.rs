//! Who follows which thread, and what they have not read in those they follow.

use crate::base::Result;
use crate::base::ids::{ChatId, MessageId, UserId};
use crate::base::time::Timestamp;
use crate::infra::db::{ReadTx, Row, WriteTx};

/// How one person follows one thread.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct FollowRow {
    pub(crate) is_following: bool,
    /// Replies of others that they have not read; none where they do not follow.
    pub(crate) unread: u32,
    /// Everything in the thread up to this reply is read.
    pub(crate) last_read: Option<MessageId>,
}

/// A thread somebody follows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ThreadRow {
    pub(crate) chat: ChatId,
    pub(crate) root: MessageId,
    pub(crate) last_reply_at: Timestamp,
    pub(crate) unread: u32,
    /// Replies that mention them by name and are not read.
    pub(crate) mentions: u32,
    pub(crate) last_read: Option<MessageId>,
}

/// A person's follows with the unread replies of each.
macro_rules! follows {
    ($columns:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $columns,
            ", f.is_following * (SELECT count(*) FROM messages x
                 WHERE x.root_id = f.root_id AND x.id > max(coalesce(t.last_read_id, 0), f.since_id - 1)
                   AND x.sender_id <> f.user_id AND x.deleted_at IS NULL) AS unread,
                 t.last_read_id
             FROM thread_follows f
             JOIN messages r ON r.id = f.root_id
             LEFT JOIN thread_reads t ON t.root_id = f.root_id AND t.user_id = f.user_id ",
            $rest
        )
    };
}

/// How a person follows a thread.
pub(crate) fn find(tx: &ReadTx<'_>, user: UserId, root: MessageId) -> Result<Option<FollowRow>> {
    tx.find(
        follows!("f.is_following", "WHERE f.user_id = ?1 AND f.root_id = ?2"),
        (user, root),
        |row| {
            Ok(FollowRow { is_following: row.get(0)?, unread: row.get(1)?, last_read: row.get(2)? })
        },
    )
}

/// The key of a thread in the list: whether it has something unread, its last reply, itself.
pub(crate) type ThreadKey = (bool, i64, i64);

fn thread(row: &Row<'_>) -> rusqlite::Result<ThreadRow> {
    Ok(ThreadRow {
        chat: row.get(0)?,
        root: row.get(1)?,
        last_reply_at: row.get(2)?,
        mentions: row.get(3)?,
        unread: row.get(4)?,
        last_read: row.get(5)?,
    })
}

pub(crate) const LIST: &str = concat!(
    "SELECT * FROM (",
    follows!(
        "f.chat_id, f.root_id, r.last_reply_at, (SELECT count(*) FROM message_mentions n
                 WHERE n.user_id = f.user_id AND n.chat_id = f.chat_id AND n.root_id = f.root_id
                   AND n.message_id > coalesce(t.last_read_id, 0))",
        "WHERE f.user_id = ?1 AND f.is_following = 1 AND r.reply_count > 0
           AND EXISTS (SELECT 1 FROM chat_members m WHERE m.chat_id = f.chat_id AND m.user_id = f.user_id)"
    ),
    ") WHERE ?2 IS NULL OR (unread > 0, last_reply_at, root_id) < (?2, ?3, ?4)
       ORDER BY unread > 0 DESC, last_reply_at DESC, root_id DESC LIMIT ?5"
);

/// The threads a person follows, after the key `after`: those with something unread first, then by
/// their last reply.
pub(crate) fn list(
    tx: &ReadTx<'_>,
    user: UserId,
    after: Option<ThreadKey>,
    limit: u32,
) -> Result<Vec<ThreadRow>> {
    let (unread, at, root) = match after {
        Some((unread, at, root)) => (Some(unread), Some(at), Some(root)),
        None => (None, None, None),
    };
    tx.list(LIST, (user, unread, at, root, limit), thread)
}

/// How many followed threads have something unread, and how many mentions in threads are unread.
pub(crate) fn count_unread(tx: &ReadTx<'_>, user: UserId) -> Result<(u32, u32)> {
    tx.one(
        "SELECT (SELECT count(*) FROM thread_follows f
                 LEFT JOIN thread_reads t ON t.root_id = f.root_id AND t.user_id = f.user_id
                 WHERE f.user_id = ?1 AND f.is_following = 1 AND EXISTS (
                     SELECT 1 FROM messages x WHERE x.root_id = f.root_id
                       AND x.id > max(coalesce(t.last_read_id, 0), f.since_id - 1)
                       AND x.sender_id <> f.user_id AND x.deleted_at IS NULL)),
                (SELECT count(*) FROM message_mentions n WHERE n.user_id = ?1 AND n.root_id IS NOT NULL
                   AND NOT EXISTS (SELECT 1 FROM thread_reads t
                       WHERE t.root_id = n.root_id AND t.user_id = ?1 AND t.last_read_id >= n.message_id))",
        [user],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// The newest replies of threads, at most `each` of every thread: ids in no order.
pub(crate) fn list_last_replies(
    tx: &ReadTx<'_>,
    roots: &[MessageId],
    each: u32,
) -> Result<Vec<MessageId>> {
    tx.list(
        "SELECT x.id FROM json_each(?1) each JOIN messages x ON x.id IN (
             SELECT id FROM messages WHERE root_id = each.value AND deleted_at IS NULL ORDER BY id DESC LIMIT ?2
         )",
        (super::json_ids(roots), each),
        |row| row.get(0),
    )
}

/// A person follows a thread from the reply `since` on, unless they do already.
pub(crate) fn begin(
    tx: &mut WriteTx<'_>,
    user: UserId,
    chat: ChatId,
    root: MessageId,
    since: MessageId,
) -> Result<()> {
    tx.execute(
        "INSERT INTO thread_follows (user_id, root_id, chat_id, since_id, is_following) VALUES (?1, ?2, ?3, ?4, 1)
         ON CONFLICT (user_id, root_id) DO UPDATE SET is_following = 1, since_id = excluded.since_id
             WHERE is_following = 0",
        (user, root, chat, since),
    )?;
    Ok(())
}

/// A person who follows a thread does so no more; those who never did are remembered as well.
pub(crate) fn end(tx: &mut WriteTx<'_>, user: UserId, chat: ChatId, root: MessageId) -> Result<()> {
    tx.execute(
        "INSERT INTO thread_follows (user_id, root_id, chat_id, since_id, is_following) VALUES (?1, ?2, ?3, 0, 0)
         ON CONFLICT (user_id, root_id) DO UPDATE SET is_following = 0",
        (user, root, chat),
    )?;
    Ok(())
}

/// Forgets all follows of a person in a chat.
pub(crate) fn delete(tx: &mut WriteTx<'_>, chat: ChatId, user: UserId) -> Result<()> {
    tx.execute("DELETE FROM thread_follows WHERE user_id = ?2 AND chat_id = ?1", (chat, user))?;
    Ok(())
}
