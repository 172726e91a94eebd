//! Who is in a chat, with which role.

use crate::base::Result;
use crate::base::ids::{ChatId, UserId};
use crate::base::time::Timestamp;
use crate::features::chat::events::PreferencesPatch;
use crate::features::chat::model::Role;
use crate::infra::db::{ReadTx, WriteTx};

/// A member as stored.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MemberRow {
    pub(crate) user: UserId,
    pub(crate) role: Role,
    pub(crate) joined_at: Timestamp,
}

/// One member.
pub(crate) fn find(tx: &ReadTx<'_>, chat: ChatId, user: UserId) -> Result<Option<MemberRow>> {
    tx.find(
        "SELECT user_id, role, joined_at FROM chat_members WHERE chat_id = ?1 AND user_id = ?2",
        (chat, user),
        |row| Ok(MemberRow { user: row.get(0)?, role: row.get(1)?, joined_at: row.get(2)? }),
    )
}

/// Members after the key `after`, the newest first.
pub(crate) fn list(
    tx: &ReadTx<'_>,
    chat: ChatId,
    after: Option<(i64, UserId)>,
    limit: u32,
) -> Result<Vec<MemberRow>> {
    let (joined_at, user) =
        after.map_or((i64::MAX, i64::MAX), |(joined_at, user)| (joined_at, user.get()));
    tx.list(
        "SELECT user_id, role, joined_at FROM chat_members
         WHERE chat_id = ?1 AND (joined_at, user_id) < (?2, ?3)
         ORDER BY joined_at DESC, user_id DESC LIMIT ?4",
        (chat, joined_at, user, limit),
        |row| Ok(MemberRow { user: row.get(0)?, role: row.get(1)?, joined_at: row.get(2)? }),
    )
}

/// Those of `people` who are members.
pub(crate) fn list_among(tx: &ReadTx<'_>, chat: ChatId, people: &[UserId]) -> Result<Vec<UserId>> {
    tx.list(
        "SELECT user_id FROM chat_members WHERE chat_id = ?1 AND user_id IN (SELECT value FROM json_each(?2))",
        (chat, super::json_ids(people)),
        |row| row.get(0),
    )
}

/// Every member.
pub(crate) fn list_ids(tx: &ReadTx<'_>, chat: ChatId) -> Result<Vec<UserId>> {
    tx.list("SELECT user_id FROM chat_members WHERE chat_id = ?1", [chat], |row| row.get(0))
}

/// The other members of direct chats.
pub(crate) fn list_partners(
    tx: &ReadTx<'_>,
    user: UserId,
    directs: &[ChatId],
) -> Result<Vec<(ChatId, UserId)>> {
    tx.list(
        "SELECT chat_id, user_id FROM chat_members
         WHERE chat_id IN (SELECT value FROM json_each(?2)) AND user_id <> ?1",
        (user, super::json_ids(directs)),
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Adds a member for whom everything up to now counts as read; false if they are one already.
pub(crate) fn insert(
    tx: &mut WriteTx<'_>,
    chat: ChatId,
    user: UserId,
    role: Role,
    at: Timestamp,
) -> Result<bool> {
    let added = tx.execute(
        "INSERT INTO chat_members (chat_id, user_id, role, joined_at, last_read_id)
         VALUES (?1, ?2, ?3, ?4, coalesce((
             SELECT id FROM messages WHERE chat_id = ?1 AND listed = 1 ORDER BY id DESC LIMIT 1
         ), 0))
         ON CONFLICT DO NOTHING",
        (chat, user, role, at),
    )?;
    Ok(added > 0)
}

/// Removes a member with everything of theirs that only a member has; false if they are none.
pub(crate) fn delete(tx: &mut WriteTx<'_>, chat: ChatId, user: UserId) -> Result<bool> {
    tx.execute("DELETE FROM message_reads WHERE user_id = ?2 AND chat_id = ?1", (chat, user))?;
    tx.execute("DELETE FROM message_mentions WHERE user_id = ?2 AND chat_id = ?1", (chat, user))?;
    super::follows::delete(tx, chat, user)?;
    Ok(tx.execute("DELETE FROM chat_members WHERE chat_id = ?1 AND user_id = ?2", (chat, user))?
        > 0)
}

/// Counts the members anew and tells the number.
pub(crate) fn count_again(tx: &mut WriteTx<'_>, chat: ChatId) -> Result<u32> {
    tx.execute(
        "UPDATE chats SET member_count = (SELECT count(*) FROM chat_members WHERE chat_id = ?1) WHERE id = ?1",
        [chat],
    )?;
    tx.one("SELECT member_count FROM chats WHERE id = ?1", [chat], |row| row.get(0))
}

/// Gives a member another role.
pub(crate) fn set_role(tx: &mut WriteTx<'_>, chat: ChatId, user: UserId, role: Role) -> Result<()> {
    tx.execute(
        "UPDATE chat_members SET role = ?3 WHERE chat_id = ?1 AND user_id = ?2",
        (chat, user, role),
    )?;
    Ok(())
}

/// True if someone other than `user` owns the chat.
pub(crate) fn has_other_owner(tx: &ReadTx<'_>, chat: ChatId, user: UserId) -> Result<bool> {
    tx.exists(
        "SELECT 1 FROM chat_members WHERE chat_id = ?1 AND user_id <> ?2 AND role = 'owner'",
        (chat, user),
    )
}

/// Notes how a person wants a chat.
pub(crate) fn set_preferences(
    tx: &mut WriteTx<'_>,
    chat: ChatId,
    user: UserId,
    wanted: &PreferencesPatch,
) -> Result<()> {
    tx.execute(
        "UPDATE chat_members SET is_pinned = ?3, is_muted = ?4, muted_until = ?5, notify = ?6
         WHERE chat_id = ?1 AND user_id = ?2",
        (chat, user, wanted.is_pinned, wanted.is_muted, wanted.muted_until, wanted.notify),
    )?;
    Ok(())
}
