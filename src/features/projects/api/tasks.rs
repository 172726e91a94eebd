//! `/projects/{projectId}/tasks`: the tasks themselves.

use axum::extract::State;
use serde::Serialize;

use super::query::TaskQuery;
use super::task_bodies::{TaskBody, TaskEdit, TasksEdit};
use super::{change, create};
use crate::access::{Answer, App, Call, Grant};
use crate::base::ids::{ProjectId, TaskId};
use crate::base::page::Page;
use crate::base::{Error, Result};
use crate::features::projects::access::{EditTask, ViewProject};
use crate::features::projects::acts::{editing, load_task, making, trash};
use crate::features::projects::model::BULK_MAX;
use crate::features::projects::showing::{self, Viewer};
use crate::features::projects::store::cards;
use crate::features::projects::views::{Card, Task};
use crate::http::extract::{Path, Query};

async fn list(app: App, grant: Grant<ViewProject>, query: TaskQuery) -> Result<Answer> {
    let filter = query.filter(grant.actor().user)?;
    let orders = query.orders()?;
    let page = query.page(&orders)?;
    let presence = app.presence.clone();
    let shown = grant.show(&app, move |tx, granted| {
        let project = &granted.resource.project;
        let rows = cards::list(tx, project.id, &filter, &orders, page.after, page.limit + 1)?;
        let rows = Page::cut(rows, page.limit, |row| cards::mark_of(row, &orders));
        let viewer = Viewer::person(granted.actor.user, &presence);
        let items = showing::placed_tasks(tx, viewer, project, &rows.items)?;
        Ok(Page { items, next_cursor: rows.next_cursor, has_more: rows.has_more })
    });
    shown.await
}

/// Lists tasks with everything that belongs to them, the newest first.
#[utoipa::path(
    get,
    path = "/projects/{projectId}/tasks",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project."), TaskQuery),
    responses(
        (status = 200, body = Page<Task>),
        (status = 400, description = "invalid_request, invalid_cursor"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "project_not_found"),
    )
)]
pub(super) async fn list_tasks(
    State(app): State<App>,
    grant: Grant<ViewProject>,
    Query(query): Query<TaskQuery>,
) -> Result<Answer> {
    list(app, grant, query).await
}

/// The same as the list of tasks, under the name the first generation gave it.
#[utoipa::path(
    get,
    path = "/projects/{projectId}/tasks/cursor",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project."), TaskQuery),
    responses(
        (status = 200, body = Page<Task>),
        (status = 400, description = "invalid_request, invalid_cursor"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "project_not_found"),
    )
)]
pub(super) async fn page_tasks(
    State(app): State<App>,
    grant: Grant<ViewProject>,
    Query(query): Query<TaskQuery>,
) -> Result<Answer> {
    list(app, grant, query).await
}

/// A task that was just made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct MadeTask {
    /// The task.
    #[serde(flatten)]
    task: Task,
    /// The id the caller gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<String>,
}

/// Makes a task.
#[utoipa::path(
    post,
    path = "/projects/{projectId}/tasks",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project.")),
    request_body = TaskBody,
    responses(
        (status = 201, body = MadeTask),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_role_required, project_archived"),
        (status = 404, description = "project_not_found, bucket_not_found, label_not_found, field_not_found"),
        (status = 422, description = "bucket_full, too_many_tasks, assignee_not_member"),
    )
)]
pub(super) async fn create_task(
    State(app): State<App>,
    grant: Grant<EditTask>,
    Call(body, intent): Call<TaskBody>,
) -> Result<Answer> {
    let new = body.parse()?;
    create(&app, grant, intent, move |tx, act| {
        let client_id = new.client_id.clone();
        let row = making::create(tx, act, new)?;
        let viewer = Viewer::person(act.user, act.presence);
        let task = showing::task(tx, viewer, &act.seat.project, row)?;
        Ok(MadeTask { task, client_id })
    })
    .await
}

