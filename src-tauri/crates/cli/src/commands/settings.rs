//! `deskbell-admin settings`: what is in effect on this machine, and where each value comes from.

use clap::Args;
use deskbell_desk::settings::{Layer, Loaded};
use serde::Serialize;
use toml::Value;

use crate::exit::Exit;
use crate::output;
use crate::place::Place;

const EXAMPLES: &str = "\
Examples:
  deskbell-admin settings
  deskbell-admin settings --json

From the weakest to the strongest: the defaults, what the installer wrote
(HKLM\\Software\\Deskbell), the settings file, what policy demands
(HKLM\\Software\\Policies\\Deskbell). What is not listed is not set.
Exit codes: 0 fine, 1 something in the settings is wrong and left aside.";

/// Show the settings in effect, and where each comes from
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Settings {
    /// Print {settings: [{key, value, from}], problems} as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Report {
    settings: Vec<Setting>,
    problems: Vec<String>,
}

#[derive(Serialize)]
struct Setting {
    key: String,
    value: Value,
    from: &'static str,
}

impl Settings {
    /// Reads and prints.
    pub fn run(&self, place: &Place) -> anyhow::Result<Exit> {
        let loaded = place.settings();
        let mut settings = Vec::new();
        list(&loaded, "", &Value::try_from(&loaded.settings)?, &mut settings);
        let report = Report {
            settings,
            problems: loaded.problems.iter().map(ToString::to_string).collect(),
        };
        if self.json {
            output::json(&report)?;
        } else {
            for Setting { key, value, from } in &report.settings {
                output::line(&format!("{key} = {value}  # {from}"))?;
            }
            for problem in &report.problems {
                output::message(problem);
            }
        }
        let fine = report.problems.is_empty();
        Ok(if fine { Exit::Done } else { Exit::Failed })
    }
}

/// Tables are opened, but for the one that names a single contact.
fn list(loaded: &Loaded, key: &str, value: &Value, found: &mut Vec<Setting>) {
    match value {
        Value::Table(table) if key != "catch_all" => {
            for (name, value) in table {
                let name = if name == "selections" { "selection" } else { name };
                let key = if key.is_empty() {
                    name.to_owned()
                } else {
                    format!("{key}.{name}")
                };
                list(loaded, &key, value, found);
            }
        }
        Value::Table(_)
        | Value::Array(_)
        | Value::String(_)
        | Value::Integer(_)
        | Value::Float(_)
        | Value::Boolean(_)
        | Value::Datetime(_) => found.push(Setting {
            key: key.to_owned(),
            value: value.clone(),
            from: from(loaded.layer(key)),
        }),
    }
}

const fn from(layer: Layer) -> &'static str {
    match layer {
        Layer::Default => "default",
        Layer::Installed => "installer",
        Layer::Machine => "file",
        Layer::Policy => "policy",
    }
}
