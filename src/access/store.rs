//! The questions this floor asks: whose session is it, and what may a person see.

use crate::base::Result;
use crate::base::ids::{SessionId, UserId};
use crate::base::scope::{Scope, ScopeSet};
use crate::base::time::Timestamp;
use crate::infra::db::ReadTx;

/// A session that is alive, with its person.
#[derive(Debug, Clone)]
pub struct LiveSession {
    /// Whose it is.
    pub user: UserId,
    /// Their name.
    pub display_name: String,
    /// Whether they administer the workspace.
    pub is_admin: bool,
    /// When it ends unless it is refreshed.
    pub expires_at: Timestamp,
}

/// The session, if it is neither revoked nor over and its person is not disabled.
pub fn find_live_session(
    tx: &ReadTx<'_>,
    session: SessionId,
    now: Timestamp,
) -> Result<Option<LiveSession>> {
    tx.find(
        "SELECT s.user_id, u.display_name, u.is_admin, s.expires_at
         FROM sessions s JOIN users u ON u.id = s.user_id
         WHERE s.id = ?1 AND s.revoked_at IS NULL AND s.expires_at > ?2 AND u.disabled_at IS NULL",
        (session, now),
        |row| {
            Ok(LiveSession {
                user: row.get(0)?,
                display_name: row.get(1)?,
                is_admin: row.get(2)?,
                expires_at: row.get(3)?,
            })
        },
    )
}

/// What a person may see; none if there is no such person or the account is disabled.
pub fn find_scopes(tx: &ReadTx<'_>, user: UserId) -> Result<Option<ScopeSet>> {
    let is_admin: Option<bool> = tx.find(
        "SELECT is_admin FROM users WHERE id = ?1 AND disabled_at IS NULL",
        [user],
        |row| row.get(0),
    )?;
    let Some(is_admin) = is_admin else { return Ok(None) };
    let chats =
        tx.list("SELECT chat_id, joined_at FROM chat_members WHERE user_id = ?1", [user], |row| {
            Ok((Scope::Chat(row.get(0)?), row.get(1)?))
        })?;
    let projects = tx.list(
        "SELECT m.project_id, m.joined_at FROM project_members m
         JOIN projects p ON p.id = m.project_id WHERE m.user_id = ?1 AND p.deleted_at IS NULL
         UNION ALL
         SELECT id, opened_at FROM projects WHERE opened_at IS NOT NULL AND deleted_at IS NULL",
        [user],
        |row| Ok((Scope::Project(row.get(0)?), row.get(1)?)),
    )?;
    let own = [Scope::User(user), Scope::Org].into_iter().chain(is_admin.then_some(Scope::Admins));
    let own = own.map(|scope| (scope, Timestamp::from_millis(0)));
    Ok(Some(chats.into_iter().chain(projects).chain(own).collect()))
}

/// Whether a person administers the workspace.
pub fn is_admin(tx: &ReadTx<'_>, user: UserId) -> Result<bool> {
    tx.exists("SELECT 1 FROM users WHERE id = ?1 AND is_admin = 1 AND disabled_at IS NULL", [user])
}
