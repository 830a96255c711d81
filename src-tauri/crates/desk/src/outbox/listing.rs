//! Tickets as people see them, and as the later steps need them.

use deskbell_dispatch::Trace;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use uuid::Uuid;

use crate::saved::{Saved, SavedFile};
use crate::{BlobId, BlobKind, DraftId, Owner, State, StepView, Ticket};

use super::delivery::steps_of;
use super::rows::{AsJson, AsText, AsTime, Cause};
use super::{Outbox, OutboxError};

pub(super) const COLUMNS: &str = "id, reference, subject, saved_at, state, cause, reason, next_try, number, owner";

impl Outbox {
    /// All tickets of one owner, newest first.
    pub(crate) async fn tickets(&self, owner: &Owner) -> Result<Vec<Ticket>, OutboxError> {
        let owner = owner.clone();
        self.with(move |connection| {
            let all = all_tickets(connection)?;
            Ok(all
                .into_iter()
                .filter(|(whose, _)| *whose == owner)
                .map(|(_, ticket)| ticket)
                .collect())
        })
        .await
    }

    /// All tickets with their owners, newest first.
    pub(crate) async fn everyones(&self) -> Result<Vec<(Owner, Ticket)>, OutboxError> {
        self.with(|connection| Ok(all_tickets(connection)?)).await
    }

    /// The same, before there is a runtime.
    pub(crate) fn everyones_now(&self) -> Result<Vec<(Owner, Ticket)>, OutboxError> {
        self.with_now(|connection| Ok(all_tickets(connection)?))
    }

    /// One ticket with its owner.
    pub(crate) async fn ticket(&self, id: DraftId) -> Result<Option<(Owner, Ticket)>, OutboxError> {
        self.with(move |connection| {
            let query = format!("SELECT {COLUMNS} FROM tickets WHERE id = ?1");
            Ok(connection.query_row(&query, params![id], ticket).optional()?)
        })
        .await
    }

    /// What was handed in.
    pub(crate) async fn saved(&self, id: DraftId) -> Result<Option<Saved>, OutboxError> {
        self.with(move |connection| {
            let found = connection
                .query_row(
                    "SELECT owner, reference, saved_at, draft, facts, selections, remarks FROM tickets WHERE id = ?1",
                    params![id],
                    |row| {
                        Ok(Saved {
                            id,
                            owner: Owner(row.get(0)?),
                            reference: row.get(1)?,
                            saved_at: row.get::<_, AsTime>(2)?.0,
                            draft: row.get::<_, AsJson<_>>(3)?.0,
                            facts: row.get::<_, AsJson<_>>(4)?.0,
                            selections: row.get::<_, AsJson<_>>(5)?.0,
                            remarks: row.get::<_, AsJson<_>>(6)?.0,
                            files: Vec::new(),
                        })
                    },
                )
                .optional()?;
            let Some(mut saved) = found else {
                return Ok(None);
            };
            saved.files = files_of(connection, id)?;
            Ok(Some(saved))
        })
        .await
    }

    /// How the rules decided, once they have.
    pub(crate) async fn trace(&self, owner: &Owner, id: DraftId) -> Result<Option<Trace>, OutboxError> {
        let owner = owner.clone();
        self.with(move |connection| {
            let found = connection
                .query_row(
                    "SELECT trace FROM tickets WHERE id = ?1 AND owner = ?2",
                    params![id, owner],
                    |row| row.get::<_, Option<AsJson<Trace>>>(0),
                )
                .optional()?;
            Ok(found.flatten().map(|trace| trace.0))
        })
        .await
    }

    /// The steps of one of the owner's tickets, in order.
    pub(crate) async fn step_views(&self, owner: &Owner, id: DraftId) -> Result<Vec<StepView>, OutboxError> {
        let owner = owner.clone();
        self.with(move |connection| {
            let whose: Option<String> = connection
                .query_row("SELECT owner FROM tickets WHERE id = ?1", params![id], |row| row.get(0))
                .optional()?;
            if whose.is_none_or(|whose| whose != owner.0) {
                return Ok(Vec::new());
            }
            let steps = steps_of(connection, id)?;
            let view = |step: super::Step| StepView {
                ordinal: step.ordinal,
                kind: step.kind.word().to_owned(),
                state: step.state.word().to_owned(),
                attempts: step.attempts,
                remote_id: step.remote_id,
                reason: step.reason,
            };
            Ok(steps.into_iter().map(view).collect())
        })
        .await
    }
}

fn all_tickets(connection: &Connection) -> rusqlite::Result<Vec<(Owner, Ticket)>> {
    let mut query = connection.prepare(&format!(
        "SELECT {COLUMNS} FROM tickets ORDER BY saved_at DESC, id DESC"
    ))?;
    query.query_map([], ticket)?.collect()
}

pub(super) fn ticket(row: &Row<'_>) -> rusqlite::Result<(Owner, Ticket)> {
    let reason = || Ok::<String, rusqlite::Error>(row.get::<_, Option<String>>(6)?.unwrap_or_default());
    let state = match row.get::<_, String>(4)?.as_str() {
        "delivered" => State::Delivered,
        "parked" => State::Parked { reason: reason()? },
        "waiting" => State::Waiting {
            reason: reason()?,
            offline: row.get::<_, Option<Cause>>(5)? == Some(Cause::Offline),
            next_try: row.get::<_, AsTime>(7)?.0,
        },
        _ => State::Sending,
    };
    let ticket = Ticket {
        id: row.get::<_, AsText<DraftId>>(0)?.0,
        reference: row.get(1)?,
        subject: row.get(2)?,
        saved_at: row.get::<_, AsTime>(3)?.0,
        state,
        number: row.get(8)?,
    };
    Ok((Owner(row.get(9)?), ticket))
}

fn files_of(connection: &Connection, id: DraftId) -> rusqlite::Result<Vec<SavedFile>> {
    let mut query = connection.prepare("SELECT id, kind, name, size FROM blobs WHERE ticket = ?1 ORDER BY place")?;
    let files = query.query_map(params![id], |row| {
        Ok(SavedFile {
            blob: BlobId(row.get::<_, AsText<Uuid>>(0)?.0),
            kind: row.get::<_, BlobKind>(1)?,
            name: row.get(2)?,
            bytes: row.get(3)?,
        })
    })?;
    files.collect()
}
