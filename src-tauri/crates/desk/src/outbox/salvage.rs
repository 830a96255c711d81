//! What can still be read of a damaged outbox, row by row.
//!
//! Every table is read from both ends, so that one page that can't be read costs no more than its own rows, and rows are
//! looked up by every key that some other table or index still knows. The layout need not be today's: of each table the
//! columns are taken that both have.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, params, params_from_iter};
use serde::{Deserialize, Serialize};

use crate::plan::{Attachment, Content};
use crate::private;

use super::OutboxError;
use super::doubt::SENT;
use super::marks::set_mark;
use super::rows::{AsJson, AsTime};
use super::saving::DELIVERED_KEPT;

/// The key under which the new outbox remembers what happened to the old one.
pub(super) const DAMAGE: &str = "damage";

/// What was said of tickets that could not be read whole, in the note and to the MSP.
const REMARK: &str = "The outbox on this PC was damaged before this was sent; pictures or files may be missing.";
const PARKED: &str = "a part of it could not be read after the outbox on this PC was damaged";

/// What happened to an outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Damage {
    /// The file name that the damaged one has now.
    pub(crate) kept_as: String,
    /// The tickets that were on their way, or may have been, and could not be read whole.
    pub(crate) affected: Vec<Affected>,
    /// Nothing at all could be read: which tickets waited is not known.
    pub(crate) unreadable: bool,
}

/// A ticket that could not be read whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Affected {
    /// As people know it.
    pub(crate) reference: String,
    /// Whose it is; empty when that can't be read.
    pub(crate) owner: String,
    /// Nothing is left of it but its reference.
    pub(crate) lost: bool,
}

/// Reads what it can of the outbox at `damaged` into `fresh`, which is empty and of today's layout, in one commit. Nothing
/// of `damaged` is changed.
pub(super) fn salvage(
    damaged: &Path,
    fresh: &mut Connection,
    kept_as: &str,
    written_last: Timestamp,
) -> Result<(), OutboxError> {
    let mended = damaged.with_extension("mended");
    let wreck = Wreck::open(damaged, &mended, fresh);
    let transaction = fresh.transaction()?;
    let found = match &wreck {
        Some(wreck) => Salvage {
            wreck,
            fresh: &transaction,
            written_last,
        }
        .all()?,
        None => None,
    };
    let damage = Damage {
        kept_as: kept_as.to_owned(),
        unreadable: found.is_none(),
        affected: found.unwrap_or_default(),
    };
    set_mark(&transaction, DAMAGE, AsJson(&damage))?;
    transaction.commit()?;
    drop(wreck);
    for beside in ["", "-wal", "-shm"] {
        drop(fs::remove_file(format!("{}{beside}", mended.display())));
    }
    Ok(())
}

/// The damaged database.
struct Wreck(Connection);

type Row = Vec<Value>;

impl Wreck {
    /// A file whose first bytes or first page are gone is read from a copy that has them again.
    fn open(damaged: &Path, mended: &Path, fresh: &Connection) -> Option<Self> {
        let open = |file: &Path| {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let connection = Connection::open_with_flags(file, flags).ok()?;
            let tables = "SELECT count(*) FROM sqlite_schema WHERE type = 'table'";
            let tables: i64 = connection.query_row(tables, [], |row| row.get(0)).ok()?;
            (tables > 0).then_some(Self(connection))
        };
        let mends = |bytes| {
            mend(damaged, mended, fresh, bytes).ok()?;
            open(mended)
        };
        open(damaged).or_else(|| mends(HEADER)).or_else(|| mends(FIRST_PAGE))
    }

    /// The first column of a query, read from both ends.
    fn keys(&self, table: &str, key: &str) -> (BTreeSet<String>, bool) {
        let (rows, whole) = self.rows(&[key.to_owned()], table, key);
        let text = |row: Row| match row.into_iter().next() {
            Some(Value::Text(text)) => Some(text),
            Some(Value::Null | Value::Integer(_) | Value::Real(_) | Value::Blob(_)) | None => None,
        };
        (rows.into_iter().filter_map(text).collect(), whole)
    }

    /// All rows of a table that can be read, and whether that is all of them.
    fn rows(&self, columns: &[String], table: &str, key: &str) -> (Vec<Row>, bool) {
        let columns = columns.join(", ");
        let select = |order| format!("SELECT {columns} FROM {table} ORDER BY {key} {order}");
        let (mut rows, whole) = self.until_it_errs(&select("ASC"), None);
        if !whole {
            rows.extend(self.until_it_errs(&select("DESC"), None).0);
        }
        (rows, whole)
    }

    fn until_it_errs(&self, query: &str, key: Option<&str>) -> (Vec<Row>, bool) {
        let mut found = Vec::new();
        let Ok(mut statement) = self.0.prepare(query) else {
            return (found, false);
        };
        let width = statement.column_count();
        let Ok(mut rows) = statement.query(params_from_iter(key)) else {
            return (found, false);
        };
        loop {
            match rows.next() {
                Ok(Some(row)) => {
                    let values: rusqlite::Result<Row> = (0..width).map(|column| row.get(column)).collect();
                    match values {
                        Ok(values) => found.push(values),
                        Err(_) => return (found, false),
                    }
                }
                Ok(None) => return (found, true),
                Err(_) => return (found, false),
            }
        }
    }
}

