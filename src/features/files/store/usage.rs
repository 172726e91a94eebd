//! How much is kept.

use crate::base::Result;
use crate::base::ids::UserId;
use crate::infra::db::ReadTx;

/// The bytes of all forms of a person's files, and of what is being brought in pieces.
pub(crate) fn of_person(tx: &ReadTx<'_>, user: UserId) -> Result<u64> {
    tx.one(
        "SELECT (SELECT coalesce(sum(v.size), 0) FROM files f JOIN file_versions v ON v.file_id = f.id
                 WHERE f.owner_id = ?1)
              + (SELECT coalesce(sum(u.size), 0) FROM files f JOIN uploads u ON u.file_id = f.id
                 WHERE f.owner_id = ?1 AND u.way = 'tus' AND u.is_done = 0)",
        [user],
        |row| row.get(0),
    )
}

/// The same of everyone.
pub(crate) fn of_all(tx: &ReadTx<'_>) -> Result<u64> {
    tx.one(
        "SELECT (SELECT coalesce(sum(size), 0) FROM file_versions)
              + (SELECT coalesce(sum(size), 0) FROM uploads WHERE way = 'tus' AND is_done = 0)",
        [],
        |row| row.get(0),
    )
}
