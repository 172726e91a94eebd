//! Removing what is past its time: bytes that never came, what has lain in the trash, what is not to be kept.

use std::time::Duration;

use super::changing::remove;
use crate::base::Result;
use crate::features::files::store::uploads::UploadRow;
use crate::features::files::store::{archives, files, uploads};
use crate::infra::db::WriteTx;

/// Gives up files whose bytes never came, with their links; tells how many there were.
///
/// # Errors
/// The storage failed.
pub(crate) fn given_up(tx: &mut WriteTx<'_>, older: Duration, batch: u32) -> Result<usize> {
    let horizon = tx.now().before(older);
    let rows = files::list_given_up(tx, horizon, batch)?;
    for row in &rows {
        remove(tx, row)?;
    }
    Ok(rows.len())
}

/// Gives up uploads whose time is over, and new files that were nothing else; tells how many there were.
///
/// # Errors
/// The storage failed.
pub(crate) fn uploads_over(tx: &mut WriteTx<'_>, batch: u32) -> Result<usize> {
    let now = tx.now();
    let over = uploads::list_over(tx, now, batch)?;
    for upload in &over {
        give_up(tx, upload)?;
    }
    Ok(over.len())
}

/// Gives an upload up, and its file if it would have been its first form.
///
/// # Errors
/// The storage failed.
pub(crate) fn give_up(tx: &mut WriteTx<'_>, upload: &UploadRow) -> Result<()> {
    uploads::delete(tx, &upload.id)?;
    let file = files::find(tx, upload.file)?;
    match file.filter(|row| row.version == 0) {
        Some(row) => remove(tx, &row),
        None => Ok(()),
    }
}

/// Deletes for good what has lain in the trash for so long; tells how many there were.
///
/// # Errors
/// The storage failed.
pub(crate) fn trash(tx: &mut WriteTx<'_>, kept: Duration, batch: u32) -> Result<usize> {
    let horizon = tx.now().before(kept);
    let rows = files::list_trashed_before(tx, horizon, batch)?;
    for row in &rows {
        remove(tx, row)?;
    }
    Ok(rows.len())
}

/// Deletes for good what is not to be kept any longer; tells how many there were.
///
/// # Errors
/// The storage failed.
pub(crate) fn retained(tx: &mut WriteTx<'_>, batch: u32) -> Result<usize> {
    let now = tx.now();
    let rows = files::list_retained_until(tx, now, batch)?;
    for row in &rows {
        remove(tx, row)?;
    }
    Ok(rows.len())
}

/// Forgets bundles whose time is over.
///
/// # Errors
/// The storage failed.
pub(crate) fn bundles(tx: &mut WriteTx<'_>, batch: u32) -> Result<usize> {
    archives::prune(tx, batch)
}
