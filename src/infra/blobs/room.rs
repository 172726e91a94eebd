//! Room on the disk: what comes in is refused before the disk is full, because the database needs it.

use std::io;
use std::path::{Path, PathBuf};

use crate::base::{Error, Result, codes};

/// The disk of a folder, and what must stay free on it.
#[derive(Debug, Clone)]
pub(super) struct Room {
    folder: PathBuf,
    /// In bytes.
    reserve: u64,
}

impl Room {
    pub(super) fn of(folder: &Path, reserve_mib: u32) -> Self {
        Self { folder: folder.to_owned(), reserve: u64::from(reserve_mib) << 20 }
    }

    /// Refuses if `bytes` more would leave less than the reserve.
    ///
    /// # Errors
    /// `storage_full`
    pub(super) fn expect(&self, bytes: u64) -> Result<()> {
        let disk = rustix::fs::statvfs(&self.folder).map_err(io::Error::from)?;
        let free = disk.f_bavail.saturating_mul(disk.f_frsize);
        if free < self.reserve.saturating_add(bytes) {
            return Err(codes::STORAGE_FULL.into());
        }
        Ok(())
    }
}

/// True if the disk, or what its owner may use of it, is full.
pub(super) fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

/// An error of writing, as callers are told of it.
pub(super) fn not_written(error: io::Error) -> Error {
    if is_full(&error) { codes::STORAGE_FULL.into() } else { error.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_eat_into_the_reserve_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Room::of(folder.path(), 0).expect(1).is_ok());
        let code = |room: Room, bytes| room.expect(bytes).unwrap_err().code();
        assert_eq!(code(Room::of(folder.path(), u32::MAX), 0), codes::STORAGE_FULL);
        assert_eq!(code(Room::of(folder.path(), 0), u64::MAX), codes::STORAGE_FULL);
    }
}
