//! What `deskbell-admin connect` asks of a tenant, line by line: each check says what is fine, or what is wrong and what
//! to click in Autotask.

use autotask_psa::{Access, Contact, EntityInformation, Error};

use crate::psa::{PersonRef, RemoteId};

use super::Autotask;
use super::advice::{COPY_OF_LEVEL, SECURITY_LEVEL, advice, rights_wanted};
use super::port::query_of_person;

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
    /// Nothing can be done with this key that Deskbell has no use for.
    Excess,
    /// The Unregistered User is there.
    CatchAll,
    /// The test ticket was made.
    TestTicket,
    /// Its note was added and reads as it was written.
    TestNote,
    /// Its attachment was added.
    TestAttachment,
    /// It was set to Complete, and reads so.
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
    /// Deskbell works, but the tenant is in danger.
    Danger {
        /// What was found.
        found: String,
        /// What to do about it in Autotask.
        click: String,
    },
    /// Deskbell can't do its work like this.
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
    /// Whether Deskbell can't do its work like this.
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
    /// What Autotask said against the ticket, one line for each complaint, word for word; empty when it was taken at once.
    pub submission_errors: Vec<String>,
    /// Ticket, note, attachment, completion.
    pub checks: Vec<Check>,
}

/// The contact that Helpdesk Buttons makes for the same purpose.
const HELPDESK_BUTTONS: &str = "unregistered@helpdeskbuttons.com";

const RIGHTS: [(Subject, &str); 5] = [
    (Subject::Tickets, "Tickets"),
    (Subject::Notes, "TicketNotes"),
    (Subject::Attachments, "TicketAttachments"),
    (Subject::Contacts, "Contacts"),
    (Subject::Companies, "Companies"),
];

impl Autotask {
    /// Checks the zone, the credentials, the rights and the catch-all contact, freshly and past every cache. Makes
    /// nothing. At most eight calls when all is well. One line for each of [`Subject::Zone`] to [`Subject::CatchAll`], in
    /// that order; what follows a refused key is [`Outcome::Skipped`], so that no further try counts towards the lock of
    /// the API user.
    pub async fn connect_checks(&self, catch_all: &PersonRef) -> Vec<Check> {
        self.client.try_key_again();
        let zone = match self.client.find_zone().await {
            Ok(zone) => Outcome::Fine {
                found: format!("{} {}", zone.name, zone.url).trim().to_owned(),
            },
            Err(error) => wrong(&error),
        };
        let mut report = vec![Check {
            subject: Subject::Zone,
            outcome: zone,
        }];
        if report.iter().any(|check| check.outcome.is_wrong()) {
            report.push(skipped(Subject::Credentials));
            return skip_rights(report);
        }
        let tickets = self.client.entity_information("Tickets").await;
        let credentials = match &tickets {
            Ok(_) | Err(Error::Permission { .. }) => Outcome::Fine {
                found: "user, secret and tracking identifier are accepted".to_owned(),
            },
            Err(error) => wrong(error),
        };
        let accepted = !credentials.is_wrong();
        report.push(Check {
            subject: Subject::Credentials,
            outcome: credentials,
        });
        if !accepted {
            return skip_rights(report);
        }
        let mut asked = Some(tickets);
        let mut beyond = Vec::new();
        for (subject, collection) in RIGHTS {
            let information = match asked.take() {
                Some(tickets) => tickets,
                None => self.client.entity_information(collection).await,
            };
            beyond.extend(
                information
                    .iter()
                    .filter_map(|information| excess(subject, information)),
            );
            let outcome = information.map_or_else(|error| wrong(&error), |information| right(subject, &information));
            report.push(Check { subject, outcome });
        }
        report.push(Check {
            subject: Subject::Excess,
            outcome: no_more_than_needed(&beyond),
        });
        let outcome = self
            .stand_ins(catch_all)
            .await
            .map_or_else(|error| wrong(&error), |found| stand_in(&found));
        report.push(Check {
            subject: Subject::CatchAll,
            outcome,
        });
        report
    }

    /// The active contacts that the setting names, else the one that another product made for the same purpose.
    async fn stand_ins(&self, catch_all: &PersonRef) -> Result<Vec<Contact>, Error> {
        let found = self.client.all(&query_of_person(catch_all)).await?;
        if !found.is_empty() {
            return Ok(found);
        }
        self.client
            .all(&query_of_person(&PersonRef::Email(HELPDESK_BUTTONS.to_owned())))
            .await
    }
}

