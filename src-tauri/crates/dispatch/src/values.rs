//! What the variables hold while the rules run.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::rules::Rules;
use crate::search::{Found, Needles, Search};
use crate::text::{caps_percent, comparable, subject_of, without_separators};
use crate::variable::Kind;
use crate::{Input, Variable};

/// The variables' values, with the ones worked out from them, as texts and as they are compared.
#[derive(Debug)]
pub(crate) struct Values {
    texts: BTreeMap<Variable, Vec<String>>,
    unknown: BTreeSet<Variable>,
    folded: BTreeMap<Variable, Vec<String>>,
    exact: BTreeMap<Variable, Vec<String>>,
    search: Arc<Search>,
    found: BTreeMap<Variable, Found>,
}

impl Values {
    /// The values before the first rule. `unknown` ones stay unknown until something known is set.
    pub(crate) fn new(input: &Input, rules: &Rules, unknown: BTreeSet<Variable>) -> Self {
        let now = rules.wall_clock(input.now);
        let texts = input.values.clone();
        let mut values = Self {
            texts,
            unknown,
            folded: BTreeMap::new(),
            exact: BTreeMap::new(),
            search: Arc::clone(&rules.search),
            found: BTreeMap::new(),
        };
        values.texts.insert(
            Variable::Hours,
            rules.hours.iter().map(|hours| hours.word(now)).collect(),
        );
        if values.unknown.contains(&Variable::Msg) {
            values.unknown.extend([Variable::MsgLength, Variable::CapsPercent]);
            if !values.texts.contains_key(&Variable::Subject) {
                values.unknown.insert(Variable::Subject);
            }
        }
        let msg = values.text(Variable::Msg).to_owned();
        values
            .texts
            .entry(Variable::Subject)
            .or_insert_with(|| vec![subject_of(&msg)]);
        values.measure();
        values
    }

    /// The one text of a variable; empty when it has none.
    pub(crate) fn text(&self, variable: Variable) -> &str {
        self.texts
            .get(&variable)
            .and_then(|texts| texts.first())
            .map_or("", String::as_str)
    }

    /// A variable as it is put into a text: lists with commas.
    pub(crate) fn joined(&self, variable: Variable) -> String {
        if variable.has_many() {
            self.texts
                .get(&variable)
                .map(|texts| texts.join(", "))
                .unwrap_or_default()
        } else {
            self.text(variable).to_owned()
        }
    }

    /// Every value of a variable, as given.
    pub(crate) fn all(&self, variable: Variable) -> &[String] {
        self.texts.get(&variable).map(Vec::as_slice).unwrap_or_default()
    }

    /// The texts a condition looks at, as they are compared: each element of a list, else the one text.
    pub(crate) fn compared(&mut self, variable: Variable, case: bool) -> &[String] {
        let (cache, texts) = (if case { &mut self.exact } else { &mut self.folded }, &self.texts);
        cache.entry(variable).or_insert_with(|| {
            let given = texts.get(&variable).map(Vec::as_slice).unwrap_or_default();
            let seen = if variable.has_many() {
                given
            } else {
                given.get(..1).unwrap_or_default()
            };
            let compared = seen.iter().map(|text| compared_as(variable, text, case));
            if seen.is_empty() && !variable.has_many() {
                vec![String::new()]
            } else {
                compared.collect()
            }
        })
    }

    /// Whether a variable has one of the texts in it, as far as one look at it for all rules can tell.
    pub(crate) fn may_have(&mut self, variable: Variable, needles: &Needles) -> bool {
        if needles.is_empty() {
            return true;
        }
        if !self.found.contains_key(&variable) {
            let mut texts = self.compared(variable, false).to_vec();
            // Of plain letters, the small ones are what every comparison sees, coarsely.
            if !self.all(variable).iter().all(|text| text.is_ascii()) {
                texts.extend_from_slice(self.compared(variable, true));
            }
            let found = self.search.look(variable, texts.iter().map(String::as_str));
            self.found.insert(variable, found);
        }
        self.found.get(&variable).is_none_or(|found| found.has(needles))
    }

    pub(crate) fn is_unknown(&self, variable: Variable) -> bool {
        self.unknown.contains(&variable)
    }

    pub(crate) fn set(&mut self, variable: Variable, text: Option<String>) {
        self.texts.insert(variable, text.into_iter().collect());
        self.unknown.remove(&variable);
        self.forget(variable);
        if variable == Variable::Msg {
            self.unknown.remove(&Variable::MsgLength);
            self.unknown.remove(&Variable::CapsPercent);
            self.measure();
        }
    }

    pub(crate) fn set_unknown(&mut self, variable: Variable) {
        self.unknown.insert(variable);
        if variable == Variable::Msg {
            self.unknown.extend([Variable::MsgLength, Variable::CapsPercent]);
        }
    }

    fn measure(&mut self) {
        let msg = self.text(Variable::Msg);
        let measured = [
            (Variable::MsgLength, msg.chars().count()),
            (Variable::CapsPercent, caps_percent(msg)),
        ];
        for (variable, number) in measured {
            self.texts.insert(variable, vec![number.to_string()]);
            self.forget(variable);
        }
    }

    fn forget(&mut self, variable: Variable) {
        self.folded.remove(&variable);
        self.exact.remove(&variable);
        self.found.remove(&variable);
    }
}

/// A text of a variable, or one it is compared with, made comparable.
pub(crate) fn compared_as(variable: Variable, text: &str, case: bool) -> String {
    if variable.kind() == Kind::Mac {
        comparable(&without_separators(text), case)
    } else {
        comparable(text, case)
    }
}
