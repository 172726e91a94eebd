//! Files by what is in them: pictures, and everything people attach.
//!
//! A blob is named by the SHA-256 of its bytes and never changes, so the same file is kept once. It is
//! written beside its place, synced, and moved there: a name that is there has all of its bytes, also
//! after a power cut. What was being written when the process ended is removed at the next start.
//!
//! Large files come in pieces and in their own time: [`Blobs::receive`] opens a file in `tmp`, which
//! lasts over lost connections and restarts until [`Blobs::keep`] makes a blob of it.
//!
//! The store is the data folder or a bucket of S3; one library writes to both ([`store`]).
//!
//! Rows name the blobs they use; what no row names is swept away when its lease of [`SPARE`] is over. The
//! lease is the age of the file: what is put or kept again becomes young again. So a sweep that looked
//! at the rows before a new one was written does not take its blob.

mod incoming;
mod room;
mod store;
mod transport;
mod zip;

use std::collections::HashSet;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt as _, TryStreamExt as _};
use opendal::{ErrorKind, Operator};
use sha2::{Digest as _, Sha256};
use tokio::sync::{Mutex, Semaphore};

use self::incoming::Writers;
pub use self::incoming::{HEAD, Incoming, KeptBlob};
use self::room::Room;
pub use self::zip::ZipEntry;
use crate::base::time::Timestamp;
use crate::base::{Error, Result, codes};
use crate::config::{self, BlobStore};

/// How long a blob that no row names is spared: its row may be on its way.
pub const SPARE: Duration = Duration::from_hours(1);

/// The folder of the store.
const FOLDER: &str = "blobs";
/// Where the store writes what is not whole yet.
const UNFINISHED: &str = "blobs/unfinished";
/// Where files come in.
const INCOMING: &str = "tmp";

/// How long a request that writes an incoming file may take to stop for another one.
const TAKE_OVER: Duration = Duration::from_secs(10);
/// How often it is looked whether it has.
const ASK_AGAIN: Duration = Duration::from_millis(20);

/// The bytes of a blob as they are read.
pub type ByteStream = BoxStream<'static, Result<Bytes>>;

/// The files of this workspace. Clones share them.
#[derive(Debug, Clone)]
pub struct Blobs {
    store: Operator,
    /// What the store is called, if it is not the data folder.
    bucket: Option<String>,
    /// The data folder.
    folder: PathBuf,
    room: Room,
    writers: Writers,
    /// Held while a file moves to its place or leaves it.
    moving: Arc<Mutex<()>>,
    /// A turn for each zip that is being made.
    zips: Arc<Semaphore>,
}

impl Blobs {
    /// Opens `folder/blobs` and `folder/tmp`.
    ///
    /// # Errors
    /// The folder cannot be written.
    #[expect(clippy::disallowed_methods, reason = "the folders of blobs are this module's own")]
    pub fn open(folder: &Path, config: &config::Blobs) -> Result<Self> {
        std::fs::create_dir_all(folder.join(INCOMING))?;
        let (store, bucket) = match config.backend {
            BlobStore::Fs => (store::in_folder(folder)?, None),
            BlobStore::S3 => store::in_bucket(config).map(|(store, name)| (store, Some(name)))?,
        };
        let room = Room::of(folder, config.reserve_mib);
        let zips = Arc::new(Semaphore::new(zip::AT_ONCE));
        let (folder, writers, moving) = (folder.to_owned(), Writers::default(), Arc::default());
        Ok(Self { store, bucket, folder, room, writers, moving, zips })
    }

    /// Makes sure that the bucket, if there is one, can be listed, written, read and deleted from.
    ///
    /// # Errors
    /// `internal_error`, with what the bucket said.
    pub async fn check(&self) -> Result<()> {
        let Some(bucket) = &self.bucket else { return Ok(()) };
        let probe = format!("{FOLDER}/probe-{:016x}", rand::random::<u64>());
        let tried = async {
            let mut places = self.store.lister_with(&format!("{FOLDER}/")).limit(1).await?;
            places.try_next().await?;
            self.store.write(&probe, "EPOP was here").await?;
            self.store.read(&probe).await?;
            self.store.delete(&probe).await
        };
        tried.await.map_err(|error| {
            Error::internal(format!("the bucket {bucket} cannot be used: {error}"))
        })
    }

