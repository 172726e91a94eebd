//! Live sockets: who is connected, what each may see, and the frames on their way to it.
//!
//! A connection is either *catching up* (its task reads the event log after its cursor, under the
//! scopes of the same snapshot) or *live* (the dispatcher puts frames into its short queue). It
//! begins by catching up, and falls back to it whenever its queue is full or its scopes change: so a
//! slow socket is not buffered without bound and loses nothing, and lost access shows at once.
//! A frame is serialised once per event and name style, however many sockets get it.

mod connection;
mod frame;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use parking_lot::RwLock;
use prometheus::IntGauge;

use crate::base::ids::{SessionId, UserId};
use crate::base::scope::{Audience, Scope, ScopeSet};
use crate::infra::db::StoredEvent;

pub use connection::{CloseReason, Connection, Next};
pub use frame::{Frame, NameStyle};

/// Every live socket of the process. Clones share it.
#[derive(Debug, Clone)]
pub struct Hub(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    by_scope: RwLock<HashMap<Scope, Vec<Arc<Connection>>>>,
    by_user: RwLock<HashMap<UserId, Vec<Arc<Connection>>>>,
    watchers: RwLock<HashMap<Scope, Vec<Arc<Connection>>>>,
    next_id: AtomicU64,
    /// The newest `seq` the dispatcher has handed out.
    head: AtomicI64,
    sockets: IntGauge,
}

impl Hub {
    /// A hub whose dispatcher begins after `head`.
    pub fn new(head: i64, sockets: IntGauge) -> Self {
        Self(Arc::new(Shared {
            by_scope: RwLock::default(),
            by_user: RwLock::default(),
            watchers: RwLock::default(),
            next_id: AtomicU64::new(1),
            head: AtomicI64::new(head),
            sockets,
        }))
    }

    /// Adds a connection that begins by catching up from `cursor`. It gets nothing until its task
    /// has loaded its scopes.
    pub fn connect(&self, user: UserId, session: SessionId, cursor: i64) -> Arc<Connection> {
        let id = self.0.next_id.fetch_add(1, Ordering::Relaxed);
        let connection = Arc::new(Connection::new(id, user, session, cursor));
        self.0.by_user.write().entry(user).or_default().push(Arc::clone(&connection));
        self.0.sockets.inc();
        connection
    }

    /// Removes a connection.
    pub fn disconnect(&self, connection: &Arc<Connection>) {
        let scopes = std::mem::take(&mut connection.state.lock().scopes);
        remove(&mut self.0.by_scope.write(), scopes.iter(), connection);
        remove(&mut self.0.by_user.write(), std::iter::once(connection.user), connection);
        self.forget_watched(connection);
        self.0.sockets.dec();
    }

    /// Called before a task reads the log: from here on a change of access is noticed.
    pub fn begin_catch_up(&self, connection: &Connection) {
        connection.state.lock().stale = false;
    }

    /// Tells that the task has read the log up to `seq` under `scopes`; false if it must go on
    /// reading, because there is more or because access changed in the meantime.
    pub fn caught_up_to(&self, connection: &Arc<Connection>, seq: i64, scopes: ScopeSet) -> bool {
        self.rescope(connection, scopes);
        let mut state = connection.state.lock();
        state.cursor = state.cursor.max(seq);
        // The dispatcher raises the head before it looks at connections: whatever it hands out after
        // this comparison finds the connection live.
        state.live = !state.stale && self.0.head.load(Ordering::SeqCst) <= state.cursor;
        state.live
    }

    fn rescope(&self, connection: &Arc<Connection>, scopes: ScopeSet) {
        let mut by_scope = self.0.by_scope.write();
        let mut state = connection.state.lock();
        if state.scopes == scopes {
            return;
        }
        let before = std::mem::replace(&mut state.scopes, scopes.clone());
        drop(state);
        remove(&mut by_scope, before.iter().filter(|scope| !scopes.contains(*scope)), connection);
        for scope in scopes.iter().filter(|scope| !before.contains(*scope)) {
            by_scope.entry(scope).or_default().push(Arc::clone(connection));
        }
    }

    /// Hands an event of the log to everyone live who may see it. Called by the dispatcher, in order.
    pub fn publish(&self, event: Arc<StoredEvent>) {
        let seq = event.seq;
        self.0.head.store(seq, Ordering::SeqCst);
        let frame = Arc::new(Frame::stored(Arc::clone(&event)));
        let by_scope = self.0.by_scope.read();
        for scope in event.audience.scopes() {
            for connection in by_scope.get(scope).into_iter().flatten() {
                connection.push(&frame, seq);
            }
        }
    }

