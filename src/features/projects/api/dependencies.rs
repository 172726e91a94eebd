//! `/projects/{projectId}/dependencies`: what waits for what.

use axum::extract::State;
use serde::Deserialize;

use super::{ProjectDone, act, change};
use crate::access::{Answer, App, Call, Grant, NoBody, created_if};
use crate::base::ids::{ProjectId, TaskId};
use crate::base::{Error, Result};
use crate::features::projects::access::{EditTask, ViewProject};
use crate::features::projects::acts::{dependencies, load_task};
use crate::features::projects::model::LAG_MAX;
use crate::features::projects::showing;
use crate::features::projects::store::dependencies as store;
use crate::features::projects::views::Dependency;
use crate::http::extract::{Path, Query};
use crate::infra::db::ReadTx;

/// Which dependencies.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DependencyQuery {
    /// Those that touch this task; all of them unless given.
    task_id: Option<TaskId>,
}

fn list(tx: &ReadTx<'_>, project: ProjectId, task: Option<TaskId>) -> Result<Vec<Dependency>> {
    let rows = match task {
        None => store::list(tx, project)?,
        Some(task) => {
            load_task(tx, project, task)?;
            store::list_touching(tx, &[task])?
        }
    };
    Ok(rows.iter().map(showing::dependency).collect())
}

/// Lists what waits for what in a project.
#[utoipa::path(
    get,
    path = "/projects/{projectId}/dependencies",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project."), DependencyQuery),
    responses(
        (status = 200, body = Vec<Dependency>),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "project_not_found, task_not_found"),
    )
)]
pub(super) async fn list_dependencies(
    State(app): State<App>,
    grant: Grant<ViewProject>,
    Query(query): Query<DependencyQuery>,
) -> Result<Answer> {
    let shown =
        grant.show(&app, move |tx, granted| list(tx, granted.resource.project.id, query.task_id));
    shown.await
}

/// Lists what a task waits for, and what waits for it.
#[utoipa::path(
    get,
    path = "/projects/{projectId}/tasks/{taskId}/dependencies",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project."), ("taskId" = TaskId, Path, description = "The task.")),
    responses(
        (status = 200, body = Vec<Dependency>),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "project_not_found, task_not_found"),
    )
)]
pub(super) async fn list_task_dependencies(
    State(app): State<App>,
    grant: Grant<ViewProject>,
    Path((_, task)): Path<(ProjectId, TaskId)>,
) -> Result<Answer> {
    let shown =
        grant.show(&app, move |tx, granted| list(tx, granted.resource.project.id, Some(task)));
    shown.await
}

/// A dependency to add.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct DependencyBody {
    /// The task that is waited for.
    predecessor_id: TaskId,
    /// The task that waits.
    successor_id: TaskId,
    /// How many days lie between them, 0 to 365; none unless given.
    #[serde(default)]
    lag_days: u32,
}

/// Lets a task begin after another. Members say so of tasks that they made or are on, administrators of all.
#[utoipa::path(
    post,
    path = "/projects/{projectId}/dependencies",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project.")),
    request_body = DependencyBody,
    responses(
        (status = 200, body = Dependency, description = "It waited for it already."),
        (status = 201, body = Dependency),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_role_required, project_archived, project_admin_required"),
        (status = 404, description = "project_not_found, task_not_found"),
        (status = 422, description = "dependency_cycle: `more.path` of the detail names the tasks; too_many_dependencies"),
    )
)]
pub(super) async fn add_dependency(
    State(app): State<App>,
    grant: Grant<EditTask>,
    Call(body, intent): Call<DependencyBody>,
) -> Result<Answer> {
    if body.lag_days > LAG_MAX {
        return Err(Error::invalid_field("lagDays", "out_of_range", "must be 0 to 365"));
    }
    act(&app, grant, intent, move |tx, act| {
        let DependencyBody { predecessor_id, successor_id, lag_days } = body;
        let (is_new, row) = dependencies::add(tx, act, predecessor_id, successor_id, lag_days)?;
        Ok((created_if(is_new), showing::dependency(&row)))
    })
    .await
}

/// Lets a task wait for another no more; one that did not changes nothing.
#[utoipa::path(
    delete,
    path = "/projects/{projectId}/dependencies/{predecessorId}/{successorId}",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project."), ("predecessorId" = TaskId, Path, description = "The task that is waited for."), ("successorId" = TaskId, Path, description = "The task that waits.")),
    responses(
        (status = 200, body = ProjectDone),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_role_required, project_archived, project_admin_required"),
        (status = 404, description = "project_not_found"),
    )
)]
pub(super) async fn remove_dependency(
    State(app): State<App>,
    grant: Grant<EditTask>,
    Path((_, predecessor, successor)): Path<(ProjectId, TaskId, TaskId)>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    change(&app, grant, intent, move |tx, act| {
        dependencies::remove(tx, act, predecessor, successor)?;
        Ok(ProjectDone::YES)
    })
    .await
}
