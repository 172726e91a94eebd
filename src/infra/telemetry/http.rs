//! Figures of requests. The handles of a route are looked up once and kept, because finding them
//! by their labels on each request would cost more than counting.

use std::sync::Arc;

use dashmap::DashMap;
use prometheus::{
    Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, Opts, Registry,
};

use super::metrics::{gauge, register};

/// The first generation's buckets, and finer ones below: most answers take less than 5 ms.
const SECONDS: &[f64] =
    &[0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0];

/// Counts requests, cheap to clone.
#[derive(Clone)]
pub struct HttpMetrics {
    requests: IntCounterVec,
    seconds: HistogramVec,
    in_flight: IntGauge,
    routes: Arc<DashMap<Box<str>, Vec<Handles>>>,
}

struct Handles {
    method: &'static str,
    status: u16,
    requests: IntCounter,
    seconds: Histogram,
}

/// A request that is being answered, until it is dropped.
pub struct InFlight(IntGauge);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl HttpMetrics {
    pub(super) fn register(registry: &Registry) -> Self {
        const LABELS: &[&str] = &["method", "route", "status_code"];
        let requests = Opts::new("http_requests_total", "Requests answered.");
        let requests = IntCounterVec::new(requests, LABELS).expect("the name is well-formed");
        let seconds = HistogramOpts::new(
            "http_request_duration_seconds",
            "Time from the head of a request to the head of its answer.",
        );
        let seconds = HistogramVec::new(seconds.buckets(SECONDS.to_vec()), LABELS)
            .expect("the buckets ascend");
        register(registry, requests.clone());
        register(registry, seconds.clone());
        Self {
            requests,
            seconds,
            in_flight: gauge(registry, "http_requests_in_flight", "Requests being answered."),
            routes: Arc::default(),
        }
    }

    /// Counts a request as being answered.
    pub fn begin(&self) -> InFlight {
        self.in_flight.inc();
        InFlight(self.in_flight.clone())
    }

    /// Counts an answer. `route` is the pattern, never the address: its values must be few.
    pub fn observe(&self, method: &'static str, route: &str, status: u16, seconds: f64) {
        if let Some(known) = self.routes.get(route)
            && let Some(handles) = find(&known, method, status)
        {
            return handles.observe(seconds);
        }
        let mut known = self.routes.entry(route.into()).or_default();
        if let Some(handles) = find(&known, method, status) {
            return handles.observe(seconds);
        }
        let code = status.to_string();
        let labels = [method, route, code.as_str()];
        let handles = Handles {
            method,
            status,
            requests: self.requests.with_label_values(&labels),
            seconds: self.seconds.with_label_values(&labels),
        };
        handles.observe(seconds);
        known.push(handles);
    }
}

fn find<'a>(handles: &'a [Handles], method: &str, status: u16) -> Option<&'a Handles> {
    handles.iter().find(|handles| handles.status == status && handles.method == method)
}

impl Handles {
    fn observe(&self, seconds: f64) {
        self.requests.inc();
        self.seconds.observe(seconds);
    }
}
