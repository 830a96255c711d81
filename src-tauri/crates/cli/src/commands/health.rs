//! `deskbell-admin health`: how this PC's Deskbell is doing, for an RMM to ask.

use clap::Args;
use deskbell_desk::{Clock as _, Connection, State, SystemClock, Ticket};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::exit::Exit;
use crate::output;
use crate::place::{Counter, Place};

const EXAMPLES: &str = "\
Examples:
  deskbell-admin health
  deskbell-admin health --json

Nothing is sent and nobody is called. Only this account's outbox is looked at.
Exit codes: 0 fine, 1 not connected, or the settings or rules have errors, 3 a ticket has waited for more than an hour,
5 a ticket is parked and needs a human.";

/// A ticket that waits for longer is worth an alert; a shorter outage is not.
const LONG: SignedDuration = SignedDuration::from_hours(1);

/// Say how Deskbell is doing on this PC, for monitoring
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Health {
    /// Print {ok, problems, connection, outbox} as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Report {
    ok: bool,
    problems: Vec<String>,
    connection: Option<Connection>,
    outbox: Outbox,
}

/// How many tickets stand where.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
struct Outbox {
    unsent: usize,
    parked: usize,
    oldest_unsent: Option<Timestamp>,
}

impl Health {
    /// Looks and prints.
    pub async fn run(&self, place: &Place) -> anyhow::Result<Exit> {
        let mut problems = place.problems();
        let configured = problems.is_empty();
        let snapshot = match place.open() {
            Ok(Counter { desk, owner, .. }) => Some(desk.snapshot(&owner).await?),
            Err(error) => {
                problems.push(format!("{error:#}"));
                None
            }
        };
        let tickets = snapshot
            .as_ref()
            .map(|snapshot| snapshot.tickets.as_slice())
            .unwrap_or_default();
        let outbox = Outbox::of(tickets);
        let connection = snapshot.as_ref().map(|snapshot| snapshot.connection.clone());
        if let Some(Connection::NotConnected { reason }) = &connection {
            problems.push(format!("Not connected to a ticket system: {reason}"));
        }
        let exit = if outbox.parked > 0 {
            Exit::Parked
        } else if !configured || !problems.is_empty() {
            Exit::Failed
        } else if outbox.waits_long(SystemClock.now()) {
            Exit::Saved
        } else {
            Exit::Done
        };
        problems.extend(outbox.problems());
        let report = Report {
            ok: exit == Exit::Done,
            problems,
            connection,
            outbox,
        };
        if self.json {
            output::json(&report)?;
        } else {
            print(&report)?;
        }
        Ok(exit)
    }
}

impl Outbox {
    fn of(tickets: &[Ticket]) -> Self {
        let unsent = tickets
            .iter()
            .filter(|ticket| matches!(ticket.state, State::Sending | State::Waiting { .. }));
        Self {
            unsent: unsent.clone().count(),
            parked: tickets
                .iter()
                .filter(|ticket| matches!(ticket.state, State::Parked { .. }))
                .count(),
            oldest_unsent: unsent.map(|ticket| ticket.saved_at).min(),
        }
    }

    fn waits_long(&self, now: Timestamp) -> bool {
        self.oldest_unsent.is_some_and(|since| now.duration_since(since) > LONG)
    }

    fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        if self.parked > 0 {
            problems.push(format!(
                "{} parked, waiting for a human; see `deskbell-admin outbox list`.",
                self.parked
            ));
        }
        if let Some(since) = self.oldest_unsent {
            problems.push(format!("{} not yet sent, the oldest since {since}.", self.unsent));
        }
        problems
    }
}

fn print(report: &Report) -> anyhow::Result<()> {
    output::line(if report.ok { "Fine." } else { "Needs attention." })?;
    for problem in &report.problems {
        output::line(&format!("- {problem}"))?;
    }
    Ok(())
}
