//! A change as it arrives: its body, and the key under which its answer is kept.

use std::sync::Arc;

use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderValue, StatusCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::app::App;
use crate::base::ids::UserId;
use crate::base::{Error, Result, codes};
use crate::http::answer::json_bytes;
use crate::http::extract::{parse_json, read_body, read_file};
use crate::http::meta::RequestMeta;
use crate::infra::db::idempotency::{self, BodyDigest, KeptAnswer, RequestDigest};
use crate::infra::db::{ReadTx, WriteTx};

/// The body and the intent of a change. The last argument of a handler.
#[derive(Debug)]
pub struct Call<T>(pub T, pub Intent);

/// A file as the body, at most `MOST` bytes, and the intent of a change. The last argument of a handler.
#[derive(Debug)]
pub struct Upload<const MOST: usize>(pub Bytes, pub Intent);

/// The body of an [`Upload`] in the document.
#[derive(utoipa::ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct FileBody(#[expect(dead_code, reason = "a word for the document")] Vec<u8>);

/// A body without keys; an empty body is one too.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoBody {}

/// What makes a change this change: its key, if it has one, and its request.
#[derive(Debug)]
pub struct Intent {
    pub(super) key: Option<Key>,
    pub(super) request_id: Arc<str>,
}

/// An `Idempotency-Key` with what it is bound to, before the person is known to the writer.
#[derive(Debug)]
pub(super) struct Key {
    request: Sha256,
    body: BodyDigest,
}

/// An `Idempotency-Key` bound to its person, method, path and body.
#[derive(Debug, Clone)]
pub(super) struct BoundKey {
    request: RequestDigest,
    body: BodyDigest,
}

impl Key {
    fn new(key: &HeaderValue, meta: &RequestMeta, body: &[u8]) -> Result<Self> {
        let bytes = key.as_bytes();
        if !(1..=255).contains(&bytes.len()) || !bytes.iter().all(|b| (0x20..=0x7e).contains(b)) {
            return Err(codes::INVALID_IDEMPOTENCY_KEY.into());
        }
        let mut request = Sha256::new();
        for part in [meta.method.as_str().as_bytes(), meta.path().as_bytes(), bytes] {
            request.update((part.len() as u64).to_be_bytes());
            request.update(part);
        }
        Ok(Self { request, body: truncate(Sha256::digest(body).into()) })
    }

    pub(super) fn bind(self, user: UserId) -> BoundKey {
        let digest = self.request.chain_update(user.get().to_be_bytes()).finalize();
        BoundKey { request: truncate(digest.into()), body: self.body }
    }
}

fn truncate(digest: [u8; 32]) -> [u8; 16] {
    let (head, _) = digest.split_first_chunk::<16>().expect("a SHA-256 has 32 bytes");
    *head
}

impl BoundKey {
    /// True if the database has an answer, as far as the cache knows.
    pub(super) fn is_answered(&self, app: &App) -> bool {
        let known = app.cache.is_answered(&self.request);
        let count = if known { &app.metrics.cache_hits } else { &app.metrics.cache_misses };
        count.inc();
        known
    }

    pub(super) fn find(&self, tx: &ReadTx<'_>) -> Result<Option<KeptAnswer>> {
        idempotency::find(tx, &self.request)?.map(|kept| kept.for_body(&self.body)).transpose()
    }

    pub(super) fn keep(&self, tx: &mut WriteTx<'_>, answer: &Answer) -> Result<()> {
        idempotency::keep(tx, &self.request, &answer.to_kept(self.body))
    }

    pub(super) fn note_answered(&self, app: &App, answer: &Answer) {
        if !answer.replayed {
            app.cache.note_answered(&self.request);
        }
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Call<T> {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        let meta = request.extensions().get::<RequestMeta>().cloned();
        let meta = meta.ok_or_else(|| Error::internal("the request came past the meta layer"))?;
        let key = request.headers().get("idempotency-key").cloned();
        let bytes = read_body(request).await?;
        let key = key.map(|key| Key::new(&key, &meta, &bytes)).transpose()?;
        let value = parse_json(&bytes)?;
        Ok(Self(value, Intent { key, request_id: Arc::clone(&meta.request_id) }))
    }
}

impl<S: Send + Sync, const MOST: usize> FromRequest<S> for Upload<MOST> {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        let meta = request.extensions().get::<RequestMeta>().cloned();
        let meta = meta.ok_or_else(|| Error::internal("the request came past the meta layer"))?;
        let key = request.headers().get("idempotency-key").cloned();
        let (kind, bytes) = read_file(request, MOST, codes::PICTURE_TOO_LARGE).await?;
        if !kind.starts_with("image/") || kind.contains("svg") {
            return Err(codes::UNSUPPORTED_MEDIA_TYPE.into());
        }
        let key = key.map(|key| Key::new(&key, &meta, &bytes)).transpose()?;
        Ok(Self(bytes, Intent { key, request_id: Arc::clone(&meta.request_id) }))
    }
}

/// 201 where something was created, 200 where it was there already.
pub fn created_if(new: bool) -> StatusCode {
    if new { StatusCode::CREATED } else { StatusCode::OK }
}

/// An answer serialised once: sent, and kept for retries.
#[derive(Debug, Clone)]
pub struct Answer {
    status: StatusCode,
    body: Bytes,
    replayed: bool,
}

impl Answer {
    /// The answer that says `value`.
    pub fn of<T: Serialize>(status: StatusCode, value: &T) -> Result<Self> {
        Ok(Self { status, body: serde_json::to_vec(value)?.into(), replayed: false })
    }

    pub(super) fn replay(kept: KeptAnswer) -> Self {
        let status = StatusCode::from_u16(kept.status).unwrap_or(StatusCode::OK);
        Self { status, body: kept.answer.into(), replayed: true }
    }

    fn to_kept(&self, body_hash: BodyDigest) -> KeptAnswer {
        KeptAnswer { body_hash, status: self.status.as_u16(), answer: self.body.to_vec() }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = json_bytes(self.status, self.body);
        if self.replayed {
            response.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
        }
        response
    }
}
