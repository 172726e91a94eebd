//! `move`, `copy` and `transfer` of `/projects/{projectId}/tasks/{taskId}`: tasks that go elsewhere.

use axum::extract::State;
use serde::{Deserialize, Serialize};

use super::task_bodies::place_of;
use super::{change, create};
use crate::access::{Answer, App, Call, Grant, Intent};
use crate::base::Result;
use crate::base::ids::{BucketId, ProjectId, TaskId};
use crate::base::json;
use crate::base::text::TaskTitle;
use crate::base::time::Timestamp;
use crate::features::projects::access::{EditTask, Seat, ViewProject};
use crate::features::projects::acts::copying::{self, LeftBehind};
use crate::features::projects::acts::moving::{self, Limit, Move};
use crate::features::projects::acts::{Act, load_task};
use crate::features::projects::model::{TaskProgress, TaskStatus};
use crate::features::projects::showing::{self, Viewer};
use crate::features::projects::views::Task;
use crate::http::extract::Path;
use crate::infra::db::ReadTx;

/// Where a task is to go.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(clippy::option_option, reason = "absent, null and a bucket are three things")]
pub(super) struct MoveBody {
    /// Into which bucket; null for none, and where it is unless given.
    #[serde(default, deserialize_with = "json::present")]
    #[schema(value_type = Option<BucketId>)]
    bucket_id: Option<Option<BucketId>>,
    /// How many tasks stand before it; all of them unless a place is given.
    position: Option<u32>,
    /// The same.
    order_index: Option<u32>,
    /// Before which task it stands; at the end, if that is not there any more.
    before_id: Option<TaskId>,
    /// After which task it stands; at the end, if that is not there any more.
    after_id: Option<TaskId>,
    /// True to insist although the bucket is full; for administrators of the project.
    #[serde(default)]
    override_wip: bool,
}

/// What a move changes of a task.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct MovedTask {
    /// Its id.
    id: TaskId,
    /// In which bucket it is, if it is in one.
    bucket_id: Option<BucketId>,
    /// Its place, counted from 0.
    position: u32,
    /// Its place: cards of a bucket are in the order of these texts.
    rank: String,
    /// How far it is: buckets may stand for a state.
    status: TaskStatus,
    /// The same in the words of the first generation.
    progress: TaskProgress,
    /// The same in parts of a hundred.
    percent: u8,
    /// When it was done.
    completed_at: Option<Timestamp>,
    /// Counts the changes.
    revision: u32,
    /// When it was changed.
    updated_at: Timestamp,
}

/// What became of a move.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TaskMove {
    /// Always true.
    success: bool,
    /// The task, where it is now.
    task: MovedTask,
    /// Whether the bucket has more tasks than it should have.
    over_limit: bool,
}

async fn go(
    app: App,
    grant: Grant<EditTask>,
    task: TaskId,
    body: MoveBody,
    intent: Intent,
) -> Result<Answer> {
    let index = body.position.or(body.order_index);
    let place = place_of(body.before_id, body.after_id, index).unwrap_or_default();
    change(&app, grant, intent, move |tx, act| {
        let row = load_task(tx, act.project(), task)?;
        let bucket = body.bucket_id.unwrap_or(row.bucket);
        let to = Move { bucket, place, limit: Limit::of(body.override_wip) };
        let moving::Outcome { row, position, over_limit } = moving::move_row(tx, act, row, to)?;
        let task = MovedTask {
            id: row.id,
            bucket_id: row.bucket,
            position,
            rank: row.rank.as_str().to_owned(),
            status: row.status,
            progress: showing::progress(&row, act.presence),
            percent: row.percent,
            completed_at: row.completed_at,
            revision: row.revision,
            updated_at: row.updated_at,
        };
        Ok(TaskMove { success: true, task, over_limit })
    })
    .await
}

/// Moves a task to another place or another bucket.
#[utoipa::path(
    post,
    path = "/projects/{projectId}/tasks/{taskId}/move",
    tag = "projects",
    params(
        ("projectId" = ProjectId, Path, description = "The project."),
        ("taskId" = TaskId, Path, description = "The task."),
    ),
    request_body = MoveBody,
    responses(
        (status = 200, body = TaskMove),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_role_required, project_archived"),
        (status = 404, description = "project_not_found, task_not_found, bucket_not_found"),
        (status = 422, description = "bucket_full"),
    )
)]
pub(super) async fn move_task(
    State(app): State<App>,
    grant: Grant<EditTask>,
    Path((_, task)): Path<(ProjectId, TaskId)>,
    Call(body, intent): Call<MoveBody>,
) -> Result<Answer> {
    go(app, grant, task, body, intent).await
}

