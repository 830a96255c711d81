//! What the courier reads and records. Each call that records is one commit.

use std::sync::Arc;

use deskbell_dispatch::Trace;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, TransactionBehavior, params};
use serde::Serialize;
use uuid::Uuid;

use crate::DraftId;
use crate::plan::{FIRST_PART, Part, Plan};
use crate::psa::{NewNote, NewTicket, RemoteId};

use super::doubt::set_token;
use super::rows::{AsJson, AsText, AsTime, Cause, Head, Kind, State, Step};
use super::{Outbox, OutboxError};

/// The ordinals that every ticket has.
pub(super) const ROUTE: u32 = 0;
pub(super) const TICKET: u32 = 1;
const NUMBER: u32 = 2;

/// Longer than anything is ever put off: the ticket system's longest is an hour.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(65);

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
    /// One more time it is not clear whether it happened.
    pub(crate) ambiguous: bool,
    /// It is parked because this key has never read back anything of its kind.
    pub(crate) unproven: bool,
    /// For a technician.
    pub(crate) reason: String,
    /// Where that leaves the ticket.
    pub(crate) ticket: Settled,
}

impl Outbox {
    /// The oldest ticket that is due, and when the next one is.
    ///
    /// A time that is further away than anything is ever put off was written under a clock that was wrong.
    pub(crate) async fn head(&self, now: Timestamp) -> Result<(Option<Head>, Option<Timestamp>), OutboxError> {
        self.with(move |connection| {
            let found = connection
                .query_row(
                    "SELECT id, remote_id, tries, rerouted FROM tickets
                     WHERE state IN ('sending', 'waiting') AND (next_try <= ?1 OR next_try > ?2)
                     ORDER BY saved_at, id LIMIT 1",
                    params![AsTime(now), AsTime(now.saturating_add(LONGEST_WAIT).unwrap_or(now))],
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

    /// The route is decided: from here on it is what will be sent, whatever rules or settings become. Its steps are as
    /// well known as the route was.
    pub(crate) async fn commit_route(&self, id: DraftId, plan: Plan, trace: Trace) -> Result<(), OutboxError> {
        self.with(move |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute(
                "UPDATE tickets SET subject = ?2, trace = ?3 WHERE id = ?1",
                params![id, plan.ticket.title, AsJson(&trace)],
            )?;
            set_done(&transaction, id, ROUTE, None)?;
            insert_step(&transaction, id, TICKET, Kind::Ticket, &plan.ticket)?;
            insert_step(&transaction, id, NUMBER, Kind::Number, &())?;
            for (ordinal, part) in (FIRST_PART..).zip(&plan.parts) {
                insert_part(&transaction, id, ordinal, part)?;
            }
            transaction.commit()?;
            Ok(())
        })
        .await
    }

    /// The request is about to leave. From here on, no older outbox is taken for this one.
    pub(crate) async fn begin(&self, id: DraftId, ordinal: u32, now: Timestamp) -> Result<(), OutboxError> {
        let run = self.run;
        let witness = Arc::clone(&self.witness);
        self.with(move |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute(
                "UPDATE steps SET state = 'attempting', attempts = attempts + 1, attempted_at = ?3, ended_at = NULL,
                    run = ?4 WHERE ticket = ?1 AND ordinal = ?2",
                params![id, ordinal, AsTime(now), run.to_string()],
            )?;
            let token = set_token(&transaction)?;
            transaction.commit()?;
            Ok(witness.sees(&token)?)
        })
        .await
    }

    /// A step has happened. Of a ticket that was made just now, nothing else can be there: this run knows all of it.
    pub(crate) async fn made(&self, id: DraftId, ordinal: u32, made: RemoteId) -> Result<(), OutboxError> {
        let run = self.run;
        self.with(move |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            set_made(&transaction, id, ordinal, made)?;
            if ordinal == TICKET {
                transaction.execute(
                    "UPDATE steps SET run = ?2, ended_at = NULL, state = iif(state = 'attempting', 'planned', state)
                     WHERE ticket = ?1 AND ordinal <> ?3",
                    params![id, run.to_string(), TICKET],
                )?;
            }
            transaction.commit()?;
            Ok(())
        })
        .await
    }

    /// What a step makes was found: it has happened before.
    pub(crate) async fn adopted(&self, id: DraftId, ordinal: u32, found: RemoteId) -> Result<(), OutboxError> {
        self.with(move |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            set_made(&transaction, id, ordinal, found)?;
            transaction.commit()?;
            Ok(())
        })
        .await
    }

