//! How the report reads: one line for each check, and a last part that says what to do.

use std::io;

use deskbell_desk::autotask::{Check, Outcome, Subject};

use crate::output;

/// One line for each check.
pub fn print(checks: &[Check]) -> io::Result<()> {
    for check in checks {
        let subject = words(check.subject);
        let (state, found) = match &check.outcome {
            Outcome::Fine { found } | Outcome::Notice { found, .. } => ("ok", found.as_str()),
            Outcome::Danger { found, .. } => ("WARNING", found.as_str()),
            Outcome::Wrong { found, .. } => ("not ok", found.as_str()),
            Outcome::Skipped => ("-", "not looked at"),
        };
        line(state, subject, found)?;
    }
    Ok(())
}

/// What is neither ok nor not ok, one line each.
pub fn remarks(subject: &str, remarks: &[String]) -> io::Result<()> {
    remarks.iter().try_for_each(|remark| line("note", subject, remark))
}

/// What is to be done, most urgent first, one line each; the same place is named once. Always at least one line.
pub fn close(checks: &[Check], test_ticket: bool) -> io::Result<()> {
    let mut steps: Vec<(Urgency, String)> = checks.iter().filter_map(step).collect();
    steps.sort_by_key(|(urgency, _)| *urgency);
    let mut said: Vec<String> = Vec::new();
    for (_, step) in steps {
        if !said.contains(&step) {
            output::line(&step)?;
            said.push(step);
        }
    }
    if !said.is_empty() {
        return Ok(());
    }
    output::line(if test_ticket {
        "Nothing to do: this PC is connected, and tickets arrive."
    } else {
        "Nothing to do: this PC is connected. To try a ticket as well: deskbell-admin connect --test-ticket"
    })
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Urgency {
    Now,
    Soon,
    Sometime,
}

fn step(check: &Check) -> Option<(Urgency, String)> {
    match &check.outcome {
        Outcome::Wrong { click, .. } => Some((Urgency::Now, format!("Do this: {}", ended(click)))),
        Outcome::Danger { click, .. } => Some((Urgency::Soon, format!("DO THIS BEFORE YOU GO ON: {}", ended(click)))),
        Outcome::Notice { click, .. } => Some((Urgency::Sometime, format!("Better: {}", ended(click)))),
        Outcome::Fine { .. } | Outcome::Skipped => None,
    }
}

fn ended(sentence: &str) -> String {
    let end = if sentence.ends_with('?') { "" } else { "." };
    format!("{sentence}{end}")
}

fn line(state: &str, subject: &str, text: &str) -> io::Result<()> {
    output::line(&format!("{state:7} {subject}: {}", one_line(text)))
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
        Subject::Excess => "Rights beyond need",
        Subject::CatchAll => "Unregistered User",
        Subject::TestTicket => "Test ticket",
        Subject::TestNote => "Test note",
        Subject::TestAttachment => "Test attachment",
        Subject::TestCompleted => "Test ticket completed",
    }
}