    /// Notes that there is nothing more to hand out up to `seq`. Called by the dispatcher.
    pub fn pass(&self, seq: i64) {
        self.0.head.fetch_max(seq, Ordering::SeqCst);
    }

    /// Hands something that matters only now to `audience`, but for `except`, whose task asked.
    pub fn publish_ephemeral(&self, audience: &Audience, frame: Frame, except: Option<u64>) {
        let frame = Arc::new(frame);
        let by_scope = self.0.by_scope.read();
        let watchers = self.0.watchers.read();
        for scope in audience.scopes() {
            let listeners = by_scope.get(scope).into_iter().chain(watchers.get(scope)).flatten();
            for connection in listeners.filter(|connection| Some(connection.id) != except) {
                connection.push_ephemeral(&frame, *scope);
            }
        }
    }

    /// Adds ephemeral traffic of a scope: one the person holds but left, or may read but does not hold.
    pub fn join(&self, connection: &Arc<Connection>, scope: Scope) {
        let mut state = connection.state.lock();
        state.quiet.retain(|quiet| *quiet != scope);
        let held = state.scopes.contains(scope);
        drop(state);
        if held {
            return;
        }
        let mut watchers = self.0.watchers.write();
        let listeners = watchers.entry(scope).or_default();
        if !listeners.iter().any(|listener| listener.id == connection.id) {
            listeners.push(Arc::clone(connection));
        }
    }

    /// Ends the ephemeral traffic of a scope; kept events still come.
    pub fn leave(&self, connection: &Arc<Connection>, scope: Scope) {
        remove(&mut self.0.watchers.write(), std::iter::once(scope), connection);
        let mut state = connection.state.lock();
        if state.scopes.contains(scope) && !state.quiet.contains(&scope) {
            state.quiet.push(scope);
        }
    }

    /// What the person may see has changed: every socket of theirs looks again before it gets more.
    pub fn scopes_changed(&self, user: UserId) {
        for connection in self.connections_of(user) {
            connection.unsettle();
            self.forget_watched(&connection);
        }
    }

    /// What everyone may see has changed.
    pub fn all_scopes_changed(&self) {
        let everyone: Vec<UserId> = self.0.by_user.read().keys().copied().collect();
        for user in everyone {
            self.scopes_changed(user);
        }
    }

    fn forget_watched(&self, connection: &Connection) {
        let mut watchers = self.0.watchers.write();
        let watched: Vec<Scope> = watchers.keys().copied().collect();
        remove(&mut watchers, watched.into_iter(), connection);
    }

    /// Closes every socket of a session.
    pub fn close_session(&self, user: UserId, session: SessionId) {
        for connection in
            self.connections_of(user).iter().filter(|connection| connection.session == session)
        {
            connection.unsettle();
            connection.close(CloseReason::Unauthenticated);
        }
    }

    /// Closes every socket of a person.
    pub fn close_user(&self, user: UserId) {
        for connection in self.connections_of(user) {
            connection.unsettle();
            connection.close(CloseReason::AccessLost);
        }
    }

    /// Closes every socket.
    pub fn close_all(&self, reason: CloseReason) {
        let everyone: Vec<_> = self.0.by_user.read().values().flatten().cloned().collect();
        for connection in everyone {
            connection.close(reason);
        }
    }

    /// The sockets of one person.
    pub fn connections_of(&self, user: UserId) -> Vec<Arc<Connection>> {
        self.0.by_user.read().get(&user).cloned().unwrap_or_default()
    }

    /// How many sockets are open.
    pub fn len(&self) -> usize {
        self.0.by_user.read().values().map(Vec::len).sum()
    }

    /// True if no socket is open.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The newest `seq` handed out.
    pub fn head(&self) -> i64 {
        self.0.head.load(Ordering::SeqCst)
    }
}

fn remove<K: Eq + std::hash::Hash>(
    index: &mut HashMap<K, Vec<Arc<Connection>>>,
    keys: impl Iterator<Item = K>,
    connection: &Connection,
) {
    for key in keys {
        if let Some(connections) = index.get_mut(&key) {
            connections.retain(|other| other.id != connection.id);
            if connections.is_empty() {
                index.remove(&key);
            }
        }
    }
}

#[cfg(test)]
mod tests;
