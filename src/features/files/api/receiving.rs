//! `/files/upload`: bytes that come at once, in a form or by themselves. The signed policy speaks for them,
//! no session does.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest as _, Multipart, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use serde::{Deserialize, Serialize};

use super::keeping::{Temporary, keep};
use crate::access::{App, FileBody, Public};
use crate::base::ids::FileId;
use crate::base::{Error, Result, codes};
use crate::features::files::acts::uploading;
use crate::features::files::policy::{Policy, Signed};
use crate::http::answer::json;
use crate::http::extract::{BodyTimeout, Query};
use crate::http::meta::RequestMeta;

/// The most bytes of a form besides its file.
const FORM_EXTRA: u64 = 64 * 1024;
/// The most bytes of one field of a form.
const FIELD_MAX: usize = 8 * 1024;
/// The most bytes that are read before it is known who speaks for them: more than the fields, because the
/// beginning of the file comes along.
const EARLY_MAX: u64 = 4 * 1024 * 1024;

/// What came.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Received {
    /// The key of the upload.
    key: String,
    /// The file.
    file_id: FileId,
    /// The hash of its bytes.
    etag: String,
    /// How many there are.
    size: u64,
}

/// The form in the document.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "words for the document")]
pub(crate) struct UploadForm {
    /// As `fields` has it.
    key: String,
    /// As `fields` has it.
    policy: String,
    /// As `fields` has it.
    signature: String,
    /// The bytes; the last part.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// What speaks for bytes that come by themselves.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PutQuery {
    /// As `putUrl` has it.
    policy: String,
    /// As `putUrl` has it.
    signature: String,
}

/// Takes the bytes of a signed form: `fields` first, `file` last.
#[utoipa::path(
    post,
    path = "/files/upload",
    tag = "files",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses(
        (status = 201, body = Received),
        (status = 400, description = "invalid_request, upload_incomplete, upload_empty"),
        (status = 403, description = "upload_forged, forbidden, file_not_yours"),
        (status = 404, description = "file_not_found"),
        (status = 409, description = "upload_used, file_trashed"),
        (status = 410, description = "upload_expired"),
        (status = 413, description = "file_too_large"),
        (status = 415, description = "unsupported_media_type, file_type_denied"),
        (status = 507, description = "quota_full, storage_full"),
    )
)]
pub(crate) async fn receive_form(
    State(app): State<App>,
    meta: RequestMeta,
    _: Public,
    request: Request,
) -> Result<Response> {
    let patience = patience(&request);
    let announced = announced_length(request.headers());
    let allowance = Allowance::of(EARLY_MAX);
    let mut form = read_form(request, &allowance).await?;
    let (mut key, mut policy, mut signature) = (None, None, None);
    while let Some(field) = next(&mut form, patience).await? {
        let name = field.name().unwrap_or_default().to_owned();
        let slot = match name.as_str() {
            "file" => {
                let signed = Signed {
                    policy: policy.ok_or_else(|| missing("policy"))?,
                    signature: signature.ok_or_else(|| missing("signature"))?,
                };
                let policy = Policy::open(&app.secrets, &signed, app.clock.now())?;
                if key.ok_or_else(|| missing("key"))? != policy.key {
                    return Err(codes::UPLOAD_FORGED.into());
                }
                let length = announced.map(|length| length.saturating_sub(FORM_EXTRA));
                allowance.raise(policy.max + FORM_EXTRA);
                let mut taken = take(&app, &policy, length, field, patience).await?;
                // The end of the form must have come, too: else the file may be cut off.
                if next(&mut form, patience).await?.is_some() {
                    return Err(Error::invalid_field(name, "invalid", "must be the last part"));
                }
                taken.is_whole = true;
                return finish(&app, &meta, taken).await;
            }
            "key" => &mut key,
            "policy" => &mut policy,
            "signature" => &mut signature,
            // Browsers' libraries send what they think it is; what is in it decides.
            "Content-Type" => &mut None,
            _ => return Err(Error::invalid_field(name, "unknown_field", "is no part of the form")),
        };
        *slot = Some(text(field, &name, patience).await?);
    }
    Err(missing("file"))
}

/// Takes bytes that come by themselves, to a signed address.
#[utoipa::path(
    put,
    path = "/files/upload",
    tag = "files",
    params(PutQuery),
    request_body(content = FileBody, content_type = "application/octet-stream"),
    responses(
        (status = 201, body = Received),
        (status = 400, description = "invalid_request, upload_incomplete, upload_empty"),
        (status = 403, description = "upload_forged, forbidden, file_not_yours"),
        (status = 404, description = "file_not_found"),
        (status = 409, description = "upload_used, file_trashed"),
        (status = 410, description = "upload_expired"),
        (status = 413, description = "file_too_large"),
        (status = 415, description = "file_type_denied"),
        (status = 507, description = "quota_full, storage_full"),
    )
)]
pub(crate) async fn receive_bytes(
    State(app): State<App>,
    meta: RequestMeta,
    _: Public,
    Query(PutQuery { policy, signature }): Query<PutQuery>,
    request: Request,
) -> Result<Response> {
    let policy = Policy::open(&app.secrets, &Signed { policy, signature }, app.clock.now())?;
    let (patience, length) = (patience(&request), announced_length(request.headers()));
    let body = request.into_body().into_data_stream();
    let mut taken = take(&app, &policy, length, body, patience).await?;
    taken.is_whole = true;
    finish(&app, &meta, taken).await
}

/// How many bytes may still come. What reads a form collects whatever comes until it finds the part it looks
/// for: without an end to that, anybody could fill the memory.
#[derive(Debug, Clone)]
struct Allowance(Arc<AtomicU64>);

