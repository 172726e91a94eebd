//! How often a client may speak.

use tokio::time::Instant;

/// Frames a client may send at once, and per second over time.
const BURST: f64 = 60.0;
const PER_SECOND: f64 = 20.0;

/// How many frames a client may still send.
pub(super) struct Budget {
    left: f64,
    refilled: Instant,
}

impl Budget {
    /// A full budget.
    pub(super) fn new() -> Self {
        Self { left: BURST, refilled: Instant::now() }
    }

    /// Takes one frame from the budget; false if there is none left.
    pub(super) fn spend(&mut self) -> bool {
        let now = Instant::now();
        let refill = now.duration_since(self.refilled).as_secs_f64() * PER_SECOND;
        self.left = (self.left + refill).min(BURST) - 1.0;
        self.refilled = now;
        self.left >= 0.0
    }
}
