//! From the rules' labels to this tenant's ids. A name the tenant doesn't know never stops a ticket.

use std::collections::BTreeMap;

use deskbell_dispatch::{Choice, Origin, Route, Set, Variable};

use crate::psa::{Field, Term, Vocabulary};

/// Every field with its name for people and the rules' variable. An issue comes before its sub-issue.
pub(crate) const FIELDS: [(Field, &str, Variable); 9] = [
    (Field::Category, "Category", Variable::Category),
    (Field::Priority, "Priority", Variable::Priority),
    (Field::Status, "Status", Variable::TicketStatus),
    (Field::Queue, "Queue", Variable::Queue),
    (Field::Type, "Type", Variable::Type),
    (Field::Issue, "Issue", Variable::Issue),
    (Field::SubIssue, "Sub-issue", Variable::SubIssue),
    (Field::Source, "Source", Variable::Source),
    (Field::WorkType, "Work type", Variable::Worktype),
];

/// The status every new ticket has unless a rule says otherwise.
const NEW: &str = "New";

/// The outcome.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Resolution {
    /// The ids to send.
    pub(crate) fields: BTreeMap<Field, i64>,
    /// What was filled in because a ticket must have it, as lines beside the trace's.
    pub(crate) filled: Vec<String>,
    /// For `[Submission errors]`.
    pub(crate) errors: Vec<String>,
}

/// Whether the rules chose a work type by its name, so that the tenant's work types are needed.
pub(crate) fn needs_work_types(route: &Route) -> bool {
    let by_name = |set: Option<&Set<Choice>>| set.is_some_and(|set| matches!(set.value, Choice::Label(_)));
    by_name(route.fields.get(&Variable::Worktype))
}

/// Looks every choice up.
pub(crate) fn resolve(route: &Route, vocabulary: &Vocabulary) -> Resolution {
    let mut resolution = Resolution::default();
    for (field, name, variable) in FIELDS {
        let list = List {
            field,
            name,
            terms: vocabulary.0.get(&field).map_or(&[], Vec::as_slice),
            parent: parent(field, &resolution, vocabulary),
        };
        match route.fields.get(&variable) {
            Some(chosen) => list.choose(chosen, route.defaults.get(&variable), &mut resolution),
            None if list.is_demanded(&resolution) => list.fill_in(variable, &mut resolution),
            None => {}
        }
    }
    resolution
}

/// The value that a dependent field's terms must belong to.
enum Parent {
    /// It depends on nothing.
    Free,
    /// On the issue of this id and label.
    Of(i64, String),
    /// On an issue, and there is none.
    Missing,
}

fn parent(field: Field, resolution: &Resolution, vocabulary: &Vocabulary) -> Parent {
    if field != Field::SubIssue {
        return Parent::Free;
    }
    let Some(&issue) = resolution.fields.get(&Field::Issue) else {
        return Parent::Missing;
    };
    let issues = vocabulary.0.get(&Field::Issue).map_or(&[][..], Vec::as_slice);
    let label = issues
        .iter()
        .find(|term| term.id == issue)
        .map(|term| term.label.clone());
    Parent::Of(issue, label.unwrap_or_else(|| issue.to_string()))
}

/// One field's values in this tenant.
struct List<'a> {
    field: Field,
    name: &'static str,
    terms: &'a [Term],
    parent: Parent,
}