impl Allowance {
    fn of(bytes: u64) -> Self {
        Self(Arc::new(AtomicU64::new(bytes)))
    }

    fn raise(&self, bytes: u64) {
        self.0.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Takes these bytes from it; none if there is not so much left.
    fn spend(&self, bytes: Bytes) -> Result<Bytes> {
        let length = bytes.len() as u64;
        let spent = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(length));
        spent.map(|_| bytes).map_err(|_| codes::FILE_TOO_LARGE.into())
    }
}

/// A form, of which no more is read than is allowed.
async fn read_form(request: Request, allowance: &Allowance) -> Result<Multipart> {
    let (parts, body) = request.into_parts();
    let allowance = allowance.clone();
    let body = body.into_data_stream().map(move |piece| match piece {
        Ok(bytes) => allowance.spend(bytes),
        Err(_) => Err(codes::UPLOAD_INCOMPLETE.into()),
    });
    let request = Request::from_parts(parts, Body::from_stream(body));
    // Without a boundary it cannot be read.
    let form = Multipart::from_request(request, &()).await;
    form.map_err(|_| codes::UNSUPPORTED_MEDIA_TYPE.into())
}

/// Bytes that came, in a file of their own that goes with this unless they are kept.
struct Taken<'p> {
    policy: &'p Policy,
    temporary: Temporary,
    /// Whether the whole request came.
    is_whole: bool,
}

/// Writes down what comes, as long as it is allowed.
async fn take<'p, S, E>(
    app: &App,
    policy: &'p Policy,
    length: Option<u64>,
    mut bytes: S,
    patience: Duration,
) -> Result<Taken<'p>>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    let (id, owner) = (policy.upload().to_owned(), policy.owner_id);
    let now = app.clock.now();
    let upload = app.db.reader().read(move |tx| uploading::load(tx, &id, now)).await?;
    if upload.user != owner {
        return Err(codes::UPLOAD_FORGED.into());
    }
    if length.is_some_and(|length| length > policy.max) {
        return Err(codes::FILE_TOO_LARGE.into());
    }
    app.blobs.expect_room(length.unwrap_or(0))?;
    // Two requests with one policy do not write into one file: only one of them will be kept.
    let name = format!("{}-{:016x}", policy.upload(), rand::random::<u64>());
    let mut temporary = Temporary::new(app.blobs.receive(&name)?);
    while let Some(piece) = within(patience, bytes.next()).await? {
        let piece = piece.map_err(|_| codes::UPLOAD_INCOMPLETE)?;
        if temporary.len() + piece.len() as u64 > policy.max {
            return Err(codes::FILE_TOO_LARGE.into());
        }
        temporary.write(piece).await?;
    }
    if temporary.len() < policy.min {
        return Err(codes::UPLOAD_EMPTY.into());
    }
    Ok(Taken { policy, temporary, is_whole: false })
}

async fn finish(app: &App, meta: &RequestMeta, taken: Taken<'_>) -> Result<Response> {
    let Taken { policy, temporary, is_whole } = taken;
    if !is_whole {
        return Err(codes::UPLOAD_INCOMPLETE.into());
    }
    let request_id = Arc::clone(&meta.request_id);
    let row = keep(app, policy.upload(), temporary, request_id).await?;
    let received =
        Received { key: policy.key.clone(), file_id: row.file.id, etag: row.blob, size: row.size };
    Ok(json(StatusCode::CREATED, &received))
}

fn missing(field: &'static str) -> Error {
    Error::invalid_field(field, "required", "must come before the file")
}

async fn next(form: &mut Multipart, patience: Duration) -> Result<Option<Field<'_>>> {
    within(patience, form.next_field()).await?.map_err(broken)
}

/// A short field as text.
async fn text(mut field: Field<'_>, name: &str, patience: Duration) -> Result<String> {
    let mut bytes = Vec::new();
    while let Some(piece) = within(patience, field.chunk()).await?.map_err(broken)? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > FIELD_MAX {
            return Err(Error::invalid_field(name, "too_long", "is too long"));
        }
    }
    String::from_utf8(bytes).map_err(|_| Error::invalid_field(name, "invalid", "must be text"))
}

fn broken(_: MultipartError) -> Error {
    codes::UPLOAD_INCOMPLETE.into()
}

/// Waits for a sender, but not for one that has gone to sleep.
///
/// # Errors
/// `upload_incomplete`
pub(super) async fn within<F: Future>(patience: Duration, next: F) -> Result<F::Output> {
    let arrived = tokio::time::timeout(patience, next).await;
    arrived.map_err(|_| codes::UPLOAD_INCOMPLETE.into())
}

/// How long a sender may say nothing.
pub(super) fn patience(request: &Request) -> Duration {
    request.extensions().get::<BodyTimeout>().map_or(Duration::from_secs(30), |timeout| timeout.0)
}

/// How many bytes are said to come.
pub(super) fn announced_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    #[tokio::test]
    async fn a_form_that_never_begins_is_not_read_for_ever() {
        let piece = Bytes::from(vec![b'x'; 64 * 1024]);
        for beginning in ["", "--x\r\nContent-Disposition: form-data; "] {
            let endless = stream::once(std::future::ready(Bytes::from(beginning)))
                .chain(stream::repeat(piece.clone()))
                .map(Ok::<_, std::convert::Infallible>);
            let request = Request::builder()
                .header("content-type", "multipart/form-data; boundary=x")
                .body(Body::from_stream(endless))
                .unwrap();
            let mut form = read_form(request, &Allowance::of(EARLY_MAX)).await.unwrap();
            let refused = next(&mut form, Duration::from_secs(30)).await.err().unwrap();
            assert_eq!(refused.code(), codes::UPLOAD_INCOMPLETE);
        }
    }
}
