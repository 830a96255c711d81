//! What is allowed and yet most likely not meant, and what is worth knowing.

use std::collections::{BTreeMap, BTreeSet};

use crate::condition::{Condition, Matcher, Operator, Test};
use crate::diagnostic::{Place, Report};
use crate::hours::{Hours, OUTSIDE};
use crate::rules::{Assignment, Rule, Rules};
use crate::variable::{Field, Kind, Variable};

/// How many times a rule is run to see which rules the file's tests cover; a file with more is not looked at for it,
/// so that checking stays quick.
const COVERAGE_RUNS: usize = 100_000;

/// Warns of what is most likely not meant, and notes what is worth knowing.
pub(crate) fn lint(rules: &Rules, report: &mut Report<'_>) {
    if rules.default.is_none() {
        report.warning(
            Place::default(),
            "there is no [default]: a ticket that no rule sorts gets what Autotask itself chooses",
        );
    }
    same_names(rules, report);
    for rule in &rules.all {
        idle(rule, report);
        for condition in rule.conditions() {
            whole_message(condition, report);
            impossible(condition, report);
        }
        contradiction(rule, report);
        outside_everything(rule, &rules.hours, report);
    }
    never_set(rules, report);
    behind_the_end(rules, report);
    overwritten(rules, report);
    audiences(rules, report);
    uncovered(rules, report);
}

fn same_names(rules: &Rules, report: &mut Report<'_>) {
    let mut first: BTreeMap<&str, u32> = BTreeMap::new();
    for rule in &rules.all {
        if let Some(line) = first.get(rule.name.as_str()) {
            let message = format!(
                "another rule is named \"{}\" too (line {line}); traces can't tell them apart",
                rule.name
            );
            report.warning(rule.place, message);
        } else {
            first.insert(&rule.name, rule.place.line);
        }
    }
}

fn idle(rule: &Rule, report: &mut Report<'_>) {
    if rule.sets.is_empty() && !rule.ends() {
        report.warning(
            rule.place,
            format!("\"{}\" does nothing; expected set, stop or reject", rule.name),
        );
    }
}

fn whole_message(condition: &Condition, report: &mut Report<'_>) {
    let whole = |test: &Test| {
        test.operator == Operator::Plain
            && test
                .operands
                .iter()
                .any(|operand| matches!(operand.matcher, Matcher::Text(_)))
    };
    if condition.variable == Variable::Msg && condition.tests.iter().any(whole) {
        report.warning_near(
            condition.place,
            "this holds only when it is the whole message, word for word",
            Some("contains".to_owned()),
        );
    }
}

/// Conditions that no value can meet.
fn impossible(condition: &Condition, report: &mut Report<'_>) {
    let limits = |operator: Operator| {
        let tests = condition.tests.iter().filter(move |test| test.operator == operator);
        tests
            .flat_map(|test| &test.operands)
            .filter_map(|operand| match operand.matcher {
                Matcher::Number(number) => Some(number),
                Matcher::Text(_)
                | Matcher::Finder(_)
                | Matcher::Regex(_)
                | Matcher::Wildcard(_)
                | Matcher::Network(_)
                | Matcher::Empty(_) => None,
            })
    };
    // The variables with numbers hold whole ones from 0, and percentages end at 100.
    let highest = if condition.variable == Variable::CapsPercent {
        101.0
    } else {
        f64::INFINITY
    };
    let above = limits(Operator::Above).reduce(f64::min).unwrap_or(-1.0).max(-1.0);
    let below = limits(Operator::Below).reduce(f64::max).unwrap_or(highest).min(highest);
    if above.floor() + 1.0 >= below {
        report.warning(
            condition.place,
            format!("no {} is like that, so this never holds", condition.variable),
        );
    }
    let asks_for_empty = condition
        .tests
        .iter()
        .flat_map(|test| &test.operands)
        .any(|operand| matches!(operand.matcher, Matcher::Empty(true)));
    let asks_for_text = |test: &Test| {
        matches!(
            test.operator,
            Operator::Contains | Operator::Word | Operator::Starts | Operator::Ends | Operator::InNetwork
        )
    };
    if asks_for_empty && condition.tests.iter().any(asks_for_text) {
        report.warning(condition.place, "an empty text has nothing in it, so this never holds");
    }
}