/// Says how to read the file.
const HEADER: usize = 100;
/// Says where each table begins, too: in every outbox of a layout at the same place.
const FIRST_PAGE: usize = 4096;

/// A copy with the first bytes of a new outbox. What is counted there is left for SQLite to find out: it does when the
/// counters don't agree.
fn mend(damaged: &Path, mended: &Path, fresh: &Connection, replaced: usize) -> Result<(), OutboxError> {
    let model = fresh.path().map(fs::read).transpose()?.unwrap_or_default();
    let mut bytes = fs::read(damaged)?;
    if bytes.len() < replaced || model.len() < replaced {
        return Err(OutboxError::Damaged("it is too short".to_owned()));
    }
    bytes[..replaced].copy_from_slice(&model[..replaced]);
    // Number of pages, first free page, number of free pages: unknown.
    bytes[28..40].fill(0);
    // The version for which these would count: none.
    bytes[92..96].fill(0xFF);
    private::file(mended)?;
    fs::write(mended, bytes)?;
    let journal = format!("{}-wal", damaged.display());
    if Path::new(&journal).exists() {
        fs::copy(journal, format!("{}-wal", mended.display()))?;
    }
    Ok(())
}

/// On the way from the wreck to the new outbox.
struct Salvage<'a> {
    wreck: &'a Wreck,
    fresh: &'a Connection,
    written_last: Timestamp,
}

