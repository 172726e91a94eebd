//! Rate limits: each key has a bucket that fills up evenly over the window.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;

use crate::base::codes::Code;
use crate::base::{Error, Result};

type Buckets<K> =
    governor::RateLimiter<K, DashMapStateStore<K>, DefaultClock, StateInformationMiddleware>;

/// Full buckets are forgotten once in this many checks, so that looking for them costs each check little.
const CHECKS_BETWEEN: u32 = 4096;

/// Limits how often each key may do something.
pub struct RateLimiter<K: Clone + Hash + Eq> {
    buckets: Buckets<K>,
    clock: DefaultClock,
    max: u32,
    each: Duration,
    checks: AtomicU32,
}

/// What a limiter says about one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// True if the request may go on.
    pub allowed: bool,
    /// How many requests a full bucket allows.
    pub limit: u32,
    /// How many are left now.
    pub remaining: u32,
    /// When the bucket is full again.
    pub reset: Duration,
    /// When the next request is allowed; zero if it is now.
    pub retry_after: Duration,
}

impl<K: Clone + Hash + Eq> RateLimiter<K> {
    /// Allows `max` requests at once and `max` over each `window`.
    pub fn new(max: u32, window: Duration) -> Self {
        let limit = NonZeroU32::new(max).unwrap_or(NonZeroU32::MIN);
        let each = (window / limit.get()).max(Duration::from_nanos(1));
        let quota = governor::Quota::with_period(each)
            .expect("the period is longer than nothing")
            .allow_burst(limit);
        let buckets = governor::RateLimiter::dashmap(quota).with_middleware();
        let clock = DefaultClock::default();
        Self { buckets, clock, max: limit.get(), each, checks: AtomicU32::new(0) }
    }

    /// Takes one from the bucket of `key`, if there is one left.
    pub fn check(&self, key: &K) -> Quota {
        if self.checks.fetch_add(1, Ordering::Relaxed) % CHECKS_BETWEEN == CHECKS_BETWEEN - 1 {
            self.buckets.retain_recent();
        }
        let (allowed, remaining, retry_after) = match self.buckets.check_key(key) {
            Ok(snapshot) => (true, snapshot.remaining_burst_capacity(), Duration::ZERO),
            Err(refused) => (false, 0, refused.wait_time_from(self.clock.now())),
        };
        let reset = self.each * (self.max - remaining.min(self.max));
        Quota { allowed, limit: self.max, remaining, reset, retry_after }
    }
}

impl Quota {
    /// Refuses with `code` if the bucket was empty.
    ///
    /// # Errors
    /// `code` with the time to wait.
    pub fn or_refuse(self, code: Code) -> Result<()> {
        if self.allowed { Ok(()) } else { Err(Error::retry(code, self.retry_after)) }
    }

    /// Writes `X-RateLimit-Limit`, `-Remaining` and `-Reset` (seconds).
    pub(super) fn write(&self, headers: &mut HeaderMap) {
        let values = [
            ("x-ratelimit-limit", u64::from(self.limit)),
            ("x-ratelimit-remaining", u64::from(self.remaining)),
            ("x-ratelimit-reset", whole_seconds(self.reset)),
        ];
        for (name, value) in values {
            headers.insert(HeaderName::from_static(name), HeaderValue::from(value));
        }
    }
}

/// Seconds, rounded up, so that a caller who waits this long waits long enough.
pub(super) fn whole_seconds(span: Duration) -> u64 {
    span.as_secs() + u64::from(span.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::codes;

    #[test]
    fn a_bucket_empties_and_tells_when_to_come_back() {
        let limiter = RateLimiter::new(3, Duration::from_mins(1));
        let left: Vec<u32> = (0..3).map(|_| limiter.check(&"ana").remaining).collect();
        assert_eq!(left, [2, 1, 0]);
        let refused = limiter.check(&"ana");
        assert!(!refused.allowed && refused.retry_after > Duration::from_secs(15));
        assert!(refused.retry_after <= Duration::from_secs(20));
        assert_eq!(refused.reset, Duration::from_mins(1));
        let error = refused.or_refuse(codes::RATE_LIMITED).unwrap_err();
        assert_eq!(error.code(), codes::RATE_LIMITED);
        assert!(limiter.check(&"budi").allowed, "others have buckets of their own");
    }

    #[test]
    fn waits_are_rounded_up() {
        assert_eq!(whole_seconds(Duration::from_millis(1)), 1);
        assert_eq!(whole_seconds(Duration::from_secs(2)), 2);
        assert_eq!(whole_seconds(Duration::ZERO), 0);
    }
}
