//! `when`, `unless` and `any`.

use ipnet::IpNet;
use memchr::memmem::Finder;
use toml::de::{DeTable, DeValue};

use super::item::{Entry, Item, Located as _, elements, entries, mismatch, one_of, whole};
use super::{MAX_REGEXES, Reader};
use crate::Variable;
use crate::condition::{Condition, Matcher, Operand, Operator, Test};
use crate::diagnostic::Place;
use crate::pattern::{compile, from_wildcards};
use crate::search::Needles;
use crate::values::compared_as;
use crate::variable::{Field, Kind, nearest};
use crate::wildcard::Wildcard;

impl<'t> Reader<'t> {
    /// The conditions of `when` or `unless`.
    pub(super) fn conditions_of(&mut self, entry: &Entry<'_, 't>, case: bool) -> Vec<Condition> {
        let expected = format!("conditions, as in {}.msg = …", entry.name);
        let table = entry.table(&mut self.report, &expected);
        table.map(|table| self.conditions(table, case)).unwrap_or_default()
    }

    pub(super) fn any(&mut self, entry: &Entry<'_, 't>, case: bool) -> Vec<Vec<Condition>> {
        let expected = "a list of tables, as in any = [ { msg = … }, { hostname = … } ]";
        let DeValue::Array(items) = entry.value.get_ref() else {
            mismatch(&mut self.report, entry.value, expected);
            return Vec::new();
        };
        if items.is_empty() {
            let message = format!("the list is empty; expected {expected}");
            self.report.error(entry.value.place(&self.report), message);
        }
        let mut tables = Vec::new();
        for item in items {
            match item.get_ref().as_table() {
                Some(table) if table.is_empty() => {
                    self.report
                        .error(item.place(&self.report), "this table is empty; expected a condition");
                }
                Some(table) => tables.push(self.conditions(table, case)),
                None => mismatch(&mut self.report, item, expected),
            }
        }
        tables
    }

    fn conditions(&mut self, table: &DeTable<'t>, case: bool) -> Vec<Condition> {
        let entries = entries(table, &self.report);
        entries.iter().filter_map(|entry| self.condition(entry, case)).collect()
    }