impl Salvage<'_> {
    /// The tickets that could not be read whole; `None` when there is nothing to read.
    fn all(&self) -> Result<Option<Vec<Affected>>, OutboxError> {
        self.table("meta", "key")?;
        // This is not the outbox any more that was worked on last.
        self.fresh.execute("DELETE FROM meta WHERE key = ?1", [SENT])?;
        let codes_whole = self.table("codes", "reference")?;
        self.table("drafts", "id")?;
        let known = self.known_tickets();
        if known.is_empty() && !codes_whole {
            return Ok(None);
        }
        let mut lost = Vec::new();
        for id in &known {
            if !self.one("tickets", "id", id)? {
                lost.push(id.clone());
            }
        }
        let bytes_whole = self.bytes()?;
        let mut affected = Vec::new();
        for id in known.difference(&lost.iter().cloned().collect()) {
            affected.extend(self.ticket(id, bytes_whole)?);
        }
        for id in lost {
            affected.extend(self.lost(&id)?);
        }
        // Whatever run planned them, they may have been sent since; and when an attempt ended is not known any more.
        self.fresh.execute(
            "UPDATE steps SET run = ?1, ended_at = NULL",
            [uuid::Uuid::nil().to_string()],
        )?;
        affected.sort_by(|one, other| one.reference.cmp(&other.reference));
        Ok(Some(affected))
    }

    /// By every key that still names one.
    fn known_tickets(&self) -> BTreeSet<String> {
        let places = [
            ("tickets", "id"),
            ("codes", "ticket"),
            ("steps", "ticket"),
            ("blobs", "ticket"),
        ];
        let by_reference = self
            .wreck
            .until_it_errs("SELECT id FROM tickets ORDER BY reference", None)
            .0;
        let by_reference = by_reference.into_iter().flatten().filter_map(|value| match value {
            Value::Text(id) => Some(id),
            Value::Null | Value::Integer(_) | Value::Real(_) | Value::Blob(_) => None,
        });
        let found = places
            .into_iter()
            .flat_map(|(table, key)| self.wreck.keys(table, key).0);
        let is_id = |id: &String| uuid::Uuid::parse_str(id).is_ok();
        found.chain(by_reference).filter(is_id).collect()
    }

    /// All rows of a table that can be read. Whether that is all.
    fn table(&self, table: &str, key: &str) -> Result<bool, OutboxError> {
        let columns = self.columns(table)?;
        let (rows, whole) = self.wreck.rows(&columns, table, key);
        for row in rows {
            self.put(table, &columns, row);
        }
        Ok(whole)
    }

    /// The rows under one key. Whether there was one, and all of it could be read and put.
    fn one(&self, table: &str, key: &str, value: &str) -> Result<bool, OutboxError> {
        let columns = self.columns(table)?;
        let query = format!("SELECT {} FROM {table} WHERE {key} = ?1", columns.join(", "));
        let (rows, whole) = self.wreck.until_it_errs(&query, Some(value));
        let found = !rows.is_empty();
        let mut all = whole && found;
        for row in rows {
            all &= self.put(table, &columns, row);
        }
        Ok(all)
    }

    /// The columns that the old and the new table have.
    fn columns(&self, table: &str) -> Result<Vec<String>, OutboxError> {
        let of = |connection: &Connection| -> rusqlite::Result<Vec<String>> {
            let mut query = connection.prepare("SELECT name FROM pragma_table_info(?1)")?;
            query.query_map([table], |row| row.get(0))?.collect()
        };
        let old = of(&self.wreck.0).unwrap_or_default();
        let mut columns = of(self.fresh)?;
        columns.retain(|column| old.contains(column));
        Ok(columns)
    }

    /// A row whose values the new table does not take was damaged, too.
    fn put(&self, table: &str, columns: &[String], row: Row) -> bool {
        if columns.is_empty() || !is_readable(columns, &row) {
            return false;
        }
        let places = vec!["?"; columns.len()].join(", ");
        let columns = columns.join(", ");
        let insert = format!("INSERT OR REPLACE INTO {table} ({columns}) VALUES ({places})");
        self.fresh.execute(&insert, params_from_iter(row)).is_ok()
    }

    /// Bytes of drafts, and of tickets that are there. Whether all could be read.
    fn bytes(&self) -> Result<bool, OutboxError> {
        let (ids, mut whole) = self.wreck.keys("blobs", "id");
        for id in ids {
            whole &= self.one("blobs", "id", &id)?;
        }
        Ok(whole)
    }

    /// The steps of a ticket, and what is to be said of it.
    fn ticket(&self, id: &str, bytes_whole: bool) -> Result<Option<Affected>, OutboxError> {
        let steps_whole = self.one("steps", "ticket", id)?;
        let (reference, owner, state): (String, String, String) = self.fresh.query_row(
            "SELECT reference, owner, state FROM tickets WHERE id = ?1",
            [id],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?;
        self.fresh.execute(
            "INSERT OR IGNORE INTO codes (reference, ticket, owner, given_at)
             SELECT reference, id, owner, saved_at FROM tickets WHERE id = ?1",
            [id],
        )?;
        if state == "delivered" || (steps_whole && (bytes_whole || self.has_its_bytes(id)?)) {
            return Ok(None);
        }
        if steps_whole {
            self.remark(id)?;
        } else {
            // What was sent already is not known: nothing more may be sent by itself.
            self.fresh.execute(
                "UPDATE tickets SET state = 'parked', cause = NULL, reason = ?2 WHERE id = ?1",
                params![id, PARKED],
            )?;
        }
        Ok(Some(Affected {
            reference,
            owner,
            lost: false,
        }))
    }

    /// Whether all bytes that its steps send are there. A ticket without such steps is not routed yet, and what it had can't
    /// be told.
    fn has_its_bytes(&self, id: &str) -> Result<bool, OutboxError> {
        let mut query = self.fresh.prepare(
            "SELECT content, state FROM steps WHERE ticket = ?1 AND kind = 'attachment' AND state <> 'done'",
        )?;
        let contents: Vec<String> = query
            .query_map([id], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let routed: bool = self.fresh.query_row(
            "SELECT EXISTS (SELECT 1 FROM steps WHERE ticket = ?1 AND kind = 'ticket')",
            [id],
            |row| row.get(0),
        )?;
        let mut has = self.fresh.prepare("SELECT 1 FROM blobs WHERE id = ?1")?;
        for content in &contents {
            let Ok(content) = serde_json::from_str::<Attachment>(content) else {
                return Ok(false);
            };
            if let Content::Blob(blob) = content.from
                && !has.exists(params![blob])?
            {
                return Ok(false);
            }
        }
        Ok(routed)
    }

    fn remark(&self, id: &str) -> Result<(), OutboxError> {
        let remarks: AsJson<Vec<String>> =
            self.fresh
                .query_row("SELECT remarks FROM tickets WHERE id = ?1", [id], |row| row.get(0))?;
        let remarks = [remarks.0, vec![REMARK.to_owned()]].concat();
        self.fresh.execute(
            "UPDATE tickets SET remarks = ?2 WHERE id = ?1",
            params![id, AsJson(&remarks)],
        )?;
        Ok(())
    }

    /// A ticket of which nothing is left but its code. One that is older than delivered tickets are kept was delivered.
    fn lost(&self, id: &str) -> Result<Option<Affected>, OutboxError> {
        let since = self
            .written_last
            .saturating_sub(DELIVERED_KEPT)
            .unwrap_or(self.written_last);
        let mut query = self
            .fresh
            .prepare("SELECT reference, owner FROM codes WHERE ticket = ?1 AND given_at >= ?2")?;
        let mut found = query.query_map(params![id, AsTime(since)], |row| {
            Ok(Affected {
                reference: row.get(0)?,
                owner: row.get(1)?,
                lost: true,
            })
        })?;
        Ok(found.next().transpose()?)
    }
}

/// Whether what must be JSON is.
fn is_readable(columns: &[String], row: &Row) -> bool {
    const JSON: [&str; 6] = ["draft", "facts", "selections", "remarks", "trace", "content"];
    let cells = columns.iter().zip(row);
    let mut json = cells.filter(|(column, _)| JSON.contains(&column.as_str()));
    json.all(|(_, value)| match value {
        Value::Text(text) => {
            serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() || uuid::Uuid::parse_str(text).is_ok()
        }
        Value::Null => true,
        Value::Integer(_) | Value::Real(_) | Value::Blob(_) => false,
    })
}
