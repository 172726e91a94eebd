//! The columns of `users` with what a person says of themselves for a while: status, quiet hours, picture.

use crate::base::Result;
use crate::base::ids::UserId;
use crate::base::time::Timestamp;
use crate::features::directory::avatar::Avatar;
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

/// The blobs of a person's picture, if they have one.
pub(in crate::features::directory) fn find_avatar(
    tx: &ReadTx<'_>,
    user: UserId,
) -> Result<Option<Avatar>> {
    let blobs: Option<(Option<String>, Option<String>)> =
        tx.find("SELECT avatar_small, avatar_large FROM users WHERE id = ?1", [user], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    Ok(blobs.and_then(|(small, large)| Some(Avatar { small: small?, large: large? })))
}

/// Stores a person's picture; none takes it away.
pub(in crate::features::directory) fn update_avatar(
    tx: &mut WriteTx<'_>,
    user: UserId,
    avatar: Option<&Avatar>,
) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "UPDATE users SET avatar_small = ?2, avatar_large = ?3, updated_at = ?4 WHERE id = ?1",
        (user, avatar.map(|avatar| &avatar.small), avatar.map(|avatar| &avatar.large), now),
    )?;
    Ok(())
}

/// Every blob that holds a picture of a person.
pub(in crate::features::directory) fn list_avatar_blobs(tx: &ReadTx<'_>) -> Result<Vec<String>> {
    tx.list(
        "SELECT avatar_small FROM users WHERE avatar_small IS NOT NULL
         UNION SELECT avatar_large FROM users WHERE avatar_large IS NOT NULL",
        [],
        |row| row.get(0),
    )
}
