//! The names in a file against those of the tenant. An unknown name never stops a ticket, so all of it is warnings.

use std::collections::BTreeMap;

use crate::Variable;
use crate::condition::{Condition, Matcher, Operator};
use crate::diagnostic::{Place, Report};
use crate::rules::{Assignment, Rules, Value};
use crate::text::comparable;
use crate::variable::{Field, Kind, nearest_of_all};

/// What is known of a tenant. A list that isn't known is not checked against.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tenant {
    /// The values of each field, in the tenant's order.
    pub lists: BTreeMap<Variable, Vec<Label>>,
    /// The names of a ticket's user-defined fields.
    pub user_defined: Option<Vec<String>>,
}

/// One value of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The ticket system's id.
    pub id: i64,
    /// As people see it.
    pub name: String,
    /// Whether tickets may still get it.
    pub active: bool,
    /// The id of the issue that a sub-issue belongs to.
    pub parent: Option<i64>,
}

/// Warns of names that the tenant doesn't have.
pub(crate) fn compare(rules: &Rules, tenant: &Tenant, report: &mut Report<'_>) {
    let defaults = rules.default.as_ref().map_or(&[][..], |default| &default.sets);
    let usual_issue = issue_of(defaults);
    tenant.assignments(defaults, None, report);
    for rule in &rules.all {
        for condition in rule.conditions() {
            tenant.condition(condition, report);
        }
        tenant.assignments(&rule.sets, usual_issue, report);
    }
}

/// The issue that some lines set, when it can be told without a ticket.
fn issue_of(sets: &[Assignment]) -> Option<&Value> {
    sets.iter()
        .rfind(|set| set.field == Field::Variable(Variable::Issue))
        .map(|set| &set.value)
}

impl Tenant {
    fn assignments(&self, sets: &[Assignment], usual_issue: Option<&Value>, report: &mut Report<'_>) {
        let issue = issue_of(sets).or(usual_issue);
        for set in sets {
            match &set.field {
                Field::Variable(variable) if variable.kind() == Kind::Choice => {
                    let parent = if *variable == Variable::SubIssue { issue } else { None };
                    self.choice(*variable, &set.value, parent, set.place, report);
                }
                Field::Udf(name) => self.user_defined(name, set.place, report),
                Field::Variable(_) | Field::Append | Field::PublicNote | Field::DueIn => {}
            }
        }
    }

    fn choice(&self, variable: Variable, value: &Value, issue: Option<&Value>, place: Place, report: &mut Report<'_>) {
        let Some(list) = self.lists.get(&variable) else { return };
        let alike: Vec<&Label> = list.iter().filter(|label| label.is(value)).collect();
        if alike.is_empty() {
            match value {
                Value::Id(id) => report.warning(place, format!("{variable} {id}: no such id in this tenant")),
                Value::Text(text) => {
                    if let Some(name) = text.as_literal() {
                        report.warning(place, unknown(variable.name(), name, self.names(variable)));
                    }
                }
                Value::Duration { .. } => {}
            }
            return;
        }
        if alike.iter().all(|label| !label.active) {
            report.warning(place, format!("{variable} {}: inactive in this tenant", value.quoted()));
            return;
        }
        let issues = self.lists.get(&Variable::Issue).map(Vec::as_slice).unwrap_or_default();
        let issue = issue.and_then(|issue| issues.iter().find(|label| label.is(issue)));
        if let Some(issue) = issue
            && alike.iter().all(|label| label.parent != Some(issue.id))
        {
            let siblings = list
                .iter()
                .filter(|label| label.active && label.parent == Some(issue.id));
            let siblings: Vec<String> = siblings.map(|label| format!("\"{}\"", label.name)).collect();
            let message = format!(
                "{variable} {}: not a sub-issue of \"{}\", which has {}",
                value.quoted(),
                issue.name,
                if siblings.is_empty() {
                    "none".to_owned()
                } else {
                    siblings.join(", ")
                }
            );
            report.warning(place, message);
        }
    }

    /// A field of the ticket that is compared with a name which nothing can give it.
    fn condition(&self, condition: &Condition, report: &mut Report<'_>) {
        let Some(list) = self.lists.get(&condition.variable) else {
            return;
        };
        let whole = condition
            .tests
            .iter()
            .filter(|test| matches!(test.operator, Operator::Plain | Operator::Is));
        for operand in whole.flat_map(|test| &test.operands) {
            let is_text = matches!(operand.matcher, Matcher::Text(_)) && !operand.written.is_empty();
            let known = |label: &Label| {
                label.id.to_string() == operand.written
                    || comparable(&label.name, false) == comparable(&operand.written, false)
            };
            if is_text && !list.iter().any(known) {
                let message = unknown(
                    condition.variable.name(),
                    &operand.written,
                    self.names(condition.variable),
                );
                report.warning(condition.place, message);
            }
        }
    }

    fn user_defined(&self, name: &str, place: Place, report: &mut Report<'_>) {
        let Some(known) = &self.user_defined else { return };
        if !known.iter().any(|known| plain(known) == plain(name)) {
            let names = known.iter().map(String::as_str).collect();
            report.warning(place, unknown("udf", name, names));
        }
    }

    /// The names that tickets may still get.
    fn names(&self, variable: Variable) -> Vec<&str> {
        let labels = self.lists.get(&variable).into_iter().flatten();
        labels
            .filter(|label| label.active)
            .map(|label| label.name.as_str())
            .collect()
    }
}

impl Label {
    fn is(&self, value: &Value) -> bool {
        match value {
            Value::Id(id) => self.id == *id,
            Value::Text(text) => text.as_literal().is_some_and(|name| plain(name) == plain(&self.name)),
            Value::Duration { .. } => false,
        }
    }
}

/// Labels are compared without regard to case and blanks.
fn plain(text: &str) -> String {
    comparable(&crate::text::one_line(text), false)
}

fn unknown(field: &str, name: &str, known: Vec<&str>) -> String {
    let nearest = nearest_of_all(name, known.into_iter())
        .map(|nearest| format!("; nearest: \"{nearest}\""))
        .unwrap_or_default();
    format!("{field} \"{name}\": not in this tenant{nearest}")
}
