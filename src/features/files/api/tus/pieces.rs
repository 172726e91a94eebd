//! How an upload goes on: how far it has come, the next piece of it, or its end.

use std::sync::Arc;
use std::time::Duration;

use axum::body::BodyDataStream;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use futures_util::StreamExt as _;

use super::checksum::{Checksum, read_checksum};
use super::{
    EXPIRES, LENGTH, OFFSET, answer, check_version, find_number, http_date, load, load_own, number,
    take_over,
};
use crate::access::{App, Grant, SignedIn};
use crate::base::{Error, Result, codes};
use crate::features::files::acts::purging;
use crate::features::files::api::keeping::keep_incoming;
use crate::features::files::api::receiving::{patience, within};
use crate::features::files::store::uploads;
use crate::http::extract::Path;
use crate::http::meta::RequestMeta;
use crate::infra::blobs::Incoming;

const PIECE_TYPE: &str = "application/offset+octet-stream";
/// The most bytes of one request whose checksum is to be compared: it is held back until then.
const CHECKED_MAX: usize = 64 * 1024 * 1024;

/// Tells how far an upload has come.
#[utoipa::path(
    head,
    path = "/files/tus/{uploadId}",
    tag = "files",
    params(("uploadId" = String, Path, description = "As `Location` has it.")),
    responses(
        (status = 200, description = "`Upload-Offset` says where it goes on."),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "upload_not_found"),
        (status = 409, description = "upload_busy"),
        (status = 410, description = "upload_expired"),
        (status = 412, description = "tus_version"),
    )
)]
pub(super) async fn look(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Path(id): Path<String>,
    meta: RequestMeta,
    headers: HeaderMap,
) -> Result<Response> {
    check_version(&headers)?;
    let id = Arc::from(id);
    let (upload, incoming) = take_over(&app, grant, &id).await?;
    let size = upload.size.unwrap_or(0);
    let came = incoming.as_ref().map_or(size, Incoming::len);
    // All of it, whose sender went away with the last byte, becomes a file now.
    if let Some(whole) = incoming.filter(|_| came > 0 && came == size) {
        keep_incoming(&app, &id, whole, Arc::clone(&meta.request_id)).await?;
    }
    let mut response = answer(StatusCode::OK);
    let headers = response.headers_mut();
    headers.insert(OFFSET, number(came));
    headers.insert(LENGTH, number(size));
    headers.insert(EXPIRES, http_date(upload.expires_at));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Goes on with an upload; the last piece makes it a file.
#[utoipa::path(
    patch,
    path = "/files/tus/{uploadId}",
    tag = "files",
    params(("uploadId" = String, Path, description = "As `Location` has it.")),
    request_body(content = crate::access::FileBody, content_type = "application/offset+octet-stream"),
    responses(
        (status = 204, description = "`Upload-Offset` says how far it has come."),
        (status = 400, description = "invalid_request, upload_incomplete"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "forbidden, file_not_yours"),
        (status = 404, description = "upload_not_found, file_not_found"),
        (status = 409, description = "upload_offset_differs, upload_busy, upload_used, file_trashed"),
        (status = 410, description = "upload_expired"),
        (status = 412, description = "tus_version"),
        (status = 413, description = "file_too_large"),
        (status = 415, description = "unsupported_media_type, file_type_denied"),
        (status = 460, description = "upload_garbled"),
        (status = 507, description = "quota_full, storage_full"),
    )
)]
pub(super) async fn go_on(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Path(id): Path<String>,
    meta: RequestMeta,
    request: Request,
) -> Result<Response> {
    check_version(request.headers())?;
    let id = Arc::from(id);
    load(&app, grant.clone(), &id).await?;
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind != Some(PIECE_TYPE) {
        return Err(codes::UNSUPPORTED_MEDIA_TYPE.into());
    }
    let checksum = read_checksum(request.headers())?;
    let offset = find_number(request.headers(), &OFFSET);
    let offset =
        offset.ok_or_else(|| Error::invalid_field("Upload-Offset", "required", "is required"))?;
    let (upload, incoming) = take_over(&app, grant, &id).await?;
    let mut incoming = incoming.ok_or(codes::UPLOAD_USED)?;
    let size = upload.size.unwrap_or(0);
    if incoming.len() != offset {
        return Err(codes::UPLOAD_OFFSET_DIFFERS.into());
    }
    match checksum {
        None => write_all(&mut incoming, size, request).await?,
        Some(checksum) => write_checked(&mut incoming, size, &checksum, request).await?,
    }
    let (came, now) = (incoming.len(), app.clock.now());
    let expires_at = now.after(app.config.files.upload_ttl);
    if came == size {
        keep_incoming(&app, &id, incoming, Arc::clone(&meta.request_id)).await?;
    } else {
        incoming.sync().await?;
        drop(incoming);
        app.db.write(move |tx| uploads::set_expiry(tx, &id, expires_at)).await?;
    }
    let mut response = answer(StatusCode::NO_CONTENT);
    response.headers_mut().insert(OFFSET, number(came));
    response.headers_mut().insert(EXPIRES, http_date(expires_at));
    Ok(response)
}

