//! The lines of checklists.

use crate::base::Result;
use crate::base::ids::{ChecklistItemId, TaskId};
use crate::features::projects::model::rank::Rank;
use crate::infra::db::{ReadTx, Row, WriteTx, json_ids};

/// A line as stored.
#[derive(Debug, Clone)]
pub(crate) struct ItemRow {
    pub(crate) id: ChecklistItemId,
    pub(crate) task: TaskId,
    pub(crate) text: String,
    pub(crate) is_completed: bool,
    pub(crate) rank: Rank,
}

fn item(row: &Row<'_>) -> rusqlite::Result<ItemRow> {
    Ok(ItemRow {
        id: row.get(0)?,
        task: row.get(1)?,
        text: row.get(2)?,
        is_completed: row.get(3)?,
        rank: row.get(4)?,
    })
}

/// The lines of tasks, each task's in their order.
pub(crate) fn list(tx: &ReadTx<'_>, tasks: &[TaskId]) -> Result<Vec<ItemRow>> {
    tx.list(
        "SELECT id, task_id, text, is_completed, rank FROM task_checklist
         WHERE task_id IN (SELECT value FROM json_each(?1)) ORDER BY task_id, rank, id",
        [json_ids(tasks)],
        item,
    )
}

/// Adds a line; its id is not asked for.
pub(crate) fn insert(tx: &mut WriteTx<'_>, row: &ItemRow) -> Result<ChecklistItemId> {
    let id = tx.insert(
        "INSERT INTO task_checklist (task_id, text, is_completed, rank) VALUES (?1, ?2, ?3, ?4)",
        (row.task, &row.text, row.is_completed, &row.rank),
    )?;
    count_again(tx, row.task)?;
    Ok(ChecklistItemId::new(id))
}

/// Writes what can be changed of a line.
pub(crate) fn update(tx: &mut WriteTx<'_>, row: &ItemRow) -> Result<()> {
    tx.execute(
        "UPDATE task_checklist SET text = ?2, is_completed = ?3, rank = ?4 WHERE id = ?1",
        (row.id, &row.text, row.is_completed, &row.rank),
    )?;
    count_again(tx, row.task)
}

/// Removes a line.
pub(crate) fn delete(tx: &mut WriteTx<'_>, row: &ItemRow) -> Result<()> {
    tx.execute("DELETE FROM task_checklist WHERE id = ?1", [row.id])?;
    count_again(tx, row.task)
}

/// Keeps the task's own counts true.
fn count_again(tx: &mut WriteTx<'_>, task: TaskId) -> Result<()> {
    tx.execute(
        "UPDATE tasks SET (checklist_total, checklist_done) =
             (SELECT count(*), coalesce(sum(is_completed), 0) FROM task_checklist WHERE task_id = ?1)
         WHERE id = ?1",
        [task],
    )?;
    Ok(())
}
