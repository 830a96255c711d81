//! From everything that was decided to what is sent: the ticket, its notes, its attachments, in the order they go out.

mod customer;
mod files;
mod technicians;

use deskbell_dispatch::{Route, Trace};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::identify::Identity;
use crate::psa::{Audience, NewNote, NewTicket, Psa, RemoteId};
use crate::resolve::Resolution;
use crate::saved::Saved;
use crate::text::{clean_line, cut, room, shortened};
use crate::user_defined;
use crate::{BlobId, DraftId};

/// The first ordinal of a part: route, ticket and number come before.
pub(crate) const FIRST_PART: u32 = 3;

/// The longest title of an attachment that every ticket system takes.
const TITLE: usize = 255;

/// What the plan is made from.
pub(crate) struct Decided<'a> {
    pub(crate) saved: &'a Saved,
    pub(crate) identity: &'a Identity,
    /// This PC in the ticket system.
    pub(crate) asset: Option<RemoteId>,
    pub(crate) route: &'a Route,
    pub(crate) trace: &'a Trace,
    pub(crate) resolution: &'a Resolution,
    pub(crate) user_defined: &'a user_defined::Values,
    /// What is to be said about settings and rules files.
    pub(crate) remarks: &'a [String],
    /// Whether customers see pictures and files.
    pub(crate) customers_see_attachments: bool,
}

/// What goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) ticket: NewTicket,
    /// Notes, then attachments from the smallest; the first has the ordinal [`FIRST_PART`].
    pub(crate) parts: Vec<Part>,
}

/// One thing that is added to the ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Part {
    /// A note; its text ends with its marker.
    Note(NewNote),
    /// An attachment; its title holds its marker.
    Attachment(Attachment),
}

/// An attachment without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attachment {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) media_type: Option<String>,
    pub(crate) audience: Audience,
    pub(crate) from: Content,
}

/// Where an attachment's bytes are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Content {
    /// In the outbox.
    Blob(BlobId),
    /// Here.
    Text(String),
}

/// Makes the plan. Everything in it is within the ticket system's limits.
pub(crate) fn plan(decided: &Decided<'_>, psa: &dyn Psa) -> Plan {
    let subject = clean_line(&decided.route.subject);
    let title = shortened(&psa.storable(&subject).text, psa.limits().title);
    let message = customer::message(decided, &subject, psa);
    let public_notes = unshown_notes(decided, psa);
    let files = files::sorted(decided, psa);
    let mut unshown = technicians::Unshown {
        message: message.full_text.is_some(),
        note: false,
        public_notes: public_notes.is_some(),
    };
    let technicians = technicians::text(decided, &files, unshown);
    unshown.note = !psa.storable(&technicians).is_whole;
    let technicians = if unshown.note {
        technicians::text(decided, &files, unshown)
    } else {
        technicians
    };

    let mut parts = Parts {
        id: decided.saved.id,
        parts: Vec::new(),
    };
    parts.notes("About this request", &technicians, Audience::Technicians, psa);
    for (page, text) in message.pages.iter().enumerate() {
        let title = format!("Message, part {} of {}", page + 2, message.pages.len() + 1);
        parts.note(&title, text, Audience::Everyone);
    }
    for note in &decided.route.public_notes {
        parts.notes("Note", &note.value, Audience::Everyone, psa);
    }
    let widened = if decided.customers_see_attachments {
        Audience::Everyone
    } else {
        Audience::Technicians
    };
    if let Some(text) = message.full_text {
        parts.text_file(files::MESSAGE, text, widened);
    }
    if let Some(text) = public_notes {
        parts.text_file(files::PUBLIC_NOTES, text, widened);
    }
    if unshown.note {
        parts.text_file(files::NOTE, technicians, Audience::Technicians);
    }
    for file in files.attached {
        parts.file(file, widened);
    }
    Plan {
        ticket: ticket(decided, title, message.description),
        parts: parts.parts,
    }
}