/// A rule that asks for something and excludes it too.
fn contradiction(rule: &Rule, report: &mut Report<'_>) {
    for unless in &rule.unless {
        if rule.when.iter().any(|when| excludes(unless, when)) {
            let message = format!("\"{}\" can never match: when asks for what unless excludes", rule.name);
            report.warning(unless.place, message);
        }
    }
}

/// Whether `unless` holds whenever `when` does, as far as can be seen from how they are written.
fn excludes(unless: &Condition, when: &Condition) -> bool {
    let ([excluded], [asked]) = (unless.tests.as_slice(), when.tests.as_slice()) else {
        return false;
    };
    let written = |test: &Test| -> BTreeSet<String> {
        test.operands
            .iter()
            .map(|operand| operand.written.to_lowercase())
            .collect()
    };
    // Of a list, one element may meet the one condition and another the other; then both hold, and the rule is out.
    unless.variable == when.variable
        && excluded.operator == asked.operator
        && !asked.operands.is_empty()
        && written(asked).is_subset(&written(excluded))
}

/// `["outside a", "outside b"]` of hours that never meet: at any time, one of them holds.
fn outside_everything(rule: &Rule, hours: &[Hours], report: &mut Report<'_>) {
    for condition in rule
        .conditions()
        .filter(|condition| condition.variable == Variable::Hours)
    {
        let outside = |written: &str| {
            let lower = written.to_lowercase();
            let name = lower.strip_prefix(OUTSIDE)?;
            hours.iter().find(|hours| hours.name.to_lowercase() == name)
        };
        let operands = condition.tests.iter().flat_map(|test| &test.operands);
        let named: Vec<&Hours> = operands.filter_map(|operand| outside(&operand.written)).collect();
        let disjoint = named
            .iter()
            .enumerate()
            .any(|(at, one)| named.iter().skip(at + 1).any(|two| one.disjoint(two)));
        if disjoint {
            let message = "these hours never meet, so it is always outside one of them, and this always holds";
            report.warning(condition.place, message);
        }
    }
}

/// A condition on a field of the ticket that nothing has set by then.
fn never_set(rules: &Rules, report: &mut Report<'_>) {
    let mut set: BTreeSet<Variable> = rules
        .default
        .iter()
        .flat_map(|default| variables_set(&default.sets))
        .collect();
    for rule in &rules.all {
        for condition in &rule.when {
            let asks_nothing = condition
                .tests
                .iter()
                .flat_map(|test| &test.operands)
                .any(|operand| matches!(operand.matcher, Matcher::Empty(true)) || operand.written.is_empty());
            if condition.variable.kind() == Kind::Choice && !set.contains(&condition.variable) && !asks_nothing {
                let message = format!(
                    "nothing sets {} before this rule, so it can never match",
                    condition.variable
                );
                report.warning(condition.place, message);
            }
        }
        set.extend(variables_set(&rule.sets));
    }
}

/// Rules that are never looked at, and rejections that a `stop` may hide.
fn behind_the_end(rules: &Rules, report: &mut Report<'_>) {
    let mut stops: Option<&Rule> = None;
    let mut always: Option<&Rule> = None;
    for rule in &rules.all {
        if let Some(last) = always {
            let message = format!(
                "\"{}\" can never match: \"{}\" always ends the pass before it",
                rule.name, last.name
            );
            report.warning(rule.place, message);
        } else if let (Some(reject), Some(stop)) = (&rule.reject, stops) {
            let message = format!(
                "\"{}\" rejects nothing when \"{}\" matches, which stops the pass (line {})",
                rule.name, stop.name, stop.place.line
            );
            report.warning(reject.place, message);
        }
        if rule.stop && stops.is_none() {
            stops = Some(rule);
        }
        if rule.unconditional() && rule.ends() && always.is_none() {
            always = Some(rule);
        }
    }
}

