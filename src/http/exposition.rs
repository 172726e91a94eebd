//! `/metrics`: the figures for Prometheus, for the networks and the token that may read them.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use ipnet::IpNet;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::meta::RequestMeta;
use crate::base::Result;
use crate::base::codes;
use crate::config;
use crate::infra::telemetry::Metrics;

#[derive(Clone)]
struct Exposition {
    metrics: Metrics,
    networks: Vec<IpNet>,
    /// The hash, so that comparing takes the same time for every guess.
    token: Option<[u8; 32]>,
}

/// `/metrics` and the first generation's `/v1/metrics`.
pub fn routes(metrics: &Metrics, config: &config::Metrics) -> Router {
    let state = Exposition {
        metrics: metrics.clone(),
        networks: config.networks.clone(),
        token: config.token.as_ref().map(|token| Sha256::digest(token.expose()).into()),
    };
    Router::new().route("/metrics", get(show)).route("/v1/metrics", get(show)).with_state(state)
}

async fn show(
    State(state): State<Exposition>,
    meta: RequestMeta,
    headers: HeaderMap,
) -> Result<Response> {
    let near = state.networks.iter().any(|network| network.contains(&meta.client));
    if !near && !state.knows(&headers) {
        // Whoever may not read the figures need not know that there are any.
        return Err(codes::NOT_FOUND.into());
    }
    let kind = HeaderValue::from_static(prometheus::TEXT_FORMAT);
    Ok(([(header::CONTENT_TYPE, kind)], state.metrics.render()).into_response())
}

impl Exposition {
    fn knows(&self, headers: &HeaderMap) -> bool {
        let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let given = given.and_then(|value| value.strip_prefix("Bearer "));
        match (self.token, given) {
            (Some(token), Some(given)) => {
                let given: [u8; 32] = Sha256::digest(given).into();
                bool::from(token.ct_eq(&given))
            }
            _ => false,
        }
    }
}
