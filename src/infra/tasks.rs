//! The only place that starts background work: every task has a name, a parent and an end.

use std::future::Future;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::base::Result;

/// Starts a named thread.
///
/// # Errors
/// The system has no thread to give.
#[expect(clippy::disallowed_methods, reason = "this is the one place that starts threads")]
pub fn spawn_thread(
    name: &str,
    work: impl FnOnce() + Send + 'static,
) -> Result<std::thread::JoinHandle<()>> {
    Ok(std::thread::Builder::new().name(name.to_owned()).spawn(work)?)
}

/// Owns the background tasks: told to stop together, waited for together.
#[derive(Debug, Clone, Default)]
pub struct Supervisor {
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Supervisor {
    /// The signal every task ends at.
    pub fn stopping(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Starts `work`, which must end soon after [`stopping`](Self::stopping).
    #[expect(clippy::disallowed_methods, reason = "this is the one place that starts tasks")]
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.tasks.spawn(work);
    }

    /// Runs `work` every `period`, the first time after one period, until the end. A failing run is
    /// logged and the next one is made all the same.
    pub fn every<F>(
        &self,
        name: &'static str,
        period: Duration,
        mut work: impl FnMut() -> F + Send + 'static,
    ) where
        F: Future<Output = Result<()>> + Send,
    {
        let stop = self.stop.clone();
        self.spawn(async move {
            while stop.run_until_cancelled(tokio::time::sleep(period)).await.is_some() {
                if let Err(error) = work().await {
                    tracing::error!(task = name, %error, "a background task failed; it runs again");
                }
            }
        });
    }

    /// Tells every task to end and waits until they have, at most `patience`.
    pub async fn stop(&self, patience: Duration) {
        self.stop.cancel();
        self.tasks.close();
        if tokio::time::timeout(patience, self.tasks.wait()).await.is_err() {
            tracing::warn!(tasks = self.tasks.len(), "background tasks did not end in time");
        }
    }
}
