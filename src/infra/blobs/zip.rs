//! Many blobs as one zip, made while it is read: nothing of it is ever whole, here or on the disk.

use std::collections::HashSet;
use std::io::{self, Write};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use zip::write::{SimpleFileOptions, StreamWriter, ZipWriter};
use zip::{CompressionMethod, DateTime};

use super::{Blobs, ByteStream};
use crate::base::time::Timestamp;
use crate::base::{Error, Result, codes};
use crate::infra::tasks::spawn_thread;

/// How many zips are made at once. Each has a thread.
pub(super) const AT_ONCE: usize = 8;
/// What is collected before it goes out.
const PIECE: usize = 128 * 1024;
/// How many pieces wait for the caller.
const WAITING: usize = 4;
/// How long a caller may take for a piece before it is given up.
const PATIENCE: Duration = Duration::from_mins(2);
const COME_BACK: Duration = Duration::from_secs(10);
/// From here on, the zip's older numbers are too small.
const LARGE: u64 = u32::MAX as u64;

/// One file of a zip.
#[derive(Debug, Clone)]
pub struct ZipEntry {
    /// What it is called. Names that are alike are told apart by numbers.
    pub name: String,
    /// Its blob.
    pub blob: String,
    /// When it was last changed.
    pub modified: Timestamp,
}

impl Blobs {
    /// A zip of these files, in this order. If one of them is not there, the zip breaks off.
    ///
    /// # Errors
    /// `overloaded` if too many are being made.
    pub fn zip(&self, mut entries: Vec<ZipEntry>) -> Result<ByteStream> {
        let turn = self.zips.clone().try_acquire_owned();
        let turn = turn.map_err(|_| Error::retry(codes::OVERLOADED, COME_BACK))?;
        tell_apart(&mut entries);
        let (out, pieces) = mpsc::channel(WAITING);
        let (blobs, caller) = (self.clone(), Caller { runtime: Handle::current(), out });
        spawn_thread("zip", move || {
            if let Err(error) = rustix::process::nice(10) {
                tracing::debug!(%error, "a zip is made at normal priority");
            }
            if let Err(error) = write(&blobs, &entries, &caller) {
                // A caller who went away has caused the error.
                caller.give(Err(error)).ok();
            }
            drop(turn);
        })?;
        Ok(stream::unfold(pieces, async |mut pieces| Some((pieces.recv().await?, pieces))).boxed())
    }
}

fn write(blobs: &Blobs, entries: &[ZipEntry], caller: &Caller) -> Result<()> {
    let mut zip = ZipWriter::new_stream(Pipe { caller: caller.clone(), piece: BytesMut::new() });
    for entry in entries {
        if let Err(error) = add(&mut zip, entry, blobs, caller) {
            // The zip would be ended properly: nobody must take it for a whole one.
            caller.give(Err(error)).ok();
            return Ok(());
        }
    }
    let mut pipe = zip.finish().map_err(io::Error::from)?.into_inner();
    Ok(pipe.flush()?)
}

fn add(
    zip: &mut ZipWriter<StreamWriter<Pipe>>,
    entry: &ZipEntry,
    blobs: &Blobs,
    caller: &Caller,
) -> Result<()> {
    let gone = || Error::internal(format!("the blob {} is gone", entry.blob));
    let open = async {
        let size = blobs.size(&entry.blob).await?.ok_or_else(gone)?;
        Ok::<_, Error>((size, blobs.stream(&entry.blob, 0..size).await?.ok_or_else(gone)?))
    };
    let (size, mut bytes) = caller.runtime.block_on(open)?;
    // Level 1: what people share is packed already, mostly.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(1))
        .large_file(size >= LARGE)
        .last_modified_time(date_of(entry.modified));
    zip.start_file(entry.name.as_str(), options).map_err(io::Error::from)?;
    while let Some(piece) = caller.runtime.block_on(bytes.try_next())? {
        zip.write_all(&piece)?;
    }
    Ok(())
}

/// The date as zips have it, in UTC; nothing before 1980.
fn date_of(moment: Timestamp) -> DateTime {
    let moment = jiff::Timestamp::from_millisecond(moment.millis()).unwrap_or_default();
    let moment = jiff::tz::TimeZone::UTC.to_datetime(moment);
    let number = |number: i8| u8::try_from(number).unwrap_or_default();
    DateTime::from_date_and_time(
        u16::try_from(moment.year()).unwrap_or_default(),
        number(moment.month()),
        number(moment.day()),
        number(moment.hour()),
        number(moment.minute()),
        number(moment.second()),
    )
    .unwrap_or_default()
}

