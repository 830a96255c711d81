//! `deskbell-admin outbox list`

use clap::Args;

use super::row;
use crate::exit::Exit;
use crate::output;
use crate::place::Place;

const EXAMPLES: &str = "\
Examples:
  deskbell-admin outbox list
  deskbell-admin outbox list --json

Each account has its own outbox; this one's is shown.
Exit codes: 0 fine, 1 failed.";

/// List the tickets in this account's outbox, newest first
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct List {
    /// Print the tickets as one JSON list
    #[arg(long)]
    pub json: bool,
}

impl List {
    /// Prints the tickets.
    pub async fn run(&self, place: &Place) -> anyhow::Result<Exit> {
        let counter = place.open()?;
        let tickets = counter.desk.snapshot(&counter.owner).await?.tickets;
        if self.json {
            output::json(&tickets)?;
        } else if tickets.is_empty() {
            output::message("The outbox is empty.");
        } else {
            for ticket in &tickets {
                output::line(&row(ticket))?;
            }
        }
        Ok(Exit::Done)
    }
}
