//! `/projects/{projectId}/fields`: what a project wants to know of its tasks beyond what every task has.

use axum::extract::State;
use serde::Deserialize;

use super::{ProjectDone, change, create};
use crate::access::{Answer, App, Call, Grant, NoBody};
use crate::base::Result;
use crate::base::ids::{FieldId, ProjectId};
use crate::base::text::{Colour, LabelName};
use crate::features::projects::access::{ManageBoard, ViewProject};
use crate::features::projects::acts::fields::{self, WantedChoice};
use crate::features::projects::model::FieldKind;
use crate::features::projects::showing;
use crate::features::projects::store::fields as store;
use crate::features::projects::views::Field;
use crate::http::extract::Path;

/// Lists the fields a project adds to its tasks, the oldest first.
#[utoipa::path(
    get,
    path = "/projects/{projectId}/fields",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project.")),
    responses(
        (status = 200, body = Vec<Field>),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "project_not_found"),
    )
)]
pub(super) async fn list_fields(
    State(app): State<App>,
    grant: Grant<ViewProject>,
) -> Result<Answer> {
    let shown = grant.show(&app, move |tx, granted| {
        let rows = store::list(tx, granted.resource.project.id)?;
        Ok(rows.into_iter().map(showing::field).collect::<Vec<_>>())
    });
    shown.await
}

/// A choice of a field.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ChoiceBody {
    /// Its id, if it is there already.
    id: Option<String>,
    /// 1 to 50 characters, unlike any other of the field.
    name: LabelName,
    /// Its colour.
    color: Option<Colour>,
}

impl From<ChoiceBody> for WantedChoice {
    fn from(ChoiceBody { id, name, color }: ChoiceBody) -> Self {
        Self { id, name, color }
    }
}

fn wanted(choices: Vec<ChoiceBody>) -> Vec<WantedChoice> {
    choices.into_iter().map(WantedChoice::from).collect()
}

/// A field to add.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct FieldBody {
    /// 1 to 50 characters.
    name: LabelName,
    /// What it holds; that never changes.
    kind: FieldKind,
    /// What can be chosen: 1 to 50, for choices only.
    #[serde(default)]
    options: Vec<ChoiceBody>,
}

/// Adds a field to the tasks of a project.
#[utoipa::path(
    post,
    path = "/projects/{projectId}/fields",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project.")),
    request_body = FieldBody,
    responses(
        (status = 201, body = Field),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_admin_required, project_archived"),
        (status = 404, description = "project_not_found"),
        (status = 422, description = "too_many_fields"),
    )
)]
pub(super) async fn create_field(
    State(app): State<App>,
    grant: Grant<ManageBoard>,
    Call(body, intent): Call<FieldBody>,
) -> Result<Answer> {
    create(&app, grant, intent, move |tx, act| {
        fields::create(tx, act, &body.name, body.kind, wanted(body.options)).map(showing::field)
    })
    .await
}

/// What is to change in a field; an absent key stays as it is.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct FieldEdit {
    /// 1 to 50 characters.
    name: Option<LabelName>,
    /// All that can be chosen; what is left out is taken out of the tasks.
    options: Option<Vec<ChoiceBody>>,
}

/// Calls a field otherwise, or gives it other choices.
#[utoipa::path(
    patch,
    path = "/projects/{projectId}/fields/{fieldId}",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project."), ("fieldId" = FieldId, Path, description = "The field.")),
    request_body = FieldEdit,
    responses(
        (status = 200, body = Field),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_admin_required, project_archived"),
        (status = 404, description = "project_not_found, field_not_found"),
    )
)]
pub(super) async fn update_field(
    State(app): State<App>,
    grant: Grant<ManageBoard>,
    Path((_, id)): Path<(ProjectId, FieldId)>,
    Call(edit, intent): Call<FieldEdit>,
) -> Result<Answer> {
    change(&app, grant, intent, move |tx, act| {
        let options = edit.options.map(wanted);
        fields::change(tx, act, id, edit.name.as_ref(), options).map(showing::field)
    })
    .await
}

/// Removes a field, with what tasks have in it.
#[utoipa::path(
    delete,
    path = "/projects/{projectId}/fields/{fieldId}",
    tag = "projects",
    params(("projectId" = ProjectId, Path, description = "The project."), ("fieldId" = FieldId, Path, description = "The field.")),
    responses(
        (status = 200, body = ProjectDone),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_admin_required, project_archived"),
        (status = 404, description = "project_not_found, field_not_found"),
    )
)]
pub(super) async fn delete_field(
    State(app): State<App>,
    grant: Grant<ManageBoard>,
    Path((_, id)): Path<(ProjectId, FieldId)>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    change(&app, grant, intent, move |tx, act| {
        fields::delete(tx, act, id)?;
        Ok(ProjectDone::YES)
    })
    .await
}
