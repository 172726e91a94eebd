//! `/projects/{projectId}/labels`: the labels of a project.

use axum::extract::State;
use serde::Deserialize;

use super::{ProjectDone, change, create};
use crate::access::{Answer, App, Call, Grant, NoBody};
use crate::base::Result;
use crate::base::ids::{LabelId, ProjectId};
use crate::base::text::{Colour, LabelName};
use crate::features::projects::access::{ManageBoard, ViewProject};
use crate::features::projects::acts::labels;
use crate::features::projects::showing;
use crate::features::projects::store::labels as store;
use crate::features::projects::views::Label;
use crate::http::extract::Path;

/// Lists the labels of a project by name.
#[utoipa::path(
    get,
    path = "/projects/{projectId}/labels",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project.")),
    responses(
        (status = 200, body = Vec<Label>),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "project_not_found"),
    )
)]
pub(super) async fn list_project_labels(
    State(app): State<App>,
    grant: Grant<ViewProject>,
) -> Result<Answer> {
    let shown = grant.show(&app, move |tx, granted| {
        let rows = store::list(tx, granted.resource.project.id)?;
        Ok(rows.into_iter().map(showing::label).collect::<Vec<_>>())
    });
    shown.await
}

/// A label to add.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct LabelBody {
    /// 1 to 50 characters, unlike any other of the project.
    name: LabelName,
    /// Its colour.
    color: Colour,
}

/// Adds a label to a project.
#[utoipa::path(
    post,
    path = "/projects/{projectId}/labels",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project.")),
    request_body = LabelBody,
    responses(
        (status = 201, body = Label),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_admin_required, project_archived"),
        (status = 404, description = "project_not_found"),
        (status = 409, description = "label_taken"),
        (status = 422, description = "too_many_labels"),
    )
)]
pub(super) async fn create_label(
    State(app): State<App>,
    grant: Grant<ManageBoard>,
    Call(body, intent): Call<LabelBody>,
) -> Result<Answer> {
    create(&app, grant, intent, move |tx, act| {
        labels::create(tx, act, &body.name, &body.color).map(showing::label)
    })
    .await
}

/// What is to change in a label; an absent key stays as it is.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct LabelEdit {
    /// 1 to 50 characters, unlike any other of the project.
    name: Option<LabelName>,
    /// Its colour.
    color: Option<Colour>,
}

/// Calls a label otherwise, or gives it another colour.
#[utoipa::path(
    patch,
    path = "/projects/{projectId}/labels/{labelId}",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project."), ("labelId" = LabelId, Path, description = "The label.")),
    request_body = LabelEdit,
    responses(
        (status = 200, body = Label),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_admin_required, project_archived"),
        (status = 404, description = "project_not_found, label_not_found"),
        (status = 409, description = "label_taken"),
    )
)]
pub(super) async fn update_label(
    State(app): State<App>,
    grant: Grant<ManageBoard>,
    Path((_, id)): Path<(ProjectId, LabelId)>,
    Call(edit, intent): Call<LabelEdit>,
) -> Result<Answer> {
    change(&app, grant, intent, move |tx, act| {
        labels::change(tx, act, id, edit.name.as_ref(), edit.color.as_ref()).map(showing::label)
    })
    .await
}

/// Removes a label, also from its tasks.
#[utoipa::path(
    delete,
    path = "/projects/{projectId}/labels/{labelId}",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project."), ("labelId" = LabelId, Path, description = "The label.")),
    responses(
        (status = 200, body = ProjectDone),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_admin_required, project_archived"),
        (status = 404, description = "project_not_found, label_not_found"),
    )
)]
pub(super) async fn delete_label(
    State(app): State<App>,
    grant: Grant<ManageBoard>,
    Path((_, id)): Path<(ProjectId, LabelId)>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    change(&app, grant, intent, move |tx, act| {
        labels::delete(tx, act, id)?;
        Ok(ProjectDone::YES)
    })
    .await
}
