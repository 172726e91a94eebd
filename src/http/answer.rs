//! Answers: JSON bodies, and the one envelope of every error.
//!
//! This is the only file that knows which status a refusal has. An error leaves a handler as a
//! note in the response; the envelope is written where the request's ids are known (see `front`).

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;

use super::limits::whole_seconds;
use super::meta::RequestMeta;
use crate::base::codes::{Class, Code};
use crate::base::time::Timestamp;
use crate::base::{Error, FieldError};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Answers with a value as JSON.
pub fn json<T: Serialize>(status: StatusCode, value: &T) -> Response {
    let mut body = Vec::with_capacity(256);
    match serde_json::to_writer(&mut body, value) {
        Ok(()) => json_bytes(status, Bytes::from(body)),
        Err(error) => Error::from(error).into_response(),
    }
}

/// Answers with JSON that is written already.
pub fn json_bytes(status: StatusCode, body: Bytes) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, JSON);
    response
}

/// Answers with a file that never changes, for the caller alone to keep.
pub fn lasting_file(media_type: &'static str, bytes: Bytes) -> Response {
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    let keep = HeaderValue::from_static("private, max-age=31536000, immutable");
    headers.insert(header::CACHE_CONTROL, keep);
    response
}

impl<T: Serialize> IntoResponse for super::extract::Json<T> {
    fn into_response(self) -> Response {
        json(StatusCode::OK, &self.0)
    }
}

/// The status of a kind of refusal.
pub fn status_of(class: Class) -> StatusCode {
    match class {
        Class::Invalid => StatusCode::BAD_REQUEST,
        Class::Unauthenticated => StatusCode::UNAUTHORIZED,
        Class::Forbidden => StatusCode::FORBIDDEN,
        Class::NotFound => StatusCode::NOT_FOUND,
        Class::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        Class::Conflict => StatusCode::CONFLICT,
        Class::Gone => StatusCode::GONE,
        Class::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Class::Unsupported => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Class::Unsatisfiable => StatusCode::RANGE_NOT_SATISFIABLE,
        Class::Unprocessable => StatusCode::UNPROCESSABLE_ENTITY,
        Class::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        Class::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        Class::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Class::Precondition => StatusCode::PRECONDITION_FAILED,
        Class::Garbled => StatusCode::from_u16(460).expect("460 is a number for a status"),
        Class::InsufficientStorage => StatusCode::INSUFFICIENT_STORAGE,
    }
}

/// The error a response stands for, until its envelope is written.
#[derive(Clone)]
pub(super) struct Note(Arc<Error>);

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status_of(self.code().class());
        response.extensions_mut().insert(Note(Arc::new(self)));
        response
    }
}

/// The body of every error.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Envelope<'a> {
    /// A stable word: what went wrong.
    code: &'static str,
    /// The same in one English sentence.
    message: &'static str,
    /// Which fields are at fault; empty if none is.
    details: &'a [FieldError],
    /// The id under which the log knows this request.
    request_id: &'a str,
    /// The id of the chain of requests it belongs to.
    trace_id: &'a str,
    /// When it was answered.
    ts: Timestamp,
    /// The path asked for.
    path: &'a str,
}

/// Writes the envelope of a response that carries an error, and logs an error of ours: here, once.
pub(super) fn finish(response: &mut Response, meta: &RequestMeta, now: Timestamp) {
    let Some(Note(error)) = response.extensions_mut().remove() else { return };
    let code = error.code();
    let (details, retry_after) = match &*error {
        Error::Refused(refusal) => (refusal.details.as_slice(), refusal.retry_after),
        Error::Internal(source) => {
            let (method, path) = (meta.method.as_str(), meta.path());
            tracing::error!(requestId = &*meta.request_id, method, path, error = %chain(&**source), "request failed");
            (&[][..], None)
        }
    };
    write_envelope(response, code, details, meta, now);
    if let Some(wait) = retry_after {
        let seconds = HeaderValue::from(whole_seconds(wait).max(1));
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
}

fn write_envelope(
    response: &mut Response,
    code: Code,
    details: &[FieldError],
    meta: &RequestMeta,
    now: Timestamp,
) {
    let envelope = Envelope {
        code: code.name(),
        message: code.message(),
        details,
        request_id: &meta.request_id,
        trace_id: &meta.trace_id,
        ts: now,
        path: meta.path(),
    };
    let body = serde_json::to_vec(&envelope).expect("an envelope is plain data");
    *response.body_mut() = Body::from(body);
    // The router has counted the empty body already.
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response.headers_mut().insert(header::CONTENT_TYPE, JSON);
    if code.class() == Class::Unauthenticated {
        let scheme = HeaderValue::from_static("Bearer");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
    }
}

/// An error and its causes in one line.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        line.push_str(": ");
        line.push_str(&source.to_string());
        cause = source.source();
    }
    line
}
