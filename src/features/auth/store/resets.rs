//! Links to set a new password, by the hash of their secret.

use std::time::Duration;

use crate::base::Result;
use crate::base::ids::UserId;
use crate::base::time::Timestamp;
use crate::infra::db::{ReadTx, WriteTx};

/// Links mailed to one person in an hour at most.
const MAILED_PER_HOUR: i64 = 3;

/// Adds a link for `user` that is good until `expires`.
pub(crate) fn insert(
    tx: &mut WriteTx<'_>,
    token_hash: [u8; 32],
    user: UserId,
    expires: Timestamp,
) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO password_resets (token_hash, user_id, created_at, expires_at)
         VALUES (?1, ?2, ?3, ?4)",
        (token_hash, user, now, expires),
    )?;
    Ok(())
}

/// Whose password a link may set, if it is good at `now` and their account is not switched off.
pub(crate) fn find_user(
    tx: &ReadTx<'_>,
    token_hash: [u8; 32],
    now: Timestamp,
) -> Result<Option<UserId>> {
    tx.find(
        "SELECT r.user_id FROM password_resets r JOIN users u ON u.id = r.user_id
         WHERE r.token_hash = ?1 AND r.used_at IS NULL AND r.expires_at > ?2 AND u.disabled_at IS NULL",
        (token_hash, now),
        |row| row.get(0),
    )
}

/// Uses up every link of a person: the password was set, or may not be set any more.
pub(crate) fn use_all_of(tx: &mut WriteTx<'_>, user: UserId) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "UPDATE password_resets SET used_at = ?2 WHERE user_id = ?1 AND used_at IS NULL",
        (user, now),
    )?;
    Ok(())
}

/// True unless as many links were made for a person in the last hour as are mailed.
pub(crate) fn may_mail_another(tx: &WriteTx<'_>, user: UserId) -> Result<bool> {
    let hour_ago = tx.now().before(Duration::from_hours(1));
    let made: i64 = tx.one(
        "SELECT count(*) FROM password_resets WHERE user_id = ?1 AND created_at > ?2",
        (user, hour_ago),
        |row| row.get(0),
    )?;
    Ok(made < MAILED_PER_HOUR)
}

/// Removes up to `batch` links that ended before `horizon` and tells how many there were.
pub(crate) fn prune(tx: &mut WriteTx<'_>, horizon: Timestamp, batch: u32) -> Result<usize> {
    tx.execute(
        "DELETE FROM password_resets WHERE token_hash IN
           (SELECT token_hash FROM password_resets WHERE expires_at < ?1 LIMIT ?2)",
        (horizon, batch),
    )
}
