//! The API's document: OpenAPI 3.1 at `/docs-json`, and a page at `/docs` that works offline and
//! without a script.
//!
//! What is served is `docs/openapi.json`, which a test compares with what the handlers say of themselves
//! ([`operations!`]). A release does not carry their descriptions: they are four megabytes of code that would run at
//! each start, for a text that is known beforehand.

mod page;

use std::io::Read as _;
use std::sync::LazyLock;

use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::routing::get;
use bytes::Bytes;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, Info, OpenApi, OpenApiBuilder, SecurityRequirement};

use super::answer::json_bytes;
use super::headers::ASK_FIRST;

/// `docs/openapi.json`, packed by the build.
const PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/openapi.json.gz"));

/// The document as JSON, unpacked when it is first wanted.
static DOCUMENT: LazyLock<String> = LazyLock::new(|| {
    let mut text = String::new();
    let unpacked = flate2::read::GzDecoder::new(PACKED).read_to_string(&mut text);
    unpacked.expect("the build packed it");
    text
});

/// The document as a page.
static PAGE: LazyLock<Bytes> = LazyLock::new(|| {
    let document = serde_json::from_str(&DOCUMENT).expect("the build read it");
    Bytes::from(page::render(&document))
});

/// The routes of handlers that have `#[utoipa::path]`, all of one path: what a feature gives to `OpenApiRouter::routes`.
/// With their description where that is compared with the document kept, without it in a release.
macro_rules! operations {
    ($($handler:path),+ $(,)?) => {
        if cfg!(debug_assertions) {
            utoipa_axum::routes!($($handler),+)
        } else {
            utoipa_axum::paste! {{
                use utoipa_axum::PathItemExt as _;
                let mut paths = utoipa::openapi::path::Paths::new();
                let mut router = axum::routing::MethodRouter::new();
                $(
                    let path = utoipa_axum::routes!(@path [path()] of $handler);
                    paths.paths.entry(path).or_default();
                    for method in utoipa_axum::routes!(@path [methods()] of $handler) {
                        router = router.on(method.to_method_filter(), $handler);
                    }
                )+
                (Vec::new(), paths, router)
            }}
        }
    };
}
pub(crate) use operations;

const STYLE: &str = include_str!("style.css");

const ABOUT: &str = "The API of EPOP. Ids are decimal strings, times are ISO-8601 in UTC. Every error has \
    the same body: `code`, `message`, `details`, `requestId`, `traceId`, `ts`, `path`. Changes accept an \
    `Idempotency-Key`: a request sent again under the same key has one effect and the same answer.";

/// A document without operations, for the features to add theirs.
pub fn base() -> OpenApi {
    let mut info = Info::new("EPOP", env!("CARGO_PKG_VERSION"));
    info.description = Some(ABOUT.to_owned());
    let cookie = ApiKeyValue::with_description("accessToken", "Set by signing in.");
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    let mut components = Components::new();
    components.add_security_scheme("cookie", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    let none: [&str; 0] = [];
    OpenApiBuilder::new()
        .info(info)
        .components(Some(components))
        .security(Some([
            SecurityRequirement::new("cookie", none),
            SecurityRequirement::new("bearer", none),
        ]))
        .build()
}

/// The document as JSON.
pub fn document() -> &'static str {
    &DOCUMENT
}

/// `/docs`, its style, and `/docs-json`.
pub fn routes() -> Router {
    let policy = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    let json = async || json_bytes(StatusCode::OK, Bytes::from_static(document().as_bytes()));
    Router::new()
        .route("/docs-json", get(json))
        .route(
            "/docs",
            get(async move || (typed("text/html; charset=utf-8", policy), PAGE.clone())),
        )
        .route(
            "/docs/style.css",
            get(async move || (typed("text/css; charset=utf-8", policy), STYLE)),
        )
}

fn typed(kind: &'static str, policy: &'static str) -> [(header::HeaderName, HeaderValue); 3] {
    [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
        (header::CACHE_CONTROL, ASK_FIRST),
    ]
}
