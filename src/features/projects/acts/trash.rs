//! Archiving and deleting tasks, and taking them back: to where they were, if that place is free.

use serde_json::json;

use super::placing::{self, Place};
use super::{Act, Waiting, load_task, tell_updated};
use crate::base::ids::TaskId;
use crate::base::{Result, codes};
use crate::features::projects::events::{DependencyAdded, TaskCreated, TaskDeleted, Words};
use crate::features::projects::showing;
use crate::features::projects::store::board::{self, Column};
use crate::features::projects::store::dependencies;
use crate::features::projects::store::tasks::{self, TaskRow};
use crate::infra::db::WriteTx;

/// Puts a task into the trash.
///
/// # Errors
/// `task_not_found`.
pub(crate) fn delete(tx: &mut WriteTx<'_>, act: &Act<'_>, id: TaskId) -> Result<()> {
    let mut row = load_task(tx, act.project(), id)?;
    let waiting = Waiting::load(tx, id)?;
    row.deleted_at = Some(tx.now());
    row.revision += 1;
    row.updated_at = tx.now();
    tasks::set_state(tx, &row)?;
    tell_deleted(tx, &row)?;
    act.note(tx, Some(id), "task.deleted", &json!({"title": row.title}))?;
    waiting.tell(tx, act.presence)
}

/// Tells that a task is in its project no more.
pub(crate) fn tell_deleted(tx: &mut WriteTx<'_>, row: &TaskRow) -> Result<()> {
    tx.emit(&TaskDeleted { project: row.project, task_id: row.id, bucket_id: row.bucket })
}

/// Takes a task out of the trash. One that is not in it stays.
///
/// # Errors
/// `task_not_found`.
pub(crate) fn restore(tx: &mut WriteTx<'_>, act: &Act<'_>, id: TaskId) -> Result<TaskRow> {
    if let Some(row) = tasks::find(tx, act.project(), id)? {
        return Ok(row);
    }
    let row = tasks::find_deleted(tx, act.project(), id)?.ok_or(codes::TASK_NOT_FOUND)?;
    let waiting = Waiting::load(tx, id)?;
    let mut row = TaskRow { deleted_at: None, ..row };
    put_back(tx, &mut row)?;
    tell_created(tx, act, &row, None)?;
    for link in dependencies::list_touching(tx, &[id])? {
        tx.emit(&DependencyAdded {
            project_id: link.project,
            predecessor_id: link.predecessor,
            successor_id: link.successor,
            lag_days: link.lag_days,
            patch: showing::dependency(&link),
        })?;
    }
    act.note(tx, Some(id), "task.restored", &json!({}))?;
    waiting.tell(tx, act.presence)?;
    Ok(row)
}

/// Tells that a task is in its project now.
pub(crate) fn tell_created(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    row: &TaskRow,
    client_id: Option<String>,
) -> Result<()> {
    let shown = showing::task_for_all(tx, act.presence, row)?;
    tx.emit(&TaskCreated {
        project_id: row.project,
        task_id: row.id,
        bucket_id: row.bucket,
        client_id,
        words: Some(Words::patch(&shown)?),
    })
}

/// Archives a task, or takes it back.
pub(crate) fn set_archived(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    mut row: TaskRow,
    archived: bool,
) -> Result<TaskRow> {
    if row.archived_at.is_some() == archived {
        return Ok(row);
    }
    let before = row.rank.clone();
    row.archived_at = archived.then(|| tx.now());
    put_back(tx, &mut row)?;
    let mut fields: Vec<String> = ["archivedAt", "revision", "updatedAt"].map(str::to_owned).into();
    if row.rank != before {
        fields.push("rank".to_owned());
    }
    tell_updated(tx, act.presence, &row, fields)?;
    act.note(
        tx,
        Some(row.id),
        "task.updated",
        &json!({"field": "archivedAt", "to": row.archived_at}),
    )?;
    Ok(row)
}

/// Writes a row whose state has changed; one that stands on the board again gets a place of its own.
fn put_back(tx: &mut WriteTx<'_>, row: &mut TaskRow) -> Result<()> {
    let column = Column { project: row.project, bucket: row.bucket };
    if row.is_live() && board::is_taken(tx, column, &row.rank)? {
        row.rank = placing::rank_at(tx, column, Place::End)?;
    }
    row.revision += 1;
    row.updated_at = tx.now();
    tasks::set_state(tx, row)
}
