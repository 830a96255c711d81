//! `set` lines and `[default]`.

use toml::de::{DeTable, DeValue};

use super::Reader;
use super::item::{Entry, Item, Located as _, elements, entries, mismatch, one_of, template, text, whole};
use crate::Variable;
use crate::rules::{Assignment, Value};
use crate::template::Template;
use crate::variable::{Field, Kind, UDF, nearest};

/// Longest time until something is due: ten years.
const LONGEST_DUE: i64 = 3_650 * 86_400;

impl<'t> Reader<'t> {
    /// The fields of a table, in the order in which they are set: as in the file, but a sub-issue comes last, because
    /// its issue would clear it.
    pub(super) fn assignments(&mut self, table: &DeTable<'t>) -> Vec<Assignment> {
        let mut sets = Vec::new();
        for entry in entries(table, &self.report) {
            if entry.name == UDF {
                self.user_defined(&entry, &mut sets);
            } else if let Some(field) = self.field(&entry) {
                self.assignment(field, &entry, &mut sets);
            }
        }
        sets.sort_by_key(|set| set.field == Field::Variable(Variable::SubIssue));
        sets
    }

    pub(super) fn field(&mut self, entry: &Entry<'_, 't>) -> Option<Field> {
        let field = Field::from_name(entry.name);
        if field.is_none() {
            let names: Vec<&str> = Field::names().collect();
            let expected = one_of(&names);
            let message = if Variable::from_name(entry.name).is_some() {
                format!("{} may only be read; expected {expected}", entry.name)
            } else {
                format!("there is no field \"{}\" to set; expected {expected}", entry.name)
            };
            self.report
                .error_near(entry.key, message, nearest(entry.name, names.into_iter()));
        }
        field
    }

    fn user_defined(&mut self, entry: &Entry<'_, 't>, sets: &mut Vec<Assignment>) {
        let expected = "the field's name, as in set.udf.\"Field name\" = \"…\"";
        let Some(table) = entry.table(&mut self.report, expected) else {
            return;
        };
        for udf in entries(table, &self.report) {
            if let Some(value) = self.user_defined_value(udf.value) {
                sets.push(Assignment {
                    field: Field::Udf(udf.name.to_owned()),
                    value,
                    place: udf.key,
                });
            }
        }
    }

    fn user_defined_value(&mut self, item: &Item<'t>) -> Option<Value> {
        let literal = match item.get_ref() {
            DeValue::String(_) | DeValue::Array(_) | DeValue::Table(_) => None,
            DeValue::Integer(number) => whole(number).map(|number| number.to_string()),
            DeValue::Float(number) => Some(number.as_str().to_owned()),
            DeValue::Boolean(flag) => Some(flag.to_string()),
            DeValue::Datetime(date) => Some(date.to_string()),
        };
        match literal {
            Some(literal) => Some(Value::Text(Template::literal(literal))),
            None => template(&mut self.report, item, "a text, a number, true, false or a date").map(Value::Text),
        }
    }

    fn assignment(&mut self, field: Field, entry: &Entry<'_, 't>, sets: &mut Vec<Assignment>) {
        match field {
            Field::Append | Field::PublicNote => {
                for line in elements(entry.value) {
                    let place = if std::ptr::eq(line, entry.value) {
                        entry.key
                    } else {
                        line.place(&self.report)
                    };
                    if let Some(text) = template(&mut self.report, line, "a text, or a list of texts") {
                        sets.push(Assignment {
                            field: field.clone(),
                            value: Value::Text(text),
                            place,
                        });
                    }
                }
            }
            Field::Variable(_) | Field::DueIn | Field::Udf(_) => {
                if let Some(value) = self.value(&field, entry.value) {
                    sets.push(Assignment {
                        field,
                        value,
                        place: entry.key,
                    });
                }
            }
        }
    }

    fn value(&mut self, field: &Field, item: &Item<'t>) -> Option<Value> {
        match field {
            Field::Variable(variable) if variable.kind() == Kind::Choice => self.choice(item),
            Field::DueIn => self
                .duration(item)
                .map(|(seconds, written)| Value::Duration { seconds, written }),
            Field::Variable(_) | Field::Append | Field::PublicNote | Field::Udf(_) => {
                template(&mut self.report, item, "a text").map(Value::Text)
            }
        }
    }

    fn choice(&mut self, item: &Item<'t>) -> Option<Value> {
        let expected = "a name in quotes, or an id (a whole number)";
        if let DeValue::Integer(number) = item.get_ref() {
            let id = whole(number).filter(|id| *id >= 0);
            if id.is_none() {
                mismatch(&mut self.report, item, expected);
            }
            return id.map(Value::Id);
        }
        template(&mut self.report, item, expected).map(Value::Text)
    }

    /// Seconds, and how it is written: `4h`, `2d`, `1d 12h`.
    pub(super) fn duration(&mut self, item: &Item<'t>) -> Option<(i64, String)> {
        let expected = "a time such as \"30m\", \"4h\", \"2d\" or \"1w\", at most 3650 days";
        let written = text(&mut self.report, item, expected)?;
        let in_bounds = |written: &str| seconds(written).filter(|seconds| (1..=LONGEST_DUE).contains(seconds));
        let seconds = in_bounds(written);
        if seconds.is_none() {
            let suggestion = abbreviated(written).filter(|short| in_bounds(short).is_some());
            let message = format!("\"{written}\" is no time we can read; expected {expected}");
            self.report.error_near(item.place(&self.report), message, suggestion);
        }
        seconds.map(|seconds| (seconds, written.to_owned()))
    }
}

fn seconds(written: &str) -> Option<i64> {
    let mut total: i64 = 0;
    let mut number = String::new();
    for character in written.chars() {
        let unit = match character {
            '0'..='9' => {
                number.push(character);
                continue;
            }
            ' ' if number.is_empty() => continue,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            'w' => 7 * 86_400,
            _ => return None,
        };
        let part: i64 = number.parse().ok()?;
        total = total.checked_add(part.checked_mul(unit)?)?;
        number.clear();
    }
    number.is_empty().then_some(total)
}

/// A time with its units written out (`4 hours`, `1 Day 30 min`), as it is written here.
fn abbreviated(written: &str) -> Option<String> {
    let lower = written.to_lowercase();
    let numbers = lower.split(|character: char| !character.is_ascii_digit());
    let words = lower.split(|character: char| !character.is_alphabetic());
    let filled = |part: &&str| !part.is_empty();
    let (numbers, words): (Vec<&str>, Vec<&str>) = (numbers.filter(filled).collect(), words.filter(filled).collect());
    if numbers.len() != words.len() || numbers.is_empty() {
        return None;
    }
    let short = |(number, word): (&&str, &&str)| {
        let unit = match *word {
            "m" | "min" | "mins" | "minute" | "minutes" => 'm',
            "h" | "hr" | "hrs" | "hour" | "hours" => 'h',
            "d" | "day" | "days" => 'd',
            "w" | "week" | "weeks" => 'w',
            _ => return None,
        };
        Some(format!("{number}{unit}"))
    };
    let parts: Option<Vec<String>> = numbers.iter().zip(&words).map(short).collect();
    Some(parts?.join(" "))
}
