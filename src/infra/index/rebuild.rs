//! An index that is built beside the live one, on a thread of its own.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crossbeam_channel::{Receiver, Sender, unbounded};
use tantivy::IndexWriter;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::folder::Generation;
use super::{Changes, Document, Position, internal};
use crate::base::{Error, Result};
use crate::infra::tasks;

/// Bytes a rebuild buffers before it writes a part.
const MEMORY: usize = 64_000_000;
/// Batches that may wait for the thread.
const WAITING: usize = 4;

/// Whether a rebuild is under way, and how far it is.
#[derive(Debug)]
pub(super) struct Progress {
    turns: Arc<Semaphore>,
    done: AtomicU64,
    expected: AtomicU64,
}

impl Default for Progress {
    fn default() -> Self {
        let turns = Arc::new(Semaphore::new(1));
        Self { turns, done: AtomicU64::new(0), expected: AtomicU64::new(0) }
    }
}

impl Progress {
    /// The right to rebuild; none if somebody has it.
    pub(super) fn try_turn(self: &Arc<Self>) -> Option<Turn> {
        let permit = Arc::clone(&self.turns).try_acquire_owned().ok()?;
        Some(self.begin(permit))
    }

    /// The right to rebuild, as soon as nobody else has it.
    pub(super) async fn turn(self: &Arc<Self>) -> Result<Turn> {
        let permit = Arc::clone(&self.turns).acquire_owned().await;
        permit.map(|permit| self.begin(permit)).map_err(|_| Error::internal("no more rebuilds"))
    }

    fn begin(self: &Arc<Self>, permit: OwnedSemaphorePermit) -> Turn {
        self.done.store(0, Ordering::Relaxed);
        self.expected.store(0, Ordering::Relaxed);
        Turn { progress: Arc::clone(self), _permit: permit }
    }

    /// Documents done and expected, while one is under way.
    pub(super) fn state(&self) -> Option<(u64, u64)> {
        let (done, expected) =
            (self.done.load(Ordering::Relaxed), self.expected.load(Ordering::Relaxed));
        (self.turns.available_permits() == 0).then_some((done, expected.max(done)))
    }
}

/// The right to rebuild, until it is dropped.
pub struct Turn {
    progress: Arc<Progress>,
    _permit: OwnedSemaphorePermit,
}

enum Order {
    Apply(Changes, OwnedSemaphorePermit),
    Finish(Position, oneshot::Sender<Result<Generation>>),
}

/// A rebuild under way. It leaves no trace if it is dropped, but for a folder that is removed later.
pub struct Rebuild {
    orders: Sender<Order>,
    room: Arc<Semaphore>,
    seq: i64,
    turn: Turn,
}

impl Rebuild {
    pub(super) fn begin(folder: &Path, seq: i64, expected: u64, turn: Turn) -> Result<Self> {
        turn.progress.expected.store(expected, Ordering::Relaxed);
        let generation = Generation::create(folder)?;
        let writer = generation.writer(MEMORY)?;
        let (orders, queue) = unbounded();
        tasks::spawn_thread("index-rebuild", move || build(generation, writer, &queue))?;
        Ok(Self { orders, room: Arc::new(Semaphore::new(WAITING)), seq, turn })
    }

    /// The last event it has seen.
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// Adds documents that it does not have, when there is room for them.
    pub async fn add(&mut self, documents: Vec<Document>) {
        self.turn.progress.done.fetch_add(documents.len() as u64, Ordering::Relaxed);
        self.send(Changes { documents, ..Changes::default() }).await;
    }

    /// Applies what happened since, when there is room for it.
    pub async fn apply(&mut self, changes: Changes) {
        self.seq = changes.to;
        self.send(changes).await;
    }

    async fn send(&self, changes: Changes) {
        // The semaphore is never closed; a thread that is gone is told of at the end.
        if let Ok(permit) = Arc::clone(&self.room).acquire_owned().await {
            drop(self.orders.send(Order::Apply(changes, permit)));
        }
    }

    /// Commits everything.
    pub(super) async fn finish(self) -> Result<(Generation, Position, Turn)> {
        let position = Position::new(self.seq, true);
        let (reply, answer) = oneshot::channel();
        drop(self.orders.send(Order::Finish(position, reply)));
        let built = answer.await;
        let generation = built.unwrap_or_else(|_| Err(Error::internal("the rebuild is gone")))?;
        Ok((generation, position, self.turn))
    }
}

/// Writes what comes until it is to finish, or until nobody wants it any more.
fn build(generation: Generation, mut writer: IndexWriter, queue: &Receiver<Order>) {
    let mut outcome = Ok(());
    for order in queue {
        match order {
            Order::Apply(changes, permit) => {
                if outcome.is_ok() {
                    outcome = generation.apply(&writer, &changes);
                }
                drop(permit);
            }
            Order::Finish(position, reply) => {
                let finished = outcome.and_then(|()| {
                    generation.commit(&mut writer, position)?;
                    writer.wait_merging_threads().map_err(internal)?;
                    generation.reader.reload().map_err(internal)?;
                    Ok(generation)
                });
                drop(reply.send(finished));
                return;
            }
        }
    }
}
