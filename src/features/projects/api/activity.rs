//! `activity` of a project and of a task: what happened.

use axum::extract::State;

use crate::access::{Answer, App, Grant};
use crate::base::Result;
use crate::base::ids::{ProjectId, TaskId};
use crate::base::page::{Page, PageQuery};
use crate::features::projects::access::ViewProject;
use crate::features::projects::acts::load_task;
use crate::features::projects::showing;
use crate::features::projects::store::activity;
use crate::features::projects::views::Activity;
use crate::http::extract::{Path, Query};

/// Lists what happened in a project, the newest first.
#[utoipa::path(
    get,
    path = "/projects/{projectId}/activity",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project."), PageQuery),
    responses(
        (status = 200, body = Page<Activity>),
        (status = 400, description = "invalid_request, invalid_cursor"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "project_not_found"),
    )
)]
pub(super) async fn list_project_activity(
    State(app): State<App>,
    grant: Grant<ViewProject>,
    Query(query): Query<PageQuery>,
) -> Result<Answer> {
    let page = query.parse::<i64>()?;
    let presence = app.presence.clone();
    let shown = grant.show(&app, move |tx, granted| {
        let project = granted.resource.project.id;
        let rows = activity::list(tx, project, page.after, page.limit + 1)?;
        let rows = Page::cut(rows, page.limit, |row| row.id.get());
        let items = showing::activity(tx, &presence, rows.items)?;
        Ok(Page { items, next_cursor: rows.next_cursor, has_more: rows.has_more })
    });
    shown.await
}

/// Lists what happened to a task, the newest first.
#[utoipa::path(
    get,
    path = "/projects/{projectId}/tasks/{taskId}/activity",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project."), ("taskId" = TaskId, Path, description = "The task."), PageQuery),
    responses(
        (status = 200, body = Page<Activity>),
        (status = 400, description = "invalid_request, invalid_cursor"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "project_not_found, task_not_found"),
    )
)]
pub(super) async fn list_task_activity(
    State(app): State<App>,
    grant: Grant<ViewProject>,
    Path((_, task)): Path<(ProjectId, TaskId)>,
    Query(query): Query<PageQuery>,
) -> Result<Answer> {
    let page = query.parse::<i64>()?;
    let presence = app.presence.clone();
    let shown = grant.show(&app, move |tx, granted| {
        load_task(tx, granted.resource.project.id, task)?;
        let rows = activity::list_of_task(tx, task, page.after, page.limit + 1)?;
        let rows = Page::cut(rows, page.limit, |row| row.id.get());
        let items = showing::activity(tx, &presence, rows.items)?;
        Ok(Page { items, next_cursor: rows.next_cursor, has_more: rows.has_more })
    });
    shown.await
}
