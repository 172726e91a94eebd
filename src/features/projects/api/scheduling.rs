//! `/projects/{projectId}/schedule` and `reschedule`: when tasks are done.

use axum::extract::State;
use serde::{Deserialize, Serialize};

use super::change;
use crate::access::{Answer, App, Call, Grant};
use crate::base::Result;
use crate::base::ids::{BucketId, ProjectId, TaskId, UserId};
use crate::base::json;
use crate::base::time::Timestamp;
use crate::features::projects::access::{EditTask, ViewProject};
use crate::features::projects::acts::scheduling::{self, NewDates};
use crate::features::projects::model::{SCHEDULED_MAX, TaskPriority, TaskStatus};
use crate::features::projects::showing::{self, Viewer};
use crate::features::projects::store::{cards, dependencies};
use crate::features::projects::views::{Dependency, Task};
use crate::http::extract::{Path, Query};
use crate::infra::db::outbox;

/// Which part of a schedule.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ScheduleQuery {
    /// Tasks that are done at this time or later; from the beginning unless given.
    from: Option<Timestamp>,
    /// Tasks that begin before this time; to the end unless given.
    to: Option<Timestamp>,
}

/// A task as a calendar shows it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ScheduledTask {
    /// Its id.
    id: TaskId,
    /// Its number in the project.
    number: u32,
    /// What is to be done.
    title: String,
    /// In which bucket it is, if it is in one.
    bucket_id: Option<BucketId>,
    /// When it begins.
    start_at: Option<Timestamp>,
    /// When it is due.
    due_at: Option<Timestamp>,
    /// How far it is.
    status: TaskStatus,
    /// How urgent it is.
    priority: TaskPriority,
    /// How far it is in parts of a hundred.
    percent: u8,
    /// Whether it is a moment rather than work.
    is_milestone: bool,
    /// Who is on it.
    assignee_ids: Vec<UserId>,
    /// Counts the changes.
    revision: u32,
}

/// When the tasks of a project are done, and what waits for what.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Schedule {
    /// Tasks that have a date, and those that wait or are waited for; by when they begin.
    tasks: Vec<ScheduledTask>,
    /// What waits for what.
    dependencies: Vec<Dependency>,
    /// Whether there were more than 5,000 tasks.
    truncated: bool,
    /// The newest event that this contains.
    seq: String,
}

/// Tells when the tasks of a project are done, and what waits for what.
#[utoipa::path(
    get,
    path = "/projects/{projectId}/schedule",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project."), ScheduleQuery),
    responses(
        (status = 200, body = Schedule),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "project_not_found"),
    )
)]
pub(super) async fn get_schedule(
    State(app): State<App>,
    grant: Grant<ViewProject>,
    Query(query): Query<ScheduleQuery>,
) -> Result<Answer> {
    let from = query.from.unwrap_or(Timestamp::from_millis(i64::MIN));
    let to = query.to.unwrap_or(Timestamp::from_millis(i64::MAX));
    let presence = app.presence.clone();
    let shown = grant.show(&app, move |tx, granted| {
        let project = granted.resource.project.id;
        let mut rows = cards::list_scheduled(tx, project, from, to, SCHEDULED_MAX + 1)?;
        let truncated = rows.len() > SCHEDULED_MAX as usize;
        rows.truncate(SCHEDULED_MAX as usize);
        let tasks = showing::cards(tx, &presence, &rows)?.into_iter().map(|card| ScheduledTask {
            id: card.id,
            number: card.number,
            title: card.title,
            bucket_id: card.bucket_id,
            start_at: card.start_at,
            due_at: card.due_at,
            status: card.status,
            priority: card.priority,
            percent: card.percent,
            is_milestone: card.is_milestone,
            assignee_ids: card.assignee_ids,
            revision: card.revision,
        });
        let links = dependencies::list(tx, project)?;
        Ok(Schedule {
            tasks: tasks.collect(),
            dependencies: links.iter().map(showing::dependency).collect(),
            truncated,
            seq: outbox::newest_seq(tx)?.to_string(),
        })
    });
    shown.await
}

/// The dates a task is to have; an absent one stays as it is.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(clippy::option_option, reason = "absent, null and a time are three things")]
pub(super) struct RescheduleBody {
    /// When it begins; null for no time. Given alone, the task takes as long as before.
    #[serde(default, deserialize_with = "json::present")]
    #[schema(value_type = Option<Timestamp>)]
    start_at: Option<Option<Timestamp>>,
    /// When it is due; null for no time.
    #[serde(default, deserialize_with = "json::present")]
    #[schema(value_type = Option<Timestamp>)]
    due_at: Option<Option<Timestamp>>,
    /// Whether what waits for the task moves along; it does not unless given.
    #[serde(default)]
    cascade: bool,
    /// The revision of the task that the caller saw: dates that others changed since are not overwritten.
    revision: Option<u32>,
}

/// A task with other dates.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewlyDated {
    /// Its id.
    id: TaskId,
    /// When it begins.
    start_at: Option<Timestamp>,
    /// When it is due.
    due_at: Option<Timestamp>,
    /// Counts the changes.
    revision: u32,
}

/// What became of new dates.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Rescheduled {
    /// Always true.
    success: bool,
    /// The task.
    task: Task,
    /// The task, and every other that was moved along.
    changed: Vec<NewlyDated>,
}

/// Gives a task other dates, and on demand everything that waits for it, in one step.
#[utoipa::path(
    post,
    path = "/projects/{projectId}/tasks/{taskId}/reschedule",
    tag = "projects",
    params(
        ("projectId" = ProjectId, Path, description = "The project."),
        ("taskId" = TaskId, Path, description = "The task."),
    ),
    request_body = RescheduleBody,
    responses(
        (status = 200, body = Rescheduled),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_role_required, project_archived"),
        (status = 404, description = "project_not_found, task_not_found"),
        (status = 409, description = "task_conflict: `more` of each detail has both values"),
    )
)]
pub(super) async fn reschedule_task(
    State(app): State<App>,
    grant: Grant<EditTask>,
    Path((_, task)): Path<(ProjectId, TaskId)>,
    Call(body, intent): Call<RescheduleBody>,
) -> Result<Answer> {
    let new = NewDates {
        start: body.start_at,
        due: body.due_at,
        cascade: body.cascade,
        revision: body.revision,
    };
    change(&app, grant, intent, move |tx, act| {
        let rows = scheduling::reschedule(tx, act, task, new)?;
        let changed = rows.iter().map(|row| NewlyDated {
            id: row.id,
            start_at: row.start_at,
            due_at: row.due_at,
            revision: row.revision,
        });
        let changed = changed.collect();
        let viewer = Viewer::person(act.user, act.presence);
        let row = crate::features::projects::acts::load_task(tx, act.project(), task)?;
        let task = showing::task(tx, viewer, &act.seat.project, row)?;
        Ok(Rescheduled { success: true, task, changed })
    })
    .await
}
