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
Exit codes: 0 fine, 1 not connected, or the settings or rules have errors, 3 a ticket has waited
for more than an hour, 5 a ticket is parked and needs a human.";

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
        let (tickets, connection) = match place.open() {
            Ok(Counter { desk, owner, .. }) => {
                let snapshot = desk.snapshot(&owner).await?;
                (snapshot.tickets, Some(snapshot.connection))
            }
            Err(error) => {
                problems.push(format!("The outbox can't be opened: {error}"));
                (Vec::new(), None)
            }
        };
        if let Some(Connection::NotConnected { reason }) = &connection {
            problems.push(format!("Not connected to a ticket system: {reason}"));
        }
        let outbox = Outbox::of(&tickets);
        let exit = outbox.exit(problems.is_empty(), SystemClock.now());
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

    /// A ticket that needs a human weighs most, one that will go out by itself least.
    fn exit(&self, set_up: bool, now: Timestamp) -> Exit {
        let waits_long = self.oldest_unsent.is_some_and(|since| now.duration_since(since) > LONG);
        if self.parked > 0 {
            Exit::Parked
        } else if !set_up {
            Exit::Failed
        } else if waits_long {
            Exit::Saved
        } else {
            Exit::Done
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn outbox(state: State) -> Outbox {
        let ticket = Ticket {
            id: "019a0b1c-0000-7000-8000-00000000c0de".parse().unwrap(),
            reference: "H7K2".to_owned(),
            subject: "Printer".to_owned(),
            saved_at: at("08:00"),
            state,
            number: None,
        };
        Outbox::of(&[ticket])
    }

    fn at(time: &str) -> Timestamp {
        format!("2026-11-18T{time}:00Z").parse().unwrap()
    }

    #[test]
    fn a_short_outage_is_no_alert_and_an_hour_is() {
        let waiting = outbox(State::Waiting {
            reason: String::new(),
            offline: true,
            next_try: at("09:00"),
        });

        assert_eq!(waiting.exit(true, at("08:59")), Exit::Done);
        assert_eq!(waiting.exit(true, at("09:01")), Exit::Saved);
        assert_eq!(outbox(State::Delivered).exit(true, at("23:00")), Exit::Done);
    }

    #[test]
    fn what_needs_a_human_comes_before_what_is_not_set_up() {
        let parked = outbox(State::Parked { reason: String::new() });

        assert_eq!(parked.exit(false, at("08:01")), Exit::Parked);
        assert_eq!(outbox(State::Sending).exit(false, at("08:01")), Exit::Failed);
    }
}
