//! How the work of a project went.

use crate::base::Result;
use crate::base::ids::{ProjectId, UserId};
use crate::base::time::Timestamp;
use crate::features::projects::model::TaskStatus;
use crate::infra::db::ReadTx;

/// When a task was made and done.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Course {
    pub(crate) status: TaskStatus,
    pub(crate) created_at: Timestamp,
    pub(crate) completed_at: Option<Timestamp>,
}

/// The tasks of a project that are not in the trash.
pub(crate) fn list_courses(tx: &ReadTx<'_>, project: ProjectId) -> Result<Vec<Course>> {
    tx.list(
        "SELECT status, created_at, completed_at FROM tasks WHERE project_id = ?1 AND deleted_at IS NULL",
        [project],
        |row| Ok(Course { status: row.get(0)?, created_at: row.get(1)?, completed_at: row.get(2)? }),
    )
}

/// How many live tasks each person is on, by how far they are.
pub(crate) fn count_by_person(
    tx: &ReadTx<'_>,
    project: ProjectId,
) -> Result<Vec<(UserId, TaskStatus, u32)>> {
    tx.list(
        "SELECT a.user_id, t.status, count(*) FROM tasks t JOIN task_assignees a ON a.task_id = t.id
         WHERE t.project_id = ?1 AND t.archived_at IS NULL AND t.deleted_at IS NULL
         GROUP BY a.user_id, t.status",
        [project],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}
