//! What concerns the caller across projects: their tasks, links to tasks, what they follow.

use std::collections::HashMap;

use axum::extract::State;
use serde::{Deserialize, Serialize};

use super::change;
use super::query::many;
use crate::access::{Answer, App, Call, Grant, SignedIn};
use crate::base::Result;
use crate::base::ids::{MessageId, ProjectId, TaskId};
use crate::base::page::{Page, PageQuery};
use crate::features::projects::access::ViewProject;
use crate::features::projects::acts::commenting;
use crate::features::projects::showing;
use crate::features::projects::store::cards::{self, BY_DUE, Mark, Own};
use crate::features::projects::store::{projects, tasks};
use crate::features::projects::views::{Card, TaskLink};
use crate::http::extract::{Path, Query};

/// Which of the caller's tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum OwnStatus {
    /// Those that are not done.
    Open,
    /// Those that are.
    Done,
}

/// Which of the caller's tasks to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct OwnQuery {
    /// Those that are not done unless given.
    status: Option<OwnStatus>,
    /// How many, 1 to 100; 20 unless given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before; absent for the first page.
    cursor: Option<String>,
}

/// A task of the caller's and where it is.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct OwnTask {
    /// The task.
    #[serde(flatten)]
    card: Card,
    /// What its project is called.
    project_name: String,
    /// The colour of its project.
    project_color: String,
    /// What stands before the numbers of its project.
    project_key: String,
}

/// Lists tasks that the caller is on, by when they are due; those that are not due at any time come last.
#[utoipa::path(
    get,
    path = "/projects/mine/tasks",
    tag = "projects",
    params(OwnQuery),
    responses(
        (status = 200, body = Page<OwnTask>),
        (status = 400, description = "invalid_request, invalid_cursor"),
        (status = 401, description = "unauthenticated, session_expired"),
    )
)]
pub(super) async fn list_my_tasks(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Query(query): Query<OwnQuery>,
) -> Result<Answer> {
    let page = PageQuery { limit: query.limit, cursor: query.cursor }.parse::<Mark>()?;
    if page.after.as_ref().is_some_and(|(values, _)| values.len() != BY_DUE.len()) {
        return Err(crate::base::codes::INVALID_CURSOR.into());
    }
    let done = query.status == Some(OwnStatus::Done);
    let presence = app.presence.clone();
    let shown = grant.show(&app, move |tx, granted| {
        let user = granted.actor.user;
        let rows = cards::list_own(tx, Own { user, done }, page.after, page.limit + 1)?;
        let rows = Page::cut(rows, page.limit, |row| cards::mark_of(row, &BY_DUE));
        let ids: Vec<ProjectId> = rows.items.iter().map(|row| row.project).collect();
        let projects = projects::list_by_ids(tx, &ids)?.into_iter();
        let projects: HashMap<_, _> = projects.map(|project| (project.id, project)).collect();
        let shown = showing::cards(tx, &presence, &rows.items)?.into_iter().filter_map(|card| {
            let project = projects.get(&card.project_id)?;
            Some(OwnTask {
                project_name: project.name.clone(),
                project_color: project.color.clone(),
                project_key: project.key.clone(),
                card,
            })
        });
        Ok(Page { items: shown.collect(), next_cursor: rows.next_cursor, has_more: rows.has_more })
    });
    shown.await
}

/// Links to which tasks.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct LinkQuery {
    /// Ids of tasks, comma separated; 100 at most.
    task_ids: Option<String>,
    /// Ids of messages that tasks were made of, comma separated; 100 at most.
    message_ids: Option<String>,
}

/// Links to tasks.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct TaskLinks {
    /// Those that the caller may see.
    tasks: Vec<TaskLink>,
}

/// Tells what links to tasks show: of tasks by their ids, and of those made of messages. What the caller may
/// not see is left out.
#[utoipa::path(
    get,
    path = "/projects/links",
    tag = "projects",
    params(LinkQuery),
    responses(
        (status = 200, body = TaskLinks),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
    )
)]
pub(super) async fn list_task_links(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Query(query): Query<LinkQuery>,
) -> Result<Answer> {
    let ids: Vec<TaskId> = many(query.task_ids.as_deref(), "taskIds")?.unwrap_or_default();
    let messages: Vec<MessageId> =
        many(query.message_ids.as_deref(), "messageIds")?.unwrap_or_default();
    let shown = grant.show(&app, move |tx, granted| {
        let mut rows = tasks::list_by_ids(tx, &ids)?;
        rows.extend(tasks::list_of_messages(tx, &messages)?);
        rows.sort_unstable_by_key(|row| row.id);
        rows.dedup_by_key(|row| row.id);
        let ids: Vec<ProjectId> = rows.iter().map(|row| row.project).collect();
        let visible = projects::list_visible(tx, granted.actor.user, &ids)?;
        Ok(TaskLinks { tasks: showing::links(tx, &visible, &rows)? })
    });
    shown.await
}

/// Whether the caller follows a task.
#[derive(Debug, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Following {
    /// True to hear of it.
    is_following: bool,
}

/// Follows a task, or stops.
#[utoipa::path(
    put,
    path = "/projects/{projectId}/tasks/{taskId}/follow",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project."), ("taskId" = TaskId, Path, description = "The task.")),
    request_body = Following,
    responses(
        (status = 200, body = Following),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "project_not_found, task_not_found"),
    )
)]
pub(super) async fn follow_task(
    State(app): State<App>,
    grant: Grant<ViewProject>,
    Path((_, task)): Path<(ProjectId, TaskId)>,
    Call(body, intent): Call<Following>,
) -> Result<Answer> {
    change(&app, grant, intent, move |tx, act| {
        commenting::set_following(tx, act, task, body.is_following)?;
        Ok(body)
    })
    .await
}
