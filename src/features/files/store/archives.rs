//! Bundles of files that somebody asked for.

use crate::base::Result;
use crate::base::ids::{FileId, SessionId};
use crate::base::time::Timestamp;
use crate::infra::db::{ReadTx, WriteTx, json_ids};

/// Remembers what is in a bundle.
pub(crate) fn insert(
    tx: &mut WriteTx<'_>,
    id: &[u8; 32],
    session: SessionId,
    files: &[FileId],
    expires_at: Timestamp,
) -> Result<()> {
    tx.execute(
        "INSERT INTO file_archives (id, session_id, file_ids, expires_at) VALUES (?1, ?2, ?3, ?4)",
        (&id[..], session, json_ids(files), expires_at),
    )?;
    Ok(())
}

/// Whose bundle it is and what is in it, unless its time is over.
pub(crate) fn find(
    tx: &ReadTx<'_>,
    id: &[u8; 32],
    now: Timestamp,
) -> Result<Option<(SessionId, Vec<FileId>)>> {
    let found = tx.find(
        "SELECT session_id, file_ids FROM file_archives WHERE id = ?1 AND expires_at > ?2",
        (&id[..], now),
        |row| Ok((row.get(0)?, row.get::<_, String>(1)?)),
    )?;
    let Some((session, files)) = found else { return Ok(None) };
    let files: Vec<i64> = serde_json::from_str(&files)?;
    Ok(Some((session, files.into_iter().map(FileId::new).collect())))
}

/// Forgets bundles whose time is over.
pub(crate) fn prune(tx: &mut WriteTx<'_>, batch: u32) -> Result<usize> {
    let now = tx.now();
    tx.execute(
        "DELETE FROM file_archives WHERE id IN (
             SELECT id FROM file_archives WHERE expires_at <= ?1 LIMIT ?2)",
        (now, batch),
    )
}
