//! `deskbell-admin outbox show`

use anyhow::bail;
use clap::Args;
use deskbell_desk::{State, Ticket};
use deskbell_dispatch::Trace;
use serde::Serialize;

use super::word;
use crate::exit::{BadInput, Exit};
use crate::output;
use crate::place::Place;

const EXAMPLES: &str = "\
Examples:
  deskbell-admin outbox show H7K2
  deskbell-admin outbox show 019a0b1c-0000-7000-8000-000000000000 --json

Exit codes: 0 fine, 1 failed, 2 there is no such ticket in this account's outbox.";

/// Show one ticket, and why the rules sent it where it went
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Show {
    /// The reference a person reads out, or the whole id
    id: String,
    /// Print {ticket, trace} as JSON; the trace is null before the rules have run
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Report<'a> {
    ticket: &'a Ticket,
    trace: &'a Option<Trace>,
}

impl Show {
    /// Prints the ticket.
    pub async fn run(&self, place: &Place) -> anyhow::Result<Exit> {
        let counter = place.open()?;
        let tickets = counter.desk.snapshot(&counter.owner).await?.tickets;
        let asked = self.id.trim();
        let Some(ticket) = tickets.iter().find(|one| is(one, asked)) else {
            bail!(BadInput(format!(
                "There is no ticket {asked} in this account's outbox."
            )));
        };
        let trace = counter.desk.trace(&counter.owner, ticket.id).await?;
        if self.json {
            output::json(&Report { ticket, trace: &trace })?;
            return Ok(Exit::Done);
        }
        output::line(&format!("Reference  {}", ticket.reference))?;
        output::line(&format!("Id         {}", ticket.id))?;
        output::line(&format!("Number     {}", ticket.number.as_deref().unwrap_or("-")))?;
        output::line(&format!("Subject    {}", ticket.subject))?;
        output::line(&format!("Saved      {}", ticket.saved_at))?;
        output::line(&format!("State      {}", in_words(&ticket.state)))?;
        for line in trace.iter().flat_map(Trace::lines) {
            output::line(&format!("           {line}"))?;
        }
        Ok(Exit::Done)
    }
}

fn is(ticket: &Ticket, asked: &str) -> bool {
    ticket.reference.eq_ignore_ascii_case(asked) || ticket.id.to_string().eq_ignore_ascii_case(asked)
}

fn in_words(state: &State) -> String {
    match state {
        State::Sending | State::Delivered => word(state).to_owned(),
        State::Waiting { reason, next_try, .. } => format!("waiting, next try {next_try}: {reason}"),
        State::Parked { reason } => format!("parked, needs a human: {reason}"),
    }
}
