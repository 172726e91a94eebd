//! `/files/presign`: announcing bytes, and getting a signed form and address for them.

use axum::extract::State;
use serde::{Deserialize, Serialize};

use crate::access::{Answer, App, Call, Grant, SignedIn};
use crate::base::ids::{FileId, UserId};
use crate::base::text::FileName;
use crate::base::time::Timestamp;
use crate::base::{Error, Result, codes};
use crate::features::files::access::OwnFile;
use crate::features::files::acts::uploading::{self, Announced};
use crate::features::files::model::{FORM_MAX, FORM_TTL, PENDING_TTL};
use crate::features::files::policy::{Policy, Signed, key_of};
use crate::features::files::store::uploads::{UploadRow, Way};
use crate::http::origin::OwnOrigin;
use crate::infra::filetype::sniff;

/// A file to bring.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PresignRequest {
    /// What it is called: 1 to 255 characters. Of a path the last part counts.
    #[serde(alias = "filename")]
    file_name: FileName,
    /// How many bytes it has. Checked before they come, where it is given.
    #[serde(alias = "size")]
    file_size: Option<u64>,
    /// What it is thought to be; what is in it decides.
    #[serde(alias = "mime")]
    mime_type: Option<String>,
    /// Where it is to be used; not looked at: attaching it makes it so.
    #[serde(rename = "contextType")]
    _context_type: Option<Context>,
    /// The same.
    #[serde(rename = "contextId")]
    _context_id: Option<String>,
}

/// Where a file is to be used.
#[derive(Debug, Clone, Copy, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Context {
    /// In a chat.
    Chat,
    /// In a mail.
    Mail,
    /// In a project.
    Project,
    /// In a task.
    Task,
}

/// A form and an address that are good for one upload of at most 50 MB, for five minutes.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Presigned {
    /// Where to post a form with `fields` and then `file`.
    url: String,
    /// The same.
    upload_url: String,
    /// Where to put the bytes themselves, without a form: `curl -T`.
    put_url: String,
    /// What the form holds before `file`.
    fields: Fields,
    /// The file.
    file_id: FileId,
    /// The key of the upload.
    key: String,
    /// Until when form and address are good.
    expires_at: Timestamp,
}

/// What the form holds before `file`.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Fields {
    /// The key of the upload.
    key: String,
    /// What is allowed.
    policy: String,
    /// Who says so.
    signature: String,
}

impl Presigned {
    fn make(app: &App, origin: &OwnOrigin, upload: &UploadRow) -> Result<Self> {
        let policy = Policy {
            key: key_of(&upload.id),
            owner_id: upload.user,
            min: 1,
            max: FORM_MAX.min(app.config.files.max_upload.bytes()),
            expires_at: upload.created_at.after(FORM_TTL),
        };
        let Signed { policy: text, signature } = policy.sign(&app.secrets)?;
        let url = format!("{}/api/v1/files/upload", origin.0);
        Ok(Self {
            put_url: format!("{url}?policy={text}&signature={signature}"),
            upload_url: url.clone(),
            url,
            fields: Fields { key: policy.key.clone(), policy: text, signature },
            file_id: upload.file,
            key: policy.key,
            expires_at: policy.expires_at,
        })
    }
}

impl PresignRequest {
    /// What is announced, unless it is known already that it will not be taken.
    fn check(self, app: &App) -> Result<Announced> {
        let Self { file_name, file_size, mime_type, .. } = self;
        check_size(file_size, FORM_MAX.min(app.config.files.max_upload.bytes()))?;
        announced(app, &file_name, mime_type, file_size, Way::Form)
    }
}

/// Refuses what is larger than it may be, and what is nothing.
///
/// # Errors
/// `file_too_large`, `upload_empty`
pub(super) fn check_size(size: Option<u64>, most: u64) -> Result<()> {
    match size {
        Some(0) => Err(codes::UPLOAD_EMPTY.into()),
        Some(size) if size > most => Err(codes::FILE_TOO_LARGE.into()),
        _ => Ok(()),
    }
}