    fn condition(&mut self, entry: &Entry<'_, 't>, case: bool) -> Option<Condition> {
        let variable = self.variable(entry)?;
        let tests = match entry.value.get_ref() {
            DeValue::Table(table) => self.operators(variable, table, entry, case),
            DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_) => vec![self.test(variable, Operator::Plain, entry, entry.key, case)],
        };
        Some(Condition {
            variable,
            tests,
            place: entry.key,
            case,
        })
    }

    pub(super) fn variable(&mut self, entry: &Entry<'_, 't>) -> Option<Variable> {
        let variable = Variable::from_name(entry.name);
        if variable.is_none() {
            let name = entry.name;
            let mut suggestion = None;
            let message = match name {
                "any" => "any stands beside when, not in it; expected any = [ { … }, { … } ]".to_owned(),
                "case" => "case belongs to the whole rule; expected case = true beside name".to_owned(),
                _ if Field::write_only(name) => format!("{name} can be set, not asked; expected a variable"),
                _ => {
                    suggestion = nearest(name, Variable::ALL.into_iter().map(Variable::name));
                    format!("there is no variable \"{name}\"; expected one such as msg, hostname or businessName")
                }
            };
            self.report.error_near(entry.key, message, suggestion);
        }
        variable
    }

    fn operators(
        &mut self,
        variable: Variable,
        table: &DeTable<'t>,
        condition: &Entry<'_, 't>,
        case: bool,
    ) -> Vec<Test> {
        let possible: Vec<&str> = Operator::NAMED
            .into_iter()
            .filter(|operator| fits(*operator, variable.kind()))
            .map(Operator::name)
            .collect();
        if table.is_empty() {
            let place = condition.value.place(&self.report);
            self.report
                .error(place, format!("this table is empty; expected {}", one_of(&possible)));
        }
        let mut tests = Vec::new();
        for entry in entries(table, &self.report) {
            match Operator::from_name(entry.name) {
                Some(operator) if fits(operator, variable.kind()) => {
                    tests.push(self.test(variable, operator, &entry, condition.key, case));
                }
                Some(operator) => {
                    let message = format!(
                        "{} does not go with {variable}; expected {}",
                        operator.name(),
                        one_of(&possible)
                    );
                    self.report.error(entry.key, message);
                }
                None => {
                    let suggestion = nearest(entry.name, possible.iter().copied());
                    let message = format!(
                        "there is no condition \"{}\"; expected {}",
                        entry.name,
                        one_of(&possible)
                    );
                    self.report.error_near(entry.key, message, suggestion);
                }
            }
        }
        tests
    }

    /// One thing that must hold, of the condition at a place.
    fn test(
        &mut self,
        variable: Variable,
        operator: Operator,
        entry: &Entry<'_, 't>,
        condition: Place,
        case: bool,
    ) -> Test {
        let item = entry.value;
        let elements = elements(item);
        if elements.is_empty() {
            self.report
                .warning(item.place(&self.report), "the list is empty, so this never holds");
        }
        let operands = elements
            .into_iter()
            .filter_map(|element| self.operand(variable, operator, element, case))
            .collect();
        Test::new(variable, operator, operands, &self.report.named(condition))
    }

    fn operand(&mut self, variable: Variable, operator: Operator, item: &Item<'t>, case: bool) -> Option<Operand> {
        match operator {
            Operator::Empty => self.emptiness(item),
            Operator::Above | Operator::Below => self.limit(item),
            Operator::InNetwork => self.network(item),
            Operator::Regex => self.regex(variable, item, case),
            Operator::Plain
            | Operator::Is
            | Operator::Contains
            | Operator::Word
            | Operator::Starts
            | Operator::Ends => self.comparison(variable, operator, item, case),
        }
    }

    fn emptiness(&mut self, item: &Item<'t>) -> Option<Operand> {
        let Some(empty) = item.get_ref().as_bool() else {
            mismatch(&mut self.report, item, "true or false");
            return None;
        };
        let written = if empty { "empty" } else { "anything but empty" };
        Some(Operand {
            written: written.to_owned(),
            matcher: Matcher::Empty(empty),
            needles: Needles::default(),
        })
    }

    fn limit(&mut self, item: &Item<'t>) -> Option<Operand> {
        let written = match item.get_ref() {
            DeValue::Integer(number) => whole(number).map(|number| number.to_string()),
            DeValue::Float(number) => Some(number.as_str().to_owned()),
            DeValue::String(_) | DeValue::Boolean(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => {
                None
            }
        };
        let number = written
            .as_ref()
            .and_then(|written| written.parse::<f64>().ok())
            .filter(|limit| limit.is_finite());
        let (Some(written), Some(number)) = (written, number) else {
            mismatch(&mut self.report, item, "a number");
            return None;
        };
        Some(Operand {
            written,
            matcher: Matcher::Number(number),
            needles: Needles::default(),
        })
    }

    fn network(&mut self, item: &Item<'t>) -> Option<Operand> {
        let expected = "a network such as \"10.20.0.0/16\", or one address";
        let network = item.get_ref().as_str().map(str::trim).and_then(|text| {
            text.parse::<IpNet>()
                .ok()
                .or_else(|| text.parse::<std::net::IpAddr>().ok().map(IpNet::from))
        });
        if network.is_none() {
            mismatch(&mut self.report, item, expected);
        }
        network.map(|network| Operand {
            written: network.to_string(),
            matcher: Matcher::Network(network),
            needles: Needles::default(),
        })
    }

    fn regex(&mut self, variable: Variable, item: &Item<'t>, case: bool) -> Option<Operand> {
        let pattern = super::item::text(&mut self.report, item, "a regular expression in quotes")?;
        self.regexes += 1;
        let place = item.place(&self.report);
        if self.regexes > MAX_REGEXES {
            let message = format!("too many regular expressions; expected at most {MAX_REGEXES} in a file");
            self.report.error(place, message);
            return None;
        }
        match compile(pattern, case) {
            Ok(compiled) => Some(Operand {
                written: pattern.to_owned(),
                matcher: Matcher::Regex(compiled.regex),
                needles: self.search.add(variable, &compiled.needed),
            }),
            Err(reason) => {
                self.report
                    .error(place, format!("this is no regular expression we can use: {reason}"));
                None
            }
        }
    }

    fn comparison(&mut self, variable: Variable, operator: Operator, item: &Item<'t>, case: bool) -> Option<Operand> {
        let written = self.comparand(variable, item)?;
        let place = item.place(&self.report);
        let key = compared_as(variable, &written, case);
        let searched = !matches!(operator, Operator::Plain | Operator::Is);
        if searched && key.is_empty() {
            self.report.error(
                place,
                "every text has an empty text in it; expected some text, or empty = true",
            );
            return None;
        }
        let wildcards = operator == Operator::Plain && written.contains(['*', '?']);
        if variable.kind() == Kind::Hours && !wildcards {
            self.hours_exist(&written, place);
        }
        let (matcher, needed) = match operator {
            Operator::Contains | Operator::Word => {
                let finder = Finder::new(&key).into_owned();
                (Matcher::Finder(Box::new(finder)), vec![vec![key]])
            }
            Operator::Plain if wildcards => self.wildcards(&key, place)?,
            Operator::Plain
            | Operator::Is
            | Operator::Starts
            | Operator::Ends
            | Operator::Regex
            | Operator::InNetwork
            | Operator::Empty
            | Operator::Above
            | Operator::Below => (Matcher::Text(key), Vec::new()),
        };
        Some(Operand {
            written,
            matcher,
            needles: self.search.add(variable, &needed),
        })
    }

    /// A pattern for the whole text, and what it has in it: of each list one text.
    fn wildcards(&mut self, key: &str, place: Place) -> Option<(Matcher, Vec<Vec<String>>)> {
        if let Some(wildcard) = Wildcard::new(key) {
            let pieces = key.split('*').map(|piece| vec![piece.to_owned()]);
            return Some((Matcher::Wildcard(Box::new(wildcard)), pieces.collect()));
        }
        match compile(&from_wildcards(key), true) {
            Ok(compiled) => Some((Matcher::Regex(compiled.regex), compiled.needed)),
            Err(reason) => {
                self.report
                    .error(place, format!("this pattern can't be used: {reason}"));
                None
            }
        }
    }

    /// What a variable is compared with, as a text.
    fn comparand(&mut self, variable: Variable, item: &Item<'t>) -> Option<String> {
        let text = match item.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Integer(number) => whole(number).map(|number| number.to_string()),
            DeValue::Boolean(flag) if variable.kind() == Kind::Flag => Some(flag.to_string()),
            DeValue::Boolean(_) | DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => {
                None
            }
        };
        let (expected, fine) = match variable.kind() {
            Kind::Flag => ("true or false", matches!(text.as_deref(), Some("true" | "false"))),
            Kind::Number => (
                "a whole number, or a table with above or below",
                item.get_ref().is_integer() && text.is_some(),
            ),
            Kind::Hours => (
                "a name of hours in quotes, such as \"outside office\"",
                item.get_ref().is_str(),
            ),
            Kind::Choice | Kind::Text | Kind::List | Kind::Address | Kind::Mac => ("a text in quotes", text.is_some()),
        };
        if !fine {
            mismatch(&mut self.report, item, expected);
        }
        text.filter(|_| fine)
    }
}

/// Whether an operator makes sense on a kind of variable.
pub(crate) fn fits(operator: Operator, kind: Kind) -> bool {
    match kind {
        Kind::Flag => matches!(operator, Operator::Plain | Operator::Is | Operator::Empty),
        Kind::Number => matches!(
            operator,
            Operator::Plain | Operator::Is | Operator::Above | Operator::Below
        ),
        Kind::Hours => matches!(operator, Operator::Plain | Operator::Is),
        Kind::Address => !matches!(operator, Operator::Above | Operator::Below),
        Kind::Choice | Kind::Text | Kind::List | Kind::Mac => {
            !matches!(operator, Operator::InNetwork | Operator::Above | Operator::Below)
        }
    }
}
