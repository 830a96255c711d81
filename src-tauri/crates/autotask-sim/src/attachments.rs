//! Files on tickets and notes, and their limits (facts 3.3).

use std::collections::VecDeque;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::books::{Books, is_active, number, words};
use crate::call::Call;
use crate::intake::{self, is_set};
use crate::reply::{self, Reply};
use crate::schema::{self, Entity, Verb};
use crate::tenant::Limits;
use crate::{Row, text};

/// Attachments of notes.
const NOTES: &str = "TicketNoteAttachments";
/// `parentType` of what hangs on a ticket.
const PARENT_TICKET: i64 = 4;
/// `parentType` of what hangs on a note.
const PARENT_NOTE: i64 = 23;

const WINDOW: SignedDuration = SignedDuration::from_mins(5);

/// The real list is not public; these are the ones nobody would let in.
const REFUSED_ENDINGS: [&str; 14] = [
    "bat", "cmd", "com", "cpl", "exe", "hta", "js", "jse", "msi", "ps1", "scr", "vbe", "vbs", "wsf",
];

/// What all integrations together have attached lately.
#[derive(Debug, Default)]
pub(crate) struct Uploads {
    recent: VecDeque<(Timestamp, usize)>,
    refused_until: Option<Timestamp>,
}

impl Uploads {
    /// Counts `bytes` in, or refuses them; who goes over the limit is refused for five minutes.
    fn admit(&mut self, bytes: usize, limits: &Limits, now: Timestamp) -> Result<(), Reply> {
        if self.refused_until.is_some_and(|until| now < until) {
            return Err(Self::refusal(limits));
        }
        self.refused_until = None;
        while self
            .recent
            .front()
            .is_some_and(|(at, _)| now.duration_since(*at) >= WINDOW)
        {
            self.recent.pop_front();
        }
        let used: usize = self.recent.iter().map(|(_, bytes)| bytes).sum();
        if used + bytes > limits.attachment_window_bytes {
            self.refused_until = now.checked_add(WINDOW).ok();
            return Err(Self::refusal(limits));
        }
        self.recent.push_back((now, bytes));
        Ok(())
    }

    /// Invented wording.
    fn refusal(limits: &Limits) -> Reply {
        Reply::error(format!(
            "The attachment limit of {} bytes per 5 minutes has been exceeded. Attachment creation is not allowed for \
             5 minutes.",
            limits.attachment_window_bytes
        ))
    }
}

/// `parent` is the id of a ticket, or for [`NOTES`] of a note.
pub(crate) fn create(books: &mut Books, entity: &'static Entity, parent: i64, call: &Call) -> Result<Reply, Reply> {
    let tenant = books.tenant.clone();
    call.allow(Verb::Create, entity, &tenant)?;
    let mut sent = intake::read(entity, call.body, Verb::Create, &[])?;
    let data = sent.remove("data").unwrap_or(Value::Null);
    let is_file = sent.get("attachmentType").is_none_or(|kind| kind == "FILE_ATTACHMENT");
    let place = Place::of(books, entity, parent).ok_or_else(Reply::no_route)?;

    let mut complaints = intake::missing(entity, &sent, &sent, Verb::Create);
    complaints.extend(intake::complaints(books, entity, &sent));
    if is_set(&sent, "attachedByContactID") && !may_be_a_contacts(books, &place, &sent, call) {
        complaints.push(reply::NOT_THE_CONTACTS.to_owned());
    }
    let bytes = if is_file {
        file(&sent, &data, &tenant.limits, &mut complaints)
    } else {
        Vec::new()
    };
    if !complaints.is_empty() {
        return Err(Reply::errors(complaints));
    }
    books.uploads.admit(bytes.len(), &tenant.limits, call.now)?;
    let kept = books.take_in(&bytes).map_err(|error| {
        tracing::error!(%error, "an attachment can't be kept");
        Reply::error(reply::OPAQUE)
    })?;

    let mut attachment = Row::new();
    intake::write(entity, &mut attachment, sent, tenant.switches.text);
    place.mark(&mut attachment);
    sign(&mut attachment, call);
    attachment.insert("fileSize".to_owned(), bytes.len().into());
    if !is_set(&attachment, "contentType") {
        let kind = content_type(words(&attachment, "fullPath"));
        attachment.insert("contentType".to_owned(), kind.into());
    }
    let id = books.add(entity, attachment);
    if is_file {
        books.keep_file(id, kept);
    }
    Ok(Reply::item_id(id))
}

/// What an attachment hangs on.
struct Place {
    ticket: i64,
    note: Option<i64>,
    /// Who made it, if that was a contact.
    created_by: Option<i64>,
}

