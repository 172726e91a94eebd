//! Tasks that come again.

use jiff::ToSpan as _;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::base::time::Timestamp;
use crate::base::words::words;
use crate::base::{Error, Result};

words! {
    /// In what a recurrence counts.
    pub(crate) Unit {
        /// Days.
        Day = "day",
        /// Weeks.
        Week = "week",
        /// Months.
        Month = "month",
        /// Years.
        Year = "year",
    }
}

/// When a task comes again: once it is done, its next copy is made with its dates moved on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Recurrence {
    /// What `every` counts.
    unit: Unit,
    /// 1 to 365.
    every: u16,
    /// No copy is due after this; null for ever.
    #[serde(default)]
    until: Option<Timestamp>,
}

impl Recurrence {
    /// Checks what serde cannot.
    ///
    /// # Errors
    /// `invalid_request` on `recurrence.every`.
    pub(crate) fn check(self) -> Result<Self> {
        if (1..=365).contains(&self.every) {
            Ok(self)
        } else {
            Err(Error::invalid_field("recurrence.every", "out_of_range", "must be 1 to 365"))
        }
    }

    /// The moment one turn after `at`, in the time zone called `zone`; the same day of a shorter month
    /// is its last. None where that is too far.
    pub(crate) fn next(self, at: Timestamp, zone: Option<&str>) -> Option<Timestamp> {
        let zone = zone.and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC);
        let moment = jiff::Timestamp::from_millisecond(at.millis()).ok()?.to_zoned_datetime(zone);
        let every = i64::from(self.every);
        let span = match self.unit {
            Unit::Day => every.days(),
            Unit::Week => every.weeks(),
            Unit::Month => every.months(),
            Unit::Year => every.years(),
        };
        let next = moment.checked_add(span).ok()?;
        Some(Timestamp::from_millis(next.timestamp().as_millisecond()))
    }

    /// The first turn of a task that was last due `at` and is done `now`: those that were missed are
    /// left out. None if there is no more.
    pub(crate) fn next_after(
        self,
        at: Timestamp,
        now: Timestamp,
        zone: Option<&str>,
    ) -> Option<Timestamp> {
        let mut next = self.next(at, zone)?;
        while next <= now {
            next = self.next(next, zone)?;
        }
        self.until.is_none_or(|until| next <= until).then_some(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    fn every(every: u16, unit: Unit) -> Recurrence {
        Recurrence { unit, every, until: None }
    }

    #[test]
    fn months_end_when_they_end() {
        let january = at("2026-01-31T09:00:00.000Z");
        assert_eq!(every(1, Unit::Month).next(january, None), Some(at("2026-02-28T09:00:00.000Z")));
        assert_eq!(every(2, Unit::Week).next(january, None), Some(at("2026-02-14T09:00:00.000Z")));
    }

    #[test]
    fn what_was_missed_is_left_out_and_the_end_is_the_end() {
        let (due, now) = (at("2026-01-01T09:00:00.000Z"), at("2026-01-20T12:00:00.000Z"));
        let weekly = every(1, Unit::Week);
        assert_eq!(weekly.next_after(due, now, None), Some(at("2026-01-22T09:00:00.000Z")));
        let ended = Recurrence { until: Some(at("2026-01-21T00:00:00.000Z")), ..weekly };
        assert_eq!(ended.next_after(due, now, None), None);
    }

    #[test]
    fn a_clock_that_is_put_forward_moves_no_meeting() {
        let before = at("2026-03-28T08:00:00.000Z");
        let next = every(1, Unit::Day).next(before, Some("Europe/Berlin"));
        assert_eq!(next, Some(at("2026-03-29T07:00:00.000Z")));
        assert!(every(0, Unit::Day).check().is_err() && every(366, Unit::Day).check().is_err());
    }
}
