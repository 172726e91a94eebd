//! An answer, after it was distrusted: headers, envelope, schema, forms of ids and times.

use std::io::Read as _;

use bytes::Bytes;
use epop::base::codes::{self, Class};
use epop::base::time::Timestamp;
use reqwest::Method;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, SET_COOKIE};
use serde_json::Value;

use super::Document;

/// Every header an answer may carry. A new one is added here on purpose, or it is a leak.
const ALLOWED_HEADERS: [&str; 43] = [
    "accept-ranges",
    "access-control-allow-credentials",
    "access-control-allow-headers",
    "access-control-allow-methods",
    "access-control-allow-origin",
    "access-control-expose-headers",
    "access-control-max-age",
    "allow",
    "cache-control",
    "connection",
    "content-disposition",
    "content-encoding",
    "content-length",
    "content-range",
    "content-security-policy",
    "content-type",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "date",
    "etag",
    "idempotency-replayed",
    "location",
    "origin-agent-cluster",
    "permissions-policy",
    "referrer-policy",
    "retry-after",
    "set-cookie",
    "strict-transport-security",
    "transfer-encoding",
    "tus-checksum-algorithm",
    "tus-extension",
    "tus-max-size",
    "tus-resumable",
    "tus-version",
    "upload-expires",
    "upload-length",
    "upload-offset",
    "vary",
    "www-authenticate",
    "x-content-type-options",
    "x-file-id",
    "x-request-id",
    "x-trace-id",
];

const LIMIT_HEADERS: [&str; 3] =
    ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"];

/// What was asked.
pub(super) struct Asked {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) request_id: Option<String>,
}

/// An answer that keeps the contract.
#[derive(Debug)]
pub(crate) struct Response {
    asked: String,
    status: u16,
    headers: HeaderMap,
    /// How many bytes the body had on its way.
    length: usize,
    body: Bytes,
    json: Value,
}

