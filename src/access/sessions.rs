//! The cache of live sessions: every request asks it, memory first.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use dashmap::DashMap;

use super::store::{self, LiveSession};
use crate::base::Result;
use crate::base::ids::{SessionId, UserId};
use crate::base::time::Timestamp;
use crate::infra::db::DbReader;

/// Sessions remembered before the cache starts anew.
const CAPACITY: usize = 100_000;

/// Live sessions by id. Clones share the cache.
#[derive(Clone, Default)]
pub struct Sessions(Arc<Shared>);

#[derive(Default)]
struct Shared {
    live: DashMap<SessionId, Arc<LiveSession>>,
    /// Counts what was forgotten: a session loaded before is not remembered after.
    forgotten: AtomicU64,
}

impl Sessions {
    /// The session, if it is alive.
    pub async fn find(
        &self,
        reader: &DbReader,
        id: SessionId,
        now: Timestamp,
    ) -> Result<Option<Arc<LiveSession>>> {
        if let Some(session) = self.0.live.get(&id).map(|entry| Arc::clone(entry.value())) {
            return Ok((session.expires_at > now).then_some(session));
        }
        let forgotten = self.0.forgotten.load(Ordering::SeqCst);
        let Some(session) = reader.read(move |tx| store::find_live_session(tx, id, now)).await?
        else {
            return Ok(None);
        };
        let session = Arc::new(session);
        if self.0.live.len() >= CAPACITY {
            self.0.live.clear();
        }
        let entry = self.0.live.entry(id);
        // The entry is locked: a forgetting that comes later removes it, one that came earlier shows here.
        if self.0.forgotten.load(Ordering::SeqCst) == forgotten {
            entry.insert(Arc::clone(&session));
        }
        Ok(Some(session))
    }

    /// Forgets one session.
    pub fn forget(&self, id: SessionId) {
        self.0.forgotten.fetch_add(1, Ordering::SeqCst);
        self.0.live.remove(&id);
    }

    /// Forgets every session of a person: their name, role or state changed.
    pub fn forget_user(&self, user: UserId) {
        self.0.forgotten.fetch_add(1, Ordering::SeqCst);
        self.0.live.retain(|_, session| session.user != user);
    }
}
