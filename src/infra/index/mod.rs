//! The index: what has which words, who may see it, and when it was. It knows no product words.
//!
//! * One tantivy index on disk for all kinds of documents. A document has a [`Key`], an audience (numbers of
//!   scopes), a moment, an author, places, tags, and two texts. Nothing is stored: what a document says is
//!   read from where it lives.
//! * **Derived data**: `folder/index` can be deleted at any time. Each commit carries the `seq` of the last
//!   event it contains ([`Position`]), so index and log are never apart: what is not committed is read from
//!   the log again. To apply a change is to remove the document and to add it as it is now; twice is as
//!   good as once.
//! * Commits do not wait for the disk ([`disk`]): who is killed loses nothing, and what a failed power damaged is
//!   noticed at the next start.
//! * One thread writes. It commits at once when it was quiet, and every 50 ms while changes arrive; it gives
//!   its memory back when nothing has changed for a while.
//! * An index is rebuilt beside the live one, in a folder of its own, and then takes its place.
//! * **A question is answered for one reader** ([`Reading`]): what is not theirs is not even counted. A score
//!   depends on the document and the question alone, never on how many others have a word: a rare word of
//!   somebody else's is not felt, and pages that are ordered by score stay apart while the index grows.

mod beginning;
mod collect;
mod columns;
mod disk;
mod exclusion;
mod fold;
mod folder;
mod language;
mod marks;
mod numbers;
mod question;
mod rebuild;
mod schema;
mod score;
mod words;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::RwLock;
use serde::{Deserialize, Serialize};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use crate::base::time::Timestamp;
use crate::base::{Error, Result, codes};

pub use collect::{Found, Hit, Order, Rank, Reading};
pub use fold::fold as folded;
pub use marks::Marker;
pub use numbers::{Counts, Numbers};
pub use question::{Filter, Question, tag};
pub use rebuild::{Rebuild, Turn};

use folder::Generation;
use writer::{Orders, Shared};

/// How many kinds of documents there can be.
pub const KINDS: usize = 16;
/// Questions that may wait for their turn before the next is refused.
const WAITING: usize = 256;

/// The name of a document: its kind and its row id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key(u64);

impl Key {
    /// The document of a row.
    pub const fn new(kind: u8, id: i64) -> Self {
        debug_assert!((kind as usize) < KINDS, "a kind is a small number");
        Self((kind as u64) << 56 | id.cast_unsigned() & ((1 << 56) - 1))
    }

    const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// The number it is.
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// Its kind.
    pub const fn kind(self) -> u8 {
        (self.0 >> 56) as u8
    }

    /// Its row id.
    pub const fn id(self) -> i64 {
        (self.0 & ((1 << 56) - 1)).cast_signed()
    }
}

/// What the index knows of a row.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its name.
    pub key: Key,
    /// The scopes that may see it, as numbers.
    pub audience: Vec<u64>,
    /// When it was.
    pub at: Timestamp,
    /// Whose it is.
    pub author: Option<u64>,
    /// Where it is.
    pub places: Vec<u64>,
    /// Words that are compared as a whole.
    pub tags: Vec<String>,
    /// What it is called: counts double.
    pub title: String,
    /// What it says.
    pub body: String,
}

/// Changes between two places in the event log.
#[derive(Debug, Default)]
pub struct Changes {
    /// The event before the first of these.
    pub from: i64,
    /// The last event.
    pub to: i64,
    /// Every document that changed or is gone.
    pub touched: Vec<Key>,
    /// Those that are there, as they are now.
    pub documents: Vec<Document>,
}

/// How far the index has come, as each commit says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    version: u32,
    /// Every event up to this one is in the index.
    pub seq: i64,
    /// Whether what was before the first event it saw is in it, too.
    pub is_whole: bool,
}

/// How the index stands.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    /// How far it has come.
    pub position: Position,
    /// Documents in it.
    pub documents: u64,
    /// Its parts on disk.
    pub segments: u64,
    /// Bytes on disk.
    pub bytes: u64,
    /// Documents of a rebuild under way, and how many there will be.
    pub rebuilding: Option<(u64, u64)>,
}

/// The index. Clones share it.
#[derive(Clone)]
pub struct Index {
    folder: PathBuf,
    shared: Arc<Shared>,
    orders: Orders,
    turns: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    rebuilds: Arc<rebuild::Progress>,
}

