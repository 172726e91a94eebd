//! Reader threads: each owns a connection; one closure sees one snapshot.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::open;
use super::tx::ReadTx;
use crate::base::{Error, Result, codes};
use crate::infra::tasks;

/// Reads that may wait before the next is refused with `overloaded`.
const QUEUE: usize = 4096;

type Job = Box<dyn FnOnce(&ReadTx<'_>) + Send>;

/// The read side of the database. Clones share the threads.
#[derive(Clone)]
pub struct DbReader {
    jobs: Sender<Job>,
}

impl DbReader {
    pub(super) fn start(path: &Path, threads: usize) -> Result<Self> {
        let (jobs, queue) = bounded::<Job>(QUEUE);
        for number in 0..threads {
            let connection = open::reader(path)?;
            let queue = queue.clone();
            tasks::spawn_thread(&format!("db-reader-{number}"), move || {
                serve(&connection, &queue);
            })?;
        }
        Ok(Self { jobs })
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
        let job: Job = Box::new(move |tx| {
            let outcome = catch_unwind(AssertUnwindSafe(|| work(tx)))
                .unwrap_or_else(|_| Err(Error::internal("a read panicked")));
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

fn serve(connection: &Connection, queue: &Receiver<Job>) {
    for job in queue {
        // A deferred transaction takes its snapshot at the first query and keeps it to the end.
        let snapshot = connection.prepare_cached("BEGIN").and_then(|mut begin| begin.execute([]));
        job(&ReadTx::new(connection));
        if snapshot.is_ok()
            && let Err(error) =
                connection.prepare_cached("COMMIT").and_then(|mut commit| commit.execute([]))
        {
            tracing::error!(%error, "a read transaction did not end");
        }
    }
}
