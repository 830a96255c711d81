//! Everything in the tenant that changes: rows and files.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::sync::Arc;

use axum::body::Bytes;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::attachments::Uploads;
use crate::schema::{self, Entity, Field, Kind};
use crate::tenant::Tenant;
use crate::{Row, text};

/// The content of an attachment.
#[derive(Debug, Clone, Default)]
pub(crate) struct File {
    pub(crate) bytes: Bytes,
    /// In hexadecimal.
    pub(crate) sha256: String,
}

#[derive(Debug)]
pub(crate) struct Books {
    pub(crate) tenant: Arc<Tenant>,
    rows: HashMap<&'static str, BTreeMap<i64, Row>>,
    files: HashMap<i64, File>,
    pub(crate) uploads: Uploads,
    tickets_of_day: (Date, u32),
}

/// Where ids of an entity without rows begin.
const FIRST_ID: i64 = 29_684_000;

impl Books {
    pub(crate) fn open(tenant: Arc<Tenant>) -> Self {
        let mut rows: HashMap<&'static str, BTreeMap<i64, Row>> = HashMap::new();
        for (path, given) in &tenant.rows {
            let by_id = given.iter().filter_map(|row| Some((number(row, "id")?, row.clone())));
            rows.insert(path, by_id.collect());
        }
        Self {
            tenant,
            rows,
            files: HashMap::new(),
            uploads: Uploads::default(),
            tickets_of_day: (Date::ZERO, 0),
        }
    }

    pub(crate) fn row(&self, entity: &Entity, id: i64) -> Option<&Row> {
        self.rows.get(entity.rows_of)?.get(&id)
    }

    /// The row that a reference field points to. References to entities that are not simulated lead nowhere.
    pub(crate) fn referenced(&self, field: &Field, id: i64) -> Option<&Row> {
        let entity = schema::entities().find(|entity| entity.name == field.reference)?;
        self.row(entity, id)
    }

    /// All rows of an entity, by ascending id.
    pub(crate) fn rows(&self, entity: &Entity) -> impl DoubleEndedIterator<Item = &Row> {
        self.rows.get(entity.rows_of).into_iter().flat_map(BTreeMap::values)
    }

    pub(crate) fn add(&mut self, entity: &Entity, mut row: Row) -> i64 {
        let rows = self.rows.entry(entity.rows_of).or_default();
        let id = rows.last_key_value().map_or(FIRST_ID, |(last, _)| last + 1);
        row.insert("id".to_owned(), id.into());
        rows.insert(id, row);
        id
    }

    pub(crate) fn replace(&mut self, entity: &Entity, id: i64, row: Row) {
        self.rows.entry(entity.rows_of).or_default().insert(id, row);
    }

    pub(crate) fn remove(&mut self, entity: &Entity, id: i64) {
        if let Some(rows) = self.rows.get_mut(entity.rows_of) {
            rows.remove(&id);
        }
        if entity.rows_of == "TicketAttachments" {
            self.files.remove(&id);
        }
    }

    pub(crate) fn keep_file(&mut self, attachment: i64, bytes: Bytes) {
        let sha256 = hexadecimal(&Sha256::digest(&bytes));
        self.files.insert(attachment, File { bytes, sha256 });
    }

    pub(crate) fn file(&self, attachment: i64) -> Option<&File> {
        self.files.get(&attachment)
    }

    /// The next ticket number of the day, `T20260909.0028`.
    pub(crate) fn ticket_number(&mut self, now: Timestamp) -> String {
        let day = now.to_zoned(TimeZone::UTC).date();
        let (last_day, count) = &mut self.tickets_of_day;
        if *last_day != day {
            (*last_day, *count) = (day, 0);
        }
        *count += 1;
        format!("T{}.{count:04}", day.strftime("%Y%m%d"))
    }

    /// The row as answers show it: every field there, unset ones as null.
    pub(crate) fn shown(&self, entity: &Entity, row: &Row) -> Row {
        let mut shown: Row = entity
            .fields
            .iter()
            .map(|field| (field.name.to_owned(), self.shown_value(field, row)))
            .collect();
        if entity.has_udfs {
            shown.insert("userDefinedFields".to_owned(), self.shown_udfs(entity, row));
        }
        shown
    }

    fn shown_value(&self, field: &Field, row: &Row) -> Value {
        let switches = &self.tenant.switches;
        match (row.get(field.name), field.kind) {
            (None, _) => Value::Null,
            (Some(Value::String(text)), Kind::Text) => text::shown(text, switches.text).into(),
            (Some(Value::String(time)), Kind::DateTime) => text::shown_time(time, switches.timestamps).into(),
            (Some(value), _) => value.clone(),
        }
    }

    fn shown_udfs(&self, entity: &Entity, row: &Row) -> Value {
        let defined = self.tenant.udfs.get(entity.rows_of).map_or(&[][..], Vec::as_slice);
        let all = defined
            .iter()
            .map(|udf| json!({"name": udf.name, "value": udf_value(row, &udf.name)}));
        all.collect()
    }

    /// The label of a picklist field's value, if the row has one that the tenant knows.
    pub(crate) fn label(&self, entity: &Entity, row: &Row, field: &'static str) -> Option<&str> {
        let value = row.get(field)?;
        let choice = self
            .tenant
            .choices(entity, field)
            .iter()
            .find(|choice| &choice.value == value)?;
        Some(&choice.label)
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A row's number, if it is set and is one.
pub(crate) fn number(row: &Row, field: &str) -> Option<i64> {
    row.get(field)?.as_i64()
}

/// A row's text, empty if it is not set.
pub(crate) fn words<'a>(row: &'a Row, field: &str) -> &'a str {
    row.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// Active rows have `isActive` true or, contacts, 1.
pub(crate) fn is_active(row: &Row) -> bool {
    matches!(row.get("isActive"), Some(flag) if flag == true || flag == 1)
}

/// The value of a user-defined field, null if it is not set.
pub(crate) fn udf_value<'a>(row: &'a Row, name: &str) -> &'a Value {
    row.get("userDefinedFields")
        .and_then(Value::as_array)
        .and_then(|udfs| {
            udfs.iter()
                .find(|udf| udf["name"].as_str().is_some_and(|n| n.eq_ignore_ascii_case(name)))
        })
        .map_or(&Value::Null, |udf| &udf["value"])
}
