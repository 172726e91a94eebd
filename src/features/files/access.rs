//! The rights over files, one marker type each. The file is the `id` of the address.
//!
//! | right | who |
//! |---|---|
//! | [`ReadFile`] | its owner; unless it is in the trash, also who may see it where it is attached |
//! | [`OwnFile`] | its owner; administrators, if they see it. Earlier forms are theirs alone, too: what was taken out of a file before it was shown is not shown |
//! | [`KeepFile`] | its owner and administrators, who need not see it: how long it is kept |

use crate::access::{Actor, Permission, store as people};
use crate::base::ids::{FileId, UserId};
use crate::base::{Result, codes};
use crate::infra::db::ReadTx;

use super::model::FileStatus;
use super::store::files::{self, FileRow};
use super::store::links;

/// A file, if the person may see it.
///
/// # Errors
/// `file_not_found`
pub(crate) fn load_seen(tx: &ReadTx<'_>, user: UserId, id: FileId) -> Result<FileRow> {
    let row = files::find(tx, id)?.ok_or(codes::FILE_NOT_FOUND)?;
    if row.owner == user || (row.trashed_at.is_none() && is_seen(tx, user, id)?) {
        Ok(row)
    } else {
        Err(codes::FILE_NOT_FOUND.into())
    }
}

fn is_seen(tx: &ReadTx<'_>, user: UserId, id: FileId) -> Result<bool> {
    match people::find_scopes(tx, user)? {
        Some(scopes) => links::is_seen_by(tx, id, &scopes),
        None => Ok(false),
    }
}

/// A file, if the person may change it.
///
/// # Errors
/// `file_not_found`, `file_not_yours`
pub(crate) fn load_own(tx: &ReadTx<'_>, user: UserId, id: FileId) -> Result<FileRow> {
    let row = load_seen(tx, user, id)?;
    if is_keeper(tx, user, &row)? { Ok(row) } else { Err(codes::FILE_NOT_YOURS.into()) }
}

/// Whether the person may change a file they see, and see what it was before.
pub(crate) fn is_keeper(tx: &ReadTx<'_>, user: UserId, row: &FileRow) -> Result<bool> {
    Ok(row.owner == user || people::is_admin(tx, user)?)
}

/// Refuses what nobody can have.
///
/// # Errors
/// `file_infected`, `file_not_ready`
pub(crate) fn require_ready(status: FileStatus) -> Result<()> {
    match status {
        FileStatus::Ready => Ok(()),
        FileStatus::Infected => Err(codes::FILE_INFECTED.into()),
        FileStatus::Pending | FileStatus::Scanning | FileStatus::Failed => {
            Err(codes::FILE_NOT_READY.into())
        }
    }
}

/// Makes a right over the file in the address.
macro_rules! right {
    ($(#[$doc:meta])* $name:ident, |$tx:ident, $actor:ident, $id:ident| $check:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub(crate) struct $name;

        impl Permission for $name {
            const PARAM: Option<&'static str> = Some("id");
            type Id = FileId;
            type Resource = FileRow;

            fn check($tx: &ReadTx<'_>, $actor: &Actor, $id: FileId) -> Result<FileRow> {
                $check
            }
        }
    };
}

right! {
    /// The right to know of a file, and to have it.
    ReadFile, |tx, actor, id| load_seen(tx, actor.user, id)
}

right! {
    /// The right to change a file, to see what it was before, and to delete it.
    OwnFile, |tx, actor, id| load_own(tx, actor.user, id)
}

right! {
    /// The right to say how long a file is kept.
    KeepFile, |tx, actor, id| {
        if people::is_admin(tx, actor.user)? {
            return files::find(tx, id)?.ok_or_else(|| codes::FILE_NOT_FOUND.into());
        }
        OwnFile::check(tx, actor, id)
    }
}
