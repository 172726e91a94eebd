//! `/projects/{projectId}/buckets`: shaping the board.

use axum::extract::State;
use serde::{Deserialize, Serialize};

use super::{ProjectDone, change, create};
use crate::access::{Answer, App, Call, Grant};
use crate::base::ids::{BucketId, ProjectId, TaskId};
use crate::base::json;
use crate::base::text::{BucketName, Colour};
use crate::base::{Error, Result};
use crate::features::projects::access::{EditTask, ManageBoard};
use crate::features::projects::acts::buckets::{self, BucketChange, BucketPlace};
use crate::features::projects::acts::{Act, moving};
use crate::features::projects::model::{TaskStatus, WipPolicy};
use crate::features::projects::showing;
use crate::features::projects::views::Bucket;
use crate::http::extract::Path;
use crate::infra::db::ReadTx;

/// A bucket to add.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct BucketBody {
    /// 1 to 120 characters.
    name: BucketName,
    /// How many buckets stand before it; all of them unless given.
    position: Option<u32>,
    /// The same.
    order_index: Option<u32>,
    /// Its colour.
    color: Option<Colour>,
    /// The state a task gets by entering.
    status: Option<TaskStatus>,
    /// How many tasks it should have at most, 1 to 10,000.
    wip_limit: Option<u32>,
    /// What happens beyond that; a warning unless given.
    wip_policy: Option<WipPolicy>,
}

/// The bucket as its readers see it.
fn show(tx: &ReadTx<'_>, act: &Act<'_>, id: BucketId) -> Result<Bucket> {
    let mut all = showing::buckets(tx, act.project())?.into_iter();
    all.find(|bucket| bucket.id == id).ok_or_else(|| Error::internal("a bucket was lost"))
}

/// Adds a bucket to a board.
#[utoipa::path(
    post,
    path = "/projects/{projectId}/buckets",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project.")),
    request_body = BucketBody,
    responses(
        (status = 201, body = Bucket),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_admin_required, project_archived"),
        (status = 404, description = "project_not_found"),
        (status = 422, description = "too_many_buckets"),
    )
)]
pub(super) async fn create_bucket(
    State(app): State<App>,
    grant: Grant<ManageBoard>,
    Call(body, intent): Call<BucketBody>,
) -> Result<Answer> {
    let wanted = BucketChange {
        color: body.color.map(Some),
        status: body.status.map(Some),
        wip_limit: body.wip_limit.map(Some),
        wip_policy: body.wip_policy,
        place: body.position.or(body.order_index).map(BucketPlace::Index),
        ..BucketChange::default()
    };
    create(&app, grant, intent, move |tx, act| {
        let row = buckets::create(tx, act, &body.name, wanted)?;
        show(tx, act, row.id)
    })
    .await
}

/// What is to change in a bucket; an absent key stays as it is.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(clippy::option_option, reason = "absent, null and a value are three things")]
pub(super) struct BucketEdit {
    /// 1 to 120 characters.
    name: Option<BucketName>,
    /// Its colour; null for none.
    #[serde(default, deserialize_with = "json::present")]
    #[schema(value_type = Option<Colour>)]
    color: Option<Option<Colour>>,
    /// The state a task gets by entering; null for none.
    #[serde(default, deserialize_with = "json::present")]
    #[schema(value_type = Option<TaskStatus>)]
    status: Option<Option<TaskStatus>>,
    /// How many tasks it should have at most, 1 to 10,000; null for as many as there are.
    #[serde(default, deserialize_with = "json::present")]
    #[schema(value_type = Option<u32>)]
    wip_limit: Option<Option<u32>>,
    /// What happens beyond that.
    wip_policy: Option<WipPolicy>,
    /// How many buckets stand before it.
    position: Option<u32>,
    /// The same.
    order_index: Option<u32>,
    /// Before which bucket it stands.
    before_id: Option<BucketId>,
    /// After which bucket it stands.
    after_id: Option<BucketId>,
}

