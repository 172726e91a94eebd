//! Reader threads: each owns a connection; one closure sees one snapshot.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use prometheus::IntCounter;
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::outbox::Teller;
use super::tx::ReadTx;
use super::{DbOptions, open};
use crate::base::{Error, Result, codes};
use crate::infra::tasks;

/// Reads that may wait before the next is refused with `overloaded`.
const QUEUE: usize = 4096;

type Job = Box<dyn FnOnce(&ReadTx<'_>) + Send>;

/// The read side of the database. Clones share the threads.
#[derive(Clone)]
pub struct DbReader {
    jobs: Sender<Job>,
    statements: IntCounter,
}

impl DbReader {
    pub(super) fn start(path: &Path, options: &DbOptions) -> Result<Self> {
        let (jobs, queue) = bounded::<Job>(QUEUE);
        for number in 0..options.readers.max(1) {
            let connection = open::reader(path)?;
            let (queue, teller) = (queue.clone(), Teller::clone(&options.teller));
            tasks::spawn_thread(&format!("db-reader-{number}"), move || {
                serve(&connection, &teller, &queue);
            })?;
        }
        Ok(Self { jobs, statements: options.metrics.read_statements.clone() })
    }

    /// The same readers, counting their statements apart.
    pub(super) fn counting(&self, statements: IntCounter) -> Self {
        Self { statements, ..self.clone() }
    }

    /// Runs `work` on one snapshot.
    ///
    /// # Errors
    /// What `work` returns, or `overloaded` if too many reads wait.
    pub async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&ReadTx<'_>) -> Result<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let statements = self.statements.clone();
        let job: Job = Box::new(move |tx| {
            let outcome = catch_unwind(AssertUnwindSafe(|| work(tx)))
                .unwrap_or_else(|_| Err(Error::internal("a read panicked")));
            statements.inc_by(tx.statements());
            // A caller that hung up no longer wants the answer.
            drop(reply.send(outcome));
        });
        self.jobs.try_send(job).map_err(|refused| match refused {
            TrySendError::Full(_) => {
                Error::retry(codes::OVERLOADED, std::time::Duration::from_secs(1))
            }
            TrySendError::Disconnected(_) => Error::internal("the reader threads are gone"),
        })?;
        answer.await.unwrap_or_else(|_| Err(Error::internal("a reader thread is gone")))
    }
}

fn serve(connection: &Connection, teller: &Teller, queue: &Receiver<Job>) {
    for job in queue {
        // A deferred transaction takes its snapshot at the first query and keeps it to the end.
        let snapshot = connection.prepare_cached("BEGIN").and_then(|mut begin| begin.execute([]));
        job(&ReadTx::new(connection, teller));
        if snapshot.is_ok()
            && let Err(error) =
                connection.prepare_cached("COMMIT").and_then(|mut commit| commit.execute([]))
        {
            tracing::error!(%error, "a read transaction did not end");
        }
    }
}
