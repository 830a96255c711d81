//! Tickets that are not delivered yet, by how long they have waited, and who was told so.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{TransactionBehavior, params};

use crate::{DraftId, Owner, Ticket};

use super::listing::{COLUMNS, ticket};
use super::marks::mark;
use super::rows::{AsJson, AsText, AsTime};
use super::salvage::{DAMAGE, Damage};
use super::{Outbox, OutboxError};

/// So many tickets that wait for long are named to the MSP: where there are more, they have one cause.
const NAMED: usize = 10;

/// What waits.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Waiting {
    /// Those that have waited for long, the longest first, and since when; at most ten.
    pub(crate) longest: Vec<(DraftId, Timestamp)>,
    /// Who has such a ticket and was not told of it.
    pub(crate) untold: BTreeSet<Owner>,
    /// When the next one was saved that has not waited for long yet.
    pub(crate) next: Option<Timestamp>,
}

impl Outbox {
    /// What waits, seen from `before`: what was saved until then has waited for long.
    pub(crate) async fn waiting(&self, before: Timestamp) -> Result<Waiting, OutboxError> {
        self.with(move |connection| {
            let mut query = connection.prepare(
                "SELECT id, owner, saved_at, EXISTS (SELECT 1 FROM meta WHERE key = 'told/' || id)
                 FROM tickets WHERE state <> 'delivered' ORDER BY saved_at, id",
            )?;
            let mut rows = query.query([])?;
            let mut waiting = Waiting::default();
            while let Some(row) = rows.next()? {
                let saved_at = row.get::<_, AsTime>(2)?.0;
                if saved_at > before {
                    waiting.next = Some(saved_at);
                    break;
                }
                if waiting.longest.len() < NAMED {
                    waiting.longest.push((row.get::<_, AsText<DraftId>>(0)?.0, saved_at));
                }
                if !row.get::<_, bool>(3)? {
                    waiting.untold.insert(Owner(row.get(1)?));
                }
            }
            Ok(waiting)
        })
        .await
    }

    /// The owner's tickets that have waited for long and of which they were not told, the longest first; from now on they
    /// were.
    pub(crate) async fn take_late(&self, owner: &Owner, before: Timestamp) -> Result<Vec<Ticket>, OutboxError> {
        let owner = owner.clone();
        self.with(move |connection| {
            let query = format!(
                "SELECT {COLUMNS} FROM tickets WHERE owner = ?1 AND state <> 'delivered' AND saved_at <= ?2
                    AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'told/' || id) ORDER BY saved_at, id"
            );
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let late: Vec<Ticket> = transaction
                .prepare(&query)?
                .query_map(params![owner, AsTime(before)], |row| Ok(ticket(row)?.1))?
                .collect::<rusqlite::Result<_>>()?;
            for ticket in &late {
                transaction.execute(
                    "INSERT INTO meta (key, value) VALUES ('told/' || ?1, '')",
                    params![ticket.id],
                )?;
            }
            transaction.commit()?;
            Ok(late)
        })
        .await
    }

    /// Whether the owner was not told yet that the outbox kept under that name was damaged; from now on they were.
    pub(crate) async fn take_damage(&self, owner: &Owner, kept_as: &str) -> Result<bool, OutboxError> {
        let key = format!("told/{kept_as}/{}", owner.0);
        self.with(move |connection| {
            let told = connection.execute("INSERT OR IGNORE INTO meta (key, value) VALUES (?1, '')", params![key])?;
            Ok(told > 0)
        })
        .await
    }

    /// What happened to the outbox before this one, if something did.
    pub(crate) async fn damage(&self) -> Result<Option<Damage>, OutboxError> {
        self.with(|connection| {
            let found: Option<AsJson<Damage>> = mark(connection, DAMAGE)?;
            Ok(found.map(|damage| damage.0))
        })
        .await
    }
}
