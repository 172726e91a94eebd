//! Which task waits for which.

use crate::base::Result;
use crate::base::ids::{DependencyId, ProjectId, TaskId};
use crate::base::time::Timestamp;
use crate::infra::db::{ReadTx, Row, WriteTx, json_ids};

/// A dependency as stored.
#[derive(Debug, Clone)]
pub(crate) struct DependencyRow {
    pub(crate) id: DependencyId,
    pub(crate) project: ProjectId,
    pub(crate) predecessor: TaskId,
    pub(crate) successor: TaskId,
    pub(crate) lag_days: u32,
    pub(crate) created_at: Timestamp,
}

macro_rules! dependencies {
    ($rest:literal) => {
        concat!(
            "SELECT d.id, d.project_id, d.predecessor_id, d.successor_id, d.lag_days, d.created_at FROM task_dependencies d ",
            $rest
        )
    };
}

fn dependency(row: &Row<'_>) -> rusqlite::Result<DependencyRow> {
    Ok(DependencyRow {
        id: row.get(0)?,
        project: row.get(1)?,
        predecessor: row.get(2)?,
        successor: row.get(3)?,
        lag_days: row.get(4)?,
        created_at: row.get(5)?,
    })
}

/// The dependency between two tasks.
pub(crate) fn find(
    tx: &ReadTx<'_>,
    project: ProjectId,
    predecessor: TaskId,
    successor: TaskId,
) -> Result<Option<DependencyRow>> {
    tx.find(
        dependencies!("WHERE d.predecessor_id = ?2 AND d.successor_id = ?3 AND d.project_id = ?1"),
        (project, predecessor, successor),
        dependency,
    )
}

/// The dependencies of a project between tasks that are not in the trash.
pub(crate) fn list(tx: &ReadTx<'_>, project: ProjectId) -> Result<Vec<DependencyRow>> {
    tx.list(
        dependencies!(
            "JOIN tasks a ON a.id = d.predecessor_id JOIN tasks b ON b.id = d.successor_id
             WHERE d.project_id = ?1 AND a.deleted_at IS NULL AND b.deleted_at IS NULL ORDER BY d.id"
        ),
        [project],
        dependency,
    )
}

/// The dependencies that touch tasks, but for those with tasks in the trash.
pub(crate) fn list_touching(tx: &ReadTx<'_>, tasks: &[TaskId]) -> Result<Vec<DependencyRow>> {
    tx.list(
        dependencies!(
            "JOIN tasks a ON a.id = d.predecessor_id JOIN tasks b ON b.id = d.successor_id
             WHERE d.id IN (SELECT id FROM task_dependencies WHERE predecessor_id IN (SELECT value FROM json_each(?1))
                            UNION SELECT id FROM task_dependencies WHERE successor_id IN (SELECT value FROM json_each(?1)))
               AND a.deleted_at IS NULL AND b.deleted_at IS NULL ORDER BY d.id"
        ),
        [json_ids(tasks)],
        dependency,
    )
}

/// Every dependency of a project, with those of tasks in the trash: they may be taken back.
pub(crate) fn list_pairs(tx: &ReadTx<'_>, project: ProjectId) -> Result<Vec<(TaskId, TaskId)>> {
    tx.list(
        "SELECT predecessor_id, successor_id FROM task_dependencies WHERE project_id = ?1",
        [project],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// How many dependencies a task has, on either side.
pub(crate) fn count_of(tx: &ReadTx<'_>, task: TaskId) -> Result<u32> {
    tx.one(
        "SELECT (SELECT count(*) FROM task_dependencies WHERE predecessor_id = ?1)
              + (SELECT count(*) FROM task_dependencies WHERE successor_id = ?1)",
        [task],
        |row| row.get(0),
    )
}

/// Those of the tasks that wait for one that is not done.
pub(crate) fn list_blocked(tx: &ReadTx<'_>, tasks: &[TaskId]) -> Result<Vec<TaskId>> {
    tx.list(
        "SELECT DISTINCT d.successor_id FROM task_dependencies d JOIN tasks p ON p.id = d.predecessor_id
         WHERE d.successor_id IN (SELECT value FROM json_each(?1)) AND p.status <> 'done' AND p.deleted_at IS NULL",
        [json_ids(tasks)],
        |row| row.get(0),
    )
}

/// The tasks that wait for `task`, but for those in the trash.
pub(crate) fn list_successors(tx: &ReadTx<'_>, task: TaskId) -> Result<Vec<TaskId>> {
    tx.list(
        "SELECT d.successor_id FROM task_dependencies d JOIN tasks s ON s.id = d.successor_id
         WHERE d.predecessor_id = ?1 AND s.deleted_at IS NULL ORDER BY d.successor_id",
        [task],
        |row| row.get(0),
    )
}

/// Adds a dependency; its id is not asked for.
pub(crate) fn insert(tx: &mut WriteTx<'_>, row: &DependencyRow) -> Result<DependencyId> {
    let id = tx.insert(
        "INSERT INTO task_dependencies (project_id, predecessor_id, successor_id, lag_days, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        (row.project, row.predecessor, row.successor, row.lag_days, row.created_at),
    )?;
    Ok(DependencyId::new(id))
}

/// Gives a dependency another lag.
pub(crate) fn set_lag(tx: &mut WriteTx<'_>, id: DependencyId, lag_days: u32) -> Result<()> {
    tx.execute("UPDATE task_dependencies SET lag_days = ?2 WHERE id = ?1", (id, lag_days))?;
    Ok(())
}

/// Removes a dependency.
pub(crate) fn delete(tx: &mut WriteTx<'_>, id: DependencyId) -> Result<()> {
    tx.execute("DELETE FROM task_dependencies WHERE id = ?1", [id])?;
    Ok(())
}

/// Removes every dependency of a task.
pub(crate) fn delete_all_of(tx: &mut WriteTx<'_>, task: TaskId) -> Result<()> {
    tx.execute(
        "DELETE FROM task_dependencies WHERE predecessor_id = ?1 OR successor_id = ?1",
        [task],
    )?;
    Ok(())
}
