//! Reading a rules file: from text to checked rules, with everything that is wrong on the way.

mod assignment;
mod condition;
mod hours;
mod item;
mod own_test;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::tz::TimeZone;
use toml::de::DeTable;

use crate::diagnostic::{Diagnostic, Place, Report};
use crate::hours::Hours;
use crate::lint::lint;
use crate::rules::{Default, Rejection, Rule, Rules};
use crate::search::Collection;
use crate::tenant::{Tenant, compare};
#[cfg(test)]
pub(crate) use condition::fits;
use item::{Entry, Located as _, entries, template, text, unknown_key};

/// Largest rules file, in bytes.
pub const MAX_BYTES: usize = 256 * 1024;

/// Most rules in a file.
pub const MAX_RULES: usize = 1_000;

/// Most regular expressions in a file: each may take some memory.
const MAX_REGEXES: usize = 1_000;

pub(crate) const SECTIONS: [&str; 5] = ["timezone", "hours", "default", "rule", "test"];
pub(crate) const RULE_KEYS: [&str; 8] = ["name", "when", "unless", "any", "set", "stop", "reject", "case"];

/// What checking a file gave.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The rules, when there is no error.
    pub rules: Option<Rules>,
    /// Everything found, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses and checks a rules file. `file` is the name used in messages. A byte order mark and Windows line ends are
/// fine.
pub fn check(file: &str, text: &str) -> Checked {
    checked(file, text, None)
}

/// As [`check`], and against the tenant's own names.
pub fn check_against(file: &str, text: &str, tenant: &Tenant) -> Checked {
    checked(file, text, Some(tenant))
}

fn checked(file: &str, text: &str, tenant: Option<&Tenant>) -> Checked {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > MAX_BYTES {
        let mut report = Report::new(file, "");
        let message = format!(
            "the file has {} bytes; expected at most {MAX_BYTES} (256 KiB)",
            text.len()
        );
        report.error(Place::default(), message);
        return Checked {
            rules: None,
            diagnostics: report.finish(),
        };
    }
    let mut reader = Reader::new(file, text);
    let rules = reader.document(text).map(|document| reader.rules(file, &document));
    let rules = rules.filter(|_| !reader.report.has_errors());
    if let Some(rules) = &rules {
        lint(rules, &mut reader.report);
        if let Some(tenant) = tenant {
            compare(rules, tenant, &mut reader.report);
        }
    }
    Checked {
        rules,
        diagnostics: reader.report.finish(),
    }
}

/// What reading needs to know of the file so far.
struct Reader<'t> {
    report: Report<'t>,
    hours: Vec<Hours>,
    zone: TimeZone,
    regexes: usize,
    search: Collection,
}

impl<'t> Reader<'t> {
    fn new(file: &'t str, text: &'t str) -> Self {
        Self {
            report: Report::new(file, text),
            hours: Vec::new(),
            zone: TimeZone::UTC,
            regexes: 0,
            search: Collection::default(),
        }
    }

    /// The file as TOML; `None`, with errors, when it is none.
    fn document(&mut self, text: &'t str) -> Option<DeTable<'t>> {
        let (document, errors) = DeTable::parse_recoverable(text);
        // One slip often brings more in its line: the first one is the one to mend.
        let mut first_of_line: BTreeMap<u32, (Place, String)> = BTreeMap::new();
        for error in errors {
            let place = self.report.place(error.span().unwrap_or_default());
            first_of_line
                .entry(place.line)
                .or_insert((place, error.message().to_owned()));
        }
        let clean = first_of_line.is_empty();
        for (place, message) in first_of_line.into_values() {
            self.report.error(place, message);
        }
        clean.then(|| document.into_inner())
    }

    fn rules(&mut self, file: &str, document: &DeTable<'t>) -> Rules {
        let sections = entries(document, &self.report);
        for entry in &sections {
            if !SECTIONS.contains(&entry.name) {
                unknown_key(&mut self.report, entry, "in the file", &SECTIONS);
            }
        }
        let section = |name: &str| sections.iter().find(|entry| entry.name == name);
        let zone = section("timezone").map(|entry| self.time_zone(entry));
        if let Some(entry) = section("hours") {
            self.all_hours(entry, zone.is_some());
        }
        let default = section("default").and_then(|entry| self.default(entry));
        let rules: Vec<Rule> = match section("rule") {
            Some(entry) => self.rules_of(entry),
            None => Vec::new(),
        };
        let tests = match section("test") {
            Some(entry) => self.tests(entry, &rules),
            None => Vec::new(),
        };
        Rules {
            file: file.to_owned(),
            zone: self.zone.clone(),
            hours: std::mem::take(&mut self.hours),
            default,
            all: rules,
            tests,
            search: Arc::new(std::mem::take(&mut self.search).finish()),
        }
    }

    fn default(&mut self, entry: &Entry<'_, 't>) -> Option<Default> {
        let table = entry.table(&mut self.report, "a table of fields, as in [default]")?;
        let sets = self.assignments(table);
        Some(Default {
            place: entry.value.place(&self.report),
            sets,
        })
    }

    fn rules_of(&mut self, entry: &Entry<'_, 't>) -> Vec<Rule> {
        let Some(tables) = entry.tables(&mut self.report, "rule") else {
            return Vec::new();
        };
        if let Some((place, _)) = tables.get(MAX_RULES) {
            let message = format!("the file has {} rules; expected at most {MAX_RULES}", tables.len());
            self.report.error(*place, message);
            return Vec::new();
        }
        tables
            .into_iter()
            .map(|(place, table)| self.rule(place, table))
            .collect()
    }

    fn rule(&mut self, header: Place, table: &DeTable<'t>) -> Rule {
        let parts = entries(table, &self.report);
        for entry in &parts {
            if !RULE_KEYS.contains(&entry.name) {
                unknown_key(&mut self.report, entry, "in a rule", &RULE_KEYS);
            }
        }
        let part = |name: &str| parts.iter().find(|entry| entry.name == name);
        let name = self.name(part("name"), header, "rule");
        let case = part("case").is_some_and(|entry| entry.flag(&mut self.report));
        let mut conditions = |key: &str| match part(key) {
            Some(entry) => self.conditions_of(entry, case),
            None => Vec::new(),
        };
        let (when, unless) = (conditions("when"), conditions("unless"));
        let any = part("any").map(|entry| self.any(entry, case)).unwrap_or_default();
        let sets = match part("set").and_then(|entry| entry.table(&mut self.report, "fields, as in set.queue")) {
            Some(table) => self.assignments(table),
            None => Vec::new(),
        };
        let stop = part("stop").is_some_and(|entry| entry.flag(&mut self.report));
        let reject = part("reject").and_then(|entry| self.rejection(entry));
        Rule {
            name,
            place: header,
            when,
            unless,
            any,
            sets,
            stop,
            reject,
        }
    }

    fn rejection(&mut self, entry: &Entry<'_, 't>) -> Option<Rejection> {
        let text = template(&mut self.report, entry.value, "the text the person reads")?;
        Some(Rejection { text, place: entry.key })
    }

    /// The name of a rule or a test, which each must have.
    fn name(&mut self, entry: Option<&Entry<'_, 't>>, header: Place, what: &str) -> String {
        let Some(entry) = entry else {
            self.report
                .error(header, format!("this {what} has no name; expected name = \"…\""));
            return String::new();
        };
        text(&mut self.report, entry.value, "a name in quotes")
            .unwrap_or_default()
            .to_owned()
    }
}
