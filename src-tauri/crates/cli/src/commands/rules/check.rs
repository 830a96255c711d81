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

Exit codes: 0 fine (warnings allowed), 2 the file has errors or can't be read.";

/// Check a rules file: syntax, names, types
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Check {
    /// The rules file; this machine's when not given
    file: Option<PathBuf>,
    /// Print {file, ok, diagnostics} as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Report<'a> {
    file: &'a str,
    ok: bool,
    diagnostics: &'a [Diagnostic],
}

impl Check {
    /// Checks and prints everything found.
    pub fn run(&self, place: &Place) -> anyhow::Result<Exit> {
        let file = RulesFile::read(self.file.as_deref(), place)?;
        let ok = file.checked.rules.is_some();
        let diagnostics = file.checked.diagnostics.as_slice();
        if self.json {
            output::json(&Report {
                file: &file.name,
                ok,
                diagnostics,
            })?;
        } else {
            for diagnostic in diagnostics {
                output::line(&diagnostic.render())?;
            }
            output::line(&summary(&file.name, diagnostics))?;
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
