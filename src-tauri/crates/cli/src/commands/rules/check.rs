//! `deskbell-admin rules check`

use std::path::PathBuf;

use clap::Args;
use deskbell_dispatch::{Diagnostic, Severity};
use serde::Serialize;

use super::RulesFile;
use crate::exit::Exit;
use crate::output;
use crate::place::Place;

const EXAMPLES: &str = "\
Examples:
  deskbell-admin rules check                  this machine's rules file
  deskbell-admin rules check rules.toml
  deskbell-admin rules check rules.toml --json
  deskbell-admin rules check --offline        without a look at Autotask's names

Names of queues, priorities and so on are compared with those that this PC last got from Autotask (`connect` gets them,
and so does every ticket). Nobody is called.

Exit codes: 0 fine (warnings allowed), 2 the file has errors or can't be read.";

const NOT_KNOWN: &str = "Names were not compared with Autotask's, as this PC has none of them yet. \
                         `deskbell-admin connect` gets them.";

/// Check a rules file: syntax, names, types; against Autotask's own names
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Check {
    /// The rules file; this machine's when not given
    file: Option<PathBuf>,
    /// Don't compare names with Autotask's
    #[arg(long)]
    offline: bool,
    /// Print {file, ok, names, diagnostics} as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Report<'a> {
    file: &'a str,
    ok: bool,
    names: Names,
    diagnostics: &'a [Diagnostic],
}

/// Whether names were compared with the tenant's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Names {
    Compared,
    /// Nothing is kept of a tenant here.
    NotKnown,
    /// Nobody wanted it.
    Offline,
}

impl Check {
    /// Checks and prints everything found.
    pub fn run(&self, place: &Place) -> anyhow::Result<Exit> {
        let tenant = (!self.offline).then(|| place.tenant()).flatten();
        let names = match (&tenant, self.offline) {
            (Some(_), _) => Names::Compared,
            (None, true) => Names::Offline,
            (None, false) => Names::NotKnown,
        };
        let file = RulesFile::read_against(self.file.as_deref(), place, tenant.as_ref())?;
        let ok = file.checked.rules.is_some();
        let diagnostics = file.checked.diagnostics.as_slice();
        if self.json {
            output::json(&Report {
                file: &file.name,
                ok,
                names,
                diagnostics,
            })?;
        } else {
            for diagnostic in diagnostics {
                output::line(&diagnostic.render())?;
            }
            output::line(&summary(&file.name, diagnostics))?;
            if names == Names::NotKnown {
                output::line(NOT_KNOWN)?;
            }
        }
        Ok(if ok { Exit::Done } else { Exit::BadInput })
    }
}

fn summary(name: &str, diagnostics: &[Diagnostic]) -> String {
    let count = |severity, word: &str| {
        let count = diagnostics.iter().filter(|one| one.severity == severity).count();
        (count > 0).then(|| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
    };
    let found: Vec<String> = [
        count(Severity::Error, "error"),
        count(Severity::Warning, "warning"),
        count(Severity::Note, "note"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if found.is_empty() {
        format!("{name}: fine")
    } else {
        format!("{name}: {}", found.join(", "))
    }
}
