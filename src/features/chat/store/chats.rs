//! Chats, and a person's place in them.

use super::People;
use crate::base::Result;
use crate::base::codes;
use crate::base::ids::{ChatId, MessageId, UserId};
use crate::base::text::{ChatTitle, ChatTopic};
use crate::base::time::Timestamp;
use crate::features::chat::access::{Membership, Place};
use crate::features::chat::model::{Kind, MEMBERS_SHOWN, direct_key, title_key};
use crate::infra::db::{ReadTx, Row, WriteTx, params};

/// A chat as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct ChatRow {
    pub(crate) id: ChatId,
    pub(crate) kind: Kind,
    /// None for direct chats.
    pub(crate) title: Option<String>,
    pub(crate) topic: String,
    pub(crate) created_by: Option<UserId>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) archived_at: Option<Timestamp>,
    pub(crate) last_message: Option<MessageId>,
    pub(crate) member_count: u32,
}

macro_rules! places {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.kind, c.title, c.topic, c.created_by, c.created_at, c.updated_at, c.archived_at,
                    c.last_message_id, c.member_count,
                    m.role, m.is_pinned, m.is_muted, m.last_read_id, m.muted_until, m.notify
             FROM chats c ",
            $rest
        )
    };
}

fn place(row: &Row<'_>) -> rusqlite::Result<Place> {
    let chat = ChatRow {
        id: row.get(0)?,
        kind: row.get(1)?,
        title: row.get(2)?,
        topic: row.get(3)?,
        created_by: row.get(4)?,
        created_at: row.get(5)?,
        updated_at: row.get(6)?,
        archived_at: row.get(7)?,
        last_message: row.get(8)?,
        member_count: row.get(9)?,
    };
    let membership = match row.get(10)? {
        Some(role) => Some(Membership {
            role,
            is_pinned: row.get(11)?,
            is_muted: row.get(12)?,
            last_read: row.get(13)?,
            muted_until: row.get(14)?,
            notify: row.get(15)?,
        }),
        None => None,
    };
    Ok(Place { chat, membership })
}

/// A chat with the person's place in it, whether they may see it or not.
pub(crate) fn find_place(tx: &ReadTx<'_>, chat: ChatId, user: UserId) -> Result<Option<Place>> {
    tx.find(
        places!("LEFT JOIN chat_members m ON m.chat_id = c.id AND m.user_id = ?2 WHERE c.id = ?1"),
        (chat, user),
        place,
    )
}

/// The person's chats: pinned first, then the latest activity.
pub(crate) fn list_places(tx: &ReadTx<'_>, user: UserId) -> Result<Vec<Place>> {
    tx.list(
        places!(
            "JOIN chat_members m ON m.chat_id = c.id AND m.user_id = ?1
             ORDER BY m.is_pinned DESC, c.last_active_at DESC, c.id DESC"
        ),
        [user],
        place,
    )
}

/// The person's places in those of the chats (a JSON array of ids) that they may read.
pub(crate) fn list_places_among(tx: &ReadTx<'_>, user: UserId, ids: &str) -> Result<Vec<Place>> {
    tx.list(
        places!(
            "LEFT JOIN chat_members m ON m.chat_id = c.id AND m.user_id = ?1
             WHERE c.id IN (SELECT value FROM json_each(?2)) AND (c.kind = 'channel' OR m.role IS NOT NULL)"
        ),
        (user, ids),
        place,
    )
}

/// Open channels whose title contains `search` (lower case), newest first, before the id `before`.
pub(crate) fn list_channels(
    tx: &ReadTx<'_>,
    user: UserId,
    search: &str,
    before: Option<ChatId>,
    limit: u32,
) -> Result<Vec<Place>> {
    tx.list(
        places!(
            "LEFT JOIN chat_members m ON m.chat_id = c.id AND m.user_id = ?1
             WHERE c.kind = 'channel' AND c.archived_at IS NULL AND instr(c.title_key, ?2) > 0
               AND (?3 IS NULL OR c.id < ?3)
             ORDER BY c.id DESC LIMIT ?4"
        ),
        (user, search, before, limit),
        place,
    )
}

/// Those of the chats that a person may read.
pub(crate) fn list_readable(
    tx: &ReadTx<'_>,
    user: UserId,
    chats: &[ChatId],
) -> Result<Vec<ChatId>> {
    tx.list(
        "SELECT c.id FROM chats c WHERE c.id IN (SELECT value FROM json_each(?2)) AND (c.kind = 'channel'
             OR EXISTS (SELECT 1 FROM chat_members m WHERE m.chat_id = c.id AND m.user_id = ?1))",
        (user, super::json_ids(chats)),
        |row| row.get(0),
    )
}

/// The direct chat of two people.
pub(crate) fn find_direct(tx: &ReadTx<'_>, one: UserId, other: UserId) -> Result<Option<ChatId>> {
    tx.find("SELECT id FROM chats WHERE direct_key = ?1", [direct_key(one, other)], |row| {
        row.get(0)
    })
}