impl Response {
    /// Checks an answer in every way that holds for all of them.
    pub(super) fn check(
        asked: Asked,
        status: u16,
        headers: HeaderMap,
        body: Bytes,
        document: &Document,
    ) -> Self {
        let length = body.len();
        let body = if headers.get(CONTENT_ENCODING).is_some_and(|coding| coding == "gzip") {
            unpack(&body)
        } else {
            body
        };
        let is_json = headers.get(CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
        let json = if is_json && !(asked.method == Method::HEAD && body.is_empty()) {
            serde_json::from_slice(&body).unwrap_or_else(|error| panic!("{}: {error}", asked.path))
        } else {
            Value::Null
        };
        let response = Self {
            asked: format!("{} {}", asked.method, asked.path),
            status,
            headers,
            length,
            body,
            json,
        };
        response.check_headers(&asked);
        if asked.path.starts_with("/api/") {
            response.check_api(&asked, is_json);
        }
        let operation = document.find(asked.method.as_str(), &asked.path);
        if status >= 400 {
            response.check_envelope(&asked);
            // What every endpoint can answer is not repeated at each of them.
            let own =
                matches!(status, 403 | 404 | 409) && response.json["code"] != "cross_site_request";
            if let Some(operation) = operation.filter(|_| own) {
                let documented = operation.facts["responses"].get(status.to_string());
                assert!(documented.is_some(), "{response} is not documented");
            }
        } else if let Some(operation) =
            operation.filter(|_| status != 304 && asked.method != Method::HEAD)
        {
            let faults = document.faults(operation, status, &response.json);
            assert!(faults.is_empty(), "{response} is not as documented:\n{}", faults.join("\n"));
        }
        response
    }

    fn check_headers(&self, asked: &Asked) {
        for name in self.headers.keys() {
            let known =
                ALLOWED_HEADERS.contains(&name.as_str()) || LIMIT_HEADERS.contains(&name.as_str());
            assert!(known, "{self} has the header {name}");
        }
        for name in
            ["x-request-id", "x-trace-id", "permissions-policy", "referrer-policy", "cache-control"]
        {
            assert!(self.header(name).is_some(), "{self} has no {name}");
        }
        assert_eq!(self.header("x-content-type-options"), Some("nosniff"), "{self}");
        assert_eq!(self.header("cross-origin-resource-policy"), Some("same-origin"), "{self}");
        let policy = self.header("content-security-policy").unwrap_or_default();
        assert!(policy.contains("default-src"), "{self} has no policy");
        assert!(
            !policy.contains("unsafe-inline") && !policy.contains("unsafe-eval"),
            "{self}: {policy}"
        );
        if let Some(sent) = &asked.request_id {
            assert_eq!(self.header("x-request-id"), Some(sent.as_str()), "{self}");
        }
        if matches!(self.status, 429 | 503) {
            let wait = self.header("retry-after").and_then(|wait| wait.parse::<u64>().ok());
            assert!(wait.is_some_and(|wait| wait > 0), "{self} does not say when to come back");
        }
        for cookie in self.cookies() {
            cookie.check(self);
        }
    }

    fn check_api(&self, asked: &Asked, is_json: bool) {
        // Pictures and files are answered as they are; the protocol of resumable uploads has no bodies.
        let is_picture = self.header("content-type").is_some_and(|kind| kind.starts_with("image/"));
        let is_file = self.header("content-disposition").is_some();
        let bodiless = is_picture
            || is_file
            || (self.header("tus-resumable").is_some() && self.body.is_empty())
            || self.status == 304
            || asked.method == Method::HEAD
            || asked.method == Method::OPTIONS;
        assert!(is_json || bodiless, "{self} has no JSON body");
        let cache = self.header("cache-control").unwrap_or_default();
        assert!(
            cache.contains("no-store") || cache.contains("private"),
            "{self} may be kept by others: {cache}"
        );
        // A refusal may name what the caller sent.
        let told = if self.status < 400 { &self.body[..] } else { b"" };
        let text = String::from_utf8_lossy(told);
        for secret in ["passwordHash", "password_hash", "argon2", "tokenHash"] {
            assert!(!text.contains(secret), "{self} tells a secret");
        }
        check_forms(&self.json, "$", self);
    }

    /// The one envelope: exactly its keys, a code of the table with its status, and this request's ids.
    fn check_envelope(&self, asked: &Asked) {
        if asked.method == Method::HEAD {
            return;
        }
        let object = self.json.as_object().unwrap_or_else(|| panic!("{self} has no envelope"));
        let mut keys: Vec<&str> = object.keys().map(String::as_str).collect();
        keys.sort_unstable();
        assert_eq!(
            keys,
            ["code", "details", "message", "path", "requestId", "traceId", "ts"],
            "{self}"
        );
        let code = codes::ALL.iter().find(|code| self.json["code"] == code.name());
        let code = code.unwrap_or_else(|| panic!("{self} has an unknown code"));
        assert_eq!(status_of(code.class()), self.status, "{self}");
        assert_ne!(code.class(), Class::Internal, "{self} is a fault of the server");
        assert_eq!(self.json["message"], code.message(), "{self}");
        assert_eq!(self.json["requestId"].as_str(), self.header("x-request-id"), "{self}");
        assert_eq!(self.json["traceId"].as_str(), self.header("x-trace-id"), "{self}");
        assert_eq!(self.json["path"].as_str(), asked.path.split('?').next(), "{self}");
        let ts = self.json["ts"].as_str().unwrap_or_default();
        assert!(ts.parse::<Timestamp>().is_ok(), "{self}: {ts}");
        for detail in self.json["details"].as_array().expect("details is a list") {
            let keys = detail.as_object().map(serde_json::Map::len);
            let texts = ["field", "code", "message"].iter().all(|key| detail[key].is_string());
            let more = usize::from(detail["more"].is_object());
            assert!(keys == Some(3 + more) && texts, "{self}: {detail}");
        }
    }

    /// The body of a 200.
    #[track_caller]
    pub(crate) fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{self}");
        self.json.clone()
    }

    /// The body of a 201.
    #[track_caller]
    pub(crate) fn created(&self) -> Value {
        assert_eq!(self.status, 201, "{self}");
        self.json.clone()
    }

    /// The envelope of a refusal with this code; its status was checked against the table already.
    #[track_caller]
    pub(crate) fn refused(&self, code: &str) -> Value {
        assert!(self.status >= 400 && self.json["code"] == code, "{self} is not {code}");
        self.json.clone()
    }

