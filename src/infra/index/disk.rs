//! The files of an index, as tantivy has them but for one thing: nothing waits until they are on the disk.
//!
//! The index is derived data. A process that is killed loses nothing by it; after the power failed, files may be
//! older than what names them, or not whole: then the index does not open, or its checksums tell
//! ([`damaged_files`](super::Index::damaged_files)), and it is built anew. Otherwise each commit
//! would wait for a dozen files, and whoever posts with it.

use std::fs::{File, OpenOptions, rename, write};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, TerminatingWrite,
    WatchCallback, WatchHandle, WritePtr,
};

use super::internal;
use crate::base::Result;

/// What stands after the name of a file until it is whole.
const UNFINISHED: &str = "unfinished";

/// A folder of files.
#[derive(Debug, Clone)]
pub(super) struct Disk {
    inner: MmapDirectory,
    folder: PathBuf,
}

impl Disk {
    /// The files in this folder, which is there.
    pub(super) fn open(folder: &Path) -> Result<Self> {
        let inner = MmapDirectory::open(folder).map_err(|error| internal(error.into()))?;
        Ok(Self { inner, folder: folder.to_owned() })
    }
}

/// A file that is written from its beginning to its end.
struct Unsynced(File);

impl Write for Unsynced {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl TerminatingWrite for Unsynced {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        self.flush()
    }
}

impl Directory for Disk {
    fn get_file_handle(
        &self,
        path: &Path,
    ) -> std::result::Result<Arc<dyn FileHandle>, OpenReadError> {
        self.inner.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> std::result::Result<(), DeleteError> {
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> std::result::Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    #[expect(clippy::disallowed_methods, reason = "the folder of the index is this module's own")]
    fn open_write(&self, path: &Path) -> std::result::Result<WritePtr, OpenWriteError> {
        let opened = OpenOptions::new().write(true).create_new(true).open(self.folder.join(path));
        let file = opened.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => OpenWriteError::FileAlreadyExists(path.to_owned()),
            _ => OpenWriteError::wrap_io_error(error, path.to_owned()),
        })?;
        Ok(BufWriter::new(Box::new(Unsynced(file))))
    }

    fn atomic_read(&self, path: &Path) -> std::result::Result<Vec<u8>, OpenReadError> {
        self.inner.atomic_read(path)
    }

    // Only the writer of the index writes, one file after the other.
    #[expect(clippy::disallowed_methods, reason = "the folder of the index is this module's own")]
    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        let whole = self.folder.join(path);
        let beside = whole.with_extension(UNFINISHED);
        write(&beside, data)?;
        rename(&beside, &whole)
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn acquire_lock(&self, lock: &Lock) -> std::result::Result<DirectoryLock, LockError> {
        self.inner.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }
}
