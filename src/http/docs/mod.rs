//! The API's document: OpenAPI 3.1 at `/docs-json`, and a page at `/docs` that works offline and
//! without a script. Both are written once, at the start.

mod page;

use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::routing::get;
use bytes::Bytes;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, Info, OpenApi, OpenApiBuilder, SecurityRequirement};

use super::answer::json_bytes;
use super::headers::ASK_FIRST;
use crate::base::Result;

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
///
/// # Errors
/// Fails if it cannot be written, which would be a fault of a feature's schema.
pub fn to_json(document: &OpenApi) -> Result<String> {
    Ok(document.to_pretty_json()?)
}

/// `/docs`, its style, and `/docs-json`.
///
/// # Errors
/// As [`to_json`].
pub fn routes(document: OpenApi) -> Result<Router> {
    let json = Bytes::from(to_json(&document)?);
    let html = Bytes::from(page::render(&serde_json::to_value(&document)?));
    let policy = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    Ok(Router::new()
        .route("/docs-json", get(async move || json_bytes(StatusCode::OK, json)))
        .route("/docs", get(async move || (typed("text/html; charset=utf-8", policy), html)))
        .route(
            "/docs/style.css",
            get(async move || (typed("text/css; charset=utf-8", policy), STYLE)),
        ))
}

fn typed(kind: &'static str, policy: &'static str) -> [(header::HeaderName, HeaderValue); 3] {
    [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
        (header::CACHE_CONTROL, ASK_FIRST),
    ]
}
