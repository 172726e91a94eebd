//! The projects themselves.

use super::Json;
use crate::base::Result;
use crate::base::ids::{ProjectId, UserId};
use crate::base::time::Timestamp;
use crate::features::projects::model::{ProjectRole, Visibility};
use crate::infra::db::{ReadTx, Row, WriteTx, json_ids};

/// A project as stored.
#[derive(Debug, Clone)]
pub(crate) struct ProjectRow {
    pub(crate) id: ProjectId,
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) color: String,
    /// Since when everyone may see it.
    pub(crate) opened_at: Option<Timestamp>,
    pub(crate) work_days: Option<Vec<u8>>,
    pub(crate) time_zone: Option<String>,
    pub(crate) member_count: u32,
    pub(crate) created_by: UserId,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) archived_at: Option<Timestamp>,
    pub(crate) deleted_at: Option<Timestamp>,
}

impl ProjectRow {
    /// Who may see it.
    pub(crate) fn visibility(&self) -> Visibility {
        if self.opened_at.is_some() { Visibility::Org } else { Visibility::Private }
    }
}

macro_rules! projects {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.key, p.name, p.description, p.color, p.opened_at, p.work_days, p.time_zone, p.member_count,
                    p.created_by, p.created_at, p.updated_at, p.archived_at, p.deleted_at, m.role
             FROM projects p LEFT JOIN project_members m ON m.project_id = p.id AND m.user_id = ?1 ",
            $rest
        )
    };
}

fn project(row: &Row<'_>) -> rusqlite::Result<(ProjectRow, Option<ProjectRole>)> {
    let work_days: Option<Json<Vec<u8>>> = row.get(6)?;
    let project = ProjectRow {
        id: row.get(0)?,
        key: row.get(1)?,
        name: row.get(2)?,
        description: row.get(3)?,
        color: row.get(4)?,
        opened_at: row.get(5)?,
        work_days: work_days.map(|Json(days)| days),
        time_zone: row.get(7)?,
        member_count: row.get(8)?,
        created_by: row.get(9)?,
        created_at: row.get(10)?,
        updated_at: row.get(11)?,
        archived_at: row.get(12)?,
        deleted_at: row.get(13)?,
    };
    Ok((project, row.get(14)?))
}

/// A project, in the trash or not, and the person's role in it.
pub(crate) fn find(
    tx: &ReadTx<'_>,
    id: ProjectId,
    user: UserId,
) -> Result<Option<(ProjectRow, Option<ProjectRole>)>> {
    tx.find(projects!("WHERE p.id = ?2"), (user, id), project)
}

/// Which projects to list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    /// Only those the person is a member of.
    pub(crate) mine: bool,
    pub(crate) archived: bool,
    /// A part of the name, lower case.
    pub(crate) search: &'a str,
}

/// Projects the person may see, the newest first.
pub(crate) fn list(
    tx: &ReadTx<'_>,
    user: UserId,
    wanted: Wanted<'_>,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<(ProjectRow, Option<ProjectRole>)>> {
    tx.list(
        projects!(
            "WHERE p.deleted_at IS NULL AND (p.archived_at IS NOT NULL) = ?2 AND p.id < ?3
               AND (m.role IS NOT NULL OR (?4 = 0 AND p.opened_at IS NOT NULL))
               AND (?5 = '' OR instr(lower(p.name), ?5) > 0)
             ORDER BY p.id DESC LIMIT ?6"
        ),
        (user, wanted.archived, before.unwrap_or(i64::MAX), wanted.mine, wanted.search, limit),
        project,
    )
}

/// The projects a person is a member of, but for archived ones; what was changed last comes first.
pub(crate) fn list_mine(
    tx: &ReadTx<'_>,
    user: UserId,
    limit: u32,
) -> Result<Vec<(ProjectRow, Option<ProjectRole>)>> {
    tx.list(
        projects!(
            "WHERE p.id IN (SELECT project_id FROM project_members WHERE user_id = ?1)
               AND p.deleted_at IS NULL AND p.archived_at IS NULL ORDER BY p.updated_at DESC, p.id DESC LIMIT ?2"
        ),
        (user, limit),
        project,
    )
}

