//! What happened in projects.

use serde_json::Value;

use super::Json;
use crate::base::Result;
use crate::base::ids::{ActivityId, ProjectId, TaskId, UserId};
use crate::base::time::Timestamp;
use crate::infra::db::{ReadTx, Row, WriteTx};

/// Something that happened, as stored.
#[derive(Debug, Clone)]
pub(crate) struct ActivityRow {
    pub(crate) id: ActivityId,
    pub(crate) project: ProjectId,
    pub(crate) task: Option<TaskId>,
    pub(crate) actor: Option<UserId>,
    pub(crate) action: String,
    pub(crate) data: Value,
    pub(crate) created_at: Timestamp,
}

macro_rules! activity {
    ($rest:literal) => {
        concat!(
            "SELECT id, project_id, task_id, actor_id, action, data, created_at FROM project_activity ",
            $rest
        )
    };
}

fn activity(row: &Row<'_>) -> rusqlite::Result<ActivityRow> {
    let Json(data) = row.get(5)?;
    Ok(ActivityRow {
        id: row.get(0)?,
        project: row.get(1)?,
        task: row.get(2)?,
        actor: row.get(3)?,
        action: row.get(4)?,
        data,
        created_at: row.get(6)?,
    })
}

/// What happened in a project, the newest first.
pub(crate) fn list(
    tx: &ReadTx<'_>,
    project: ProjectId,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<ActivityRow>> {
    tx.list(
        activity!("WHERE project_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3"),
        (project, before.unwrap_or(i64::MAX), limit),
        activity,
    )
}

/// What happened to a task, the newest first.
pub(crate) fn list_of_task(
    tx: &ReadTx<'_>,
    task: TaskId,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<ActivityRow>> {
    tx.list(
        activity!("WHERE task_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3"),
        (task, before.unwrap_or(i64::MAX), limit),
        activity,
    )
}

/// Notes something.
pub(crate) fn insert(
    tx: &mut WriteTx<'_>,
    project: ProjectId,
    task: Option<TaskId>,
    actor: Option<UserId>,
    action: &str,
    data: &Value,
) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO project_activity (project_id, task_id, actor_id, action, data, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        (project, task, actor, action, Json(data), now),
    )?;
    Ok(())
}

/// Moves what happened to a task along with it into another project.
pub(crate) fn set_project(tx: &mut WriteTx<'_>, task: TaskId, project: ProjectId) -> Result<()> {
    tx.execute("UPDATE project_activity SET project_id = ?2 WHERE task_id = ?1", (task, project))?;
    Ok(())
}
