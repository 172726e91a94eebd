//! Moving tasks on the board: one row each, and one event.

use std::collections::HashSet;

use serde_json::json;

use super::placing::{self, Place};
use super::{Act, Waiting, recurring};
use crate::base::ids::{BucketId, TaskId};
use crate::base::time::Timestamp;
use crate::base::{Error, FieldError, Result, codes};
use crate::features::projects::events::{MovedPatch, TaskMoved};
use crate::features::projects::model::{ProjectRole, TaskStatus, WipPolicy};
use crate::features::projects::showing;
use crate::features::projects::store::board::{self, Column, Moved};
use crate::features::projects::store::buckets::{self, BucketRow};
use crate::features::projects::store::tasks::{self, LastChange, TaskRow};
use crate::infra::db::{ReadTx, WriteTx};

/// What the limit of a bucket means to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Limit {
    /// It holds.
    #[default]
    Holds,
    /// They insist; who administers the project may.
    Insisted,
    /// It is for people, not for what the house does by itself.
    Ignored,
}

impl Limit {
    /// How a request says it.
    pub(crate) fn of(overridden: bool) -> Self {
        if overridden { Self::Insisted } else { Self::Holds }
    }
}

/// Where a task is to go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Move {
    pub(crate) bucket: Option<BucketId>,
    pub(crate) place: Place,
    pub(crate) limit: Limit,
}

/// What became of a move.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    pub(crate) row: TaskRow,
    pub(crate) position: u32,
    /// The bucket has more tasks than its limit.
    pub(crate) over_limit: bool,
}

/// A bucket of the project; none stands for no bucket.
///
/// # Errors
/// `bucket_not_found`.
pub(crate) fn load_bucket(
    tx: &ReadTx<'_>,
    act: &Act<'_>,
    id: Option<BucketId>,
) -> Result<Option<BucketRow>> {
    let Some(id) = id else { return Ok(None) };
    let bucket = buckets::find(tx, act.project(), id)?;
    Ok(Some(bucket.ok_or(codes::BUCKET_NOT_FOUND)?))
}

/// Whether one more task is more than a bucket should have.
///
/// # Errors
/// `bucket_full` where the bucket refuses and nobody who may insists.
pub(crate) fn check_limit(
    tx: &ReadTx<'_>,
    act: &Act<'_>,
    bucket: Option<&BucketRow>,
    said: Limit,
) -> Result<bool> {
    let Some((bucket, limit)) = bucket.and_then(|bucket| Some((bucket, bucket.wip_limit?))) else {
        return Ok(false);
    };
    let column = Column { project: bucket.project, bucket: Some(bucket.id) };
    if board::count(tx, column, placing::NOBODY)? < limit {
        return Ok(false);
    }
    let may_insist = act.seat.role() >= ProjectRole::Admin;
    let passes = said == Limit::Ignored || (said == Limit::Insisted && may_insist);
    if bucket.wip_policy == WipPolicy::Refuse && !passes {
        let message = format!("has as many tasks as it can: {limit}");
        let detail = FieldError::new("bucketId", "full", message)
            .with(json!({"limit": limit, "canOverride": may_insist}));
        return Err(Error::refused(codes::BUCKET_FULL, vec![detail]));
    }
    Ok(true)
}