    /// Keeps these bytes and tells their name. They are on the disk when it answers.
    ///
    /// # Errors
    /// `storage_full`, or `internal_error` if the disk does not take them.
    pub async fn put(&self, bytes: Bytes) -> Result<String> {
        let name = hex(&Sha256::digest(&bytes));
        let mut writer = self.store.writer(&place_of(&name)).await.map_err(fault)?;
        writer.write(bytes).await.map_err(fault)?;
        let turn = self.moving.lock().await;
        writer.close().await.map_err(fault)?;
        drop(turn);
        self.sync_folders(&name).await?;
        Ok(name)
    }

    /// Opens the incoming file of this id, to write on where it ends; makes it if there is none.
    ///
    /// # Errors
    /// `upload_busy` while another request writes it, `storage_full` if the disk is short.
    pub fn receive(&self, id: &str) -> Result<Incoming> {
        self.room.expect(0)?;
        Incoming::open(&self.folder.join(INCOMING), id, self.room.clone(), &self.writers)
    }

    /// The same, although another request writes it: that one is asked to stop and is waited for. A line
    /// that died does not tell; who comes again does.
    ///
    /// # Errors
    /// As for [`receive`](Self::receive): `upload_busy` if the other request does not stop, as while it
    /// makes a blob of the file.
    pub async fn take_over(&self, id: &str) -> Result<Incoming> {
        let mut waits = (TAKE_OVER.as_millis() / ASK_AGAIN.as_millis()) as u32;
        loop {
            match self.receive(id) {
                Err(error) if error.code() == codes::UPLOAD_BUSY && waits > 0 => {}
                outcome => return outcome,
            }
            // The lock is asked again and again because it outlives who held it, by the last write to the disk.
            self.writers.ask(id);
            tokio::time::sleep(ASK_AGAIN).await;
            waits -= 1;
        }
    }

    /// Refuses what the disk has no room for, before the first byte of it comes.
    ///
    /// # Errors
    /// `storage_full`
    pub fn expect_room(&self, bytes: u64) -> Result<()> {
        self.room.expect(bytes)
    }

    /// Makes a blob of an incoming file. It is on the disk, and the incoming file gone, when it answers.
    ///
    /// # Errors
    /// `storage_full`, or `internal_error` if the disk does not take it; the incoming file stays.
    pub async fn keep(&self, incoming: Incoming) -> Result<KeptBlob> {
        let mut finished = incoming.finish().await?;
        let place = place_of(&finished.blob.name);
        let from = format!("{INCOMING}/{}", finished.id);
        if self.bucket.is_some() {
            store::upload(&self.store, &place, &mut finished.file, &self.moving).await?;
            finished.remove()?;
            return Ok(finished.blob);
        }
        let turn = self.moving.lock().await;
        let moved = self.store.rename(&from, &place).await;
        drop(turn);
        match moved {
            Ok(()) => {}
            // `tmp` may be a disk of its own: then the bytes are copied, and moved where they are.
            Err(error) if has_cause(&error, is_elsewhere) => {
                store::upload(&self.store, &place, &mut finished.file, &self.moving).await?;
                finished.remove()?;
            }
            Err(error) => return Err(fault(error)),
        }
        self.sync_folders(&finished.blob.name).await?;
        Ok(finished.blob)
    }

    /// The bytes of a small blob; none if there is none of this name.
    ///
    /// # Errors
    /// `internal_error` if the disk does not give them.
    pub async fn get(&self, name: &str) -> Result<Option<Bytes>> {
        let read = self.store.read(&place_of(name)).await;
        Ok(found(read)?.map(|buffer| buffer.to_bytes()))
    }

    /// How many bytes a blob has; none if there is none of this name.
    ///
    /// # Errors
    /// `internal_error` if the disk does not tell.
    pub async fn size(&self, name: &str) -> Result<Option<u64>> {
        let facts = self.store.stat(&place_of(name)).await;
        Ok(found(facts)?.map(|facts| facts.content_length()))
    }

