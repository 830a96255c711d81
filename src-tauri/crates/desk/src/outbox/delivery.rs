//! What the courier reads and records. Each call that records is one commit.

use deskbell_dispatch::Trace;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, TransactionBehavior, params};
use serde::Serialize;
use uuid::Uuid;

use crate::DraftId;
use crate::plan::{FIRST_PART, Part, Plan};
use crate::psa::{NewNote, RemoteId};

use super::rows::{AsJson, AsText, AsTime, Cause, Head, Kind, State, Step};
use super::{Outbox, OutboxError};

/// The ordinals that every ticket has.
const ROUTE: u32 = 0;
const TICKET: u32 = 1;
const NUMBER: u32 = 2;

/// Where a failure leaves the ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Settled {
    /// It goes on with its other steps.
    GoesOn,
    /// It is tried again then.
    Waits {
        /// Why.
        cause: Cause,
        /// When.
        until: Timestamp,
        /// Whether every other ticket waits with it.
        all: bool,
    },
    /// It needs a human.
    Parked {
        /// Why.
        cause: Cause,
    },
}

/// A step that did not get through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// What the step is now.
    pub(crate) step: State,
    /// It is not clear whether it happened.
    pub(crate) ambiguous: bool,
    /// For a technician.
    pub(crate) reason: String,
    /// Where that leaves the ticket.
    pub(crate) ticket: Settled,
}

impl Outbox {
    /// The oldest ticket that is due, and when the next one is.
    pub(crate) async fn head(&self, now: Timestamp) -> Result<(Option<Head>, Option<Timestamp>), OutboxError> {
        self.with(move |connection| {
            let found = connection
                .query_row(
                    "SELECT id, remote_id, tries, rerouted FROM tickets WHERE state IN ('sending', 'waiting') AND next_try <= ?1
                     ORDER BY saved_at, id LIMIT 1",
                    params![AsTime(now)],
                    |row| {
                        Ok(Head {
                            id: row.get::<_, AsText<DraftId>>(0)?.0,
                            remote_id: row.get::<_, Option<i64>>(1)?.map(RemoteId),
                            tries: row.get(2)?,
                            rerouted: row.get(3)?,
                            steps: Vec::new(),
                        })
                    },
                )
                .optional()?;
            let Some(mut head) = found else {
                let next = connection.query_row(
                    "SELECT min(next_try) FROM tickets WHERE state IN ('sending', 'waiting')",
                    [],
                    |row| row.get::<_, Option<AsTime>>(0),
                )?;
                return Ok((None, next.map(|next| next.0)));
            };
            head.steps = steps_of(connection, head.id)?;
            Ok((Some(head), None))
        })
        .await
    }

    /// A ticket that waited is being worked on again. Answers whether that is news.
    pub(crate) async fn pick_up(&self, id: DraftId) -> Result<bool, OutboxError> {
        self.with(move |connection| {
            let changed = connection.execute(
                "UPDATE tickets SET state = 'sending', cause = NULL, reason = NULL WHERE id = ?1 AND state = 'waiting'",
                params![id],
            )?;
            Ok(changed > 0)
        })
        .await
    }

