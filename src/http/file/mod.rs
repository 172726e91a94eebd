//! Files as they go out: whole or in part, saved or shown, read as fast as the caller takes them.

pub mod disposition;
pub mod range;

use std::convert::Infallible;

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::TryStreamExt as _;

pub use self::disposition::Disposition;
use self::range::{Wanted, wanted};
use super::headers::ASK_FIRST;
use super::represent::matches;
use crate::base::{Error, Result, codes};
use crate::infra::blobs::Blobs;

const BYTES: HeaderValue = HeaderValue::from_static("bytes");

/// What a file that is shown may do: show itself. Whatever it holds, it is a stranger to our pages.
const ALONE: HeaderValue = HeaderValue::from_static(
    "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; frame-ancestors 'self'; \
     base-uri 'none'; form-action 'none'",
);
/// The same without the sandbox, in which browsers do not open their own viewer of PDF. That viewer is no
/// part of our origin.
const IN_THE_VIEWER: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; object-src 'self'; frame-ancestors 'self'; base-uri 'none'; \
     form-action 'none'",
);

/// What a request says of the file it asks for.
#[derive(Debug, Clone)]
pub struct Asked {
    method: Method,
    headers: HeaderMap,
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let mut headers = HeaderMap::new();
        for name in [header::RANGE, header::IF_RANGE, header::IF_NONE_MATCH] {
            for value in parts.headers.get_all(&name) {
                headers.append(&name, value.clone());
            }
        }
        Ok(Self { method: parts.method.clone(), headers })
    }
}

/// A file to send.
#[derive(Debug, Clone, Copy)]
pub struct Outgoing<'a> {
    /// Its blob. Its name is the file's tag, too.
    pub blob: &'a str,
    /// What it is called.
    pub file_name: &'a str,
    /// What it is; of a file that is shown, see [`shown_as`](crate::infra::filetype::shown_as).
    pub media_type: &'a str,
    /// Saved or shown.
    pub disposition: Disposition,
}

