//! `deskbell-admin outbox deliver`

use clap::Args;
use deskbell_desk::{DraftId, State, Ticket};

use super::row;
use crate::exit::Exit;
use crate::output;
use crate::place::Place;

const EXAMPLES: &str = "\
Examples:
  deskbell-admin outbox deliver
  deskbell-admin outbox deliver --json

Exit codes: 0 nothing is left, 1 failed, 3 something still waits and goes out later, 5 something
is parked and needs a human.";

/// Try to send everything that waits, once, now
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Deliver {
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
