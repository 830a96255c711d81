//! What the file's own tests try: which rules they make match, and which conditions they have seen both hold and fail.

use serde::Serialize;

use crate::condition::{Condition, Truth};
use crate::rules::{Rule, Rules};

/// What the file's own tests try.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Every rule, in the order of the file.
    pub rules: Vec<RuleCoverage>,
    /// Every condition, in the order in which a rule's are looked at.
    pub conditions: Vec<ConditionCoverage>,
}

/// How often tests made a rule match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleCoverage {
    /// Its name.
    pub name: String,
    /// Its line.
    pub line: u32,
    /// In how many tests.
    pub matched: usize,
}

/// How often tests saw a condition hold and fail, in rules that were looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConditionCoverage {
    /// Its rule.
    pub rule: String,
    /// As it begins in the file: `when.msg`.
    pub key: String,
    /// Its line.
    pub line: u32,
    /// In how many tests it held.
    pub held: usize,
    /// In how many tests it did not.
    pub failed: usize,
}

impl ConditionCoverage {
    /// Whether the tests have seen both.
    pub fn covered(&self) -> bool {
        self.held > 0 && self.failed > 0
    }
}

impl Rules {
    /// Runs the file's own tests and counts what they try.
    pub fn coverage(&self) -> Coverage {
        let mut coverage = Coverage {
            rules: self.all.iter().map(untried).collect(),
            conditions: self.all.iter().flat_map(untried_conditions).collect(),
        };
        for (_, given) in self.test_inputs() {
            // Rules are looked at from the first on, so the conditions come in the order of the list.
            let mut seen = coverage.conditions.iter_mut();
            let (_, trace, _) = self.run_watched(given, |rule, values| {
                for (_, condition) in keyed(rule) {
                    let Some(counted) = seen.next() else { return };
                    match condition.holds(values) {
                        Truth::Yes => counted.held += 1,
                        Truth::No | Truth::Maybe => counted.failed += 1,
                    }
                }
            });
            let steps = trace.steps.iter().filter(|step| step.origin.rule.is_some());
            for (rule, step) in coverage.rules.iter_mut().zip(steps) {
                rule.matched += usize::from(step.matched);
            }
        }
        coverage
    }
}

fn untried(rule: &Rule) -> RuleCoverage {
    RuleCoverage {
        name: rule.name.clone(),
        line: rule.place.line,
        matched: 0,
    }
}

fn untried_conditions(rule: &Rule) -> impl Iterator<Item = ConditionCoverage> {
    keyed(rule).map(|(table, condition)| ConditionCoverage {
        rule: rule.name.clone(),
        key: format!("{table}.{}", condition.variable),
        line: condition.place.line,
        held: 0,
        failed: 0,
    })
}

/// A rule's conditions, each with the table it stands in.
fn keyed(rule: &Rule) -> impl Iterator<Item = (&'static str, &Condition)> {
    let named = |name: &'static str| move |condition| (name, condition);
    let when = rule.when.iter().map(named("when"));
    let unless = rule.unless.iter().map(named("unless"));
    when.chain(unless).chain(rule.any.iter().flatten().map(named("any")))
}

#[cfg(test)]
mod tests {
    use crate::check;

    #[test]
    fn a_condition_is_covered_when_tests_saw_it_hold_and_fail() {
        let rule = "[[rule]]\nname = 'r'\nwhen.msg = { word = 'toner' }\nstop = true\n";
        let test = |msg: &str| format!("[[test]]\nname = '{msg}'\ngiven = {{ msg = '{msg}' }}\nexpect = {{}}\n");
        for (messages, held, failed, covered) in [
            (&[][..], 0, 0, false),
            (&["toner"], 1, 0, false),
            (&["paper"], 0, 1, false),
            (&["toner", "no toner", "paper"], 2, 1, true),
        ] {
            let tests: String = messages.iter().copied().map(test).collect();
            let rules = check("rules.toml", &format!("{rule}{tests}")).rules.unwrap();
            let coverage = rules.coverage();
            let [condition] = coverage.conditions.as_slice() else {
                panic!("{coverage:?}")
            };
            assert_eq!((condition.held, condition.failed), (held, failed), "{messages:?}");
            assert_eq!(condition.covered(), covered, "{messages:?}");
            assert_eq!(coverage.rules.first().map(|rule| rule.matched), Some(held));
        }
    }
}