/// Rules whose every effect a later one always undoes.
fn overwritten(rules: &Rules, report: &mut Report<'_>) {
    // Only a rule that always applies undoes what another did.
    let Some(last) = rules.all.iter().rposition(Rule::unconditional) else {
        return;
    };
    let read: Vec<(&Rule, Variables)> = rules.all.iter().map(|rule| (rule, variables_read(rule))).collect();
    for (at, rule) in rules.all.iter().enumerate().take(last) {
        let later = read.get(at + 1..).unwrap_or_default();
        if let Some(last) = overwriting(rule, later) {
            let message = format!(
                "whatever \"{}\" sets is always overwritten by \"{}\" (line {})",
                rule.name, last.name, last.place.line
            );
            report.warning(rule.place, message);
        }
    }
}

/// The rule that undoes the last effect of another, if all are always undone before anything looks at them.
fn overwriting<'r>(rule: &Rule, later: &[(&'r Rule, Variables)]) -> Option<&'r Rule> {
    let lasting = |set: &Assignment| matches!(set.field, Field::Append | Field::PublicNote);
    if rule.sets.is_empty() || rule.ends() || rule.sets.iter().any(lasting) {
        return None;
    }
    let effects = Variables::of(variables_set(&rule.sets));
    let mut pending: Vec<&Field> = rule.sets.iter().map(|set| &set.field).collect();
    for (next, read) in later {
        if read.meet(effects) {
            return None;
        }
        if next.unconditional() {
            pending.retain(|field| !next.sets.iter().any(|set| undoes(&set.field, field)));
            if pending.is_empty() {
                return Some(next);
            }
        }
        if next.ends() {
            return None;
        }
    }
    None
}

fn undoes(later: &Field, earlier: &Field) -> bool {
    later == earlier || (*later == Field::Variable(Variable::Issue) && *earlier == Field::Variable(Variable::SubIssue))
}

fn variables_set(sets: &[Assignment]) -> impl Iterator<Item = Variable> {
    sets.iter().filter_map(|set| match set.field {
        Field::Variable(variable) => Some(variable),
        Field::Append | Field::PublicNote | Field::DueIn | Field::Udf(_) => None,
    })
}

/// Some of the variables, quick to compare: with a thousand rules, each is compared with each.
#[derive(Debug, Clone, Copy)]
struct Variables(u64);

impl Variables {
    fn of(variables: impl Iterator<Item = Variable>) -> Self {
        Self(variables.fold(0, |all, variable| all | 1 << variable as u32))
    }

    fn meet(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// The variables a rule looks at; what is worked out from the message counts as the message.
fn variables_read(rule: &Rule) -> Variables {
    let asked = rule.conditions().map(|condition| condition.variable);
    let written = rule.sets.iter().flat_map(|set| set.value.variables());
    let told = rule.reject.iter().flat_map(|rejection| rejection.text.variables());
    Variables::of(asked.chain(written).chain(told).map(|variable| match variable.kind() {
        Kind::Number => Variable::Msg,
        Kind::Choice | Kind::Text | Kind::List | Kind::Address | Kind::Mac | Kind::Flag | Kind::Hours => variable,
    }))
}

/// Lists every line that is added to a ticket, with who will see it.
fn audiences(rules: &Rules, report: &mut Report<'_>) {
    let defaults = rules.default.iter().flat_map(|default| &default.sets);
    for set in defaults.chain(rules.all.iter().flat_map(|rule| &rule.sets)) {
        match set.field {
            Field::Append => report.note(set.place, "only technicians will see this line"),
            Field::PublicNote => report.note(set.place, "the customer will see this note"),
            Field::Variable(_) | Field::DueIn | Field::Udf(_) => {}
        }
    }
}

/// Rules that no test of the file makes match.
fn uncovered(rules: &Rules, report: &mut Report<'_>) {
    if rules.all.len() * rules.tests.len() > COVERAGE_RUNS {
        return;
    }
    let mut covered = vec![false; rules.all.len()];
    for (_, given) in rules.test_inputs() {
        let (_, trace) = rules.run(given);
        let steps = trace.steps.iter().filter(|step| step.origin.rule.is_some());
        for (covered, step) in covered.iter_mut().zip(steps) {
            *covered |= step.matched;
        }
    }
    for (rule, _) in rules.all.iter().zip(&covered).filter(|(_, covered)| !**covered) {
        report.note(rule.place, format!("no test makes \"{}\" match", rule.name));
    }
}