/// Changes what a bucket is called, where it stands and how many tasks it has at most.
#[utoipa::path(
    patch,
    path = "/projects/{projectId}/buckets/{bucketId}",
    tag = "projects",
    params(
        ("projectId" = ProjectId, Path, description = "The project."),
        ("bucketId" = BucketId, Path, description = "The bucket."),
    ),
    request_body = BucketEdit,
    responses(
        (status = 200, body = Bucket),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_admin_required, project_archived"),
        (status = 404, description = "project_not_found, bucket_not_found"),
    )
)]
pub(super) async fn update_bucket(
    State(app): State<App>,
    grant: Grant<ManageBoard>,
    Path((_, id)): Path<(ProjectId, BucketId)>,
    Call(edit, intent): Call<BucketEdit>,
) -> Result<Answer> {
    let index = edit.position.or(edit.order_index).map(BucketPlace::Index);
    let place = edit.before_id.map(BucketPlace::Before).or(edit.after_id.map(BucketPlace::After));
    let wanted = BucketChange {
        name: edit.name,
        color: edit.color,
        status: edit.status,
        wip_limit: edit.wip_limit,
        wip_policy: edit.wip_policy,
        place: place.or(index),
    };
    change(&app, grant, intent, move |tx, act| {
        buckets::change(tx, act, id, wanted)?;
        show(tx, act, id)
    })
    .await
}

/// Where the tasks of a deleted bucket go.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(clippy::option_option, reason = "absent, null and a bucket are three things")]
pub(super) struct BucketEnd {
    /// Into which bucket; null for none. Only an empty bucket can go without a word.
    #[serde(default, deserialize_with = "json::present")]
    #[schema(value_type = Option<BucketId>)]
    move_to: Option<Option<BucketId>>,
}

/// How many tasks went elsewhere.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct BucketDeleted {
    /// Always true.
    success: bool,
    /// How many.
    moved: usize,
}

/// Removes a bucket; its tasks go where the body says.
#[utoipa::path(
    delete,
    path = "/projects/{projectId}/buckets/{bucketId}",
    tag = "projects",
    params(
        ("projectId" = ProjectId, Path, description = "The project."),
        ("bucketId" = BucketId, Path, description = "The bucket."),
    ),
    request_body = BucketEnd,
    responses(
        (status = 200, body = BucketDeleted),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_admin_required, project_archived"),
        (status = 404, description = "project_not_found, bucket_not_found"),
        (status = 409, description = "bucket_not_empty"),
    )
)]
pub(super) async fn delete_bucket(
    State(app): State<App>,
    grant: Grant<ManageBoard>,
    Path((_, id)): Path<(ProjectId, BucketId)>,
    Call(end, intent): Call<BucketEnd>,
) -> Result<Answer> {
    change(&app, grant, intent, move |tx, act| {
        let moved = buckets::delete(tx, act, id, end.move_to)?;
        Ok(BucketDeleted { success: true, moved })
    })
    .await
}

/// Tasks in one order, at most.
const ORDER_MAX: usize = 1_000;

/// Tasks of a bucket in the order in which they are to stand.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct BucketOrder {
    /// 1 to 1,000 of them; those that are not named follow as they were.
    task_ids: Vec<TaskId>,
}

/// Puts tasks of a bucket first, in this order.
#[utoipa::path(
    post,
    path = "/projects/{projectId}/buckets/{bucketId}/reorder",
    tag = "projects",
    params(
        ("projectId" = ProjectId, Path, description = "The project."),
        ("bucketId" = BucketId, Path, description = "The bucket."),
    ),
    request_body = BucketOrder,
    responses(
        (status = 200, body = ProjectDone),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_role_required, project_archived"),
        (status = 404, description = "project_not_found, bucket_not_found, task_not_found"),
    )
)]
pub(super) async fn reorder_bucket(
    State(app): State<App>,
    grant: Grant<EditTask>,
    Path((_, id)): Path<(ProjectId, BucketId)>,
    Call(order, intent): Call<BucketOrder>,
) -> Result<Answer> {
    let mut seen = order.task_ids.clone();
    seen.sort_unstable();
    seen.dedup();
    if seen.len() < order.task_ids.len() || !(1..=ORDER_MAX).contains(&seen.len()) {
        let message = "must be 1 to 1000 different tasks";
        return Err(Error::invalid_field("taskIds", "out_of_range", message));
    }
    change(&app, grant, intent, move |tx, act| {
        moving::reorder(tx, act, id, &order.task_ids)?;
        Ok(ProjectDone::YES)
    })
    .await
}
