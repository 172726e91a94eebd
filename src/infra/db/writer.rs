//! The writer thread and its group commit.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use parking_lot::Mutex;
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::checkpoint::Checkpointer;
use super::outbox::Teller;
use super::tx::{Effects, ReadTx, WriteTx};
use super::{DbMetrics, DbOptions, StoredEvent, outbox};
use crate::base::time::Timestamp;
use crate::base::{Error, Result, codes};
use crate::infra::clock::Clock;
use crate::infra::tasks;

/// Writes that may wait before the next is refused with `overloaded`.
const QUEUE: usize = 4096;
/// Writes per commit at most, so that the first of a group does not wait for ever.
const GROUP: usize = 256;

type Listener = Box<dyn Fn(&[Arc<StoredEvent>]) + Send + Sync>;

/// A write with its reply, its types hidden from the thread.
trait Job: Send {
    /// Runs the closure; true if its changes are to be kept.
    fn run(&mut self, tx: &mut WriteTx<'_>) -> bool;
    /// Takes the success back: the changes could not be kept.
    fn undo(&mut self);
    /// Answers the caller; `failed` if the group's commit did not happen.
    fn finish(self: Box<Self>, failed: Option<&rusqlite::Error>);
}

struct Write<T, F> {
    work: Option<F>,
    outcome: Option<Result<T>>,
    reply: oneshot::Sender<Result<T>>,
}

impl<T, F> Job for Write<T, F>
where
    T: Send,
    F: FnOnce(&mut WriteTx<'_>) -> Result<T> + Send,
{
    fn run(&mut self, tx: &mut WriteTx<'_>) -> bool {
        let Some(work) = self.work.take() else { return false };
        let outcome = catch_unwind(AssertUnwindSafe(|| work(tx)))
            .unwrap_or_else(|_| Err(Error::internal("a write panicked")));
        let keep = outcome.is_ok();
        self.outcome = Some(outcome);
        keep
    }

    fn undo(&mut self) {
        if matches!(self.outcome, None | Some(Ok(_))) {
            self.outcome =
                Some(Err(Error::retry(codes::STORAGE_UNAVAILABLE, Duration::from_secs(1))));
        }
    }

    fn finish(self: Box<Self>, failed: Option<&rusqlite::Error>) {
        let outcome = match (failed, self.outcome) {
            (Some(error), None | Some(Ok(_))) => Err(not_stored(error)),
            (_, Some(outcome)) => outcome,
            (None, None) => Err(Error::internal("a write was not run")),
        };
        // A caller that hung up no longer wants the answer; the change stands all the same.
        drop(self.reply.send(outcome));
    }
}

fn not_stored(error: &rusqlite::Error) -> Error {
    if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull) {
        codes::STORAGE_FULL.into()
    } else {
        Error::retry(codes::STORAGE_UNAVAILABLE, Duration::from_secs(1))
    }
}

/// The handle to the writer thread.
pub(super) struct Writer {
    jobs: Mutex<Option<Sender<Box<dyn Job>>>>,
    thread: Mutex<Option<std::thread::JoinHandle<()>>>,
    shared: Arc<Shared>,
    metrics: DbMetrics,
}

#[derive(Default)]
struct Shared {
    committed_seq: AtomicI64,
    fail_next: AtomicBool,
    listener: OnceLock<Listener>,
}

impl Writer {
    pub(super) fn start(connection: Connection, path: &Path, options: &DbOptions) -> Result<Self> {
        let (jobs, queue) = bounded(QUEUE);
        let shared = Arc::new(Shared::default());
        let last_seq = outbox::last_seq(&connection)?;
        let latest = outbox::last_time(&connection)?;
        shared.committed_seq.store(last_seq, Ordering::SeqCst);
        let mut thread = WriterThread {
            checkpointer: Checkpointer::start(path, options.metrics.wal_frames.clone())?,
            connection,
            next_seq: last_seq + 1,
            clock: options.clock.clone(),
            teller: Teller::clone(&options.teller),
            latest,
            metrics: options.metrics.clone(),
            shared: Arc::clone(&shared),
        };
        thread.watch_log()?;
        let handle = tasks::spawn_thread("db-writer", move || thread.serve(&queue))?;
        Ok(Self {
            jobs: Mutex::new(Some(jobs)),
            thread: Mutex::new(Some(handle)),
            shared,
            metrics: options.metrics.clone(),
        })
    }

    pub(super) fn submit<T, F>(&self, work: F) -> Result<oneshot::Receiver<Result<T>>>
    where
        T: Send + 'static,
        F: FnOnce(&mut WriteTx<'_>) -> Result<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let jobs = self.jobs.lock().clone();
        let Some(jobs) = jobs else { return Err(codes::SHUTTING_DOWN.into()) };
        let job = Box::new(Write { work: Some(work), outcome: None, reply });
        jobs.try_send(job).map_err(|refused| match refused {
            TrySendError::Full(_) => Error::retry(codes::OVERLOADED, Duration::from_secs(1)),
            TrySendError::Disconnected(_) => Error::internal("the writer thread is gone"),
        })?;
        self.metrics.queue.set(i64::try_from(jobs.len()).unwrap_or(i64::MAX));
        Ok(answer)
    }

    pub(super) fn set_listener(&self, listener: Listener) {
        assert!(
            self.shared.listener.set(listener).is_ok(),
            "the commit listener is set once, at start"
        );
    }

