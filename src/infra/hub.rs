//! Live sockets: who is connected, what each may see, and the frames on their way to it.
//!
//! A connection is either *catching up* (its task reads the event log after its cursor, under the
//! scopes of the same snapshot) or *live* (the dispatcher puts frames into its short queue). It
//! begins by catching up, and falls back to it whenever its queue is full or its scopes change: so a
//! slow socket is not buffered without bound and loses nothing, and lost access shows at once.
//! A frame is serialised once per event and name style, however many sockets get it.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use parking_lot::{Mutex, RwLock};
use prometheus::IntGauge;
use tokio::sync::Notify;
use tokio_tungstenite::tungstenite::Utf8Bytes;

use crate::base::ids::{SessionId, UserId};
use crate::base::scope::{Audience, Scope, ScopeSet};
use crate::infra::db::StoredEvent;
use crate::infra::db::outbox::colon_name;

/// Frames a live connection may have waiting before it falls back to the event log.
const QUEUE: usize = 128;

/// Which names of events a client wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameStyle {
    /// `chat.message.created`
    Dot,
    /// `chat:message_created`, the first generation's.
    Colon,
    /// Every event twice.
    Both,
}

/// Why a connection is being closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloseReason {
    /// Not signed in, or the session is over.
    Unauthenticated,
    /// The account was disabled.
    AccessLost,
    /// Nothing was heard for too long.
    Idle,
    /// A frame was too large.
    TooLarge,
    /// Too many frames or connections.
    TooMany,
    /// The server goes down; come back with `since`.
    Restart,
}

impl CloseReason {
    /// The WebSocket close code.
    pub fn code(self) -> u16 {
        match self {
            Self::Unauthenticated => 4401,
            Self::AccessLost => 4403,
            Self::Idle => 4408,
            Self::TooLarge => 4413,
            Self::TooMany => 4429,
            Self::Restart => 1012,
        }
    }
}

/// One event ready for sockets, serialised at most once per name style.
#[derive(Debug)]
pub struct Frame {
    seq: Option<i64>,
    source: Source,
    dot: OnceLock<Utf8Bytes>,
    colon: OnceLock<Utf8Bytes>,
}

#[derive(Debug)]
enum Source {
    Stored(Arc<StoredEvent>),
    /// Name and JSON data of an event that is not kept.
    Ephemeral(&'static str, String),
}

impl Frame {
    /// The frame of an event of the log.
    pub fn stored(event: Arc<StoredEvent>) -> Self {
        Self::new(Some(event.seq), Source::Stored(event))
    }

    /// The frame of something that matters only now: typing, presence. `data` is JSON.
    pub fn ephemeral(name: &'static str, data: String) -> Self {
        Self::new(None, Source::Ephemeral(name, data))
    }

    fn new(seq: Option<i64>, source: Source) -> Self {
        Self { seq, source, dot: OnceLock::new(), colon: OnceLock::new() }
    }

    fn text(&self, colon: bool) -> Utf8Bytes {
        let cell = if colon { &self.colon } else { &self.dot };
        let render = |name: &str| {
            let name = if colon { colon_name(name) } else { name.to_owned() };
            match &self.source {
                Source::Stored(event) => event.frame(&name),
                Source::Ephemeral(_, data) => format!(r#"{{"event":"{name}","data":{data}}}"#),
            }
        };
        cell.get_or_init(|| match &self.source {
            Source::Stored(event) => render(&event.name).into(),
            Source::Ephemeral(name, _) => render(name).into(),
        })
        .clone()
    }

    /// The texts to send to a client that wants `style`.
    pub fn texts(&self, style: NameStyle) -> impl Iterator<Item = Utf8Bytes> {
        let dot = (style != NameStyle::Colon).then(|| self.text(false));
        let colon = (style != NameStyle::Dot).then(|| self.text(true));
        dot.into_iter().chain(colon)
    }
}

/// What a connection's task should do next.
#[derive(Debug)]
pub enum Next {
    /// Send these frames.
    Send(Vec<Arc<Frame>>),
    /// Read the event log after this `seq`, then call [`Connection::caught_up_to`].
    CatchUp(i64),
    /// Close.
    Close(CloseReason),
}

/// One live socket.
#[derive(Debug)]
pub struct Connection {
    /// Unique while the process lives.
    pub id: u64,
    /// Whose it is.
    pub user: UserId,
    /// The session it came with.
    pub session: SessionId,
    state: Mutex<State>,
    wake: Notify,
}

#[derive(Debug)]
struct State {
    live: bool,
    /// The scopes changed since the task last loaded them.
    stale: bool,
    /// The newest `seq` handed to the task.
    cursor: i64,
    queue: VecDeque<Arc<Frame>>,
    scopes: ScopeSet,
    /// Scopes whose ephemeral traffic the client does not want.
    quiet: Vec<Scope>,
    close: Option<CloseReason>,
}

impl Connection {
    /// Waits for something to do.
    pub async fn next(&self) -> Next {
        loop {
            if let Some(next) = self.poll() {
                return next;
            }
            self.wake.notified().await;
        }
    }

