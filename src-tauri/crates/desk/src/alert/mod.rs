//! What the MSP has to know: numbered alerts, each told once per cause and ticket, to the system's own log, where an RMM
//! looks. A line names no person, no secret and nothing of what somebody wrote.
//!
//! The numbers are documented in the README and never change their meaning. They stay below 1000: Windows brings a
//! message file for these (`EventCreate.exe`) with which its event viewer shows our line as it is.

mod system;

use std::collections::HashSet;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use crate::desk::Inner;
use crate::office::SetUp;
use crate::outbox::{Cause, OutboxError};
use crate::text::shortened;
use crate::{DraftId, Settings, State, Ticket};

pub use system::SystemLog;

/// The longest line: a datagram to syslog may hold 1024 bytes, of which the head takes some.
const LINE: usize = 400;
/// The longest part of a line that somebody else worded.
const QUOTED: usize = 240;
/// So many references are named; the line says how many more there are.
const NAMED: usize = 20;

/// Something that needs the MSP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alert {
    /// Nobody knows whether a request got through, and it could not be found out: the ticket is parked.
    Ambiguous {
        /// Which ticket.
        ticket: DraftId,
    },
    /// The ticket system refused a ticket, or a part of it, for good.
    Refused {
        /// Which ticket.
        ticket: DraftId,
        /// Why, for a technician; e-mail addresses in it are masked.
        reason: String,
    },
    /// The ticket system refused the key. Told once, however many tickets wait for another key.
    Credentials,
    /// More than one ticket was found under one key; the one with the lowest id is used.
    SeveralTickets {
        /// Which ticket.
        ticket: DraftId,
        /// How many there are.
        count: usize,
    },
    /// The outbox was damaged, set aside, and what could be read of it goes on in a new one.
    OutboxDamaged {
        /// The file name that the damaged one has now.
        kept_as: String,
        /// The tickets that could not be read whole, as people know them.
        references: Vec<String>,
        /// Nothing could be read: which tickets waited is not known.
        unreadable: bool,
    },
    /// Something was not kept for want of room: the disk is full, or as much waits as may wait.
    DiskFull,
    /// A ticket has not reached the ticket system an hour after it was saved.
    WaitsLong {
        /// Which ticket.
        ticket: DraftId,
        /// Since when.
        since: Timestamp,
    },
    /// The settings file has errors, and something else is in effect.
    Settings {
        /// What is wrong, with file and line.
        problem: String,
    },
    /// The rules file has errors, and something else is in effect.
    Rules {
        /// What is wrong, with file and line.
        problem: String,
    },
}

/// What an alert is about. The number is what an RMM watches for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u16)]
pub enum AlertId {
    /// [`Alert::Ambiguous`].
    Ambiguous = 101,
    /// [`Alert::Refused`].
    Refused = 102,
    /// [`Alert::Credentials`].
    Credentials = 103,
    /// [`Alert::SeveralTickets`].
    SeveralTickets = 104,
    /// [`Alert::OutboxDamaged`].
    OutboxDamaged = 105,
    /// [`Alert::DiskFull`].
    DiskFull = 106,
    /// [`Alert::WaitsLong`].
    WaitsLong = 107,
    /// [`Alert::Settings`].
    Settings = 108,
    /// [`Alert::Rules`].
    Rules = 109,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// It goes on by itself, but somebody should look.
    Warning,
    /// It won't go on by itself.
    Error,
}

/// An alert as it is written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What about.
    pub id: AlertId,
    /// How bad.
    pub severity: Severity,
    /// One English line.
    pub line: String,
    /// When.
    pub at: Timestamp,
}

/// Where alerts go.
pub trait AlertSink: Send + Sync {
    /// Writes it down. When that fails, the same alert is raised again at its next occasion.
    fn raise(&self, notice: &Notice) -> io::Result<()>;
}

/// Where the alerts of a program for people go: to the system's log, and of practice nowhere.
pub fn system(settings: &Settings) -> Arc<dyn AlertSink> {
    if settings.autotask.as_ref().is_some_and(|autotask| autotask.practice) {
        return Arc::new(NoAlerts);
    }
    Arc::new(SystemLog::default())
}

/// Nowhere: for programs whose alerts nobody watches for, such as measurements.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoAlerts;

