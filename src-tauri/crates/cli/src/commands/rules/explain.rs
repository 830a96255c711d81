//! `deskbell-admin rules explain`

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use deskbell_desk::{Clock as _, SystemClock};
use deskbell_dispatch::{Input, Route, Rules, Trace};
use jiff::Timestamp;
use serde::Serialize;

use super::{RulesFile, tell};
use crate::exit::{BadInput, Exit};
use crate::output;
use crate::place::Place;

const EXAMPLES: &str = "\
Examples:
  deskbell-admin rules explain rules.toml --ticket ticket.toml
  deskbell-admin rules explain --ticket ticket.toml --json

A ticket file names the rules' variables; what it doesn't name is empty:
  msg        = \"The printer is jammed\"
  hostname   = \"EXEC-07\"
  selections = [\"This is an emergency\"]
  now        = \"2026-11-18T12:00\"        in the rules' time zone; the present when not given

Exit codes: 0 fine, 2 a file has errors or can't be read.";

/// Show what the rules do with a ticket, and why
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Explain {
    /// The rules file; this machine's when not given
    file: Option<PathBuf>,
    /// The ticket, as a TOML file of variables; an empty ticket when not given
    #[arg(long, value_name = "FILE")]
    ticket: Option<PathBuf>,
    /// Print {route, trace} as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Report<'a> {
    route: &'a Route,
    trace: &'a Trace,
}

impl Explain {
    /// Runs the rules over the ticket and prints what each did.
    pub fn run(&self, place: &Place) -> anyhow::Result<Exit> {
        let file = RulesFile::read(self.file.as_deref(), place)?;
        let rules = file.rules()?;
        let now = SystemClock.now();
        let input = match &self.ticket {
            Some(ticket) => read_ticket(ticket, rules, now)?,
            None => Input {
                now,
                ..Input::default()
            },
        };
        let (route, trace) = rules.run(&input);
        if self.json {
            output::json(&Report {
                route: &route,
                trace: &trace,
            })?;
            return Ok(Exit::Done);
        }
        output::line(&trace.explain())?;
        for line in trace.lines() {
            output::line(&line)?;
        }
        if let Some(rejected) = &route.rejected {
            output::line(&format!("rejected: {}", rejected.value))?;
        }
        Ok(Exit::Done)
    }
}

/// A ticket file, written like `given` of a `[[test]]`.
fn read_ticket(path: &Path, rules: &Rules, now: Timestamp) -> anyhow::Result<Input> {
    let name = path.display().to_string();
    let text = fs::read_to_string(path).map_err(|error| BadInput(format!("{name} can't be read: {error}")))?;
    let input = rules.input_from_toml(&name, &text, now).map_err(|errors| {
        tell(&errors);
        BadInput(format!("{name} is no ticket; nothing was run."))
    })?;
    Ok(input)
}
