//! Every figure of the program, each with the sentence that explains it. The registry belongs to
//! one [`Metrics`], so that two servers in one process do not count into each other.

use prometheus::core::Collector;
use prometheus::{
    Gauge, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, Opts,
    Registry, TextEncoder,
};

use super::http::HttpMetrics;
use crate::infra::db::DbMetrics;

/// The figures, cheap to clone.
#[derive(Clone)]
pub struct Metrics {
    registry: Registry,
    /// Requests.
    pub http: HttpMetrics,
    /// The database writer.
    pub db: DbMetrics,
    /// Events committed and not yet handed to the open pages.
    pub outbox_lag: IntGauge,
    /// Open live connections.
    pub sockets: IntGauge,
    /// Frames sent to live connections.
    pub frames_sent: IntCounter,
    /// Keyed requests that the cache knew to be answered.
    pub cache_hits: IntCounter,
    /// Keyed requests that the cache did not know.
    pub cache_misses: IntCounter,
    /// Passwords waiting to be hashed or checked.
    pub password_queue: IntGauge,
    /// Passwords hashed, to be stored or to be compared.
    pub password_hashes: IntCounter,
    /// Mails, by `status`: `sent` or `failed`.
    pub mails: IntCounterVec,
    /// Searches and their index.
    pub search: SearchMetrics,
    /// Files looked at by the virus scanner, by `verdict`: `clean`, `infected`, `too_large` or `unknown`.
    pub file_scans: IntCounterVec,
    /// Bytes of files that came.
    pub file_bytes: IntCounter,
    /// Background tasks started again after a failure, by `task`.
    pub task_restarts: IntCounterVec,
}

/// The figures of search.
#[derive(Clone)]
pub struct SearchMetrics {
    /// Requests, by `method`: `all`, `cursor` or `suggestions`.
    pub requests: IntCounterVec,
    /// How long they took, by `method`.
    pub seconds: HistogramVec,
    /// How long ago the oldest event happened that the index has not seen.
    pub lag: Gauge,
    /// Documents in the index.
    pub documents: IntGauge,
    /// Bytes of the index on disk.
    pub bytes: IntGauge,
    /// Parts of the index on disk.
    pub segments: IntGauge,
}

impl Metrics {
    /// A registry of its own with every figure at zero.
    pub fn new() -> Self {
        let registry = Registry::new();
        register(&registry, prometheus::process_collector::ProcessCollector::for_self());
        Self {
            http: HttpMetrics::register(&registry),
            db: db_metrics(&registry),
            outbox_lag: gauge(
                &registry,
                "epop_outbox_lag_events",
                "Events committed and not yet handed to the open pages.",
            ),
            sockets: gauge(&registry, "websocket_connections", "Open live connections."),
            frames_sent: counter(
                &registry,
                "epop_websocket_frames_total",
                "Frames sent to live connections.",
            ),
            cache_hits: counter(
                &registry,
                "epop_cache_hits_total",
                "Keyed requests that the cache knew to be answered.",
            ),
            cache_misses: counter(
                &registry,
                "epop_cache_misses_total",
                "Keyed requests that the cache did not know.",
            ),
            password_queue: gauge(
                &registry,
                "epop_password_queue",
                "Passwords waiting to be hashed or checked.",
            ),
            password_hashes: counter(
                &registry,
                "epop_password_hashes_total",
                "Passwords hashed, to be stored or to be compared.",
            ),
            mails: counters(&registry, "email_send_total", "Mails by outcome.", &["status"]),
            search: search_metrics(&registry),
            file_scans: counters(
                &registry,
                "epop_file_scans_total",
                "Files looked at by the virus scanner.",
                &["verdict"],
            ),
            file_bytes: counter(&registry, "epop_file_bytes_total", "Bytes of files that came."),
            task_restarts: counters(
                &registry,
                "epop_task_restarts_total",
                "Background tasks started again after a failure.",
                &["task"],
            ),
            registry,
        }
    }

