//! Small pictures of blobs.

use super::files::Thumbnails;
use crate::base::Result;
use crate::infra::db::{ReadTx, WriteTx};

/// Asks for small pictures of a blob, unless they were asked for before.
pub(crate) fn ask(tx: &mut WriteTx<'_>, blob: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO thumbnails (blob, state) VALUES (?1, 'due') ON CONFLICT DO NOTHING",
        [blob],
    )?;
    Ok(())
}

/// Asks for small pictures that are lost to be made anew.
pub(crate) fn ask_again(tx: &mut WriteTx<'_>, small: &str, large: &str) -> Result<()> {
    tx.execute(
        "UPDATE thumbnails SET state = 'due', small = NULL, large = NULL WHERE small = ?1 AND large = ?2",
        (small, large),
    )?;
    Ok(())
}

/// A blob whose small pictures are to be made, if a file that can be had is that blob.
pub(crate) fn find_due(tx: &ReadTx<'_>) -> Result<Option<String>> {
    tx.find(
        "SELECT t.blob FROM thumbnails t WHERE t.state = 'due'
           AND EXISTS (SELECT 1 FROM file_versions v WHERE v.blob = t.blob AND v.status = 'ready') LIMIT 1",
        [],
        |row| row.get(0),
    )
}

/// Writes down what was made; nothing, if nothing can be made of the blob.
pub(crate) fn set(tx: &mut WriteTx<'_>, blob: &str, made: Option<&Thumbnails>) -> Result<()> {
    match made {
        Some(made) => tx.execute(
            "UPDATE thumbnails SET state = 'made', small = ?2, large = ?3, width = ?4, height = ?5 WHERE blob = ?1",
            (blob, &made.small, &made.large, made.width, made.height),
        )?,
        None => tx.execute("UPDATE thumbnails SET state = 'none' WHERE blob = ?1", [blob])?,
    };
    Ok(())
}

/// The blobs of all small pictures of blobs that are still used.
pub(crate) fn list_blobs(tx: &ReadTx<'_>) -> Result<Vec<String>> {
    let pairs = tx.list(
        "SELECT t.small, t.large FROM thumbnails t
         WHERE t.state = 'made' AND EXISTS (SELECT 1 FROM file_versions v WHERE v.blob = t.blob)",
        [],
        |row| Ok([row.get(0)?, row.get(1)?]),
    )?;
    Ok(pairs.into_iter().flatten().collect())
}

/// Forgets the small pictures of blobs that no file has any more.
pub(crate) fn prune(tx: &mut WriteTx<'_>, batch: u32) -> Result<usize> {
    tx.execute(
        "DELETE FROM thumbnails WHERE blob IN (
             SELECT t.blob FROM thumbnails t
             WHERE NOT EXISTS (SELECT 1 FROM file_versions v WHERE v.blob = t.blob) LIMIT ?1)",
        [batch],
    )
}
