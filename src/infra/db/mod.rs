//! SQLite, the only truth: one writer thread with group commit, reader threads with snapshots.
//!
//! * One thread owns the write connection. Writes are closures sent to it; those that wait are run
//!   in one transaction, each in a savepoint of its own, and are answered after the commit has been
//!   synced (`synchronous = FULL`). A write that fails or panics rolls back alone.
//! * Readers are connections with `query_only`, each on a thread of its own; one closure sees one
//!   snapshot. [`ReadTx`] has no way to write; [`WriteTx`] can do all that `ReadTx` can.
//! * [`WriteTx::emit`] is the only way to publish an event: the row is part of the transaction.
//! * The write-ahead log is folded back by a thread of its own, never by a writer that is waited for.
//!
//! Owns the tables `outbox`, `consumers`, `idempotency` and `settings`.

mod checkpoint;
pub mod idempotency;
pub mod integrity;
mod metrics;
mod migrate;
mod open;
pub mod outbox;
mod reader;
pub mod settings;
mod tx;
mod writer;

use std::path::Path;
use std::sync::Arc;

use crate::base::{Error, Result};
use crate::infra::clock::Clock;

pub use metrics::DbMetrics;
pub(crate) use outbox::event_table;
pub use outbox::{Event, StoredEvent, Teller, Words};
pub use reader::DbReader;
pub use rusqlite::Row;
pub use rusqlite::params;
pub use tx::{Origin, ReadTx, WriteTx};

/// How to open the database.
#[derive(Clone)]
pub struct DbOptions {
    /// How many reader threads; at least one.
    pub readers: usize,
    /// Where the present moment comes from.
    pub clock: Clock,
    /// Where to count.
    pub metrics: DbMetrics,
    /// Who knows the words of events.
    pub teller: Teller,
}

impl DbOptions {
    /// For a database whose events have no words.
    pub fn new(readers: usize, clock: Clock, metrics: DbMetrics) -> Self {
        Self { readers, clock, metrics, teller: Arc::new(|_, _| Ok(())) }
    }
}

/// The database. Clones share the threads; they end when the last clone is gone.
#[derive(Clone)]
pub struct Db {
    reader: DbReader,
    background: DbReader,
    writer: Arc<writer::Writer>,
}

impl Db {
    /// Opens `folder/epop.db`, migrates it and starts the threads.
    ///
    /// # Errors
    /// Any fault of the file or of a migration; nothing is started then.
    pub fn open(folder: &Path, options: &DbOptions) -> Result<Self> {
        let path = folder.join("epop.db");
        let mut connection = open::writer(&path)?;
        migrate::run(&mut connection, folder, options.clock.now())?;
        let reader = DbReader::start(&path, options)?;
        let writer = Arc::new(writer::Writer::start(connection, &path, options)?);
        let background = reader.counting(options.metrics.background_statements.clone());
        Ok(Self { reader, background, writer })
    }

    /// The read side.
    pub fn reader(&self) -> &DbReader {
        &self.reader
    }

    /// The same for work that nobody waits for: its statements are counted apart.
    pub fn background(&self) -> &DbReader {
        &self.background
    }

    /// Runs `work` in the writer's next group and answers after the commit is on disk.
    ///
    /// # Errors
    /// What `work` returns; `overloaded` if too many writes wait; `storage_unavailable` or
    /// `storage_full` if the commit failed. In every error nothing was changed.
    pub async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut WriteTx<'_>) -> Result<T> + Send + 'static,
    {
        let answer = self.writer.submit(work)?;
        answer.await.unwrap_or_else(|_| Err(Error::internal("the writer thread is gone")))
    }

    /// Calls `listener` with every committed group of events, in order, on the writer thread:
    /// it must be quick and must not block.
    pub fn on_commit(&self, listener: impl Fn(&[Arc<StoredEvent>]) + Send + Sync + 'static) {
        self.writer.set_listener(Box::new(listener));
    }

    /// The newest `seq` that is on disk.
    pub fn committed_seq(&self) -> i64 {
        self.writer.committed_seq()
    }

    /// Makes the next commit fail once, as a full disk would.
    #[doc(hidden)]
    pub fn fail_next_commit(&self) {
        self.writer.fail_next_commit();
    }

    /// Ends the threads after what is queued is done, and folds the write-ahead log back.
    pub fn close(&self) {
        self.writer.close();
    }
}

macro_rules! sql_ids {
    ($($(#[$doc:meta])* $name:ident,)*) => {$(
        impl rusqlite::ToSql for crate::base::ids::$name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(self.get().into())
            }
        }

        impl rusqlite::types::FromSql for crate::base::ids::$name {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                value.as_i64().map(Self::new)
            }
        }
    )*};
}

crate::for_each_id!(sql_ids);

/// Ids as a JSON array, for `json_each`.
pub fn json_ids<I: std::fmt::Display>(ids: &[I]) -> String {
    format!("[{}]", ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
}

/// Lets enums made by `base::words` stand in columns as their words.
macro_rules! sql_words {
    ($($name:ident),*) => {$(
        impl rusqlite::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(self.as_str().into())
            }
        }

        impl rusqlite::types::FromSql for $name {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                value.as_str()?.parse().map_err(|()| rusqlite::types::FromSqlError::InvalidType)
            }
        }
    )*};
}

pub(crate) use sql_words;

impl rusqlite::ToSql for crate::base::time::Timestamp {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        Ok(self.millis().into())
    }
}

impl rusqlite::types::FromSql for crate::base::time::Timestamp {
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        value.as_i64().map(Self::from_millis)
    }
}

impl From<rusqlite::Error> for Error {
    fn from(source: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DiskFull, SystemIoFailure};
        match source.sqlite_error_code() {
            Some(DiskFull) => crate::base::codes::STORAGE_FULL.into(),
            Some(SystemIoFailure) => crate::base::codes::STORAGE_UNAVAILABLE.into(),
            _ => Self::Internal(Box::new(source)),
        }
    }
}

#[cfg(test)]
mod tests;
