//! Deleting projects and tasks, taking them back, and taking over what nobody looks after.

use axum::extract::State;
use serde::Serialize;

use super::{ProjectDone, change, look_again};
use crate::access::{Admin, Answer, App, Call, Grant, NoBody, SignedIn};
use crate::base::Result;
use crate::base::ids::{ProjectId, TaskId};
use crate::base::page::{Page, PageQuery};
use crate::base::time::Timestamp;
use crate::features::projects::access::{EditTask, OwnProject, RestoreProject, ViewProject};
use crate::features::projects::acts::{projects, trash};
use crate::features::projects::showing::{self, Viewer};
use crate::features::projects::store::{projects as store, tasks};
use crate::features::projects::views::{Card, Project, ProjectFull, Task};
use crate::http::extract::{Path, Query};

/// Lists deleted projects that the caller owns, the newest first.
#[utoipa::path(
    get,
    path = "/projects/trash",
    tag = "projects",
    params(PageQuery),
    responses(
        (status = 200, body = Page<Project>),
        (status = 400, description = "invalid_request, invalid_cursor"),
        (status = 401, description = "unauthenticated, session_expired"),
    )
)]
pub(super) async fn list_deleted_projects(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Query(query): Query<PageQuery>,
) -> Result<Answer> {
    let page = query.parse::<i64>()?;
    let presence = app.presence.clone();
    let shown = grant.show(&app, move |tx, granted| {
        let rows = store::list_trash(tx, granted.actor.user, page.after, page.limit + 1)?;
        let rows = Page::cut(rows, page.limit, |(row, _)| row.id.get());
        let items = showing::projects(tx, &presence, &rows.items)?;
        Ok(Page { items, next_cursor: rows.next_cursor, has_more: rows.has_more })
    });
    shown.await
}

/// Puts a project into the trash, from which its owners can take it back for 30 days.
#[utoipa::path(
    delete,
    path = "/projects/{projectId}",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project.")),
    responses(
        (status = 200, body = ProjectDone),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_owner_only"),
        (status = 404, description = "project_not_found"),
    )
)]
pub(super) async fn delete_project(
    State(app): State<App>,
    grant: Grant<OwnProject>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    let state = app.clone();
    change(&app, grant, intent, move |tx, act| {
        let reach = projects::delete(tx, act)?;
        look_again(tx, &state, reach);
        Ok(ProjectDone::YES)
    })
    .await
}

/// Takes a project out of the trash.
#[utoipa::path(
    post,
    path = "/projects/{projectId}/restore",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project.")),
    responses(
        (status = 200, body = ProjectFull),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_owner_only"),
        (status = 404, description = "project_not_found"),
    )
)]
pub(super) async fn restore_project(
    State(app): State<App>,
    grant: Grant<RestoreProject>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    let state = app.clone();
    change(&app, grant, intent, move |tx, act| {
        let (seat, reach) = projects::restore(tx, act.seat)?;
        look_again(tx, &state, reach);
        showing::project_full(tx, act.presence, &seat)
    })
    .await
}

/// A project that nobody who can sign in owns.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct OrphanedProject {
    /// Its id.
    id: ProjectId,
    /// What it is called.
    name: String,
    /// How many people take part.
    member_count: u32,
    /// When it was made.
    created_at: Timestamp,
}

/// Lists projects that have no active owner, the newest first.
#[utoipa::path(
    get,
    path = "/admin/projects/orphaned",
    tag = "projects",
    params(PageQuery),
    responses(
        (status = 200, body = Page<OrphanedProject>),
        (status = 400, description = "invalid_request, invalid_cursor"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "admin_required"),
    )
)]
pub(super) async fn list_orphaned_projects(
    State(app): State<App>,
    grant: Grant<Admin>,
    Query(query): Query<PageQuery>,
) -> Result<Answer> {
    let page = query.parse::<i64>()?;
    let shown = grant.show(&app, move |tx, _| {
        let rows = store::list_orphaned(tx, page.after, page.limit + 1)?;
        let shown = rows.into_iter().map(|row| OrphanedProject {
            id: row.id,
            name: row.name,
            member_count: row.member_count,
            created_at: row.created_at,
        });
        Ok(Page::cut(shown.collect(), page.limit, |row: &OrphanedProject| row.id.get()))
    });
    shown.await
}

