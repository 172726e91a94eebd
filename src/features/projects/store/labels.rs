//! The labels of a project, and on which tasks they are.

use crate::base::ids::{LabelId, ProjectId, TaskId};
use crate::base::{Result, codes};
use crate::infra::db::{ReadTx, Row, WriteTx, json_ids};

/// A label as stored.
#[derive(Debug, Clone)]
pub(crate) struct LabelRow {
    pub(crate) id: LabelId,
    pub(crate) project: ProjectId,
    pub(crate) name: String,
    pub(crate) color: String,
}

const UNIQUE: &str = "project_labels.project_id, project_labels.name_key";

fn label(row: &Row<'_>) -> rusqlite::Result<LabelRow> {
    Ok(LabelRow { id: row.get(0)?, project: row.get(1)?, name: row.get(2)?, color: row.get(3)? })
}

/// A label of the project.
pub(crate) fn find(tx: &ReadTx<'_>, project: ProjectId, id: LabelId) -> Result<Option<LabelRow>> {
    tx.find(
        "SELECT id, project_id, name, color FROM project_labels WHERE id = ?2 AND project_id = ?1",
        (project, id),
        label,
    )
}

/// The label of the project that is called so, in whatever case.
pub(crate) fn find_by_name(
    tx: &ReadTx<'_>,
    project: ProjectId,
    name: &str,
) -> Result<Option<LabelRow>> {
    tx.find(
        "SELECT id, project_id, name, color FROM project_labels WHERE project_id = ?1 AND name_key = ?2",
        (project, name.to_lowercase()),
        label,
    )
}

/// The labels of a project by name.
pub(crate) fn list(tx: &ReadTx<'_>, project: ProjectId) -> Result<Vec<LabelRow>> {
    tx.list(
        "SELECT id, project_id, name, color FROM project_labels WHERE project_id = ?1 ORDER BY name_key",
        [project],
        label,
    )
}

/// The labels of tasks.
pub(crate) fn list_of_tasks(tx: &ReadTx<'_>, tasks: &[TaskId]) -> Result<Vec<(TaskId, LabelRow)>> {
    tx.list(
        "SELECT l.id, l.project_id, l.name, l.color, x.task_id FROM task_labels x
         JOIN project_labels l ON l.id = x.label_id
         WHERE x.task_id IN (SELECT value FROM json_each(?1)) ORDER BY x.task_id, l.name_key",
        [json_ids(tasks)],
        |row| Ok((row.get(4)?, label(row)?)),
    )
}

/// Adds a label; its id is not asked for.
///
/// # Errors
/// `label_taken`.
pub(crate) fn insert(tx: &mut WriteTx<'_>, row: &LabelRow) -> Result<LabelId> {
    let id = tx.insert_unique(
        "INSERT INTO project_labels (project_id, name, name_key, color) VALUES (?1, ?2, ?3, ?4)",
        (row.project, &row.name, row.name.to_lowercase(), &row.color),
        UNIQUE,
        codes::LABEL_TAKEN,
    )?;
    Ok(LabelId::new(id))
}

/// Writes what can be changed of a label.
///
/// # Errors
/// `label_taken`.
pub(crate) fn update(tx: &mut WriteTx<'_>, row: &LabelRow) -> Result<()> {
    tx.execute_unique(
        "UPDATE project_labels SET name = ?2, name_key = ?3, color = ?4 WHERE id = ?1",
        (row.id, &row.name, row.name.to_lowercase(), &row.color),
        UNIQUE,
        codes::LABEL_TAKEN,
    )?;
    Ok(())
}

/// Removes a label, also from its tasks.
pub(crate) fn delete(tx: &mut WriteTx<'_>, id: LabelId) -> Result<()> {
    tx.execute("DELETE FROM project_labels WHERE id = ?1", [id])?;
    Ok(())
}

/// Puts a label on a task.
pub(crate) fn put_on(tx: &mut WriteTx<'_>, task: TaskId, label: LabelId) -> Result<()> {
    tx.execute(
        "INSERT INTO task_labels (task_id, label_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        (task, label),
    )?;
    Ok(())
}

/// Takes a label off a task.
pub(crate) fn take_off(tx: &mut WriteTx<'_>, task: TaskId, label: LabelId) -> Result<()> {
    tx.execute("DELETE FROM task_labels WHERE task_id = ?1 AND label_id = ?2", (task, label))?;
    Ok(())
}
