//! Who is here: derived from sockets, heartbeats and activity, never stored but for a manual state.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

use crate::base::ids::UserId;
use crate::base::time::Timestamp;
use crate::infra::clock::Clock;

/// Without activity for this long, a person who is here is away.
const AWAY_AFTER: Duration = Duration::from_mins(5);
/// A person is offline this long after the last socket.
const OFFLINE_AFTER: Duration = Duration::from_secs(45);

/// What others see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum PresenceState {
    /// Here and active.
    Available,
    /// Here, not to be disturbed: set by hand.
    Busy,
    /// Here, but not active, or set by hand.
    Away,
    /// Not here.
    Offline,
}

/// A state that holds until it is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ManualPresence {
    /// Not to be disturbed.
    Busy,
    /// Away.
    Away,
}

/// The board of who is here. Clones share it.
#[derive(Debug, Clone)]
pub struct Presence {
    board: Arc<Mutex<std::collections::HashMap<UserId, Entry>>>,
    clock: Clock,
}

#[derive(Debug)]
struct Entry {
    sockets: u32,
    here_until: Timestamp,
    active_at: Timestamp,
    manual: Option<ManualPresence>,
    announced: PresenceState,
}

impl Entry {
    fn state(&self, now: Timestamp) -> PresenceState {
        let here = self.sockets > 0 || self.here_until > now;
        match self.manual {
            _ if !here => PresenceState::Offline,
            Some(ManualPresence::Busy) => PresenceState::Busy,
            None if now.since(self.active_at) < AWAY_AFTER => PresenceState::Available,
            Some(ManualPresence::Away) | None => PresenceState::Away,
        }
    }
}

impl Presence {
    /// An empty board.
    pub fn new(clock: Clock) -> Self {
        Self { board: Arc::default(), clock }
    }

    /// The present moment, for what else of a person depends on the time.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A socket of the person opened.
    pub fn connected(&self, user: UserId, manual: Option<ManualPresence>) {
        self.change(user, |entry, now| {
            entry.sockets += 1;
            entry.active_at = now;
            entry.manual = manual;
        });
    }

    /// A socket of the person closed.
    pub fn disconnected(&self, user: UserId) {
        self.change(user, |entry, now| {
            entry.sockets = entry.sockets.saturating_sub(1);
            entry.here_until = entry.here_until.max(now.after(OFFLINE_AFTER));
        });
    }

    /// The person did something.
    pub fn active(&self, user: UserId) {
        self.change(user, |entry, now| entry.active_at = now);
    }

    /// A device without a socket says the person is here for `span`.
    pub fn heartbeat(&self, user: UserId, manual: Option<ManualPresence>, span: Duration) {
        self.change(user, |entry, now| {
            entry.here_until = entry.here_until.max(now.after(span));
            entry.active_at = now;
            entry.manual = manual;
        });
    }

    /// The person set or took back a state.
    pub fn set_manual(&self, user: UserId, manual: Option<ManualPresence>) {
        self.change(user, |entry, now| {
            entry.manual = manual;
            entry.active_at = now;
        });
    }

    /// What others see of the person now.
    pub fn state_of(&self, user: UserId) -> PresenceState {
        let now = self.clock.now();
        self.board.lock().get(&user).map_or(PresenceState::Offline, |entry| entry.state(now))
    }

    /// Everyone who is here.
    pub fn online(&self) -> Vec<UserId> {
        let now = self.clock.now();
        let board = self.board.lock();
        let here = board.iter().filter(|(_, entry)| entry.state(now) != PresenceState::Offline);
        here.map(|(user, _)| *user).collect()
    }

    /// What changed since the last call, once per person however often they changed.
    pub fn changes(&self) -> Vec<(UserId, PresenceState)> {
        let now = self.clock.now();
        let mut changes = Vec::new();
        self.board.lock().retain(|user, entry| {
            let state = entry.state(now);
            if state != entry.announced {
                entry.announced = state;
                changes.push((*user, state));
            }
            state != PresenceState::Offline
        });
        changes
    }

    fn change(&self, user: UserId, change: impl FnOnce(&mut Entry, Timestamp)) {
        let now = self.clock.now();
        let mut board = self.board.lock();
        let entry = board.entry(user).or_insert(Entry {
            sockets: 0,
            here_until: Timestamp::from_millis(0),
            active_at: Timestamp::from_millis(0),
            manual: None,
            announced: PresenceState::Offline,
        });
        change(entry, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presence_follows_sockets_activity_and_the_persons_word() {
        let clock = Clock::fixed(Timestamp::from_millis(1_764_000_000_000));
        let presence = Presence::new(clock.clone());
        let ana = UserId::new(1);
        assert_eq!(presence.state_of(ana), PresenceState::Offline);
        presence.connected(ana, None);
        presence.connected(ana, None);
        assert_eq!(presence.changes(), [(ana, PresenceState::Available)]);
        assert_eq!(presence.changes(), []);
        clock.advance(AWAY_AFTER);
        assert_eq!(presence.changes(), [(ana, PresenceState::Away)]);
        presence.active(ana);
        presence.set_manual(ana, Some(ManualPresence::Busy));
        clock.advance(AWAY_AFTER * 2);
        assert_eq!(presence.state_of(ana), PresenceState::Busy);
        presence.disconnected(ana);
        clock.advance(OFFLINE_AFTER * 2);
        assert_eq!(presence.state_of(ana), PresenceState::Busy, "one socket is left");
        presence.disconnected(ana);
        clock.advance(OFFLINE_AFTER.saturating_sub(Duration::from_secs(1)));
        assert_eq!(presence.state_of(ana), PresenceState::Busy, "a reload is not a goodbye");
        clock.advance(Duration::from_secs(1));
        assert_eq!(presence.state_of(ana), PresenceState::Offline);
        presence.changes();
        assert!(presence.online().is_empty());
    }
}
