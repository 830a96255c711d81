//! Named hours of the week, with holidays: `[hours.office]`.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime, Weekday};

/// What is put before a name for the time that is not in it.
pub(crate) const OUTSIDE: &str = "outside ";

const MINUTES_A_DAY: u16 = 24 * 60;

/// Some hours on some days of the week. Wall-clock time, so that daylight saving moves nothing.
#[derive(Debug, Clone)]
pub(crate) struct Hours {
    pub(crate) name: String,
    /// By `Weekday::to_monday_zero_offset`.
    pub(crate) days: [bool; 7],
    /// Minutes since midnight, included.
    pub(crate) from: u16,
    /// Minutes since midnight, not included; before `from` when the hours go past midnight, and 1440 for its end.
    pub(crate) to: u16,
    pub(crate) holidays: BTreeSet<Date>,
}

impl Hours {
    /// Whether a wall-clock moment is inside. The part after midnight belongs to the day it began on, and so do
    /// holidays.
    pub(crate) fn contain(&self, moment: DateTime) -> bool {
        let minute = u16::try_from(i32::from(moment.hour()) * 60 + i32::from(moment.minute())).unwrap_or(0);
        let today = moment.date();
        let began_today = self.on(today) && minute >= self.from && (self.past_midnight() || minute < self.to);
        let began_yesterday =
            self.past_midnight() && minute < self.to && today.yesterday().is_ok_and(|yesterday| self.on(yesterday));
        began_today || began_yesterday
    }

    /// What the variable `hours` says of these hours.
    pub(crate) fn word(&self, moment: DateTime) -> String {
        if self.contain(moment) {
            self.name.clone()
        } else {
            format!("{OUTSIDE}{}", self.name)
        }
    }

    /// Whether no minute of an ordinary week is in both.
    pub(crate) fn disjoint(&self, other: &Self) -> bool {
        let theirs: BTreeSet<(usize, u16, u16)> = other.stretches().collect();
        self.stretches().all(|(day, from, to)| {
            theirs
                .iter()
                .all(|(their_day, their_from, their_to)| day != *their_day || to <= *their_from || *their_to <= from)
        })
    }

    /// Day, from and to of each unbroken stretch within one day.
    fn stretches(&self) -> impl Iterator<Item = (usize, u16, u16)> {
        let days = self.days.iter().enumerate().filter(|(_, on)| **on).map(|(day, _)| day);
        days.flat_map(|day| {
            if self.past_midnight() {
                vec![(day, self.from, MINUTES_A_DAY), ((day + 1) % 7, 0, self.to)]
            } else {
                vec![(day, self.from, self.to)]
            }
        })
    }

    fn past_midnight(&self) -> bool {
        self.to < self.from
    }

    fn on(&self, date: Date) -> bool {
        let day = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
        self.days.get(day).copied().unwrap_or(false) && !self.holidays.contains(&date)
    }
}

/// A day of the week, short or in full, in any case.
pub(crate) fn weekday(name: &str) -> Option<Weekday> {
    const NAMES: [&str; 7] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let lower = name.to_lowercase();
    let day = NAMES
        .iter()
        .position(|full| lower == *full || full.get(..3) == Some(lower.as_str()))?;
    Weekday::from_monday_zero_offset(i8::try_from(day).ok()?).ok()
}

/// Minutes since midnight of `HH:MM`; `24:00` is the end of the day.
pub(crate) fn minutes(time: &str) -> Option<u16> {
    let (hour, minute) = time.split_once(':')?;
    let two_digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !two_digits(hour) || !two_digits(minute) {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let total = hour * 60 + minute;
    (minute < 60 && total <= MINUTES_A_DAY).then_some(total)
}
