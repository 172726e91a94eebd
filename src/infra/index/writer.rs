//! The thread that writes.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded, unbounded};
use parking_lot::{Mutex, RwLock};
use tantivy::IndexWriter;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot, watch};

use super::folder::Generation;
use super::{Changes, Position};
use crate::base::{Error, Result};
use crate::infra::tasks;

/// Bytes the writer buffers: the least there can be.
pub(super) const MEMORY: usize = 15_000_000;
/// How often it commits while changes arrive.
const PERIOD: Duration = Duration::from_millis(50);
/// After how long without changes it gives its memory back.
const IDLE: Duration = Duration::from_secs(10);
/// Changes that may wait for it.
const WAITING: usize = 4;

/// What the writer and those who ask share.
pub(super) struct Shared {
    pub(super) live: RwLock<Arc<Generation>>,
    pub(super) committed: watch::Sender<Position>,
    pub(super) queued: Mutex<Queued>,
    /// How often the writer went back to its last commit.
    pub(super) stumbles: AtomicU64,
}

/// How far the writer was given changes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Queued {
    /// The last event that was given to it.
    pub(super) seq: i64,
    /// How often it began elsewhere: went back, or got another index. What was queued before is not for it any more,
    /// even where it would fit.
    beginning: u64,
}

impl Queued {
    pub(super) fn at(seq: i64) -> Self {
        Self { seq, beginning: 0 }
    }
}

enum Order {
    /// The number is the beginning the changes go on from.
    Apply(Changes, u64, OwnedSemaphorePermit),
    Adopt(Box<Generation>, Position, oneshot::Sender<Result<()>>),
    Close(Sender<()>),
}

/// The way to the writer. Its queue is bounded by permits, so that nobody blocks a thread to wait.
#[derive(Clone)]
pub(super) struct Orders {
    orders: Sender<Order>,
    room: Arc<Semaphore>,
}

impl Orders {
    pub(super) async fn apply(&self, shared: &Shared, changes: Changes) {
        // The semaphore is never closed.
        let Ok(permit) = Arc::clone(&self.room).acquire_owned().await else { return };
        let mut queued = shared.queued.lock();
        // While this waited, the writer may have stumbled, or another index taken its place.
        if queued.seq == changes.from {
            queued.seq = changes.to;
            drop(self.orders.send(Order::Apply(changes, queued.beginning, permit)));
        }
    }

    pub(super) async fn adopt(&self, generation: Generation, position: Position) -> Result<()> {
        let (reply, answer) = oneshot::channel();
        drop(self.orders.send(Order::Adopt(Box::new(generation), position, reply)));
        answer.await.unwrap_or_else(|_| Err(Error::internal("the index has no writer any more")))
    }

    pub(super) fn close(&self) {
        let (done, closed) = bounded(1);
        if self.orders.send(Order::Close(done)).is_ok() {
            // An error says that the thread is gone, which is what was asked for.
            closed.recv().unwrap_or(());
        }
    }
}

/// Starts the thread.
pub(super) fn start(folder: &Path, shared: &Arc<Shared>) -> Result<Orders> {
    let (orders, queue) = unbounded();
    let mut desk = Desk::new(folder, shared);
    tasks::spawn_thread("index-writer", move || desk.run(&queue))?;
    Ok(Orders { orders, room: Arc::new(Semaphore::new(WAITING)) })
}

/// What the thread has before it.
struct Desk {
    folder: PathBuf,
    shared: Arc<Shared>,
    /// Only while there is something to write.
    writer: Option<IndexWriter>,
    /// The last event that was applied, committed or not.
    applied: i64,
    /// The last event the newest commit on disk tells of.
    on_disk: i64,
    last_commit: Option<Instant>,
}

impl Desk {
    fn new(folder: &Path, shared: &Arc<Shared>) -> Self {
        let seq = shared.committed.borrow().seq;
        Self {
            folder: folder.to_owned(),
            shared: Arc::clone(shared),
            writer: None,
            applied: seq,
            on_disk: seq,
            last_commit: None,
        }
    }

    fn run(&mut self, queue: &Receiver<Order>) {
        loop {
            let patience = match (self.is_dirty(), &self.writer) {
                (true, _) => self.until_commit(),
                (false, Some(_)) => IDLE,
                (false, None) => Duration::MAX,
            };
            match recv(queue, patience) {
                Ok(Order::Apply(changes, beginning, permit)) => {
                    self.apply(changes, beginning);
                    drop(permit);
                }
                Ok(Order::Adopt(generation, position, reply)) => {
                    drop(reply.send(self.adopt(*generation, position)));
                }
                Ok(Order::Close(done)) => {
                    self.close();
                    drop(done);
                    return;
                }
                Err(RecvTimeoutError::Timeout) if self.is_dirty() => {}
                Err(RecvTimeoutError::Timeout) => self.release(),
                Err(RecvTimeoutError::Disconnected) => return,
            }
            if self.until_commit().is_zero() && (queue.is_empty() || self.is_overdue()) {
                self.commit_if_dirty();
            }
        }
    }

    fn live(&self) -> Arc<Generation> {
        Arc::clone(&self.shared.live.read())
    }

    fn is_dirty(&self) -> bool {
        self.applied > self.shared.committed.borrow().seq
    }

    /// How long until the next commit is due.
    fn until_commit(&self) -> Duration {
        self.last_commit.map_or(Duration::ZERO, |at| PERIOD.saturating_sub(at.elapsed()))
    }

