//! The one pass over the rules.

use std::collections::BTreeSet;

use crate::condition::{Condition, Truth};
use crate::route::{Choice, Input, Origin, Route, Set};
use crate::rules::{Assignment, Rule, Rules, Value};
use crate::template::Template;
use crate::text::one_line;
use crate::trace::{Change, Step, Trace};
use crate::values::Values;
use crate::variable::{Field, Kind, Variable};

/// All the text that one pass may make, in bytes.
const TEXT_BUDGET: usize = 4 * 1024 * 1024;

impl Rules {
    /// Runs the rules in one pass. Every variable counts as known: what is not in `values` is empty.
    pub fn run(&self, input: &Input) -> (Route, Trace) {
        let (route, trace, _) = self.run_to_values(input);
        (route, trace)
    }

    /// As [`Rules::run`], with what the variables hold in the end.
    pub(crate) fn run_to_values(&self, input: &Input) -> (Route, Trace, Values) {
        self.run_watched(input, |_, _| {})
    }

    /// As [`Rules::run_to_values`]; `watch` sees each rule that is looked at, with the values as they are before it.
    pub(crate) fn run_watched<'r>(
        &'r self,
        input: &Input,
        mut watch: impl FnMut(&'r Rule, &mut Values),
    ) -> (Route, Trace, Values) {
        let mut pass = Pass::new(self, input, BTreeSet::new());
        let mut trace = Trace {
            steps: pass.default_step().into_iter().collect(),
        };
        let mut rules = self.all.iter();
        let mut ended = None;
        for rule in rules.by_ref() {
            watch(rule, &mut pass.values);
            let (truth, because) = pass.judge(rule);
            let matched = truth == Truth::Yes;
            let changes = if matched { pass.apply(rule) } else { Vec::new() };
            let origin = self.origin(Some(&rule.name), rule.place);
            let ends = matched && rule.ends();
            trace.steps.push(Step {
                origin,
                matched,
                because,
                changes,
                ended: ends,
            });
            if ends {
                ended = Some(rule);
                break;
            }
        }
        if let Some(last) = ended {
            trace.steps.extend(rules.map(|rule| self.not_reached(rule, last)));
        }
        let (route, values) = pass.finish();
        (route, trace, values)
    }

    /// The rejection that is certain whatever the unknown variables turn out to be; `None` when none is, or when it
    /// can only be decided later. Where an unknown variable might also bring another rejection first, the certain one
    /// is returned.
    pub fn rejects_now(&self, input: &Input) -> Option<Set<String>> {
        let mut pass = Pass::new(self, input, input.unknown.clone());
        pass.default_step();
        for rule in &self.all {
            match pass.truth(rule) {
                Truth::No => {}
                Truth::Yes => {
                    pass.apply(rule);
                    if rule.ends() {
                        return pass.route.rejected;
                    }
                }
                // Where it applies, there is a rejection; where it doesn't, the next rules see nothing of it.
                Truth::Maybe if rule.reject.is_some() => {}
                // It may end the pass without rejecting: nothing after it is certain.
                Truth::Maybe if rule.stop => return None,
                Truth::Maybe => pass.blur(rule),
            }
        }
        None
    }

    fn not_reached(&self, rule: &Rule, last: &Rule) -> Step {
        Step {
            origin: self.origin(Some(&rule.name), rule.place),
            matched: false,
            because: format!(
                "not looked at: \"{}\" ended the pass ({}:{})",
                last.name, self.file, last.place.line
            ),
            changes: Vec::new(),
            ended: false,
        }
    }
}

/// The state of one pass.
#[derive(Debug)]
struct Pass<'r> {
    rules: &'r Rules,
    values: Values,
    route: Route,
    budget: usize,
}

impl<'r> Pass<'r> {
    fn new(rules: &'r Rules, input: &Input, unknown: BTreeSet<Variable>) -> Self {
        let values = Values::new(input, rules, unknown);
        Self {
            rules,
            values,
            route: Route::default(),
            budget: TEXT_BUDGET,
        }
    }

