//! What becomes of bytes that have come: they are checked, and what is sound is what the file is now.

use crate::base::Result;
use crate::base::ids::FileId;
use crate::base::kind::FileKind;
use crate::features::files::model::FileStatus;
use crate::features::files::store::files::{self, FileRow};
use crate::features::files::store::thumbnails;
use crate::features::files::store::versions::{self, Form};
use crate::features::files::telling;
use crate::infra::db::WriteTx;

/// Adds a form to a file. The first is what the file is from then on; a later one is when it is ready.
pub(super) fn add(tx: &mut WriteTx<'_>, file: &FileRow, form: &Form) -> Result<()> {
    versions::insert(tx, form)?;
    files::count_forms_again(tx, file.id)?;
    if file.version == 0 || form.status == FileStatus::Ready {
        files::set_form(tx, file.id, form)?;
    }
    if form.kind == FileKind::Image {
        thumbnails::ask(tx, &form.blob)?;
    }
    Ok(())
}

/// Makes a form what the file is now, if it is to be: one that is newer and sound, or the one it is anyway.
fn adopt(tx: &mut WriteTx<'_>, file: &FileRow, form: &Form) -> Result<()> {
    let is_newer = form.status == FileStatus::Ready && form.version > file.version;
    if is_newer || form.version == file.version {
        files::set_form(tx, file.id, form)?;
    }
    Ok(())
}

/// An administrator says what a file's present form is.
///
/// # Errors
/// The storage failed.
pub(crate) fn overrule(
    tx: &mut WriteTx<'_>,
    file: FileId,
    version: u32,
    status: FileStatus,
    verdict: Option<String>,
) -> Result<()> {
    let Some(row) = files::find(tx, file)? else { return Ok(()) };
    let Some(mut form) = versions::find_number(tx, file, version)? else { return Ok(()) };
    form.status = status;
    form.verdict = verdict;
    form.scanned_at = Some(tx.now());
    form.scan_at = (status == FileStatus::Scanning).then(|| tx.now());
    versions::set_outcome(tx, &form)?;
    adopt(tx, &row, &form)?;
    telling::updated(tx, file).map(drop)
}
