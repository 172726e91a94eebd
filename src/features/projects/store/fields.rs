//! The fields a project adds to its tasks, and what tasks have in them.

use serde_json::Value;

use super::Json;
use crate::base::Result;
use crate::base::ids::{FieldId, ProjectId, TaskId};
use crate::features::projects::model::{Choice, FieldKind};
use crate::infra::db::{ReadTx, Row, WriteTx, json_ids};

/// A field as stored.
#[derive(Debug, Clone)]
pub(crate) struct FieldRow {
    pub(crate) id: FieldId,
    pub(crate) project: ProjectId,
    pub(crate) name: String,
    pub(crate) kind: FieldKind,
    pub(crate) options: Vec<Choice>,
}

fn field(row: &Row<'_>) -> rusqlite::Result<FieldRow> {
    let Json(options) = row.get(4)?;
    Ok(FieldRow {
        id: row.get(0)?,
        project: row.get(1)?,
        name: row.get(2)?,
        kind: row.get(3)?,
        options,
    })
}

/// A field of the project.
pub(crate) fn find(tx: &ReadTx<'_>, project: ProjectId, id: FieldId) -> Result<Option<FieldRow>> {
    tx.find(
        "SELECT id, project_id, name, kind, options FROM project_fields WHERE id = ?2 AND project_id = ?1",
        (project, id),
        field,
    )
}

/// The fields of a project, the oldest first.
pub(crate) fn list(tx: &ReadTx<'_>, project: ProjectId) -> Result<Vec<FieldRow>> {
    tx.list(
        "SELECT id, project_id, name, kind, options FROM project_fields WHERE project_id = ?1 ORDER BY id",
        [project],
        field,
    )
}

/// Adds a field; its id is not asked for.
pub(crate) fn insert(tx: &mut WriteTx<'_>, row: &FieldRow) -> Result<FieldId> {
    let id = tx.insert(
        "INSERT INTO project_fields (project_id, name, kind, options) VALUES (?1, ?2, ?3, ?4)",
        (row.project, &row.name, row.kind, Json(&row.options)),
    )?;
    Ok(FieldId::new(id))
}

/// Writes the name and the choices of a field.
pub(crate) fn update(tx: &mut WriteTx<'_>, row: &FieldRow) -> Result<()> {
    tx.execute(
        "UPDATE project_fields SET name = ?2, options = ?3 WHERE id = ?1",
        (row.id, &row.name, Json(&row.options)),
    )?;
    Ok(())
}

/// Removes a field with all that tasks have in it.
pub(crate) fn delete(tx: &mut WriteTx<'_>, id: FieldId) -> Result<()> {
    tx.execute("DELETE FROM project_fields WHERE id = ?1", [id])?;
    Ok(())
}

/// What tasks have in the fields of their project.
pub(crate) fn list_values(
    tx: &ReadTx<'_>,
    tasks: &[TaskId],
) -> Result<Vec<(TaskId, FieldId, Value)>> {
    tx.list(
        "SELECT task_id, field_id, value FROM task_fields
         WHERE task_id IN (SELECT value FROM json_each(?1)) ORDER BY task_id, field_id",
        [json_ids(tasks)],
        |row| {
            let Json(value) = row.get(2)?;
            Ok((row.get(0)?, row.get(1)?, value))
        },
    )
}

/// Writes what a task has in a field; null takes it out.
pub(crate) fn set_value(
    tx: &mut WriteTx<'_>,
    task: TaskId,
    field: FieldId,
    value: &Value,
) -> Result<()> {
    if value.is_null() {
        tx.execute("DELETE FROM task_fields WHERE task_id = ?1 AND field_id = ?2", (task, field))?;
    } else {
        tx.execute(
            "INSERT INTO task_fields (task_id, field_id, value) VALUES (?1, ?2, ?3)
             ON CONFLICT (task_id, field_id) DO UPDATE SET value = excluded.value",
            (task, field, Json(value)),
        )?;
    }
    Ok(())
}

/// Takes choices that are no more out of the tasks that have them.
pub(crate) fn clear_choice(tx: &mut WriteTx<'_>, field: FieldId, choice: &str) -> Result<()> {
    tx.execute(
        "DELETE FROM task_fields WHERE field_id = ?1 AND value = ?2",
        (field, Json(choice)),
    )?;
    Ok(())
}
