//! What can be searched for in chats, and what of it a person may see.

use crate::base::Result;
use crate::base::ids::{ChatId, MessageId, UserId};
use crate::base::scope::Scope;
use crate::base::time::Timestamp;
use crate::features::chat::access::Place;
use crate::features::chat::model::Kind;
use crate::infra::db::ReadTx;

/// What a message says to a search.
#[derive(Debug, Clone)]
pub struct FindableMessage {
    /// The message.
    pub id: MessageId,
    /// Where it is.
    pub chat: ChatId,
    /// Who may read it.
    pub scope: Scope,
    /// Who sent it.
    pub sender: UserId,
    /// When.
    pub at: Timestamp,
    /// Its words; of a poll, with what can be chosen.
    pub text: String,
    /// Whether it leads somewhere else.
    pub has_link: bool,
    /// Whether it is pinned.
    pub is_pinned: bool,
}

/// What a group or channel says to a search.
#[derive(Debug, Clone)]
pub struct FindableChat {
    /// The chat.
    pub id: ChatId,
    /// Who may see it.
    pub scope: Scope,
    /// Who made it.
    pub created_by: Option<UserId>,
    /// When.
    pub at: Timestamp,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub topic: String,
}

/// Whose messages are read by whom: a channel's by everyone, all others by the members.
fn scope(chat: ChatId, kind: Kind) -> Scope {
    if kind == Kind::Channel { Scope::Org } else { Scope::Chat(chat) }
}

/// Those of the messages that say something.
pub fn list_findable_messages(tx: &ReadTx<'_>, ids: &[i64]) -> Result<Vec<FindableMessage>> {
    tx.list(
        "SELECT m.id, m.chat_id, c.kind, m.sender_id, m.created_at, coalesce(m.plain, m.body),
                instr(m.body, '://') > 0 OR instr(coalesce(m.html, ''), '<a ') > 0, m.pinned_at IS NOT NULL,
                CASE WHEN m.has_poll THEN (SELECT group_concat(o.value, char(10))
                     FROM polls p, json_each(p.options) o WHERE p.message_id = m.id) END
         FROM messages m JOIN chats c ON c.id = m.chat_id
         WHERE m.id IN (SELECT value FROM json_each(?1)) AND m.deleted_at IS NULL",
        [super::json_ids(ids)],
        |row| {
            let chat = row.get(1)?;
            let mut text: String = row.get(5)?;
            if let Some(options) = row.get::<_, Option<String>>(8)? {
                text = format!("{text}\n{options}");
            }
            Ok(FindableMessage {
                id: row.get(0)?,
                chat,
                scope: scope(chat, row.get(2)?),
                sender: row.get(3)?,
                at: row.get(4)?,
                text,
                has_link: row.get(6)?,
                is_pinned: row.get(7)?,
            })
        },
    )
}

/// The ids of messages after `after`, in order.
pub fn list_message_ids(tx: &ReadTx<'_>, after: i64, limit: u32) -> Result<Vec<i64>> {
    tx.list(
        "SELECT id FROM messages WHERE id > ?1 AND deleted_at IS NULL ORDER BY id LIMIT ?2",
        (after, limit),
        |row| row.get(0),
    )
}

/// About how many messages there are: ids are given out in order.
pub fn estimate_messages(tx: &ReadTx<'_>) -> Result<u64> {
    let newest: i64 = tx.one("SELECT coalesce(max(id), 0) FROM messages", [], |row| row.get(0))?;
    Ok(newest.cast_unsigned())
}

/// Those of the chats that have a title.
pub fn list_findable_chats(tx: &ReadTx<'_>, ids: &[i64]) -> Result<Vec<FindableChat>> {
    tx.list(
        "SELECT id, kind, created_by, created_at, title, topic FROM chats
         WHERE id IN (SELECT value FROM json_each(?1)) AND title IS NOT NULL",
        [super::json_ids(ids)],
        |row| {
            let id = row.get(0)?;
            Ok(FindableChat {
                id,
                scope: scope(id, row.get(1)?),
                created_by: row.get(2)?,
                at: row.get(3)?,
                title: row.get(4)?,
                topic: row.get(5)?,
            })
        },
    )
}

/// The ids of chats after `after`, in order.
pub fn list_chat_ids(tx: &ReadTx<'_>, after: i64, limit: u32) -> Result<Vec<i64>> {
    tx.list("SELECT id FROM chats WHERE id > ?1 ORDER BY id LIMIT ?2", (after, limit), |row| {
        row.get(0)
    })
}

/// About how many chats there are.
pub fn estimate_chats(tx: &ReadTx<'_>) -> Result<u64> {
    let newest: i64 = tx.one("SELECT coalesce(max(id), 0) FROM chats", [], |row| row.get(0))?;
    Ok(newest.cast_unsigned())
}

/// The names of the chats a person may read, of a direct one the other person's; of all, or of some.
pub fn list_chat_names(
    tx: &ReadTx<'_>,
    user: UserId,
    among: Option<&[ChatId]>,
) -> Result<Vec<(ChatId, String)>> {
    tx.list(
        "SELECT c.id, coalesce(c.title, (SELECT u.display_name FROM chat_members o JOIN users u ON u.id = o.user_id
                                         WHERE o.chat_id = c.id AND o.user_id <> ?1))
         FROM chats c
         WHERE (?2 IS NULL OR c.id IN (SELECT value FROM json_each(?2)))
           AND (c.kind = 'channel'
                OR EXISTS (SELECT 1 FROM chat_members m WHERE m.chat_id = c.id AND m.user_id = ?1))
         ORDER BY c.id",
        (user, among.map(super::json_ids)),
        |row| Ok((row.get(0)?, row.get::<_, Option<String>>(1)?.unwrap_or_default())),
    )
}

/// The places of a person in those of the chats that they may read.
pub(crate) fn list_visible_places(
    tx: &ReadTx<'_>,
    user: UserId,
    ids: &[ChatId],
) -> Result<Vec<Place>> {
    super::chats::list_places_among(tx, user, &super::json_ids(ids))
}

/// The newest messages of others that a person has not read, in main lists and in threads they follow: those
/// that are counted.
pub fn list_unread_ids(tx: &ReadTx<'_>, user: UserId, limit: u32) -> Result<Vec<MessageId>> {
    tx.list(
        "SELECT x.id FROM chat_members m JOIN messages x ON x.chat_id = m.chat_id
         WHERE m.user_id = ?1 AND x.listed = 1 AND x.id > m.last_read_id
           AND x.sender_id <> ?1 AND x.deleted_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM message_reads r
               WHERE r.user_id = ?1 AND r.chat_id = m.chat_id AND r.message_id = x.id)
         UNION
         SELECT x.id FROM thread_follows f JOIN messages x ON x.root_id = f.root_id
         LEFT JOIN thread_reads t ON t.root_id = f.root_id AND t.user_id = ?1
         WHERE f.user_id = ?1 AND f.is_following = 1
           AND x.id > max(coalesce(t.last_read_id, 0), f.since_id - 1)
           AND x.sender_id <> ?1 AND x.deleted_at IS NULL
         ORDER BY 1 DESC LIMIT ?2",
        (user, limit),
        |row| row.get(0),
    )
}
