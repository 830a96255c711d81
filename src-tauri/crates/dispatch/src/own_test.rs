//! The file's own tests.

use serde::{Deserialize, Serialize};

use crate::Variable;
use crate::diagnostic::Place;
use crate::route::{Input, Route, Set};
use crate::rules::Rules;
use crate::trace::Trace;
use crate::values::Values;

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

impl TestResult {
    /// Whether everything was as expected.
    pub fn passed(&self) -> bool {
        self.differences.is_empty()
    }
}

/// One `[[test]]`.
#[derive(Debug, Clone)]
pub(crate) struct OwnTest {
    pub(crate) name: String,
    pub(crate) place: Place,
    pub(crate) given: Input,
    pub(crate) expect: Vec<Expectation>,
}

/// One thing a test expects. What it doesn't mention may be anything.
#[derive(Debug, Clone)]
pub(crate) enum Expectation {
    Variable(Variable, String),
    Append(Vec<String>),
    PublicNotes(Vec<String>),
    DueIn {
        seconds: i64,
        written: String,
    },
    Udf(String, String),
    /// The names of the rules that matched, in order.
    Rules(Vec<String>),
    /// Whether it is rejected.
    Rejected(bool),
    /// Rejected by a rule of this name, or with this text.
    RejectedAs(String),
}

impl Rules {
    /// Runs the file's own tests.
    pub fn test(&self) -> Vec<TestResult> {
        self.tests.iter().map(|test| self.outcome(test)).collect()
    }

    /// What the file's own tests give the rules, with the tests' names: to show a trace of one.
    pub fn test_inputs(&self) -> impl Iterator<Item = (&str, &Input)> {
        self.tests.iter().map(|test| (test.name.as_str(), &test.given))
    }

    fn outcome(&self, test: &OwnTest) -> TestResult {
        let (route, trace, values) = self.run_to_values(&test.given);
        let differences = test
            .expect
            .iter()
            .filter_map(|expected| expected.difference(&route, &trace, &values))
            .collect();
        TestResult {
            name: test.name.clone(),
            line: test.place.line,
            differences,
        }
    }
}

impl Expectation {
    fn difference(&self, route: &Route, trace: &Trace, values: &Values) -> Option<(String, String, String)> {
        let (field, expected, got) = match self {
            Self::Variable(variable, expected) => (
                variable.to_string(),
                expected.clone(),
                values.text(*variable).to_owned(),
            ),
            Self::Append(expected) => ("append".to_owned(), listed(expected), listed(&texts(&route.append))),
            Self::PublicNotes(expected) => (
                "public_note".to_owned(),
                listed(expected),
                listed(&texts(&route.public_notes)),
            ),
            Self::DueIn { seconds, written } => {
                let got = route.due_in_seconds.as_ref().map(|due| due.value);
                let got_in_words = got.map_or_else(String::new, crate::run::in_words);
                let same = got.unwrap_or_default() == *seconds;
                (
                    "dueIn".to_owned(),
                    written.clone(),
                    if same { written.clone() } else { got_in_words },
                )
            }
            Self::Udf(name, expected) => {
                let got = route.udf.get(name).map(|set| set.value.clone()).unwrap_or_default();
                (format!("udf.{name:?}"), expected.clone(), got)
            }
            Self::Rules(expected) => ("rules".to_owned(), listed(expected), listed(&matched(trace))),
            Self::Rejected(expected) => (
                "rejected".to_owned(),
                expected.to_string(),
                route.rejected.is_some().to_string(),
            ),
            Self::RejectedAs(expected) => (
                "rejected".to_owned(),
                expected.clone(),
                rejected_as(expected, route.rejected.as_ref()),
            ),
        };
        (expected != got).then_some((field, expected, got))
    }
}

/// The rejection as it was expected if it is that one, else its text.
fn rejected_as(expected: &str, rejected: Option<&Set<String>>) -> String {
    match rejected {
        Some(rejected) if rejected.origin.rule.as_deref() == Some(expected) => expected.to_owned(),
        Some(rejected) => rejected.value.clone(),
        None => "not rejected".to_owned(),
    }
}

/// The names of the rules that matched, in order.
pub(crate) fn matched(trace: &Trace) -> Vec<String> {
    trace
        .steps
        .iter()
        .filter(|step| step.matched)
        .filter_map(|step| step.origin.rule.clone())
        .collect()
}

fn texts(sets: &[Set<String>]) -> Vec<String> {
    sets.iter().map(|set| set.value.clone()).collect()
}

fn listed(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| format!("{text:?}")).collect();
    format!("[{}]", quoted.join(", "))
}
