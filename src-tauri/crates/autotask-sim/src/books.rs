//! Everything in the tenant that changes: rows and files.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::io;
use std::path::Path;
use std::sync::Arc;

use axum::body::Bytes;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::attachments::Uploads;
use crate::schema::{self, Entity, Field, Kind};
use crate::store::{Change, DataError, File, Store};
use crate::tenant::Tenant;
use crate::workflow::Agenda;
use crate::{Row, text};

#[derive(Debug)]
pub(crate) struct Books {
    pub(crate) tenant: Arc<Tenant>,
    rows: HashMap<&'static str, BTreeMap<i64, Row>>,
    /// The highest id each entity ever had: ids are not given out twice.
    last_ids: HashMap<&'static str, i64>,
    files: HashMap<i64, File>,
    pub(crate) uploads: Uploads,
    pub(crate) agenda: Agenda,
    tickets_of_day: (Date, u32),
    store: Store,
    /// What changed since the last [`Books::keep`].
    change: Change,
}

/// Where ids of an entity without rows begin.
const FIRST_ID: i64 = 29_684_000;

impl Books {
    /// A tenant as its file says, forgotten with the process.
    pub(crate) fn new(tenant: &Arc<Tenant>) -> Self {
        let mut books = Self {
            rows: HashMap::new(),
            last_ids: HashMap::new(),
            files: HashMap::new(),
            uploads: Uploads::default(),
            agenda: Agenda::default(),
            tickets_of_day: (Date::ZERO, 0),
            store: Store::default(),
            change: Change::default(),
            tenant: Arc::clone(tenant),
        };
        for (path, given) in &tenant.rows {
            for row in given {
                books.put(path, row.clone());
            }
        }
        books
    }

    /// A tenant as its file says, and whatever happened to it according to `folder` since then.
    pub(crate) fn open(tenant: &Arc<Tenant>, folder: &Path) -> Result<Self, DataError> {
        let mut books = Self::new(tenant);
        let store = Store::open(folder, |change| books.happen(change))?;
        books.store = store;
        Ok(books)
    }

    fn happen(&mut self, change: Change) {
        for (path, row) in change.rows {
            if let Some(entity) = schema::entity(&path) {
                self.put(entity.rows_of, row);
            }
        }
        self.files.extend(change.files);
        for (path, id) in change.gone {
            if let Some(entity) = schema::entity(&path) {
                self.take(entity.rows_of, id);
            }
        }
        self.tickets_of_day = change.number.unwrap_or(self.tickets_of_day);
    }

    fn put(&mut self, path: &'static str, row: Row) {
        let Some(id) = number(&row, "id") else { return };
        let last = self.last_ids.entry(path).or_insert(id);
        *last = id.max(*last);
        self.rows.entry(path).or_default().insert(id, row);
    }

    fn take(&mut self, path: &'static str, id: i64) {
        if let Some(rows) = self.rows.get_mut(path) {
            rows.remove(&id);
        }
        if path == "TicketAttachments" {
            self.files.remove(&id);
        }
    }

    /// Bytes of an unfinished last change that were dropped on opening.
    pub(crate) fn torn(&self) -> u64 {
        self.store.torn()
    }

    /// Makes what has changed since the last time outlive the process.
    pub(crate) fn keep(&mut self) -> io::Result<()> {
        let change = std::mem::take(&mut self.change);
        self.store.keep(&change)
    }

    pub(crate) fn row(&self, entity: &Entity, id: i64) -> Option<&Row> {
        self.rows.get(entity.rows_of)?.get(&id).filter(|row| entity.holds(row))
    }

    /// The row that a reference field points to. References to entities that are not simulated lead nowhere.
    pub(crate) fn referenced(&self, field: &Field, id: i64) -> Option<&Row> {
        let entity = schema::entities().find(|entity| entity.name == field.reference)?;
        self.row(entity, id)
    }

    /// All rows of an entity, by ascending id.
    pub(crate) fn rows<'a>(&'a self, entity: &'a Entity) -> impl DoubleEndedIterator<Item = &'a Row> + use<'a> {
        let rows = self.rows.get(entity.rows_of).into_iter().flat_map(BTreeMap::values);
        rows.filter(|row| entity.holds(row))
    }

    pub(crate) fn add(&mut self, entity: &Entity, mut row: Row) -> i64 {
        let id = self.last_ids.get(entity.rows_of).map_or(FIRST_ID, |last| last + 1);
        row.insert("id".to_owned(), id.into());
        self.replace(entity, row);
        id
    }

    /// Puts a row in the place of the one with its id.
    pub(crate) fn replace(&mut self, entity: &Entity, row: Row) {
        self.change.rows.push((entity.rows_of.to_owned(), row.clone()));
        self.put(entity.rows_of, row);
    }

    pub(crate) fn remove(&mut self, entity: &Entity, id: i64) {
        self.change.gone.push((entity.rows_of.to_owned(), id));
        self.take(entity.rows_of, id);
    }

    /// Takes an attachment's bytes in, before there is a row that speaks of them.
    pub(crate) fn take_in(&mut self, bytes: &[u8]) -> io::Result<File> {
        self.store.put(bytes, hexadecimal(&Sha256::digest(bytes)))
    }

    pub(crate) fn keep_file(&mut self, attachment: i64, file: File) {
        self.change.files.push((attachment, file.clone()));
        self.files.insert(attachment, file);
    }

    pub(crate) fn file(&self, attachment: i64) -> Option<&File> {
        self.files.get(&attachment)
    }

    /// An attachment's content. One that can't be read is logged, and not there.
    pub(crate) fn content(&self, attachment: i64) -> Option<Bytes> {
        let file = self.files.get(&attachment)?;
        self.store
            .get(file)
            .inspect_err(|error| tracing::error!(%error, attachment, "an attachment can't be read"))
            .ok()
    }

    /// The next ticket number of the day, `T20260909.0028`.
    pub(crate) fn ticket_number(&mut self, now: Timestamp) -> String {
        let day = now.to_zoned(TimeZone::UTC).date();
        let (last_day, count) = &mut self.tickets_of_day;
        if *last_day != day {
            (*last_day, *count) = (day, 0);
        }
        *count += 1;
        self.change.number = Some((*last_day, *count));
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