fn wrong(error: &Error) -> Outcome {
    Outcome::Wrong {
        found: error.to_string(),
        click: advice(error),
    }
}

fn skipped(subject: Subject) -> Check {
    Check {
        subject,
        outcome: Outcome::Skipped,
    }
}

fn skip_rights(mut report: Vec<Check>) -> Vec<Check> {
    report.extend(RIGHTS.map(|(subject, _)| skipped(subject)));
    report.push(skipped(Subject::Excess));
    report.push(skipped(Subject::CatchAll));
    report
}

/// Whether the API user may do with an entity what a ticket needs.
fn right(subject: Subject, information: &EntityInformation) -> Outcome {
    let query = ("read", &information.user_access_for_query);
    let create = ("add", &information.user_access_for_create);
    let update = ("edit", &information.user_access_for_update);
    let needed = match subject {
        Subject::Tickets => vec![query, create, update],
        Subject::Notes | Subject::Attachments => vec![query, create],
        Subject::Zone
        | Subject::Credentials
        | Subject::Contacts
        | Subject::Companies
        | Subject::Excess
        | Subject::CatchAll
        | Subject::TestTicket
        | Subject::TestNote
        | Subject::TestAttachment
        | Subject::TestCompleted => vec![query],
    };
    let missing: Vec<&str> = needed
        .iter()
        .filter_map(|(verb, access)| access.is_none().then_some(*verb))
        .collect();
    let verbs: Vec<&str> = needed.iter().map(|(verb, _)| *verb).collect();
    if missing.is_empty() {
        return Outcome::Fine {
            found: format!("may {} {}", verbs.join(", "), information.name)
                .trim()
                .to_owned(),
        };
    }
    Outcome::Wrong {
        found: format!("the API user may not {} {}", missing.join(", "), information.name)
            .trim()
            .to_owned(),
        click: format!(
            "{SECURITY_LEVEL}, the level of the API user: {}",
            rights_wanted(subject)
        ),
    }
}

/// What the API user may do with customers beyond reading them, which is all that Deskbell does.
fn excess(subject: Subject, information: &EntityInformation) -> Option<String> {
    if !matches!(subject, Subject::Contacts | Subject::Companies) {
        return None;
    }
    let verbs = [
        ("add", information.can_create, &information.user_access_for_create),
        ("edit", information.can_update, &information.user_access_for_update),
        ("delete", information.can_delete, &information.user_access_for_delete),
    ];
    let may: Vec<&str> = verbs
        .into_iter()
        .filter(|(_, exists, access)| *exists && matches!(access, Access::All | Access::Part(_)))
        .map(|(verb, ..)| verb)
        .collect();
    (!may.is_empty()).then(|| format!("{} any {}", may.join(", "), information.name))
}

fn no_more_than_needed(beyond: &[String]) -> Outcome {
    if beyond.is_empty() {
        return Outcome::Fine {
            found: "none; contacts and companies can be read, not changed".to_owned(),
        };
    }
    Outcome::Danger {
        found: format!(
            "THIS KEY CAN DO TOO MUCH: {}. Whoever takes it from one PC can do so too",
            beyond.join("; ")
        ),
        click: COPY_OF_LEVEL.to_owned(),
    }
}

fn stand_in(found: &[Contact]) -> Outcome {
    let click = "open the company that stands for walk-ins, there Contacts > New: first name Unregistered, last name \
                 User, active, with an e-mail address that nobody uses"
        .to_owned();
    match found {
        [] => Outcome::Notice {
            found: "there is no active contact for unknown senders; their tickets will have no contact".to_owned(),
            click,
        },
        [one] => Outcome::Fine {
            found: format!("contact {}{}", one.id, company_of(one)),
        },
        several => Outcome::Notice {
            found: format!(
                "{} contacts fit: the one in a PC's company is used, and where that has none, none of them",
                several.len()
            ),
            click: "name the one to use in the setting catch_all, by its id".to_owned(),
        },
    }
}

fn company_of(contact: &Contact) -> String {
    contact
        .company
        .map(|company| format!(" of company {company}"))
        .unwrap_or_default()
}