    /// Puts `[default]` in place, but for what the input already gives.
    fn default_step(&mut self) -> Option<Step> {
        let default = self.rules.default.as_ref()?;
        let given = |pass: &Self, assignment: &Assignment| match &assignment.field {
            Field::Variable(variable) if variable.kind() == Kind::Choice => !pass.values.all(*variable).is_empty(),
            Field::Variable(_) | Field::Append | Field::PublicNote | Field::DueIn | Field::Udf(_) => false,
        };
        let sets: Vec<&Assignment> = default
            .sets
            .iter()
            .filter(|assignment| !given(self, assignment))
            .collect();
        let changes = sets
            .into_iter()
            .flat_map(|assignment| self.assign(None, assignment))
            .collect();
        self.route.defaults = self.route.fields.clone();
        let origin = self.rules.origin(None, default.place);
        let because = "it is in place before the first rule".to_owned();
        Some(Step {
            origin,
            matched: true,
            because,
            changes,
            ended: false,
        })
    }

    /// Whether a rule applies.
    fn truth(&mut self, rule: &Rule) -> Truth {
        let when = all(&rule.when, &mut self.values);
        if when == Truth::No {
            return Truth::No;
        }
        let any = if rule.any.is_empty() {
            Truth::Yes
        } else {
            any(&rule.any, &mut self.values)
        };
        let unless = none(&rule.unless, &mut self.values);
        weakest([when, any, unless])
    }

    /// Whether a rule applies, and why, when everything is known.
    fn judge(&mut self, rule: &Rule) -> (Truth, String) {
        let place = |condition: &Condition| format!("({}:{})", self.rules.file, condition.place.line);
        let mut reasons = Vec::new();
        for condition in &rule.when {
            if let Some(denied) = condition.denied(&mut self.values) {
                return (Truth::No, denied.to_owned());
            }
        }
        let affirm =
            |condition: &Condition, values: &mut Values| format!("{} {}", condition.affirmed(values), place(condition));
        let holding = rule.any.iter().find(|table| all(table, &mut self.values) == Truth::Yes);
        if let (None, Some(first)) = (holding, rule.any.iter().flatten().next()) {
            return (Truth::No, format!("none of its any tables holds {}", place(first)));
        }
        if let Some(condition) = rule
            .unless
            .iter()
            .find(|condition| condition.denied(&mut self.values).is_none())
        {
            return (Truth::No, format!("unless {}", affirm(condition, &mut self.values)));
        }
        for condition in rule.when.iter().chain(holding.into_iter().flatten()) {
            reasons.push(affirm(condition, &mut self.values));
        }
        let because = match (reasons.is_empty(), rule.unless.first()) {
            (false, _) => reasons.join(", "),
            (true, Some(condition)) => condition.denied(&mut self.values).unwrap_or_default().to_owned(),
            (true, None) => "it has no conditions".to_owned(),
        };
        (Truth::Yes, because)
    }

    /// Does what a matching rule says.
    fn apply(&mut self, rule: &Rule) -> Vec<Change> {
        let mut changes: Vec<Change> = rule
            .sets
            .iter()
            .flat_map(|assignment| self.assign(Some(&rule.name), assignment))
            .collect();
        if let Some(rejection) = &rule.reject {
            let value = rejection.text.render(&self.values, &mut self.budget);
            let line = rejection.place.line;
            changes.push(Change {
                field: "reject".to_owned(),
                old: None,
                new: value.clone(),
                line,
            });
            let origin = self.rules.origin(Some(&rule.name), rejection.place);
            self.route.rejected = Some(Set { value, origin });
        }
        changes
    }

    /// A rule that may or may not have applied: what it sets is not known any more.
    fn blur(&mut self, rule: &Rule) {
        for assignment in &rule.sets {
            if let Field::Variable(variable) = assignment.field {
                self.values.set_unknown(variable);
                if variable == Variable::Issue {
                    self.values.set_unknown(Variable::SubIssue);
                }
            }
        }
    }