/// The first members of each chat, by id.
pub(crate) fn list_first_members(
    tx: &ReadTx<'_>,
    chats: &[ChatId],
) -> Result<Vec<(ChatId, Vec<UserId>)>> {
    tx.list(
        "SELECT each.value, (
             SELECT group_concat(user_id) FROM (
                 SELECT user_id FROM chat_members WHERE chat_id = each.value ORDER BY user_id LIMIT ?2
             )
         ) FROM json_each(?1) each",
        (super::json_ids(chats), MEMBERS_SHOWN),
        |row| Ok((row.get(0)?, row.get::<_, People>(1)?.0)),
    )
}

/// What a new chat is.
#[derive(Debug, Clone)]
pub(crate) enum NewShape {
    /// The chat of two people.
    Direct(UserId, UserId),
    /// A private circle.
    Group(ChatTitle, ChatTopic),
    /// Open to the org.
    Channel(ChatTitle, ChatTopic),
}

/// Adds a chat without members.
///
/// # Errors
/// `chat_title_taken` if a channel has the title.
pub(crate) fn insert(
    tx: &mut WriteTx<'_>,
    shape: &NewShape,
    creator: UserId,
    at: Timestamp,
) -> Result<ChatId> {
    let (kind, title, topic, key, direct) = match shape {
        NewShape::Direct(one, other) => {
            (Kind::Direct, None, "", None, Some(direct_key(*one, *other)))
        }
        NewShape::Group(title, topic) => {
            (Kind::Group, Some(title.as_str()), topic.as_str(), None, None)
        }
        NewShape::Channel(title, topic) => {
            (Kind::Channel, Some(title.as_str()), topic.as_str(), Some(title_key(title)), None)
        }
    };
    tx.insert_unique(
        "INSERT INTO chats (kind, title, title_key, direct_key, topic, created_by, created_at, updated_at, last_active_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?7)",
        (kind, title, key, direct, topic, creator, at),
        "chats.title_key",
        codes::CHAT_TITLE_TAKEN,
    )
    .map(ChatId::new)
}

/// Renames a chat.
///
/// # Errors
/// `chat_title_taken` if another channel has the title.
pub(crate) fn set_title(
    tx: &mut WriteTx<'_>,
    chat: ChatId,
    kind: Kind,
    title: &ChatTitle,
) -> Result<()> {
    let key = (kind == Kind::Channel).then(|| title_key(title));
    tx.execute_unique(
        "UPDATE chats SET title = ?2, title_key = ?3 WHERE id = ?1",
        (chat, title.as_str(), key),
        "chats.title_key",
        codes::CHAT_TITLE_TAKEN,
    )?;
    Ok(())
}

/// Says what a chat is about.
pub(crate) fn set_topic(tx: &mut WriteTx<'_>, chat: ChatId, topic: &ChatTopic) -> Result<()> {
    tx.execute("UPDATE chats SET topic = ?2 WHERE id = ?1", (chat, topic.as_str()))?;
    Ok(())
}

/// Archives a chat, or takes it back.
pub(crate) fn set_archived(
    tx: &mut WriteTx<'_>,
    chat: ChatId,
    archived_at: Option<Timestamp>,
) -> Result<()> {
    tx.execute("UPDATE chats SET archived_at = ?2 WHERE id = ?1", (chat, archived_at))?;
    Ok(())
}

/// Notes when a chat's settings were changed.
pub(crate) fn set_updated(tx: &mut WriteTx<'_>, chat: ChatId, at: Timestamp) -> Result<()> {
    tx.execute("UPDATE chats SET updated_at = ?2 WHERE id = ?1", (chat, at))?;
    Ok(())
}

/// Notes the newest message of a chat.
pub(crate) fn set_last_message(
    tx: &mut WriteTx<'_>,
    chat: ChatId,
    message: MessageId,
    at: Timestamp,
) -> Result<()> {
    tx.execute(
        "UPDATE chats SET last_message_id = ?2, last_active_at = ?3 WHERE id = ?1",
        params![chat, message, at],
    )?;
    Ok(())
}

/// Notes the newest message of a chat anew, after one was deleted.
pub(crate) fn set_last_message_again(tx: &mut WriteTx<'_>, chat: ChatId) -> Result<()> {
    tx.execute(
        "UPDATE chats SET last_message_id = (
             SELECT id FROM messages WHERE chat_id = ?1 AND listed = 1 AND deleted_at IS NULL ORDER BY id DESC LIMIT 1
         ) WHERE id = ?1",
        [chat],
    )?;
    tx.execute(
        "UPDATE chats SET last_active_at =
             coalesce((SELECT created_at FROM messages WHERE id = chats.last_message_id), created_at)
         WHERE id = ?1",
        [chat],
    )?;
    Ok(())
}

/// The newest message of a chat that is not deleted.
pub(crate) fn find_last_message(tx: &ReadTx<'_>, chat: ChatId) -> Result<Option<MessageId>> {
    tx.one("SELECT last_message_id FROM chats WHERE id = ?1", [chat], |row| row.get(0))
}
