//! The test ticket: only making one tells what a ticket category demands.

use autotask_psa::{
    Error, PicklistId, Ticket, TicketAttachment, TicketFields, TicketId, TicketNote, TicketPatch, as_stored,
};
use autotask_psa::{Query, field};
use jiff::SignedDuration;

use crate::psa::{Made, NewAttachment, NewNote, NewTicket, Psa as _, RemoteId, Vocabulary};

use super::Autotask;
use super::advice::{SECURITY_LEVEL, advice, fill_in};
use super::answers::field_of_list;
use super::connect::{Check, Outcome, Subject, TestTicket};
use super::port::{new_attachment, new_ticket};

/// The status that means Complete in every tenant.
const COMPLETE: PicklistId = PicklistId(5);

/// Autotask may name what it misses one field at a time.
const REPAIRS: usize = 4;

/// What made a ticket come about.
struct Creation {
    id: TicketId,
    /// Autotask's names of what had to be filled in.
    repaired: Vec<String>,
}

impl Autotask {
    /// Makes `ticket` with `note` and `attachment`, reads all three back, and sets the ticket to Complete: tickets can't
    /// be deleted. One line for each of [`Subject::TestTicket`] to [`Subject::TestCompleted`]. At most ten calls when the
    /// ticket is taken as it is. A field that is missing is filled in for this test alone, so that everything that is
    /// missing comes to light, and the rest is tried too.
    pub async fn make_test_ticket(&self, ticket: &NewTicket, note: &NewNote, attachment: &NewAttachment) -> TestTicket {
        let mut report = TestTicket {
            id: None,
            number: None,
            submission_errors: Vec::new(),
            checks: Vec::new(),
        };
        let Creation { id, repaired } = match self.created(ticket, &mut report.submission_errors).await {
            Ok(creation) => creation,
            Err(error) => {
                report.line(Subject::TestTicket, Err(error));
                report.skip_the_rest();
                return report;
            }
        };
        report.id = Some(RemoteId(id.0));
        let with_key = self.tickets_with(&ticket.key).await;
        match with_key.map(|tickets| tickets.rows.into_iter().find(|found| found.id == id)) {
            Ok(Some(found)) => {
                self.read_back(Made::Ticket);
                report.number = found.ticket_number;
                let made = made(id, report.number.as_deref(), &repaired);
                report.line(Subject::TestTicket, Ok(made));
            }
            // Who is not shown the ticket can't add to it either, and would only read errors that follow from that.
            Ok(None) => {
                report.line(Subject::TestTicket, Ok(made(id, None, &repaired)));
                report.skip_the_rest();
                return report;
            }
            Err(error) => report.line(Subject::TestTicket, Err(error)),
        }
        let noted = self.note_there_and_back(id, note).await;
        report.line(Subject::TestNote, noted);
        let attached = self.attachment_there_and_back(id, attachment).await;
        report.line(Subject::TestAttachment, attached);
        let completed = self.complete(id).await;
        report.line(Subject::TestCompleted, completed);
        report
    }

    /// Makes the ticket, with what it lacks filled in where that is known to be possible.
    async fn created(&self, ticket: &NewTicket, said: &mut Vec<String>) -> Result<Creation, Error> {
        let mut ticket = ticket.clone();
        let mut repaired = Vec::new();
        loop {
            let error = match self.client.create_ticket(&new_ticket(&ticket)).await {
                Ok(id) => return Ok(Creation { id, repaired }),
                Err(error) => error,
            };
            said.extend(error.text().lines().map(str::to_owned));
            let lacking = error.fields();
            let before = repaired.len();
            if before < REPAIRS && !lacking.is_empty() {
                let vocabulary = self.vocabulary(false).await.unwrap_or_default();
                repaired.extend(
                    lacking
                        .into_iter()
                        .filter(|name| self.fill(&mut ticket, name, &vocabulary)),
                );
            }
            if repaired.len() == before {
                return Err(error);
            }
        }
    }

    /// Whether the field was empty, and is no longer.
    fn fill(&self, ticket: &mut NewTicket, name: &str, vocabulary: &Vocabulary) -> bool {
        if name.eq_ignore_ascii_case("dueDateTime") {
            let tomorrow = self
                .server_time()
                .map(|now| now.saturating_add(SignedDuration::from_hours(24)));
            let due = tomorrow.and_then(Result::ok).filter(|_| ticket.due.is_none());
            ticket.due = ticket.due.or(due);
            return due.is_some();
        }
        let Some(field) = field_of_list(name).filter(|field| !ticket.fields.contains_key(field)) else {
            return false;
        };
        let terms = vocabulary.0.get(&field).map_or(&[][..], Vec::as_slice);
        let usable = terms.iter().filter(|term| term.active && term.parent.is_none());
        let Some(term) = usable.min_by_key(|term| !term.default) else {
            return false;
        };
        ticket.fields.insert(field, term.id);
        true
    }

