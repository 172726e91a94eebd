//! What the running program tells about itself: figures for Prometheus and lines for the log.

mod http;
mod lines;
mod log;
mod metrics;

pub use http::{HttpMetrics, InFlight};
pub use log::{LogGuard, init_logs};
pub use metrics::Metrics;
