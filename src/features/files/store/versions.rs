//! Every form a file had.

use crate::base::Result;
use crate::base::ids::{FileId, FileVersionId, UserId};
use crate::base::kind::FileKind;
use crate::base::time::Timestamp;
use crate::features::files::model::FileStatus;
use crate::infra::db::{ReadTx, Row, WriteTx, params};

/// One form of a file.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    pub(crate) id: FileVersionId,
    pub(crate) file: FileId,
    pub(crate) version: u32,
    pub(crate) status: FileStatus,
    pub(crate) blob: String,
    pub(crate) size: u64,
    pub(crate) mime: String,
    pub(crate) kind: FileKind,
    pub(crate) is_inline: bool,
    pub(crate) verdict: Option<String>,
    pub(crate) scanned_at: Option<Timestamp>,
    /// When to scan it (again).
    pub(crate) scan_at: Option<Timestamp>,
    pub(crate) created_by: UserId,
    pub(crate) created_at: Timestamp,
}

macro_rules! forms {
    ($rest:literal) => {
        concat!(
            "SELECT id, file_id, version, status, blob, size, mime, kind, is_inline, verdict, scanned_at, scan_at,
                    created_by, created_at FROM file_versions ",
            $rest
        )
    };
}

fn form(row: &Row<'_>) -> rusqlite::Result<Form> {
    Ok(Form {
        id: row.get(0)?,
        file: row.get(1)?,
        version: row.get(2)?,
        status: row.get(3)?,
        blob: row.get(4)?,
        size: row.get(5)?,
        mime: row.get(6)?,
        kind: row.get(7)?,
        is_inline: row.get(8)?,
        verdict: row.get(9)?,
        scanned_at: row.get(10)?,
        scan_at: row.get(11)?,
        created_by: row.get(12)?,
        created_at: row.get(13)?,
    })
}

/// The forms of a file, the newest first.
pub(crate) fn list(tx: &ReadTx<'_>, file: FileId, limit: u32) -> Result<Vec<Form>> {
    tx.list(forms!("WHERE file_id = ?1 ORDER BY version DESC LIMIT ?2"), (file, limit), form)
}

/// One form of a file.
pub(crate) fn find(tx: &ReadTx<'_>, file: FileId, id: FileVersionId) -> Result<Option<Form>> {
    tx.find(forms!("WHERE id = ?1 AND file_id = ?2"), (id, file), form)
}

/// One form of a file, by its number.
pub(crate) fn find_number(tx: &ReadTx<'_>, file: FileId, version: u32) -> Result<Option<Form>> {
    tx.find(forms!("WHERE file_id = ?1 AND version = ?2"), (file, version), form)
}

/// The highest number a form of this file has had; 0 before the first.
pub(crate) fn last_number(tx: &ReadTx<'_>, file: FileId) -> Result<u32> {
    tx.one(
        "SELECT coalesce(max(version), 0) FROM file_versions WHERE file_id = ?1",
        [file],
        |row| row.get(0),
    )
}

/// Adds a form; its id is not looked at.
pub(crate) fn insert(tx: &mut WriteTx<'_>, new: &Form) -> Result<FileVersionId> {
    tx.insert(
        "INSERT INTO file_versions (file_id, version, status, blob, size, mime, kind, is_inline, verdict, scanned_at,
                                    scan_at, created_by, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        params![
            new.file,
            new.version,
            new.status,
            new.blob,
            new.size,
            new.mime,
            new.kind,
            new.is_inline,
            new.verdict,
            new.scanned_at,
            new.scan_at,
            new.created_by,
            new.created_at
        ],
    )
    .map(FileVersionId::new)
}

/// Writes down what became of a form.
pub(crate) fn set_outcome(tx: &mut WriteTx<'_>, form: &Form) -> Result<()> {
    tx.execute(
        "UPDATE file_versions SET status = ?2, verdict = ?3, scanned_at = ?4, scan_at = ?5 WHERE id = ?1",
        (form.id, form.status, &form.verdict, form.scanned_at, form.scan_at),
    )?;
    Ok(())
}

/// The form that has waited longest to be scanned, if it is time.
pub(crate) fn find_due(tx: &ReadTx<'_>, now: Timestamp) -> Result<Option<Form>> {
    tx.find(forms!("WHERE scan_at <= ?1 ORDER BY scan_at LIMIT 1"), [now], form)
}

/// The blobs of all forms of all files.
pub(crate) fn list_blobs(tx: &ReadTx<'_>) -> Result<Vec<String>> {
    tx.list("SELECT DISTINCT blob FROM file_versions", [], |row| row.get(0))
}
