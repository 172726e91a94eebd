//! Who takes part in a project.

use crate::base::Result;
use crate::base::ids::{ProjectId, UserId};
use crate::base::time::Timestamp;
use crate::features::projects::model::ProjectRole;
use crate::infra::db::{ReadTx, Row, WriteTx, json_ids};

/// A member as stored.
#[derive(Debug, Clone)]
pub(crate) struct MemberRow {
    pub(crate) project: ProjectId,
    pub(crate) user: UserId,
    pub(crate) role: ProjectRole,
    pub(crate) joined_at: Timestamp,
}

fn member(row: &Row<'_>) -> rusqlite::Result<MemberRow> {
    Ok(MemberRow {
        project: row.get(0)?,
        user: row.get(1)?,
        role: row.get(2)?,
        joined_at: row.get(3)?,
    })
}

/// One member.
pub(crate) fn find(tx: &ReadTx<'_>, project: ProjectId, user: UserId) -> Result<Option<MemberRow>> {
    tx.find(
        "SELECT project_id, user_id, role, joined_at FROM project_members WHERE project_id = ?1 AND user_id = ?2",
        (project, user),
        member,
    )
}

/// Members after one, in the order in which they came.
pub(crate) fn list(
    tx: &ReadTx<'_>,
    project: ProjectId,
    after: Option<(Timestamp, UserId)>,
    limit: u32,
) -> Result<Vec<MemberRow>> {
    let (joined_at, user) = after.unwrap_or((Timestamp::from_millis(0), UserId::new(0)));
    tx.list(
        "SELECT project_id, user_id, role, joined_at FROM project_members
         WHERE project_id = ?1 AND (joined_at, user_id) > (?2, ?3) ORDER BY joined_at, user_id LIMIT ?4",
        (project, joined_at, user, limit),
        member,
    )
}

/// The ids of all members.
pub(crate) fn list_ids(tx: &ReadTx<'_>, project: ProjectId) -> Result<Vec<UserId>> {
    tx.list(
        "SELECT user_id FROM project_members WHERE project_id = ?1 ORDER BY user_id",
        [project],
        |row| row.get(0),
    )
}

/// Those of `people` who are members, but for viewers.
pub(crate) fn list_workers_among(
    tx: &ReadTx<'_>,
    project: ProjectId,
    people: &[UserId],
) -> Result<Vec<UserId>> {
    tx.list(
        "SELECT user_id FROM project_members
         WHERE project_id = ?1 AND role <> 'viewer' AND user_id IN (SELECT value FROM json_each(?2))",
        (project, json_ids(people)),
        |row| row.get(0),
    )
}

/// The first owner of each project.
pub(crate) fn list_owners(
    tx: &ReadTx<'_>,
    projects: &[ProjectId],
) -> Result<Vec<(ProjectId, UserId)>> {
    tx.list(
        "SELECT project_id, user_id FROM (
             SELECT project_id, user_id, row_number() OVER (PARTITION BY project_id ORDER BY joined_at, user_id) AS place
             FROM project_members WHERE role = 'owner' AND project_id IN (SELECT value FROM json_each(?1))
         ) WHERE place = 1",
        [json_ids(projects)],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// True if an owner of the project other than `except` can sign in.
pub(crate) fn has_active_owner(
    tx: &ReadTx<'_>,
    project: ProjectId,
    except: Option<UserId>,
) -> Result<bool> {
    tx.exists(
        "SELECT 1 FROM project_members m JOIN users u ON u.id = m.user_id
         WHERE m.project_id = ?1 AND m.user_id IS NOT ?2 AND m.role = 'owner' AND u.disabled_at IS NULL",
        (project, except),
    )
}

/// Adds a member, or gives them another role.
pub(crate) fn put(tx: &mut WriteTx<'_>, member: &MemberRow) -> Result<()> {
    tx.execute(
        "INSERT INTO project_members (project_id, user_id, role, joined_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (project_id, user_id) DO UPDATE SET role = excluded.role",
        (member.project, member.user, member.role, member.joined_at),
    )?;
    Ok(())
}

/// Removes a member.
pub(crate) fn delete(tx: &mut WriteTx<'_>, project: ProjectId, user: UserId) -> Result<()> {
    tx.execute(
        "DELETE FROM project_members WHERE project_id = ?1 AND user_id = ?2",
        (project, user),
    )?;
    Ok(())
}

/// Counts the members anew and tells the number.
pub(crate) fn count_again(tx: &mut WriteTx<'_>, project: ProjectId) -> Result<u32> {
    tx.execute(
        "UPDATE projects SET member_count = (SELECT count(*) FROM project_members WHERE project_id = ?1) WHERE id = ?1",
        [project],
    )?;
    tx.one("SELECT member_count FROM projects WHERE id = ?1", [project], |row| row.get(0))
}
