//! The buckets of a board.

use crate::base::Result;
use crate::base::ids::{BucketId, ProjectId};
use crate::base::time::Timestamp;
use crate::features::projects::model::rank::Rank;
use crate::features::projects::model::{TaskStatus, WipPolicy};
use crate::infra::db::{ReadTx, Row, WriteTx, json_ids};

/// A bucket as stored.
#[derive(Debug, Clone)]
pub(crate) struct BucketRow {
    pub(crate) id: BucketId,
    pub(crate) project: ProjectId,
    pub(crate) name: String,
    pub(crate) color: Option<String>,
    /// What entering does to a task.
    pub(crate) status: Option<TaskStatus>,
    pub(crate) wip_limit: Option<u32>,
    pub(crate) wip_policy: WipPolicy,
    pub(crate) rank: Rank,
    pub(crate) created_at: Timestamp,
}

macro_rules! buckets {
    ($rest:literal) => {
        concat!(
            "SELECT id, project_id, name, color, status, wip_limit, wip_policy, rank, created_at FROM task_buckets ",
            $rest
        )
    };
}

fn bucket(row: &Row<'_>) -> rusqlite::Result<BucketRow> {
    Ok(BucketRow {
        id: row.get(0)?,
        project: row.get(1)?,
        name: row.get(2)?,
        color: row.get(3)?,
        status: row.get(4)?,
        wip_limit: row.get(5)?,
        wip_policy: row.get(6)?,
        rank: row.get(7)?,
        created_at: row.get(8)?,
    })
}

/// A bucket of the project.
pub(crate) fn find(tx: &ReadTx<'_>, project: ProjectId, id: BucketId) -> Result<Option<BucketRow>> {
    tx.find(buckets!("WHERE id = ?2 AND project_id = ?1"), (project, id), bucket)
}

/// The buckets of a project in their order.
pub(crate) fn list(tx: &ReadTx<'_>, project: ProjectId) -> Result<Vec<BucketRow>> {
    tx.list(buckets!("WHERE project_id = ?1 ORDER BY rank"), [project], bucket)
}

/// The names of buckets.
pub(crate) fn list_names(tx: &ReadTx<'_>, ids: &[BucketId]) -> Result<Vec<(BucketId, String)>> {
    tx.list(
        "SELECT id, name FROM task_buckets WHERE id IN (SELECT value FROM json_each(?1))",
        [json_ids(ids)],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Adds a bucket; its id is not asked for.
pub(crate) fn insert(tx: &mut WriteTx<'_>, row: &BucketRow) -> Result<BucketId> {
    let id = tx.insert(
        "INSERT INTO task_buckets (project_id, name, color, status, wip_limit, wip_policy, rank, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        (
            row.project,
            &row.name,
            &row.color,
            row.status,
            row.wip_limit,
            row.wip_policy,
            &row.rank,
            row.created_at,
        ),
    )?;
    Ok(BucketId::new(id))
}

/// Writes what can be changed of a bucket.
pub(crate) fn update(tx: &mut WriteTx<'_>, row: &BucketRow) -> Result<()> {
    tx.execute(
        "UPDATE task_buckets SET name = ?2, color = ?3, status = ?4, wip_limit = ?5, wip_policy = ?6, rank = ?7
         WHERE id = ?1",
        (
            row.id,
            &row.name,
            &row.color,
            row.status,
            row.wip_limit,
            row.wip_policy,
            &row.rank,
        ),
    )?;
    Ok(())
}

/// Removes a bucket that has no live task any more; what is archived or in the trash has none from then on.
pub(crate) fn delete(tx: &mut WriteTx<'_>, id: BucketId) -> Result<()> {
    tx.execute("UPDATE tasks SET bucket_id = NULL WHERE bucket_id = ?1", [id])?;
    tx.execute("DELETE FROM task_buckets WHERE id = ?1", [id])?;
    Ok(())
}
