//! What exactly is unread, and reading all of it at once, with a way back.

use serde::{Deserialize, Serialize};

use crate::base::Result;
use crate::base::ids::{ChatId, MessageId, UserId};
use crate::base::time::Timestamp;
use crate::infra::db::{ReadTx, WriteTx};

/// Unread messages of the main list of a chat, oldest first: those that are counted.
pub(crate) fn list_messages(
    tx: &ReadTx<'_>,
    chat: ChatId,
    user: UserId,
    limit: u32,
) -> Result<Vec<MessageId>> {
    tx.list(
        "SELECT x.id FROM chat_members m JOIN messages x ON x.chat_id = m.chat_id
         WHERE m.chat_id = ?1 AND m.user_id = ?2 AND x.listed = 1 AND x.id > m.last_read_id
           AND x.sender_id <> m.user_id AND x.deleted_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM message_reads r
               WHERE r.user_id = ?2 AND r.chat_id = ?1 AND r.message_id = x.id)
         ORDER BY x.id LIMIT ?3",
        (chat, user, limit),
        |row| row.get(0),
    )
}

/// Unread mentions of a person in a chat, replies included, oldest first: those that are counted.
pub(crate) fn list_mentions(
    tx: &ReadTx<'_>,
    chat: ChatId,
    user: UserId,
    limit: u32,
) -> Result<Vec<MessageId>> {
    tx.list(
        "SELECT x.id FROM chat_members m JOIN messages x ON x.chat_id = m.chat_id AND x.mentions_all = 1
         WHERE m.chat_id = ?1 AND m.user_id = ?2 AND x.listed = 1 AND x.id > m.last_read_id
           AND x.sender_id <> ?2 AND x.deleted_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM message_reads r
               WHERE r.user_id = ?2 AND r.chat_id = ?1 AND r.message_id = x.id)
         UNION
         SELECT n.message_id FROM message_mentions n
         JOIN chat_members m ON m.chat_id = n.chat_id AND m.user_id = n.user_id
         WHERE n.user_id = ?2 AND n.chat_id = ?1 AND CASE WHEN n.root_id IS NULL
             THEN n.message_id > m.last_read_id AND NOT EXISTS (SELECT 1 FROM message_reads r
                 WHERE r.user_id = ?2 AND r.chat_id = ?1 AND r.message_id = n.message_id)
             ELSE NOT EXISTS (SELECT 1 FROM thread_reads t
                 WHERE t.root_id = n.root_id AND t.user_id = ?2 AND t.last_read_id >= n.message_id) END
         ORDER BY 1 LIMIT ?3",
        (chat, user, limit),
        |row| row.get(0),
    )
}

/// A chat's main list that is not read to its end: where the pointer stands, and where that end is.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct OpenChat {
    pub(crate) chat: ChatId,
    pub(crate) last_read: i64,
    pub(crate) newest: MessageId,
    /// For who is to hear of it.
    pub(crate) member_count: u32,
}

/// Every chat in which a person has something unread in the main list.
pub(crate) fn list_open_chats(tx: &ReadTx<'_>, user: UserId) -> Result<Vec<OpenChat>> {
    tx.list(
        "SELECT m.chat_id, m.last_read_id,
                (SELECT max(x.id) FROM messages x WHERE x.chat_id = m.chat_id AND x.listed = 1) AS newest,
                c.member_count
         FROM chat_members m JOIN chats c ON c.id = m.chat_id
         WHERE m.user_id = ?1 AND EXISTS (
             SELECT 1 FROM messages x WHERE x.chat_id = m.chat_id AND x.listed = 1 AND x.id > m.last_read_id
               AND x.sender_id <> m.user_id AND x.deleted_at IS NULL)
         ORDER BY m.chat_id",
        [user],
        |row| {
            Ok(OpenChat {
                chat: row.get(0)?,
                last_read: row.get(1)?,
                newest: row.get(2)?,
                member_count: row.get(3)?,
            })
        },
    )
}