    /// Asserts a 400 that names `field` with `fault`.
    #[track_caller]
    pub(crate) fn invalid(&self, field: &str, fault: &str) {
        let details = self.refused("invalid_request")["details"].clone();
        let named = details.as_array().is_some_and(|details| {
            details.iter().any(|detail| detail["field"] == field && detail["code"] == fault)
        });
        assert!(named, "{self} does not name {field}: {fault}");
    }

    /// The status.
    pub(crate) fn status(&self) -> u16 {
        self.status
    }

    /// The JSON body; null if there is none.
    pub(crate) fn json(&self) -> &Value {
        &self.json
    }

    /// The body as it is.
    pub(crate) fn body(&self) -> &[u8] {
        &self.body
    }

    /// How many bytes the body had on its way.
    pub(crate) fn length(&self) -> usize {
        self.length
    }

    /// The body, unpacked.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("the body is text")
    }

    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("headers are ASCII"))
    }

    /// The cookies it sets.
    pub(crate) fn cookies(&self) -> Vec<SetCookie> {
        let lines = self.headers.get_all(SET_COOKIE).iter();
        lines.map(|line| SetCookie::parse(line.to_str().expect("cookies are ASCII"))).collect()
    }

    /// The value a cookie is set to; none if it is not set.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies().into_iter().find(|cookie| cookie.name == name).map(|cookie| cookie.value)
    }
}

impl std::fmt::Display for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let body = String::from_utf8_lossy(&self.body);
        write!(
            f,
            "{} answered {} {}",
            self.asked,
            self.status,
            body.chars().take(600).collect::<String>()
        )
    }
}

/// A `Set-Cookie` line.
#[derive(Debug)]
pub(crate) struct SetCookie {
    /// Its name.
    pub(crate) name: String,
    /// Its value.
    pub(crate) value: String,
    attributes: Vec<(String, String)>,
}

impl SetCookie {
    fn parse(line: &str) -> Self {
        let mut parts =
            line.split(';').map(|part| part.trim().split_once('=').unwrap_or((part.trim(), "")));
        let (name, value) = parts.next().unwrap_or_default();
        let attributes =
            parts.map(|(key, value)| (key.to_ascii_lowercase(), value.to_owned())).collect();
        Self { name: name.to_owned(), value: value.to_owned(), attributes }
    }

    /// The value of an attribute, lower case; empty for a flag.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn check(&self, response: &Response) {
        assert!(self.attribute("httponly").is_some(), "{response}: {self:?}");
        assert_eq!(self.attribute("samesite"), Some("Lax"), "{response}: {self:?}");
        assert_eq!(self.attribute("path"), Some("/"), "{response}: {self:?}");
        assert!(self.attribute("domain").is_none(), "{response}: {self:?}");
    }
}

fn unpack(packed: &[u8]) -> Bytes {
    let mut plain = Vec::new();
    let mut decoder = flate2::read::GzDecoder::new(packed);
    decoder.read_to_end(&mut plain).expect("the body unpacks");
    plain.into()
}

/// Ids are strings and moments end in `Z`, wherever they stand.
fn check_forms(value: &Value, path: &str, response: &Response) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                let path = format!("{path}.{key}");
                let is_id = key == "id" || key.ends_with("Id");
                assert!(
                    !is_id || value.is_string() || value.is_null(),
                    "{response}: {path} is {value}"
                );
                if key.ends_with("At")
                    && let Some(moment) = value.as_str()
                {
                    assert!(
                        moment.len() == 24 && moment.ends_with('Z'),
                        "{response}: {path} is {moment}"
                    );
                }
                check_forms(value, &path, response);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| check_forms(item, path, response)),
        _ => {}
    }
}

/// The status that the contract gives each kind of refusal.
pub(crate) fn status_of(class: Class) -> u16 {
    match class {
        Class::Invalid => 400,
        Class::Unauthenticated => 401,
        Class::Forbidden => 403,
        Class::NotFound => 404,
        Class::MethodNotAllowed => 405,
        Class::Conflict => 409,
        Class::Gone => 410,
        Class::TooLarge => 413,
        Class::Unsupported => 415,
        Class::Unsatisfiable => 416,
        Class::Unprocessable => 422,
        Class::RateLimited => 429,
        Class::Internal => 500,
        Class::Unavailable => 503,
        Class::Precondition => 412,
        Class::Garbled => 460,
        Class::InsufficientStorage => 507,
    }
}
