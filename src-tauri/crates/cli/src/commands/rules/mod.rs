//! `deskbell-admin rules …`: is the file right, do its tests pass, and why did a ticket go where it went?

mod check;
mod explain;
mod init;
mod test;

use std::fs;
use std::path::Path;

use clap::Subcommand;
use deskbell_dispatch::{Checked, Diagnostic, Rules, Tenant};

use crate::exit::{BadInput, Exit};
use crate::output;
use crate::place::Place;

/// Check, test and explain the dispatcher rules
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// Write a first rules file with this tenant's own names
    Init(init::Init),
    /// Check a rules file: syntax, names, types; against Autotask's own names
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
            Self::Init(init) => init.json,
            Self::Check(check) => check.json,
            Self::Test(test) => test.json,
            Self::Explain(explain) => explain.json,
        }
    }

    /// Runs it.
    pub fn run(&self, place: &Place) -> anyhow::Result<Exit> {
        match self {
            Self::Init(init) => init.run(place),
            Self::Check(check) => check.run(place),
            Self::Test(test) => test.run(place),
            Self::Explain(explain) => explain.run(place),
        }
    }
}

/// A checked rules file.
struct RulesFile {
    name: String,
    checked: Checked,
}

impl RulesFile {
    /// Reads and checks `file`, or this machine's when none is named.
    fn read(file: Option<&Path>, place: &Place) -> anyhow::Result<Self> {
        Self::read_against(file, place, None)
    }

    /// As [`Self::read`], and against the tenant's names.
    fn read_against(file: Option<&Path>, place: &Place, tenant: Option<&Tenant>) -> anyhow::Result<Self> {
        let path = file.map_or_else(|| place.rules_file(), Path::to_owned);
        let name = path.display().to_string();
        let text = fs::read_to_string(&path).map_err(|error| BadInput(format!("{name} can't be read: {error}")))?;
        let checked = match tenant {
            Some(tenant) => deskbell_dispatch::check_against(&name, &text, tenant),
            None => deskbell_dispatch::check(&name, &text),
        };
        Ok(Self { name, checked })
    }

    /// The rules; when the file has errors, they go to standard error and the command ends with 2.
    fn rules(&self) -> anyhow::Result<&Rules> {
        self.checked.rules.as_ref().ok_or_else(|| {
            tell(&self.checked.diagnostics);
            BadInput(format!("{} has errors; nothing was run.", self.name)).into()
        })
    }
}

/// What is wrong with a file, on standard error.
fn tell(diagnostics: &[Diagnostic]) {
    for diagnostic in diagnostics {
        output::message(&diagnostic.render());
    }
}
