//! Small pictures of files.
//!
//! The same bytes in another file get small pictures of their own, made in their own time: else who brings
//! them could tell that they were here already.

use super::files::Thumbnails;
use crate::base::Result;
use crate::base::ids::FileId;
use crate::infra::db::{ReadTx, WriteTx, params};

/// Asks for small pictures of a form of a file, unless they were asked for before.
pub(crate) fn ask(tx: &mut WriteTx<'_>, file: FileId, blob: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO thumbnails (file_id, blob, state) VALUES (?1, ?2, 'due') ON CONFLICT DO NOTHING",
        (file, blob),
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

/// A file and its blob whose small pictures are to be made, if that form can be had.
pub(crate) fn find_due(tx: &ReadTx<'_>) -> Result<Option<(FileId, String)>> {
    tx.find(
        "SELECT t.file_id, t.blob FROM thumbnails t WHERE t.state = 'due'
           AND EXISTS (SELECT 1 FROM file_versions v
                       WHERE v.file_id = t.file_id AND v.blob = t.blob AND v.status = 'ready') LIMIT 1",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Writes down what was made; nothing, if nothing can be made of the blob.
pub(crate) fn set(
    tx: &mut WriteTx<'_>,
    file: FileId,
    blob: &str,
    made: Option<&Thumbnails>,
) -> Result<()> {
    let state = if made.is_some() { "made" } else { "none" };
    tx.execute(
        "UPDATE thumbnails SET state = ?3, small = ?4, large = ?5, width = ?6, height = ?7
         WHERE file_id = ?1 AND blob = ?2",
        params![
            file,
            blob,
            state,
            made.map(|made| &made.small),
            made.map(|made| &made.large),
            made.map(|made| made.width),
            made.map(|made| made.height)
        ],
    )?;
    Ok(())
}

/// The blobs of all small pictures.
pub(crate) fn list_blobs(tx: &ReadTx<'_>) -> Result<Vec<String>> {
    let pairs = tx.list("SELECT small, large FROM thumbnails WHERE state = 'made'", [], |row| {
        Ok([row.get(0)?, row.get(1)?])
    })?;
    Ok(pairs.into_iter().flatten().collect())
}