    fn poll(&self) -> Option<Next> {
        let mut state = self.state.lock();
        if let Some(reason) = state.close {
            return Some(Next::Close(reason));
        }
        if !state.queue.is_empty() {
            let frames: Vec<_> = state.queue.drain(..).collect();
            if let Some(seq) = frames.iter().rev().find_map(|frame| frame.seq) {
                state.cursor = seq;
            }
            return Some(Next::Send(frames));
        }
        if state.live { None } else { Some(Next::CatchUp(state.cursor)) }
    }

    /// True if the person may see `scope`, as the socket last learned it.
    pub fn holds(&self, scope: Scope) -> bool {
        let state = self.state.lock();
        !state.stale && state.scopes.contains(scope)
    }

    /// Asks the connection's task to close it.
    pub fn close(&self, reason: CloseReason) {
        self.state.lock().close.get_or_insert(reason);
        self.wake.notify_one();
    }

    /// Puts a frame of the log into the queue of a live connection, once and in order.
    fn push(&self, frame: &Arc<Frame>, seq: i64) {
        let mut state = self.state.lock();
        let newest = state.queue.iter().rev().find_map(|queued| queued.seq).unwrap_or(state.cursor);
        if !state.live || seq <= newest {
            return;
        }
        if state.queue.len() >= QUEUE {
            // What is queued is still sent; the rest is read from the log.
            state.live = false;
        } else {
            state.queue.push_back(Arc::clone(frame));
        }
        drop(state);
        self.wake.notify_one();
    }

    /// Puts an ephemeral frame into the queue if there is room to spare.
    fn push_ephemeral(&self, frame: &Arc<Frame>, scope: Scope) {
        let mut state = self.state.lock();
        if state.live && state.queue.len() < QUEUE / 2 && !state.quiet.contains(&scope) {
            state.queue.push_back(Arc::clone(frame));
            drop(state);
            self.wake.notify_one();
        }
    }

    /// Access changed: nothing more is sent under the old scopes.
    fn unsettle(&self) {
        let mut state = self.state.lock();
        state.live = false;
        state.stale = true;
        state.queue.clear();
        drop(state);
        self.wake.notify_one();
    }
}

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
        let connection = Arc::new(Connection {
            id: self.0.next_id.fetch_add(1, Ordering::Relaxed),
            user,
            session,
            state: Mutex::new(State {
                live: false,
                stale: true,
                cursor,
                queue: VecDeque::new(),
                scopes: ScopeSet::default(),
                quiet: Vec::new(),
                close: None,
            }),
            wake: Notify::new(),
        });
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
        let frame = Arc::new(Frame::stored(event));
        let Source::Stored(event) = &frame.source else { return };
        let by_scope = self.0.by_scope.read();
        for scope in event.audience.scopes() {
            for connection in by_scope.get(scope).into_iter().flatten() {
                connection.push(&frame, seq);
            }
        }
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

    fn forget_watched(&self, connection: &Connection) {
        let mut watchers = self.0.watchers.write();
        let watched: Vec<Scope> = watchers.keys().copied().collect();
        remove(&mut watchers, watched.into_iter(), connection);
    }

    /// Closes every socket of a session.
    pub fn close_session(&self, user: UserId, session: SessionId) {
        for connection in self.connections_of(user).iter().filter(|connection| connection.session == session) {
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
