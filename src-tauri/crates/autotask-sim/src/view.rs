//! Tickets as people see them: labels instead of ids. For tests, and for the page.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;

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

/// How many tickets there are.
pub(crate) fn count(books: &Books) -> usize {
    schema::entity("Tickets").map_or(0, |entity| books.rows(entity).count())
}

/// The newest tickets, newest first.
pub(crate) fn tickets(books: &Books, most: usize) -> Vec<Ticket> {
    let (notes, attachments) = (by_ticket(books, "TicketNotes"), by_ticket(books, "TicketAttachments"));
    let Some(entity) = schema::entity("Tickets") else {
        return Vec::new();
    };
    let rows = books
        .rows(entity)
        .rev()
        .filter_map(|row| Some((number(row, "id")?, row)));
    rows.take(most)
        .map(|(id, row)| shown(books, entity, row, below(&notes, id), below(&attachments, id)))
        .collect()
}

/// The ticket with that id.
pub(crate) fn ticket(books: &Books, id: i64) -> Option<Ticket> {
    let entity = schema::entity("Tickets")?;
    let row = books.row(entity, id)?;
    let below = |path| {
        let rows = schema::entity(path).into_iter().flat_map(|entity| books.rows(entity));
        rows.filter(|row| number(row, "ticketID") == Some(id))
            .collect::<Vec<_>>()
    };
    Some(shown(
        books,
        entity,
        row,
        &below("TicketNotes"),
        &below("TicketAttachments"),
    ))
}

fn by_ticket<'a>(books: &'a Books, path: &str) -> HashMap<i64, Vec<&'a Row>> {
    let mut by_ticket: HashMap<i64, Vec<&Row>> = HashMap::new();
    for row in schema::entity(path).into_iter().flat_map(|entity| books.rows(entity)) {
        by_ticket
            .entry(number(row, "ticketID").unwrap_or_default())
            .or_default()
            .push(row);
    }
    by_ticket
}

fn below<'a, 'b>(rows: &'b HashMap<i64, Vec<&'a Row>>, ticket: i64) -> &'b [&'a Row] {
    rows.get(&ticket).map_or(&[], Vec::as_slice)
}

fn shown(books: &Books, entity: &Entity, row: &Row, notes: &[&Row], attachments: &[&Row]) -> Ticket {
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
        notes: notes.iter().map(|row| note(row)).collect(),
        attachments: attachments.iter().map(|row| attachment(books, row)).collect(),
    }
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
    let file = books.file(id).cloned().unwrap_or_default();
    Attachment {
        id,
        name: words(row, "fullPath").to_owned(),
        title: words(row, "title").to_owned(),
        bytes: usize::try_from(file.bytes).unwrap_or(usize::MAX),
        publish: number(row, "publish").unwrap_or_default(),
        content_type: words(row, "contentType").to_owned(),
        sha256: file.sha256,
    }
}