/// A thread that is not read to its end: where the pointer stands, if there is one, and where that end is.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct OpenThread {
    pub(crate) chat: ChatId,
    pub(crate) root: MessageId,
    pub(crate) last_read: Option<i64>,
    pub(crate) newest: MessageId,
}

/// Every thread in which a person follows something unread, or is mentioned and has not looked.
pub(crate) fn list_open_threads(tx: &ReadTx<'_>, user: UserId) -> Result<Vec<OpenThread>> {
    tx.list(
        "SELECT o.chat_id, o.root_id, t.last_read_id, max(x.id) FROM (
             SELECT chat_id, root_id, since_id FROM thread_follows WHERE user_id = ?1 AND is_following = 1
             UNION SELECT chat_id, root_id, 0 FROM message_mentions WHERE user_id = ?1 AND root_id IS NOT NULL
         ) o
         LEFT JOIN thread_reads t ON t.root_id = o.root_id AND t.user_id = ?1
         JOIN messages x ON x.root_id = o.root_id AND x.id > max(coalesce(t.last_read_id, 0), o.since_id - 1)
              AND x.sender_id <> ?1 AND x.deleted_at IS NULL
         GROUP BY o.root_id ORDER BY o.root_id",
        [user],
        |row| {
            Ok(OpenThread {
                chat: row.get(0)?,
                root: row.get(1)?,
                last_read: row.get(2)?,
                newest: row.get(3)?,
            })
        },
    )
}

/// One message that was marked as read ahead of the pointer.
pub(crate) type Mark = (ChatId, MessageId, Timestamp);

/// Every mark of a person.
pub(crate) fn list_marks(tx: &ReadTx<'_>, user: UserId) -> Result<Vec<Mark>> {
    tx.list(
        "SELECT chat_id, message_id, read_at FROM message_reads WHERE user_id = ?1",
        [user],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// Moves a member's pointer back to where it stood; false for who is no member any more.
pub(crate) fn pull_back(tx: &mut WriteTx<'_>, open: &OpenChat, user: UserId) -> Result<bool> {
    let moved = tx.execute(
        "UPDATE chat_members SET last_read_id = min(last_read_id, ?3) WHERE chat_id = ?1 AND user_id = ?2",
        (open.chat, user, open.last_read),
    )?;
    Ok(moved > 0)
}

/// Moves a person's pointer in a thread back to where it stood.
pub(crate) fn pull_thread_back(
    tx: &mut WriteTx<'_>,
    open: &OpenThread,
    user: UserId,
) -> Result<()> {
    match open.last_read {
        Some(last_read) => tx.execute(
            "UPDATE thread_reads SET last_read_id = ?3 WHERE root_id = ?1 AND user_id = ?2",
            (open.root, user, last_read),
        )?,
        None => tx.execute(
            "DELETE FROM thread_reads WHERE root_id = ?1 AND user_id = ?2",
            (open.root, user),
        )?,
    };
    Ok(())
}

/// Remembers where a person's pointers stood; it replaces what was remembered before.
pub(crate) fn keep_undo(
    tx: &mut WriteTx<'_>,
    user: UserId,
    token: &str,
    state: &str,
) -> Result<()> {
    let at = tx.now();
    tx.execute(
        "INSERT INTO read_undos (user_id, token, state, created_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (user_id) DO UPDATE SET token = excluded.token, state = excluded.state,
             created_at = excluded.created_at",
        (user, token, state, at),
    )?;
    Ok(())
}

/// What is remembered under a token, if it is younger than `since`. It is told once.
pub(crate) fn take_undo(
    tx: &mut WriteTx<'_>,
    user: UserId,
    token: &str,
    since: Timestamp,
) -> Result<Option<String>> {
    let state = tx.find(
        "SELECT state FROM read_undos WHERE user_id = ?1 AND token = ?2 AND created_at >= ?3",
        (user, token, since),
        |row| row.get(0),
    )?;
    if state.is_some() {
        tx.execute("DELETE FROM read_undos WHERE user_id = ?1", [user])?;
    }
    Ok(state)
}