/// Makes every name the plain name of a file, and unlike the others for systems that do not tell large
/// letters from small ones.
fn tell_apart(entries: &mut [ZipEntry]) {
    let mut taken = HashSet::new();
    for entry in entries {
        let name: String =
            entry.name.chars().filter(|c| !c.is_control() && !"/\\:".contains(*c)).collect();
        let name = name.trim().trim_end_matches(['.', ' ']);
        let name = if name.is_empty() { "file" } else { name };
        let (stem, end) = match name.rsplit_once('.') {
            Some((stem, end)) if !stem.is_empty() => (stem, format!(".{end}")),
            _ => (name, String::new()),
        };
        let numbered = (2..).map(|number| format!("{stem} ({number}){end}"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        let free = names.find(|name| taken.insert(name.to_lowercase()));
        entry.name = free.expect("numbers do not end");
    }
}

/// Who takes the pieces.
#[derive(Debug, Clone)]
struct Caller {
    runtime: Handle,
    out: mpsc::Sender<Result<Bytes>>,
}

impl Caller {
    /// Waits until the caller has room for a piece, but not for ever.
    fn give(&self, piece: Result<Bytes>) -> io::Result<()> {
        let given = self
            .runtime
            .block_on(async { tokio::time::timeout(PATIENCE, self.out.send(piece)).await });
        match given {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(io::ErrorKind::BrokenPipe.into()),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }
}

/// Collects what the zip writes into pieces.
struct Pipe {
    caller: Caller,
    piece: BytesMut,
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.caller.give(Ok(self.piece.split().freeze()))
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read as _};

    use super::super::tests::noise;
    use super::*;
    use crate::config::Config;

    fn entry(name: &str, blob: &str) -> ZipEntry {
        let modified = Timestamp::from_millis(1_764_000_000_000);
        ZipEntry { name: name.to_owned(), blob: blob.to_owned(), modified }
    }

    async fn shop(folder: &tempfile::TempDir, files: &[&[u8]]) -> (Blobs, Vec<String>) {
        let blobs = Blobs::open(folder.path(), &Config::default().blobs).unwrap();
        let mut names = Vec::new();
        for file in files {
            names.push(blobs.put(Bytes::copy_from_slice(file)).await.unwrap());
        }
        (blobs, names)
    }

    #[tokio::test]
    async fn a_zip_has_every_file_whole() {
        let folder = tempfile::tempdir().unwrap();
        let large = noise(3_000_000);
        let (blobs, names) = shop(&folder, &[b"hello", &large, b""]).await;
        let entries = vec![
            entry("a.txt", &names[0]),
            entry("größe.bin", &names[1]),
            entry("a.txt", &names[2]),
        ];
        let pieces: Vec<Bytes> = blobs.zip(entries).unwrap().try_collect().await.unwrap();
        assert!(pieces.iter().all(|piece| piece.len() < 2 * PIECE));
        let mut zip = zip::ZipArchive::new(Cursor::new(pieces.concat())).unwrap();
        let mut read = |name: &str| {
            let mut bytes = Vec::new();
            let mut file = zip.by_name(name).unwrap();
            assert_eq!(file.last_modified().unwrap().year(), 2025);
            file.read_to_end(&mut bytes).unwrap();
            bytes
        };
        assert_eq!(read("a.txt"), b"hello");
        assert_eq!(read("größe.bin"), large);
        assert_eq!(read("a (2).txt"), b"");
    }

    #[tokio::test]
    async fn a_zip_that_lacks_a_file_breaks_off() {
        let folder = tempfile::tempdir().unwrap();
        let (blobs, names) = shop(&folder, &[b"hello"]).await;
        let entries = vec![entry("a.txt", &names[0]), entry("b.txt", &"0".repeat(64))];
        let pieces: Vec<_> = blobs.zip(entries).unwrap().collect().await;
        let fault = pieces.iter().position(Result::is_err).expect("it is told");
        let before: Vec<u8> =
            pieces[..fault].iter().flat_map(|piece| piece.as_ref().unwrap().to_vec()).collect();
        assert!(zip::ZipArchive::new(Cursor::new(before)).is_err());
    }

    #[tokio::test]
    async fn few_zips_are_made_at_once_and_one_that_nobody_takes_ends() {
        let folder = tempfile::tempdir().unwrap();
        let noise = noise(4_000_000);
        let (blobs, names) = shop(&folder, &[&noise]).await;
        let zip = || blobs.zip(vec![entry("a", &names[0])]);
        let mut taken: Vec<_> = (0..AT_ONCE).map(|_| zip().unwrap()).collect();
        assert_eq!(zip().err().unwrap().code(), codes::OVERLOADED);
        // One caller goes away: its thread sees it at its next piece, and its turn is another's.
        drop(taken.pop());
        drop(blobs.zips.acquire().await.unwrap());
        assert!(zip().is_ok());
    }

    #[test]
    fn names_are_plain_and_unlike() {
        let mut entries: Vec<ZipEntry> =
            ["a.txt", "A.txt", "../../etc/passwd", "", "..", "a (2).txt", ".env"]
                .map(|name| entry(name, ""))
                .into();
        tell_apart(&mut entries);
        let names: Vec<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!(
            names,
            ["a.txt", "A (2).txt", "....etcpasswd", "file", "file (2)", "a (2) (2).txt", ".env"]
        );
    }
}
