//! `/projects/import`: bringing boards in from elsewhere.

use std::collections::BTreeMap;

use axum::extract::State;
use serde::Deserialize;

use super::look_again;
use crate::access::{Answer, App, Call, Grant, SignedIn, created_if};
use crate::base::ids::{ProjectId, UserId};
use crate::base::text::ProjectName;
use crate::base::{Error, Result};
use crate::features::projects::access::Seat;
use crate::features::projects::acts::Act;
use crate::features::projects::acts::importing::{self, ColumnMeaning, Outline, Report};
use crate::features::projects::acts::projects::{self, NewProject};
use crate::features::projects::model::{NAMED_MAX, Source};
use crate::features::projects::store::imports;
use crate::infra::db::ReadTx;

/// A file to bring in.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ImportBody {
    /// What the file is.
    source: Source,
    /// The text of the file.
    data: String,
    /// Into which project, which the caller administers; into that which has the board already, or a new one,
    /// unless given.
    project_id: Option<ProjectId>,
    /// What a new project is called; as the board unless given.
    name: Option<ProjectName>,
    /// People who work in a new project from the first day; 100 at most.
    #[serde(default)]
    member_ids: Vec<UserId>,
    /// What the columns of a table mean, by what stands above them; guessed unless given.
    #[serde(default)]
    mapping: BTreeMap<String, ColumnMeaning>,
    /// True to learn what would be done, and do nothing.
    #[serde(default)]
    dry_run: bool,
}

/// The project an import goes into, if it is there.
fn target(
    tx: &ReadTx<'_>,
    user: UserId,
    wanted: Option<ProjectId>,
    source: Source,
    outline: &Outline,
) -> Result<Option<Seat>> {
    let known = match (wanted, &outline.id) {
        (Some(id), _) => Some(id),
        (None, Some(board)) => imports::find_project(tx, user, source, board)?,
        (None, None) => None,
    };
    let Some(id) = known else { return Ok(None) };
    let seat = Seat::load(tx, user, id)?;
    seat.require_admin()?;
    seat.require_open()?;
    Ok(Some(seat))
}

/// Brings a board in from Trello, Planka or a table; on demand only tells what that would do. Doing it again
/// adds what is new.
#[utoipa::path(
    post,
    path = "/projects/import",
    tag = "projects",
    request_body = ImportBody,
    responses(
        (status = 200, body = Report, description = "Nothing was made."),
        (status = 201, body = Report),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "project_admin_required, project_archived"),
        (status = 404, description = "project_not_found"),
        (status = 413, description = "body_too_large"),
        (status = 422, description = "import_unreadable, too_many_tasks, too_many_buckets, too_many_labels"),
    )
)]
pub(super) async fn import_project(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Call(body, intent): Call<ImportBody>,
) -> Result<Answer> {
    if body.member_ids.len() > NAMED_MAX {
        return Err(Error::invalid_field("memberIds", "too_many", "must name at most 100 people"));
    }
    let (source, project) = (body.source, body.project_id);
    let (data, mapping) = (body.data, body.mapping);
    // Reading a large file takes a while: not where requests are answered, and not where all writes wait.
    let outline = app.db.reader().read(move |_| importing::read(source, &data, &mapping)).await?;
    let presence = app.presence.clone();
    if body.dry_run {
        let shown = grant.show(&app, move |tx, granted| {
            let user = granted.actor.user;
            let seat = target(tx, user, project, source, &outline)?;
            let id = seat.map(|seat| seat.project.id);
            let mut people = body.member_ids;
            people.push(user);
            importing::plan(tx, &presence, id, &people, source, &outline)
        });
        return shown.await;
    }
    let state = app.clone();
    grant
        .write(&app, intent, move |tx, granted| {
            let user = granted.actor.user;
            let there = target(tx, user, project, source, &outline)?;
            let is_new = there.is_none();
            let seat = if let Some(seat) = there {
                seat
            } else {
                let name = body.name.or_else(|| outline.project_name()).ok_or_else(|| {
                    Error::invalid_field("name", "required", "is required for a new project")
                })?;
                let new = NewProject { people: body.member_ids, ..NewProject::blank(name) };
                let (seat, reach) = projects::create(tx, &presence, user, new)?;
                look_again(tx, &state, reach);
                seat
            };
            let act = Act { seat: &seat, user, presence: &presence };
            let report = importing::apply(tx, &act, source, &outline)?;
            Ok((created_if(is_new || !report.created.is_empty()), report))
        })
        .await
}
