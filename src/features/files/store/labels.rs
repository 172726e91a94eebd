//! A person's own order among files.

use crate::base::Result;
use crate::base::ids::{FileId, UserId};
use crate::base::scope::ScopeSet;
use crate::infra::db::{ReadTx, WriteTx, json_ids};

/// The labels a person put on files, by file and by label.
pub(crate) fn list(
    tx: &ReadTx<'_>,
    user: UserId,
    files: &[FileId],
) -> Result<Vec<(FileId, String)>> {
    tx.list(
        "SELECT file_id, label FROM file_labels
         WHERE user_id = ?1 AND file_id IN (SELECT value FROM json_each(?2)) ORDER BY file_id, label",
        (user, json_ids(files)),
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Every label a person uses and on how many of the files they may see, by label: what becomes of the others
/// cannot be told by counting.
pub(crate) fn list_used(
    tx: &ReadTx<'_>,
    user: UserId,
    scopes: &ScopeSet,
) -> Result<Vec<(String, u32)>> {
    tx.list(
        "SELECT s.label, count(*) FROM file_labels s JOIN files f ON f.id = s.file_id
         WHERE s.user_id = ?1 AND f.trashed_at IS NULL AND (f.owner_id = ?1 OR EXISTS (
             SELECT 1 FROM file_links l WHERE l.file_id = f.id AND l.scope IN (SELECT value FROM json_each(?2))))
         GROUP BY s.label ORDER BY s.label",
        (user, scopes.to_json()),
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Puts these labels on a file and no others.
pub(crate) fn set(
    tx: &mut WriteTx<'_>,
    user: UserId,
    file: FileId,
    labels: &[String],
) -> Result<()> {
    tx.execute("DELETE FROM file_labels WHERE user_id = ?1 AND file_id = ?2", (user, file))?;
    for label in labels {
        tx.execute(
            "INSERT INTO file_labels (user_id, file_id, label) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            (user, file, label),
        )?;
    }
    Ok(())
}
