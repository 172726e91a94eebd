//! Where an upload begins: `POST /files/tus` for a new file, `POST /files/{id}/versions/tus` for another form
//! of one.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{
    EXPIRES, FILE_ID, LENGTH, METADATA, answer, check_version, find_number, http_date, number,
};
use crate::access::{App, Grant, SignedIn};
use crate::base::ids::{FileId, UserId};
use crate::base::text::FileName;
use crate::base::{Error, Result};
use crate::features::files::access::OwnFile;
use crate::features::files::acts::uploading::{self, Announced};
use crate::features::files::api::announcing::{announced, check_rate, check_size};
use crate::features::files::store::uploads::{UploadRow, Way};
use crate::http::meta::RequestMeta;
use crate::http::origin::OwnOrigin;

/// The most bytes of what is said about an upload.
const METADATA_MAX: usize = 4 * 1024;

/// Begins a resumable upload: `Upload-Length`, and in `Upload-Metadata` `filename` and `filetype`.
#[utoipa::path(
    post,
    path = "/files/tus",
    tag = "files",
    responses(
        (status = 201, description = "`Location` says where it goes on, `X-File-Id` which file it will be."),
        (status = 400, description = "invalid_request, upload_empty"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 412, description = "tus_version"),
        (status = 413, description = "file_too_large"),
        (status = 415, description = "file_type_denied"),
        (status = 429, description = "rate_limited"),
        (status = 507, description = "quota_full, storage_full"),
    )
)]
pub(super) async fn begin(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    origin: OwnOrigin,
    meta: RequestMeta,
    headers: HeaderMap,
) -> Result<Response> {
    let new = read(&app, grant.actor().user, &headers)?;
    let state = app.clone();
    let upload = grant.perform(&app, Arc::clone(&meta.request_id), move |tx, granted| {
        uploading::announce(tx, &state.config.files, granted.actor.user, new)
    });
    begun(&app, &origin, &upload.await?)
}

/// Begins a resumable upload of a new version of a file, as of a file. It takes over when it is ready.
#[utoipa::path(
    post,
    path = "/files/{id}/versions/tus",
    tag = "files",
    params(("id" = FileId, Path, description = "The file.")),
    responses(
        (status = 201, description = "`Location` says where it goes on."),
        (status = 400, description = "invalid_request, upload_empty"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "file_not_yours, file_not_ready"),
        (status = 404, description = "file_not_found"),
        (status = 409, description = "file_trashed"),
        (status = 412, description = "tus_version"),
        (status = 413, description = "file_too_large"),
        (status = 415, description = "file_type_denied"),
        (status = 429, description = "rate_limited"),
        (status = 507, description = "quota_full, storage_full"),
    )
)]
pub(super) async fn begin_version(
    State(app): State<App>,
    grant: Grant<OwnFile>,
    origin: OwnOrigin,
    meta: RequestMeta,
    headers: HeaderMap,
) -> Result<Response> {
    // Who may not know of the file does not hear what is wrong with the request.
    grant.clone().read(&app, |_, _| Ok(())).await?;
    let new = read(&app, grant.actor().user, &headers)?;
    let state = app.clone();
    let upload = grant.perform(&app, Arc::clone(&meta.request_id), move |tx, granted| {
        let (actor, row) = granted.into_parts();
        uploading::announce_form(tx, &state.config.files, actor.user, &row, new)
    });
    begun(&app, &origin, &upload.await?)
}

/// What is announced, unless it is known already that it will not be taken.
fn read(app: &App, user: UserId, headers: &HeaderMap) -> Result<Announced> {
    check_version(headers)?;
    let size = find_number(headers, &LENGTH);
    let size =
        size.ok_or_else(|| Error::invalid_field("Upload-Length", "required", "is required"))?;
    check_size(Some(size), app.config.files.max_upload.bytes())?;
    let (name, mime) = read_metadata(headers)?;
    check_rate(app, user)?;
    announced(app, &name, mime, Some(size), Way::Tus)
}

fn begun(app: &App, origin: &OwnOrigin, upload: &UploadRow) -> Result<Response> {
    // The unfinished file is there from the beginning: how far an upload has come is its length.
    app.blobs.receive(&upload.id)?;
    let mut response = answer(StatusCode::CREATED);
    let place = format!("{}/api/v1/files/tus/{}", origin.0, upload.id);
    let place = HeaderValue::try_from(place).map_err(|_| Error::internal("an address is ASCII"))?;
    let headers = response.headers_mut();
    headers.insert(header::LOCATION, place);
    headers.insert(EXPIRES, http_date(upload.expires_at));
    headers.insert(FILE_ID, number(upload.file.get().cast_unsigned()));
    Ok(response)
}

/// The name and the declared type of what is announced: `filename <base64>,filetype <base64>`.
fn read_metadata(headers: &HeaderMap) -> Result<(FileName, Option<String>)> {
    let wrong = |code, sentence: &str| Error::invalid_field("Upload-Metadata", code, sentence);
    let text = headers.get(METADATA).map(|value| value.to_str().unwrap_or_default());
    let text = text.ok_or_else(|| wrong("required", "must name the file"))?;
    if text.len() > METADATA_MAX {
        return Err(wrong("too_long", "is too long"));
    }
    let (mut name, mut mime) = (None, None);
    for pair in text.split(',') {
        let (key, value) = pair.trim().split_once(' ').unwrap_or((pair.trim(), ""));
        let value = STANDARD.decode(value).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let value = value.ok_or_else(|| wrong("invalid", "must have values in Base64 of UTF-8"))?;
        match key {
            "filename" | "name" => name = Some(value),
            "filetype" | "type" => mime = Some(value),
            // Clients put words of their own there.
            _ => {}
        }
    }
    let name = name.ok_or_else(|| wrong("required", "must name the file"))?;
    let name = FileName::parse(&name).map_err(|fault| wrong(fault.code, &fault.message))?;
    Ok((name, mime))
}
