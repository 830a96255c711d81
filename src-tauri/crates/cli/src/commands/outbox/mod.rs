//! `deskbell-admin outbox …`: what this account's outbox holds.

mod deliver;
mod list;
mod show;

use clap::Subcommand;
use deskbell_desk::{State, Ticket};

use crate::exit::Exit;
use crate::place::Place;

/// Look into the outbox, and send what waits
#[derive(Debug, Subcommand)]
pub enum OutboxCommand {
    /// List the tickets in this account's outbox, newest first
    List(list::List),
    /// Show one ticket, and why the rules sent it where it went
    Show(show::Show),
    /// Try to send everything that waits, now
    Deliver(deliver::Deliver),
}

impl OutboxCommand {
    /// Whether the result is wanted as JSON.
    pub fn json(&self) -> bool {
        match self {
            Self::List(list) => list.json,
            Self::Show(show) => show.json,
            Self::Deliver(deliver) => deliver.json,
        }
    }

    /// Runs it.
    pub async fn run(&self, place: &Place) -> anyhow::Result<Exit> {
        match self {
            Self::List(list) => list.run(place).await,
            Self::Show(show) => show.run(place).await,
            Self::Deliver(deliver) => deliver.run(place).await,
        }
    }
}

/// One line about a ticket: reference, state, number, subject.
fn row(ticket: &Ticket) -> String {
    let number = ticket.number.as_deref().unwrap_or("-");
    format!(
        "{:<8}{:<11}{number:<18}{}",
        ticket.reference,
        word(&ticket.state),
        ticket.subject
    )
}

/// A ticket's state in a word.
fn word(state: &State) -> &'static str {
    match state {
        State::Sending => "sending",
        State::Waiting { .. } => "waiting",
        State::Parked { .. } => "parked",
        State::Delivered => "delivered",
    }
}
