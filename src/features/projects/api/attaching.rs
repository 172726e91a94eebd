//! `attachments` of a task: its files are taken off here, and attached with `/files/attach`.

use axum::extract::State;

use super::change;
use crate::access::{Answer, App, Call, Grant, NoBody};
use crate::base::Result;
use crate::base::ids::{FileId, ProjectId, TaskId};
use crate::features::projects::access::EditTask;
use crate::features::projects::acts::attaching;
use crate::features::projects::showing::{self, Viewer};
use crate::features::projects::views::Task;
use crate::http::extract::Path;

/// Takes a file off a task. The file stays with its owner, and wherever else it is.
#[utoipa::path(
    delete,
    path = "/projects/{projectId}/tasks/{taskId}/attachments/{fileId}",
    tag = "projects",
    params(
        ("projectId" = ProjectId, Path, description = "The project."),
        ("taskId" = TaskId, Path, description = "The task."),
        ("fileId" = FileId, Path, description = "The file."),
    ),
    responses(
        (status = 200, body = Task),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_role_required, project_archived"),
        (status = 404, description = "project_not_found, task_not_found, file_not_found"),
    )
)]
pub(super) async fn detach_file(
    State(app): State<App>,
    grant: Grant<EditTask>,
    Path((_, task, file)): Path<(ProjectId, TaskId, FileId)>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    change(&app, grant, intent, move |tx, act| {
        let row = attaching::detach(tx, act, task, file)?;
        showing::task(tx, Viewer::person(act.user, act.presence), &act.seat.project, row)
    })
    .await
}
