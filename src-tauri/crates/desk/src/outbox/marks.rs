//! What the outbox remembers besides tickets: small marks under a key.

use rusqlite::types::{FromSql, ToSql};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::DraftId;

use super::{Cause, Outbox, OutboxError};

/// What is remembered under a key.
pub(super) fn mark<T: FromSql>(connection: &Connection, key: &str) -> rusqlite::Result<Option<T>> {
    let query = "SELECT value FROM meta WHERE key = ?1";
    connection.query_row(query, params![key], |row| row.get(0)).optional()
}

/// Remembers a value under a key, in place of what was there.
pub(super) fn set_mark(connection: &Connection, key: &str, value: impl ToSql) -> rusqlite::Result<()> {
    connection.execute(
        "INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)",
        params![key, value],
    )?;
    Ok(())
}

impl Outbox {
    /// Whether `value` is what is remembered under `key`. What can't be read counts as not remembered.
    pub(crate) async fn remembers(&self, key: &str, value: &str) -> bool {
        let (key, value) = (key.to_owned(), value.to_owned());
        let found = self.with(move |connection| {
            let query = "SELECT EXISTS (SELECT 1 FROM meta WHERE key = ?1 AND value = ?2)";
            Ok(connection.query_row(query, params![key, value], |row| row.get(0))?)
        });
        found.await.unwrap_or(false)
    }

    /// Remembers `value` under `key`, in place of what was there.
    pub(crate) async fn remember(&self, key: String, value: String) -> Result<(), OutboxError> {
        self.with(move |connection| Ok(set_mark(connection, &key, value)?))
            .await
    }

    /// Forgets what is remembered under `key`. Costs no commit where nothing is.
    pub(crate) async fn forget_mark(&self, key: String) -> Result<(), OutboxError> {
        self.with(move |connection| {
            let known: bool = connection.query_row(
                "SELECT EXISTS (SELECT 1 FROM meta WHERE key = ?1)",
                params![key],
                |row| row.get(0),
            )?;
            if known {
                connection.execute("DELETE FROM meta WHERE key = ?1", params![key])?;
            }
            Ok(())
        })
        .await
    }

    /// Why a ticket waits or is parked.
    pub(crate) async fn cause(&self, ticket: DraftId) -> Result<Option<Cause>, OutboxError> {
        self.with(move |connection| {
            let query = "SELECT cause FROM tickets WHERE id = ?1";
            Ok(connection
                .query_row(query, params![ticket], |row| row.get(0))
                .optional()?
                .flatten())
        })
        .await
    }

    /// A ticket's code; empty when it can't be read.
    pub(crate) async fn reference(&self, ticket: DraftId) -> String {
        let found = self.with(move |connection| {
            let query = "SELECT reference FROM codes WHERE ticket = ?1";
            Ok(connection
                .query_row(query, params![ticket], |row| row.get(0))
                .optional()?)
        });
        found.await.ok().flatten().unwrap_or_default()
    }
}
