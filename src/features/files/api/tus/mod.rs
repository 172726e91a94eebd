//! `/files/tus`: resumable uploads by tus 1.0.0, which says what answers and statuses there are. How far
//! an upload has come is the length of its unfinished file, synced before a request is answered.
//!
//! A line that died is not noticed until it was silent for long. So whoever asks for an upload again takes it
//! over from the request that still writes it: there is one sender, and the newer request is it.
//!
//! Our own page needs no CORS; pages of listed origins may use the protocol as they may the rest (`http`).

mod beginning;
mod checksum;
mod pieces;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::options;
use utoipa_axum::router::OpenApiRouter;

use crate::access::{App, Grant, Granted, SignedIn};
use crate::base::time::Timestamp;
use crate::base::{Result, codes};
use crate::features::files::store::uploads::{self, UploadRow, Way};
use crate::http::docs::operations;
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

/// What of the protocol is spoken here.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(operations!(beginning::begin))
        .routes(operations!(beginning::begin_version))
        .routes(operations!(pieces::look, pieces::go_on, pieces::give_up))
        .route("/files/tus", options(describe))
        .layer(map_response(speak_tus))
}

/// Every answer says which version of the protocol is spoken, refusals too.
async fn speak_tus(mut response: Response) -> Response {
    for name in [RESUMABLE, VERSION] {
        response.headers_mut().entry(name).or_insert(ONE);
    }
    response
}

/// An answer as the protocol wants it.
fn answer(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
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
async fn describe(State(app): State<App>) -> Response {
    let mut response = answer(StatusCode::NO_CONTENT);
    let headers = response.headers_mut();
    headers.insert(EXTENSION, EXTENSIONS);
    headers.insert(CHECKSUMS, HeaderValue::from_static("sha1,sha256"));
    headers.insert(MAX_SIZE, number(app.config.files.max_upload.bytes()));
    response
}

/// The caller's own upload.
fn load_own(tx: &ReadTx<'_>, granted: &Granted<SignedIn>, id: &str) -> Result<UploadRow> {
    let upload = uploads::find(tx, id)?;
    let is_own = |upload: &UploadRow| upload.way == Way::Tus && upload.user == granted.actor.user;
    let upload = upload.filter(is_own);
    upload.ok_or_else(|| codes::UPLOAD_NOT_FOUND.into())
}

/// The caller's own upload, unless its time is over.
async fn load(app: &App, grant: Grant<SignedIn>, id: &Arc<str>) -> Result<UploadRow> {
    let (id, now) = (Arc::clone(id), app.clock.now());
    let upload = grant.read(app, move |tx, granted| load_own(tx, &granted, &id)).await?;
    if upload.expires_at <= now { Err(codes::UPLOAD_EXPIRED.into()) } else { Ok(upload) }
}

/// The caller's own upload with its unfinished file, which nobody else writes now; none if it is done.
async fn take_over(
    app: &App,
    grant: Grant<SignedIn>,
    id: &Arc<str>,
) -> Result<(UploadRow, Option<Incoming>)> {
    let upload = load(app, grant.clone(), id).await?;
    if upload.is_done {
        return Ok((upload, None));
    }
    let incoming = app.blobs.take_over(id).await?;
    // Whoever wrote it may have brought the last byte, or have given it up.
    match load(app, grant, id).await {
        Ok(upload) if upload.is_done => {
            incoming.abandon()?;
            Ok((upload, None))
        }
        Ok(upload) => Ok((upload, Some(incoming))),
        Err(error) => {
            incoming.abandon()?;
            Err(error)
        }
    }
}
