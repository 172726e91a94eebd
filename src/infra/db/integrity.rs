//! Whether the database file itself is sound.

use super::ReadTx;
use crate::base::Result;

/// What SQLite finds wrong with its file and with references between rows; nothing if all is well.
pub fn check(tx: &ReadTx<'_>) -> Result<Vec<String>> {
    let mut wrong: Vec<String> = tx.list("PRAGMA integrity_check", [], |row| row.get(0))?;
    wrong.retain(|line| line != "ok");
    let dangling = tx.list("PRAGMA foreign_key_check", [], |row| {
        let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
        Ok(format!("a row of {table} names a row of {parent} that is not there"))
    })?;
    wrong.extend(dangling);
    Ok(wrong)
}