/// The rules' notes for the customer, when the ticket system can't show some of their characters.
fn unshown_notes(decided: &Decided<'_>, psa: &dyn Psa) -> Option<String> {
    let notes = decided.route.public_notes.iter().map(|note| note.value.as_str());
    let notes = notes.collect::<Vec<_>>().join("\n\n");
    (!psa.storable(&notes).is_whole).then_some(notes)
}

/// By what a part is found again: ASCII, with the full id.
pub(crate) fn marker(id: DraftId, ordinal: u32) -> String {
    format!("deskbell:{id}:{ordinal}")
}

/// The further note that names attachments which the ticket system refused.
pub(crate) fn refused_attachments(id: DraftId, ordinal: u32, refused: &[(String, String)]) -> NewNote {
    let lines = refused.iter().map(|(name, why)| format!("{name}: {why}\n"));
    let lines: String = lines.collect();
    NewNote {
        title: "Attachments".to_owned(),
        text: format!(
            "These were sent along and not accepted. Please ask the requester for them.\n{lines}\n{}",
            marker(id, ordinal)
        ),
        audience: Audience::Technicians,
    }
}

fn ticket(decided: &Decided<'_>, title: String, description: String) -> NewTicket {
    let due_in = decided.route.due_in_seconds.as_ref().map(|due| due.value);
    NewTicket {
        key: decided.saved.id.to_string(),
        company: decided.identity.company,
        contact: decided.identity.contact,
        asset: decided.asset,
        title,
        description,
        fields: decided.resolution.fields.clone(),
        due: due_in.map(|seconds| after(decided.saved.saved_at, seconds)),
        user_defined: decided.user_defined.values.clone(),
    }
}

fn after(start: Timestamp, seconds: i64) -> Timestamp {
    start
        .saturating_add(SignedDuration::from_secs(seconds))
        .unwrap_or(start)
}

/// Parts as they are added, each with its marker.
struct Parts {
    id: DraftId,
    parts: Vec<Part>,
}

impl Parts {
    /// A text of any length, in as many notes as it needs.
    fn notes(&mut self, title: &str, text: &str, audience: Audience, psa: &dyn Psa) {
        let text = &psa.storable(text).text;
        let limit = psa.limits().note.saturating_sub(room(&self.marker()) + 8);
        let mut pages = Vec::new();
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let (page, left) = cut(rest, limit);
            pages.push(page);
            rest = left;
        }
        for (page, text) in pages.iter().enumerate() {
            let title = match page {
                0 => title.to_owned(),
                page => format!("{title}, part {} of {}", page + 1, pages.len()),
            };
            self.note(&title, text, audience);
        }
    }

    fn note(&mut self, title: &str, text: &str, audience: Audience) {
        let text = format!("{}\n\n{}", text.trim_end(), self.marker());
        self.parts.push(Part::Note(NewNote {
            title: title.to_owned(),
            text,
            audience,
        }));
    }

    fn text_file(&mut self, name: &str, text: String, audience: Audience) {
        let attachment = Attachment {
            name: name.to_owned(),
            title: self.titled(name),
            media_type: Some("text/plain; charset=utf-8".to_owned()),
            audience,
            from: Content::Text(text),
        };
        self.parts.push(Part::Attachment(attachment));
    }

    fn file(&mut self, file: files::Attached, audience: Audience) {
        let attachment = Attachment {
            title: self.titled(&file.name),
            media_type: crate::file_name::media_type(&file.name).map(str::to_owned),
            name: file.name,
            audience,
            from: Content::Blob(file.blob),
        };
        self.parts.push(Part::Attachment(attachment));
    }

    fn titled(&self, name: &str) -> String {
        let marker = self.marker();
        let name = shortened(name, TITLE.saturating_sub(room(&marker) + 3));
        format!("{name} ({marker})")
    }

    fn marker(&self) -> String {
        let ordinal = FIRST_PART + u32::try_from(self.parts.len()).unwrap_or_default();
        marker(self.id, ordinal)
    }
}

#[cfg(test)]
mod tests;
