//! What becomes of bytes that have come: they are checked, and what is sound is what the file is now.

use std::time::Duration;

use crate::base::Result;
use crate::base::ids::FileId;
use crate::base::kind::FileKind;
use crate::features::files::model::FileStatus;
use crate::features::files::store::files::{self, FileRow};
use crate::features::files::store::thumbnails;
use crate::features::files::store::versions::{self, Form};
use crate::features::files::telling;
use crate::infra::db::WriteTx;

/// How long after a scan that failed the next one is tried.
const SCAN_AGAIN: Duration = Duration::from_mins(1);
/// How long scanning is tried before the form is given up.
const SCAN_FOR: Duration = Duration::from_hours(24);

/// What the scanner said of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Nothing was found.
    Clean,
    /// This was.
    Infected(String),
    /// It does not take files that large.
    TooLarge,
    /// It could not be asked.
    Unknown,
}

impl Verdict {
    /// As the figures call it.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Infected(_) => "infected",
            Self::TooLarge => "too_large",
            Self::Unknown => "unknown",
        }
    }
}

/// Adds a form to a file. The first is what the file is from then on; a later one is when it is ready.
///
/// # Errors
/// The storage failed.
pub(crate) fn add(tx: &mut WriteTx<'_>, file: &FileRow, form: &Form) -> Result<()> {
    versions::insert(tx, form)?;
    files::count_forms_again(tx, file.id)?;
    if file.version == 0 || form.status == FileStatus::Ready {
        files::set_form(tx, file.id, form)?;
    }
    if form.kind == FileKind::Image {
        thumbnails::ask(tx, file.id, &form.blob)?;
    }
    Ok(())
}

/// Writes down what the scanner said, and tells of it.
///
/// # Errors
/// The storage failed.
pub(crate) fn settle(tx: &mut WriteTx<'_>, mut form: Form, verdict: Verdict) -> Result<()> {
    let Some(file) = files::find(tx, form.file)? else { return Ok(()) };
    let now = tx.now();
    let gives_up = now.since(form.created_at) > SCAN_FOR;
    (form.status, form.verdict) = match verdict {
        Verdict::Clean => (FileStatus::Ready, Some("OK".to_owned())),
        Verdict::Infected(signature) => (FileStatus::Infected, Some(signature)),
        Verdict::TooLarge => (FileStatus::Failed, Some("too large to be scanned".to_owned())),
        Verdict::Unknown if gives_up => {
            (FileStatus::Failed, Some("the scanner could not be asked".to_owned()))
        }
        Verdict::Unknown => {
            form.scan_at = Some(now.after(SCAN_AGAIN));
            return versions::set_outcome(tx, &form);
        }
    };
    form.scanned_at = Some(now);
    form.scan_at = None;
    versions::set_outcome(tx, &form)?;
    adopt(tx, &file, &form)?;
    telling::updated(tx, file.id).map(drop)
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