    async fn note_there_and_back(&self, ticket: TicketId, note: &NewNote) -> Result<Outcome, Error> {
        self.note(ticket, note).await?;
        let notes: Vec<TicketNote> = self.client.all(&parts_of(ticket)).await?;
        let expected = lines_of(&as_stored(&note.text));
        let is_it = |there: &TicketNote| {
            there
                .description
                .as_deref()
                .is_some_and(|text| lines_of(text) == expected)
        };
        Ok(if notes.iter().any(is_it) {
            self.read_back(Made::Note);
            fine("the note reads as it was written")
        } else {
            unread("the note was added, but can't be read back as it was written")
        })
    }

    async fn attachment_there_and_back(&self, ticket: TicketId, attachment: &NewAttachment) -> Result<Outcome, Error> {
        let id = self
            .client
            .create_attachment(ticket, &new_attachment(attachment))
            .await?;
        let listed: Vec<TicketAttachment> = self.client.all(&parts_of(ticket)).await?;
        if listed.iter().any(|listed| listed.id == id) {
            self.read_back(Made::Attachment);
        }
        let there = self.client.attachment(ticket, id).await?;
        Ok(
            if there
                .and_then(|there| there.bytes())
                .is_some_and(|bytes| bytes == attachment.bytes)
            {
                fine("the attachment holds what was sent")
            } else {
                unread("the attachment was added, but can't be read back as it was sent")
            },
        )
    }

    async fn complete(&self, ticket: TicketId) -> Result<Outcome, Error> {
        self.client
            .patch_ticket(&TicketPatch::new(ticket, TicketFields::default().status(COMPLETE)))
            .await?;
        let now = self.client.get::<Ticket>(ticket).await?;
        Ok(match now.map(|ticket| ticket.status) {
            Some(Some(COMPLETE)) => fine("the test ticket is Complete"),
            Some(_) => Outcome::Wrong {
                found: "the test ticket was set to Complete, but has another status".to_owned(),
                click: "complete it by hand; a workflow rule may set the status of tickets from the API".to_owned(),
            },
            None => unread("the test ticket was set to Complete, but this API user can't read whether it is"),
        })
    }
}

impl TestTicket {
    fn line(&mut self, subject: Subject, went: Result<Outcome, Error>) {
        let outcome = went.unwrap_or_else(|error| Outcome::Wrong {
            found: error.to_string(),
            click: advice(&error),
        });
        self.checks.push(Check { subject, outcome });
    }

    fn skip_the_rest(&mut self) {
        let rest = [Subject::TestNote, Subject::TestAttachment, Subject::TestCompleted];
        self.checks.extend(rest.map(|subject| Check {
            subject,
            outcome: Outcome::Skipped,
        }));
    }
}

fn parts_of(ticket: TicketId) -> Query {
    Query::new(field("ticketID").eq(ticket.0))
}

fn made(id: TicketId, number: Option<&str>, repaired: &[String]) -> Outcome {
    match (number, repaired) {
        (Some(number), []) => Outcome::Fine {
            found: format!("{number} was made"),
        },
        (Some(number), repaired) => Outcome::Wrong {
            found: format!(
                "{number} was made, but only with {} filled in for this test; real tickets would be refused",
                repaired.join(" and ")
            ),
            click: fill_in(repaired),
        },
        (None, _) => unread(&format!(
            "the ticket was made (id {id}), but this API user can't see it; complete it by hand"
        )),
    }
}

fn fine(found: &str) -> Outcome {
    Outcome::Fine {
        found: found.to_owned(),
    }
}

fn unread(found: &str) -> Outcome {
    let click = format!("{SECURITY_LEVEL}, the level of the API user: Service Desk > Tickets > View: All");
    Outcome::Wrong {
        found: found.to_owned(),
        click,
    }
}

/// Autotask's line ends are not those that were sent.
fn lines_of(text: &str) -> Vec<String> {
    text.trim().lines().map(|line| line.trim_end().to_owned()).collect()
}
