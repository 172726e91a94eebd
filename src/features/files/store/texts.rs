//! The words inside blobs.

use crate::base::Result;
use crate::base::ids::FileId;
use crate::base::time::Timestamp;
use crate::infra::db::{ReadTx, WriteTx};

/// Asks for the words of a blob, unless they were asked for before.
pub(crate) fn ask(tx: &mut WriteTx<'_>, blob: &str) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO file_texts (blob, due_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        (blob, now),
    )?;
    Ok(())
}

/// A blob whose words are to be read.
#[derive(Debug, Clone)]
pub(crate) struct Due {
    pub(crate) blob: String,
    pub(crate) mime: String,
    pub(crate) size: u64,
    pub(crate) tries: u32,
}

/// The blob whose words have been due for longest, if a file that can be had is that blob.
pub(crate) fn find_due(tx: &ReadTx<'_>, now: Timestamp) -> Result<Option<Due>> {
    tx.find(
        "SELECT t.blob, v.mime, v.size, t.tries FROM file_texts t JOIN file_versions v ON v.blob = t.blob
         WHERE t.due_at <= ?1 AND v.status = 'ready' ORDER BY t.due_at LIMIT 1",
        [now],
        |row| {
            Ok(Due { blob: row.get(0)?, mime: row.get(1)?, size: row.get(2)?, tries: row.get(3)? })
        },
    )
}

/// Writes down that reading begins, and when it is to begin again unless it comes to an end.
pub(crate) fn begin(tx: &mut WriteTx<'_>, blob: &str, again_at: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE file_texts SET tries = tries + 1, due_at = ?2 WHERE blob = ?1 AND due_at IS NOT NULL",
        (blob, again_at),
    )?;
    Ok(())
}

/// Makes everything due now that is to be read at any time: nobody is reading.
pub(crate) fn hasten(tx: &mut WriteTx<'_>) -> Result<usize> {
    let now = tx.now();
    tx.execute("UPDATE file_texts SET due_at = ?1 WHERE due_at > ?1", [now])
}

/// Writes down the words of a blob; none, if there are none that can be read.
pub(crate) fn set(tx: &mut WriteTx<'_>, blob: &str, text: Option<&str>) -> Result<()> {
    tx.execute("UPDATE file_texts SET due_at = NULL, text = ?2 WHERE blob = ?1", (blob, text))?;
    Ok(())
}

/// The words inside a file that can be had; none if there are none, or none yet.
pub(crate) fn find(tx: &ReadTx<'_>, file: FileId) -> Result<Option<String>> {
    let found = tx.find(
        "SELECT t.text FROM files f JOIN file_texts t ON t.blob = f.blob WHERE f.id = ?1 AND f.status = 'ready'",
        [file],
        |row| row.get(0),
    )?;
    Ok(found.flatten())
}

/// Forgets the words of blobs that no file has any more.
pub(crate) fn prune(tx: &mut WriteTx<'_>, batch: u32) -> Result<usize> {
    tx.execute(
        "DELETE FROM file_texts WHERE blob IN (
             SELECT t.blob FROM file_texts t
             WHERE NOT EXISTS (SELECT 1 FROM file_versions v WHERE v.blob = t.blob) LIMIT ?1)",
        [batch],
    )
}
