//! Why the outcome is what it is.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::route::Origin;
use crate::text::shortened;

/// Longest value in the internal note's lines, in characters.
const VALUE: usize = 120;

/// Why the outcome is what it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// `[default]` if there is one, then each rule in order, matched or not.
    pub steps: Vec<Step>,
}

/// One rule's part in the trace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The rule (or `[default]`) and the line it begins on.
    pub origin: Origin,
    /// Whether it applied.
    pub matched: bool,
    /// The condition that decided, in words: `msg has the word "printer" (rules.toml:15)`.
    pub because: String,
    /// What it changed.
    pub changes: Vec<Change>,
    /// Whether the pass ended with it (`stop` or `reject`).
    #[serde(default)]
    pub ended: bool,
}

/// One changed field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which, as written in the file.
    pub field: String,
    /// Before; absent when it had none.
    pub old: Option<String>,
    /// After; empty when it was cleared.
    pub new: String,
    /// Line of the assignment.
    pub line: u32,
}

/// The fields that are added to rather than overwritten.
const ADDED_TO: [&str; 2] = ["append", "public_note"];

impl Trace {
    /// One line per field as it ended, for the internal note: `queue = Field Services  <- "Printing" (rules.toml:8)`.
    /// Long values are cut.
    pub fn lines(&self) -> Vec<String> {
        let mut last: Vec<(&Change, String)> = Vec::new();
        for (step, change) in self
            .steps
            .iter()
            .flat_map(|step| step.changes.iter().map(move |change| (step, change)))
        {
            let origin = Origin {
                line: change.line,
                ..step.origin.clone()
            };
            let line = format!("{} = {}  <- {origin}", change.field, shortened(&change.new, VALUE));
            let added_to = ADDED_TO.contains(&change.field.as_str());
            match last
                .iter_mut()
                .find(|(earlier, _)| !added_to && earlier.field == change.field)
            {
                Some(earlier) => *earlier = (change, line),
                None => last.push((change, line)),
            }
        }
        last.into_iter()
            .filter(|(change, _)| !change.new.is_empty())
            .map(|(_, line)| line)
            .collect()
    }

    /// The whole trace as a person reads it: each rule, whether it applied and why, and each field's old and new value
    /// with its place.
    pub fn explain(&self) -> String {
        let mut out = String::new();
        for step in &self.steps {
            let mark = if step.matched { "+" } else { "-" };
            let _ = writeln!(out, "{mark} {}: {}", step.origin, step.because);
            for change in &step.changes {
                let _ = writeln!(out, "    {}", change.in_words(&step.origin.file));
            }
            if step.ended {
                let _ = writeln!(out, "    the pass ends here");
            }
        }
        out
    }
}

impl Change {
    fn in_words(&self, file: &str) -> String {
        let new = if self.new.is_empty() {
            "(nothing)"
        } else {
            &shortened(&self.new, VALUE)
        };
        let old = match &self.old {
            Some(old) => format!("{} -> ", shortened(old, VALUE)),
            None => String::new(),
        };
        format!("{}: {old}{new}  ({file}:{})", self.field, self.line)
    }
}
