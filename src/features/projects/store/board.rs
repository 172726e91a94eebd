//! The order of tasks on the board. Live tasks only: what is archived or in the trash has no place.

use crate::base::Result;
use crate::base::ids::{BucketId, ProjectId, TaskId};
use crate::base::time::Timestamp;
use crate::features::projects::model::TaskStatus;
use crate::features::projects::model::rank::Rank;
use crate::infra::db::{ReadTx, WriteTx, json_ids};

/// A column of the board: a bucket, or the tasks without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) project: ProjectId,
    pub(crate) bucket: Option<BucketId>,
}

macro_rules! in_column {
    ($start:literal, $rest:literal) => {
        concat!(
            $start,
            " FROM tasks WHERE project_id = ?1 AND bucket_id IS ?2 AND archived_at IS NULL AND deleted_at IS NULL ",
            $rest
        )
    };
}

/// The rank of a task in a column.
pub(crate) fn find_rank(tx: &ReadTx<'_>, column: Column, task: TaskId) -> Result<Option<Rank>> {
    tx.find(
        in_column!("SELECT rank", "AND id = ?3"),
        (column.project, column.bucket, task),
        |row| row.get(0),
    )
}

/// True if a task of the column stands at exactly this rank.
pub(crate) fn is_taken(tx: &ReadTx<'_>, column: Column, rank: &Rank) -> Result<bool> {
    tx.exists(in_column!("SELECT 1", "AND rank = ?3"), (column.project, column.bucket, rank))
}

/// The last rank of a column, but for `except`.
pub(crate) fn find_last(tx: &ReadTx<'_>, column: Column, except: TaskId) -> Result<Option<Rank>> {
    tx.find(
        in_column!("SELECT rank", "AND id <> ?3 ORDER BY rank DESC LIMIT 1"),
        (column.project, column.bucket, except),
        |row| row.get(0),
    )
}

/// The last rank before `rank`, but for `except`.
pub(crate) fn find_before(
    tx: &ReadTx<'_>,
    column: Column,
    rank: &Rank,
    except: TaskId,
) -> Result<Option<Rank>> {
    tx.find(
        in_column!("SELECT rank", "AND rank < ?3 AND id <> ?4 ORDER BY rank DESC LIMIT 1"),
        (column.project, column.bucket, rank, except),
        |row| row.get(0),
    )
}

/// The first rank after `rank`, but for `except`.
pub(crate) fn find_after(
    tx: &ReadTx<'_>,
    column: Column,
    rank: &Rank,
    except: TaskId,
) -> Result<Option<Rank>> {
    tx.find(
        in_column!("SELECT rank", "AND rank > ?3 AND id <> ?4 ORDER BY rank LIMIT 1"),
        (column.project, column.bucket, rank, except),
        |row| row.get(0),
    )
}

/// Up to `limit` ranks from the place `offset` on, but for `except`.
pub(crate) fn list_ranks_at(
    tx: &ReadTx<'_>,
    column: Column,
    offset: u32,
    limit: u32,
    except: TaskId,
) -> Result<Vec<Rank>> {
    tx.list(
        in_column!("SELECT rank", "AND id <> ?3 ORDER BY rank LIMIT ?5 OFFSET ?4"),
        (column.project, column.bucket, except, offset, limit),
        |row| row.get(0),
    )
}

/// How many tasks stand before `rank`.
pub(crate) fn count_before(tx: &ReadTx<'_>, column: Column, rank: &Rank) -> Result<u32> {
    tx.one(
        in_column!("SELECT count(*)", "AND rank < ?3"),
        (column.project, column.bucket, rank),
        |row| row.get(0),
    )
}

/// How many tasks a column has, but for `except`.
pub(crate) fn count(tx: &ReadTx<'_>, column: Column, except: TaskId) -> Result<u32> {
    tx.one(
        in_column!("SELECT count(*)", "AND id <> ?3"),
        (column.project, column.bucket, except),
        |row| row.get(0),
    )
}

/// How many live tasks each column of a project has.
pub(crate) fn count_all(
    tx: &ReadTx<'_>,
    project: ProjectId,
) -> Result<Vec<(Option<BucketId>, u32)>> {
    tx.list(
        "SELECT bucket_id, count(*) FROM tasks
         WHERE project_id = ?1 AND archived_at IS NULL AND deleted_at IS NULL GROUP BY bucket_id",
        [project],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// The tasks of a column in their order.
pub(crate) fn list_ids(tx: &ReadTx<'_>, column: Column) -> Result<Vec<TaskId>> {
    tx.list(in_column!("SELECT id", "ORDER BY rank"), (column.project, column.bucket), |row| {
        row.get(0)
    })
}

/// What a move changes of a task.
#[derive(Debug, Clone)]
pub(crate) struct Moved {
    pub(crate) id: TaskId,
    pub(crate) bucket: Option<BucketId>,
    pub(crate) rank: Rank,
    pub(crate) revision: u32,
    pub(crate) updated_at: Timestamp,
}

/// Puts a task elsewhere: one row.
pub(crate) fn place(tx: &mut WriteTx<'_>, moved: &Moved) -> Result<()> {
    tx.execute(
        "UPDATE tasks SET bucket_id = ?2, rank = ?3, revision = ?4, updated_at = ?5 WHERE id = ?1",
        (moved.id, moved.bucket, &moved.rank, moved.revision, moved.updated_at),
    )?;
    Ok(())
}

/// Notes the state a task got by being put elsewhere.
pub(crate) fn set_status(
    tx: &mut WriteTx<'_>,
    task: TaskId,
    status: TaskStatus,
    percent: u8,
    completed_at: Option<Timestamp>,
) -> Result<()> {
    tx.execute(
        "UPDATE tasks SET status = ?2, percent = ?3, completed_at = ?4 WHERE id = ?1",
        (task, status, percent, completed_at),
    )?;
    Ok(())
}

/// Gives a task another rank in its column, and nothing else.
pub(crate) fn set_rank(tx: &mut WriteTx<'_>, task: TaskId, rank: &Rank) -> Result<()> {
    tx.execute("UPDATE tasks SET rank = ?2 WHERE id = ?1", (task, rank))?;
    Ok(())
}

/// The places of live tasks among those of their columns, counted from 0.
pub(crate) fn list_places(tx: &ReadTx<'_>, ids: &[TaskId]) -> Result<Vec<(TaskId, u32)>> {
    tx.list(
        "SELECT t.id, (SELECT count(*) FROM tasks o WHERE o.project_id = t.project_id AND o.bucket_id IS t.bucket_id
                         AND o.archived_at IS NULL AND o.deleted_at IS NULL AND o.rank < t.rank)
         FROM tasks t WHERE t.id IN (SELECT value FROM json_each(?1))",
        [json_ids(ids)],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Puts every task of a column aside, so that fresh ranks meet none that is in use.
pub(crate) fn set_aside(tx: &mut WriteTx<'_>, column: Column) -> Result<()> {
    tx.execute(
        "UPDATE tasks SET rank = '~' || rank
         WHERE project_id = ?1 AND bucket_id IS ?2 AND archived_at IS NULL AND deleted_at IS NULL",
        (column.project, column.bucket),
    )?;
    Ok(())
}
