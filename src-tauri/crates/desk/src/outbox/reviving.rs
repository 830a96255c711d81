//! What lets a parked ticket go on: another set-up, a key that rests no longer, a day that has passed, or somebody who
//! asks.

use jiff::Timestamp;
use rusqlite::{Transaction, TransactionBehavior, params};

use crate::DraftId;

use super::delivery::{set_unrouted, steps_of};
use super::marks::{mark, set_mark};
use super::rows::{AsText, AsTime, Kind, State, Step};
use super::{Outbox, OutboxError};

/// The keys under which the outbox remembers the set-up, and that the key rests.
const SET_UP: &str = "set_up";
const KEY_RESTS: &str = "key_rests";

/// Who lets parked tickets go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// Nobody in particular.
    Itself,
    /// Somebody, who may have looked at it: unclear ends are counted from the start.
    Human,
}

impl Outbox {
    /// The set-up is `print` now. When it was another before, what it may have been the reason for is tried again.
    pub(crate) async fn set_up_is(&self, print: String, now: Timestamp) -> Result<(), OutboxError> {
        self.with(move |connection| {
            let known: Option<String> = mark(connection, SET_UP)?;
            if known.as_ref() == Some(&print) {
                return Ok(());
            }
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            set_mark(&transaction, SET_UP, print)?;
            revive(&transaction, By::Itself, now)?;
            transaction.commit()?;
            Ok(())
        })
        .await
    }

    /// Whether a refused key rests. When it no longer does, what was parked for it is tried again.
    pub(crate) async fn key_rests(&self, rests: bool, now: Timestamp) -> Result<(), OutboxError> {
        self.with(move |connection| {
            let known: Option<String> = mark(connection, KEY_RESTS)?;
            if known.is_some() == rests {
                return Ok(());
            }
            if rests {
                return Ok(set_mark(connection, KEY_RESTS, "")?);
            }
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute("DELETE FROM meta WHERE key = ?1", params![KEY_RESTS])?;
            transaction.execute(
                "UPDATE tickets SET state = 'sending', cause = NULL, reason = NULL, next_try = ?1
                 WHERE state = 'parked' AND cause = 'key'",
                params![AsTime(now)],
            )?;
            transaction.commit()?;
            Ok(())
        })
        .await
    }

    /// What was refused may have been put right in the ticket system, of which nobody here hears.
    pub(crate) async fn another_day(&self, now: Timestamp) -> Result<(), OutboxError> {
        self.with(move |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            revive(&transaction, By::Itself, now)?;
            transaction.commit()?;
            Ok(())
        })
        .await
    }

    /// Everything that waits or is parked is due now. What waits for certainty goes on waiting.
    pub(crate) async fn try_again(&self, now: Timestamp) -> Result<(), OutboxError> {
        self.with(move |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute(
                "UPDATE tickets SET next_try = ?1 WHERE state = 'waiting' AND cause IS NOT 'ambiguous'",
                params![AsTime(now)],
            )?;
            revive(&transaction, By::Human, now)?;
            transaction.commit()?;
            Ok(())
        })
        .await
    }

    /// This key has read back something of this kind: what is parked only because it had not is looked for again.
    pub(crate) async fn proven(&self, kind: Kind, now: Timestamp) -> Result<(), OutboxError> {
        self.with(move |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute(
                "UPDATE tickets SET state = 'sending', cause = NULL, reason = NULL, next_try = ?2
                 WHERE state = 'parked' AND id IN (SELECT ticket FROM steps WHERE kind = ?1 AND unproven)",
                params![kind, AsTime(now)],
            )?;
            transaction.execute(
                "UPDATE steps SET state = 'attempting', unproven = FALSE WHERE kind = ?1 AND unproven",
                params![kind],
            )?;
            transaction.commit()?;
            Ok(())
        })
        .await
    }
}

/// Lets parked tickets go on. One whose content was refused, so that it does not exist, is routed anew; a note that was
/// refused is sent again; what may have happened is looked for. What an earlier run knew stays what an earlier run knew.
fn revive(transaction: &Transaction<'_>, by: By, now: Timestamp) -> rusqlite::Result<()> {
    let parked: Vec<DraftId> = transaction
        .prepare("SELECT id FROM tickets WHERE state = 'parked'")?
        .query_map([], |row| Ok(row.get::<_, AsText<DraftId>>(0)?.0))?
        .collect::<rusqlite::Result<_>>()?;
    for id in parked {
        let steps = steps_of(transaction, id)?;
        let refused = steps.iter().find(|step| step.kind == Kind::Ticket && is_refused(step));
        match refused {
            Some(ticket) => set_unrouted(transaction, id, ticket.run, None)?,
            None => revive_steps(transaction, id, &steps, by)?,
        }
    }
    transaction.execute(
        "UPDATE tickets SET state = 'sending', cause = NULL, reason = NULL, next_try = ?1
         WHERE state = 'parked' OR (state = 'waiting' AND cause = 'key')",
        params![AsTime(now)],
    )?;
    Ok(())
}

fn revive_steps(transaction: &Transaction<'_>, id: DraftId, steps: &[Step], by: By) -> rusqlite::Result<()> {
    for step in steps.iter().filter(|step| step.state == State::Parked) {
        let state = match step.kind {
            _ if !is_refused(step) => State::Attempting,
            Kind::Note | Kind::Number => State::Planned,
            // It is named in a note, and the next one would be refused as well.
            Kind::Attachment | Kind::Route | Kind::Ticket => continue,
        };
        let unclear = if by == By::Human { 0 } else { step.ambiguous };
        transaction.execute(
            "UPDATE steps SET state = ?3, ambiguous = ?4, unproven = FALSE WHERE ticket = ?1 AND ordinal = ?2",
            params![id, step.ordinal, state, unclear],
        )?;
    }
    Ok(())
}

/// Whether it certainly did not happen.
fn is_refused(step: &Step) -> bool {
    step.state == State::Parked && step.ambiguous == 0
}
