//! `deskbell-admin rules …`: is the file right, do its tests pass, and why did a ticket go where it went?

mod check;
mod explain;
mod test;

use std::fs;
use std::path::Path;

use clap::Subcommand;
use deskbell_dispatch::{Checked, Rules};
use jiff::tz::TimeZone;

use crate::exit::{BadInput, Exit};
use crate::output;
use crate::place::Place;

/// Check, test and explain the dispatcher rules
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// Check a rules file: syntax, names, types
    Check(check::Check),
    /// Run the [[test]] blocks of a rules file
    Test(test::Test),
    /// Show what the rules do with a ticket, and why
    Explain(explain::Explain),
}

impl RulesCommand {
    /// Whether the result is wanted as JSON.
    pub fn json(&self) -> bool {
        match self {
            Self::Check(check) => check.json,
            Self::Test(test) => test.json,
            Self::Explain(explain) => explain.json,
        }
    }

    /// Runs it.
    pub fn run(&self, place: &Place) -> anyhow::Result<Exit> {
        match self {
            Self::Check(check) => check.run(place),
            Self::Test(test) => test.run(place),
            Self::Explain(explain) => explain.run(place),
        }
    }
}

/// A checked rules file.
struct RulesFile {
    name: String,
    text: String,
    checked: Checked,
}

impl RulesFile {
    /// Reads and checks `file`, or this machine's when none is named.
    fn read(file: Option<&Path>, place: &Place) -> anyhow::Result<Self> {
        let path = file.map_or_else(|| place.rules_file(), Path::to_owned);
        let name = path.display().to_string();
        let text = fs::read_to_string(&path).map_err(|error| BadInput(format!("{name} can't be read: {error}")))?;
        let checked = deskbell_dispatch::check(&name, &text);
        Ok(Self { name, text, checked })
    }

    /// The time zone the rules name; the machine's when they name none.
    fn time_zone(&self) -> TimeZone {
        let table: Option<toml::Table> = self.text.parse().ok();
        let named = table.and_then(|table| TimeZone::get(table.get("timezone")?.as_str()?).ok());
        named.unwrap_or_else(TimeZone::system)
    }

    /// The rules; when the file has errors, they go to standard error and the command ends with 2.
    fn rules(&self) -> anyhow::Result<&Rules> {
        self.checked.rules.as_ref().ok_or_else(|| {
            for diagnostic in &self.checked.diagnostics {
                output::message(&diagnostic.render());
            }
            BadInput(format!("{} has errors; nothing was run.", self.name)).into()
        })
    }
}
