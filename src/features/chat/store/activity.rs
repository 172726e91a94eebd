//! What happened to a person: found in the tables when asked, never stored.

use crate::base::Result;
use crate::base::ids::{MessageId, UserId};
use crate::base::time::Timestamp;
use crate::features::chat::model::Happening;
use crate::infra::db::ReadTx;

/// One thing that happened to a person.
#[derive(Debug, Clone)]
pub(crate) struct ActivityRow {
    /// Unique in a person's list, and the same every time.
    pub(crate) id: String,
    pub(crate) kind: Happening,
    pub(crate) at: Timestamp,
    /// Who did it.
    pub(crate) actor: UserId,
    /// With which message; of a reaction, the one that was reacted to.
    pub(crate) message: MessageId,
    pub(crate) emoji: Option<String>,
}

pub(crate) const LIST: &str = "
    SELECT id, kind, at, actor, message, emoji FROM (
        SELECT 'm' || x.id AS id, 'mention' AS kind, x.created_at AS at, x.sender_id AS actor, x.id AS message,
               NULL AS emoji
        FROM message_mentions n JOIN messages x ON x.id = n.message_id
        WHERE n.user_id = ?1
        UNION ALL
        SELECT 'm' || x.id, 'mention', x.created_at, x.sender_id, x.id, NULL
        FROM chat_members m JOIN messages x ON x.chat_id = m.chat_id AND x.mentions_all = 1
        WHERE m.user_id = ?1 AND x.sender_id <> ?1 AND x.created_at >= m.joined_at AND x.deleted_at IS NULL
        UNION ALL
        SELECT 'p' || x.id, 'reply', x.created_at, x.sender_id, x.id, NULL
        FROM thread_follows f JOIN chat_members m ON m.chat_id = f.chat_id AND m.user_id = f.user_id
             JOIN messages x ON x.root_id = f.root_id
        WHERE f.user_id = ?1 AND f.is_following = 1 AND x.id >= f.since_id AND x.sender_id <> ?1
          AND x.deleted_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM message_mentions n
              WHERE n.user_id = ?1 AND n.chat_id = x.chat_id AND n.message_id = x.id)
        UNION ALL
        SELECT 'r' || x.id || '-' || r.user_id || '-' || r.emoji, 'reaction', r.created_at, r.user_id, x.id, r.emoji
        FROM messages x JOIN message_reactions r ON r.message_id = x.id
        WHERE x.sender_id = ?1 AND x.reactions > 0 AND r.user_id <> ?1
          AND EXISTS (SELECT 1 FROM chat_members m WHERE m.chat_id = x.chat_id AND m.user_id = ?1)
    )
    WHERE (?2 IS NULL OR kind = ?2) AND (?3 IS NULL OR (at, id) < (?3, ?4))
    ORDER BY at DESC, id DESC LIMIT ?5";

/// What happened to a person in the chats they are in, the newest first, after the key `after`.
pub(crate) fn list(
    tx: &ReadTx<'_>,
    user: UserId,
    kind: Option<Happening>,
    after: Option<(i64, String)>,
    limit: u32,
) -> Result<Vec<ActivityRow>> {
    let (at, id) = after.unzip();
    tx.list(LIST, (user, kind, at, id, limit), |row| {
        Ok(ActivityRow {
            id: row.get(0)?,
            kind: row.get(1)?,
            at: row.get(2)?,
            actor: row.get(3)?,
            message: row.get(4)?,
            emoji: row.get(5)?,
        })
    })
}
