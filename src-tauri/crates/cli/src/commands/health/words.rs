//! The report, for people.

use deskbell_desk::Connection;
use deskbell_desk::health::OutboxHealth;

use super::Found;
use super::verdict::{self, Level, Problem, whose};

/// The verdict, what is behind it, and how each outbox stands.
pub fn text(found: &Found, problems: &[Problem]) -> String {
    let verdict = match verdict::level(problems) {
        Level::Fine => "Fine.",
        Level::Warning => "Warning.",
        Level::NeedsSomebody => "Needs somebody.",
    };
    let mut lines = vec![verdict.to_owned()];
    lines.extend(problems.iter().map(|problem| format!("- {}", problem.text)));
    lines.push(match found.set_up.connection {
        Connection::Live => "Connected.".to_owned(),
        Connection::Practice => "Connected to the practice tenant.".to_owned(),
        Connection::NotConnected { .. } => "Not connected.".to_owned(),
    });
    for outbox in &found.outboxes {
        lines.extend(of_outbox(outbox));
    }
    lines.join("\n")
}

fn of_outbox(outbox: &OutboxHealth) -> Vec<String> {
    let mut lines = vec![format!("{} ({}):", whose(outbox), outbox.data.display())];
    if outbox.unreadable.is_some() {
        return lines;
    }
    let since = outbox
        .oldest_unsent
        .map(|since| format!(", the oldest since {since}"))
        .unwrap_or_default();
    let last = outbox
        .last_delivery
        .map(|at| format!(", the last at {at}"))
        .unwrap_or_default();
    let parked = outbox.parked.len();
    lines.push(format!("  not yet sent: {}{since}", outbox.unsent));
    lines.push(format!("  parked: {parked}"));
    for ticket in &outbox.parked {
        lines.push(format!(
            "    {} since {}: {}",
            ticket.reference, ticket.saved_at, ticket.reason
        ));
    }
    lines.push(format!("  delivered in the last 30 days: {}{last}", outbox.delivered));
    let running = if outbox.courier_alive { "running" } else { "not running" };
    lines.push(format!("  its courier: {running}"));
    if let Some(room) = outbox.room {
        lines.push(format!("  room on the disk: {} MB", room / 1_000_000));
    }
    lines
}
