//! Tickets as people see them: labels instead of ids. For tests, and for the page.

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::Row;
use crate::books::{Books, number, words};
use crate::schema::{self, Entity};

/// A ticket, its fields by label.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Ticket {
    /// The ticket number, `T20260909.0028`.
    pub number: String,
    /// Its id in the API.
    pub id: i64,
    /// Title.
    pub title: String,
    /// Description as stored, with `\n` between lines.
    pub description: String,
    /// The company's name.
    pub company: Option<String>,
    /// The contact's first and last name.
    pub contact: Option<String>,
    /// Queue.
    pub queue: Option<String>,
    /// Priority.
    pub priority: Option<String>,
    /// Ticket type.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Issue type.
    pub issue: Option<String>,
    /// Sub-issue type.
    pub sub_issue: Option<String>,
    /// Status.
    pub status: Option<String>,
    /// Source.
    pub source: Option<String>,
    /// Ticket category.
    pub category: Option<String>,
    /// Work type: the billing code's name.
    pub work_type: Option<String>,
    /// The external id.
    #[serde(rename = "externalID")]
    pub external_id: Option<String>,
    /// When it was created, UTC.
    pub create_date: String,
    /// When it is due, UTC.
    pub due_date_time: Option<String>,
    /// Its notes, oldest first.
    pub notes: Vec<Note>,
    /// Its attachments, oldest first.
    pub attachments: Vec<Attachment>,
}

/// A note on a ticket.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Note {
    /// Its id in the API.
    pub id: i64,
    /// Title.
    pub title: String,
    /// The text as stored, with `\n` between lines.
    pub text: String,
    /// Who sees it: 1 the customer too, 2 technicians, 4 technicians and co-managed users.
    pub publish: i64,
}

/// A file on a ticket.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Attachment {
    /// Its id in the API.
    pub id: i64,
    /// The file's name.
    pub name: String,
    /// Title.
    pub title: String,
    /// The file's size.
    pub bytes: usize,
    /// Who sees it, as for notes.
    pub publish: i64,
    /// The media type.
    pub content_type: String,
    /// SHA-256 of the content, in hexadecimal.
    pub sha256: String,
}

/// All tickets, newest first.
pub(crate) fn tickets(books: &Books) -> Vec<Ticket> {
    let Some(entity) = schema::entity("Tickets") else {
        return Vec::new();
    };
    books.rows(entity).rev().map(|row| ticket(books, entity, row)).collect()
}

fn ticket(books: &Books, entity: &Entity, row: &Row) -> Ticket {
    let label = |field| books.label(entity, row, field).map(str::to_owned);
    let text = |field| row.get(field).and_then(Value::as_str).map(str::to_owned);
    let referenced = |path, field| books.row(schema::entity(path)?, number(row, field)?);
    let contact = referenced("Contacts", "contactID");
    Ticket {
        number: words(row, "ticketNumber").to_owned(),
        id: number(row, "id").unwrap_or_default(),
        title: words(row, "title").to_owned(),
        description: words(row, "description").to_owned(),
        company: referenced("Companies", "companyID").map(|company| words(company, "companyName").to_owned()),
        contact: contact.map(|contact| format!("{} {}", words(contact, "firstName"), words(contact, "lastName"))),
        queue: label("queueID"),
        priority: label("priority"),
        kind: label("ticketType"),
        issue: label("issueType"),
        sub_issue: label("subIssueType"),
        status: label("status"),
        source: label("source"),
        category: label("ticketCategory"),
        work_type: referenced("BillingCodes", "billingCodeID").map(|code| words(code, "name").to_owned()),
        external_id: text("externalID"),
        create_date: words(row, "createDate").to_owned(),
        due_date_time: text("dueDateTime"),
        notes: of_ticket(books, "TicketNotes", row).map(note).collect(),
        attachments: of_ticket(books, "TicketAttachments", row)
            .map(|row| attachment(books, row))
            .collect(),
    }
}

fn of_ticket<'a>(books: &'a Books, path: &str, ticket: &'a Row) -> impl Iterator<Item = &'a Row> {
    let rows = schema::entity(path).into_iter().flat_map(|entity| books.rows(entity));
    rows.filter(|row| row.get("ticketID") == ticket.get("id"))
}

fn note(row: &Row) -> Note {
    Note {
        id: number(row, "id").unwrap_or_default(),
        title: words(row, "title").to_owned(),
        text: words(row, "description").to_owned(),
        publish: number(row, "publish").unwrap_or_default(),
    }
}

fn attachment(books: &Books, row: &Row) -> Attachment {
    let id = number(row, "id").unwrap_or_default();
    let file = books.file(id).unwrap_or_default();
    Attachment {
        id,
        name: words(row, "fullPath").to_owned(),
        title: words(row, "title").to_owned(),
        bytes: file.len(),
        publish: number(row, "publish").unwrap_or_default(),
        content_type: words(row, "contentType").to_owned(),
        sha256: Sha256::digest(&file).iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}