/// Answers with a file, or the part that was asked for; none if there is no such blob. Callers may keep
/// it, but ask each time: so who may no longer see it cannot.
///
/// # Errors
/// `range_unsatisfiable` comes as a response; `internal_error` if the store does not give the bytes.
pub async fn send(blobs: &Blobs, asked: &Asked, file: Outgoing<'_>) -> Result<Option<Response>> {
    let Some(size) = blobs.size(file.blob).await? else { return Ok(None) };
    let tag = format!("\"{}\"", file.blob);
    let etag = HeaderValue::try_from(&tag).map_err(|_| Error::internal("a blob has no name"))?;
    let known = asked.headers.get_all(header::IF_NONE_MATCH).iter();
    if known.into_iter().any(|known| matches(known, &etag)) {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        response.headers_mut().insert(header::ETAG, etag);
        response.headers_mut().insert(header::CACHE_CONTROL, ASK_FIRST);
        return Ok(Some(response));
    }
    let (status, part) = match wanted(&asked.method, &asked.headers, &tag, size) {
        Wanted::Whole => (StatusCode::OK, 0..size),
        Wanted::Part(part) => (StatusCode::PARTIAL_CONTENT, part),
        Wanted::Nothing => return Ok(Some(nothing_of(size))),
    };
    let length = part.end - part.start;
    let place = format!("bytes {}-{}/{size}", part.start, part.end.saturating_sub(1));
    let body = if asked.method == Method::HEAD {
        Body::empty()
    } else {
        let Some(bytes) = blobs.stream(file.blob, part).await? else { return Ok(None) };
        // The answer has begun: all that can be told now is that it ends too early.
        Body::from_stream(bytes.inspect_err(|error| tracing::error!(%error, "a file broke off")))
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    describe(headers, file)?;
    headers.insert(header::ETAG, etag);
    headers.insert(header::CONTENT_LENGTH, length.into());
    if status == StatusCode::PARTIAL_CONTENT {
        let place = HeaderValue::try_from(place).expect("numbers are plain ASCII");
        headers.insert(header::CONTENT_RANGE, place);
    }
    Ok(Some(response))
}

fn describe(headers: &mut HeaderMap, file: Outgoing<'_>) -> Result<()> {
    let media_type = HeaderValue::try_from(file.media_type)
        .map_err(|_| Error::internal(format!("{:?} is no media type", file.media_type)))?;
    if file.disposition == Disposition::Inline {
        let pdf = file.media_type == "application/pdf";
        let policy = if pdf { IN_THE_VIEWER } else { ALONE };
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(header::CONTENT_TYPE, media_type);
    headers.insert(header::CONTENT_DISPOSITION, file.disposition.of(file.file_name));
    headers.insert(header::ACCEPT_RANGES, BYTES);
    headers.insert(header::CACHE_CONTROL, ASK_FIRST);
    Ok(())
}

fn nothing_of(size: u64) -> Response {
    let mut response = Error::from(codes::RANGE_UNSATISFIABLE).into_response();
    let whole = HeaderValue::try_from(format!("bytes */{size}")).expect("numbers are plain ASCII");
    response.headers_mut().insert(header::CONTENT_RANGE, whole);
    response
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http_body_util::BodyExt as _;

    use super::*;

    struct Shop {
        blobs: Blobs,
        name: String,
        _folder: tempfile::TempDir,
    }

    impl Shop {
        async fn with(bytes: &'static [u8]) -> Self {
            let folder = tempfile::tempdir().unwrap();
            let config = crate::config::Config::default().blobs;
            let blobs = Blobs::open(folder.path(), &config).unwrap();
            let name = blobs.put(Bytes::from_static(bytes)).await.unwrap();
            Self { blobs, name, _folder: folder }
        }

        async fn ask(&self, method: Method, headers: &[(&'static str, &str)]) -> Response {
            self.ask_to(Disposition::Attachment, "text/plain", method, headers).await
        }

        async fn ask_to(
            &self,
            disposition: Disposition,
            media_type: &str,
            method: Method,
            headers: &[(&'static str, &str)],
        ) -> Response {
            let mut request = axum::extract::Request::new(());
            *request.method_mut() = method;
            for (name, value) in headers {
                request.headers_mut().append(*name, value.parse().unwrap());
            }
            let (mut parts, ()) = request.into_parts();
            let Ok(asked) = Asked::from_request_parts(&mut parts, &()).await;
            let file = Outgoing { blob: &self.name, file_name: "a b.txt", media_type, disposition };
            send(&self.blobs, &asked, file).await.unwrap().unwrap()
        }
    }

    async fn body(response: Response) -> Bytes {
        response.into_body().collect().await.unwrap().to_bytes()
    }

    #[tokio::test]
    async fn a_file_goes_out_whole_with_all_that_is_known_of_it() {
        let shop = Shop::with(b"0123456789").await;
        for method in [Method::GET, Method::HEAD] {
            let answer = shop.ask(method.clone(), &[]).await;
            assert_eq!(answer.status(), StatusCode::OK);
            let headers = answer.headers();
            assert_eq!(headers[header::CONTENT_LENGTH], "10");
            assert_eq!(headers[header::ACCEPT_RANGES], "bytes");
            assert_eq!(headers[header::ETAG], format!("\"{}\"", shop.name).as_str());
            assert_eq!(headers[header::CACHE_CONTROL], "private, no-cache");
            assert_eq!(headers[header::CONTENT_DISPOSITION], "attachment; filename=\"a b.txt\"");
            let expected = if method == Method::HEAD { "" } else { "0123456789" };
            assert_eq!(body(answer).await, expected);
        }
    }

    #[tokio::test]
    async fn a_part_goes_out_alone_and_what_is_beyond_is_refused() {
        let shop = Shop::with(b"0123456789").await;
        let answer = shop.ask(Method::GET, &[("range", "bytes=2-4")]).await;
        assert_eq!(answer.status(), StatusCode::PARTIAL_CONTENT);
        assert_eq!(answer.headers()[header::CONTENT_RANGE], "bytes 2-4/10");
        assert_eq!(answer.headers()[header::CONTENT_LENGTH], "3");
        assert_eq!(body(answer).await, "234");
        for range in ["bytes=10-", "bytes=0-1,3-4"] {
            let answer = shop.ask(Method::GET, &[("range", range)]).await;
            assert_eq!(answer.status(), StatusCode::RANGE_NOT_SATISFIABLE);
            assert_eq!(answer.headers()[header::CONTENT_RANGE], "bytes */10");
        }
        let head = shop.ask(Method::HEAD, &[("range", "bytes=2-4")]).await;
        assert_eq!(
            (head.status(), &head.headers()[header::CONTENT_LENGTH]),
            (StatusCode::OK, &"10".parse().unwrap())
        );
        let stale = [("range", "bytes=2-4"), ("if-range", "\"other\"")];
        assert_eq!(body(shop.ask(Method::GET, &stale).await).await, "0123456789");
    }

    #[tokio::test]
    async fn a_known_file_is_not_sent_again() {
        let shop = Shop::with(b"0123456789").await;
        let tag = format!("\"{}\"", shop.name);
        for known in [tag.clone(), format!("\"x\", W/{tag}"), "*".to_owned()] {
            let headers = [("if-none-match", known.as_str()), ("range", "bytes=2-4")];
            let answer = shop.ask(Method::GET, &headers).await;
            assert_eq!(answer.status(), StatusCode::NOT_MODIFIED);
            assert_eq!(answer.headers()[header::ETAG], tag.as_str());
            assert!(body(answer).await.is_empty());
        }
    }

    #[tokio::test]
    async fn what_is_shown_is_shown_alone() {
        let shop = Shop::with(b"0123456789").await;
        let policy = async |disposition, media_type| {
            let answer = shop.ask_to(disposition, media_type, Method::GET, &[]).await;
            let policy = answer.headers().get(header::CONTENT_SECURITY_POLICY).cloned();
            policy.map(|policy| policy.to_str().unwrap().to_owned())
        };
        let shown = policy(Disposition::Inline, "image/png").await.unwrap();
        assert!(shown.starts_with("sandbox; default-src 'none'"), "{shown}");
        let pdf = policy(Disposition::Inline, "application/pdf").await.unwrap();
        assert!(pdf.starts_with("default-src 'none'"), "{pdf}");
        assert_eq!(policy(Disposition::Attachment, "image/png").await, None);
    }
}
