//! Transactions: what a read and a write can do.

use std::cell::Cell;
use std::ops::Deref;
use std::sync::Arc;

use rusqlite::{CachedStatement, Connection, OptionalExtension, Params, Row};

use super::outbox::{Event, StoredEvent, Teller};
use crate::base::codes::Code;
use crate::base::ids::UserId;
use crate::base::time::Timestamp;
use crate::base::{Error, Result};

/// One snapshot of the database. It has no way to write.
pub struct ReadTx<'c> {
    connection: &'c Connection,
    teller: &'c Teller,
    statements: Cell<u64>,
}

impl<'c> ReadTx<'c> {
    pub(super) fn new(connection: &'c Connection, teller: &'c Teller) -> Self {
        Self { connection, teller, statements: Cell::new(0) }
    }

    /// How many statements were run.
    pub(super) fn statements(&self) -> u64 {
        self.statements.get()
    }

    fn prepare(&self, sql: &str) -> rusqlite::Result<CachedStatement<'c>> {
        self.statements.update(|run| run + 1);
        self.connection.prepare_cached(sql)
    }

    pub(super) fn teller(&self) -> &Teller {
        self.teller
    }

    /// The row that must be there.
    ///
    /// # Errors
    /// A missing row is an internal error: ask with [`find`](Self::find) where it may be missing.
    pub fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        map: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<T> {
        Ok(self.prepare(sql)?.query_row(params, map)?)
    }

    /// The first row, if there is one.
    pub fn find<T>(
        &self,
        sql: &str,
        params: impl Params,
        map: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.prepare(sql)?.query_row(params, map).optional()?)
    }

    /// Every row.
    pub fn list<T>(
        &self,
        sql: &str,
        params: impl Params,
        map: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.prepare(sql)?;
        let rows = statement.query_map(params, map)?;
        Ok(rows.collect::<rusqlite::Result<Vec<T>>>()?)
    }

    /// True if there is a row.
    pub fn exists(&self, sql: &str, params: impl Params) -> Result<bool> {
        Ok(self.prepare(sql)?.exists(params)?)
    }
}

/// Who caused a write, for the events it emits.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The person acting; none for the system.
    pub actor: Option<UserId>,
    /// The request it came with.
    pub request_id: Option<Arc<str>>,
}

/// One write inside the writer's group: a savepoint that is kept or undone as a whole.
pub struct WriteTx<'c> {
    read: ReadTx<'c>,
    now: Timestamp,
    origin: Origin,
    next_seq: i64,
    events: Vec<Arc<StoredEvent>>,
    after_commit: Vec<Box<dyn FnOnce() + Send>>,
}

/// What a kept write leaves for after the commit.
pub(super) struct Effects {
    pub(super) events: Vec<Arc<StoredEvent>>,
    pub(super) after_commit: Vec<Box<dyn FnOnce() + Send>>,
    pub(super) next_seq: i64,
}

impl<'c> WriteTx<'c> {
    pub(super) fn new(read: ReadTx<'c>, now: Timestamp, next_seq: i64) -> Self {
        Self {
            read,
            now,
            origin: Origin::default(),
            next_seq,
            events: Vec::new(),
            after_commit: Vec::new(),
        }
    }

    pub(super) fn into_effects(self) -> Effects {
        Effects { events: self.events, after_commit: self.after_commit, next_seq: self.next_seq }
    }

    /// The moment of this write.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Says who causes the events that follow.
    pub fn set_origin(&mut self, origin: Origin) {
        self.origin = origin;
    }

    /// Changes rows and tells how many.
    pub fn execute(&mut self, sql: &str, params: impl Params) -> Result<usize> {
        Ok(self.read.prepare(sql)?.execute(params)?)
    }

    /// Inserts one row and tells its id.
    pub fn insert(&mut self, sql: &str, params: impl Params) -> Result<i64> {
        Ok(self.read.prepare(sql)?.insert(params)?)
    }

    /// Like [`execute`](Self::execute), with a uniqueness conflict on `columns` (as SQLite names
    /// them: `table.column`) told as `code`.
    pub fn execute_unique(
        &mut self,
        sql: &str,
        params: impl Params,
        columns: &str,
        code: Code,
    ) -> Result<usize> {
        let outcome = self.read.prepare(sql)?.execute(params);
        outcome.map_err(|error| on_conflict(error, columns, code))
    }

    /// Like [`insert`](Self::insert), with a uniqueness conflict on `columns` told as `code`.
    pub fn insert_unique(
        &mut self,
        sql: &str,
        params: impl Params,
        columns: &str,
        code: Code,
    ) -> Result<i64> {
        let outcome = self.read.prepare(sql)?.insert(params);
        outcome.map_err(|error| on_conflict(error, columns, code))
    }

    /// Publishes `event` with this change: both are kept, or neither.
    pub fn emit<E: Event>(&mut self, event: &E) -> Result<()> {
        let mut stored = StoredEvent::new(event, self.next_seq, self.now, &self.origin)?;
        stored.insert(self)?;
        if let Some(words) = event.words() {
            stored.add_words(words);
        }
        self.next_seq += 1;
        self.events.push(Arc::new(stored));
        Ok(())
    }

    /// Runs `effect` after the commit and before the caller is answered: for caches that must not
    /// outlive what they remember. It runs on the writer thread, so it must be quick.
    pub fn after_commit(&mut self, effect: impl FnOnce() + Send + 'static) {
        self.after_commit.push(Box::new(effect));
    }
}

impl<'c> Deref for WriteTx<'c> {
    type Target = ReadTx<'c>;
    fn deref(&self) -> &ReadTx<'c> {
        &self.read
    }
}

fn on_conflict(error: rusqlite::Error, columns: &str, code: Code) -> Error {
    let unique = error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation)
        && error.to_string().starts_with(&format!("UNIQUE constraint failed: {columns}"));
    if unique { code.into() } else { error.into() }
}
