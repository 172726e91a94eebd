//! Giving tasks other dates, and moving those that wait for them: all in one transaction.

use std::collections::HashMap;

use serde_json::json;

use super::{Act, editing, load_task};
use crate::base::Result;
use crate::base::ids::TaskId;
use crate::base::time::Timestamp;
use crate::features::projects::events::{DatesPatch, TaskRescheduled};
use crate::features::projects::model::cascade::{self, Dates, Edge};
use crate::features::projects::model::work_days::WorkDays;
use crate::features::projects::showing;
use crate::features::projects::store::dependencies;
use crate::features::projects::store::tasks::{self, LastChange, TaskRow};
use crate::infra::db::{ReadTx, WriteTx};

/// The dates a task is to have; absent ones stay as they are.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::option_option, reason = "unchanged, none and a time are three things")]
pub(crate) struct NewDates {
    pub(crate) start: Option<Option<Timestamp>>,
    pub(crate) due: Option<Option<Timestamp>>,
    /// Whether what waits for the task moves along.
    pub(crate) cascade: bool,
    /// The revision whose dates the caller saw.
    pub(crate) revision: Option<u32>,
}

/// Gives a task other dates: where only its start is said, it takes as long as before. Tells every task
/// that was given other dates, the first of them being the one that was asked for.
///
/// # Errors
/// `task_not_found`, `task_conflict`, `invalid_request` for dates in the wrong order.
pub(crate) fn reschedule(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    id: TaskId,
    new: NewDates,
) -> Result<Vec<TaskRow>> {
    let mut row = load_task(tx, act.project(), id)?;
    editing::check_dates_conflict(tx, act, &row, new)?;
    let before = Dates { start: row.start_at, due: row.due_at };
    let after = match (new.start, new.due) {
        (Some(Some(start)), None) if before.start.is_some() && before.due.is_some() => {
            before.begun_at(start)
        }
        (start, due) => {
            Dates { start: start.unwrap_or(before.start), due: due.unwrap_or(before.due) }
        }
    };
    editing::check_dates(after.start, after.due)?;
    let mut changed = Vec::new();
    if after != before {
        set_dates(tx, act, &mut row, after)?;
    }
    changed.push(row);
    if new.cascade {
        changed.extend(move_successors(tx, act, id)?);
    }
    Ok(changed)
}

/// Moves what waits for a task and would begin too early.
fn move_successors(tx: &mut WriteTx<'_>, act: &Act<'_>, id: TaskId) -> Result<Vec<TaskRow>> {
    let edges = edges(tx, act)?;
    let mut involved: Vec<TaskId> =
        edges.iter().flat_map(|edge| [edge.predecessor, edge.successor]).collect();
    involved.sort_unstable();
    involved.dedup();
    let rows = tasks::list_by_ids(tx, &involved)?;
    let dates: HashMap<TaskId, Dates> =
        rows.iter().map(|row| (row.id, Dates { start: row.start_at, due: row.due_at })).collect();
    let project = &act.seat.project;
    let days = WorkDays::new(project.work_days.as_deref(), project.time_zone.as_deref());
    let moved = cascade::cascade(id, &dates, &edges, &days);
    let mut changed = Vec::new();
    for mut row in rows {
        if let Some(dates) = moved.get(&row.id) {
            set_dates(tx, act, &mut row, *dates)?;
            changed.push(row);
        }
    }
    Ok(changed)
}

fn edges(tx: &ReadTx<'_>, act: &Act<'_>) -> Result<Vec<Edge>> {
    let links = dependencies::list(tx, act.project())?.into_iter();
    let edges = links.map(|link| Edge {
        predecessor: link.predecessor,
        successor: link.successor,
        lag_days: link.lag_days,
    });
    Ok(edges.collect())
}

fn set_dates(tx: &mut WriteTx<'_>, act: &Act<'_>, row: &mut TaskRow, to: Dates) -> Result<()> {
    let before = Dates { start: row.start_at, due: row.due_at };
    (row.start_at, row.due_at) = (to.start, to.due);
    row.revision += 1;
    row.updated_at = tx.now();
    tasks::update(tx, row)?;
    let mut changes = tasks::load_changes(tx, row.id)?;
    let last = LastChange { revision: row.revision, by: act.user, at: tx.now().millis() };
    for (field, from, to) in [("startAt", before.start, to.start), ("dueAt", before.due, to.due)] {
        if from != to {
            changes.insert(field.to_owned(), last);
            let data = json!({"field": field, "from": from, "to": to});
            act.note(tx, Some(row.id), "task.updated", &data)?;
        }
    }
    tasks::set_changes(tx, row.id, &changes)?;
    tx.emit(&TaskRescheduled {
        project_id: row.project,
        task_id: row.id,
        start_at: row.start_at,
        due_at: row.due_at,
        patch: DatesPatch {
            start_at: row.start_at,
            due_at: row.due_at,
            start_date: row.start_at,
            due_date: row.due_at,
            progress: showing::progress(row, act.presence),
            revision: row.revision,
            updated_at: row.updated_at,
        },
    })
}