/// Tells about a task.
#[utoipa::path(
    get,
    path = "/projects/{projectId}/tasks/{taskId}",
    tag = "projects",
    params(
        ("projectId" = ProjectId, Path, description = "The project."),
        ("taskId" = TaskId, Path, description = "The task."),
    ),
    responses(
        (status = 200, body = Task),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "project_not_found, task_not_found"),
    )
)]
pub(super) async fn get_task(
    State(app): State<App>,
    grant: Grant<ViewProject>,
    Path((_, task)): Path<(ProjectId, TaskId)>,
) -> Result<Answer> {
    let presence = app.presence.clone();
    let shown = grant.show(&app, move |tx, granted| {
        let project = &granted.resource.project;
        let row = load_task(tx, project.id, task)?;
        showing::task(tx, Viewer::person(granted.actor.user, &presence), project, row)
    });
    shown.await
}

/// Changes a task. What somebody else changed after `revision` is not overwritten.
#[utoipa::path(
    patch,
    path = "/projects/{projectId}/tasks/{taskId}",
    tag = "projects",
    params(
        ("projectId" = ProjectId, Path, description = "The project."),
        ("taskId" = TaskId, Path, description = "The task."),
    ),
    request_body = TaskEdit,
    responses(
        (status = 200, body = Task),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_role_required, project_archived"),
        (status = 404, description = "project_not_found, task_not_found, bucket_not_found, label_not_found, field_not_found"),
        (status = 409, description = "task_conflict: `more` of each detail has both values"),
        (status = 422, description = "bucket_full, assignee_not_member"),
    )
)]
pub(super) async fn update_task(
    State(app): State<App>,
    grant: Grant<EditTask>,
    Path((_, task)): Path<(ProjectId, TaskId)>,
    Call(edit, intent): Call<TaskEdit>,
) -> Result<Answer> {
    let (wanted, revision) = edit.parse()?;
    change(&app, grant, intent, move |tx, act| {
        let row = editing::edit(tx, act, task, &wanted, revision)?;
        showing::task(tx, Viewer::person(act.user, act.presence), &act.seat.project, row)
    })
    .await
}

/// What became of many tasks.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct ChangedTasks {
    /// Always true.
    success: bool,
    /// How many tasks were asked for.
    changed: usize,
    /// The tasks as they are now; none if they were deleted.
    tasks: Vec<Card>,
}

/// Changes many tasks at once, or puts them into the trash: all of them, or none.
#[utoipa::path(
    post,
    path = "/projects/{projectId}/tasks/bulk",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project.")),
    request_body = TasksEdit,
    responses(
        (status = 200, body = ChangedTasks),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_role_required, project_archived"),
        (status = 404, description = "project_not_found, task_not_found, bucket_not_found, label_not_found, field_not_found"),
        (status = 409, description = "task_conflict"),
        (status = 422, description = "bucket_full, assignee_not_member"),
    )
)]
pub(super) async fn change_tasks(
    State(app): State<App>,
    grant: Grant<EditTask>,
    Call(edit, intent): Call<TasksEdit>,
) -> Result<Answer> {
    let TasksEdit { task_ids, set, delete } = edit;
    let mut seen = task_ids.clone();
    seen.sort_unstable();
    seen.dedup();
    if seen.len() < task_ids.len() || !(1..=BULK_MAX).contains(&seen.len()) {
        let message = "must be 1 to 200 different tasks";
        return Err(Error::invalid_field("taskIds", "out_of_range", message));
    }
    let (wanted, revision) = set.parse()?;
    change(&app, grant, intent, move |tx, act| {
        let mut rows = Vec::new();
        for task in &task_ids {
            if delete {
                trash::delete(tx, act, *task)?;
            } else {
                rows.push(editing::edit(tx, act, *task, &wanted, revision)?);
            }
        }
        let tasks = showing::cards(tx, act.presence, &rows)?;
        Ok(ChangedTasks { success: true, changed: task_ids.len(), tasks })
    })
    .await
}
