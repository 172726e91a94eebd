//! Ordering one's chats.

use crate::base::ids::UserId;
use crate::base::{Result, codes};
use crate::features::desk::events::{SidebarFacts, SidebarPatch, SidebarUpdated};
use crate::features::desk::model::Section;
use crate::features::desk::store::sidebar;
use crate::infra::db::{ReadTx, WriteTx};

/// The version and the sections of a person.
pub(crate) fn load(tx: &ReadTx<'_>, user: UserId) -> Result<(i64, Vec<Section>)> {
    match sidebar::find(tx, user)? {
        Some((version, sections)) => Ok((version, serde_json::from_str(&sections)?)),
        None => Ok((0, Vec::new())),
    }
}

/// Orders a person's chats otherwise. `seen` is the version the device changed.
///
/// # Errors
/// `sidebar_conflict` if another device changed it since.
pub(crate) fn set(
    tx: &mut WriteTx<'_>,
    user: UserId,
    sections: Vec<Section>,
    seen: i64,
) -> Result<(i64, Vec<Section>)> {
    let (version, before) = load(tx, user)?;
    if before == sections {
        return Ok((version, before));
    }
    if version != seen {
        return Err(codes::SIDEBAR_CONFLICT.into());
    }
    let version = version + 1;
    sidebar::set(tx, user, version, &serde_json::to_string(&sections)?)?;
    tx.emit(&SidebarUpdated(SidebarFacts { patch: SidebarPatch { version }, user }))?;
    Ok((version, sections))
}
