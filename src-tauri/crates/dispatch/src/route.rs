//! What goes into the rules and what comes out.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Variable;

/// What is known when the rules run. A variable that is not in `values` is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Values; lists (selections, all IP addresses with the primary one first) have several, texts one. Booleans are
    /// "true" and "false". `hours`, `msgLength` and `capsPercent` are worked out here; a value given for them is not
    /// looked at. A value given for a field that rules set is what it starts with, instead of `[default]`'s.
    pub values: BTreeMap<Variable, Vec<String>>,
    /// Variables that are not known yet (the company, at Send). See [`crate::Rules::rejects_now`].
    #[serde(default)]
    pub unknown: BTreeSet<Variable>,
    /// The moment of Send.
    pub now: Timestamp,
}

/// A picklist value a rule chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Choice {
    /// A whole number: the ticket system's id, sent as it is.
    Id(i64),
    /// A label, to be looked up in the tenant's lists.
    Label(String),
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Label(label) => f.write_str(label),
        }
    }
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The rule's name; `None` is `[default]`.
    pub rule: Option<String>,
    /// File name as given to [`crate::check`].
    pub file: String,
    /// Line of the assignment, from 1.
    pub line: u32,
}

/// As people read it: `"Printing" (rules.toml:8)`.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.rule {
            Some(rule) => write!(f, "\"{rule}\"")?,
            None => f.write_str("[default]")?,
        }
        write!(f, " ({}:{})", self.file, self.line)
    }
}

/// A value and where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Set<T> {
    /// The value.
    pub value: T,
    /// Its origin.
    pub origin: Origin,
}

/// The outcome of the rules.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// Picklist fields that were set (Priority … Worktype only).
    pub fields: BTreeMap<Variable, Set<Choice>>,
    /// `[default]`'s picklist values, whether or not a rule overwrote them: the fallback for a label the tenant
    /// does not know.
    pub defaults: BTreeMap<Variable, Set<Choice>>,
    /// The subject: the first 50 characters of the message, cut at a word, unless set. Empty for a blank message.
    pub subject: String,
    /// The message: as written, unless set.
    pub msg: String,
    /// Lines for technicians.
    pub append: Vec<Set<String>>,
    /// Notes for the customer.
    pub public_notes: Vec<Set<String>>,
    /// Due this long after Send.
    pub due_in_seconds: Option<Set<i64>>,
    /// User-defined fields.
    pub udf: BTreeMap<String, Set<String>>,
    /// The rule that rejects, with its text.
    pub rejected: Option<Set<String>>,
}
