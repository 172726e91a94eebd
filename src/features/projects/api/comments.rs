//! `/projects/{projectId}/tasks/{taskId}/comments`: what people say about a task.

use axum::extract::State;
use serde::Deserialize;

use super::{ProjectDone, change, create};
use crate::access::{Answer, App, Call, Grant, NoBody};
use crate::base::Result;
use crate::base::ids::{CommentId, ProjectId, TaskId};
use crate::base::page::{Page, PageQuery};
use crate::base::text::{ClientId, CommentText, ReactionEmoji};
use crate::features::projects::access::{EditTask, ViewProject};
use crate::features::projects::acts::{commenting, load_task};
use crate::features::projects::showing;
use crate::features::projects::store::comments;
use crate::features::projects::views::Comment;
use crate::http::extract::{Path, Query};

/// Lists the comments on a task, the newest first.
#[utoipa::path(
    get,
    path = "/projects/{projectId}/tasks/{taskId}/comments",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project."), ("taskId" = TaskId, Path, description = "The task."), PageQuery),
    responses(
        (status = 200, body = Page<Comment>),
        (status = 400, description = "invalid_request, invalid_cursor"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "project_not_found, task_not_found"),
    )
)]
pub(super) async fn list_comments(
    State(app): State<App>,
    grant: Grant<ViewProject>,
    Path((_, task)): Path<(ProjectId, TaskId)>,
    Query(query): Query<PageQuery>,
) -> Result<Answer> {
    let page = query.parse::<i64>()?;
    let presence = app.presence.clone();
    let shown = grant.show(&app, move |tx, granted| {
        load_task(tx, granted.resource.project.id, task)?;
        let rows = comments::list(tx, task, page.after, page.limit + 1)?;
        let rows = Page::cut(rows, page.limit, |row| row.id.get());
        let items = showing::comments(tx, &presence, rows.items)?;
        Ok(Page { items, next_cursor: rows.next_cursor, has_more: rows.has_more })
    });
    shown.await
}

/// A comment to make.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CommentBody {
    /// Markdown, 1 to 5,000 characters; `@Name` names a member.
    body: CommentText,
    /// An id of the caller's own, which comes back with the answer and the event.
    client_id: Option<ClientId>,
}

/// Comments on a task.
#[utoipa::path(
    post,
    path = "/projects/{projectId}/tasks/{taskId}/comments",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project."), ("taskId" = TaskId, Path, description = "The task.")),
    request_body = CommentBody,
    responses(
        (status = 201, body = Comment),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_role_required, project_archived"),
        (status = 404, description = "project_not_found, task_not_found"),
    )
)]
pub(super) async fn post_comment(
    State(app): State<App>,
    grant: Grant<EditTask>,
    Path((_, task)): Path<(ProjectId, TaskId)>,
    Call(body, intent): Call<CommentBody>,
) -> Result<Answer> {
    create(&app, grant, intent, move |tx, act| {
        commenting::add(tx, act, task, &body.body, body.client_id)
    })
    .await
}

/// What a comment is to say.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CommentEdit {
    /// Markdown, 1 to 5,000 characters.
    body: CommentText,
}

/// Says something else in one's own comment.
#[utoipa::path(
    patch,
    path = "/projects/{projectId}/tasks/{taskId}/comments/{commentId}",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project."), ("taskId" = TaskId, Path, description = "The task."), ("commentId" = CommentId, Path, description = "The comment.")),
    request_body = CommentEdit,
    responses(
        (status = 200, body = Comment),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_role_required, project_archived, comment_not_yours"),
        (status = 404, description = "project_not_found, task_not_found, comment_not_found"),
    )
)]
pub(super) async fn edit_comment(
    State(app): State<App>,
    grant: Grant<EditTask>,
    Path((_, task, comment)): Path<(ProjectId, TaskId, CommentId)>,
    Call(edit, intent): Call<CommentEdit>,
) -> Result<Answer> {
    change(&app, grant, intent, move |tx, act| commenting::edit(tx, act, task, comment, &edit.body))
        .await
}

/// Takes a comment away: one's own, or any as an administrator of the project.
#[utoipa::path(
    delete,
    path = "/projects/{projectId}/tasks/{taskId}/comments/{commentId}",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project."), ("taskId" = TaskId, Path, description = "The task."), ("commentId" = CommentId, Path, description = "The comment.")),
    responses(
        (status = 200, body = ProjectDone),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_role_required, project_archived, comment_not_yours"),
        (status = 404, description = "project_not_found, task_not_found, comment_not_found"),
    )
)]
pub(super) async fn delete_comment(
    State(app): State<App>,
    grant: Grant<EditTask>,
    Path((_, task, comment)): Path<(ProjectId, TaskId, CommentId)>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    change(&app, grant, intent, move |tx, act| {
        commenting::delete(tx, act, task, comment)?;
        Ok(ProjectDone::YES)
    })
    .await
}

/// An emoji for a comment.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CommentEmoji {
    /// One emoji, or the name of one of the workspace's own between colons.
    emoji: ReactionEmoji,
}

/// Puts the caller's emoji on a comment; doing it twice is doing it once.
#[utoipa::path(
    post,
    path = "/projects/{projectId}/tasks/{taskId}/comments/{commentId}/reactions",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project."), ("taskId" = TaskId, Path, description = "The task."), ("commentId" = CommentId, Path, description = "The comment.")),
    request_body = CommentEmoji,
    responses(
        (status = 200, body = ProjectDone),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_role_required, project_archived"),
        (status = 404, description = "project_not_found, task_not_found, comment_not_found, emoji_not_found"),
        (status = 422, description = "too_many_reactions"),
    )
)]
pub(super) async fn add_comment_reaction(
    State(app): State<App>,
    grant: Grant<EditTask>,
    Path((_, task, comment)): Path<(ProjectId, TaskId, CommentId)>,
    Call(body, intent): Call<CommentEmoji>,
) -> Result<Answer> {
    change(&app, grant, intent, move |tx, act| {
        commenting::react(tx, act, task, comment, &body.emoji)?;
        Ok(ProjectDone::YES)
    })
    .await
}

/// Takes the caller's emoji off a comment; one that is not there changes nothing.
#[utoipa::path(
    delete,
    path = "/projects/{projectId}/tasks/{taskId}/comments/{commentId}/reactions",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project."), ("taskId" = TaskId, Path, description = "The task."), ("commentId" = CommentId, Path, description = "The comment.")),
    request_body = CommentEmoji,
    responses(
        (status = 200, body = ProjectDone),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_role_required, project_archived"),
        (status = 404, description = "project_not_found, task_not_found, comment_not_found"),
    )
)]
pub(super) async fn remove_comment_reaction(
    State(app): State<App>,
    grant: Grant<EditTask>,
    Path((_, task, comment)): Path<(ProjectId, TaskId, CommentId)>,
    Call(body, intent): Call<CommentEmoji>,
) -> Result<Answer> {
    change(&app, grant, intent, move |tx, act| {
        commenting::take_back(tx, act, task, comment, &body.emoji)?;
        Ok(ProjectDone::YES)
    })
    .await
}
