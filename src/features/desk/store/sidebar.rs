//! The order of a person's chats.

use crate::base::Result;
use crate::base::ids::UserId;
use crate::infra::db::{ReadTx, WriteTx};

/// The version and the sections, as JSON; none before the first.
pub(crate) fn find(tx: &ReadTx<'_>, user: UserId) -> Result<Option<(i64, String)>> {
    tx.find("SELECT version, sections FROM sidebars WHERE user_id = ?1", [user], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

/// Keeps an order.
pub(crate) fn set(tx: &mut WriteTx<'_>, user: UserId, version: i64, sections: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO sidebars (user_id, version, sections) VALUES (?1, ?2, ?3)
         ON CONFLICT (user_id) DO UPDATE SET version = excluded.version, sections = excluded.sections",
        (user, version, sections),
    )?;
    Ok(())
}
