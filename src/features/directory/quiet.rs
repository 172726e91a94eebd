//! Do not disturb: until a moment, and at the same hours of every week.

use std::fmt;

use jiff::civil::{Date, Weekday as CivilDay};
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::base::time::Timestamp;

/// When a person is not to be disturbed, as they set it. Nobody else sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct DoNotDisturb {
    /// Until this moment; null if not by hand.
    pub until: Option<Timestamp>,
    /// The hours of each week, in the person's time zone.
    pub schedule: Vec<QuietHours>,
}

/// Hours that begin on one day of each week; where `to` is not after `from`, they end the day after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuietHours {
    /// The day on which they begin.
    pub day: Weekday,
    /// When they begin.
    pub from: ClockTime,
    /// When they end.
    pub to: ClockTime,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the days of the week")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    fn of(day: CivilDay) -> Self {
        match day {
            CivilDay::Monday => Self::Monday,
            CivilDay::Tuesday => Self::Tuesday,
            CivilDay::Wednesday => Self::Wednesday,
            CivilDay::Thursday => Self::Thursday,
            CivilDay::Friday => Self::Friday,
            CivilDay::Saturday => Self::Saturday,
            CivilDay::Sunday => Self::Sunday,
        }
    }
}

/// A time of day to the minute: `00:00` to `24:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, utoipa::ToSchema)]
#[schema(value_type = String, pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$")]
pub struct ClockTime(u16);

/// Minutes of a day.
const DAY: u16 = 24 * 60;

impl ClockTime {
    fn parse(text: &str) -> Option<Self> {
        let (hours, minutes) = text.split_once(':')?;
        let two = |part: &str| {
            let digits = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
            part.parse::<u16>().ok().filter(|_| digits)
        };
        let (hours, minutes) = (two(hours)?, two(minutes)?);
        let whole = hours * 60 + minutes;
        (minutes < 60 && whole <= DAY).then_some(Self(whole))
    }

    /// The moment of this time on `date`; a time the zone leaves out is the moment after the gap.
    fn on(self, date: Date, zone: &TimeZone) -> Option<Timestamp> {
        let (date, minutes) =
            if self.0 == DAY { (date.tomorrow().ok()?, 0) } else { (date, self.0) };
        let clock = date.at((minutes / 60) as i8, (minutes % 60) as i8, 0, 0);
        let moment = clock.to_zoned_datetime(zone.clone()).ok()?;
        Some(Timestamp::from_millis(moment.timestamp().as_millisecond()))
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl Serialize for ClockTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ClockTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| de::Error::custom("invalid: must be a time, such as 18:30"))
    }
}

impl DoNotDisturb {
    /// Until when the person is not to be disturbed, as seen at `now`; none if they may be.
    pub fn in_force(&self, zone: Option<&str>, now: Timestamp) -> Option<Timestamp> {
        let by_hand = self.until.filter(|until| *until > now);
        if self.schedule.is_empty() {
            return by_hand;
        }
        let zone = zone.and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC);
        // Hours that follow each other without a gap are one stretch; a week at most.
        let mut end = by_hand;
        for _ in 0..=self.schedule.len() * 2 {
            match self.running(&zone, end.unwrap_or(now)) {
                Some(later) if Some(later) > end => end = Some(later),
                _ => break,
            }
        }
        end
    }

    /// The end of the hours that run at `moment`.
    fn running(&self, zone: &TimeZone, moment: Timestamp) -> Option<Timestamp> {
        let stamp = jiff::Timestamp::from_millisecond(moment.millis()).ok()?;
        let today = stamp.to_zoned_datetime(zone.clone()).date();
        let days = [today.yesterday().ok()?, today];
        let ends = days.into_iter().flat_map(|date| {
            let day = Weekday::of(date.weekday());
            self.schedule.iter().filter(move |hours| hours.day == day).filter_map(move |hours| {
                let begin = hours.from.on(date, zone)?;
                let last = if hours.to > hours.from { date } else { date.tomorrow().ok()? };
                let end = hours.to.on(last, zone)?;
                (begin <= moment && moment < end).then_some(end)
            })
        });
        ends.max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn hours(day: &str, from: &str, to: &str) -> QuietHours {
        let json = serde_json::json!({"day": day, "from": from, "to": to});
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn times_of_day_have_their_form() {
        for good in ["00:00", "09:05", "23:59", "24:00"] {
            assert_eq!(ClockTime::parse(good).unwrap().to_string(), good);
        }
        for bad in ["", "9:00", "24:01", "12:60", "ab:cd", "12:00:00", "+1:00", "１２:00"] {
            assert!(ClockTime::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn nights_are_quiet_in_the_persons_own_zone() {
        let quiet = DoNotDisturb { until: None, schedule: vec![hours("monday", "18:00", "08:00")] };
        let jakarta = Some("Asia/Jakarta");
        // Monday, 23 November 2026, 18:00 in Jakarta is 11:00 UTC.
        assert_eq!(quiet.in_force(jakarta, at("2026-11-23T10:59:59.999Z")), None);
        let morning = Some(at("2026-11-24T01:00:00.000Z"));
        assert_eq!(quiet.in_force(jakarta, at("2026-11-23T11:00:00.000Z")), morning);
        assert_eq!(quiet.in_force(jakarta, at("2026-11-24T00:59:59.999Z")), morning);
        assert_eq!(quiet.in_force(jakarta, at("2026-11-24T01:00:00.000Z")), None);
        assert_eq!(quiet.in_force(None, at("2026-11-23T17:59:00.000Z")), None);
        assert!(quiet.in_force(Some("No/Where"), at("2026-11-23T18:00:00.000Z")).is_some());
    }

    #[test]
    fn hours_that_meet_are_one_stretch() {
        let week = ["friday", "saturday", "sunday"];
        let mut schedule: Vec<_> = week.iter().map(|day| hours(day, "00:00", "24:00")).collect();
        schedule[0] = hours("friday", "18:00", "24:00");
        let quiet = DoNotDisturb { until: None, schedule };
        let end = Some(at("2026-11-30T00:00:00.000Z"));
        assert_eq!(quiet.in_force(Some("UTC"), at("2026-11-27T19:00:00.000Z")), end);
        let by_hand = DoNotDisturb { until: Some(at("2026-11-27T18:30:00.000Z")), ..quiet };
        assert_eq!(by_hand.in_force(Some("UTC"), at("2026-11-27T17:00:00.000Z")), end);
    }

    #[test]
    fn always_quiet_ends_in_the_answer_at_least() {
        let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        let schedule = days.iter().map(|day| hours(day, "00:00", "24:00")).collect();
        let quiet = DoNotDisturb { until: None, schedule };
        let now = at("2026-11-23T12:00:00.000Z");
        assert!(quiet.in_force(Some("Europe/Berlin"), now) > Some(now));
    }

    #[test]
    fn an_hour_that_summer_time_leaves_out_is_no_panic() {
        let quiet = DoNotDisturb { until: None, schedule: vec![hours("sunday", "02:30", "03:30")] };
        let berlin = Some("Europe/Berlin");
        assert_eq!(quiet.in_force(berlin, at("2026-03-29T00:59:00.000Z")), None);
        assert!(quiet.in_force(berlin, at("2026-03-29T12:00:00.000Z")).is_none());
    }
}