    /// These bytes of a blob, read as fast as they are taken; none if there is none of this name. A range
    /// that ends after the blob ends in an error.
    ///
    /// # Errors
    /// `internal_error` if the disk does not give them.
    pub async fn stream(&self, name: &str, range: Range<u64>) -> Result<Option<ByteStream>> {
        if self.size(name).await?.is_none() {
            return Ok(None);
        }
        let reader = self.store.reader(&place_of(name)).await.map_err(fault)?;
        let bytes = reader.into_bytes_stream(range).await.map_err(fault)?;
        Ok(Some(bytes.map_err(Error::from).boxed()))
    }

    /// Whether a blob has the bytes its name says; none if there is none of this name.
    ///
    /// # Errors
    /// `internal_error` if the disk does not give them.
    pub async fn is_sound(&self, name: &str) -> Result<Option<bool>> {
        let Some(size) = self.size(name).await? else { return Ok(None) };
        let Some(mut bytes) = self.stream(name, 0..size).await? else { return Ok(None) };
        let mut hash = Sha256::new();
        while let Some(piece) = bytes.try_next().await? {
            hash.update(&piece);
        }
        Ok(Some(hex(&hash.finalize()) == name))
    }

    /// Removes what is not `in_use` and older than [`SPARE`]; tells how many there were.
    ///
    /// # Errors
    /// `internal_error` if the disk cannot be read.
    pub async fn sweep(&self, in_use: &HashSet<String>, now: Timestamp) -> Result<usize> {
        let mut swept = 0;
        let folder = format!("{FOLDER}/");
        let mut entries = self.store.lister_with(&folder).recursive(true).await.map_err(fault)?;
        while let Some(entry) = entries.try_next().await.map_err(fault)? {
            let path = entry.path();
            let name = path.rsplit('/').next().unwrap_or_default();
            if !is_name(name) || path != place_of(name) || in_use.contains(name) {
                continue;
            }
            let turn = self.moving.lock().await;
            let facts = found(self.store.stat(path).await)?;
            let since = facts.and_then(|facts| facts.last_modified());
            let since = since.map(|moment| moment.into_inner().as_millisecond());
            if since.is_some_and(|at| now.since(Timestamp::from_millis(at)) > SPARE) {
                self.store.delete(path).await.map_err(fault)?;
                swept += 1;
            }
            drop(turn);
        }
        Ok(swept)
    }

    /// Removes incoming files that were last written before this moment; tells how many there were.
    ///
    /// # Errors
    /// `internal_error` if the disk cannot be read.
    pub fn prune_incoming(&self, older_than: Timestamp) -> Result<usize> {
        incoming::prune(&self.folder.join(INCOMING), older_than)
    }

    /// A move is on the disk only when the folders are.
    async fn sync_folders(&self, name: &str) -> Result<()> {
        if self.bucket.is_some() {
            return Ok(());
        }
        let folder = self.folder.join(FOLDER);
        for folder in [folder.join(&name[..2]), folder] {
            tokio::fs::File::open(folder).await?.sync_all().await?;
        }
        Ok(())
    }
}

fn hex(hash: &[u8]) -> String {
    use std::fmt::Write as _;
    hash.iter().fold(String::with_capacity(64), |mut name, byte| {
        write!(name, "{byte:02x}").expect("a string takes everything");
        name
    })
}

fn is_name(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// Where a blob lies: 256 folders, so that none gets too large.
fn place_of(name: &str) -> String {
    format!("{FOLDER}/{}/{name}", name.get(..2).unwrap_or(name))
}

/// What is there; none if it is not.
fn found<T>(outcome: opendal::Result<T>) -> Result<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(fault(error)),
    }
}

fn fault(error: opendal::Error) -> Error {
    if has_cause(&error, room::is_full) {
        return codes::STORAGE_FULL.into();
    }
    Error::Internal(Box::new(error))
}

/// Whether the disk said such a thing.
fn has_cause(error: &opendal::Error, is_such: fn(&io::Error) -> bool) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(source) = cause {
        if source.downcast_ref().is_some_and(is_such) {
            return true;
        }
        cause = source.source();
    }
    false
}

/// True if something cannot be moved because its place is on another disk.
fn is_elsewhere(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::CrossesDevices
}

#[cfg(test)]
mod tests;
