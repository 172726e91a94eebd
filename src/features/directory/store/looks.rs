//! The columns of `users` with what a person says of themselves for a while: status, quiet hours, picture.

use crate::base::Result;
use crate::base::ids::UserId;
use crate::base::time::Timestamp;
use crate::features::directory::quiet::DoNotDisturb;
use crate::features::directory::status::Status;
use crate::infra::db::{ReadTx, WriteTx};

/// Stores a status; none takes it back.
pub(in crate::features::directory) fn update_status(
    tx: &mut WriteTx<'_>,
    user: UserId,
    status: Option<&Status>,
) -> Result<()> {
    let now = tx.now();
    let (emoji, text, until) =
        status.map_or(("", "", None), |status| (&status.emoji, &status.text, status.until));
    tx.execute(
        "UPDATE users SET status_emoji = ?2, status_text = ?3, status_until = ?4, updated_at = ?5 WHERE id = ?1",
        (user, emoji, text, until, now),
    )?;
    Ok(())
}

/// The statuses of these people as they are seen at `now`, in the order of their ids.
pub(in crate::features::directory) fn list_statuses(
    tx: &ReadTx<'_>,
    users: &[UserId],
    now: Timestamp,
) -> Result<Vec<(UserId, Option<Status>)>> {
    tx.list(
        "SELECT id, status_emoji, status_text, status_until FROM users
         WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY id",
        [super::json_ids(users)],
        |row| {
            let status = Status { emoji: row.get(1)?, text: row.get(2)?, until: row.get(3)? };
            Ok((row.get(0)?, status.seen(now)))
        },
    )
}

/// Stores when a person is not to be disturbed.
pub(in crate::features::directory) fn update_quiet(
    tx: &mut WriteTx<'_>,
    user: UserId,
    quiet: &DoNotDisturb,
) -> Result<()> {
    let now = tx.now();
    let hours =
        (!quiet.schedule.is_empty()).then(|| serde_json::to_string(&quiet.schedule)).transpose()?;
    tx.execute(
        "UPDATE users SET quiet_until = ?2, quiet_hours = ?3, updated_at = ?4 WHERE id = ?1",
        (user, quiet.until, hours, now),
    )?;
    Ok(())
}
