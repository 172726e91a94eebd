//! Files on their way in: one file in `tmp` for each, written on where it ends.

use std::collections::HashMap;
use std::io::{self, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use parking_lot::Mutex;
use rustix::fs::{Timespec, Timestamps, UTIME_NOW, UTIME_OMIT};
use sha2::{Digest as _, Sha256};
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _, AsyncWriteExt as _, BufWriter};
use tokio::sync::Notify;

use super::hex;
use super::room::{Room, not_written};
use crate::base::time::Timestamp;
use crate::base::{Error, Result, codes};

/// How many bytes of the beginning a blob is told with: enough to see what it is.
pub const HEAD: usize = 8 * 1024;

/// What is collected before it goes to the disk.
const PIECE: usize = 256 * 1024;
/// How often the room on the disk is looked at, in bytes.
const LOOK: u64 = 8 * 1024 * 1024;

/// A blob that was just kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptBlob {
    /// Its name: the SHA-256 of its bytes, in hexadecimal.
    pub name: String,
    /// How many bytes it has.
    pub size: u64,
    /// Its first bytes, at most [`HEAD`].
    pub head: Vec<u8>,
}

/// The incoming files that are being written, and how to ask their writers to stop.
#[derive(Debug, Clone, Default)]
pub(super) struct Writers(Arc<Mutex<HashMap<String, Arc<Notify>>>>);

impl Writers {
    fn enter(&self, id: &str) -> Writing {
        let asked = Arc::new(Notify::new());
        self.0.lock().insert(id.to_owned(), Arc::clone(&asked));
        Writing { writers: self.clone(), id: id.to_owned(), asked }
    }

    /// Asks whoever writes this file to stop.
    pub(super) fn ask(&self, id: &str) {
        if let Some(asked) = self.0.lock().get(id) {
            asked.notify_one();
        }
    }
}

/// A writer, on the list as long as it writes.
#[derive(Debug)]
struct Writing {
    writers: Writers,
    id: String,
    asked: Arc<Notify>,
}

impl Drop for Writing {
    fn drop(&mut self) {
        let mut writers = self.writers.0.lock();
        // The next one may be there already: the lock of the file goes a little before this.
        if writers.get(&self.id).is_some_and(|asked| Arc::ptr_eq(asked, &self.asked)) {
            writers.remove(&self.id);
        }
    }
}

/// A file on its way in. Nobody else has it open for writing. Dropped, it stays as far as it was
/// [synced](Self::sync), to be gone on with; some of what was written after that may be lost.
#[derive(Debug)]
pub struct Incoming {
    id: String,
    path: PathBuf,
    file: BufWriter<File>,
    len: u64,
    /// Of all bytes. None if some were there before: then they are read once more in the end.
    hash: Option<Sha256>,
    head: Vec<u8>,
    room: Room,
    writing: Writing,
}

/// A whole incoming file, on the disk.
pub(super) struct Finished {
    pub(super) id: String,
    pub(super) blob: KeptBlob,
    path: PathBuf,
    /// Keeps the lock until the file is in its place.
    pub(super) file: File,
}

impl Finished {
    /// Removes the incoming file, whose bytes are elsewhere now.
    #[expect(clippy::disallowed_methods, reason = "incoming files are this module's own")]
    pub(super) fn remove(&self) -> Result<()> {
        Ok(std::fs::remove_file(&self.path)?)
    }
}

