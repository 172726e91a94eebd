//! Which keyed requests were answered lately, in front of the database: sled, and a set in memory.
//! Derived data only: the folder can be deleted at any time, and a request that is not known here is
//! found by the writer all the same.
//!
//! The answers stay in the database; knowing the request is enough to keep a retry away from the
//! writer. A copy of each answer here, or even one look into sled per request, cost a tenth to a
//! fifth of a post's processor time: so requests are looked up in memory, and written to sled in
//! bundles, from which the set is filled at the next start.
//!
//! sled 0.34 is the stable line; the 1.0 alphas change their file format from one to the next.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use parking_lot::Mutex;
use sled::Tree;

use crate::base::time::Timestamp;
use crate::base::{Error, Result};
use crate::infra::db::idempotency::{KEEP, RequestDigest};

/// Memory sled may use, in bytes.
const CAPACITY: u64 = 4 * 1024 * 1024;
/// Requests in one generation; two are kept, so at most twice as many are known, in some 4 MB.
const GENERATION: usize = 65_536;

/// The cache. Clones share it.
#[derive(Debug, Clone)]
pub struct Cache {
    answered: Arc<Mutex<Answered>>,
    /// Bundles of digests by the time at which they were saved, in Unix milliseconds, big endian.
    bundles: Tree,
}

#[derive(Debug, Default)]
struct Answered {
    young: HashSet<RequestDigest>,
    old: HashSet<RequestDigest>,
    unsaved: Vec<RequestDigest>,
}

impl Answered {
    fn insert(&mut self, request: RequestDigest) {
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(request);
    }
}

impl Cache {
    /// Opens `folder/cache`, starting anew if what is there cannot be read.
    ///
    /// # Errors
    /// The folder cannot be written.
    #[expect(clippy::disallowed_methods, reason = "the cache folder is this module's own")]
    pub fn open(folder: &Path) -> Result<Self> {
        let path = folder.join("cache");
        let found = open(&path).or_else(|error| {
            tracing::warn!(%error, "the cache cannot be read; it starts anew");
            std::fs::remove_dir_all(&path)?;
            open(&path)
        });
        let (bundles, answered) = found.map_err(internal)?;
        Ok(Self { answered: Arc::new(Mutex::new(answered)), bundles })
    }

    /// True if the database has the answer of `request`; false if one has to ask the writer.
    pub fn is_answered(&self, request: &RequestDigest) -> bool {
        let answered = self.answered.lock();
        answered.young.contains(request) || answered.old.contains(request)
    }

    /// Notes a request whose answer is in the database.
    pub fn note_answered(&self, request: &RequestDigest) {
        let mut answered = self.answered.lock();
        answered.insert(*request);
        // What is not saved in time is forgotten at a restart, and found by the writer.
        if answered.unsaved.len() < GENERATION {
            answered.unsaved.push(*request);
        }
    }

    /// Writes what was noted since the last time, and forgets bundles past their time.
    ///
    /// # Errors
    /// sled cannot write.
    pub fn save(&self, now: Timestamp) -> Result<()> {
        let unsaved = std::mem::take(&mut self.answered.lock().unsaved);
        if !unsaved.is_empty() {
            self.bundles.insert(time_key(now), unsaved.concat()).map_err(internal)?;
        }
        for past in self.bundles.range(..time_key(now.before(KEEP))).keys() {
            self.bundles.remove(past.map_err(internal)?).map_err(internal)?;
        }
        Ok(())
    }

    /// Requests known.
    pub fn len(&self) -> usize {
        let answered = self.answered.lock();
        answered.young.len() + answered.old.len()
    }

    /// True if no request is known.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn time_key(at: Timestamp) -> [u8; 8] {
    at.millis().to_be_bytes()
}

fn internal(error: sled::Error) -> Error {
    Error::Internal(Box::new(error))
}

fn open(path: &Path) -> sled::Result<(Tree, Answered)> {
    let config = sled::Config::new().path(path).cache_capacity(CAPACITY);
    let bundles = config.flush_every_ms(Some(5_000)).open()?.open_tree("answered")?;
    let mut answered = Answered::default();
    for bundle in bundles.iter().values() {
        let bundle = bundle?;
        let (digests, _) = bundle.as_chunks();
        for digest in digests {
            answered.insert(*digest);
        }
    }
    Ok((bundles, answered))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn requests_are_known_also_after_a_restart_until_their_time_is_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let now = Timestamp::from_millis(1_764_000_000_000);
        let cache = Cache::open(folder.path()).expect("opened");
        cache.note_answered(&[7; 16]);
        cache.note_answered(&[9; 16]);
        assert!(cache.is_answered(&[7; 16]) && cache.is_answered(&[9; 16]));
        assert!(!cache.is_answered(&[8; 16]));
        cache.save(now).expect("saved");
        drop(cache);

        let cache = Cache::open(folder.path()).expect("opened again");
        assert!(cache.is_answered(&[7; 16]) && cache.is_answered(&[9; 16]));
        cache.save(now.after(KEEP + Duration::from_secs(1))).expect("saved");
        drop(cache);
        assert!(Cache::open(folder.path()).expect("opened again").is_empty());
    }

    #[test]
    fn a_folder_that_cannot_be_read_starts_anew() {
        let folder = tempfile::tempdir().expect("a folder");
        drop(Cache::open(folder.path()).expect("opened"));
        std::fs::write(folder.path().join("cache/db"), b"not a cache").expect("spoilt");
        assert!(Cache::open(folder.path()).is_ok());
    }

    #[test]
    fn memory_is_bounded() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = Cache::open(folder.path()).expect("opened");
        let digest = |number: usize| {
            let mut digest = [0; 16];
            digest[..8].copy_from_slice(&number.to_be_bytes());
            digest
        };
        for number in 0..3 * GENERATION {
            cache.note_answered(&digest(number));
        }
        assert!(cache.len() <= 2 * GENERATION);
        assert!(cache.is_answered(&digest(3 * GENERATION - 1)) && !cache.is_answered(&digest(0)));
    }
}
