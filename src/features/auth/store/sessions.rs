//! Sessions: one row for each sign-in on each device.

use crate::base::Result;
use crate::base::ids::{SessionId, UserId};
use crate::base::time::Timestamp;
use crate::features::auth::device::DeviceType;
use crate::features::auth::model::Session;
use crate::features::auth::sign_in::Arrival;
use crate::infra::db::{ReadTx, WriteTx};

/// The generation of a session's first refresh token.
pub(crate) const FIRST_GENERATION: i64 = 1;

/// Where a session stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SessionState {
    /// Its row.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// The generation of the refresh token that is good.
    pub generation: i64,
    /// True unless it was ended or its person's account is switched off.
    pub live: bool,
    /// When it ends unless it is renewed.
    pub expires_at: Timestamp,
}

/// Where a session stands, ended or not.
pub(crate) fn find_state(tx: &ReadTx<'_>, id: SessionId) -> Result<Option<SessionState>> {
    tx.find(
        "SELECT s.user_id, s.generation, s.revoked_at IS NULL AND u.disabled_at IS NULL, s.expires_at
         FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = ?1",
        [id],
        |row| {
            Ok(SessionState {
                id,
                user: row.get(0)?,
                generation: row.get(1)?,
                live: row.get(2)?,
                expires_at: row.get(3)?,
            })
        },
    )
}

/// Adds a session.
pub(crate) fn insert(
    tx: &mut WriteTx<'_>,
    user: UserId,
    arrival: &Arrival,
    expires: Timestamp,
) -> Result<SessionId> {
    let now = tx.now();
    let kind = match arrival.device.kind {
        DeviceType::Desktop => "desktop",
        DeviceType::Mobile => "mobile",
        DeviceType::Tablet => "tablet",
        DeviceType::Other => "other",
    };
    let id = tx.insert(
        "INSERT INTO sessions (user_id, generation, device_name, device_type, ip_address, user_agent,
                               created_at, last_active_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8)",
        (
            user,
            FIRST_GENERATION,
            &arrival.device.name,
            kind,
            &arrival.ip_address,
            &arrival.user_agent,
            now,
            expires,
        ),
    )?;
    Ok(SessionId::new(id))
}

/// Moves a session to its next generation, until `expires`.
pub(crate) fn rotate(
    tx: &mut WriteTx<'_>,
    session: SessionId,
    arrival: &Arrival,
    expires: Timestamp,
) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "UPDATE sessions SET generation = generation + 1, last_active_at = ?2, expires_at = ?3,
                             ip_address = ?4, user_agent = ?5, device_name = ?6 WHERE id = ?1",
        (session, now, expires, &arrival.ip_address, &arrival.user_agent, &arrival.device.name),
    )?;
    Ok(())
}

/// The sessions of a person that are not over.
pub(crate) fn list_live_ids(tx: &WriteTx<'_>, user: UserId) -> Result<Vec<SessionId>> {
    tx.list(
        "SELECT id FROM sessions WHERE user_id = ?1 AND revoked_at IS NULL AND expires_at > ?2",
        (user, tx.now()),
        |row| row.get(0),
    )
}

/// Ends a session; nothing is pushed to its device any more.
pub(crate) fn revoke(tx: &mut WriteTx<'_>, session: SessionId) -> Result<()> {
    let now = tx.now();
    tx.execute("UPDATE sessions SET revoked_at = ?2 WHERE id = ?1", (session, now))?;
    tx.execute("DELETE FROM push_subscriptions WHERE session_id = ?1", [session])?;
    Ok(())
}

/// The sessions of a person that are not over at `now`, newest first; `current` is the one that asks.
pub(crate) fn list(
    tx: &ReadTx<'_>,
    user: UserId,
    current: SessionId,
    now: Timestamp,
) -> Result<Vec<Session>> {
    tx.list(
        "SELECT id, device_name, device_type, ip_address, user_agent, last_active_at, created_at
         FROM sessions WHERE user_id = ?1 AND revoked_at IS NULL AND expires_at > ?2 ORDER BY id DESC",
        (user, now),
        |row| {
            let id = row.get(0)?;
            Ok(Session {
                id,
                user_id: user,
                device_name: row.get(1)?,
                device_type: row.get(2)?,
                ip_address: row.get(3)?,
                user_agent: row.get(4)?,
                last_active_at: row.get(5)?,
                created_at: row.get(6)?,
                is_current: id == current,
            })
        },
    )
}

/// Removes up to `batch` sessions that were over before `horizon` and tells how many there were.
pub(crate) fn prune(tx: &mut WriteTx<'_>, horizon: Timestamp, batch: u32) -> Result<usize> {
    tx.execute(
        "DELETE FROM sessions WHERE id IN
           (SELECT id FROM sessions WHERE expires_at < ?1 OR revoked_at < ?1 LIMIT ?2)",
        (horizon, batch),
    )
}
