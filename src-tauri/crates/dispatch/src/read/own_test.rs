//! `[[test]]`, and the ticket file of `rules explain`, which is written like a test's `given`.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::{DateTime, date};
use toml::de::{DeTable, DeValue};

use super::Reader;
use super::item::{Entry, Item, Located as _, elements, entries, mismatch, text, unknown_key, whole};
use crate::diagnostic::{Diagnostic, Place};
use crate::own_test::{Expectation, OwnTest};
use crate::route::Input;
use crate::rules::{Rule, Rules};
use crate::variable::{Field, Kind, UDF, Variable, nearest};

const KEYS: [&str; 3] = ["name", "given", "expect"];

impl Rules {
    /// A ticket to explain, written like `given` of a `[[test]]`: `msg = "printer jam"`, one variable on each line.
    /// `now` is used where the text gives none. Errors are those of the text.
    pub fn input_from_toml(&self, file: &str, text: &str, now: Timestamp) -> Result<Input, Vec<Diagnostic>> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = Reader::new(file, text);
        reader.zone = self.zone.clone();
        let input = reader.document(text).map(|document| reader.given(&document, now));
        match input {
            Some(input) if !reader.report.has_errors() => Ok(input),
            Some(_) | None => Err(reader.report.finish()),
        }
    }
}

impl<'t> Reader<'t> {
    pub(super) fn tests(&mut self, entry: &Entry<'_, 't>, rules: &[Rule]) -> Vec<OwnTest> {
        let tables = entry.tables(&mut self.report, "test").unwrap_or_default();
        tables
            .into_iter()
            .map(|(place, table)| self.test_of(place, table, rules))
            .collect()
    }

    fn test_of(&mut self, header: Place, table: &DeTable<'t>, rules: &[Rule]) -> OwnTest {
        let parts = entries(table, &self.report);
        for part in &parts {
            if !KEYS.contains(&part.name) {
                unknown_key(&mut self.report, part, "in a test", &KEYS);
            }
        }
        let part = |name: &str| parts.iter().find(|part| part.name == name);
        let name = self.name(part("name"), header, "test");
        let usual = self.usual_moment();
        let given =
            part("given").and_then(|part| part.table(&mut self.report, "a table, as in given = { msg = \"…\" }"));
        let given = match given {
            Some(table) => self.given(table, usual),
            None => Input {
                now: usual,
                ..Input::default()
            },
        };
        let expected = "a table, as in expect = { queue = \"…\" }";
        let expect = part("expect").and_then(|part| part.table(&mut self.report, expected));
        if part("expect").is_none() {
            self.report
                .error(header, format!("this test expects nothing; expected {expected}"));
        }
        let expect = expect.map(|table| self.expect(table, rules)).unwrap_or_default();
        OwnTest {
            name,
            place: header,
            given,
            expect,
        }
    }

    /// When a test doesn't say: Wednesday 2026-11-18 12:00 in the file's time zone.
    fn usual_moment(&self) -> Timestamp {
        self.moment(date(2026, 11, 18).at(12, 0, 0, 0)).unwrap_or_default()
    }

    fn moment(&self, wall_clock: DateTime) -> Option<Timestamp> {
        self.zone.to_timestamp(wall_clock).ok()
    }

    fn given(&mut self, table: &DeTable<'t>, now: Timestamp) -> Input {
        let mut input = Input {
            now,
            ..Input::default()
        };
        for entry in entries(table, &self.report) {
            if entry.name == "now" {
                input.now = self.now(entry.value).unwrap_or(now);
            } else if let Some(variable) = self.given_variable(&entry) {
                input.values.insert(variable, self.given_values(variable, entry.value));
            }
        }
        input
    }

    fn given_variable(&mut self, entry: &Entry<'_, 't>) -> Option<Variable> {
        let variable = self.variable(entry)?;
        if variable.derived() {
            let from = if variable == Variable::Hours { "now" } else { "msg" };
            self.report.error(
                entry.key,
                format!("{variable} is worked out from {from}; expected {from} instead"),
            );
            return None;
        }
        Some(variable)
    }

    fn given_values(&mut self, variable: Variable, item: &Item<'t>) -> Vec<String> {
        let many = matches!(variable.kind(), Kind::List | Kind::Address);
        if item.get_ref().is_array() && !many {
            mismatch(&mut self.report, item, "one value");
            return Vec::new();
        }
        let flag = variable.kind() == Kind::Flag;
        let mut values = Vec::new();
        for element in elements(item) {
            match element.get_ref() {
                DeValue::Boolean(value) if flag => values.push(value.to_string()),
                DeValue::String(text) if !flag => values.push(text.to_string()),
                DeValue::Integer(number) if !flag => values.extend(whole(number).map(|number| number.to_string())),
                DeValue::String(_)
                | DeValue::Integer(_)
                | DeValue::Boolean(_)
                | DeValue::Float(_)
                | DeValue::Datetime(_)
                | DeValue::Array(_)
                | DeValue::Table(_) => {
                    mismatch(
                        &mut self.report,
                        element,
                        if flag { "true or false" } else { "a text in quotes" },
                    );
                }
            }
        }
        values
    }

