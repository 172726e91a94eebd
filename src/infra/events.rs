//! From the commit to the listeners: the dispatcher feeds the hub in `seq` order, and background
//! consumers read the event log behind their stored cursors.
//!
//! The writer hands over committed events in memory. The hand-over is bounded: what does not fit is
//! read back from the log, so nothing is lost and nothing is polled while all is well.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use prometheus::IntGauge;
use tokio::sync::{mpsc, watch};

use crate::base::Result;
use crate::infra::db::{Db, ReadTx, StoredEvent, outbox};
use crate::infra::hub::Hub;
use crate::infra::tasks::Supervisor;

/// Groups of events between the writer and the dispatcher.
const HANDOVER: usize = 1024;
/// Events read back from the log at once.
const BATCH: u32 = 500;
/// How long a consumer that failed waits before it tries the same event again.
const RETRY: Duration = Duration::from_secs(5);

/// Wakes the background consumers after each dispatch.
#[derive(Debug, Clone)]
pub struct EventBell(watch::Receiver<i64>);

impl EventBell {
    /// Waits for the next dispatch, for consumers that keep their cursor by themselves; false if there
    /// will be none any more.
    pub async fn ring(&mut self) -> bool {
        self.0.changed().await.is_ok()
    }
}

/// Starts the dispatcher.
pub fn start_dispatcher(db: &Db, hub: &Hub, lag: IntGauge, supervisor: &Supervisor) -> EventBell {
    let (hand_over, committed) = mpsc::channel::<Vec<Arc<StoredEvent>>>(HANDOVER);
    db.on_commit(move |events| {
        // Full: the dispatcher sees the gap and reads the log.
        drop(hand_over.try_send(events.to_vec()));
    });
    let (ring, bell) = watch::channel(hub.head());
    let dispatcher = Dispatcher { db: db.clone(), hub: hub.clone(), lag, ring };
    let stopping = supervisor.stopping();
    supervisor.spawn(async move {
        stopping.run_until_cancelled(dispatcher.run(committed)).await;
    });
    EventBell(bell)
}

struct Dispatcher {
    db: Db,
    hub: Hub,
    lag: IntGauge,
    ring: watch::Sender<i64>,
}

impl Dispatcher {
    async fn run(self, mut committed: mpsc::Receiver<Vec<Arc<StoredEvent>>>) {
        while let Some(events) = committed.recv().await {
            for event in events {
                if event.seq > self.hub.head() + 1 {
                    self.read_back_to(event.seq - 1).await;
                }
                if event.seq > self.hub.head() {
                    self.hub.publish(event);
                }
            }
            if committed.is_empty() {
                // The last hand-over may be the one that did not fit.
                self.read_back_to(self.db.committed_seq()).await;
            }
            self.lag.set(self.db.committed_seq() - self.hub.head());
            self.ring.send_replace(self.hub.head());
        }
    }

    async fn read_back_to(&self, seq: i64) {
        while self.hub.head() < seq {
            let after = self.hub.head();
            let read = move |tx: &ReadTx<'_>| {
                let heads = outbox::list_heads(tx, after, BATCH)?;
                let newest = heads.last().map(|event| event.seq);
                Ok((newest, outbox::retell(tx, heads)?))
            };
            match self.db.reader().read(read).await {
                Ok((None, _)) => return,
                Ok((Some(newest), events)) => {
                    for event in events {
                        self.hub.publish(event);
                    }
                    self.hub.pass(newest);
                }
                Err(error) => {
                    tracing::error!(%error, "the event log was not read; trying again");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }
}

/// Starts a background consumer: `handle` gets every event once in order, and again after a crash or
/// a failure, so it must be idempotent. It gets them without their words: who needs those reads the
/// rows. A consumer that never ran begins at the newest event.
pub fn start_consumer<F>(
    name: &'static str,
    db: &Db,
    bell: &EventBell,
    supervisor: &Supervisor,
    handle: impl Fn(StoredEvent) -> F + Send + Sync + 'static,
) where
    F: Future<Output = Result<()>> + Send,
{
    let (db, mut bell, stopping) = (db.clone(), bell.0.clone(), supervisor.stopping());
    supervisor.spawn(async move {
        let work = async {
            loop {
                match consume(name, &db, &handle).await {
                    Ok(0) => {
                        if bell.changed().await.is_err() {
                            return;
                        }
                    }
                    Ok(_) => {}
                    Err(error) => {
                        tracing::error!(consumer = name, %error, "an event was not handled; it comes again");
                        tokio::time::sleep(RETRY).await;
                    }
                }
            }
        };
        stopping.run_until_cancelled(work).await;
    });
}

/// Handles one batch and tells how many events it had.
async fn consume<F>(
    name: &'static str,
    db: &Db,
    handle: &(impl Fn(StoredEvent) -> F + Sync),
) -> Result<usize>
where
    F: Future<Output = Result<()>> + Send,
{
    let known = db
        .reader()
        .read(move |tx| {
            let cursor = outbox::find_consumer_cursor(tx, name)?;
            let events = cursor.map(|cursor| outbox::list_heads(tx, cursor, BATCH)).transpose()?;
            Ok((cursor, events, outbox::newest_seq(tx)?))
        })
        .await?;
    let (Some(mut cursor), Some(events), _) = known else {
        let newest = known.2;
        return db.write(move |tx| outbox::set_consumer_cursor(tx, name, newest)).await.map(|()| 1);
    };
    let start = cursor;
    let count = events.len();
    let mut outcome = Ok(());
    for event in events {
        let seq = event.seq;
        outcome = handle(event).await;
        if outcome.is_err() {
            break;
        }
        cursor = seq;
    }
    if cursor > start {
        db.write(move |tx| outbox::set_consumer_cursor(tx, name, cursor)).await?;
    }
    outcome.map(|()| count)
}