/// Makes the caller the owner of a project that has no active one; its members are told.
#[utoipa::path(
    post,
    path = "/admin/projects/{projectId}/take-over",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project.")),
    responses(
        (status = 200, body = ProjectDone),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "admin_required"),
        (status = 404, description = "project_not_found"),
        (status = 409, description = "project_not_orphaned"),
        (status = 422, description = "too_many_members"),
    )
)]
pub(super) async fn take_over_project(
    State(app): State<App>,
    grant: Grant<Admin>,
    Path(id): Path<ProjectId>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    let state = app.clone();
    grant
        .change(&app, intent, move |tx, granted| {
            let reach = projects::take_over(tx, &state.presence, granted.actor.user, id)?;
            look_again(tx, &state, reach);
            Ok(ProjectDone::YES)
        })
        .await
}

/// Puts a task into the trash, from which it can be taken back for 30 days.
#[utoipa::path(
    delete,
    path = "/projects/{projectId}/tasks/{taskId}",
    tag = "projects",
    params(
        ("projectId" = ProjectId, Path, description = "The project."),
        ("taskId" = TaskId, Path, description = "The task."),
    ),
    responses(
        (status = 200, body = ProjectDone),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_role_required, project_archived"),
        (status = 404, description = "project_not_found, task_not_found"),
    )
)]
pub(super) async fn delete_task(
    State(app): State<App>,
    grant: Grant<EditTask>,
    Path((_, task)): Path<(ProjectId, TaskId)>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    change(&app, grant, intent, move |tx, act| {
        trash::delete(tx, act, task)?;
        Ok(ProjectDone::YES)
    })
    .await
}

/// Takes a task out of the trash.
#[utoipa::path(
    post,
    path = "/projects/{projectId}/tasks/{taskId}/restore",
    tag = "projects",
    params(
        ("projectId" = ProjectId, Path, description = "The project."),
        ("taskId" = TaskId, Path, description = "The task."),
    ),
    responses(
        (status = 200, body = Task),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_role_required, project_archived"),
        (status = 404, description = "project_not_found, task_not_found"),
    )
)]
pub(super) async fn restore_task(
    State(app): State<App>,
    grant: Grant<EditTask>,
    Path((_, task)): Path<(ProjectId, TaskId)>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    change(&app, grant, intent, move |tx, act| {
        let row = trash::restore(tx, act, task)?;
        showing::task(tx, Viewer::person(act.user, act.presence), &act.seat.project, row)
    })
    .await
}

/// A task in the trash.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DeletedCard {
    /// The task.
    #[serde(flatten)]
    card: Card,
    /// When it was deleted.
    deleted_at: Option<Timestamp>,
}

/// Lists the deleted tasks of a project, the newest first.
#[utoipa::path(
    get,
    path = "/projects/{projectId}/trash",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project."), PageQuery),
    responses(
        (status = 200, body = Page<DeletedCard>),
        (status = 400, description = "invalid_request, invalid_cursor"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "project_not_found"),
    )
)]
pub(super) async fn list_deleted_tasks(
    State(app): State<App>,
    grant: Grant<ViewProject>,
    Query(query): Query<PageQuery>,
) -> Result<Answer> {
    let page = query.parse::<i64>()?;
    let presence = app.presence.clone();
    let shown = grant.show(&app, move |tx, granted| {
        let project = granted.resource.project.id;
        let rows = tasks::list_trash(tx, project, page.after, page.limit + 1)?;
        let rows = Page::cut(rows, page.limit, |row| row.id.get());
        let cards = showing::cards(tx, &presence, &rows.items)?.into_iter().zip(&rows.items);
        let items = cards.map(|(card, row)| DeletedCard { card, deleted_at: row.deleted_at });
        Ok(Page { items: items.collect(), next_cursor: rows.next_cursor, has_more: rows.has_more })
    });
    shown.await
}