    /// The number for people is read.
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
    pub(crate) async fn failed(&self, id: DraftId, ordinal: u32, failure: Failure) -> Result<(), OutboxError> {
        self.with(move |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            // What makes nothing is never `attempting`: its tries are counted here. What is planned again did not happen.
            transaction.execute(
                "UPDATE steps SET state = ?3, ambiguous = ambiguous + ?4, unproven = ?5, reason = ?6,
                    attempted_at = iif(?3 = 'planned', NULL, attempted_at),
                    attempts = attempts + (kind IN ('route', 'number')) WHERE ticket = ?1 AND ordinal = ?2",
                params![
                    id,
                    ordinal,
                    failure.step,
                    failure.ambiguous,
                    failure.unproven,
                    failure.reason
                ],
            )?;
            transaction.execute("UPDATE tickets SET tries = tries + 1 WHERE id = ?1", params![id])?;
            settle(&transaction, id, &failure)?;
            transaction.commit()?;
            Ok(())
        })
        .await
    }

    /// The ticket was refused just now, so that it certainly does not exist: it is decided once more, by what is true now.
    pub(crate) async fn route_anew(&self, id: DraftId, reason: String) -> Result<(), OutboxError> {
        let run = self.run;
        self.with(move |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            set_unrouted(&transaction, id, run, Some(&reason))?;
            transaction.execute("UPDATE tickets SET rerouted = TRUE WHERE id = ?1", params![id])?;
            transaction.commit()?;
            Ok(())
        })
        .await
    }

    /// The ticket was refused just now, and is sent as `mended`; a note says so, in place of an earlier one.
    pub(crate) async fn mend(
        &self,
        id: DraftId,
        mended: NewTicket,
        (ordinal, note): (u32, NewNote),
        reason: String,
    ) -> Result<(), OutboxError> {
        let run = self.run;
        self.with(move |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute(
                "UPDATE steps SET state = 'planned', run = ?3, attempted_at = NULL, content = ?4, reason = ?5
                 WHERE ticket = ?1 AND ordinal = ?2",
                params![id, TICKET, run.to_string(), AsJson(&mended), reason],
            )?;
            transaction.execute(
                "DELETE FROM steps WHERE ticket = ?1 AND ordinal = ?2",
                params![id, ordinal],
            )?;
            insert_part(&transaction, id, ordinal, &Part::Note(note))?;
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

    /// A step was looked for until it was certain that it is not there: this run may send it.
    pub(crate) async fn not_there(&self, id: DraftId, ordinal: u32) -> Result<(), OutboxError> {
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

    /// A step was looked for and is not there, but may still come. It was `at` by the ticket system's clock, and no attempt
    /// was under way: neither of this step, nor of the ticket's others that aren't certain. From then on it is waited for
    /// all of them.
    pub(crate) async fn wait_from(&self, id: DraftId, ordinal: u32, at: Timestamp) -> Result<(), OutboxError> {
        let run = self.run;
        self.with(move |connection| {
            connection.execute(
                "UPDATE steps SET state = 'attempting', run = ?3, ended_at = ?4
                 WHERE ticket = ?1 AND (ordinal = ?2
                    OR (run = ?5 AND kind IN ('note', 'attachment') AND state IN ('planned', 'attempting')))",
                params![id, ordinal, run.to_string(), AsTime(at), Uuid::nil().to_string()],
            )?;
            Ok(())
        })
        .await
    }

    /// A step is looked for again then.
    pub(crate) async fn look_again(&self, id: DraftId, until: Timestamp) -> Result<(), OutboxError> {
        self.with(move |connection| {
            connection.execute(
                "UPDATE tickets SET state = 'waiting', cause = ?2, reason = ?3, next_try = ?4 WHERE id = ?1",
                params![
                    id,
                    Cause::Ambiguous,
                    "it is not certain yet whether the last attempt got through",
                    AsTime(until)
                ],
            )?;
            Ok(())
        })
        .await
    }

    /// One more note at the end of the ticket's steps, as well known as the route.
    pub(crate) async fn add_note(
        &self,
        id: DraftId,
        note: impl FnOnce(u32) -> NewNote + Send + 'static,
    ) -> Result<(), OutboxError> {
        self.with(move |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let last: u32 =
                transaction.query_row("SELECT max(ordinal) FROM steps WHERE ticket = ?1", params![id], |row| {
                    row.get(0)
                })?;
            let ordinal = last + 1;
            insert_part(&transaction, id, ordinal, &Part::Note(note(ordinal)))?;
            transaction.commit()?;
            Ok(())
        })
        .await
    }

    /// Something of this kind that is certainly there: in which ticket, by our id and by theirs, and its own id.
    pub(crate) async fn one_made(&self, kind: Kind) -> Result<Option<(DraftId, RemoteId, RemoteId)>, OutboxError> {
        self.with(move |connection| {
            let found = connection
                .query_row(
                    "SELECT tickets.id, tickets.remote_id, steps.remote_id
                     FROM steps JOIN tickets ON tickets.id = steps.ticket
                     WHERE steps.kind = ?1 AND steps.state = 'done' AND tickets.remote_id IS NOT NULL
                        AND steps.remote_id IS NOT NULL
                     ORDER BY tickets.saved_at DESC LIMIT 1",
                    params![kind],
                    |row| {
                        Ok((
                            row.get::<_, AsText<DraftId>>(0)?.0,
                            RemoteId(row.get(1)?),
                            RemoteId(row.get(2)?),
                        ))
                    },
                )
                .optional()?;
            Ok(found)
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
}

/// A ticket's steps, in order.
pub(super) fn steps_of(connection: &Connection, id: DraftId) -> rusqlite::Result<Vec<Step>> {
    let mut query = connection.prepare(
        "SELECT ordinal, kind, state, run, attempts, attempted_at IS NOT NULL, ambiguous, unproven,
            ended_at, remote_id, reason, content
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
        has_left: row.get(5)?,
        ambiguous: row.get(6)?,
        unproven: row.get(7)?,
        ended_at: row.get::<_, Option<AsTime>>(8)?.map(|time| time.0),
        remote_id: row.get::<_, Option<i64>>(9)?.map(RemoteId),
        reason: row.get(10)?,
        content: row.get(11)?,
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

fn set_made(transaction: &Transaction<'_>, id: DraftId, ordinal: u32, made: RemoteId) -> rusqlite::Result<()> {
    set_done(transaction, id, ordinal, Some(made))?;
    if ordinal == TICKET {
        transaction.execute("UPDATE tickets SET remote_id = ?2 WHERE id = ?1", params![id, made])?;
    }
    Ok(())
}

/// The ticket is decided anew; `run` knows for certain that it does not exist.
pub(super) fn set_unrouted(
    transaction: &Transaction<'_>,
    id: DraftId,
    run: Uuid,
    reason: Option<&str>,
) -> rusqlite::Result<()> {
    transaction.execute(
        "DELETE FROM steps WHERE ticket = ?1 AND ordinal > ?2",
        params![id, ROUTE],
    )?;
    transaction.execute(
        "UPDATE steps SET state = 'planned', run = ?3, reason = ?4 WHERE ticket = ?1 AND ordinal = ?2",
        params![id, ROUTE, run.to_string(), reason],
    )?;
    Ok(())
}

fn insert_part(transaction: &Transaction<'_>, id: DraftId, ordinal: u32, part: &Part) -> rusqlite::Result<()> {
    match part {
        Part::Note(note) => insert_step(transaction, id, ordinal, Kind::Note, note),
        Part::Attachment(attachment) => insert_step(transaction, id, ordinal, Kind::Attachment, attachment),
    }
}

fn insert_step(
    transaction: &Transaction<'_>,
    id: DraftId,
    ordinal: u32,
    kind: Kind,
    content: &impl Serialize,
) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO steps (ticket, ordinal, owner, kind, state, run, content)
         SELECT ticket, ?2, owner, ?3, ?4, run, ?5 FROM steps WHERE ticket = ?1 AND ordinal = ?6",
        params![id, ordinal, kind, State::Planned, AsJson(content), ROUTE],
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
