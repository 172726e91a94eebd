//! Files by what is in them: pictures now, everything people attach later.
//!
//! A blob is named by the SHA-256 of its bytes and never changes, so the same file is kept once. It is
//! written beside its place, synced, and moved there: a name that is there has all of its bytes, also
//! after a power cut. What was being written when the process ended is removed at the next start.
//!
//! Rows name the blobs they use; what no row names is swept away after [`SPARE`]. A file that is put
//! again is written again, which makes it young: so a sweep that began before the row was written does
//! not take it.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::TryStreamExt as _;
use opendal::services::Fs;
use opendal::{ErrorKind, Operator};
use sha2::{Digest as _, Sha256};
use tokio::sync::Mutex;

use crate::base::time::Timestamp;
use crate::base::{Error, Result};

/// How long a blob that no row names is spared: its row may be on its way.
pub const SPARE: Duration = Duration::from_hours(1);

/// The files of this workspace. Clones share them.
#[derive(Debug, Clone)]
pub struct Blobs {
    store: Operator,
    folder: PathBuf,
    /// Held while a file moves to its place or leaves it.
    moving: Arc<Mutex<()>>,
}

impl Blobs {
    /// Opens `folder/blobs`.
    ///
    /// # Errors
    /// The folder cannot be written.
    #[expect(clippy::disallowed_methods, reason = "the folder of blobs is this module's own")]
    pub fn open(folder: &Path) -> Result<Self> {
        let folder = folder.join("blobs");
        let unfinished = folder.join("unfinished");
        match std::fs::remove_dir_all(&unfinished) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => std::fs::create_dir_all(&unfinished)?,
        }
        let text = |path: &Path| {
            let text = path.to_str().map(str::to_owned);
            text.ok_or_else(|| Error::internal(format!("{} is not UTF-8", path.display())))
        };
        let builder = Fs::default().root(&text(&folder)?).atomic_write_dir(&text(&unfinished)?);
        let store = Operator::new(builder).map_err(internal)?;
        Ok(Self { store, folder, moving: Arc::default() })
    }

    /// Keeps these bytes and tells their name. They are on the disk when it answers.
    ///
    /// # Errors
    /// `internal_error` if the disk does not take them.
    pub async fn put(&self, bytes: Bytes) -> Result<String> {
        let name = name_of(&bytes);
        let mut writer = self.store.writer(&place_of(&name)).await.map_err(internal)?;
        writer.write(bytes).await.map_err(internal)?;
        let turn = self.moving.lock().await;
        writer.close().await.map_err(internal)?;
        drop(turn);
        // The move itself is on the disk only when the folder is.
        for folder in [self.folder.join(&name[..2]), self.folder.clone()] {
            tokio::fs::File::open(folder).await?.sync_all().await?;
        }
        Ok(name)
    }

    /// The bytes of a blob; none if there is none of this name.
    ///
    /// # Errors
    /// `internal_error` if the disk does not give them.
    pub async fn get(&self, name: &str) -> Result<Option<Bytes>> {
        match self.store.read(&place_of(name)).await {
            Ok(buffer) => Ok(Some(buffer.to_bytes())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(internal(error)),
        }
    }

    /// Removes what is not `in_use` and older than [`SPARE`]; tells how many there were.
    ///
    /// # Errors
    /// `internal_error` if the disk cannot be read.
    pub async fn sweep(&self, in_use: &HashSet<String>, now: Timestamp) -> Result<usize> {
        let mut swept = 0;
        let mut entries = self.store.lister_with("").recursive(true).await.map_err(internal)?;
        while let Some(entry) = entries.try_next().await.map_err(internal)? {
            let path = entry.path();
            let name = path.rsplit('/').next().unwrap_or_default();
            if !is_name(name) || path.starts_with("unfinished") || in_use.contains(name) {
                continue;
            }
            let turn = self.moving.lock().await;
            let facts = self.store.stat(path).await.map_err(internal)?;
            let since = facts.last_modified().map(|moment| moment.into_inner().as_millisecond());
            if since.is_some_and(|at| now.since(Timestamp::from_millis(at)) > SPARE) {
                self.store.delete(path).await.map_err(internal)?;
                swept += 1;
            }
            drop(turn);
        }
        Ok(swept)
    }
}

fn name_of(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut name, byte| {
        write!(name, "{byte:02x}").expect("a string takes everything");
        name
    })
}

fn is_name(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// Where a blob lies: 256 folders, so that none gets too large.
fn place_of(name: &str) -> String {
    format!("{}/{name}", &name[..2.min(name.len())])
}

fn internal(error: opendal::Error) -> Error {
    Error::Internal(Box::new(error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::infra::clock::Clock;

    fn files_in(folder: &Path) -> Vec<String> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                found.extend(files_in(&path));
            } else {
                found.push(path.file_name().unwrap().to_string_lossy().into_owned());
            }
        }
        found
    }

    #[tokio::test]
    async fn what_is_put_is_there_under_the_hash_of_its_bytes_once() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path()).unwrap();
        let name = blobs.put(Bytes::from_static(b"hello")).await.unwrap();
        assert_eq!(name, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
        assert_eq!(blobs.put(Bytes::from_static(b"hello")).await.unwrap(), name);
        assert_eq!(blobs.get(&name).await.unwrap().unwrap(), "hello");
        assert_eq!(files_in(folder.path()), [name]);
        assert!(blobs.get(&name_of(b"other")).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn what_was_unfinished_is_gone_after_a_start() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path()).unwrap();
        let mut writer = blobs.store.writer(&place_of(&name_of(b"half"))).await.unwrap();
        writer.write("ha").await.unwrap();
        drop(writer);
        assert!(blobs.get(&name_of(b"half")).await.unwrap().is_none(), "no name without all bytes");
        Blobs::open(folder.path()).unwrap();
        assert!(files_in(folder.path()).is_empty());
    }

    #[tokio::test]
    async fn a_sweep_takes_what_is_old_and_unused() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path()).unwrap();
        let used = blobs.put(Bytes::from_static(b"used")).await.unwrap();
        let spare = blobs.put(Bytes::from_static(b"spare")).await.unwrap();
        let in_use = HashSet::from([used.clone()]);
        let now = Clock::system().now();
        assert_eq!(blobs.sweep(&in_use, now).await.unwrap(), 0, "its row may be on its way");
        assert_eq!(blobs.sweep(&in_use, now.after(SPARE * 2)).await.unwrap(), 1);
        assert!(blobs.get(&spare).await.unwrap().is_none());
        assert!(blobs.get(&used).await.unwrap().is_some());
    }
}
