//! Which days are worked on, and where a day begins.

use std::time::Duration;

use jiff::ToSpan as _;
use jiff::tz::TimeZone;

use crate::base::time::Timestamp;
use crate::base::{Error, Result};

const DAY: Duration = Duration::from_hours(24);

/// The days of the week on which a project works, in its own time zone.
#[derive(Debug, Clone)]
pub(crate) struct WorkDays {
    /// Monday first; none means that every day is one.
    days: Option<[bool; 7]>,
    zone: TimeZone,
}

impl WorkDays {
    /// The days `1` (Monday) to `7` of a project in `zone`; a zone this binary does not know is UTC.
    pub(crate) fn new(days: Option<&[u8]>, zone: Option<&str>) -> Self {
        let zone = zone.and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC);
        let days = days.map(|days| {
            let mut week = [false; 7];
            for day in days.iter().filter(|day| (1..=7).contains(*day)) {
                week[usize::from(*day) - 1] = true;
            }
            week
        });
        Self { days: days.filter(|week| week.contains(&true)), zone }
    }

    /// `at` itself on a day that is worked on, else the same time on the next one.
    pub(crate) fn next(&self, at: Timestamp) -> Timestamp {
        let Some(week) = self.days else { return at };
        let Ok(moment) = jiff::Timestamp::from_millisecond(at.millis()) else { return at };
        let mut moment = moment.to_zoned_datetime(self.zone.clone());
        for _ in 0..7 {
            let day = moment.weekday().to_monday_zero_offset();
            if week[usize::try_from(day).unwrap_or(0)] {
                return Timestamp::from_millis(moment.timestamp().as_millisecond());
            }
            let Ok(tomorrow) = moment.checked_add(1.day()) else { return at };
            moment = tomorrow;
        }
        at
    }

    /// `at`, or the beginning of the next day where `at` is in the last minute of one: what is due on a day is due
    /// at its end, and what follows begins with another day.
    fn past_midnight(&self, at: Timestamp) -> Timestamp {
        let Ok(moment) = jiff::Timestamp::from_millisecond(at.millis()) else { return at };
        let moment = moment.to_zoned_datetime(self.zone.clone());
        if (moment.hour(), moment.minute()) != (23, 59) {
            return at;
        }
        let next = moment.checked_add(1.minute()).and_then(|next| next.start_of_day());
        next.map_or(at, |next| Timestamp::from_millis(next.timestamp().as_millisecond()))
    }

    /// `days` worked days after `at`, on a day that is worked on.
    pub(crate) fn after(&self, at: Timestamp, days: u32) -> Timestamp {
        let at = self.past_midnight(at);
        if self.days.is_none() {
            return at.after(DAY * days);
        }
        (0..days).fold(self.next(at), |at, _| self.next(at.after(DAY)))
    }
}

/// Checks a list of days.
///
/// # Errors
/// `invalid_request` on `workDays` for anything but different numbers from 1 to 7.
pub(crate) fn check(days: &[u8]) -> Result<()> {
    let mut seen = days.to_vec();
    seen.sort_unstable();
    seen.dedup();
    let good = !days.is_empty()
        && seen.len() == days.len()
        && days.iter().all(|day| (1..=7).contains(day));
    if good {
        Ok(())
    } else {
        Err(Error::invalid_field("workDays", "invalid", "must be different days from 1 to 7"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    #[test]
    fn weekends_are_stepped_over() {
        let week = WorkDays::new(Some(&[1, 2, 3, 4, 5]), None);
        let friday = at("2026-11-27T09:00:00.000Z");
        assert_eq!(week.next(friday), friday);
        assert_eq!(week.next(at("2026-11-28T09:00:00.000Z")), at("2026-11-30T09:00:00.000Z"));
        assert_eq!(week.after(friday, 1), at("2026-11-30T09:00:00.000Z"));
        assert_eq!(week.after(friday, 6), at("2026-12-07T09:00:00.000Z"));
        assert_eq!(WorkDays::new(None, None).after(friday, 1), at("2026-11-28T09:00:00.000Z"));
    }

    #[test]
    fn a_day_begins_where_the_project_is() {
        let week = WorkDays::new(Some(&[1, 2, 3, 4, 5]), Some("Asia/Jakarta"));
        // Friday evening in London is Saturday in Jakarta.
        let saturday = at("2026-11-27T20:00:00.000Z");
        assert_eq!(week.next(saturday), at("2026-11-29T20:00:00.000Z"));
    }

    #[test]
    fn what_follows_the_last_minute_of_a_day_begins_with_the_next() {
        let jakarta = WorkDays::new(None, Some("Asia/Jakarta"));
        let thursday_evening = at("2026-11-26T16:59:00.000Z");
        assert_eq!(jakarta.after(thursday_evening, 0), at("2026-11-26T17:00:00.000Z"));
        assert_eq!(jakarta.after(thursday_evening, 2), at("2026-11-28T17:00:00.000Z"));
        let week = WorkDays::new(Some(&[1, 2, 3, 4, 5]), Some("Asia/Jakarta"));
        let friday_evening = at("2026-11-27T16:59:00.000Z");
        assert_eq!(week.after(friday_evening, 0), at("2026-11-29T17:00:00.000Z"), "Monday");
        let at_noon = at("2026-11-26T05:00:00.000Z");
        assert_eq!(jakarta.after(at_noon, 0), at_noon);
    }

    #[test]
    fn days_are_checked() {
        assert!(check(&[1, 7]).is_ok());
        for bad in [&[][..], &[0], &[8], &[1, 1]] {
            assert!(check(bad).is_err(), "{bad:?}");
        }
    }
}
