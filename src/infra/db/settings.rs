//! Facts about this workspace that are not configuration, by name.

use super::tx::{ReadTx, WriteTx};
use crate::base::Result;

/// The value under `key`.
pub fn find(tx: &ReadTx<'_>, key: &str) -> Result<Option<String>> {
    tx.find("SELECT value FROM settings WHERE key = ?1", [key], |row| row.get(0))
}

/// Stores `value` under `key`.
pub fn set(tx: &mut WriteTx<'_>, key: &str, value: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO settings (key, value) VALUES (?1, ?2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )?;
    Ok(())
}

/// Forgets what is under `key`.
pub fn remove(tx: &mut WriteTx<'_>, key: &str) -> Result<()> {
    tx.execute("DELETE FROM settings WHERE key = ?1", [key])?;
    Ok(())
}
