//! Load: many connections, each asking again as soon as it is answered, or at a steady pace.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout_at};

use crate::Outcome;
use crate::wire::{Answer, Wire};

/// No answer takes longer than this; a server that hangs must not hang the run.
const PATIENCE: Duration = Duration::from_secs(30);

/// What one connection asks, and how it judges the answers.
pub(crate) trait Script: Send + 'static {
    /// Writes the next request.
    fn write(&mut self, request: &mut Vec<u8>);

    /// Judges the answer to the request written last.
    fn check(&mut self, answer: &Answer<'_>) -> Outcome;
}

/// How long and how fast to ask.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    /// Asked but not measured: connections, caches and the allocator settle.
    pub(crate) warm_up: Duration,
    /// Measured.
    pub(crate) measured: Duration,
    /// The time from one request of a connection to its next; none: as fast as it goes.
    pub(crate) every: Option<Duration>,
}

impl Pace {
    /// As fast as it goes, for the usual time of a round.
    pub(crate) const FULL: Self =
        Self { warm_up: Duration::from_secs(1), measured: Duration::from_secs(4), every: None };
}

/// What one round measured.
pub(crate) struct Measured {
    sorted: Vec<Duration>,
    window: Duration,
    /// Answers altogether, those of the warm-up among them.
    pub(crate) answered: usize,
}

impl Measured {
    /// Answers in each second.
    pub(crate) fn per_second(&self) -> f64 {
        self.sorted.len() as f64 / self.window.as_secs_f64()
    }

    /// The time in milliseconds within which `share` (0 to 1) of the requests were answered.
    pub(crate) fn within(&self, share: f64) -> f64 {
        percentile(&self.sorted, share)
    }
}

/// The value in milliseconds that `share` (0 to 1) of the `sorted` times do not exceed.
pub(crate) fn percentile(sorted: &[Duration], share: f64) -> f64 {
    let place = (sorted.len() as f64 * share).ceil() as usize;
    let found = sorted.get(place.saturating_sub(1).min(sorted.len().saturating_sub(1)));
    found.map_or(f64::NAN, |time| time.as_secs_f64() * 1e3)
}

/// Runs every script on a connection of its own.
pub(crate) async fn run<S: Script>(
    address: SocketAddr,
    scripts: impl IntoIterator<Item = S>,
    pace: Pace,
) -> Outcome<Measured> {
    let from = Instant::now() + pace.warm_up;
    let until = from + pace.measured;
    let mut connections = JoinSet::new();
    for script in scripts {
        connections.spawn(converse(address, script, pace.every, from, until));
    }
    let mut sorted = Vec::new();
    let mut answered = 0;
    while let Some(talk) = connections.join_next().await {
        let talk = talk??;
        answered += talk.answered;
        sorted.extend(talk.times);
    }
    sorted.sort_unstable();
    Ok(Measured { sorted, window: pace.measured, answered })
}

/// What one connection has to tell.
#[derive(Default)]
struct Talk {
    times: Vec<Duration>,
    answered: usize,
}

async fn converse<S: Script>(
    address: SocketAddr,
    mut script: S,
    every: Option<Duration>,
    from: Instant,
    until: Instant,
) -> Outcome<Talk> {
    let mut wire = Wire::connect(address).await?;
    let mut ticks = every.map(|every| {
        let mut ticks = interval_at(Instant::now(), every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
        ticks
    });
    let mut request = Vec::new();
    let mut talk = Talk::default();
    loop {
        let due = match &mut ticks {
            Some(ticks) => ticks.tick().await,
            None => Instant::now(),
        };
        if due >= until {
            return Ok(talk);
        }
        request.clear();
        script.write(&mut request);
        let asked = begin(due);
        let answer = timeout_at(until + PATIENCE, wire.exchange(&request)).await??;
        let time = asked.elapsed();
        script.check(&answer)?;
        talk.answered += 1;
        if asked >= from {
            talk.times.push(time);
        }
    }
}

/// When the clock of a request starts: when it was due, so that a slow answer is not forgiven to the
/// requests that waited behind it. The timer's own millisecond is not the server's.
fn begin(due: Instant) -> Instant {
    let now = Instant::now();
    if now.duration_since(due) > Duration::from_millis(2) { due } else { now }
}
