//! The words inside files. As with small pictures, the same bytes in another file are read again.

use crate::base::Result;
use crate::base::ids::FileId;
use crate::base::time::Timestamp;
use crate::infra::db::{ReadTx, WriteTx};

/// Asks for the words of a form of a file, unless they were asked for before.
pub(crate) fn ask(tx: &mut WriteTx<'_>, file: FileId, blob: &str) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO file_texts (file_id, blob, due_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        (file, blob, now),
    )?;
    Ok(())
}

/// A form of a file whose words are to be read.
#[derive(Debug, Clone)]
pub(crate) struct Due {
    pub(crate) file: FileId,
    pub(crate) blob: String,
    pub(crate) mime: String,
    pub(crate) size: u64,
    pub(crate) tries: u32,
}

/// The form whose words have been due for longest, if it can be had.
pub(crate) fn find_due(tx: &ReadTx<'_>, now: Timestamp) -> Result<Option<Due>> {
    tx.find(
        "SELECT t.file_id, t.blob, v.mime, v.size, t.tries
         FROM file_texts t JOIN file_versions v ON v.file_id = t.file_id AND v.blob = t.blob
         WHERE t.due_at <= ?1 AND v.status = 'ready' ORDER BY t.due_at LIMIT 1",
        [now],
        |row| {
            Ok(Due {
                file: row.get(0)?,
                blob: row.get(1)?,
                mime: row.get(2)?,
                size: row.get(3)?,
                tries: row.get(4)?,
            })
        },
    )
}

/// Writes down that reading begins, and when it is to begin again unless it comes to an end.
pub(crate) fn begin(tx: &mut WriteTx<'_>, due: &Due, again_at: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE file_texts SET tries = tries + 1, due_at = ?3
         WHERE file_id = ?1 AND blob = ?2 AND due_at IS NOT NULL",
        (due.file, &due.blob, again_at),
    )?;
    Ok(())
}

/// Makes everything due now that is to be read at any time: nobody is reading.
pub(crate) fn hasten(tx: &mut WriteTx<'_>) -> Result<usize> {
    let now = tx.now();
    tx.execute("UPDATE file_texts SET due_at = ?1 WHERE due_at > ?1", [now])
}

/// Writes down the words of a form; none, if there are none that can be read.
pub(crate) fn set(tx: &mut WriteTx<'_>, due: &Due, text: Option<&str>) -> Result<()> {
    tx.execute(
        "UPDATE file_texts SET due_at = NULL, text = ?3 WHERE file_id = ?1 AND blob = ?2",
        (due.file, &due.blob, text),
    )?;
    Ok(())
}

/// What the forms are that are no longer due and have no words.
pub(crate) fn list_wordless_types(tx: &ReadTx<'_>) -> Result<Vec<String>> {
    tx.list(
        "SELECT DISTINCT v.mime
         FROM file_texts t JOIN file_versions v ON v.file_id = t.file_id AND v.blob = t.blob
         WHERE t.due_at IS NULL AND t.text IS NULL AND v.status = 'ready'",
        [],
        |row| row.get(0),
    )
}

/// Asks anew for the words of every such form of this type, as if it had never been read. Tells how many.
pub(crate) fn ask_again(tx: &mut WriteTx<'_>, mime: &str) -> Result<usize> {
    let now = tx.now();
    tx.execute(
        "UPDATE file_texts SET due_at = ?2, tries = 0
         WHERE due_at IS NULL AND text IS NULL
           AND EXISTS (SELECT 1 FROM file_versions v
                       WHERE v.file_id = file_texts.file_id AND v.blob = file_texts.blob
                         AND v.status = 'ready' AND v.mime = ?1)",
        (mime, now),
    )
}

/// The words inside a file that can be had; none if there are none, or none yet.
pub(crate) fn find(tx: &ReadTx<'_>, file: FileId) -> Result<Option<String>> {
    let found = tx.find(
        "SELECT t.text FROM files f JOIN file_texts t ON t.file_id = f.id AND t.blob = f.blob
         WHERE f.id = ?1 AND f.status = 'ready'",
        [file],
        |row| row.get(0),
    )?;
    Ok(found.flatten())
}
