//! How a JSON answer to GET goes out: with a tag, not at all if the caller has it, packed if it is
//! large. One pass over the bytes instead of three layers; answers to other methods stay as they are.

use std::io::Write as _;

use axum::body::{Body, HttpBody as _};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http_body_util::BodyExt as _;

use super::headers::ASK_FIRST;

/// Smaller answers are not worth packing: they fit into one packet anyway.
const WORTH_PACKING: usize = 1024;

const GZIP: HeaderValue = HeaderValue::from_static("gzip");

/// What the request says about representations, read before it is given away.
pub(super) struct Wishes {
    is_get: bool,
    gzip: bool,
    known: Option<HeaderValue>,
}

impl Wishes {
    pub(super) fn read(method: &Method, headers: &HeaderMap) -> Self {
        Self {
            is_get: *method == Method::GET,
            gzip: accepts(headers, "gzip"),
            known: headers.get(header::IF_NONE_MATCH).cloned(),
        }
    }

    /// Tags and packs an answer that is a whole JSON body.
    pub(super) async fn apply(self, response: Response) -> Response {
        let headers = response.headers();
        let json = headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
        let plain = self.is_get
            && json
            && response.status() == StatusCode::OK
            && !headers.contains_key(header::ETAG)
            && !headers.contains_key(header::CONTENT_ENCODING);
        if !plain || response.body().size_hint().exact().is_none() {
            return response;
        }
        let (mut parts, body) = response.into_parts();
        let Ok(body) = body.collect().await else {
            return Response::from_parts(parts, Body::empty());
        };
        let body = body.to_bytes();
        let packs = self.gzip && body.len() >= WORTH_PACKING;
        let tag = tag_of(&body, packs);
        parts.headers.entry(header::CACHE_CONTROL).or_insert(ASK_FIRST);
        if body.len() >= WORTH_PACKING {
            parts.headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
        }
        // The router has counted the plain body already; the server counts again.
        parts.headers.remove(header::CONTENT_LENGTH);
        let unchanged = self.known.as_ref().is_some_and(|known| matches(known, &tag));
        parts.headers.insert(header::ETAG, tag);
        if unchanged {
            parts.status = StatusCode::NOT_MODIFIED;
            parts.headers.remove(header::CONTENT_TYPE);
            return Response::from_parts(parts, Body::empty());
        }
        if !packs {
            return Response::from_parts(parts, Body::from(body));
        }
        parts.headers.insert(header::CONTENT_ENCODING, GZIP);
        Response::from_parts(parts, Body::from(pack(&body, Compression::fast())))
    }
}

/// True if the caller takes a coding, such as `gzip`: what is said of it by name counts more than `*`.
pub(super) fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    let value = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let choices = value.unwrap_or_default();
    let said_of = |name: &str| {
        choices.split(',').find_map(|choice| {
            let mut words = choice.split(';').map(str::trim);
            let refuses = |word| matches!(word, "q=0" | "q=0.0" | "q=0.00" | "q=0.000");
            (words.next() == Some(name)).then(|| !words.any(refuses))
        })
    };
    said_of(coding).or_else(|| said_of("*")).unwrap_or(false)
}

/// Packs bytes with gzip.
pub(super) fn pack(bytes: &[u8], level: Compression) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), level);
    encoder.write_all(bytes).expect("a vector takes everything");
    Bytes::from(encoder.finish().expect("a vector takes everything"))
}

/// A strong tag: 128 bits of the plain bytes, and whether these are the packed ones.
fn tag_of(body: &[u8], packed: bool) -> HeaderValue {
    let hash = xxhash_rust::xxh3::xxh3_128(body);
    let tag = if packed { format!("\"{hash:032x}-gz\"") } else { format!("\"{hash:032x}\"") };
    HeaderValue::try_from(tag).expect("a tag is plain ASCII")
}

/// True if one of the tags the caller knows is `tag`, packed or not: the content is the same.
pub(super) fn matches(known: &HeaderValue, tag: &HeaderValue) -> bool {
    let core = |text: &str| {
        let text = text.trim();
        text.strip_prefix("W/").unwrap_or(text).trim_matches('"').trim_end_matches("-gz").to_owned()
    };
    let (Ok(known), Ok(tag)) = (known.to_str(), tag.to_str()) else { return false };
    let tag = core(tag);
    known.trim() == "*" || known.split(',').any(|one| core(one) == tag)
}

#[cfg(test)]
mod tests {
    use super::super::answer::json;
    use super::*;

    async fn answer(headers: &[(&'static str, &str)], items: usize) -> Response {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        let wishes = Wishes::read(&Method::GET, &map);
        wishes.apply(json(StatusCode::OK, &vec!["item"; items])).await
    }

    #[tokio::test]
    async fn a_known_answer_is_not_sent_again() {
        let first = answer(&[], 3).await;
        let tag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
        for known in [tag.clone(), format!("W/{tag}, \"other\""), "*".to_owned()] {
            let again = answer(&[("if-none-match", &known)], 3).await;
            assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{known}");
            assert_eq!(again.headers()[header::ETAG], tag);
            assert!(again.into_body().collect().await.unwrap().to_bytes().is_empty());
        }
        assert_eq!(answer(&[("if-none-match", &tag)], 4).await.status(), StatusCode::OK);
    }

    #[tokio::test]
    async fn large_answers_are_packed_for_those_who_unpack() {
        let packed = answer(&[("accept-encoding", "br, gzip;q=0.8")], 500).await;
        assert_eq!(packed.headers()[header::CONTENT_ENCODING], "gzip");
        let tag = packed.headers()[header::ETAG].to_str().unwrap().to_owned();
        let body = packed.into_body().collect().await.unwrap().to_bytes();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&body[..]), &mut text)
            .unwrap();
        assert!(text.starts_with("[\"item\""));

        let plain = answer(&[("accept-encoding", "gzip;q=0")], 500).await;
        assert!(!plain.headers().contains_key(header::CONTENT_ENCODING));
        assert_ne!(plain.headers()[header::ETAG].to_str().unwrap(), tag);
        let small = answer(&[("accept-encoding", "gzip")], 5).await;
        assert!(!small.headers().contains_key(header::CONTENT_ENCODING));
    }
}