impl Index {
    /// Opens `folder/index` and starts the writer; at most `turns` questions are answered at once. What
    /// cannot be read, or is of another version, starts anew as an index that is not whole, at `seq`.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn open(folder: &Path, turns: usize, seq: i64) -> Result<Self> {
        let folder = folder.join("index");
        let (live, position) = folder::open_or_create(&folder, seq)?;
        let shared = Arc::new(Shared {
            live: RwLock::new(Arc::new(live)),
            committed: watch::channel(position).0,
            queued: parking_lot::Mutex::new(writer::Queued::at(position.seq)),
            stumbles: AtomicU64::new(0),
        });
        let orders = writer::start(&folder, &shared)?;
        Ok(Self {
            folder,
            shared,
            orders,
            turns: Arc::new(Semaphore::new(turns.max(1))),
            waiting: Arc::new(Semaphore::new(WAITING)),
            rebuilds: Arc::default(),
        })
    }

    /// Where the next changes begin: after everything that was given to the writer.
    pub fn next(&self) -> i64 {
        self.shared.queued.lock().seq
    }

    /// Gives changes to the writer, when it has room for them. What does not begin where it stands is left
    /// aside: after a fault, or a rebuild, it stands where [`next`](Self::next) says.
    pub async fn apply(&self, changes: Changes) {
        self.orders.apply(&self.shared, changes).await;
    }

    /// How far questions reach: changes whenever there is more to find, or the writer stumbled.
    pub fn progress(&self) -> watch::Receiver<Position> {
        self.shared.committed.subscribe()
    }

    /// How often the writer had to go back to its last commit.
    pub fn stumbles(&self) -> u64 {
        self.shared.stumbles.load(Ordering::Relaxed)
    }

    /// Waits for a turn to ask.
    ///
    /// # Errors
    /// `overloaded` if too many wait.
    pub async fn turn(&self) -> Result<OwnedSemaphorePermit> {
        let overloaded = || Error::retry(codes::OVERLOADED, std::time::Duration::from_secs(1));
        let place = self.waiting.try_acquire().map_err(|_| overloaded())?;
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        drop(place);
        turn.map_err(|_| overloaded())
    }

    /// Answers a question for a reader.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn ask(&self, question: &Question, reading: &Reading) -> Result<Found> {
        reading.collect(&self.live(), question).map_err(internal)
    }

    /// The files of the live index whose bytes are not those that were written. It reads all of them.
    ///
    /// # Errors
    /// They cannot be read.
    pub fn damaged_files(&self) -> Result<Vec<PathBuf>> {
        let damaged = self.live().index.validate_checksum().map_err(internal)?;
        Ok(damaged.into_iter().collect())
    }

    /// How it stands.
    pub fn standing(&self) -> Standing {
        let live = self.live();
        let searcher = live.reader.searcher();
        Standing {
            position: *self.shared.committed.borrow(),
            documents: searcher.num_docs(),
            segments: searcher.segment_readers().len() as u64,
            bytes: live.bytes(),
            rebuilding: self.rebuilds.state(),
        }
    }

    /// The right to rebuild; none if somebody has it.
    pub fn try_rebuild_turn(&self) -> Option<Turn> {
        self.rebuilds.try_turn()
    }

    /// The right to rebuild, as soon as nobody else has it.
    ///
    /// # Errors
    /// Never while the index is open.
    pub async fn rebuild_turn(&self) -> Result<Turn> {
        self.rebuilds.turn().await
    }

    /// Begins a new index beside this one, whose documents are to be read after the event `seq`.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn begin_rebuild(&self, turn: Turn, seq: i64, expected: u64) -> Result<Rebuild> {
        Rebuild::begin(&self.folder, seq, expected, turn)
    }

    /// Puts a rebuilt index in the place of the live one.
    ///
    /// # Errors
    /// It cannot be committed.
    pub async fn adopt(&self, rebuilt: Rebuild) -> Result<()> {
        let (generation, position, turn) = rebuilt.finish().await?;
        let adopted = self.orders.adopt(generation, position).await;
        drop(turn);
        adopted
    }

    /// Commits what there is and ends the writer.
    pub fn close(&self) {
        self.orders.close();
    }

    fn live(&self) -> Arc<Generation> {
        Arc::clone(&self.shared.live.read())
    }
}

fn internal(error: tantivy::TantivyError) -> Error {
    Error::Internal(Box::new(error))
}