impl Place {
    fn of(books: &Books, entity: &Entity, parent: i64) -> Option<Self> {
        if entity.path == NOTES {
            let note = books.row(schema::entity("TicketNotes")?, parent)?;
            return Some(Self {
                ticket: number(note, "ticketID")?,
                note: Some(parent),
                created_by: number(note, "createdByContactID"),
            });
        }
        let ticket = books.row(schema::entity("Tickets")?, parent)?;
        Some(Self {
            ticket: parent,
            note: None,
            created_by: number(ticket, "createdByContactID"),
        })
    }

    fn mark(&self, attachment: &mut Row) {
        let parent_type = if self.note.is_some() {
            PARENT_NOTE
        } else {
            PARENT_TICKET
        };
        attachment.insert("isTaskAttachment".to_owned(), false.into());
        attachment.insert("parentID".to_owned(), self.note.unwrap_or(self.ticket).into());
        attachment.insert("parentType".to_owned(), parent_type.into());
        attachment.insert("ticketID".to_owned(), self.ticket.into());
        if let Some(note) = self.note {
            attachment.insert("ticketNoteID".to_owned(), note.into());
        }
    }
}

/// A contact may attach to what is their own and what they made, for everybody to see, while they and their company are
/// active, and through an API user whose level allows it (facts 2).
fn may_be_a_contacts(books: &Books, place: &Place, sent: &Row, call: &Call) -> bool {
    let row = |path, id| books.row(schema::entity(path)?, id);
    let contact = number(sent, "attachedByContactID").and_then(|id| row("Contacts", id));
    let company = contact.and_then(|contact| row("Companies", number(contact, "companyID")?));
    let ticket = row("Tickets", place.ticket);
    let (Some(contact), Some(company), Some(ticket)) = (contact, company, ticket) else {
        return false;
    };
    let id = number(contact, "id");
    call.user.attaches_for_contacts
        && number(sent, "publish") == Some(1)
        && is_active(contact)
        && is_active(company)
        && number(ticket, "contactID") == id
        && place.created_by == id
}

fn sign(attachment: &mut Row, call: &Call) {
    attachment.insert("attachDate".to_owned(), text::stored_time(call.now).into());
    let by_contact = is_set(attachment, "attachedByContactID");
    attachment.insert("creatorType".to_owned(), if by_contact { 2 } else { 1 }.into());
    if !by_contact {
        attachment.insert("attachedByResourceID".to_owned(), call.actor().into());
    }
    if call.in_the_name_of.is_some() {
        attachment.insert("impersonatorCreatorResourceID".to_owned(), call.user.resource.into());
    }
}

/// The row as it is shown below its parent when it is asked for by id: an attachment comes with its content.
pub(crate) fn with_data(books: &Books, entity: &Entity, row: &Row) -> Row {
    let mut shown = books.shown(entity, row);
    let attachment = number(row, "id").filter(|_| entity.rows_of == "TicketAttachments");
    if let Some(bytes) = attachment.and_then(|id| books.content(id)) {
        shown.insert("data".to_owned(), BASE64_STANDARD.encode(&bytes).into());
    }
    shown
}

/// The file's bytes. The wordings of what is wrong with it are invented.
fn file(sent: &Row, data: &Value, limits: &Limits, complaints: &mut Vec<String>) -> Vec<u8> {
    let data = data.as_str().unwrap_or_default();
    if data.is_empty() {
        complaints.push(reply::missing("data"));
        return Vec::new();
    }
    let path = words(sent, "fullPath");
    if let Some(ending) = ending(path).filter(|ending| REFUSED_ENDINGS.contains(&ending.as_str())) {
        complaints.push(format!(
            "The file type .{ending} is not allowed. ; on record number [1]."
        ));
    }
    let Ok(bytes) = BASE64_STANDARD.decode(data) else {
        complaints.push("Error converting value to type 'System.Byte[]'. Path 'data'.".to_owned());
        return Vec::new();
    };
    if bytes.len() > limits.attachment_bytes {
        let limit = limits.attachment_bytes;
        complaints.push(format!(
            "The attachment exceeds the maximum size of {limit} bytes. ; on record number [1]."
        ));
    }
    bytes
}

fn ending(path: &str) -> Option<String> {
    path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase())
}

fn content_type(path: &str) -> &'static str {
    match ending(path).as_deref() {
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("gif") => "image/gif",
        Some("txt" | "log") => "text/plain",
        Some("pdf") => "application/pdf",
        _ => "application/octet-stream",
    }
}
