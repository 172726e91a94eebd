//! `/projects/{projectId}/tasks/{taskId}/checklist`: the lines of a checklist.

use axum::extract::State;
use serde::Deserialize;

use super::{change, create};
use crate::access::{Answer, App, Call, Grant, NoBody};
use crate::base::Result;
use crate::base::ids::{ChecklistItemId, ProjectId, TaskId};
use crate::base::json;
use crate::base::text::ChecklistText;
use crate::features::projects::access::EditTask;
use crate::features::projects::acts::Act;
use crate::features::projects::acts::checklist::{self, ItemChange};
use crate::features::projects::showing::{self, Viewer};
use crate::features::projects::store::tasks::TaskRow;
use crate::features::projects::views::Task;
use crate::http::extract::Path;
use crate::infra::db::ReadTx;

fn show(tx: &ReadTx<'_>, act: &Act<'_>, row: TaskRow) -> Result<Task> {
    showing::task(tx, Viewer::person(act.user, act.presence), &act.seat.project, row)
}

/// A line to add.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ItemBody {
    /// 1 to 500 characters.
    text: ChecklistText,
    /// After which line; after all of them unless given.
    after_id: Option<ChecklistItemId>,
}

/// Adds a line to the checklist of a task.
#[utoipa::path(
    post,
    path = "/projects/{projectId}/tasks/{taskId}/checklist",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project."), ("taskId" = TaskId, Path, description = "The task.")),
    request_body = ItemBody,
    responses(
        (status = 201, body = Task),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_role_required, project_archived"),
        (status = 404, description = "project_not_found, task_not_found"),
        (status = 422, description = "checklist_full"),
    )
)]
pub(super) async fn add_checklist_item(
    State(app): State<App>,
    grant: Grant<EditTask>,
    Path((_, task)): Path<(ProjectId, TaskId)>,
    Call(body, intent): Call<ItemBody>,
) -> Result<Answer> {
    create(&app, grant, intent, move |tx, act| {
        let row = checklist::add(tx, act, task, &body.text, body.after_id)?;
        show(tx, act, row)
    })
    .await
}

/// What is to change in a line; an absent key stays as it is.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(clippy::option_option, reason = "absent, null and a line are three things")]
pub(super) struct ItemEdit {
    /// 1 to 500 characters.
    text: Option<ChecklistText>,
    /// Whether it is done.
    is_completed: Option<bool>,
    /// After which line it stands; null for before all of them.
    #[serde(default, deserialize_with = "json::present")]
    #[schema(value_type = Option<ChecklistItemId>)]
    after_id: Option<Option<ChecklistItemId>>,
}

/// Ticks a line of a checklist, says it otherwise or puts it elsewhere.
#[utoipa::path(
    patch,
    path = "/projects/{projectId}/tasks/{taskId}/checklist/{itemId}",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project."), ("taskId" = TaskId, Path, description = "The task."), ("itemId" = ChecklistItemId, Path, description = "The line.")),
    request_body = ItemEdit,
    responses(
        (status = 200, body = Task),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_role_required, project_archived"),
        (status = 404, description = "project_not_found, task_not_found, checklist_item_not_found"),
    )
)]
pub(super) async fn update_checklist_item(
    State(app): State<App>,
    grant: Grant<EditTask>,
    Path((_, task, item)): Path<(ProjectId, TaskId, ChecklistItemId)>,
    Call(edit, intent): Call<ItemEdit>,
) -> Result<Answer> {
    let wanted =
        ItemChange { text: edit.text, is_completed: edit.is_completed, after: edit.after_id };
    change(&app, grant, intent, move |tx, act| {
        let row = checklist::change(tx, act, task, item, wanted)?;
        show(tx, act, row)
    })
    .await
}

/// Removes a line of a checklist.
#[utoipa::path(
    delete,
    path = "/projects/{projectId}/tasks/{taskId}/checklist/{itemId}",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project."), ("taskId" = TaskId, Path, description = "The task."), ("itemId" = ChecklistItemId, Path, description = "The line.")),
    responses(
        (status = 200, body = Task),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_role_required, project_archived"),
        (status = 404, description = "project_not_found, task_not_found, checklist_item_not_found"),
    )
)]
pub(super) async fn delete_checklist_item(
    State(app): State<App>,
    grant: Grant<EditTask>,
    Path((_, task, item)): Path<(ProjectId, TaskId, ChecklistItemId)>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    change(&app, grant, intent, move |tx, act| {
        let row = checklist::remove(tx, act, task, item)?;
        show(tx, act, row)
    })
    .await
}