    /// Sets one field. What changed: the field, and the sub-issue that a new issue clears.
    fn assign(&mut self, rule: Option<&str>, assignment: &Assignment) -> Vec<Change> {
        let origin = self.rules.origin(rule, assignment.place);
        let line = assignment.place.line;
        let (old, new) = match (&assignment.field, &assignment.value) {
            (Field::Variable(variable), value) => {
                let cleared = self.cleared_by(*variable);
                let (old, new) = self.assign_variable(*variable, value, origin);
                let field = variable.to_string();
                return std::iter::once(Change { field, old, new, line })
                    .chain(cleared.map(|old| Change {
                        field: Variable::SubIssue.to_string(),
                        old: Some(old),
                        new: String::new(),
                        line,
                    }))
                    .collect();
            }
            (Field::DueIn, Value::Duration { seconds, written }) => {
                let before = self.route.due_in_seconds.replace(Set {
                    value: *seconds,
                    origin,
                });
                (before.map(|before| in_words(before.value)), written.clone())
            }
            (Field::Append, Value::Text(template)) => {
                let value = self.render(template);
                self.route.append.push(Set {
                    value: value.clone(),
                    origin,
                });
                (None, value)
            }
            (Field::PublicNote, Value::Text(template)) => {
                let value = self.render(template);
                self.route.public_notes.push(Set {
                    value: value.clone(),
                    origin,
                });
                (None, value)
            }
            (Field::Udf(name), Value::Text(template)) => {
                let value = self.render(template);
                let before = self.route.udf.insert(
                    name.clone(),
                    Set {
                        value: value.clone(),
                        origin,
                    },
                );
                (before.map(|before| before.value), value)
            }
            // The checker gives each field a value of its own kind.
            (Field::DueIn | Field::Append | Field::PublicNote | Field::Udf(_), _) => return Vec::new(),
        };
        vec![Change {
            field: assignment.field.to_string(),
            old,
            new,
            line,
        }]
    }

    /// The sub-issue that setting a variable takes away.
    fn cleared_by(&self, variable: Variable) -> Option<String> {
        let sub_issue = self.values.text(Variable::SubIssue);
        (variable == Variable::Issue && !sub_issue.is_empty()).then(|| sub_issue.to_owned())
    }

    /// Old and new value of a variable that is set.
    fn assign_variable(&mut self, variable: Variable, value: &Value, origin: Origin) -> (Option<String>, String) {
        let old = self.values.all(variable).first().filter(|old| !old.is_empty()).cloned();
        let depends_on_unknown = value.variables().any(|read| self.values.is_unknown(read));
        let (text, choice) = match value {
            Value::Id(id) => (id.to_string(), Choice::Id(*id)),
            Value::Text(template) => {
                let text = self.render(template);
                let text = if variable == Variable::Msg {
                    text
                } else {
                    one_line(&text)
                };
                (text.clone(), Choice::Label(text))
            }
            Value::Duration { written, .. } => (written.clone(), Choice::Label(written.clone())),
        };
        self.values.set(variable, Some(text.clone()));
        if depends_on_unknown {
            self.values.set_unknown(variable);
        }
        if variable == Variable::Issue {
            self.values.set(Variable::SubIssue, None);
            self.route.fields.remove(&Variable::SubIssue);
        }
        if variable.kind() == Kind::Choice {
            self.route.fields.insert(variable, Set { value: choice, origin });
        }
        (old, text)
    }

    fn render(&mut self, template: &Template) -> String {
        template.render(&self.values, &mut self.budget)
    }

    fn finish(mut self) -> (Route, Values) {
        self.route.subject = self.values.text(Variable::Subject).to_owned();
        self.route.msg = self.values.text(Variable::Msg).to_owned();
        (self.route, self.values)
    }
}

/// A stretch of time as rules write it.
pub(crate) fn in_words(seconds: i64) -> String {
    let units = [(7 * 86_400, "w"), (86_400, "d"), (3_600, "h"), (60, "m")];
    let whole = units.into_iter().find(|(length, _)| seconds % length == 0);
    whole.map_or_else(
        || format!("{seconds}s"),
        |(length, unit)| format!("{}{unit}", seconds / length),
    )
}

fn all(conditions: &[Condition], values: &mut Values) -> Truth {
    weakest(conditions.iter().map(|condition| condition.holds(values)))
}

fn any(tables: &[Vec<Condition>], values: &mut Values) -> Truth {
    let truths = tables.iter().map(|table| all(table, values));
    truths.fold(
        Truth::No,
        |best, truth| if rank(truth) > rank(best) { truth } else { best },
    )
}

fn none(conditions: &[Condition], values: &mut Values) -> Truth {
    weakest(conditions.iter().map(|condition| match condition.holds(values) {
        Truth::Yes => Truth::No,
        Truth::Maybe => Truth::Maybe,
        Truth::No => Truth::Yes,
    }))
}

fn weakest(truths: impl IntoIterator<Item = Truth>) -> Truth {
    truths.into_iter().fold(
        Truth::Yes,
        |worst, truth| if rank(truth) < rank(worst) { truth } else { worst },
    )
}

fn rank(truth: Truth) -> u8 {
    match truth {
        Truth::No => 0,
        Truth::Maybe => 1,
        Truth::Yes => 2,
    }
}
