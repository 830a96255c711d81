//! `deskbell-admin facts`: what Deskbell sees of this machine.

use clap::Args;
use deskbell_desk::KEYS;

use crate::exit::Exit;
use crate::{machine, output};

const EXAMPLES: &str = "\
Examples:
  deskbell-admin facts
  deskbell-admin facts --json

A fact that can't be had says why. The look takes at most 2 seconds.
Exit codes: 0 fine, 1 failed.";

/// Show what Deskbell sees of this machine: names, addresses, system, hardware, session
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Facts {
    /// Print one JSON list of {key, values, missing}
    #[arg(long)]
    pub json: bool,
}

impl Facts {
    /// Looks and prints.
    pub fn run(&self) -> anyhow::Result<Exit> {
        let facts = machine::facts();
        if self.json {
            output::json(&facts)?;
            return Ok(Exit::Done);
        }
        for fact in &facts.0 {
            let label = KEYS
                .iter()
                .find(|known| known.key == fact.key)
                .map_or(fact.key.as_str(), |known| known.label);
            let value = match &fact.missing {
                Some(reason) => format!("- ({reason})"),
                None => fact.values.join(", "),
            };
            output::line(&format!("{label:<18}{value}"))?;
        }
        Ok(Exit::Done)
    }
}
