//! `/files/{id}/versions`: every form a file had.

use axum::extract::State;
use serde::Serialize;

use crate::access::{Answer, App, Call, Grant, NoBody};
use crate::base::Result;
use crate::base::ids::{FileId, FileVersionId, UserId};
use crate::base::time::Timestamp;
use crate::features::files::access::{OwnFile, ReadFile, is_keeper};
use crate::features::files::acts::changing;
use crate::features::files::model::{FileStatus, VERSIONS_SHOWN};
use crate::features::files::showing::{self, File};
use crate::features::files::store::files::FileRow;
use crate::features::files::store::versions::{self, Form};
use crate::http::extract::Path;

/// Every form a file had.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Versions {
    /// The key of the file.
    key: String,
    /// Its forms, the newest first, 200 at most; to who may not change it, its present one.
    versions: Vec<Version>,
}

/// One form a file had.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "these are the words on the wire")]
pub(crate) struct Version {
    /// Its id.
    version_id: FileVersionId,
    /// Its number.
    version: u32,
    /// How far it has come.
    status: FileStatus,
    /// How many bytes.
    size: u64,
    /// What it is.
    mime_type: String,
    /// The hash of its bytes.
    sha256: String,
    /// Whether it is what the file is now.
    is_latest: bool,
    /// When it was brought.
    last_modified: Timestamp,
    /// Who brought it.
    created_by: UserId,
}

impl Version {
    fn of(form: Form, row: &FileRow) -> Self {
        Self {
            version_id: form.id,
            version: form.version,
            status: form.status,
            size: form.size,
            mime_type: form.mime,
            sha256: form.blob,
            is_latest: form.version == row.version,
            last_modified: form.created_at,
            created_by: form.created_by,
        }
    }
}

/// Lists every form a file had, the newest first.
#[utoipa::path(
    get,
    path = "/files/{id}/versions",
    tag = "files",
    params(("id" = FileId, Path, description = "The file.")),
    responses(
        (status = 200, body = Versions),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "file_not_found"),
    )
)]
pub(crate) async fn list_versions(
    State(app): State<App>,
    grant: Grant<ReadFile>,
) -> Result<Answer> {
    let shown = grant.show(&app, |tx, granted| {
        let (actor, row) = granted.into_parts();
        let all = is_keeper(tx, actor.user, &row)?;
        let forms = versions::list(tx, row.id, VERSIONS_SHOWN)?.into_iter();
        let forms = forms.filter(|form| all || form.version == row.version);
        let versions = forms.map(|form| Version::of(form, &row)).collect();
        Ok(Versions { key: format!("files/{}", row.id), versions })
    });
    shown.await
}

/// Makes an earlier form of a file the newest one again.
#[utoipa::path(
    post,
    path = "/files/{id}/versions/{versionId}/restore",
    tag = "files",
    params(
        ("id" = FileId, Path, description = "The file."),
        ("versionId" = FileVersionId, Path, description = "The form."),
    ),
    responses(
        (status = 200, body = File),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "file_not_yours, file_not_ready, file_infected"),
        (status = 404, description = "file_not_found, file_version_not_found"),
        (status = 409, description = "file_trashed"),
        (status = 507, description = "quota_full"),
    )
)]
pub(crate) async fn restore_version(
    State(app): State<App>,
    grant: Grant<OwnFile>,
    Path((_, version)): Path<(FileId, FileVersionId)>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    let state = app.clone();
    grant
        .change(&app, intent, move |tx, granted| {
            let (actor, row) = granted.into_parts();
            let config = &state.config.files;
            let row = changing::restore_form(tx, config, actor.user, &row, version)?;
            showing::file(tx, &state.presence, actor.user, row)
        })
        .await
}
