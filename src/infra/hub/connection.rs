//! One live socket: its state, and what its task should do next.

use std::collections::VecDeque;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::Notify;

use super::frame::Frame;
use crate::base::ids::{SessionId, UserId};
use crate::base::scope::{Scope, ScopeSet};

/// Frames a live connection may have waiting before it falls back to the event log.
pub(super) const QUEUE: usize = 128;

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
    pub(super) state: Mutex<State>,
    wake: Notify,
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) live: bool,
    /// The scopes changed since the task last loaded them.
    pub(super) stale: bool,
    /// The newest `seq` handed to the task.
    pub(super) cursor: i64,
    pub(super) queue: VecDeque<Arc<Frame>>,
    pub(super) scopes: ScopeSet,
    /// Scopes whose ephemeral traffic the client does not want.
    pub(super) quiet: Vec<Scope>,
    close: Option<CloseReason>,
}

impl Connection {
    pub(super) fn new(id: u64, user: UserId, session: SessionId, cursor: i64) -> Self {
        let state = State {
            live: false,
            stale: true,
            cursor,
            queue: VecDeque::new(),
            scopes: ScopeSet::default(),
            quiet: Vec::new(),
            close: None,
        };
        Self { id, user, session, state: Mutex::new(state), wake: Notify::new() }
    }

    /// Waits for something to do.
    pub async fn next(&self) -> Next {
        loop {
            if let Some(next) = self.poll() {
                return next;
            }
            self.wake.notified().await;
        }
    }

    pub(super) fn poll(&self) -> Option<Next> {
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
    pub(super) fn push(&self, frame: &Arc<Frame>, seq: i64) {
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
    pub(super) fn push_ephemeral(&self, frame: &Arc<Frame>, scope: Scope) {
        let mut state = self.state.lock();
        if state.live && state.queue.len() < QUEUE / 2 && !state.quiet.contains(&scope) {
            state.queue.push_back(Arc::clone(frame));
            drop(state);
            self.wake.notify_one();
        }
    }

    /// Access changed: nothing more is sent under the old scopes.
    pub(super) fn unsettle(&self) {
        let mut state = self.state.lock();
        state.live = false;
        state.stale = true;
        state.queue.clear();
        drop(state);
        self.wake.notify_one();
    }
}