/// What is announced under this name.
///
/// # Errors
/// `file_type_denied`, `storage_full`, `invalid_request` on `mimeType`.
pub(super) fn announced(
    app: &App,
    name: &FileName,
    mime: Option<String>,
    size: Option<u64>,
    way: Way,
) -> Result<Announced> {
    if mime.as_ref().is_some_and(|mime| mime.len() > 255 || !mime.is_ascii()) {
        return Err(Error::invalid_field("mimeType", "invalid", "must be a media type"));
    }
    let mime = mime.filter(|mime| !mime.is_empty());
    let guess = sniff(&[], name.as_str(), mime.as_deref());
    if super::keeping::is_denied(app, name.as_str(), &guess.mime) {
        return Err(codes::FILE_TYPE_DENIED.into());
    }
    app.blobs.expect_room(size.unwrap_or(0))?;
    let ttl = if way == Way::Tus { app.config.files.upload_ttl } else { PENDING_TTL };
    Ok(Announced {
        name: name.as_str().to_owned(),
        mime: Some(guess.mime),
        kind: guess.kind,
        size,
        way,
        ttl,
    })
}

/// Takes one from the bucket of uploads that a person may begin.
///
/// # Errors
/// `rate_limited`
pub(super) fn check_rate(app: &App, user: UserId) -> Result<()> {
    app.limits.uploads.check(&user).or_refuse(codes::RATE_LIMITED)
}

/// Announces a file and gets a signed form for its bytes.
#[utoipa::path(
    post,
    path = "/files/presign",
    tag = "files",
    request_body = PresignRequest,
    responses(
        (status = 201, body = Presigned),
        (status = 400, description = "invalid_request, invalid_json, upload_empty"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 413, description = "file_too_large"),
        (status = 415, description = "file_type_denied"),
        (status = 429, description = "rate_limited"),
        (status = 507, description = "quota_full, storage_full"),
    )
)]
pub(crate) async fn presign(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    origin: OwnOrigin,
    Call(request, intent): Call<PresignRequest>,
) -> Result<Answer> {
    check_rate(&app, grant.actor().user)?;
    let new = request.check(&app)?;
    let state = app.clone();
    grant
        .create(&app, intent, move |tx, granted| {
            let upload = uploading::announce(tx, &state.config.files, granted.actor.user, new)?;
            Presigned::make(&state, &origin, &upload)
        })
        .await
}

/// Announces a new version of a file and gets a signed form for its bytes. It takes over when it is ready.
#[utoipa::path(
    post,
    path = "/files/{id}/versions",
    tag = "files",
    params(("id" = FileId, Path, description = "The file.")),
    request_body = PresignRequest,
    responses(
        (status = 201, body = Presigned),
        (status = 400, description = "invalid_request, invalid_json, upload_empty"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "file_not_yours, file_not_ready"),
        (status = 404, description = "file_not_found"),
        (status = 409, description = "file_trashed"),
        (status = 413, description = "file_too_large"),
        (status = 415, description = "file_type_denied"),
        (status = 429, description = "rate_limited"),
        (status = 507, description = "quota_full, storage_full"),
    )
)]
pub(crate) async fn presign_version(
    State(app): State<App>,
    grant: Grant<OwnFile>,
    origin: OwnOrigin,
    Call(request, intent): Call<PresignRequest>,
) -> Result<Answer> {
    check_rate(&app, grant.actor().user)?;
    let new = request.check(&app)?;
    let state = app.clone();
    grant
        .create(&app, intent, move |tx, granted| {
            let (actor, row) = granted.into_parts();
            let config = &state.config.files;
            let upload = uploading::announce_form(tx, config, actor.user, &row, new)?;
            Presigned::make(&state, &origin, &upload)
        })
        .await
}
