//! Deskbell's dispatcher rules: which priority, queue and type a ticket gets, what is added to it, and why.
//! Pure: no clock but the one passed in, no network, no files.
//!
//! ```
//! use deskbell_dispatch::{Input, Variable, check};
//!
//! let checked = check("rules.toml", "[[rule]]\nname = \"Printing\"\nwhen.msg = { word = \"printer\" }\nset.queue = \"Field\"\n");
//! let Some(rules) = checked.rules else { return };
//! let mut input = Input::default();
//! input.values.insert(Variable::Msg, vec!["The printer is on fire".to_owned()]);
//! let (route, trace) = rules.run(&input);
//! assert_eq!(route.fields[&Variable::Queue].value.to_string(), "Field");
//! assert_eq!(trace.lines(), ["queue = Field  <- \"Printing\" (rules.toml:4)"]);
//! ```

mod condition;
mod coverage;
mod diagnostic;
mod hours;
mod lint;
mod own_test;
mod pattern;
mod read;
mod route;
mod rules;
mod run;
#[cfg(test)]
mod schema;
mod search;
mod template;
mod tenant;
mod text;
mod trace;
mod values;
mod variable;
mod wildcard;

pub use coverage::{ConditionCoverage, Coverage, RuleCoverage};
pub use diagnostic::{Diagnostic, Severity};
pub use own_test::TestResult;
pub use read::{Checked, MAX_BYTES, MAX_RULES, check, check_against};
pub use route::{Choice, Input, Origin, Route, Set};
pub use rules::Rules;
pub use tenant::{Label, Tenant};
pub use trace::{Change, Step, Trace};
pub use variable::Variable;

/// The JSON Schema of the rules file: editors that know it complete names and mark slips while somebody types.
pub const SCHEMA: &str = include_str!("../rules.schema.json");
