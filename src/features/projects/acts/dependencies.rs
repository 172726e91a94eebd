//! Which task waits for which. Tasks that would wait for each other are refused, and the circle is named.

use std::collections::HashMap;

use serde_json::json;

use super::{Act, Waiting, load_task};
use crate::base::ids::{DependencyId, TaskId};
use crate::base::{Error, FieldError, Result, codes};
use crate::features::projects::events::{DependencyAdded, DependencyRemoved, DependencyUpdated};
use crate::features::projects::model::{DEPENDENCIES_MAX, cascade};
use crate::features::projects::showing;
use crate::features::projects::store::dependencies::{self, DependencyRow};
use crate::features::projects::store::{people, tasks};
use crate::infra::db::{ReadTx, WriteTx};

/// Lets a task wait for another, or wait longer or shorter. Tells whether it did not before.
///
/// # Errors
/// `task_not_found`, `project_admin_required` for tasks of others, `dependency_cycle`,
/// `too_many_dependencies`.
pub(crate) fn add(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    predecessor: TaskId,
    successor: TaskId,
    lag_days: u32,
) -> Result<(bool, DependencyRow)> {
    load_task(tx, act.project(), predecessor)?;
    load_task(tx, act.project(), successor)?;
    require_theirs(tx, act, successor)?;
    if let Some(mut known) = dependencies::find(tx, act.project(), predecessor, successor)? {
        if known.lag_days != lag_days {
            known.lag_days = lag_days;
            dependencies::set_lag(tx, known.id, lag_days)?;
            tx.emit(&DependencyUpdated {
                project_id: known.project,
                predecessor_id: predecessor,
                successor_id: successor,
                lag_days,
                patch: showing::dependency(&known),
            })?;
        }
        return Ok((false, known));
    }
    check_cycle(tx, act, predecessor, successor)?;
    for task in [predecessor, successor] {
        if dependencies::count_of(tx, task)? >= DEPENDENCIES_MAX {
            return Err(codes::TOO_MANY_DEPENDENCIES.into());
        }
    }
    let waiting = Waiting::of(tx, vec![successor])?;
    let mut row = DependencyRow {
        id: DependencyId::new(0),
        project: act.project(),
        predecessor,
        successor,
        lag_days,
        created_at: tx.now(),
    };
    row.id = dependencies::insert(tx, &row)?;
    tx.emit(&DependencyAdded {
        project_id: row.project,
        predecessor_id: predecessor,
        successor_id: successor,
        lag_days,
        patch: showing::dependency(&row),
    })?;
    let data = json!({"predecessorId": predecessor, "successorId": successor});
    act.note(tx, Some(successor), "dependency.added", &data)?;
    waiting.tell(tx, act.presence)?;
    Ok((true, row))
}

/// Lets a task wait no more. One that did not changes nothing.
///
/// # Errors
/// `project_admin_required` for tasks of others.
pub(crate) fn remove(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    predecessor: TaskId,
    successor: TaskId,
) -> Result<()> {
    let Some(known) = dependencies::find(tx, act.project(), predecessor, successor)? else {
        return Ok(());
    };
    require_theirs(tx, act, successor)?;
    let waiting = Waiting::of(tx, vec![successor])?;
    dependencies::delete(tx, known.id)?;
    tell_removed(tx, &known)?;
    let data = json!({"predecessorId": predecessor, "successorId": successor});
    act.note(tx, Some(successor), "dependency.removed", &data)?;
    waiting.tell(tx, act.presence)
}

/// Tells that a task waits no more.
pub(crate) fn tell_removed(tx: &mut WriteTx<'_>, row: &DependencyRow) -> Result<()> {
    tx.emit(&DependencyRemoved {
        project: row.project,
        predecessor_id: row.predecessor,
        successor_id: row.successor,
    })
}

/// What others' tasks wait for is for administrators to say.
fn require_theirs(tx: &ReadTx<'_>, act: &Act<'_>, task: TaskId) -> Result<()> {
    if people::is_theirs(tx, task, act.user)? { Ok(()) } else { act.seat.require_admin() }
}

fn check_cycle(
    tx: &ReadTx<'_>,
    act: &Act<'_>,
    predecessor: TaskId,
    successor: TaskId,
) -> Result<()> {
    let pairs = dependencies::list_pairs(tx, act.project())?;
    let Some(path) = cascade::find_path(successor, predecessor, &pairs) else { return Ok(()) };
    let rows = tasks::list_by_ids(tx, &path)?;
    let titles: HashMap<TaskId, String> = rows.into_iter().map(|row| (row.id, row.title)).collect();
    let round: Vec<TaskId> = std::iter::once(predecessor).chain(path).collect();
    let title = |task: &TaskId| titles.get(task).cloned().unwrap_or_default();
    let named = round.iter().map(title).collect::<Vec<_>>().join(" → ");
    let path: Vec<_> = round.iter().map(|task| json!({"id": task, "title": title(task)})).collect();
    let detail = FieldError::new("successorId", "cycle", named).with(json!({"path": path}));
    Err(Error::refused(codes::DEPENDENCY_CYCLE, vec![detail]))
}
