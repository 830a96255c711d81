//! Checked rules, as they are kept to be run.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::condition::Condition;
use crate::diagnostic::Place;
use crate::hours::Hours;
use crate::own_test::OwnTest;
use crate::route::Origin;
use crate::search::Search;
use crate::template::Template;
use crate::variable::Field;

/// Checked rules, ready to run.
#[derive(Debug, Clone)]
pub struct Rules {
    pub(crate) file: String,
    pub(crate) zone: TimeZone,
    pub(crate) hours: Vec<Hours>,
    pub(crate) default: Option<Default>,
    pub(crate) all: Vec<Rule>,
    pub(crate) tests: Vec<OwnTest>,
    pub(crate) search: Arc<Search>,
}

/// `[default]`: what is in place before the first rule.
#[derive(Debug, Clone)]
pub(crate) struct Default {
    pub(crate) place: Place,
    pub(crate) sets: Vec<Assignment>,
}

/// One `[[rule]]`.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) name: String,
    pub(crate) place: Place,
    /// All must hold.
    pub(crate) when: Vec<Condition>,
    /// None may hold.
    pub(crate) unless: Vec<Condition>,
    /// One of these must hold, if there are any; each holds when all of its conditions do.
    pub(crate) any: Vec<Vec<Condition>>,
    /// In the order in which they are done.
    pub(crate) sets: Vec<Assignment>,
    pub(crate) stop: bool,
    pub(crate) reject: Option<Rejection>,
}

/// `reject = "…"`.
#[derive(Debug, Clone)]
pub(crate) struct Rejection {
    pub(crate) text: Template,
    pub(crate) place: Place,
}

/// One `set` line.
#[derive(Debug, Clone)]
pub(crate) struct Assignment {
    pub(crate) field: Field,
    pub(crate) value: Value,
    pub(crate) place: Place,
}

/// What a field is set to.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// The ticket system's own id.
    Id(i64),
    Text(Template),
    /// A stretch of time, and how it is written.
    Duration {
        seconds: i64,
        written: String,
    },
}

impl Rules {
    /// The built-in default: no rules, no defaults.
    pub fn builtin() -> Self {
        Self {
            file: "the built-in rules".to_owned(),
            zone: TimeZone::UTC,
            hours: Vec::new(),
            default: None,
            all: Vec::new(),
            tests: Vec::new(),
            search: Arc::default(),
        }
    }

    /// The wall clock in the file's time zone.
    pub(crate) fn wall_clock(&self, now: Timestamp) -> DateTime {
        now.to_zoned(self.zone.clone()).datetime()
    }

    pub(crate) fn origin(&self, rule: Option<&str>, place: Place) -> Origin {
        Origin {
            rule: rule.map(str::to_owned),
            file: self.file.clone(),
            line: place.line,
        }
    }
}

impl Rule {
    /// Whether nothing is asked before it applies.
    pub(crate) fn unconditional(&self) -> bool {
        self.when.is_empty() && self.unless.is_empty() && self.any.is_empty()
    }

    /// Whether the pass ends when it applies.
    pub(crate) fn ends(&self) -> bool {
        self.stop || self.reject.is_some()
    }

    /// Every condition, wherever it stands.
    pub(crate) fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.when.iter().chain(&self.unless).chain(self.any.iter().flatten())
    }
}

impl Value {
    /// As it stands in the file, as far as it is the same for every ticket.
    pub(crate) fn quoted(&self) -> String {
        match self {
            Self::Id(id) => id.to_string(),
            Self::Text(text) => format!("\"{}\"", text.as_literal().unwrap_or_default()),
            Self::Duration { written, .. } => format!("\"{written}\""),
        }
    }

    /// The variables it reads.
    pub(crate) fn variables(&self) -> impl Iterator<Item = crate::Variable> {
        let template = match self {
            Self::Text(template) => Some(template),
            Self::Id(_) | Self::Duration { .. } => None,
        };
        template.into_iter().flat_map(Template::variables)
    }
}
