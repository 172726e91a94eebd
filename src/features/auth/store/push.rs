//! Where a session's browser takes pushed messages.

use crate::base::Result;
use crate::base::ids::{SessionId, UserId};
use crate::infra::db::WriteTx;

/// Where and under which keys a browser takes pushed messages.
#[derive(Debug)]
pub(crate) struct Subscription<'a> {
    /// The address at the browser's push service.
    pub endpoint: &'a str,
    /// The browser's public key, base64url.
    pub p256dh: &'a str,
    /// The shared secret, base64url.
    pub auth: &'a str,
}

/// Stores the subscription of a session. A session has one, and an address belongs to the session
/// that named it last: a browser somebody else signed in with is theirs.
pub(crate) fn put(
    tx: &mut WriteTx<'_>,
    user: UserId,
    session: SessionId,
    subscription: &Subscription<'_>,
) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "DELETE FROM push_subscriptions WHERE session_id = ?1 AND endpoint <> ?2",
        (session, subscription.endpoint),
    )?;
    tx.execute(
        "INSERT INTO push_subscriptions (session_id, user_id, endpoint, p256dh, auth, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (endpoint) DO UPDATE SET session_id = excluded.session_id, user_id = excluded.user_id,
           p256dh = excluded.p256dh, auth = excluded.auth, created_at = excluded.created_at",
        (session, user, subscription.endpoint, subscription.p256dh, subscription.auth, now),
    )?;
    Ok(())
}
