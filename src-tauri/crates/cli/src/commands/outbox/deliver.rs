//! `deskbell-admin outbox deliver`

use clap::Args;
use deskbell_desk::{Clock as _, DeskError, DraftId, State, SystemClock, Ticket};
use jiff::{SignedDuration, Timestamp};

use super::row;
use crate::exit::Exit;
use crate::output;
use crate::place::{Counter, Place};

const EXAMPLES: &str = "\
Examples:
  deskbell-admin outbox deliver
  deskbell-admin outbox deliver --wait 300 --json

Exit codes: 0 nothing is left, 1 failed, 3 something still waits and goes out later, 5 something
is parked and needs a human.";

/// Try to send everything that waits, now
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Deliver {
    /// How many seconds to go on until everything is sent or parked; 0 tries once
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    wait: u32,
    /// Print the tickets as one JSON list, as they stand afterwards
    #[arg(long)]
    pub json: bool,
}

impl Deliver {
    /// Tries, and says how everything stands.
    pub async fn run(&self, place: &Place) -> anyhow::Result<Exit> {
        let counter = place.open()?;
        let before = counter.desk.snapshot(&counter.owner).await?.tickets;
        let waited: Vec<DraftId> = before.iter().filter(|one| is_open(one)).map(|one| one.id).collect();
        counter.desk.deliver_now().await?;
        if self.wait > 0 {
            self.go_on(&counter).await?;
        }
        let tickets = counter.desk.snapshot(&counter.owner).await?.tickets;
        if self.json {
            output::json(&tickets)?;
        } else {
            let told: Vec<&Ticket> = tickets
                .iter()
                .filter(|ticket| is_open(ticket) || waited.contains(&ticket.id))
                .collect();
            for ticket in &told {
                output::line(&row(ticket))?;
            }
            if told.is_empty() {
                output::message("Nothing is waiting.");
            }
        }
        Ok(exit(&tickets))
    }

    /// Delivers until nothing waits any more, or the time is over.
    async fn go_on(&self, counter: &Counter) -> anyhow::Result<()> {
        let until = SystemClock
            .now()
            .saturating_add(SignedDuration::from_secs(self.wait.into()))?;
        tokio::select! {
            settled = all_settled(counter, until) => settled?,
            () = counter.desk.run_courier() => {}
        }
        Ok(())
    }
}

/// Until every ticket is sent or parked, also those that are handed in meanwhile.
async fn all_settled(counter: &Counter, until: Timestamp) -> Result<(), DeskError> {
    loop {
        let tickets = counter.desk.snapshot(&counter.owner).await?.tickets;
        let waits = |ticket: &&Ticket| Exit::of_state(&ticket.state) == Exit::Saved;
        let Some(ticket) = tickets.iter().find(waits) else {
            return Ok(());
        };
        counter.desk.wait(&counter.owner, ticket.id, until).await?;
        if SystemClock.now() >= until {
            return Ok(());
        }
    }
}

fn is_open(ticket: &Ticket) -> bool {
    ticket.state != State::Delivered
}

/// What needs a human weighs more than what only waits.
fn exit(tickets: &[Ticket]) -> Exit {
    let ends = |wanted| tickets.iter().any(|ticket| Exit::of_state(&ticket.state) == wanted);
    if ends(Exit::Parked) {
        Exit::Parked
    } else if ends(Exit::Saved) {
        Exit::Saved
    } else {
        Exit::Done
    }
}
