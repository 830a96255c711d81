//! Files on tickets and their limits (facts 3.3).

use std::collections::VecDeque;

use axum::body::Bytes;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::books::Books;
use crate::call::Call;
use crate::intake::{self, is_set};
use crate::reply::{self, Reply};
use crate::schema::{Entity, Verb};
use crate::tenant::Limits;
use crate::{Row, text};

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

pub(crate) fn create(books: &mut Books, entity: &'static Entity, ticket: i64, call: &Call) -> Result<Reply, Reply> {
    let tenant = books.tenant.clone();
    call.allow(Verb::Create, entity, &tenant)?;
    let mut sent = intake::read(entity, call.body, Verb::Create, &[])?;
    let data = sent.remove("data").unwrap_or(Value::Null);
    let is_file = sent.get("attachmentType").is_none_or(|kind| kind == "FILE_ATTACHMENT");

    let mut complaints = intake::missing(entity, &sent, &sent, Verb::Create);
    complaints.extend(intake::complaints(books, entity, &sent));
    let bytes = if is_file {
        file(&sent, &data, &tenant.limits, &mut complaints)
    } else {
        Bytes::new()
    };
    if !complaints.is_empty() {
        return Err(Reply::errors(complaints));
    }
    books.uploads.admit(bytes.len(), &tenant.limits, call.now)?;

    let mut attachment = Row::new();
    intake::write(entity, &mut attachment, sent, tenant.switches.text);
    let known = json!({
        "attachDate": text::stored_time(call.now),
        "attachedByResourceID": call.actor(),
        "creatorType": 1,
        "fileSize": bytes.len(),
        "isTaskAttachment": false,
        "parentID": ticket,
        "parentType": 4,
        "ticketID": ticket,
    });
    attachment.extend(known.as_object().cloned().into_iter().flatten());
    if call.in_the_name_of.is_some() {
        attachment.insert("impersonatorCreatorResourceID".to_owned(), call.user.resource.into());
    }
    if !is_set(&attachment, "contentType") {
        let kind = content_type(crate::books::words(&attachment, "fullPath"));
        attachment.insert("contentType".to_owned(), kind.into());
    }
    let id = books.add(entity, attachment);
    if is_file {
        books.keep_file(id, bytes);
    }
    Ok(Reply::item_id(id))
}

/// The row as it is shown below its parent when it is asked for by id: an attachment comes with its content.
pub(crate) fn with_data(books: &Books, entity: &Entity, row: &Row) -> Row {
    let mut shown = books.shown(entity, row);
    let attachment = crate::books::number(row, "id").filter(|_| entity.path == "TicketAttachments");
    if let Some(file) = attachment.and_then(|id| books.file(id)) {
        shown.insert("data".to_owned(), BASE64_STANDARD.encode(&file.bytes).into());
    }
    shown
}

/// The file's bytes. The wordings of what is wrong with it are invented.
fn file(sent: &Row, data: &Value, limits: &Limits, complaints: &mut Vec<String>) -> Bytes {
    let data = data.as_str().unwrap_or_default();
    if data.is_empty() {
        complaints.push(reply::missing("data"));
        return Bytes::new();
    }
    let path = crate::books::words(sent, "fullPath");
    if let Some(ending) = ending(path).filter(|ending| REFUSED_ENDINGS.contains(&ending.as_str())) {
        complaints.push(format!(
            "The file type .{ending} is not allowed. ; on record number [1]."
        ));
    }
    let Ok(bytes) = BASE64_STANDARD.decode(data) else {
        complaints.push("Error converting value to type 'System.Byte[]'. Path 'data'.".to_owned());
        return Bytes::new();
    };
    if bytes.len() > limits.attachment_bytes {
        let limit = limits.attachment_bytes;
        complaints.push(format!(
            "The attachment exceeds the maximum size of {limit} bytes. ; on record number [1]."
        ));
    }
    bytes.into()
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