    /// True if changes never stopped coming for two periods.
    fn is_overdue(&self) -> bool {
        self.last_commit.is_some_and(|at| at.elapsed() > 2 * PERIOD)
    }

    fn apply(&mut self, changes: Changes, beginning: u64) {
        if beginning != self.shared.queued.lock().beginning {
            return;
        }
        let to = changes.to;
        match self.write(changes) {
            Ok(()) => self.applied = to,
            Err(error) => self.stumble(&error),
        }
    }

    fn write(&mut self, changes: Changes) -> Result<()> {
        let live = self.live();
        if changes.touched.is_empty() && self.writer.is_none() {
            return Ok(());
        }
        let writer = match &mut self.writer {
            Some(writer) => writer,
            closed => closed.insert(live.writer(MEMORY)?),
        };
        live.apply(writer, &changes)
    }

    fn commit_if_dirty(&mut self) {
        if !self.is_dirty() {
            return;
        }
        let live = self.live();
        let is_whole = self.shared.committed.borrow().is_whole;
        let position = Position::new(self.applied, is_whole);
        let committed = match &mut self.writer {
            Some(writer) => live.commit(writer, position),
            // None of the events concerned a document: the next commit will say so on disk.
            None => Ok(()),
        };
        self.last_commit = Some(Instant::now());
        match committed {
            Ok(()) => {
                self.on_disk = if self.writer.is_some() { position.seq } else { self.on_disk };
                self.shared.committed.send_replace(position);
            }
            Err(error) => self.stumble(&error),
        }
    }

    /// Leaves everything on disk.
    fn close(&mut self) {
        self.commit_if_dirty();
        let position = *self.shared.committed.borrow();
        if self.on_disk < position.seq {
            let live = self.live();
            let written = match &mut self.writer {
                Some(writer) => live.commit(writer, position),
                None => {
                    live.writer(MEMORY).and_then(|mut writer| live.commit(&mut writer, position))
                }
            };
            if let Err(error) = written {
                tracing::warn!(%error, "the index did not note how far it is; it reads on from before");
            }
        }
        self.release();
    }

    /// Goes back to the last commit; what came after it is read from the log again.
    fn stumble(&mut self, error: &Error) {
        tracing::error!(%error, "the index was not written; it goes on from its last commit");
        self.writer = None;
        let committed = *self.shared.committed.borrow();
        self.begin_at(committed.seq);
        self.shared.stumbles.fetch_add(1, Ordering::Relaxed);
        self.shared.committed.send_replace(committed);
    }

    /// Goes on from another place: the next changes are those after `seq`.
    fn begin_at(&mut self, seq: i64) {
        self.applied = seq;
        let mut queued = self.shared.queued.lock();
        *queued = Queued { seq, beginning: queued.beginning + 1 };
    }

    /// Gives the writer's memory back. Its merges come to their end first.
    fn release(&mut self) {
        if let Some(writer) = self.writer.take()
            && let Err(error) = writer.wait_merging_threads()
        {
            tracing::warn!(%error, "parts of the index were not merged; the next commit tries again");
        }
    }

    fn adopt(&mut self, generation: Generation, position: Position) -> Result<()> {
        self.release();
        generation.make_live(&self.folder)?;
        *self.shared.live.write() = Arc::new(generation);
        self.on_disk = position.seq;
        self.begin_at(position.seq);
        self.shared.committed.send_replace(position);
        Ok(())
    }
}

fn recv(queue: &Receiver<Order>, patience: Duration) -> Result<Order, RecvTimeoutError> {
    if patience == Duration::MAX {
        return queue.recv().map_err(|_| RecvTimeoutError::Disconnected);
    }
    queue.recv_timeout(patience)
}

#[cfg(test)]
mod tests {
    use super::super::folder;
    use super::*;

    fn changes(from: i64, to: i64) -> Changes {
        Changes { from, to, ..Changes::default() }
    }

    /// A rebuilt index that stands where changes begin that were queued for the one before it.
    #[tokio::test]
    async fn what_was_queued_for_another_index_is_read_again() {
        let place = tempfile::tempdir().expect("a folder");
        let (live, position) = folder::open_or_create(place.path(), 7).expect("an index");
        let shared = Arc::new(Shared {
            live: RwLock::new(Arc::new(live)),
            committed: watch::channel(position).0,
            queued: Mutex::new(Queued::at(7)),
            stumbles: AtomicU64::new(0),
        });
        let (orders, queue) = unbounded();
        let orders = Orders { orders, room: Arc::new(Semaphore::new(WAITING)) };
        let mut desk = Desk::new(place.path(), &shared);
        let take = |desk: &mut Desk| match queue.try_recv().expect("an order") {
            Order::Apply(changes, beginning, _) => desk.apply(changes, beginning),
            _ => panic!("another order"),
        };
        orders.apply(&shared, changes(7, 8)).await;
        let rebuilt = Generation::create(place.path()).expect("another index");
        desk.adopt(rebuilt, Position::new(7, true)).expect("adopted");
        take(&mut desk);
        assert_eq!((desk.applied, shared.queued.lock().seq), (7, 7), "it goes on from where it is");
        orders.apply(&shared, changes(7, 9)).await;
        take(&mut desk);
        assert_eq!((desk.applied, shared.queued.lock().seq), (9, 9));
    }
}
