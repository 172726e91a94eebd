//! Clearing away what is over.

use std::time::Duration;

use super::store::{invitations, resets, sessions};
use crate::base::Result;
use crate::infra::db::WriteTx;

/// How long a session or link is kept after it is over.
const KEEP: Duration = Duration::from_hours(30 * 24);

/// Removes up to `batch` rows of each kind that were over 30 days ago and tells how many there were.
/// To be called again while it removes anything.
pub fn prune(tx: &mut WriteTx<'_>, batch: u32) -> Result<usize> {
    let horizon = tx.now().before(KEEP);
    Ok(sessions::prune(tx, horizon, batch)?
        + invitations::prune(tx, horizon, batch)?
        + resets::prune(tx, horizon, batch)?)
}