impl AlertSink for NoAlerts {
    fn raise(&self, _notice: &Notice) -> io::Result<()> {
        Ok(())
    }
}

impl AlertId {
    /// Every one, in the order of the documentation.
    pub const ALL: [Self; 9] = [
        Self::Ambiguous,
        Self::Refused,
        Self::Credentials,
        Self::SeveralTickets,
        Self::OutboxDamaged,
        Self::DiskFull,
        Self::WaitsLong,
        Self::Settings,
        Self::Rules,
    ];

    /// The event id.
    pub const fn number(self) -> u16 {
        self as u16
    }

    /// How bad it is.
    pub const fn severity(self) -> Severity {
        match self {
            Self::Ambiguous
            | Self::Refused
            | Self::Credentials
            | Self::SeveralTickets
            | Self::OutboxDamaged
            | Self::DiskFull => Severity::Error,
            Self::WaitsLong | Self::Settings | Self::Rules => Severity::Warning,
        }
    }
}

impl Alert {
    /// What it is about.
    pub const fn id(&self) -> AlertId {
        match self {
            Self::Ambiguous { .. } => AlertId::Ambiguous,
            Self::Refused { .. } => AlertId::Refused,
            Self::Credentials => AlertId::Credentials,
            Self::SeveralTickets { .. } => AlertId::SeveralTickets,
            Self::OutboxDamaged { .. } => AlertId::OutboxDamaged,
            Self::DiskFull => AlertId::DiskFull,
            Self::WaitsLong { .. } => AlertId::WaitsLong,
            Self::Settings { .. } => AlertId::Settings,
            Self::Rules { .. } => AlertId::Rules,
        }
    }

    const fn ticket(&self) -> Option<DraftId> {
        match self {
            Self::Ambiguous { ticket }
            | Self::Refused { ticket, .. }
            | Self::SeveralTickets { ticket, .. }
            | Self::WaitsLong { ticket, .. } => Some(*ticket),
            Self::Credentials
            | Self::OutboxDamaged { .. }
            | Self::DiskFull
            | Self::Settings { .. }
            | Self::Rules { .. } => None,
        }
    }

    /// What tells this alert from the last one of its id, where that can happen again in another way.
    fn particulars(&self) -> &str {
        match self {
            Self::OutboxDamaged { kept_as, .. } => kept_as,
            Self::Settings { problem } | Self::Rules { problem } => problem,
            Self::Ambiguous { .. }
            | Self::Refused { .. }
            | Self::Credentials
            | Self::SeveralTickets { .. }
            | Self::DiskFull
            | Self::WaitsLong { .. } => "",
        }
    }

    /// `reference` is the ticket's, where it is about one.
    fn line(&self, reference: &str) -> String {
        let line = match self {
            Self::Ambiguous { .. } => format!(
                "Ticket {reference} is parked: nobody knows whether the last request got through, and it could not be \
                 found out. Look for it in the ticket system, then run `deskbell-admin outbox deliver`."
            ),
            Self::Refused { reason, .. } => format!(
                "The ticket system refused ticket {reference} or a part of it: {}",
                quoted(reason)
            ),
            Self::Credentials => "The ticket system refused this PC's key. No ticket goes out until `deskbell-admin \
                                  connect` has stored one that it takes."
                .to_owned(),
            Self::SeveralTickets { count, .. } => format!(
                "{count} tickets in the ticket system belong to ticket {reference}. The first one is used; the others \
                 should be closed."
            ),
            Self::OutboxDamaged { kept_as, unreadable: true, .. } => format!(
                "The outbox was damaged. It is kept as {kept_as}; nothing of it could be read, so that which tickets waited \
                 is not known."
            ),
            Self::OutboxDamaged { kept_as, references, .. } => damaged(kept_as, references),
            Self::DiskFull => "There is no room for a ticket, or for its pictures and files: the disk is full, or too much waits already.".to_owned(),
            Self::WaitsLong { since, .. } => {
                format!("Ticket {reference} has waited since {since} and has not reached the ticket system yet.")
            }
            Self::Settings { problem } => format!("The settings file is not used: {}", quoted(problem)),
            Self::Rules { problem } => format!("The rules file is not used: {}", quoted(problem)),
        };
        shortened(&line, LINE)
    }
}

/// What was raised in this run, should the outbox not be able to remember it.
#[derive(Default)]
pub(crate) struct Raised(Mutex<HashSet<String>>);