    pub(super) fn committed_seq(&self) -> i64 {
        self.shared.committed_seq.load(Ordering::SeqCst)
    }

    pub(super) fn fail_next_commit(&self) {
        self.shared.fail_next.store(true, Ordering::SeqCst);
    }

    pub(super) fn close(&self) {
        self.jobs.lock().take();
        if let Some(thread) = self.thread.lock().take()
            && thread.join().is_err()
        {
            tracing::error!("the writer thread ended by a panic");
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.close();
    }
}

struct WriterThread {
    connection: Connection,
    checkpointer: Checkpointer,
    next_seq: i64,
    clock: Clock,
    teller: Teller,
    /// Time never goes back in the log, even if the machine's clock does.
    latest: Timestamp,
    metrics: DbMetrics,
    shared: Arc<Shared>,
}

impl WriterThread {
    fn watch_log(&mut self) -> Result<()> {
        let frames = self.checkpointer.frames();
        self.connection.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, pages| {
            frames.store(i64::from(pages), Ordering::Relaxed);
            Ok(())
        }))?;
        Ok(())
    }

    fn serve(&mut self, queue: &Receiver<Box<dyn Job>>) {
        while let Ok(first) = queue.recv() {
            self.commit_group(first, queue);
            self.checkpointer.after_commit(&self.connection);
        }
        // Closing folds the whole log back, so that a copy of the one file is the whole truth.
        if let Err(error) = self.connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)") {
            tracing::warn!(%error, "the write-ahead log was not folded back on closing");
        }
    }

    fn commit_group(&mut self, first: Box<dyn Job>, queue: &Receiver<Box<dyn Job>>) {
        let started = Instant::now();
        self.latest = self.latest.max(self.clock.now());
        let mut done: Vec<Box<dyn Job>> = Vec::new();
        let mut effects = Vec::new();
        let mut next_seq = self.next_seq;
        if let Err(error) = self.run("BEGIN IMMEDIATE") {
            tracing::error!(%error, "a write transaction did not begin");
            first.finish(Some(&error));
            return;
        }
        let mut next = Some(first);
        while let Some(mut job) = next {
            if let Some(kept) = self.run_one(job.as_mut(), next_seq) {
                next_seq = kept.next_seq;
                effects.push(kept);
            }
            done.push(job);
            // A full disk makes SQLite end the whole transaction by itself: the group is lost then.
            let lost = self.connection.is_autocommit();
            next = if lost || done.len() >= GROUP { None } else { queue.try_recv().ok() };
        }
        let outcome = if effects.is_empty() { Ok(()) } else { self.commit() };
        self.metrics.queue.set(i64::try_from(queue.len()).unwrap_or(i64::MAX));
        self.metrics.group_size.observe(done.len() as f64);
        self.metrics.commit_seconds.observe(started.elapsed().as_secs_f64());
        match &outcome {
            Ok(()) if effects.is_empty() => self.roll_back(),
            Ok(()) => self.publish(next_seq, effects),
            Err(error) => {
                tracing::error!(%error, "a commit failed; its writes were refused");
                self.roll_back();
            }
        }
        for job in done {
            job.finish(outcome.as_ref().err());
        }
    }

    /// Runs one write in its savepoint; `None` if it was undone.
    fn run_one(&self, job: &mut dyn Job, next_seq: i64) -> Option<Effects> {
        if let Err(error) = self.run("SAVEPOINT one") {
            tracing::error!(%error, "a savepoint did not begin");
            job.undo();
            return None;
        }
        let read = ReadTx::new(&self.connection, &self.teller);
        let mut tx = WriteTx::new(read, self.latest, next_seq);
        let keep = job.run(&mut tx);
        self.metrics.write_statements.inc_by(tx.statements());
        let effects = tx.into_effects();
        if keep && self.run("RELEASE one").is_ok() {
            return Some(effects);
        }
        job.undo();
        if self.connection.is_autocommit() {
            return None;
        }
        if let Err(error) = self.run("ROLLBACK TO one").and_then(|()| self.run("RELEASE one")) {
            tracing::error!(%error, "a savepoint was not undone");
        }
        None
    }

    fn commit(&self) -> rusqlite::Result<()> {
        if self.shared.fail_next.swap(false, Ordering::SeqCst) {
            let full = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_FULL);
            return Err(rusqlite::Error::SqliteFailure(full, None));
        }
        // After SQLite ended the transaction by itself this fails, as it must: nothing was kept.
        self.run("COMMIT")
    }

    fn publish(&mut self, next_seq: i64, effects: Vec<Effects>) {
        self.next_seq = next_seq;
        self.shared.committed_seq.store(next_seq - 1, Ordering::SeqCst);
        let mut events = Vec::new();
        for effect in effects {
            for run in effect.after_commit {
                run();
            }
            events.extend(effect.events);
        }
        if let Some(listener) = self.shared.listener.get().filter(|_| !events.is_empty()) {
            listener(&events);
        }
    }

    fn roll_back(&self) {
        // SQLite may have rolled back by itself already.
        if !self.connection.is_autocommit()
            && let Err(error) = self.run("ROLLBACK")
        {
            tracing::error!(%error, "a group was not rolled back");
        }
    }

    fn run(&self, sql: &str) -> rusqlite::Result<()> {
        self.connection.prepare_cached(sql)?.execute([]).map(drop)
    }
}
