//! The buckets of a board.

use serde_json::json;

use super::moving::{self, Limit, Move};
use super::placing::Place;
use super::{Act, load_task};
use crate::base::ids::BucketId;
use crate::base::text::{BucketName, Colour};
use crate::base::{Error, Result, codes};
use crate::features::projects::events::{BucketCreated, BucketDeleted, BucketGone, BucketUpdated};
use crate::features::projects::model::rank::Rank;
use crate::features::projects::model::{BUCKETS_MAX, TaskStatus, WIP_MAX, WipPolicy};
use crate::features::projects::showing;
use crate::features::projects::store::board::{self, Column};
use crate::features::projects::store::buckets::{self, BucketRow};
use crate::features::projects::views::changed_keys;
use crate::infra::db::{ReadTx, WriteTx};

/// Where among the others a bucket is to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BucketPlace {
    /// With so many before it.
    Index(u32),
    /// Before that one; at the end, if it is not there any more.
    Before(BucketId),
    /// After that one; at the end, if it is not there any more.
    After(BucketId),
}

/// What is to change in a bucket; absent things stay as they are.
#[derive(Debug, Clone, Default)]
#[expect(clippy::option_option, reason = "unchanged, none and a value are three things")]
pub(crate) struct BucketChange {
    pub(crate) name: Option<BucketName>,
    pub(crate) color: Option<Option<Colour>>,
    pub(crate) status: Option<Option<TaskStatus>>,
    pub(crate) wip_limit: Option<Option<u32>>,
    pub(crate) wip_policy: Option<WipPolicy>,
    pub(crate) place: Option<BucketPlace>,
}

/// Adds a bucket: at the end, unless a place is given.
///
/// # Errors
/// `too_many_buckets`; `invalid_request` for a limit that is none.
pub(crate) fn create(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    name: &BucketName,
    change: BucketChange,
) -> Result<BucketRow> {
    let others = buckets::list(tx, act.project())?;
    if others.len() >= BUCKETS_MAX as usize {
        return Err(codes::TOO_MANY_BUCKETS.into());
    }
    let place = change.place.unwrap_or(BucketPlace::Index(u32::MAX));
    let mut row = BucketRow {
        id: BucketId::new(0),
        project: act.project(),
        name: name.as_str().to_owned(),
        color: None,
        status: None,
        wip_limit: None,
        wip_policy: WipPolicy::Warn,
        rank: rank_at(&others, place),
        created_at: tx.now(),
    };
    apply(&mut row, change)?;
    row.id = buckets::insert(tx, &row)?;
    let patch = showing::bucket(row.clone());
    tx.emit(&BucketCreated { project_id: row.project, bucket_id: row.id, patch })?;
    act.note(tx, None, "bucket.created", &json!({"bucketId": row.id, "name": row.name}))?;
    Ok(row)
}

/// Changes a bucket.
///
/// # Errors
/// `bucket_not_found`; `invalid_request` for a limit that is none.
pub(crate) fn change(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    id: BucketId,
    change: BucketChange,
) -> Result<BucketRow> {
    let before = load(tx, act, id)?;
    let mut row = before.clone();
    if let Some(place) = change.place {
        let mut others = buckets::list(tx, act.project())?;
        others.retain(|other| other.id != id);
        row.rank = rank_at(&others, place);
    }
    apply(&mut row, change)?;
    let patch = changed_keys(&showing::bucket(before), &showing::bucket(row.clone()))?;
    if patch.is_empty() {
        return Ok(row);
    }
    buckets::update(tx, &row)?;
    let keys: Vec<&String> = patch.keys().collect();
    let data = json!({"bucketId": id, "name": row.name, "fields": keys});
    act.note(tx, None, "bucket.updated", &data)?;
    tx.emit(&BucketUpdated { project_id: row.project, bucket_id: id, patch })?;
    Ok(row)
}

/// Removes a bucket. Its tasks go where `move_to` says; without a word only an empty one can go.
///
/// # Errors
/// `bucket_not_found`, `bucket_not_empty`, `bucket_full`.
#[expect(clippy::option_option, reason = "unsaid, no bucket and a bucket are three things")]
pub(crate) fn delete(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    id: BucketId,
    move_to: Option<Option<BucketId>>,
) -> Result<usize> {
    let row = load(tx, act, id)?;
    let column = Column { project: row.project, bucket: Some(id) };
    let there = board::list_ids(tx, column)?;
    let Some(bucket) = move_to.or_else(|| there.is_empty().then_some(None)) else {
        return Err(codes::BUCKET_NOT_EMPTY.into());
    };
    if bucket == Some(id) {
        return Err(Error::invalid_field("moveTo", "invalid", "must be another bucket"));
    }
    moving::load_bucket(tx, act, bucket)?;
    for task in &there {
        let task = load_task(tx, row.project, *task)?;
        // Who may remove the bucket may fill another one.
        let to = Move { bucket, place: Place::End, limit: Limit::Ignored };
        moving::move_row(tx, act, task, to)?;
    }
    buckets::delete(tx, id)?;
    let patch = BucketGone { moved_to: bucket };
    tx.emit(&BucketDeleted { project_id: row.project, bucket_id: id, patch })?;
    act.note(tx, None, "bucket.deleted", &json!({"bucketId": id, "name": row.name}))?;
    Ok(there.len())
}

fn load(tx: &ReadTx<'_>, act: &Act<'_>, id: BucketId) -> Result<BucketRow> {
    buckets::find(tx, act.project(), id)?.ok_or_else(|| codes::BUCKET_NOT_FOUND.into())
}

/// A rank among the others, who are in their order.
fn rank_at(others: &[BucketRow], place: BucketPlace) -> Rank {
    let of = |id| others.iter().position(|other| other.id == id);
    let index = match place {
        BucketPlace::Index(index) => index as usize,
        BucketPlace::Before(id) => of(id).unwrap_or(others.len()),
        BucketPlace::After(id) => of(id).map_or(others.len(), |index| index + 1),
    };
    let index = index.min(others.len());
    let lower = index.checked_sub(1).map(|before| &others[before].rank);
    Rank::between(lower, others.get(index).map(|other| &other.rank))
}

fn apply(row: &mut BucketRow, change: BucketChange) -> Result<()> {
    if let Some(name) = change.name {
        name.as_str().clone_into(&mut row.name);
    }
    if let Some(color) = change.color {
        row.color = color.map(|color| color.as_str().to_owned());
    }
    row.status = change.status.unwrap_or(row.status);
    row.wip_limit = change.wip_limit.unwrap_or(row.wip_limit);
    if row.wip_limit.is_some_and(|limit| !(1..=WIP_MAX).contains(&limit)) {
        return Err(Error::invalid_field("wipLimit", "out_of_range", "must be 1 to 10000"));
    }
    row.wip_policy = change.wip_policy.unwrap_or(row.wip_policy);
    Ok(())
}
