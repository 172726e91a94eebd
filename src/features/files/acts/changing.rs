//! Changing what a file is called, how it is ordered, how long it is kept; putting it away and bringing it back.

use crate::base::ids::{FileVersionId, UserId};
use crate::base::text::{AltText, FileLabel, FileName};
use crate::base::{Error, Result, codes};
use crate::config;
use crate::features::files::access::require_ready;
use crate::features::files::events::{FileDeleted, FileLabelsUpdated};
use crate::features::files::model::{LABELS_MAX, Retention};
use crate::features::files::store::files::{self, FileRow};
use crate::features::files::store::labels;
use crate::features::files::store::versions::{self, Form};
use crate::features::files::telling;
use crate::infra::db::WriteTx;

use super::{settling, uploading};

/// Refuses to change what is in the trash: those who saw it would hear of what they see no more.
///
/// # Errors
/// `file_trashed`
pub(crate) fn require_kept(row: &FileRow) -> Result<()> {
    if row.trashed_at.is_some() { Err(codes::FILE_TRASHED.into()) } else { Ok(()) }
}

/// Calls a file otherwise.
///
/// # Errors
/// `file_trashed`
pub(crate) fn rename(tx: &mut WriteTx<'_>, row: &FileRow, name: &FileName) -> Result<()> {
    require_kept(row)?;
    if row.name == name.as_str() {
        return Ok(());
    }
    files::set_name(tx, row.id, name.as_str())?;
    telling::updated(tx, row.id).map(drop)
}

/// Says what a file shows, for who does not see it.
///
/// # Errors
/// `file_trashed`
pub(crate) fn describe(tx: &mut WriteTx<'_>, row: &FileRow, text: &AltText) -> Result<()> {
    require_kept(row)?;
    let text = Some(text.as_str()).filter(|text| !text.is_empty());
    if row.alt_text.as_deref() == text {
        return Ok(());
    }
    files::set_alt_text(tx, row.id, text)?;
    telling::updated(tx, row.id).map(drop)
}

/// Puts these labels of the person on a file, and no others of theirs.
///
/// # Errors
/// `invalid_request` for too many.
pub(crate) fn label(
    tx: &mut WriteTx<'_>,
    user: UserId,
    row: &FileRow,
    wanted: &[FileLabel],
) -> Result<()> {
    if wanted.len() > LABELS_MAX {
        return Err(Error::invalid_field("labels", "too_many", "must be at most 20"));
    }
    let mut wanted: Vec<String> = wanted.iter().map(|label| label.as_str().to_owned()).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let known: Vec<String> =
        labels::list(tx, user, &[row.id])?.into_iter().map(|(_, label)| label).collect();
    if known == wanted {
        return Ok(());
    }
    labels::set(tx, user, row.id, &wanted)?;
    tx.emit(&FileLabelsUpdated { file_id: row.id, user })
}

/// Says how long a file is kept, from now on.
///
/// # Errors
/// The storage failed.
pub(crate) fn retain(tx: &mut WriteTx<'_>, row: &FileRow, policy: Retention) -> Result<FileRow> {
    if row.retention == policy {
        return Ok(row.clone());
    }
    let until = policy.ends(tx.now());
    files::set_retention(tx, row.id, policy, until)?;
    telling::updated(tx, row.id)
}

/// Puts a file into the trash. Doing it twice is doing it once.
///
/// # Errors
/// The storage failed.
pub(crate) fn trash(tx: &mut WriteTx<'_>, row: &FileRow) -> Result<()> {
    if row.trashed_at.is_some() {
        return Ok(());
    }
    let now = tx.now();
    files::set_trashed(tx, row.id, Some(now))?;
    telling::updated(tx, row.id).map(drop)
}

/// Takes a file out of the trash.
///
/// # Errors
/// `file_not_trashed`
pub(crate) fn restore(tx: &mut WriteTx<'_>, row: &FileRow) -> Result<FileRow> {
    if row.trashed_at.is_none() {
        return Err(codes::FILE_NOT_TRASHED.into());
    }
    files::set_trashed(tx, row.id, None)?;
    telling::updated(tx, row.id)
}

/// Deletes for good what is in the trash.
///
/// # Errors
/// `file_not_trashed`
pub(crate) fn delete(tx: &mut WriteTx<'_>, row: &FileRow) -> Result<()> {
    if row.trashed_at.is_none() {
        return Err(codes::FILE_NOT_TRASHED.into());
    }
    remove(tx, row)
}

/// Removes a file, wherever it is attached. Its blobs go when no row names them any more.
///
/// # Errors
/// The storage failed.
pub(super) fn remove(tx: &mut WriteTx<'_>, row: &FileRow) -> Result<()> {
    let audience = telling::audience(tx, row)?;
    files::delete(tx, row.id)?;
    tx.emit(&FileDeleted { file_id: row.id, audience })
}

/// Makes an earlier form the newest one again.
///
/// # Errors
/// `file_trashed`, `file_version_not_found`; `file_infected` and `file_not_ready` for one that nobody can have; `quota_full`.
pub(crate) fn restore_form(
    tx: &mut WriteTx<'_>,
    config: &config::Files,
    user: UserId,
    row: &FileRow,
    id: FileVersionId,
) -> Result<FileRow> {
    require_kept(row)?;
    let form = versions::find(tx, row.id, id)?.ok_or(codes::FILE_VERSION_NOT_FOUND)?;
    require_ready(form.status)?;
    if form.version == row.version {
        return Ok(row.clone());
    }
    uploading::require_room(tx, config, row.owner, form.size)?;
    let version = versions::last_number(tx, row.id)? + 1;
    let again = Form { version, created_by: user, created_at: tx.now(), ..form };
    settling::add(tx, row, &again)?;
    telling::updated(tx, row.id)
}
