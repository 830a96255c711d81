//! `deskbell-admin form`: what people see.

mod preview;
mod site;

use clap::Subcommand;

use crate::exit::Exit;
use crate::place::Place;

/// Look at the form as your settings make it
#[derive(Debug, Subcommand)]
pub enum FormCommand {
    /// Show the form in a browser, and again whenever the settings change
    Preview(preview::Preview),
}

impl FormCommand {
    /// Whether errors are told as JSON.
    pub fn json(&self) -> bool {
        match self {
            Self::Preview(preview) => preview.json,
        }
    }

    /// Runs it.
    pub async fn run(&self, place: &Place) -> anyhow::Result<Exit> {
        match self {
            Self::Preview(preview) => preview.run(place).await,
        }
    }
}