    /// A moment: on the wall clock of the file's time zone, or with an offset of its own.
    fn now(&mut self, item: &Item<'t>) -> Option<Timestamp> {
        let written = match item.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(moment) => moment.to_string(),
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Array(_) | DeValue::Table(_) => {
                String::new()
            }
        };
        let with_offset = written.parse::<Timestamp>().ok();
        let moment = with_offset.or_else(|| written.parse::<DateTime>().ok().and_then(|local| self.moment(local)));
        if moment.is_none() {
            mismatch(&mut self.report, item, "a moment such as \"2026-11-18T12:00\"");
        }
        moment
    }

    fn expect(&mut self, table: &DeTable<'t>, rules: &[Rule]) -> Vec<Expectation> {
        let mut expect = Vec::new();
        for entry in entries(table, &self.report) {
            match entry.name {
                "rules" => expect.push(Expectation::Rules(self.rule_names(&entry, rules))),
                "rejected" | "reject" => expect.extend(self.rejection_expected(&entry)),
                UDF => self.user_defined_expected(&entry, &mut expect),
                _ => {
                    if let Some(field) = self.field(&entry) {
                        expect.extend(self.field_expected(&field, entry.value));
                    }
                }
            }
        }
        expect
    }

    fn rule_names(&mut self, entry: &Entry<'_, 't>, rules: &[Rule]) -> Vec<String> {
        let known: BTreeSet<&str> = rules.iter().map(|rule| rule.name.as_str()).collect();
        let mut names = Vec::new();
        for item in elements(entry.value) {
            let Some(name) = text(&mut self.report, item, "a list of rules' names") else {
                continue;
            };
            if !known.contains(name) {
                let suggestion = nearest(name, known.iter().copied());
                self.report.warning_near(
                    item.place(&self.report),
                    format!("there is no rule \"{name}\", so this test can't pass"),
                    suggestion,
                );
            }
            names.push(name.to_owned());
        }
        names
    }

    fn rejection_expected(&mut self, entry: &Entry<'_, 't>) -> Option<Expectation> {
        if let Some(rejected) = entry.value.get_ref().as_bool() {
            return Some(Expectation::Rejected(rejected));
        }
        let expected = "true, false, the name of the rule that rejects, or its text";
        text(&mut self.report, entry.value, expected).map(|text| Expectation::RejectedAs(text.to_owned()))
    }

    fn user_defined_expected(&mut self, entry: &Entry<'_, 't>, expect: &mut Vec<Expectation>) {
        let table = entry.table(
            &mut self.report,
            "a table, as in expect.udf = { \"Field name\" = \"…\" }",
        );
        let Some(table) = table else { return };
        for udf in entries(table, &self.report) {
            let value = self.expected_text(udf.value);
            expect.extend(value.map(|value| Expectation::Udf(udf.name.to_owned(), value)));
        }
    }

    fn field_expected(&mut self, field: &Field, item: &Item<'t>) -> Option<Expectation> {
        match field {
            Field::Variable(variable) => self
                .expected_text(item)
                .map(|text| Expectation::Variable(*variable, text)),
            Field::Append => Some(Expectation::Append(self.expected_lines(item))),
            Field::PublicNote => Some(Expectation::PublicNotes(self.expected_lines(item))),
            Field::DueIn if item.get_ref().as_str() == Some("") => Some(Expectation::DueIn {
                seconds: 0,
                written: String::new(),
            }),
            Field::DueIn => self
                .duration(item)
                .map(|(seconds, written)| Expectation::DueIn { seconds, written }),
            Field::Udf(name) => self
                .expected_text(item)
                .map(|text| Expectation::Udf(name.clone(), text)),
        }
    }

    fn expected_lines(&mut self, item: &Item<'t>) -> Vec<String> {
        elements(item)
            .into_iter()
            .filter_map(|element| self.expected_text(element))
            .collect()
    }

    /// A value as a text; an empty one is expected of a field that nothing sets.
    fn expected_text(&mut self, item: &Item<'t>) -> Option<String> {
        let text = match item.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Integer(number) => whole(number).map(|number| number.to_string()),
            DeValue::Boolean(flag) => Some(flag.to_string()),
            DeValue::Float(number) => Some(number.as_str().to_owned()),
            DeValue::Datetime(moment) => Some(moment.to_string()),
            DeValue::Array(_) | DeValue::Table(_) => None,
        };
        if text.is_none() {
            mismatch(&mut self.report, item, "a text or a number");
        }
        text
    }
}