    /// The figures in Prometheus' text format.
    pub fn render(&self) -> String {
        TextEncoder::new()
            .encode_to_string(&self.registry.gather())
            .expect("every figure is registered with a name and a help text")
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

fn db_metrics(registry: &Registry) -> DbMetrics {
    DbMetrics {
        queue: gauge(registry, "epop_db_writer_queue", "Writes waiting for the writer."),
        group_size: histogram(
            registry,
            "epop_db_group_size",
            "Writes committed together.",
            &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0],
        ),
        commit_seconds: histogram(
            registry,
            "epop_db_commit_seconds",
            "Time from the beginning of a group of writes to its sync.",
            &[0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.0],
        ),
        wal_frames: gauge(registry, "epop_db_wal_frames", "Frames in the write-ahead log."),
        read_statements: counter(
            registry,
            "epop_db_read_statements_total",
            "Statements run on the reader threads.",
        ),
        background_statements: counter(
            registry,
            "epop_db_background_statements_total",
            "Statements run on the reader threads by work that nobody waits for.",
        ),
        write_statements: counter(
            registry,
            "epop_db_write_statements_total",
            "Statements run by the writer.",
        ),
    }
}

fn search_metrics(registry: &Registry) -> SearchMetrics {
    let buckets = vec![0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];
    let seconds = HistogramOpts::new("search_duration_seconds", "Time to answer a search.");
    let seconds = HistogramVec::new(seconds.buckets(buckets), &["method"]);
    let seconds = seconds.expect("the buckets ascend");
    register(registry, seconds.clone());
    let lag = "Age of the oldest event that the search index has not seen, 0 if there is none.";
    let lag = Gauge::new("search_index_lag_seconds", lag).expect("the name is well-formed");
    register(registry, lag.clone());
    SearchMetrics {
        requests: counters(registry, "search_requests_total", "Searches.", &["method"]),
        seconds,
        lag,
        documents: gauge(registry, "epop_search_index_documents", "Documents in the search index."),
        bytes: gauge(registry, "epop_search_index_bytes", "Bytes of the search index on disk."),
        segments: gauge(
            registry,
            "epop_search_index_segments",
            "Parts of the search index on disk.",
        ),
    }
}

/// Adds a figure. The names stand in this folder, so a clash is found by any test.
pub(super) fn register(registry: &Registry, collector: impl Collector + 'static) {
    registry.register(Box::new(collector)).expect("the names of figures are unique");
}

pub(super) fn gauge(registry: &Registry, name: &str, help: &str) -> IntGauge {
    let gauge = IntGauge::new(name, help).expect("the name is well-formed");
    register(registry, gauge.clone());
    gauge
}

fn counter(registry: &Registry, name: &str, help: &str) -> IntCounter {
    let counter = IntCounter::new(name, help).expect("the name is well-formed");
    register(registry, counter.clone());
    counter
}

fn counters(registry: &Registry, name: &str, help: &str, labels: &[&str]) -> IntCounterVec {
    let counters =
        IntCounterVec::new(Opts::new(name, help), labels).expect("the name is well-formed");
    register(registry, counters.clone());
    counters
}

fn histogram(registry: &Registry, name: &str, help: &str, buckets: &[f64]) -> Histogram {
    let options = HistogramOpts::new(name, help).buckets(buckets.to_vec());
    let histogram = Histogram::with_opts(options).expect("the buckets ascend");
    register(registry, histogram.clone());
    histogram
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_have_the_names_that_dashboards_know() {
        let metrics = Metrics::new();
        metrics.sockets.set(3);
        metrics.mails.with_label_values(&["sent"]).inc();
        metrics.http.observe("GET", "/api/v1/chats", 200, 0.002);
        let text = metrics.render();
        for line in [
            "websocket_connections 3",
            "email_send_total{status=\"sent\"} 1",
            "epop_db_writer_queue 0",
            "http_requests_in_flight 0",
            "http_requests_total{method=\"GET\",route=\"/api/v1/chats\",status_code=\"200\"} 1",
        ] {
            assert!(text.contains(line), "{line} in\n{text}");
        }
        if cfg!(target_os = "linux") {
            assert!(text.contains("process_resident_memory_bytes"));
        }
    }

    #[test]
    fn two_servers_in_one_process_count_apart() {
        let (one, other) = (Metrics::new(), Metrics::new());
        one.sockets.inc();
        assert_eq!(other.sockets.get(), 0);
    }
}
