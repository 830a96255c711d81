//! Whether what the outbox says can be older than what was sent, and how its rows say so.

use std::sync::PoisonError;

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use uuid::Uuid;

use crate::DraftId;

use super::marks::{mark, set_mark};
use super::rows::{AsText, AsTime};
use super::witness::{Witness, token};
use super::{Outbox, OutboxError};

/// The key under which the outbox remembers its token.
pub(super) const SENT: &str = "sent";

impl Outbox {
    /// Before anything is sent: what was there before this run is noted as uncertain, unless this is the outbox that this
    /// machine worked on last.
    pub(crate) async fn note_doubts(&self) -> Result<(), OutboxError> {
        let doubtful = {
            let mut doubtful = self.doubtful.lock().unwrap_or_else(PoisonError::into_inner);
            doubtful.take()
        };
        let Some(tickets) = doubtful else { return Ok(()) };
        let (run, witness, doubts) = (self.run, self.witness.clone(), self.doubtful.clone());
        self.with(move |connection| {
            let noted = note(connection, run, &witness, &tickets);
            if noted.is_err() {
                *doubts.lock().unwrap_or_else(PoisonError::into_inner) = Some(tickets);
            }
            noted
        })
        .await
    }

    /// What was here before this program is taken up `at` that time at the earliest.
    pub(crate) async fn take_up(&self, opened: Timestamp, at: Timestamp) -> Result<(), OutboxError> {
        self.with(move |connection| {
            connection.execute(
                "UPDATE tickets SET next_try = ?2
                 WHERE state IN ('sending', 'waiting') AND saved_at < ?1 AND next_try < ?2",
                params![AsTime(opened), AsTime(at)],
            )?;
            Ok(())
        })
        .await
    }
}

/// The tickets that aren't delivered, in an outbox that isn't the one this machine worked on last. A new one is.
pub(super) fn doubtful(connection: &mut Connection, witness: &Witness) -> Result<Option<Vec<DraftId>>, OutboxError> {
    let last: Option<String> = mark(connection, SENT)?;
    if last.is_some_and(|last| witness.has_seen(&last)) {
        return Ok(None);
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let tickets: Vec<DraftId> = transaction
        .prepare("SELECT id FROM tickets WHERE state <> 'delivered'")?
        .query_map([], |row| Ok(row.get::<_, AsText<DraftId>>(0)?.0))?
        .collect::<rusqlite::Result<_>>()?;
    if !tickets.is_empty() {
        return Ok(Some(tickets));
    }
    let token = set_token(&transaction)?;
    transaction.commit()?;
    witness.sees(&token)?;
    Ok(None)
}

/// Gives the outbox a new token, and answers it.
pub(super) fn set_token(transaction: &Transaction<'_>) -> rusqlite::Result<String> {
    let token = token();
    set_mark(transaction, SENT, &token)?;
    Ok(token)
}

fn note(connection: &mut Connection, run: Uuid, witness: &Witness, tickets: &[DraftId]) -> Result<(), OutboxError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    {
        let mut doubt =
            transaction.prepare("UPDATE steps SET run = ?2, ended_at = NULL WHERE ticket = ?1 AND run <> ?3")?;
        for ticket in tickets {
            doubt.execute(params![ticket, Uuid::nil().to_string(), run.to_string()])?;
        }
    }
    let token = set_token(&transaction)?;
    transaction.commit()?;
    Ok(witness.sees(&token)?)
}