impl Incoming {
    /// Opens `folder/id`.
    #[expect(clippy::disallowed_methods, reason = "incoming files are this module's own")]
    pub(super) fn open(folder: &Path, id: &str, room: Room, writers: &Writers) -> Result<Self> {
        if !is_id(id) {
            return Err(Error::internal(format!("{id:?} is no id of an incoming file")));
        }
        let path = folder.join(id);
        let file = std::fs::OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(not_written)?;
        // The lock is the file's: it lasts until the last write of a request that went away is done.
        match file.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => return Err(codes::UPLOAD_BUSY.into()),
            Err(std::fs::TryLockError::Error(error)) => return Err(error.into()),
        }
        let len = file.metadata()?.len();
        io::Seek::seek(&mut &file, SeekFrom::End(0))?;
        let file = BufWriter::with_capacity(PIECE, File::from_std(file));
        let hash = (len == 0).then(Sha256::new);
        let writing = writers.enter(id);
        Ok(Self { id: id.to_owned(), path, file, len, hash, head: Vec::new(), room, writing })
    }

    /// Rings when somebody else wants to write this file: see [`Blobs::take_over`](super::Blobs::take_over).
    pub fn asked(&self) -> Arc<Notify> {
        Arc::clone(&self.writing.asked)
    }

    /// How many bytes came so far.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// True if none came yet.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Takes the next bytes. After an error, this file is not written on: open it again.
    ///
    /// # Errors
    /// `storage_full` if the disk is short, `internal_error` if it does not take them.
    pub async fn write(&mut self, bytes: Bytes) -> Result<()> {
        let before = self.len;
        self.len += bytes.len() as u64;
        if before / LOOK != self.len / LOOK {
            self.room.expect(0)?;
        }
        self.file.write_all(&bytes).await.map_err(not_written)?;
        if let Some(hash) = &mut self.hash {
            hash.update(&bytes);
            let missing = HEAD - self.head.len();
            self.head.extend_from_slice(&bytes[..missing.min(bytes.len())]);
        }
        Ok(())
    }

    /// Puts on the disk what came so far.
    ///
    /// # Errors
    /// `storage_full`, or `internal_error` if the disk does not take it.
    pub async fn sync(&mut self) -> Result<()> {
        self.file.flush().await.map_err(not_written)?;
        self.file.get_ref().sync_all().await.map_err(not_written)
    }

    /// Throws away what came.
    ///
    /// # Errors
    /// `internal_error` if the disk does not let it.
    #[expect(clippy::disallowed_methods, reason = "incoming files are this module's own")]
    pub fn abandon(self) -> Result<()> {
        Ok(std::fs::remove_file(&self.path)?)
    }

    /// Makes sure that all of it is on the disk, and tells what it is.
    pub(super) async fn finish(mut self) -> Result<Finished> {
        self.sync().await?;
        let mut file = self.file.into_inner();
        let size = file.metadata().await?.len();
        if size != self.len {
            let path = self.path.display();
            return Err(Error::internal(format!(
                "{path} has {size} bytes although {} were written",
                self.len
            )));
        }
        let (hash, head) = match self.hash {
            Some(hash) => (hash, self.head),
            None => read_again(&mut file).await?,
        };
        // What is kept is young, however long it took to come: its row may be on its way.
        let omitted = Timespec { tv_sec: 0, tv_nsec: UTIME_OMIT };
        let now = Timespec { tv_sec: 0, tv_nsec: UTIME_NOW };
        let times = Timestamps { last_access: omitted, last_modification: now };
        rustix::fs::futimens(&file, &times).map_err(io::Error::from)?;
        let blob = KeptBlob { name: hex(&hash.finalize()), size, head };
        Ok(Finished { id: self.id, blob, path: self.path, file })
    }
}

/// The hash and the beginning of a file, in constant memory.
async fn read_again(file: &mut File) -> Result<(Sha256, Vec<u8>)> {
    file.seek(SeekFrom::Start(0)).await?;
    let (mut hash, mut head) = (Sha256::new(), Vec::new());
    let mut piece = vec![0; PIECE];
    loop {
        let length = file.read(&mut piece).await?;
        if length == 0 {
            return Ok((hash, head));
        }
        hash.update(&piece[..length]);
        let missing = HEAD - head.len();
        head.extend_from_slice(&piece[..missing.min(length)]);
    }
}

/// Removes files of `folder` that were last written before this moment and that nobody writes now.
#[expect(clippy::disallowed_methods, reason = "incoming files are this module's own")]
pub(super) fn prune(folder: &Path, older_than: Timestamp) -> Result<usize> {
    let mut pruned = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        // What is gone meanwhile was kept or abandoned.
        let Ok(file) = std::fs::File::open(entry.path()) else { continue };
        let written = jiff::Timestamp::try_from(file.metadata()?.modified()?);
        let old = written.is_ok_and(|at| at.as_millisecond() < older_than.millis());
        if old && file.metadata()?.is_file() && file.try_lock().is_ok() {
            std::fs::remove_file(entry.path())?;
            pruned += 1;
        }
    }
    Ok(pruned)
}

/// Ids become names of files.
fn is_id(text: &str) -> bool {
    (1..=100).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}
