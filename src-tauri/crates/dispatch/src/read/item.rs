//! Values of the file, with their places, read as what is expected of them.

use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

use crate::diagnostic::{Place, Report};
use crate::template::Template;
use crate::variable::nearest;

/// A value of the file.
pub(super) type Item<'t> = Spanned<DeValue<'t>>;

/// A key of a table and its value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'d, 't> {
    pub(super) name: &'d str,
    pub(super) key: Place,
    pub(super) value: &'d Item<'t>,
}

/// Something that stands somewhere in the file.
pub(super) trait Located {
    fn place(&self, report: &Report<'_>) -> Place;
}

impl<T> Located for Spanned<T> {
    fn place(&self, report: &Report<'_>) -> Place {
        report.place(self.span())
    }
}

/// The entries of a table in the order of the file.
pub(super) fn entries<'d, 't>(table: &'d DeTable<'t>, report: &Report<'_>) -> Vec<Entry<'d, 't>> {
    let mut sorted: Vec<_> = table.iter().collect();
    sorted.sort_by_key(|(key, _)| key.span().start);
    let entry = |(key, value): (&'d Spanned<_>, &'d Item<'t>)| {
        let name: &std::borrow::Cow<'t, str> = key.get_ref();
        Entry {
            name,
            key: key.place(report),
            value,
        }
    };
    sorted.into_iter().map(entry).collect()
}

/// The elements of a list; a value that is no list is its only element.
pub(super) fn elements<'d, 't>(item: &'d Item<'t>) -> Vec<&'d Item<'t>> {
    item.get_ref()
        .as_array()
        .map_or_else(|| vec![item], |list| list.iter().collect())
}

/// Says that something else stands here than was expected.
pub(super) fn mismatch(report: &mut Report<'_>, item: &Item<'_>, expected: &str) {
    let found = match item.get_ref() {
        DeValue::String(text) if text.is_empty() => "an empty text",
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(true) => "true",
        DeValue::Boolean(false) => "false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    report.error(item.place(report), format!("expected {expected}, found {found}"));
}

/// A text with something in it.
pub(super) fn text<'d>(report: &mut Report<'_>, item: &'d Item<'_>, expected: &str) -> Option<&'d str> {
    let text = item.get_ref().as_str().filter(|text| !text.is_empty());
    if text.is_none() {
        mismatch(report, item, expected);
    }
    text
}

/// A text with places for variables.
pub(super) fn template(report: &mut Report<'_>, item: &Item<'_>, expected: &str) -> Option<Template> {
    // A text over several lines means the same whichever editor saved the file.
    match Template::parse(&text(report, item, expected)?.replace("\r\n", "\n")) {
        Ok(template) => Some(template),
        Err(bad) => {
            let whole = item.place(report);
            let offset = report.source_of(whole).find(&bad.at);
            let place = offset.map_or(whole, |offset| report.within(whole, offset, bad.at.len()));
            report.error_near(place, bad.message, bad.suggestion);
            None
        }
    }
}

/// A whole number.
pub(super) fn whole(integer: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// Says that a key does not exist, and which do.
pub(super) fn unknown_key(report: &mut Report<'_>, entry: &Entry<'_, '_>, place: &str, known: &[&str]) {
    let suggestion = nearest(entry.name, known.iter().copied());
    let message = format!("there is no \"{}\" {place}; expected {}", entry.name, one_of(known));
    report.error_near(entry.key, message, suggestion);
}

/// The names with commas and a last "or".
pub(super) fn one_of(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    crate::text::alternatives(&names)
}

impl<'d, 't> Entry<'d, 't> {
    pub(super) fn table(&self, report: &mut Report<'_>, expected: &str) -> Option<&'d DeTable<'t>> {
        let table = self.value.get_ref().as_table();
        if table.is_none() {
            mismatch(report, self.value, expected);
        }
        table
    }

    /// The tables of `[[name]]`, with the places of their headers.
    pub(super) fn tables(&self, report: &mut Report<'_>, name: &str) -> Option<Vec<(Place, &'d DeTable<'t>)>> {
        let tables = self.value.get_ref().as_array().and_then(|list| {
            list.iter()
                .map(|item| Some((item.place(report), item.get_ref().as_table()?)))
                .collect::<Option<Vec<_>>>()
        });
        if tables.is_none() {
            let place = if self.value.get_ref().is_table() {
                self.value.place(report)
            } else {
                self.key
            };
            report.error(
                place,
                format!("expected [[{name}]], with two brackets, before each {name}"),
            );
        }
        tables
    }

    /// `true` or `false`.
    pub(super) fn flag(&self, report: &mut Report<'_>) -> bool {
        let flag = self.value.get_ref().as_bool();
        if flag.is_none() {
            mismatch(report, self.value, "true or false");
        }
        flag.unwrap_or_default()
    }
}
