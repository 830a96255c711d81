//! `deskbell-admin connect`: this machine's key to Autotask, and whether it fits.

mod key;
mod readers;
mod report;
mod test_ticket;

use std::sync::Arc;

use anyhow::bail;
use clap::Args;
use deskbell_desk::SystemClock;
use deskbell_desk::autotask::{Autotask, AutotaskConfig, Check, Subject};
use deskbell_desk::settings::{DISCOVERY, Settings};

use crate::exit::{BadInput, Exit};
use crate::output;
use crate::place::Place;
use key::Key;

const EXAMPLES: &str = "\
Examples:
  sudo deskbell-admin connect
  sudo deskbell-admin connect --test-ticket
  printf '%s\\n' \"$USER_NAME\" \"$SECRET\" \"$TRACKING_ID\" | sudo deskbell-admin connect

The API user's name, its secret and the tracking identifier are asked for, or read from standard
input, one per line in this order; an empty line keeps what is stored. They are never taken as
arguments, where other programs could read them. Once Autotask has accepted them, name and
identifier go to the settings file, the secret to a file of its own (mode 0600; on Windows sealed
for this PC). Deskbell works as the person at the PC, who can therefore find the secret out.
The last line says what to do, and where to click.
Exit codes: 0 every line is ok, 1 a line is not ok, 2 bad input, or the settings file has errors.";

/// Connect this machine to Autotask, and check that the key fits
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Connect {
    /// Make a ticket with the defaults, a note and an attachment, read them back, and complete it
    #[arg(long)]
    test_ticket: bool,
}

impl Connect {
    /// Asks, checks, saves.
    pub async fn run(&self, place: &Place) -> anyhow::Result<Exit> {
        let settings = sound_settings(place)?;
        key::refuse_unwritable(place)?;
        let key = Key::ask(place, &settings)?;
        let autotask = adapter(place, &settings, &key)?;
        let mut checks = autotask.connect_checks(&settings.catch_all).await;
        report::print(&checks)?;
        if !accepted(&checks) {
            output::message("Autotask has not accepted this key, so it was not saved.");
            report::close(&checks, self.test_ticket)?;
            return Ok(Exit::Failed);
        }
        key.save(place)?;
        output::message(&format!("Saved to {}.", place.paths.settings().display()));
        if let Some(overruled) = key.overruled(place) {
            output::message(&overruled);
        }
        output::message(&readers::in_words(&place.paths)?);
        output::message(readers::WHAT_IT_OPENS);
        if self.test_ticket {
            let tried = test_ticket::make(&autotask, place, &settings).await?;
            report::remarks("Defaults", &tried.remarks)?;
            report::remarks("Autotask said of the test ticket", &tried.made.submission_errors)?;
            report::print(&tried.made.checks)?;
            key::keep_read_back(place, &autotask)?;
            checks.extend(tried.made.checks);
        }
        report::close(&checks, self.test_ticket)?;
        let wrong = checks.iter().any(|check| check.outcome.is_wrong());
        Ok(if wrong { Exit::Failed } else { Exit::Done })
    }
}

/// A file with errors is left aside at run time, so a key that is put into it would not be used; and without the file
/// that was meant, another tenant would be asked.
fn sound_settings(place: &Place) -> anyhow::Result<Settings> {
    let file = place.paths.settings();
    if place.paths.settings_file.is_some() && !file.exists() {
        bail!(BadInput(format!(
            "There is no settings file {}, so nothing was asked. Look at the path, or make the file; it may be empty.",
            file.display()
        )));
    }
    let loaded = place.settings();
    for problem in &loaded.problems {
        output::message(&problem.to_string());
    }
    if loaded.file_problems().next().is_none() {
        return Ok(loaded.settings);
    }
    bail!(BadInput(format!(
        "{} has errors and would not be used, so nothing was asked. Put it right, then connect again.",
        file.display()
    )))
}

fn adapter(place: &Place, settings: &Settings, key: &Key) -> anyhow::Result<Autotask> {
    let discovery = settings
        .autotask
        .as_ref()
        .map_or(DISCOVERY, |autotask| autotask.discovery.as_str());
    Ok(Autotask::new(AutotaskConfig {
        user: key.user.clone(),
        tracking_id: key.tracking_id.clone(),
        secret: key.secret.clone(),
        discovery: discovery.to_owned(),
        cache_dir: place.paths.data.join("autotask"),
        shared_dir: place.paths.shared(),
        reads_back: Vec::new(),
        clock: Arc::new(SystemClock),
    })?)
}

/// Rights can be put right later, without the key being typed again; a key that is refused is worth nothing.
fn accepted(checks: &[Check]) -> bool {
    let fine = |wanted| {
        checks
            .iter()
            .any(|check| check.subject == wanted && !check.outcome.is_wrong())
    };
    fine(Subject::Zone) && fine(Subject::Credentials)
}