/// Deleted projects that the person owns, the newest first.
pub(crate) fn list_trash(
    tx: &ReadTx<'_>,
    user: UserId,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<(ProjectRow, Option<ProjectRole>)>> {
    tx.list(
        projects!(
            "WHERE p.deleted_at IS NOT NULL AND m.role = 'owner' AND p.id < ?2 ORDER BY p.id DESC LIMIT ?3"
        ),
        (user, before.unwrap_or(i64::MAX), limit),
        project,
    )
}

/// Which of the projects the person may see.
pub(crate) fn list_visible(
    tx: &ReadTx<'_>,
    user: UserId,
    ids: &[ProjectId],
) -> Result<Vec<(ProjectRow, Option<ProjectRole>)>> {
    tx.list(
        projects!(
            "WHERE p.id IN (SELECT value FROM json_each(?2)) AND p.deleted_at IS NULL
               AND (m.role IS NOT NULL OR p.opened_at IS NOT NULL)"
        ),
        (user, json_ids(ids)),
        project,
    )
}

/// Projects with these ids, in the trash or not, as nobody in particular sees them.
pub(crate) fn list_by_ids(tx: &ReadTx<'_>, ids: &[ProjectId]) -> Result<Vec<ProjectRow>> {
    tx.list(
        projects!("WHERE p.id IN (SELECT value FROM json_each(?2))"),
        (0, json_ids(ids)),
        |row| project(row).map(|(project, _)| project),
    )
}

/// Projects none of whose owners can sign in, the newest first.
pub(crate) fn list_orphaned(
    tx: &ReadTx<'_>,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<ProjectRow>> {
    tx.list(
        projects!(
            "WHERE p.deleted_at IS NULL AND p.id < ?2 AND NOT EXISTS (
                 SELECT 1 FROM project_members o JOIN users u ON u.id = o.user_id
                 WHERE o.project_id = p.id AND o.role = 'owner' AND u.disabled_at IS NULL
             ) ORDER BY p.id DESC LIMIT ?3"
        ),
        (0, before.unwrap_or(i64::MAX), limit),
        |row| project(row).map(|(project, _)| project),
    )
}

/// How many projects there are, in the trash or not.
pub(crate) fn count(tx: &ReadTx<'_>) -> Result<u32> {
    tx.one("SELECT count(*) FROM projects", [], |row| row.get(0))
}

/// Adds a project; its id is not asked for.
pub(crate) fn insert(tx: &mut WriteTx<'_>, row: &ProjectRow) -> Result<ProjectId> {
    let id = tx.insert(
        "INSERT INTO projects (key, name, description, color, opened_at, work_days, time_zone, member_count, created_by, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)",
        (
            &row.key,
            &row.name,
            &row.description,
            &row.color,
            row.opened_at,
            row.work_days.as_ref().map(Json),
            &row.time_zone,
            row.member_count,
            row.created_by,
            row.created_at,
        ),
    )?;
    Ok(ProjectId::new(id))
}

/// Writes what can be changed of a project.
pub(crate) fn update(tx: &mut WriteTx<'_>, row: &ProjectRow) -> Result<()> {
    tx.execute(
        "UPDATE projects SET key = ?2, name = ?3, description = ?4, color = ?5, opened_at = ?6, work_days = ?7,
                time_zone = ?8, updated_at = ?9, archived_at = ?10, deleted_at = ?11 WHERE id = ?1",
        (
            row.id,
            &row.key,
            &row.name,
            &row.description,
            &row.color,
            row.opened_at,
            row.work_days.as_ref().map(Json),
            &row.time_zone,
            row.updated_at,
            row.archived_at,
            row.deleted_at,
        ),
    )?;
    Ok(())
}

/// Takes the next number for a task.
pub(crate) fn next_number(tx: &mut WriteTx<'_>, id: ProjectId) -> Result<u32> {
    tx.execute("UPDATE projects SET last_number = last_number + 1 WHERE id = ?1", [id])?;
    tx.one("SELECT last_number FROM projects WHERE id = ?1", [id], |row| row.get(0))
}

/// Up to `limit` projects that were deleted before `horizon`.
pub(crate) fn list_deleted_before(
    tx: &ReadTx<'_>,
    horizon: Timestamp,
    limit: u32,
) -> Result<Vec<ProjectId>> {
    tx.list("SELECT id FROM projects WHERE deleted_at < ?1 LIMIT ?2", (horizon, limit), |row| {
        row.get(0)
    })
}

/// Removes a project with all that is its.
pub(crate) fn delete(tx: &mut WriteTx<'_>, id: ProjectId) -> Result<()> {
    // Tasks refer to their buckets, so they go first.
    tx.execute("DELETE FROM tasks WHERE project_id = ?1", [id])?;
    tx.execute("DELETE FROM projects WHERE id = ?1", [id])?;
    Ok(())
}