    /// The route is decided: from here on it is what will be sent, whatever rules or settings become.
    pub(crate) async fn commit_route(&self, id: DraftId, plan: Plan, trace: Trace) -> Result<(), OutboxError> {
        let run = self.run;
        self.with(move |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute(
                "UPDATE tickets SET subject = ?2, trace = ?3 WHERE id = ?1",
                params![id, plan.ticket.title, AsJson(&trace)],
            )?;
            set_done(&transaction, id, ROUTE, None)?;
            insert_step(&transaction, id, TICKET, Kind::Ticket, run, &plan.ticket)?;
            insert_step(&transaction, id, NUMBER, Kind::Number, run, &())?;
            for (ordinal, part) in (FIRST_PART..).zip(&plan.parts) {
                insert_part(&transaction, id, ordinal, run, part)?;
            }
            transaction.commit()?;
            Ok(())
        })
        .await
    }

    /// The request is about to leave.
    pub(crate) async fn begin(&self, id: DraftId, ordinal: u32, now: Timestamp) -> Result<(), OutboxError> {
        let run = self.run;
        self.with(move |connection| {
            connection.execute(
                "UPDATE steps SET state = 'attempting', attempts = attempts + 1, attempted_at = ?3, ended_at = NULL,
                    run = ?4 WHERE ticket = ?1 AND ordinal = ?2",
                params![id, ordinal, AsTime(now), run.to_string()],
            )?;
            Ok(())
        })
        .await
    }

    /// A step has happened.
    pub(crate) async fn done(&self, id: DraftId, ordinal: u32, made: Option<RemoteId>) -> Result<(), OutboxError> {
        self.with(move |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            set_done(&transaction, id, ordinal, made)?;
            if ordinal == TICKET {
                transaction.execute("UPDATE tickets SET remote_id = ?2 WHERE id = ?1", params![id, made])?;
            }
            transaction.commit()?;
            Ok(())
        })
        .await
    }

    /// The ticket's number is known.
    pub(crate) async fn numbered(&self, id: DraftId, number: String) -> Result<(), OutboxError> {
        self.with(move |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            set_done(&transaction, id, NUMBER, None)?;
            transaction.execute("UPDATE tickets SET number = ?2 WHERE id = ?1", params![id, number])?;
            transaction.commit()?;
            Ok(())
        })
        .await
    }

    /// A step did not get through.
    pub(crate) async fn failed(
        &self,
        id: DraftId,
        ordinal: u32,
        failure: Failure,
        now: Timestamp,
    ) -> Result<(), OutboxError> {
        self.with(move |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            // A route makes nothing and is never `attempting`: its tries are counted here.
            transaction.execute(
                "UPDATE steps SET state = ?3, ambiguous = ambiguous + ?4, reason = ?5, ended_at = coalesce(ended_at, ?6),
                    attempts = attempts + (kind IN ('route', 'number')) WHERE ticket = ?1 AND ordinal = ?2",
                params![id, ordinal, failure.step, failure.ambiguous, failure.reason, AsTime(now)],
            )?;
            transaction.execute("UPDATE tickets SET tries = tries + 1 WHERE id = ?1", params![id])?;
            settle(&transaction, id, &failure)?;
            transaction.commit()?;
            Ok(())
        })
        .await
    }

    /// The ticket was refused, so that it certainly does not exist: it is decided once more, by what is true now.
    pub(crate) async fn route_anew(&self, id: DraftId, reason: String) -> Result<(), OutboxError> {
        self.with(move |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute(
                "DELETE FROM steps WHERE ticket = ?1 AND ordinal > ?2",
                params![id, ROUTE],
            )?;
            transaction.execute(
                "UPDATE steps SET state = 'planned', reason = ?3 WHERE ticket = ?1 AND ordinal = ?2",
                params![id, ROUTE, reason],
            )?;
            transaction.execute("UPDATE tickets SET rerouted = TRUE WHERE id = ?1", params![id])?;
            transaction.commit()?;
            Ok(())
        })
        .await
    }

    /// A human has to look.
    pub(crate) async fn park(&self, id: DraftId, cause: Cause, reason: String) -> Result<(), OutboxError> {
        self.with(move |connection| {
            connection.execute(
                "UPDATE tickets SET state = 'parked', cause = ?2, reason = ?3 WHERE id = ?1",
                params![id, cause, reason],
            )?;
            Ok(())
        })
        .await
    }

    /// A step was looked for and is not there: this run may send it.
    pub(crate) async fn looked(&self, id: DraftId, ordinal: u32) -> Result<(), OutboxError> {
        let run = self.run;
        self.with(move |connection| {
            connection.execute(
                "UPDATE steps SET state = 'planned', run = ?3 WHERE ticket = ?1 AND ordinal = ?2",
                params![id, ordinal, run.to_string()],
            )?;
            Ok(())
        })
        .await
    }

    /// A step was looked for and is not there, but may still come: it is looked for again then. The time it has for that
    /// runs from the end of the attempt, or from the first look when nobody saw the end.
    pub(crate) async fn look_again(
        &self,
        id: DraftId,
        ordinal: u32,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<(), OutboxError> {
        self.with(move |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute(
                "UPDATE steps SET ended_at = coalesce(ended_at, ?3) WHERE ticket = ?1 AND ordinal = ?2",
                params![id, ordinal, AsTime(now)],
            )?;
            transaction.execute(
                "UPDATE tickets SET state = 'waiting', cause = ?2, reason = ?3, next_try = ?4 WHERE id = ?1",
                params![
                    id,
                    Cause::Ambiguous,
                    "it is not certain yet whether the last attempt got through",
                    AsTime(until)
                ],
            )?;
            transaction.commit()?;
            Ok(())
        })
        .await
    }

    /// One more note at the end of the ticket's steps.
    pub(crate) async fn add_note(
        &self,
        id: DraftId,
        note: impl FnOnce(u32) -> NewNote + Send + 'static,
    ) -> Result<(), OutboxError> {
        let run = self.run;
        self.with(move |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let last: u32 =
                transaction.query_row("SELECT max(ordinal) FROM steps WHERE ticket = ?1", params![id], |row| {
                    row.get(0)
                })?;
            let ordinal = last + 1;
            insert_part(&transaction, id, ordinal, run, &Part::Note(note(ordinal)))?;
            transaction.commit()?;
            Ok(())
        })
        .await
    }

    /// Everything is there: the bytes go, the words stay for as long as delivered tickets are shown.
    pub(crate) async fn finish(&self, id: DraftId, now: Timestamp) -> Result<(), OutboxError> {
        self.with(move |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute(
                "UPDATE tickets SET state = 'delivered', cause = NULL, reason = NULL, delivered_at = ?2 WHERE id = ?1",
                params![id, AsTime(now)],
            )?;
            transaction.execute("DELETE FROM blobs WHERE ticket = ?1", params![id])?;
            transaction.execute("UPDATE steps SET content = 'null' WHERE ticket = ?1", params![id])?;
            transaction.commit()?;
            connection.execute_batch("PRAGMA incremental_vacuum")?;
            Ok(())
        })
        .await
    }

    /// The ticket system answers again: what waited for it need not wait longer.
    pub(crate) async fn release(&self, now: Timestamp) -> Result<(), OutboxError> {
        self.with(move |connection| {
            connection.execute(
                "UPDATE tickets SET next_try = ?1
                 WHERE state = 'waiting' AND cause IN ('offline', 'outage', 'busy') AND next_try > ?1",
                params![AsTime(now)],
            )?;
            Ok(())
        })
        .await
    }

    /// The set-up is `print` now. When it was another before, what it may have been the reason for is tried again.
    pub(crate) async fn set_up_is(&self, print: String, now: Timestamp) -> Result<(), OutboxError> {
        self.with(move |connection| {
            let known: Option<String> = connection
                .query_row("SELECT value FROM meta WHERE key = 'set_up'", [], |row| row.get(0))
                .optional()?;
            if known.as_ref() == Some(&print) {
                return Ok(());
            }
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute(
                "INSERT OR REPLACE INTO meta (key, value) VALUES ('set_up', ?1)",
                params![print],
            )?;
            unpark(&transaction, now)?;
            transaction.commit()?;
            Ok(())
        })
        .await
    }

    /// Whether a refused key rests. When it no longer does, what was parked for it is tried again.
    pub(crate) async fn key_rests(&self, rests: bool, now: Timestamp) -> Result<(), OutboxError> {
        self.with(move |connection| {
            let known: bool = connection.query_row(
                "SELECT EXISTS (SELECT 1 FROM meta WHERE key = 'key_rests')",
                [],
                |row| row.get(0),
            )?;
            if known == rests {
                return Ok(());
            }
            if rests {
                connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('key_rests', '')", [])?;
                return Ok(());
            }
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute("DELETE FROM meta WHERE key = 'key_rests'", [])?;
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

    /// Everything that waits or is parked is due now.
    pub(crate) async fn try_again(&self, now: Timestamp) -> Result<(), OutboxError> {
        self.with(move |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute(
                "UPDATE tickets SET next_try = ?1 WHERE state = 'waiting' AND cause IS NOT 'ambiguous'",
                params![AsTime(now)],
            )?;
            unpark(&transaction, now)?;
            // What nobody knows the end of is looked for again before anything is sent.
            transaction.execute(
                "UPDATE steps SET state = 'attempting' WHERE state = 'parked' AND ambiguous > 0
                    AND ticket IN (SELECT id FROM tickets WHERE state = 'parked' AND cause = 'ambiguous')",
                [],
            )?;
            transaction.execute(
                "UPDATE tickets SET state = 'sending', cause = NULL, reason = NULL, next_try = ?1
                 WHERE state = 'parked' AND cause = 'ambiguous'",
                params![AsTime(now)],
            )?;
            transaction.commit()?;
            Ok(())
        })
        .await
    }
}

/// A ticket's steps, in order.
pub(super) fn steps_of(connection: &Connection, id: DraftId) -> rusqlite::Result<Vec<Step>> {
    let mut query = connection.prepare(
        "SELECT ordinal, kind, state, run, attempts, ambiguous, ended_at, remote_id, reason, content
         FROM steps WHERE ticket = ?1 ORDER BY ordinal",
    )?;
    query.query_map(params![id], step)?.collect()
}

fn step(row: &Row<'_>) -> rusqlite::Result<Step> {
    Ok(Step {
        ordinal: row.get(0)?,
        kind: row.get(1)?,
        state: row.get(2)?,
        run: row.get::<_, AsText<Uuid>>(3)?.0,
        attempts: row.get(4)?,
        ambiguous: row.get(5)?,
        ended_at: row.get::<_, Option<AsTime>>(6)?.map(|time| time.0),
        remote_id: row.get::<_, Option<i64>>(7)?.map(RemoteId),
        reason: row.get(8)?,
        content: row.get(9)?,
    })
}

fn set_done(transaction: &Transaction<'_>, id: DraftId, ordinal: u32, made: Option<RemoteId>) -> rusqlite::Result<()> {
    transaction.execute(
        "UPDATE steps SET state = 'done', remote_id = ?3, reason = NULL WHERE ticket = ?1 AND ordinal = ?2",
        params![id, ordinal, made],
    )?;
    transaction.execute("UPDATE tickets SET tries = 0 WHERE id = ?1 AND tries > 0", params![id])?;
    Ok(())
}

fn insert_part(
    transaction: &Transaction<'_>,
    id: DraftId,
    ordinal: u32,
    run: Uuid,
    part: &Part,
) -> rusqlite::Result<()> {
    match part {
        Part::Note(note) => insert_step(transaction, id, ordinal, Kind::Note, run, note),
        Part::Attachment(attachment) => insert_step(transaction, id, ordinal, Kind::Attachment, run, attachment),
    }
}

fn insert_step(
    transaction: &Transaction<'_>,
    id: DraftId,
    ordinal: u32,
    kind: Kind,
    run: Uuid,
    content: &impl Serialize,
) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO steps (ticket, ordinal, owner, kind, state, run, content)
         SELECT id, ?2, owner, ?3, ?4, ?5, ?6 FROM tickets WHERE id = ?1",
        params![id, ordinal, kind, State::Planned, run.to_string(), AsJson(content)],
    )?;
    Ok(())
}

