//! `deskbell-admin connect`: this machine's key to Autotask, and whether it fits.

mod key;
#[cfg(unix)]
mod readers;
mod test_ticket;

use std::sync::Arc;

use anyhow::bail;
use clap::Args;
use deskbell_desk::SystemClock;
use deskbell_desk::autotask::{Autotask, AutotaskConfig, Check, Outcome, Subject};
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
identifier go to the settings file, the secret to a file of its own (mode 0600).
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
        print(&checks)?;
        if !accepted(&checks) {
            output::message("Autotask did not accept this key, so it was not saved.");
            return Ok(Exit::Failed);
        }
        key.save(place)?;
        output::message(&format!("Saved to {}.", place.paths.settings().display()));
        #[cfg(unix)]
        output::message(&readers::in_words(&place.paths)?);
        if self.test_ticket {
            let report = test_ticket::make(&autotask, place, &settings).await?;
            for remark in &report.remarks {
                output::line(&format!("note    Defaults: {remark}"))?;
            }
            print(&report.made.checks)?;
            checks.extend(report.made.checks);
        }
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
    if loaded.problems.is_empty() {
        return Ok(loaded.settings);
    }
    for problem in &loaded.problems {
        output::message(&problem.to_string());
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

fn print(checks: &[Check]) -> anyhow::Result<()> {
    for check in checks {
        let subject = words(check.subject);
        match &check.outcome {
            Outcome::Fine { found } => output::line(&format!("ok      {subject}: {}", one_line(found)))?,
            Outcome::Notice { found, click } => {
                output::line(&format!("ok      {subject}: {}", one_line(found)))?;
                output::line(&format!("        better: {click}"))?;
            }
            Outcome::Wrong { found, click } => {
                output::line(&format!("not ok  {subject}: {}", one_line(found)))?;
                output::line(&format!("        do this: {click}"))?;
            }
            Outcome::Skipped => output::line(&format!("-       {subject}: not looked at"))?,
        }
    }
    Ok(())
}

/// Autotask's texts may have several lines, and some end with two full stops.
fn one_line(text: &str) -> String {
    let sentences = text.lines().map(|line| {
        let line = line.trim();
        line.strip_suffix("..")
            .map_or_else(|| line.to_owned(), |rest| format!("{rest}."))
    });
    sentences.collect::<Vec<_>>().join(" ")
}

fn words(subject: Subject) -> &'static str {
    match subject {
        Subject::Zone => "Zone",
        Subject::Credentials => "Credentials",
        Subject::Tickets => "Right to tickets",
        Subject::Notes => "Right to notes",
        Subject::Attachments => "Right to attachments",
        Subject::Contacts => "Right to contacts",
        Subject::Companies => "Right to companies",
        Subject::CatchAll => "Unregistered User",
        Subject::TestTicket => "Test ticket",
        Subject::TestNote => "Test note",
        Subject::TestAttachment => "Test attachment",
        Subject::TestCompleted => "Test ticket completed",
    }
}