/// Moves a task to a place of a bucket. What stands there already stays, and nothing is told.
///
/// # Errors
/// `bucket_not_found`, `bucket_full`.
pub(crate) fn move_row(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    mut row: TaskRow,
    to: Move,
) -> Result<Outcome> {
    let column = Column { project: row.project, bucket: to.bucket };
    let from = row.bucket;
    let stays = from == to.bucket;
    let bucket = if stays { None } else { load_bucket(tx, act, to.bucket)? };
    let over_limit = check_limit(tx, act, bucket.as_ref(), to.limit)?;
    if row.archived_at.is_some() {
        // It has no place on the board; it will come back into that bucket.
        row.bucket = to.bucket;
    }
    let rank = match (stays, row.is_live()) {
        (true, true) => placing::new_rank(tx, column, to.place, row.id, &row.rank)?,
        _ => Some(placing::rank_at(tx, column, to.place)?),
    };
    let Some(rank) = rank else {
        let position = board::count_before(tx, column, &row.rank)?;
        return Ok(Outcome { row, position, over_limit });
    };
    row.bucket = to.bucket;
    row.rank = rank;
    row.revision += 1;
    row.updated_at = tx.now();
    board::place(
        tx,
        &Moved {
            id: row.id,
            bucket: row.bucket,
            rank: row.rank.clone(),
            revision: row.revision,
            updated_at: row.updated_at,
        },
    )?;
    let entered = bucket.and_then(|bucket| bucket.status).filter(|status| *status != row.status);
    let waiting = entered.map(|_| Waiting::load(tx, row.id)).transpose()?;
    if let Some(status) = entered {
        enter(tx, act, &mut row, status)?;
    }
    let outcome = tell(tx, act, row, from, over_limit)?;
    if !stays {
        let data = json!({"fromBucketId": from, "toBucketId": to.bucket});
        act.note(tx, Some(outcome.row.id), "task.moved", &data)?;
    }
    if let Some(waiting) = waiting {
        waiting.tell(tx, act.presence)?;
    }
    if entered == Some(TaskStatus::Done) {
        recurring::repeat(tx, act, &outcome.row)?;
    }
    placing::refresh_if_long(tx, column, &outcome.row.rank)?;
    Ok(outcome)
}

/// Gives a task the state that its bucket stands for.
fn enter(tx: &mut WriteTx<'_>, act: &Act<'_>, row: &mut TaskRow, status: TaskStatus) -> Result<()> {
    set_status(row, status, tx.now());
    board::set_status(tx, row.id, row.status, row.percent, row.completed_at)?;
    let mut changes = tasks::load_changes(tx, row.id)?;
    let change = LastChange { revision: row.revision, by: act.user, at: tx.now().millis() };
    changes.insert("status".to_owned(), change);
    tasks::set_changes(tx, row.id, &changes)
}

/// Sets a task's state, and what follows from it: what is done is done to a hundred parts.
pub(crate) fn set_status(row: &mut TaskRow, status: TaskStatus, now: Timestamp) {
    row.status = status;
    if status == TaskStatus::Done {
        row.percent = 100;
        row.completed_at = row.completed_at.or(Some(now));
    } else if row.completed_at.take().is_some() && row.percent == 100 {
        row.percent = 0;
    }
}

fn tell(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    row: TaskRow,
    from: Option<BucketId>,
    over_limit: bool,
) -> Result<Outcome> {
    let column = Column { project: row.project, bucket: row.bucket };
    let position = board::count_before(tx, column, &row.rank)?;
    tx.emit(&TaskMoved {
        project_id: row.project,
        task_id: row.id,
        bucket_id: row.bucket,
        from_bucket_id: from,
        position,
        patch: MovedPatch {
            bucket_id: row.bucket,
            rank: row.rank.as_str().to_owned(),
            status: row.status,
            progress: showing::progress(&row, act.presence),
            percent: row.percent,
            completed_at: row.completed_at,
            revision: row.revision,
            updated_at: row.updated_at,
        },
    })?;
    Ok(Outcome { row, position, over_limit })
}

/// Puts these tasks of a bucket first, in this order; the others follow as they were.
///
/// # Errors
/// `task_not_found` for one that is not in the bucket.
pub(crate) fn reorder(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    bucket: BucketId,
    first: &[TaskId],
) -> Result<()> {
    load_bucket(tx, act, Some(bucket))?;
    let column = Column { project: act.project(), bucket: Some(bucket) };
    let there = board::list_ids(tx, column)?;
    let all: HashSet<TaskId> = there.iter().copied().collect();
    if !first.iter().all(|task| all.contains(task)) {
        return Err(codes::TASK_NOT_FOUND.into());
    }
    let named: HashSet<TaskId> = first.iter().copied().collect();
    let rest = there.iter().filter(|task| !named.contains(task)).copied();
    let order: Vec<TaskId> = first.iter().copied().chain(rest).collect();
    if order == there { Ok(()) } else { placing::set_order(tx, column, &order) }
}
