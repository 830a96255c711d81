//! `timezone` and `[hours.*]`.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::tz::TimeZoneDatabase;
use toml::de::{DeTable, DeValue};

use super::Reader;
use super::item::{Entry, Item, Located as _, elements, entries, mismatch, text, unknown_key};
use crate::diagnostic::Place;
use crate::hours::{Hours, OUTSIDE, minutes, weekday};
use crate::variable::nearest;

const KEYS: [&str; 4] = ["days", "from", "to", "holidays"];

impl<'t> Reader<'t> {
    pub(super) fn time_zone(&mut self, entry: &Entry<'_, 't>) {
        let expected = "an IANA time zone, as in timezone = \"Europe/Berlin\"";
        let Some(name) = text(&mut self.report, entry.value, expected) else {
            return;
        };
        // The bundled database and no other: the rules mean the same on every PC, and no file is read.
        let database = TimeZoneDatabase::bundled();
        if let Ok(zone) = database.get(name) {
            self.zone = zone;
            return;
        }
        let names: Vec<String> = database.available().map(|zone| zone.as_str().to_owned()).collect();
        let suggestion = nearest(name, names.iter().map(String::as_str));
        let message = format!("there is no time zone \"{name}\"; expected {expected}");
        self.report
            .error_near(entry.value.place(&self.report), message, suggestion);
    }

    pub(super) fn all_hours(&mut self, entry: &Entry<'_, 't>, zone_given: bool) {
        let Some(table) = entry.table(&mut self.report, "named hours, as in [hours.office]") else {
            return;
        };
        let all = entries(table, &self.report);
        if let (false, Some(first)) = (zone_given, all.first()) {
            let message = "hours need a time zone; expected timezone = \"Europe/Berlin\" (or another IANA name) at the \
                           top of the file";
            self.report.error(first.key, message);
        }
        for entry in all {
            if let Some(table) = entry.table(&mut self.report, "days, from and to, as in [hours.office]") {
                let hours = self.hours_of(&entry, table);
                self.hours.push(hours);
            }
        }
    }

    fn hours_of(&mut self, entry: &Entry<'_, 't>, table: &DeTable<'t>) -> Hours {
        let parts = entries(table, &self.report);
        for part in &parts {
            if !KEYS.contains(&part.name) {
                unknown_key(&mut self.report, part, "in hours", &KEYS);
            }
        }
        if entry.name.to_lowercase().starts_with(OUTSIDE) {
            let message = "a name of hours can't begin with \"outside \": that means the time which is not in them";
            self.report.error(entry.key, message);
        }
        let part = |name: &str| parts.iter().find(|part| part.name == name);
        let header = entry.value.place(&self.report);
        let mut required = |name: &str| {
            let part = part(name);
            if part.is_none() {
                self.report.error(
                    header,
                    format!("these hours have no \"{name}\"; expected days, from and to"),
                );
            }
            part
        };
        let (days, from, to) = (required("days"), required("from"), required("to"));
        let days = days.map(|part| self.days(part)).unwrap_or_default();
        let from = from.and_then(|part| self.time(part)).unwrap_or_default();
        let until = to.and_then(|part| self.time(part));
        if let (Some(until), Some(part)) = (until, to)
            && until == from
        {
            let place = part.value.place(&self.report);
            self.report.error(
                place,
                "from and to are the same; for a whole day expected from = \"00:00\", to = \"24:00\"",
            );
        }
        let holidays = part("holidays").map(|part| self.holidays(part)).unwrap_or_default();
        Hours {
            name: entry.name.to_owned(),
            days,
            from,
            to: until.unwrap_or_default(),
            holidays,
        }
    }

    fn days(&mut self, part: &Entry<'_, 't>) -> [bool; 7] {
        let mut days = [false; 7];
        for item in elements(part.value) {
            let expected = "a day: Mon, Tue, Wed, Thu, Fri, Sat or Sun";
            let Some(name) = text(&mut self.report, item, expected) else {
                continue;
            };
            let day = weekday(name).and_then(|day| usize::try_from(day.to_monday_zero_offset()).ok());
            if let Some(day) = day.and_then(|day| days.get_mut(day)) {
                *day = true;
                continue;
            }
            let suggestion = nearest(name, ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].into_iter());
            let message = format!("there is no day \"{name}\"; expected {expected}");
            self.report.error_near(item.place(&self.report), message, suggestion);
        }
        days
    }

    fn time(&mut self, part: &Entry<'_, 't>) -> Option<u16> {
        let expected = "a time such as \"08:00\", up to \"24:00\"";
        let parsed = minutes(text(&mut self.report, part.value, expected)?);
        if parsed.is_none() {
            mismatch(&mut self.report, part.value, expected);
        }
        parsed
    }

    fn holidays(&mut self, part: &Entry<'_, 't>) -> BTreeSet<Date> {
        elements(part.value)
            .into_iter()
            .filter_map(|item| self.date(item))
            .collect()
    }

    fn date(&mut self, item: &Item<'t>) -> Option<Date> {
        let written = match item.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(date) => date.to_string(),
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Array(_) | DeValue::Table(_) => {
                String::new()
            }
        };
        // Only the plain form: jiff alone would also read a date with a time, whose time would then be ignored.
        let date = written.parse().ok().filter(|date: &Date| date.to_string() == written);
        if date.is_none() {
            mismatch(&mut self.report, item, "a day such as \"2026-12-25\" that exists");
        }
        date
    }

    /// Says of a name in a condition on `hours` whether such hours exist.
    pub(super) fn hours_exist(&mut self, name: &str, place: Place) {
        let lower = name.to_lowercase();
        let bare = lower.strip_prefix(OUTSIDE).unwrap_or(&lower);
        if self.hours.iter().any(|hours| hours.name.to_lowercase() == bare) {
            return;
        }
        let Some(first) = self.hours.first() else {
            let message = format!("there are no hours \"{name}\"; expected [hours.{bare}] with days, from and to");
            self.report.error(place, message);
            return;
        };
        let message = format!(
            "there are no hours \"{name}\"; expected \"{0}\", \"outside {0}\" or the like",
            first.name
        );
        let names: Vec<String> = self
            .hours
            .iter()
            .flat_map(|hours| [hours.name.clone(), format!("{OUTSIDE}{}", hours.name)])
            .collect();
        let suggestion = nearest(name, names.iter().map(String::as_str));
        self.report.error_near(place, message, suggestion);
    }
}
