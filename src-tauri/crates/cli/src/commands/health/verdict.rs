//! What of all that was found is worth an alert, and how bad it is.

use deskbell_desk::health::OutboxHealth;
use deskbell_desk::{Connection, LONG};
use jiff::Timestamp;
use serde::Serialize;

use super::Found;

/// Below this a request may not fit any more, in bytes.
const FULL: u64 = 10_000_000;
/// Below this one with pictures may not, in bytes.
const LITTLE: u64 = 200_000_000;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Nothing to do.
    Fine,
    /// Somebody should look when there is time.
    Warning,
    /// It won't get better by itself.
    NeedsSomebody,
}

/// One thing that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    pub level: Level,
    pub text: String,
}

/// The worst of them.
pub fn level(problems: &[Problem]) -> Level {
    problems
        .iter()
        .map(|problem| problem.level)
        .max()
        .unwrap_or(Level::Fine)
}

/// Everything that is not as it should be, the set-up's first.
pub fn problems(found: &Found, now: Timestamp) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut add = |level, text| problems.push(Problem { level, text });
    if let Connection::NotConnected { reason } = &found.set_up.connection {
        add(
            Level::NeedsSomebody,
            format!("Not connected to a ticket system: {reason}."),
        );
    }
    if let Some(until) = found.set_up.key_rests_until {
        add(
            Level::NeedsSomebody,
            format!("The key was refused and rests until {until}; `deskbell-admin connect` stores another one."),
        );
    }
    for remark in &found.set_up.remarks {
        add(Level::Warning, remark.clone());
    }
    for outbox in &found.outboxes {
        of_outbox(outbox, now, &mut add);
    }
    problems
}

fn of_outbox(outbox: &OutboxHealth, now: Timestamp, add: &mut impl FnMut(Level, String)) {
    let whose = whose(outbox);
    if let Some(reason) = &outbox.unreadable {
        add(Level::NeedsSomebody, format!("{whose} can't be read: {reason}."));
    }
    if !outbox.parked.is_empty() {
        let references: Vec<&str> = outbox.parked.iter().map(|ticket| ticket.reference.as_str()).collect();
        add(
            Level::NeedsSomebody,
            format!(
                "{whose}: {} parked, waiting for a human: {}.",
                references.len(),
                references.join(", ")
            ),
        );
    }
    if let Some(since) = outbox.oldest_unsent.filter(|since| now.duration_since(*since) >= LONG) {
        let running = if outbox.courier_alive {
            ""
        } else {
            ", and nothing is running that would send it"
        };
        add(
            Level::Warning,
            format!("{whose}: a ticket has waited since {since}{running}."),
        );
    }
    for name in &outbox.set_aside {
        add(
            Level::Warning,
            format!(
                "{whose} was damaged; what could not be read is in {name}. Delete that file when it is not needed."
            ),
        );
    }
    match outbox.room {
        Some(room) if room < FULL => add(Level::NeedsSomebody, format!("{whose}: the disk is full.")),
        Some(room) if room < LITTLE => add(Level::Warning, format!("{whose}: there is little room on the disk.")),
        Some(_) | None => {}
    }
}

/// The outbox, in words.
pub fn whose(outbox: &OutboxHealth) -> String {
    if outbox.account.is_empty() {
        "This account's outbox".to_owned()
    } else {
        format!("The outbox of {}", outbox.account)
    }
}