/// The next bytes of a request; none at its end.
///
/// # Errors
/// `upload_incomplete` if no more come, `upload_busy` if another request takes the upload over.
async fn next(
    incoming: &Incoming,
    bytes: &mut BodyDataStream,
    patience: Duration,
) -> Result<Option<Bytes>> {
    let asked = incoming.asked();
    tokio::select! {
        biased;
        () = asked.notified() => Err(codes::UPLOAD_BUSY.into()),
        piece = within(patience, bytes.next()) => {
            piece?.transpose().map_err(|_| codes::UPLOAD_INCOMPLETE.into())
        }
    }
}

/// Writes down what comes. What came before the sender went away stays: it goes on from there.
async fn write_all(incoming: &mut Incoming, size: u64, request: Request) -> Result<()> {
    let patience = patience(&request);
    let mut bytes = request.into_body().into_data_stream();
    let broken = loop {
        match next(incoming, &mut bytes, patience).await {
            Ok(None) => return Ok(()),
            Ok(Some(piece)) if incoming.len() + piece.len() as u64 > size => {
                break codes::FILE_TOO_LARGE.into();
            }
            Ok(Some(piece)) => incoming.write(piece).await?,
            Err(broken) => break broken,
        }
    };
    incoming.sync().await?;
    Err(broken)
}

/// Writes down what comes if it is what its checksum says; else nothing of it.
async fn write_checked(
    incoming: &mut Incoming,
    size: u64,
    checksum: &Checksum,
    request: Request,
) -> Result<()> {
    let patience = patience(&request);
    let mut bytes = request.into_body().into_data_stream();
    let mut held = Vec::new();
    while let Some(piece) = next(incoming, &mut bytes, patience).await? {
        held.extend_from_slice(&piece);
        if held.len() > CHECKED_MAX || incoming.len() + held.len() as u64 > size {
            return Err(codes::FILE_TOO_LARGE.into());
        }
    }
    if !checksum.fits(&held) {
        return Err(codes::UPLOAD_GARBLED.into());
    }
    incoming.write(Bytes::from(held)).await
}

/// Gives an upload up, with all that came of it.
#[utoipa::path(
    delete,
    path = "/files/tus/{uploadId}",
    tag = "files",
    params(("uploadId" = String, Path, description = "As `Location` has it.")),
    responses(
        (status = 204, description = "It is gone."),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "upload_not_found"),
        (status = 409, description = "upload_busy"),
        (status = 412, description = "tus_version"),
    )
)]
pub(super) async fn give_up(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Path(id): Path<String>,
    meta: RequestMeta,
    headers: HeaderMap,
) -> Result<Response> {
    check_version(&headers)?;
    let wanted = id.clone();
    grant.clone().read(&app, move |tx, granted| load_own(tx, &granted, &wanted)).await?;
    // Held until its row is gone, so that nobody goes on with it meanwhile.
    let incoming = app.blobs.take_over(&id).await?;
    grant
        .perform(&app, Arc::clone(&meta.request_id), move |tx, granted| {
            let upload = load_own(tx, &granted, &id)?;
            purging::give_up(tx, &upload)
        })
        .await?;
    incoming.abandon()?;
    Ok(answer(StatusCode::NO_CONTENT))
}
