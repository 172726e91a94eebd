//! The one pass around every request: ids, refusals, envelope, headers, figures, log line.
//!
//! It is one service written by hand and not a tower of layers, because each layer costs an
//! allocation on the way to a message that takes microseconds.

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::FutureExt as _;
use ipnet::IpNet;
use tower::{Layer, Service};
use tracing::Instrument as _;

use super::extract::BodyTimeout;
use super::meta::RequestMeta;
use super::origin::Origins;
use super::represent::Wishes;
use super::ui::IsPage;
use super::{answer, headers};
use crate::base::codes;
use crate::base::{Error, Result};
use crate::infra::clock::Clock;
use crate::infra::telemetry::{HttpMetrics, InFlight};

/// What the pass needs to know.
pub(super) struct FrontState {
    pub(super) metrics: HttpMetrics,
    pub(super) clock: Clock,
    pub(super) trusted_proxies: Vec<IpNet>,
    pub(super) origins: Origins,
    pub(super) body_timeout: BodyTimeout,
}

/// Puts the pass around a service.
#[derive(Clone)]
pub(super) struct FrontLayer(pub(super) Arc<FrontState>);

impl<S> Layer<S> for FrontLayer {
    type Service = Front<S>;
    fn layer(&self, inner: S) -> Front<S> {
        Front { inner, state: Arc::clone(&self.0) }
    }
}

/// A service with the pass around it.
#[derive(Clone)]
pub(super) struct Front<S> {
    inner: S,
    state: Arc<FrontState>,
}

impl<S> Service<Request> for Front<S>
where
    S: Service<Request, Response = Response, Error = Infallible> + Send + Clone + 'static,
    S::Future: Send,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let state = Arc::clone(&self.state);
        let (mut parts, body) = request.into_parts();
        let meta = RequestMeta::read(&parts, &state.trusted_proxies);
        let ticket = Ticket::new(&meta, parts.extensions.get().cloned(), &state.metrics);
        let wishes = Wishes::read(&parts.method, &parts.headers);
        let foreign = state.origins.refuses(&parts.method, &parts.uri, &parts.headers);
        parts.extensions.insert(meta.clone());
        parts.extensions.insert(state.body_timeout);
        let inner =
            (!foreign).then(|| AssertUnwindSafe(self.inner.call(Request::from_parts(parts, body))));
        let span = tracing::debug_span!("http.request", requestId = &*meta.request_id);
        Box::pin(
            async move {
                let response = match inner {
                    None => Error::from(codes::CROSS_SITE_REQUEST).into_response(),
                    Some(inner) => match inner.catch_unwind().await {
                        Ok(Ok(response)) => response,
                        Ok(Err(never)) => match never {},
                        // The panic itself is in the log, with its place.
                        Err(_) => Error::internal("the handler panicked").into_response(),
                    },
                };
                let mut response = finish(wishes.apply(response).await);
                answer::finish(&mut response, &meta, state.clock.now());
                let status = response.status();
                headers::complete(response.headers_mut(), status, &meta);
                let is_page = response.extensions().get::<IsPage>().is_some();
                ticket.close(status, is_page);
                Ok(response)
            }
            .instrument(span),
        )
    }
}

/// The router answers a wrong method with nothing but `Allow`: that gets the envelope, too.
fn finish(response: Response) -> Response {
    if response.status() != StatusCode::METHOD_NOT_ALLOWED {
        return response;
    }
    let allow = response.headers().get(header::ALLOW).cloned();
    let mut refusal = Error::from(codes::METHOD_NOT_ALLOWED).into_response();
    if let Some(allow) = allow {
        refusal.headers_mut().insert(header::ALLOW, allow);
    }
    refusal
}

/// A request being answered. Closed or dropped, it is counted and logged once.
struct Ticket {
    meta: RequestMeta,
    route: Option<MatchedPath>,
    metrics: HttpMetrics,
    started: Instant,
    status: StatusCode,
    is_page: bool,
    _in_flight: InFlight,
}

/// The caller went away before the answer.
const GONE_AWAY: u16 = 499;

impl Ticket {
    fn new(meta: &RequestMeta, route: Option<MatchedPath>, metrics: &HttpMetrics) -> Self {
        Self {
            meta: meta.clone(),
            route,
            metrics: metrics.clone(),
            started: Instant::now(),
            status: StatusCode::from_u16(GONE_AWAY).expect("499 is a number for a status"),
            is_page: false,
            _in_flight: metrics.begin(),
        }
    }

    fn close(mut self, status: StatusCode, is_page: bool) {
        self.status = status;
        self.is_page = is_page;
    }

    /// The pattern that matched: its values are few, and no id is in it.
    fn path(&self) -> &str {
        match &self.route {
            Some(route) => route.as_str(),
            None if self.is_page => "page",
            None => "unmatched",
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let took = self.started.elapsed();
        let status = self.status.as_u16();
        let method = method_word(&self.meta.method);
        let path = self.path();
        self.metrics.observe(method, path, status, took.as_secs_f64());
        let duration_ms = took.as_micros() as f64 / 1000.0;
        let (request, trace) = (&*self.meta.request_id, &*self.meta.trace_id);
        let user = self.meta.user();
        // Probes and assets come often and say little.
        if path.starts_with("/a/") || path.contains("/health") || path.ends_with("/metrics") {
            tracing::debug!(
                method,
                path,
                status,
                duration_ms,
                requestId = request,
                traceId = trace,
                "http_request"
            );
        } else {
            tracing::info!(
                method,
                path,
                status,
                duration_ms,
                requestId = request,
                traceId = trace,
                user,
                "http_request"
            );
        }
    }
}

/// The method as a label; callers can send any word, so unknown ones share one.
fn method_word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "OTHER",
    }
}
