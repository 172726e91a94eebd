//! Where something stands: a place in words becomes a rank between two others.
//!
//! The writer is alone, so the neighbours it finds are those that are there: however many people move
//! things at once, no two get one place and none is lost.

use std::collections::BTreeMap;

use crate::base::Result;
use crate::base::ids::TaskId;
use crate::features::projects::events::{BucketReordered, RanksPatch};
use crate::features::projects::model::rank::Rank;
use crate::features::projects::store::board::{self, Column};
use crate::infra::db::{ReadTx, WriteTx};

/// Where in its column a task is to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Place {
    /// After all others.
    #[default]
    End,
    /// With so many before it.
    Index(u32),
    /// Before that task; at the end, if it is not in the column any more.
    Before(TaskId),
    /// After that task; at the end, if it is not in the column any more.
    After(TaskId),
}

/// No task has this id.
pub(crate) const NOBODY: TaskId = TaskId::new(0);

/// Between which ranks the place is, but for the task `moving` itself.
fn neighbours(
    tx: &ReadTx<'_>,
    column: Column,
    place: Place,
    moving: TaskId,
) -> Result<(Option<Rank>, Option<Rank>)> {
    let end = || Ok((board::find_last(tx, column, moving)?, None));
    match place {
        Place::End => end(),
        Place::Index(index) => {
            let (offset, limit) = index.checked_sub(1).map_or((0, 1), |offset| (offset, 2));
            let mut ranks = board::list_ranks_at(tx, column, offset, limit, moving)?.into_iter();
            match (index, ranks.next(), ranks.next()) {
                (0, first, _) => Ok((None, first)),
                (_, None, _) => end(),
                (_, lower, upper) => Ok((lower, upper)),
            }
        }
        Place::Before(task) => match board::find_rank(tx, column, task)? {
            Some(upper) => Ok((board::find_before(tx, column, &upper, moving)?, Some(upper))),
            None => end(),
        },
        Place::After(task) => match board::find_rank(tx, column, task)? {
            Some(lower) => {
                let upper = board::find_after(tx, column, &lower, moving)?;
                Ok((Some(lower), upper))
            }
            None => end(),
        },
    }
}

/// A rank at a place of a column for a task that is not in it yet.
pub(crate) fn rank_at(tx: &ReadTx<'_>, column: Column, place: Place) -> Result<Rank> {
    let (lower, upper) = neighbours(tx, column, place, NOBODY)?;
    Ok(Rank::between(lower.as_ref(), upper.as_ref()))
}

/// A rank at a place of its own column for a task that has one; none if it stands there already.
pub(crate) fn new_rank(
    tx: &ReadTx<'_>,
    column: Column,
    place: Place,
    task: TaskId,
    rank: &Rank,
) -> Result<Option<Rank>> {
    if matches!(place, Place::Before(other) | Place::After(other) if other == task) {
        return Ok(None);
    }
    let (lower, upper) = neighbours(tx, column, place, task)?;
    let stands = lower.as_ref().is_none_or(|lower| lower < rank)
        && upper.as_ref().is_none_or(|upper| rank < upper);
    Ok((!stands).then(|| Rank::between(lower.as_ref(), upper.as_ref())))
}

/// Gives the tasks of a column fresh ranks if one has grown too long. Who listens is told all of them.
pub(crate) fn refresh_if_long(tx: &mut WriteTx<'_>, column: Column, rank: &Rank) -> Result<()> {
    if rank.is_long() { set_order(tx, column, &board::list_ids(tx, column)?) } else { Ok(()) }
}

/// Puts the tasks of a column into this order, which names each of them.
pub(crate) fn set_order(tx: &mut WriteTx<'_>, column: Column, order: &[TaskId]) -> Result<()> {
    board::set_aside(tx, column)?;
    let mut ranks = BTreeMap::new();
    for (task, rank) in order.iter().zip(Rank::fresh(order.len())) {
        board::set_rank(tx, *task, &rank)?;
        ranks.insert(*task, rank.as_str().to_owned());
    }
    let (project_id, bucket_id) = (column.project, column.bucket);
    tx.emit(&BucketReordered { project_id, bucket_id, patch: RanksPatch { ranks } })
}