impl Raised {
    fn has(&self, mark: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(mark)
    }

    fn add(&self, mark: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(mark);
    }

    fn remove(&self, id: AlertId) {
        let prefix = mark(id, None);
        let mut raised = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        raised.retain(|mark| !mark.starts_with(&prefix));
    }
}

impl Inner {
    /// Raises an alert, unless the same one was raised for the same ticket before. Never fails: what can't be written
    /// down is in the log.
    pub(crate) async fn alert(&self, alert: Alert) {
        let id = alert.id();
        let key = mark(id, alert.ticket());
        let value = alert.particulars().to_owned();
        let in_this_run = format!("{key}/{value}");
        if self.raised.has(&in_this_run) || self.outbox.remembers(&key, &value).await {
            return;
        }
        let reference = match alert.ticket() {
            Some(ticket) => self.outbox.reference(ticket).await,
            None => String::new(),
        };
        let notice = Notice {
            id,
            severity: id.severity(),
            line: alert.line(&reference),
            at: self.clock.now(),
        };
        tracing::warn!("event {}: {}", id.number(), notice.line);
        if let Err(error) = self.alerts.raise(&notice) {
            tracing::warn!(%error, "event {} could not be written to the system's log", id.number());
            return;
        }
        self.raised.add(in_this_run);
        if let Err(error) = self.outbox.remember(key, value).await {
            tracing::warn!("event {} may be told again: {error}", id.number());
        }
    }

    /// Raises what a ticket's state is a reason for, and takes back what it shows to be over.
    pub(crate) async fn alert_about(&self, ticket: &Ticket) -> Result<(), OutboxError> {
        match &ticket.state {
            State::Parked { reason } => match self.outbox.cause(ticket.id).await? {
                Some(Cause::Key) => self.alert(Alert::Credentials).await,
                Some(Cause::Ambiguous) => self.alert(Alert::Ambiguous { ticket: ticket.id }).await,
                Some(Cause::Refused | Cause::Offline | Cause::Outage | Cause::Busy) | None => {
                    let (ticket, reason) = (ticket.id, reason.clone());
                    self.alert(Alert::Refused { ticket, reason }).await;
                }
            },
            State::Delivered => self.all_clear(AlertId::Credentials).await,
            State::Sending | State::Waiting { .. } => {}
        }
        Ok(())
    }

    /// Raises what is wrong with the files of the set-up, and takes back what was put right.
    pub(crate) async fn alert_about_files(&self, set_up: &SetUp) {
        match set_up.loaded.file_problems().next() {
            Some(problem) => {
                let problem = problem.to_string();
                self.alert(Alert::Settings { problem }).await;
            }
            None => self.all_clear(AlertId::Settings).await,
        }
        match set_up.rulebook.remarks.first() {
            Some(problem) => {
                let problem = problem.clone();
                self.alert(Alert::Rules { problem }).await;
            }
            None => self.all_clear(AlertId::Rules).await,
        }
    }

    /// The cause of an alert about the whole PC is gone: the next one is told again.
    pub(crate) async fn all_clear(&self, id: AlertId) {
        self.raised.remove(id);
        if let Err(error) = self.outbox.forget_mark(mark(id, None)).await {
            tracing::warn!("event {} may not be told again: {error}", id.number());
        }
    }
}

/// The key under which the outbox remembers. A ticket's marks go with the ticket.
fn mark(id: AlertId, ticket: Option<DraftId>) -> String {
    match ticket {
        Some(ticket) => format!("alert/{ticket}/{}", id.number()),
        None => format!("alert/{}", id.number()),
    }
}

fn damaged(kept_as: &str, references: &[String]) -> String {
    let kept = format!("The outbox was damaged. It is kept as {kept_as}, and what could be read goes on in a new one.");
    if references.is_empty() {
        return format!("{kept} No ticket that waits was seen to be affected.");
    }
    let named = references.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    let more = match references.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{kept} Affected: {named}{more}.")
}

/// Somebody else's words on one line, without addresses.
fn quoted(text: &str) -> String {
    let masked: Vec<&str> = text
        .split_whitespace()
        .map(|word| if word.contains('@') { "(address)" } else { word })
        .collect();
    shortened(&masked.join(" "), QUOTED)
}

#[cfg(test)]
mod tests;
