//! sled: answers kept for retries, in front of the database. Derived data only: the folder can be
//! deleted at any time.
//!
//! sled 0.34 is the stable line; the 1.0 alphas change their file format from one to the next.

use std::path::Path;

use sled::Tree;

use crate::base::time::Timestamp;
use crate::base::{Error, Result};
use crate::infra::db::idempotency::{KEEP, KeptAnswer, RequestDigest};

/// Memory the cache may use, in bytes.
const CAPACITY: u64 = 16 * 1024 * 1024;
/// Answers removed per call of [`Cache::prune`].
const BATCH: usize = 10_000;

/// The cache. Clones share it.
#[derive(Debug, Clone)]
pub struct Cache {
    answers: Tree,
    ages: Tree,
}

impl Cache {
    /// Opens `folder/cache`, starting anew if what is there cannot be read.
    ///
    /// # Errors
    /// The folder cannot be written.
    #[expect(clippy::disallowed_methods, reason = "the cache folder is this module's own")]
    pub fn open(folder: &Path) -> Result<Self> {
        let path = folder.join("cache");
        let db = open(&path).or_else(|error| {
            tracing::warn!(%error, "the cache cannot be read; it starts anew");
            std::fs::remove_dir_all(&path)?;
            open(&path)
        });
        let db = db.map_err(|error| Error::Internal(Box::new(error)))?;
        let tree =
            |name: &str| db.open_tree(name).map_err(|error| Error::Internal(Box::new(error)));
        Ok(Self { answers: tree("answers")?, ages: tree("ages")? })
    }

    /// The answer kept for `request`. A fault of the cache is a miss.
    pub fn find_answer(&self, request: &RequestDigest) -> Option<KeptAnswer> {
        let packed = self.answers.get(request).ok()??;
        let (body_hash, rest) = packed.split_first_chunk::<16>()?;
        let (status, answer) = rest.split_first_chunk::<2>()?;
        Some(KeptAnswer {
            body_hash: *body_hash,
            status: u16::from_be_bytes(*status),
            answer: answer.to_vec(),
        })
    }

    /// Keeps an answer that is in the database already.
    pub fn keep_answer(&self, request: &RequestDigest, kept: &KeptAnswer, now: Timestamp) {
        let mut packed = Vec::with_capacity(18 + kept.answer.len());
        packed.extend_from_slice(&kept.body_hash);
        packed.extend_from_slice(&kept.status.to_be_bytes());
        packed.extend_from_slice(&kept.answer);
        let mut age = now.millis().to_be_bytes().to_vec();
        age.extend_from_slice(request);
        let stored = self.answers.insert(request, packed).and_then(|_| self.ages.insert(age, &[]));
        if let Err(error) = stored {
            tracing::warn!(%error, "an answer was not cached");
        }
    }

    /// Removes answers past their time.
    pub fn prune(&self, now: Timestamp) -> Result<()> {
        let horizon = now.before(KEEP).millis().to_be_bytes();
        for age in self.ages.range(..horizon.to_vec()).keys().take(BATCH) {
            let age = age.map_err(|error| Error::Internal(Box::new(error)))?;
            let removed = self.answers.remove(&age[8..]).and_then(|_| self.ages.remove(&age));
            removed.map_err(|error| Error::Internal(Box::new(error)))?;
        }
        Ok(())
    }

    /// Answers kept.
    pub fn len(&self) -> usize {
        self.answers.len()
    }

    /// True if no answer is kept.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }
}

fn open(path: &Path) -> sled::Result<sled::Db> {
    sled::Config::new().path(path).cache_capacity(CAPACITY).flush_every_ms(Some(5_000)).open()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_back_until_their_time_is_over_and_a_broken_folder_starts_anew() {
        let folder = tempfile::tempdir().expect("a folder");
        let now = Timestamp::from_millis(1_764_000_000_000);
        let kept = KeptAnswer { body_hash: [1; 16], status: 201, answer: b"{}".to_vec() };
        let cache = Cache::open(folder.path()).expect("opened");
        cache.keep_answer(&[7; 16], &kept, now);
        assert_eq!(cache.find_answer(&[7; 16]), Some(kept));
        assert_eq!(cache.find_answer(&[8; 16]), None);
        cache.prune(now.after(KEEP)).expect("pruned");
        assert_eq!(cache.len(), 1);
        cache.prune(now.after(KEEP * 2)).expect("pruned");
        assert!(cache.is_empty());
        drop(cache);

        std::fs::write(folder.path().join("cache/db"), b"not a cache").expect("spoilt");
        assert!(Cache::open(folder.path()).is_ok());
    }
}
