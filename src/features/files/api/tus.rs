//! `/files/tus`: resumable uploads by tus 1.0.0, which says what answers and statuses there are. How far
//! an upload has come is the length of its unfinished file, synced before a request is answered.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures_util::StreamExt as _;
use sha1::{Digest as _, Sha1};
use sha2::Sha256;

use super::announcing::{announced, check_rate, check_size};
use super::keeping::keep_incoming;
use super::receiving::{patience, within};
use crate::access::{App, Grant, Granted, SignedIn};
use crate::base::text::FileName;
use crate::base::time::Timestamp;
use crate::base::{Error, Result, codes};
use crate::features::files::acts::{purging, uploading};
use crate::features::files::store::uploads::{self, UploadRow, Way};
use crate::http::extract::Path;
use crate::http::meta::RequestMeta;
use crate::http::origin::OwnOrigin;
use crate::infra::blobs::Incoming;
use crate::infra::db::ReadTx;

const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const VERSION: HeaderName = HeaderName::from_static("tus-version");
const EXTENSION: HeaderName = HeaderName::from_static("tus-extension");
const MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");
const CHECKSUMS: HeaderName = HeaderName::from_static("tus-checksum-algorithm");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
const FILE_ID: HeaderName = HeaderName::from_static("x-file-id");
const ONE: HeaderValue = HeaderValue::from_static("1.0.0");
const EXTENSIONS: HeaderValue =
    HeaderValue::from_static("creation,termination,checksum,expiration");
const PIECE_TYPE: &str = "application/offset+octet-stream";

/// The most bytes of one request whose checksum is to be compared: it is held back until then.
const CHECKED_MAX: usize = 64 * 1024 * 1024;
/// The most bytes of what is said about an upload.
const METADATA_MAX: usize = 4 * 1024;

/// An answer as the protocol wants it.
fn answer(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response.headers_mut().insert(RESUMABLE, ONE);
    response
}

