//! `/files/{id}`: one file, and what becomes of it.

use axum::extract::State;
use serde::{Deserialize, Serialize};

use crate::access::{Answer, App, Call, Grant, NoBody, Permission as _, SignedIn};
use crate::base::ids::FileId;
use crate::base::text::{AltText, FileLabel, FileName};
use crate::base::{Result, codes};
use crate::features::files::access::{OwnFile, ReadFile};
use crate::features::files::acts::changing;
use crate::features::files::showing::{self, File};
use crate::features::files::store::files;
use crate::http::extract::Path;

/// Tells one file.
#[utoipa::path(
    get,
    path = "/files/{id}",
    tag = "files",
    params(("id" = FileId, Path, description = "The file.")),
    responses(
        (status = 200, body = File),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "file_not_found"),
    )
)]
pub(crate) async fn get_file(State(app): State<App>, grant: Grant<ReadFile>) -> Result<Answer> {
    let presence = app.presence.clone();
    let shown = grant.show(&app, move |tx, granted| {
        let (actor, row) = granted.into_parts();
        showing::file(tx, &presence, actor.user, row)
    });
    shown.await
}

/// What is to change in a file; an absent key stays as it is.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct FileEdit {
    /// What to call it: 1 to 255 characters. Its owner's to say.
    file_name: Option<FileName>,
    /// What a picture shows, for who does not see it: up to 1,000 characters; empty for none. Its owner's to say.
    alt_text: Option<AltText>,
    /// The caller's own labels on it, 20 at most, of 1 to 60 characters. Everyone's own to say.
    labels: Option<Vec<FileLabel>>,
}

/// Renames a file, says what it shows, or puts other labels of the caller's own on it.
#[utoipa::path(
    patch,
    path = "/files/{id}",
    tag = "files",
    params(("id" = FileId, Path, description = "The file.")),
    request_body = FileEdit,
    responses(
        (status = 200, body = File),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "file_not_yours"),
        (status = 404, description = "file_not_found"),
        (status = 409, description = "file_trashed"),
    )
)]
pub(crate) async fn update_file(
    State(app): State<App>,
    grant: Grant<ReadFile>,
    Call(edit, intent): Call<FileEdit>,
) -> Result<Answer> {
    let presence = app.presence.clone();
    grant
        .change(&app, intent, move |tx, granted| {
            let (actor, row) = granted.into_parts();
            let is_for_owner = edit.file_name.is_some() || edit.alt_text.is_some();
            if is_for_owner && row.owner != actor.user {
                return Err(codes::FILE_NOT_YOURS.into());
            }
            if let Some(name) = edit.file_name {
                changing::rename(tx, &row, &name)?;
            }
            if let Some(text) = edit.alt_text {
                changing::describe(tx, &row, &text)?;
            }
            if let Some(wanted) = edit.labels {
                changing::label(tx, actor.user, &row, &wanted)?;
            }
            let row = files::find(tx, row.id)?.ok_or(codes::FILE_NOT_FOUND)?;
            showing::file(tx, &presence, actor.user, row)
        })
        .await
}

/// What is done.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct FileDone {
    /// Always true.
    pub(super) success: bool,
}

/// Puts a file into the trash: for 30 days it can be restored.
#[utoipa::path(
    delete,
    path = "/files/{id}",
    tag = "files",
    params(("id" = FileId, Path, description = "The file.")),
    responses(
        (status = 200, body = FileDone),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "file_not_yours"),
        (status = 404, description = "file_not_found"),
    )
)]
pub(crate) async fn trash_file(
    State(app): State<App>,
    grant: Grant<OwnFile>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    grant
        .change(&app, intent, |tx, granted| {
            changing::trash(tx, &granted.resource)?;
            Ok(FileDone { success: true })
        })
        .await
}

/// Takes a file out of the trash.
#[utoipa::path(
    post,
    path = "/files/{id}/restore",
    tag = "files",
    params(("id" = FileId, Path, description = "The file.")),
    responses(
        (status = 200, body = File),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "file_not_yours"),
        (status = 404, description = "file_not_found"),
        (status = 409, description = "file_not_trashed"),
    )
)]
pub(crate) async fn restore_file(
    State(app): State<App>,
    grant: Grant<OwnFile>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    let presence = app.presence.clone();
    grant
        .change(&app, intent, move |tx, granted| {
            let (actor, row) = granted.into_parts();
            let row = changing::restore(tx, &row)?;
            showing::file(tx, &presence, actor.user, row)
        })
        .await
}

/// Deletes for good what is in the trash.
#[utoipa::path(
    delete,
    path = "/files/{id}/permanently",
    tag = "files",
    params(("id" = FileId, Path, description = "The file.")),
    responses(
        (status = 200, body = FileDone),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "file_not_yours"),
        (status = 404, description = "file_not_found"),
        (status = 409, description = "file_not_trashed"),
    )
)]
pub(crate) async fn delete_file(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Path(id): Path<FileId>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    grant
        .change(&app, intent, move |tx, granted| {
            // Asked in here, so that a retry is answered although the file is gone.
            let row = OwnFile::check(tx, &granted.actor, id)?;
            changing::delete(tx, &row)?;
            Ok(FileDone { success: true })
        })
        .await
}
