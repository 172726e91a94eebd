//! Tasks that come again.

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

    /// The moment so many turns after `at`, in the time zone called `zone`; the same day of a shorter month
    /// is its last. None where that is too far.
    fn turn(self, at: Timestamp, turns: i64, zone: &TimeZone) -> Option<Timestamp> {
        let moment = jiff::Timestamp::from_millisecond(at.millis()).ok()?;
        let count = turns.checked_mul(i64::from(self.every))?;
        let span = jiff::Span::new();
        let span = match self.unit {
            Unit::Day => span.try_days(count),
            Unit::Week => span.try_weeks(count),
            Unit::Month => span.try_months(count),
            Unit::Year => span.try_years(count),
        };
        let next = moment.to_zoned_datetime(zone.clone()).checked_add(span.ok()?).ok()?;
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
        let zone = zone.and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC);
        let mut turns = self.turns_missed(now.millis().saturating_sub(at.millis()));
        loop {
            let next = self.turn(at, turns, &zone)?;
            if next > now {
                return self.until.is_none_or(|until| next <= until).then_some(next);
            }
            turns += 1;
        }
    }

    /// Turns after which it is surely not later than so many milliseconds; a few more and it is. At least one.
    fn turns_missed(self, millis: i64) -> i64 {
        const DAY: i64 = 24 * 60 * 60 * 1000;
        // Months, years and clocks that are put forward differ from their mean by less.
        const SLACK: i64 = 5 * DAY;
        let mean = match self.unit {
            Unit::Day => DAY,
            Unit::Week => 7 * DAY,
            Unit::Month => DAY * 146_097 / 4_800,
            Unit::Year => DAY * 146_097 / 400,
        };
        (millis.saturating_sub(SLACK) / (mean * i64::from(self.every))).max(1)
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

    fn next(recurrence: Recurrence, last: &str, zone: Option<&str>) -> Option<Timestamp> {
        recurrence.next_after(at(last), at(last), zone)
    }

    #[test]
    fn months_end_when_they_end() {
        let january = "2026-01-31T09:00:00.000Z";
        let february = Some(at("2026-02-28T09:00:00.000Z"));
        assert_eq!(next(every(1, Unit::Month), january, None), february);
        let fortnight = Some(at("2026-02-14T09:00:00.000Z"));
        assert_eq!(next(every(2, Unit::Week), january, None), fortnight);
    }

    #[test]
    fn what_was_due_long_ago_comes_at_once() {
        let (due, now) = (at("0001-01-31T23:30:00.000Z"), at("2026-03-30T12:00:00.000Z"));
        let next = |unit| every(1, unit).next_after(due, now, Some("Asia/Jakarta"));
        assert_eq!(next(Unit::Day), Some(at("2026-03-30T23:37:12.000Z")));
        assert_eq!(next(Unit::Year), Some(at("2027-01-31T23:37:12.000Z")));
        assert_eq!(
            every(365, Unit::Year).next_after(due, now, None),
            Some(at("2191-01-31T23:30:00.000Z"))
        );
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
        let next = next(every(1, Unit::Day), "2026-03-28T08:00:00.000Z", Some("Europe/Berlin"));
        assert_eq!(next, Some(at("2026-03-29T07:00:00.000Z")));
        assert!(every(0, Unit::Day).check().is_err() && every(366, Unit::Day).check().is_err());
    }
}