/// Moves a task to another place or another bucket, as the post does.
#[utoipa::path(
    patch,
    path = "/projects/{projectId}/tasks/{taskId}/move",
    tag = "projects",
    params(
        ("projectId" = ProjectId, Path, description = "The project."),
        ("taskId" = TaskId, Path, description = "The task."),
    ),
    request_body = MoveBody,
    responses(
        (status = 200, body = TaskMove),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_role_required, project_archived"),
        (status = 404, description = "project_not_found, task_not_found, bucket_not_found"),
        (status = 422, description = "bucket_full"),
    )
)]
pub(super) async fn move_task_by_patch(
    State(app): State<App>,
    grant: Grant<EditTask>,
    Path((_, task)): Path<(ProjectId, TaskId)>,
    Call(body, intent): Call<MoveBody>,
) -> Result<Answer> {
    go(app, grant, task, body, intent).await
}

/// A copy to make of a task.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CopyBody {
    /// What it is called; as the task unless given.
    title: Option<TaskTitle>,
    /// In which project; in the same unless given.
    project_id: Option<ProjectId>,
    /// In which bucket; in the same unless given, and in none of another project.
    bucket_id: Option<BucketId>,
}

/// The place of the caller in the project that a task is to go to.
fn target(tx: &ReadTx<'_>, act: &Act<'_>, project: Option<ProjectId>) -> Result<Seat> {
    let other = project.filter(|project| *project != act.project());
    other.map_or_else(|| Ok(act.seat.clone()), |other| copying::seat_in(tx, act.user, other))
}

/// Copies a task, without its comments; its checklist is unticked. It takes the right to look at the task,
/// and to work where the copy goes.
#[utoipa::path(
    post,
    path = "/projects/{projectId}/tasks/{taskId}/copy",
    tag = "projects",
    params(
        ("projectId" = ProjectId, Path, description = "The project."),
        ("taskId" = TaskId, Path, description = "The task."),
    ),
    request_body = CopyBody,
    responses(
        (status = 201, body = Task),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_role_required, project_archived"),
        (status = 404, description = "project_not_found, task_not_found, bucket_not_found"),
        (status = 422, description = "bucket_full, too_many_tasks"),
    )
)]
pub(super) async fn copy_task(
    State(app): State<App>,
    grant: Grant<ViewProject>,
    Path((_, task)): Path<(ProjectId, TaskId)>,
    Call(body, intent): Call<CopyBody>,
) -> Result<Answer> {
    create(&app, grant, intent, move |tx, act| {
        let seat = target(tx, act, body.project_id)?;
        seat.require_worker()?;
        let there = Act { seat: &seat, ..*act };
        let row = copying::copy(tx, act, task, &there, body.title, body.bucket_id)?;
        showing::task(tx, Viewer::person(act.user, act.presence), &seat.project, row)
    })
    .await
}

/// The project a task is to go to.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct TransferBody {
    /// Which.
    project_id: ProjectId,
    /// Into which of its buckets; into none unless given.
    bucket_id: Option<BucketId>,
}

/// A task in another project.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TransferredTask {
    /// The task, as it is there.
    #[serde(flatten)]
    task: Task,
    /// What did not go along.
    left_behind: LeftBehind,
}

/// Gives a task to another project. Its files, comments and history go along; people who take part there, and
/// labels and fields of the same name, stay on it; what it waited for does not.
#[utoipa::path(
    post,
    path = "/projects/{projectId}/tasks/{taskId}/transfer",
    tag = "projects",
    params(
        ("projectId" = ProjectId, Path, description = "The project."),
        ("taskId" = TaskId, Path, description = "The task."),
    ),
    request_body = TransferBody,
    responses(
        (status = 200, body = TransferredTask),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_role_required, project_archived"),
        (status = 404, description = "project_not_found, task_not_found, bucket_not_found"),
        (status = 422, description = "bucket_full, too_many_tasks"),
    )
)]
pub(super) async fn transfer_task(
    State(app): State<App>,
    grant: Grant<EditTask>,
    Path((_, task)): Path<(ProjectId, TaskId)>,
    Call(body, intent): Call<TransferBody>,
) -> Result<Answer> {
    change(&app, grant, intent, move |tx, act| {
        let seat = target(tx, act, Some(body.project_id))?;
        let there = Act { seat: &seat, ..*act };
        let (row, left_behind) = copying::transfer(tx, act, task, &there, body.bucket_id)?;
        let viewer = Viewer::person(act.user, act.presence);
        let task = showing::task(tx, viewer, &seat.project, row)?;
        Ok(TransferredTask { task, left_behind })
    })
    .await
}