impl List<'_> {
    /// The chosen value, or `[default]`'s, or the tenant's own, with a line for each that is not known.
    fn choose(&self, chosen: &Set<Choice>, default: Option<&Set<Choice>>, resolution: &mut Resolution) {
        if let Some((id, _)) = self.find(&chosen.value) {
            resolution.fields.insert(self.field, id);
            return;
        }
        let mut unknown = vec![self.complaint(chosen)];
        let mut used = None;
        if let Some(default) = default.filter(|default| *default != chosen) {
            used = self.find(&default.value);
            if used.is_none() {
                unknown.push(self.complaint(default));
            }
        }
        let used = used.or_else(|| self.own_default()).or_else(|| {
            let first = self.is_demanded(resolution).then(|| self.first()).flatten();
            first.map(|term| (term.id, term.label.clone()))
        });
        let end = match &used {
            Some((_, label)) => format!("Used \"{label}\"."),
            None => "Left empty.".to_owned(),
        };
        if let Some((id, _)) = used {
            resolution.fields.insert(self.field, id);
        }
        resolution.errors.push(format!("{} {end}", unknown.join(" ")));
    }

    /// A ticket must have this and nobody chose it.
    fn fill_in(&self, variable: Variable, resolution: &mut Resolution) {
        let (term, why) = match self.active().find(|term| term.default) {
            Some(term) if self.field != Field::Status => (term, "Autotask's default"),
            Some(_) | None => match self.first() {
                Some(term) => (term, "the first of Autotask's list"),
                None => return,
            },
        };
        resolution.fields.insert(self.field, term.id);
        if self.field != Field::Status {
            resolution.filled.push(format!(
                "{} = {}  <- {why}, as no rule says",
                variable.name(),
                term.label
            ));
        }
    }

    /// Priority and status always; a queue unless a category may bring its own.
    fn is_demanded(&self, resolution: &Resolution) -> bool {
        match self.field {
            Field::Priority | Field::Status => true,
            Field::Queue => !resolution.fields.contains_key(&Field::Category),
            Field::Type | Field::Issue | Field::SubIssue | Field::Source | Field::Category | Field::WorkType => false,
        }
    }

    fn find(&self, choice: &Choice) -> Option<(i64, String)> {
        match choice {
            Choice::Id(id) => Some((*id, id.to_string())),
            Choice::Label(label) => self
                .active()
                .find(|term| alike(&term.label, label))
                .map(|term| (term.id, term.label.clone())),
        }
    }

    fn own_default(&self) -> Option<(i64, String)> {
        self.active()
            .find(|term| term.default)
            .map(|term| (term.id, term.label.clone()))
    }

    /// The first active value; a status is New wherever there is one.
    fn first(&self) -> Option<&Term> {
        let new = self
            .active()
            .find(|term| self.field == Field::Status && alike(&term.label, NEW));
        new.or_else(|| self.active().next())
    }

    /// Inactive values count as unknown, and so do those of another issue.
    fn active(&self) -> impl Iterator<Item = &Term> {
        self.terms.iter().filter(|term| term.active && self.is_here(term))
    }

    fn is_here(&self, term: &Term) -> bool {
        match &self.parent {
            Parent::Free => true,
            Parent::Of(issue, _) => term.parent == Some(*issue),
            Parent::Missing => false,
        }
    }

    fn complaint(&self, chosen: &Set<Choice>) -> String {
        let label = chosen.value.to_string();
        let known = |term: &&Term| alike(&term.label, &label) && self.is_here(term);
        let wrong = if self.terms.iter().any(|term| known(&term)) {
            "is inactive".to_owned()
        } else {
            match &self.parent {
                Parent::Free => "not found".to_owned(),
                Parent::Of(_, issue) => format!("not found under issue \"{issue}\""),
                Parent::Missing => "needs an issue".to_owned(),
            }
        };
        format!("{} \"{label}\" {wrong} ({}).", self.name, by(&chosen.origin))
    }
}

/// Which line of which rule.
pub(crate) fn by(origin: &Origin) -> String {
    let rule = match &origin.rule {
        Some(rule) => format!("rule \"{rule}\""),
        None => "[default]".to_owned(),
    };
    format!("{}:{}, {rule}", origin.file, origin.line)
}

/// Labels are compared without regard to case and blanks.
pub(crate) fn alike(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    plain(one) == plain(other)
}

#[cfg(test)]
mod tests;
