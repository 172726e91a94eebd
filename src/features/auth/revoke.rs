//! Ending sessions: the row, the event, the cache and the sockets, in one go.

use super::events::SessionRevoked;
use super::store::sessions;
use crate::access::App;
use crate::base::Result;
use crate::base::ids::{SessionId, UserId};
use crate::infra::db::WriteTx;

/// Which sessions of a person to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// This one.
    One(SessionId),
    /// Every one but this.
    AllBut(SessionId),
    /// Every one.
    All,
}

impl Which {
    fn contains(self, session: SessionId) -> bool {
        match self {
            Self::One(one) => session == one,
            Self::AllBut(kept) => session != kept,
            Self::All => true,
        }
    }
}

/// Ends sessions of `user`. When the write is answered, no request and no socket of theirs gets on.
pub(super) fn end_sessions(
    tx: &mut WriteTx<'_>,
    app: &App,
    user: UserId,
    which: Which,
) -> Result<()> {
    let live = sessions::list_live_ids(tx, user)?;
    for session in live.into_iter().filter(|session| which.contains(*session)) {
        sessions::revoke(tx, session)?;
        tx.emit(&SessionRevoked::new(user, session))?;
        let app = app.clone();
        tx.after_commit(move || {
            app.sessions.forget(session);
            app.hub.close_session(user, session);
        });
    }
    Ok(())
}
