//! Extractors that refuse with our envelope: a fault names its field, and an unknown key is a fault.

use std::time::Duration;

use axum::extract::path::ErrorKind;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde::de::DeserializeOwned;

use super::json_fault;
use crate::base::codes::{self, Code};
use crate::base::{Error, FieldError, Result};

/// The most bytes a JSON body has.
pub const BODY_LIMIT: usize = 10 * 1024 * 1024;

/// How long a body may take to arrive; the stack puts it into each request.
#[derive(Debug, Clone, Copy)]
pub struct BodyTimeout(pub Duration);

/// A JSON body. An empty body reads as `{}`.
pub struct Json<T>(pub T);

/// The query of the address.
pub struct Query<T>(pub T);

/// The parameters of the path.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, _state: &S) -> Result<Self> {
        parse_json(&read_body(request).await?).map(Self)
    }
}

/// Reads a whole body of any kind and tells its media type, without parameters and in lower case.
///
/// # Errors
/// `too_large` for more than `most` bytes, `invalid_request` for one that does not arrive.
pub async fn read_file(request: Request, most: usize, too_large: Code) -> Result<(String, Bytes)> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.and_then(|value| value.split(';').next()).unwrap_or_default();
    let kind = kind.trim().to_ascii_lowercase();
    match collect(request, most).await {
        Ok(bytes) => Ok((kind, bytes)),
        Err(Cut::TooLarge) => Err(too_large.into()),
        Err(Cut::Lost) => Err(Error::invalid_field("", "invalid", "did not arrive whole")),
    }
}

/// Why a body is not there.
enum Cut {
    TooLarge,
    Lost,
}

async fn collect(request: Request, most: usize) -> Result<Bytes, Cut> {
    let timeout =
        request.extensions().get::<BodyTimeout>().map_or(Duration::from_secs(30), |t| t.0);
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > most) {
        return Err(Cut::TooLarge);
    }
    let body = Limited::new(request.into_body(), most);
    match tokio::time::timeout(timeout, body.collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Cut::TooLarge),
        Ok(Err(_)) | Err(_) => Err(Cut::Lost),
    }
}

/// Reads a whole JSON body.
///
/// # Errors
/// `unsupported_media_type`, `body_too_large`, or `invalid_json` for one that does not arrive.
pub async fn read_body(request: Request) -> Result<Bytes> {
    let typed = is_json(request.headers());
    let body = collect(request, BODY_LIMIT).await.map_err(|cut| match cut {
        Cut::TooLarge => Error::from(codes::BODY_TOO_LARGE),
        Cut::Lost => codes::INVALID_JSON.into(),
    })?;
    if typed || body.is_empty() { Ok(body) } else { Err(codes::UNSUPPORTED_MEDIA_TYPE.into()) }
}

/// Reads JSON, naming every unknown key.
///
/// # Errors
/// `invalid_json` for what is no JSON, `invalid_request` with details for what is not a `T`.
pub fn parse_json<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    let body = if body.is_empty() { b"{}" } else { body };
    // serde would also read the fields of an object from an array, by position.
    if !body.trim_ascii_start().starts_with(b"{") {
        let is_json = serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok();
        return Err(if is_json {
            Error::invalid_field("", "invalid", "must be an object")
        } else {
            codes::INVALID_JSON.into()
        });
    }
    serde_json::from_slice(body).map_err(|_| json_fault::explain::<T>(body))
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = value.and_then(|value| value.split(';').next()).map(str::trim);
    essence.is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"))
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self> {
        match axum::extract::Query::try_from_uri(&parts.uri) {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(rejection) => {
                let text = rejection.body_text();
                let text = text.trim_start_matches("Failed to deserialize query string: ");
                // "field: message" if the fault is in a value, else only a message.
                let (field, message) = match text.split_once(": ") {
                    Some((field, message)) if !field.contains(' ') => (field, message),
                    _ => ("", text),
                };
                Err(Error::invalid(vec![json_fault::name(field, message)]))
            }
        }
    }
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(PathRejection::FailedToDeserializePathParams(fault)) => match fault.kind() {
                ErrorKind::ParseErrorAtKey { key, .. }
                | ErrorKind::DeserializeError { key, .. }
                | ErrorKind::InvalidUtf8InPathParam { key } => Err(invalid_segment(key)),
                ErrorKind::ParseErrorAtIndex { .. }
                | ErrorKind::ParseError { .. }
                | ErrorKind::Message(_) => Err(invalid_segment("path")),
                _ => Err(Error::internal(fault.body_text())),
            },
            Err(rejection) => Err(Error::internal(rejection.body_text())),
        }
    }
}

fn invalid_segment(key: &str) -> Error {
    Error::invalid(vec![FieldError::new(key, "invalid", "is no id of this path")])
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use serde::Deserialize;

    use super::*;
    use crate::base::page::PageQuery;

    fn post(content_type: &str, body: impl Into<Body>) -> Request {
        let mut request = Request::new(body.into());
        request.headers_mut().insert(header::CONTENT_TYPE, content_type.parse().unwrap());
        request
    }

    async fn code_of(request: Request) -> &'static str {
        read_body(request).await.unwrap_err().code().name()
    }

    #[tokio::test]
    async fn bodies_are_json_and_not_too_large() {
        let good = read_body(post("application/json; charset=utf-8", "{}")).await.unwrap();
        assert_eq!(&good[..], b"{}");
        assert_eq!(code_of(post("text/plain", "{}")).await, "unsupported_media_type");
        assert_eq!(code_of(Request::new(Body::from("a=b"))).await, "unsupported_media_type");
        let large = vec![b' '; BODY_LIMIT + 1];
        assert_eq!(code_of(post("application/json", large)).await, "body_too_large");
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_trickles_is_given_up() {
        let forever = futures_util::stream::pending::<Result<Bytes, std::io::Error>>();
        let request = post("application/json", Body::from_stream(forever));
        assert_eq!(code_of(request).await, "invalid_json");
    }

    #[test]
    fn an_empty_body_is_an_empty_object() {
        #[derive(Deserialize)]
        struct Nothing {}
        assert!(parse_json::<Nothing>(b"").is_ok());
    }

    #[tokio::test]
    async fn query_faults_name_their_field() {
        let mut fields = Vec::new();
        for query in ["limit=x", "offset=3", "limit=1&limit=2"] {
            let request = Request::get(format!("/?{query}")).body(()).unwrap();
            let (mut parts, ()) = request.into_parts();
            let refused =
                Query::<PageQuery>::from_request_parts(&mut parts, &()).await.err().unwrap();
            let Error::Refused(refusal) = refused else { panic!("{query}") };
            let detail = refusal.details.into_iter().next().unwrap();
            fields.push((detail.field, detail.code));
        }
        assert_eq!(
            fields,
            [
                ("limit".to_owned(), "invalid"),
                ("offset".to_owned(), "unknown_field"),
                ("limit".to_owned(), "duplicate_field"),
            ]
        );
    }
}
