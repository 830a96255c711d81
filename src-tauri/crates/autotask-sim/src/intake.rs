//! Reading the body of a write: names in any case, unknown ones ignored, values brought to their field's type; and the
//! checks that every entity has in common.

use serde_json::Value;

use crate::books::Books;
use crate::reply::{self, Reply};
use crate::schema::{Entity, Field, Kind, Verb};
use crate::tenant::{StoredText, Udf};
use crate::{Row, text};

/// What becomes of fields that an update does not send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unsent {
    /// PATCH.
    Stays,
    /// PUT.
    IsEmptied,
}

impl Unsent {
    /// Adds to what was sent what leaving out the rest means.
    pub(crate) fn apply(self, entity: &Entity, sent: &mut Row) {
        if self == Self::IsEmptied {
            for field in entity.fields.iter().filter(|field| !field.read_only) {
                sent.entry(field.name).or_insert(Value::Null);
            }
        }
    }
}

/// The fields that were sent and may be written, spelled and typed as the API has them. A field sent as null is there
/// and null. Texts are still as sent: lengths are checked before they are stored.
pub(crate) fn read(entity: &'static Entity, body: &[u8], verb: Verb, udfs: &[Udf]) -> Result<Row, Reply> {
    let body: Value = serde_json::from_slice(body).map_err(|error| Reply::error(error.to_string()))?;
    let Value::Object(body) = body else {
        return Err(Reply::error(reply::unexpected(&body, "")));
    };
    let mut sent = Row::new();
    for (name, value) in body {
        if name.eq_ignore_ascii_case("userDefinedFields") && entity.has_udfs {
            sent.insert("userDefinedFields".to_owned(), known_udfs(&value, udfs));
            continue;
        }
        let Some(field) = entity.field(&name).filter(|field| may_be_written(field, verb)) else {
            continue;
        };
        let value = typed(field, &value).ok_or_else(|| Reply::error(reply::unexpected(&value, &name)))?;
        sent.insert(field.name.to_owned(), value);
    }
    Ok(sent)
}

/// "Read-only and required" is how the metadata says that a field can be set on create alone.
fn may_be_written(field: &Field, verb: Verb) -> bool {
    match verb {
        Verb::Create => !field.read_only || field.required,
        Verb::Update => !field.read_only || field.name == "id",
        Verb::Query | Verb::Delete => false,
    }
}

fn known_udfs(sent: &Value, udfs: &[Udf]) -> Value {
    let known = |item: &&Value| {
        let name = item["name"].as_str().unwrap_or_default();
        udfs.iter().any(|udf| udf.name.eq_ignore_ascii_case(name))
    };
    sent.as_array().into_iter().flatten().filter(known).cloned().collect()
}

/// The value as the field's type, the way the API's JSON reader is willing to convert; `None` if it can't be.
fn typed(field: &Field, value: &Value) -> Option<Value> {
    if value.is_null() {
        return Some(Value::Null);
    }
    match field.kind {
        Kind::Integer | Kind::Long => match value {
            Value::Number(number) => number.as_i64().map(Value::from),
            Value::String(text) => text.trim().parse::<i64>().ok().map(Value::from),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        },
        Kind::Decimal => match value {
            Value::Number(_) => Some(value.clone()),
            Value::String(text) => text.trim().parse::<f64>().ok().map(Value::from),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        },
        Kind::Text => match value {
            Value::String(_) => Some(value.clone()),
            Value::Number(number) => Some(number.to_string().into()),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        },
        Kind::DateTime => Some(text::stored_time(text::parse_time(value.as_str()?)?).into()),
        Kind::Boolean => value.as_bool().map(Value::from),
    }
}

/// Is there anything in the field?
pub(crate) fn is_set(row: &Row, field: &str) -> bool {
    match row.get(field) {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.is_empty(),
        Some(_) => true,
    }
}

/// Complaints about fields every row of the entity must have. On an update, only about those being emptied.
pub(crate) fn missing(entity: &Entity, row: &Row, changed: &Row, verb: Verb) -> Vec<String> {
    let concerned = |field: &&Field| verb == Verb::Create || changed.contains_key(field.name);
    let required = entity.fields.iter().filter(|field| field.required).filter(concerned);
    required
        .filter(|field| !is_set(row, field.name))
        .map(|field| reply::missing(field.name))
        .collect()
}

/// Complaints about what was sent, field by field: too long, not in the picklist, pointing nowhere.
pub(crate) fn complaints(books: &Books, entity: &'static Entity, sent: &Row) -> Vec<String> {
    let mut complaints = Vec::new();
    for field in entity.fields {
        let Some(value) = sent.get(field.name).filter(|value| !value.is_null()) else {
            continue;
        };
        if let Some(words) = value.as_str()
            && field.kind == Kind::Text
            && field.length > 0
            && text::length(words) > field.length
        {
            complaints.push(reply::too_long(field.name, field.length));
        }
        if field.picklist && !is_choice(books, entity, field, value) {
            complaints.push(reply::no_picklist_value(value, field.name));
        }
        if !field.reference.is_empty() && books.referenced(field, value.as_i64().unwrap_or(-1)).is_none() {
            complaints.push(reply::bad_reference(field.name, field.reference));
        }
    }
    complaints
}

fn is_choice(books: &Books, entity: &Entity, field: &Field, value: &Value) -> bool {
    let choices = books.tenant.choices(entity, field.name);
    // A picklist the tenant file leaves out takes any value.
    choices.is_empty() || choices.iter().any(|choice| &choice.value == value && choice.active)
}

/// Puts what was sent into the row, texts as they are stored; null empties a field.
pub(crate) fn write(entity: &Entity, row: &mut Row, sent: Row, how: StoredText) {
    for (name, value) in sent {
        let value = match &value {
            Value::Null => {
                row.remove(&name);
                continue;
            }
            Value::String(words) if entity.field(&name).is_some_and(|field| field.kind == Kind::Text) => {
                text::stored(words, how).into()
            }
            Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => value,
        };
        row.insert(name, value);
    }
}