fn number(value: u64) -> HeaderValue {
    HeaderValue::from(value)
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`
fn http_date(at: Timestamp) -> HeaderValue {
    let moment = jiff::Timestamp::from_millisecond(at.millis()).unwrap_or(jiff::Timestamp::MAX);
    let text = moment.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    HeaderValue::try_from(text).expect("a date is plain ASCII")
}

/// Refuses who speaks another version.
fn check_version(headers: &HeaderMap) -> Result<()> {
    if headers.get(RESUMABLE).is_some_and(|version| *version == ONE) {
        Ok(())
    } else {
        Err(codes::TUS_VERSION.into())
    }
}

fn find_number(headers: &HeaderMap, name: &HeaderName) -> Option<u64> {
    let text = headers.get(name)?.to_str().ok()?;
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
}

/// Tells what of the protocol is spoken here.
pub(crate) async fn describe(State(app): State<App>) -> Response {
    let mut response = answer(StatusCode::NO_CONTENT);
    let headers = response.headers_mut();
    headers.insert(VERSION, ONE);
    headers.insert(EXTENSION, EXTENSIONS);
    headers.insert(CHECKSUMS, HeaderValue::from_static("sha1,sha256"));
    headers.insert(MAX_SIZE, number(app.config.files.max_upload.bytes()));
    response
}

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
pub(crate) async fn begin(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    origin: OwnOrigin,
    meta: RequestMeta,
    headers: HeaderMap,
) -> Result<Response> {
    check_version(&headers)?;
    let user = grant.actor().user;
    let size = find_number(&headers, &LENGTH);
    let size =
        size.ok_or_else(|| Error::invalid_field("Upload-Length", "required", "is required"))?;
    check_size(Some(size), app.config.files.max_upload.bytes())?;
    let (name, mime) = read_metadata(&headers)?;
    check_rate(&app, user)?;
    let new = announced(&app, &name, mime, Some(size), Way::Tus)?;
    let state = app.clone();
    let upload = grant.perform(&app, Arc::clone(&meta.request_id), move |tx, granted| {
        uploading::announce(tx, &state.config.files, granted.actor.user, new)
    });
    let upload = upload.await?;
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

/// The caller's own upload.
fn load_own(tx: &ReadTx<'_>, granted: &Granted<SignedIn>, id: &str) -> Result<UploadRow> {
    let upload = uploads::find(tx, id)?;
    let is_own = |upload: &UploadRow| upload.way == Way::Tus && upload.user == granted.actor.user;
    let upload = upload.filter(is_own);
    upload.ok_or_else(|| codes::UPLOAD_NOT_FOUND.into())
}

async fn load(app: &App, grant: Grant<SignedIn>, id: &str) -> Result<UploadRow> {
    let (id, now) = (id.to_owned(), app.clock.now());
    let upload = grant.read(app, move |tx, granted| load_own(tx, &granted, &id)).await?;
    if upload.expires_at <= now { Err(codes::UPLOAD_EXPIRED.into()) } else { Ok(upload) }
}

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
pub(crate) async fn look(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Path(id): Path<String>,
    meta: RequestMeta,
    headers: HeaderMap,
) -> Result<Response> {
    check_version(&headers)?;
    let upload = load(&app, grant, &id).await?;
    let mut response = answer(StatusCode::OK);
    let headers = response.headers_mut();
    headers.insert(OFFSET, number(come_so_far(&app, &upload, &meta).await?));
    headers.insert(LENGTH, number(upload.size.unwrap_or(0)));
    headers.insert(EXPIRES, http_date(upload.expires_at));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// How much has come. All of it, whose sender went away with the last byte, becomes a file now.
async fn come_so_far(app: &App, upload: &UploadRow, meta: &RequestMeta) -> Result<u64> {
    if upload.is_done {
        return Ok(upload.size.unwrap_or(0));
    }
    let incoming = app.blobs.receive(&upload.id)?;
    let came = incoming.len();
    if came > 0 && upload.size == Some(came) {
        keep_incoming(app, &upload.id, incoming, Arc::clone(&meta.request_id)).await?;
    }
    Ok(came)
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
        (status = 404, description = "upload_not_found"),
        (status = 409, description = "upload_offset_differs, upload_busy, upload_used"),
        (status = 410, description = "upload_expired"),
        (status = 412, description = "tus_version"),
        (status = 413, description = "file_too_large"),
        (status = 415, description = "unsupported_media_type, file_type_denied"),
        (status = 460, description = "upload_garbled"),
        (status = 507, description = "quota_full, storage_full"),
    )
)]
pub(crate) async fn go_on(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Path(id): Path<String>,
    meta: RequestMeta,
    request: Request,
) -> Result<Response> {
    check_version(request.headers())?;
    let upload = load(&app, grant, &id).await?;
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind != Some(PIECE_TYPE) {
        return Err(codes::UNSUPPORTED_MEDIA_TYPE.into());
    }
    let checksum = read_checksum(request.headers())?;
    let offset = find_number(request.headers(), &OFFSET);
    let offset =
        offset.ok_or_else(|| Error::invalid_field("Upload-Offset", "required", "is required"))?;
    let size = upload.size.unwrap_or(0);
    if upload.is_done {
        return Err(codes::UPLOAD_USED.into());
    }
    let mut incoming = app.blobs.receive(&upload.id)?;
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
        keep_incoming(&app, &upload.id, incoming, Arc::clone(&meta.request_id)).await?;
    } else {
        incoming.sync().await?;
        drop(incoming);
        app.db.write(move |tx| uploads::set_expiry(tx, &upload.id, expires_at)).await?;
    }
    let mut response = answer(StatusCode::NO_CONTENT);
    response.headers_mut().insert(OFFSET, number(came));
    response.headers_mut().insert(EXPIRES, http_date(expires_at));
    Ok(response)
}

/// Writes down what comes. What came before the sender went away stays: it goes on from there.
async fn write_all(incoming: &mut Incoming, size: u64, request: Request) -> Result<()> {
    let patience = patience(&request);
    let mut bytes = request.into_body().into_data_stream();
    let broken = loop {
        match within(patience, bytes.next()).await {
            Ok(None) => return Ok(()),
            Ok(Some(Ok(piece))) if incoming.len() + piece.len() as u64 > size => {
                break codes::FILE_TOO_LARGE.into();
            }
            Ok(Some(Ok(piece))) => incoming.write(piece).await?,
            Ok(Some(Err(_))) => break codes::UPLOAD_INCOMPLETE.into(),
            Err(asleep) => break asleep,
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
    while let Some(piece) = within(patience, bytes.next()).await? {
        held.extend_from_slice(&piece.map_err(|_| codes::UPLOAD_INCOMPLETE)?);
        if held.len() > CHECKED_MAX || incoming.len() + held.len() as u64 > size {
            return Err(codes::FILE_TOO_LARGE.into());
        }
    }
    if !checksum.fits(&held) {
        return Err(codes::UPLOAD_GARBLED.into());
    }
    incoming.write(Bytes::from(held)).await
}

/// What a piece is to be.
enum Checksum {
    Sha1(Vec<u8>),
    Sha256(Vec<u8>),
}

impl Checksum {
    fn fits(&self, bytes: &[u8]) -> bool {
        match self {
            Self::Sha1(hash) => Sha1::digest(bytes).as_slice() == hash,
            Self::Sha256(hash) => Sha256::digest(bytes).as_slice() == hash,
        }
    }
}

fn read_checksum(headers: &HeaderMap) -> Result<Option<Checksum>> {
    let Some(value) = headers.get(CHECKSUM) else { return Ok(None) };
    let wrong = || {
        let sentence = "must be sha1 or sha256 and a hash in Base64";
        Error::invalid_field("Upload-Checksum", "invalid", sentence)
    };
    let (algorithm, hash) =
        value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(wrong)?;
    let hash = STANDARD.decode(hash).map_err(|_| wrong())?;
    match algorithm {
        "sha1" => Ok(Some(Checksum::Sha1(hash))),
        "sha256" => Ok(Some(Checksum::Sha256(hash))),
        _ => Err(wrong()),
    }
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
pub(crate) async fn give_up(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Path(id): Path<String>,
    meta: RequestMeta,
    headers: HeaderMap,
) -> Result<Response> {
    check_version(&headers)?;
    let wanted = id.clone();
    let upload = grant.clone().read(&app, move |tx, granted| load_own(tx, &granted, &wanted));
    app.blobs.receive(&upload.await?.id)?.abandon()?;
    grant
        .perform(&app, Arc::clone(&meta.request_id), move |tx, granted| {
            let upload = load_own(tx, &granted, &id)?;
            purging::give_up(tx, &upload)
        })
        .await?;
    Ok(answer(StatusCode::NO_CONTENT))
}
