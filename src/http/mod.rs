//! The HTTP kit, without any feature: server, extractors, answers, limits, the embedded page, and
//! the [`stack`] that surrounds every route.

pub mod answer;
pub mod docs;
pub mod exposition;
pub mod extract;
pub mod file;
mod front;
mod headers;
mod json_fault;
pub mod limits;
pub mod meta;
pub mod origin;
mod represent;
pub mod server;
pub mod ui;

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, Method, header};
use tower_http::cors::{AllowOrigin, CorsLayer};

use self::extract::BodyTimeout;
use self::front::{FrontLayer, FrontState};
use self::origin::Origins;
use self::ui::Ui;
use crate::config;
use crate::infra::clock::Clock;
use crate::infra::telemetry::Metrics;

/// What the stack needs.
pub struct Kit<'a> {
    /// Proxies, origins and timeouts.
    pub config: &'a config::Server,
    /// Where requests are counted.
    pub metrics: &'a Metrics,
    /// The time in envelopes.
    pub clock: Clock,
    /// The page, for every address that no route has.
    pub ui: Ui,
}

/// Surrounds the routes, in the order in which a request meets it: the pass that gives ids, headers,
/// envelope, figures and log line; then CORS, if configured; then the route, or the page.
pub fn stack(routes: Router, kit: Kit<'_>) -> Router {
    let state = FrontState {
        metrics: kit.metrics.http.clone(),
        clock: kit.clock,
        trusted_proxies: kit.config.trusted_proxies.clone(),
        origins: Origins::of(kit.config),
        body_timeout: BodyTimeout(kit.config.body_timeout),
    };
    let mut whole = kit.ui.surround(routes);
    if let Some(cors) = cors(kit.config) {
        whole = whole.layer(cors);
    }
    whole.layer(FrontLayer(Arc::new(state)))
}

/// What a page says by the protocol of resumable uploads, and what it is told.
const TUS_ASKED: [&str; 5] =
    ["tus-resumable", "upload-length", "upload-metadata", "upload-offset", "upload-checksum"];
const TUS_TOLD: [&str; 7] = [
    "tus-resumable",
    "tus-version",
    "upload-offset",
    "upload-length",
    "upload-expires",
    "x-file-id",
    "tus-max-size",
];

/// Lets the pages of the listed origins call with credentials; none unless there are any.
fn cors(config: &config::Server) -> Option<CorsLayer> {
    let origins: Vec<HeaderValue> = config
        .cors_origins
        .iter()
        .filter_map(|origin| HeaderValue::from_str(origin.as_str()).ok())
        .collect();
    if origins.is_empty() {
        return None;
    }
    let idempotency_key = HeaderName::from_static("idempotency-key");
    let seen = [
        "x-request-id",
        "x-trace-id",
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
    ];
    let layer = CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_credentials(true)
        .allow_methods([
            Method::GET,
            Method::HEAD,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ])
        .allow_headers(
            TUS_ASKED
                .map(HeaderName::from_static)
                .into_iter()
                .chain([
                    header::AUTHORIZATION,
                    header::CONTENT_TYPE,
                    header::IF_NONE_MATCH,
                    header::RANGE,
                    idempotency_key,
                    meta::X_REQUEST_ID,
                    meta::X_TRACE_ID,
                ])
                .collect::<Vec<_>>(),
        )
        .expose_headers(
            seen.map(HeaderName::from_static)
                .into_iter()
                .chain(TUS_TOLD.map(HeaderName::from_static))
                .chain([header::CONTENT_RANGE, header::ETAG, header::LOCATION, header::RETRY_AFTER])
                .collect::<Vec<_>>(),
        )
        .max_age(std::time::Duration::from_mins(10));
    Some(layer)
}
