//! What the database counts.

use prometheus::{Histogram, IntCounter, IntGauge};

/// The database's instruments; see `infra::telemetry` for names and buckets.
#[derive(Debug, Clone)]
pub struct DbMetrics {
    /// Writes waiting for the writer.
    pub queue: IntGauge,
    /// Writes per commit.
    pub group_size: Histogram,
    /// Seconds from the beginning of a group to its sync.
    pub commit_seconds: Histogram,
    /// Frames in the write-ahead log.
    pub wal_frames: IntGauge,
    /// Statements run on the reader threads.
    pub read_statements: IntCounter,
    /// Statements run on the reader threads by work that nobody waits for.
    pub background_statements: IntCounter,
    /// Statements run by the writer, those that hold a group together not counted.
    pub write_statements: IntCounter,
}
