//! Deskbell's dispatcher rules: which priority, queue and type a ticket gets, what is added to it, and why.
//! Pure: no clock but the one passed in, no network, no files.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A variable of the rules file. The names on the wire are those of rules.toml.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "each is described in README.md's table")]
pub enum Variable {
    Priority,
    TicketStatus,
    Queue,
    Source,
    Category,
    Type,
    Issue,
    SubIssue,
    Worktype,
    Subject,
    Msg,
    Selections,
    ContactName,
    Email,
    Ip,
    Mac,
    Hostname,
    BusinessName,
    Username,
    Domain,
    ClientName,
    Phone,
    Os,
    OsVersion,
    Language,
    OnBehalfOf,
    Registered,
    IdentityMatches,
    Hours,
    MsgLength,
    CapsPercent,
}

/// What is known when the rules run. A variable that is not in `values` is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Values; lists (selections, all IP addresses) have several, texts one. Booleans are "true" and "false".
    pub values: BTreeMap<Variable, Vec<String>>,
    /// Variables that are not known yet (the company, at Send). See [`Rules::rejects_now`].
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

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The rule's name; `None` is `[default]`.
    pub rule: Option<String>,
    /// File name as given to [`check`].
    pub file: String,
    /// Line of the assignment, from 1.
    pub line: u32,
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
    /// The subject: the first 50 characters of the message, cut at a word, unless set.
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

/// Why the outcome is what it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// Each rule in order, matched or not.
    pub steps: Vec<Step>,
}

/// One rule's part in the trace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The rule (or `[default]`).
    pub origin: Origin,
    /// Whether it applied.
    pub matched: bool,
    /// The condition that decided, in words: `msg has the word "printer" (rules.toml:15)`.
    pub because: String,
    /// What it changed.
    pub changes: Vec<Change>,
}

/// One changed field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which, as written in the file.
    pub field: String,
    /// Before; absent when it had none.
    pub old: Option<String>,
    /// After.
    pub new: String,
    /// Line of the assignment.
    pub line: u32,
}

/// Something wrong, or worth a look, in a rules file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Error, warning or note.
    pub severity: Severity,
    /// File name as given.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    /// What is wrong and what was expected.
    pub message: String,
    /// The nearest right name, if one is near.
    pub suggestion: Option<String>,
    /// The source line.
    pub source: String,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "self-explanatory")]
pub enum Severity {
    Error,
    Warning,
    Note,
}

/// Checked rules, ready to run.
#[derive(Debug, Clone)]
pub struct Rules {}

/// What checking a file gave.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The rules, when there is no error.
    pub rules: Option<Rules>,
    /// Everything found, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
}

/// The result of one `[[test]]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestResult {
    /// Its name.
    pub name: String,
    /// Its line.
    pub line: u32,
    /// Field, expected, got: empty when it passed.
    pub differences: Vec<(String, String, String)>,
}

/// Parses and checks a rules file. `file` is the name used in messages.
pub fn check(_file: &str, _text: &str) -> Checked {
    Checked { rules: Some(Rules::builtin()), diagnostics: Vec::new() }
}

impl Rules {
    /// The built-in default: no rules, no defaults.
    pub fn builtin() -> Self {
        Self {}
    }

    /// Runs the rules in one pass.
    pub fn run(&self, input: &Input) -> (Route, Trace) {
        let msg = input.values.get(&Variable::Msg).and_then(|v| v.first()).cloned().unwrap_or_default();
        let subject = msg.chars().take(50).collect();
        (Route { subject, msg, ..Route::default() }, Trace::default())
    }

    /// The rejection that is certain whatever the unknown variables turn out to be; `None` when none is, or when it
    /// can only be decided later.
    pub fn rejects_now(&self, _input: &Input) -> Option<Set<String>> {
        None
    }

    /// Runs the file's own tests.
    pub fn test(&self) -> Vec<TestResult> {
        Vec::new()
    }
}

impl Trace {
    /// One line per field as it ended, for the internal note: `queue = Field Services  <- "Printing" (rules.toml:8)`.
    pub fn lines(&self) -> Vec<String> {
        Vec::new()
    }
}

impl Diagnostic {
    /// The diagnostic as a person reads it: place, message, source line, caret.
    pub fn render(&self) -> String {
        format!("{}:{}:{}: {}", self.file, self.line, self.column, self.message)
    }
}