fn settle(transaction: &Transaction<'_>, id: DraftId, failure: &Failure) -> rusqlite::Result<()> {
    let reason = &failure.reason;
    match &failure.ticket {
        Settled::GoesOn => {}
        Settled::Waits { cause, until, all } => {
            transaction.execute(
                "UPDATE tickets SET state = 'waiting', cause = ?2, reason = ?3, next_try = ?4 WHERE id = ?1",
                params![id, cause, reason, AsTime(*until)],
            )?;
            if *all {
                transaction.execute(
                    "UPDATE tickets SET state = 'waiting', cause = ?1, reason = ?2, next_try = ?3
                     WHERE state IN ('sending', 'waiting') AND next_try < ?3",
                    params![cause, reason, AsTime(*until)],
                )?;
            }
        }
        Settled::Parked { cause } => {
            transaction.execute(
                "UPDATE tickets SET state = 'parked', cause = ?2, reason = ?3 WHERE id = ?1",
                params![id, cause, reason],
            )?;
        }
    }
    Ok(())
}

/// Lets parked tickets go on. One whose content was refused, so that it certainly does not exist, is routed anew; a note
/// that was refused is sent again.
fn unpark(transaction: &Transaction<'_>, now: Timestamp) -> rusqlite::Result<()> {
    transaction.execute(
        "UPDATE tickets SET state = 'sending', cause = NULL, reason = NULL, next_try = ?1
         WHERE state = 'parked' AND cause = 'refused' AND EXISTS (
            SELECT 1 FROM steps WHERE ticket = tickets.id AND kind = 'note' AND steps.state = 'parked')",
        params![AsTime(now)],
    )?;
    transaction.execute(
        "UPDATE steps SET state = 'planned' WHERE kind = 'note' AND state = 'parked' AND ambiguous = 0
            AND ticket IN (SELECT id FROM tickets WHERE state = 'sending')",
        [],
    )?;
    transaction.execute(
        "UPDATE steps SET state = 'planned' WHERE ordinal = 0 AND ticket IN (
            SELECT tickets.id FROM tickets JOIN steps AS made ON made.ticket = tickets.id AND made.ordinal = 1
            WHERE tickets.state = 'parked' AND tickets.cause = 'refused'
                AND made.state = 'parked' AND made.ambiguous = 0)",
        [],
    )?;
    transaction.execute(
        "DELETE FROM steps WHERE ordinal > 0 AND ticket IN (
            SELECT tickets.id FROM tickets JOIN steps AS route ON route.ticket = tickets.id AND route.ordinal = 0
            WHERE tickets.state = 'parked' AND route.state = 'planned')",
        [],
    )?;
    transaction.execute(
        "UPDATE tickets SET state = 'sending', cause = NULL, reason = NULL, next_try = ?1
         WHERE (state = 'parked' AND (cause = 'key' OR EXISTS (
                SELECT 1 FROM steps WHERE ticket = tickets.id AND ordinal = 0 AND steps.state = 'planned')))
            OR (state = 'waiting' AND cause = 'key')",
        params![AsTime(now)],
    )?;
    Ok(())
}
