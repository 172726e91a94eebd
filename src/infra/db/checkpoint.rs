//! Folds the write-ahead log back into the database, off the write path, and keeps it bounded.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crossbeam_channel::{Sender, TrySendError, bounded};
use prometheus::IntGauge;
use rusqlite::Connection;

use super::open;
use crate::base::Result;
use crate::infra::tasks;

/// Frames (4 KiB pages) after which the checkpointer is woken: 4 MiB.
const FOLD_AT: i64 = 1_000;
/// Frames after which the writer itself waits for the log to be emptied: 256 MiB.
const BOUND_AT: i64 = 65_536;

/// The writer's side of the checkpointer thread, which ends when this is dropped.
pub(super) struct Checkpointer {
    wake: Sender<()>,
    frames: Arc<AtomicI64>,
    gauge: IntGauge,
}

impl Checkpointer {
    pub(super) fn start(path: &Path, gauge: IntGauge) -> Result<Self> {
        let connection = open::checkpointer(path)?;
        let (wake, woken) = bounded::<()>(1);
        tasks::spawn_thread("db-checkpointer", move || {
            for () in woken {
                // Passive: it waits for nobody and lets nobody wait.
                let fold = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
                if let Err(error) = fold {
                    tracing::warn!(%error, "the write-ahead log was not folded back");
                }
            }
        })?;
        Ok(Self { wake, frames: Arc::new(AtomicI64::new(0)), gauge })
    }

    /// Where the commit hook stores the length of the log.
    pub(super) fn frames(&self) -> Arc<AtomicI64> {
        Arc::clone(&self.frames)
    }

    /// Called by the writer between two groups.
    pub(super) fn after_commit(&self, writer: &Connection) {
        let frames = self.frames.load(Ordering::Relaxed);
        self.gauge.set(frames);
        if frames >= BOUND_AT {
            // A reader that never lets go or a disk that cannot keep up: emptying the log now costs
            // the waiting writes less than a log that grows without end.
            if let Err(error) = writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            {
                tracing::warn!(%error, "the write-ahead log was not emptied");
            }
        } else if frames >= FOLD_AT {
            match self.wake.try_send(()) {
                // Full means a wake-up is under way already.
                Ok(()) | Err(TrySendError::Full(())) => {}
                Err(TrySendError::Disconnected(())) => tracing::error!("the checkpointer is gone"),
            }
        }
    }
}
