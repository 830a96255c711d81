//! `deskbell-admin connect`: this machine's key to Autotask, and whether it fits.

mod key;
mod test_ticket;

use std::sync::Arc;

use clap::Args;
use deskbell_desk::SystemClock;
use deskbell_desk::autotask::{Autotask, AutotaskConfig, Check, Outcome, Subject};
use deskbell_desk::settings::{DISCOVERY, Settings};

use crate::exit::Exit;
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
Exit codes: 0 every line is ok, 1 a line is not ok, 2 bad input.";

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
        let loaded = place.settings();
        for problem in &loaded.problems {
            output::message(&problem.to_string());
        }
        let settings = loaded.settings;
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
        if self.test_ticket {
            let report = test_ticket::make(&autotask, place, &settings).await?;
            print(&report.checks)?;
            for error in &report.submission_errors {
                output::line(&format!("        Autotask said: {error}"))?;
            }
            checks.extend(report.checks);
        }
        let wrong = checks.iter().any(|check| check.outcome.is_wrong());
        Ok(if wrong { Exit::Failed } else { Exit::Done })
    }
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
            Outcome::Fine { found } => output::line(&format!("ok      {subject}: {found}"))?,
            Outcome::Notice { found, click } => {
                output::line(&format!("ok      {subject}: {found}"))?;
                output::line(&format!("        better: {click}"))?;
            }
            Outcome::Wrong { found, click } => {
                output::line(&format!("not ok  {subject}: {found}"))?;
                output::line(&format!("        do this: {click}"))?;
            }
            Outcome::Skipped => output::line(&format!("-       {subject}: not looked at"))?,
        }
    }
    Ok(())
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
