//! Tasks that come again: when one is done, its next turn is made, and the recurrence goes on with that.

use super::making::{self, NewTask};
use super::moving::Limit;
use super::{Act, copying, tell_updated};
use crate::base::Result;
use crate::features::projects::model::TaskStatus;
use crate::features::projects::store::buckets;
use crate::features::projects::store::tasks::{self, TaskRow};
use crate::infra::db::WriteTx;

/// Makes the next turn of a task that is done, if it comes again.
pub(crate) fn repeat(tx: &mut WriteTx<'_>, act: &Act<'_>, row: &TaskRow) -> Result<()> {
    let Some(recurrence) = row.recurrence else { return Ok(()) };
    let now = tx.now();
    let zone = act.seat.project.time_zone.clone();
    let last = row.due_at.or(row.start_at).unwrap_or(now);
    let Some(next) = recurrence.next_after(last, now, zone.as_deref()) else { return Ok(()) };
    let length = row.due_at.zip(row.start_at).map(|(due, start)| due.since(start));
    let start_at = match (row.start_at, length) {
        (Some(_), Some(length)) => Some(next.before(length)),
        (Some(_), None) => Some(next),
        (None, _) => None,
    };
    // A task without any date was due when it was done.
    let due_at = (row.due_at.is_some() || row.start_at.is_none()).then_some(next);
    let all = buckets::list(tx, row.project)?;
    let fresh = all.iter().find(|bucket| bucket.status == Some(TaskStatus::Todo)).or(all.first());
    let copy = copying::copy_of(tx, act, row, act)?;
    let next = NewTask {
        bucket: fresh.map(|bucket| bucket.id),
        // The limit of a bucket must not swallow what has to be done again.
        limit: Limit::Ignored,
        status: Some(TaskStatus::Todo),
        percent: 0,
        start_at,
        due_at,
        recurrence: Some(recurrence),
        ..copy
    };
    making::create(tx, act, next)?;
    let mut done = super::load_task(tx, row.project, row.id)?;
    done.recurrence = None;
    done.revision += 1;
    tasks::update(tx, &done)?;
    let fields = ["recurrence", "isRecurring", "revision"].map(str::to_owned);
    tell_updated(tx, act.presence, &done, fields.into())
}
