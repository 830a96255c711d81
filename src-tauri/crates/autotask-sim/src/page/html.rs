//! The page's HTML.

use std::fmt::Write;

use crate::view::{Attachment, Note, Ticket};

const STYLE: &str = include_str!("style.css");
/// Without scripts, the browser loads the whole page anew.
const LIVE: &str = "<script src=\"/live.js\" defer></script>\
                    <noscript><meta http-equiv=\"refresh\" content=\"4\"></noscript>";

/// The newest tickets, of `count`.
pub(super) fn tickets(tenant: &str, tickets: &[Ticket], count: usize) -> String {
    let mut body = String::new();
    let _ = write!(
        body,
        "<h1>Tickets</h1><p class=\"count\">{}</p>",
        counted(tickets.len(), count)
    );
    if tickets.is_empty() {
        body.push_str("<p class=\"empty\">Nothing has arrived yet. This page looks again by itself.</p>");
    }
    for ticket in tickets {
        let files = match ticket.attachments.len() {
            0 => String::new(),
            1 => " · 1 file".to_owned(),
            count => format!(" · {count} files"),
        };
        let _ = write!(
            body,
            "<a class=\"card\" href=\"/tickets/{}\"><span class=\"line\"><span class=\"number\">{}</span>\
             <span class=\"chip {}\">{}</span><span class=\"chip\">{}</span><span class=\"quiet when\">{}</span></span>\
             <strong>{}</strong><span class=\"quiet\">{} · {} · {}{files}</span></a>",
            ticket.id,
            escaped(&ticket.number),
            tone(ticket),
            escaped(ticket.priority.as_deref().unwrap_or("No priority")),
            escaped(ticket.status.as_deref().unwrap_or("No status")),
            escaped(&moment(&ticket.create_date)),
            escaped(&ticket.title),
            escaped(ticket.company.as_deref().unwrap_or("No company")),
            escaped(ticket.contact.as_deref().unwrap_or("No contact")),
            escaped(ticket.queue.as_deref().unwrap_or("No queue")),
        );
    }
    whole(tenant, "Tickets", true, &body)
}

pub(super) fn ticket(tenant: &str, ticket: &Ticket) -> String {
    let mut body = String::new();
    let _ = write!(
        body,
        "<p><a href=\"/\">All tickets</a></p><p class=\"number\">{}</p><h1>{}</h1><section class=\"card\"><dl>{}</dl>\
         </section><section class=\"card\"><h2>Description</h2><p class=\"words\">{}</p></section>",
        escaped(&ticket.number),
        escaped(&ticket.title),
        fields(ticket),
        escaped(&ticket.description),
    );
    for note in &ticket.notes {
        body.push_str(&self::note(note));
    }
    for attachment in &ticket.attachments {
        body.push_str(&self::attachment(attachment));
    }
    whole(tenant, &ticket.number, true, &body)
}

pub(super) fn no_ticket(tenant: &str) -> String {
    let body = "<p><a href=\"/\">All tickets</a></p><h1>There is no such ticket</h1>\
                <p>It may have been in an earlier tenant: without a data folder, tickets live only as long as it runs.</p>";
    whole(tenant, "No such ticket", false, body)
}

/// The media type of bytes that are a picture, by how they begin.
pub(super) fn picture_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

fn fields(ticket: &Ticket) -> String {
    let created = moment(&ticket.create_date);
    let due = ticket.due_date_time.as_deref().map(moment);
    let all = [
        ("Company", ticket.company.as_deref()),
        ("Contact", ticket.contact.as_deref()),
        ("Queue", ticket.queue.as_deref()),
        ("Priority", ticket.priority.as_deref()),
        ("Status", ticket.status.as_deref()),
        ("Ticket type", ticket.kind.as_deref()),
        ("Issue type", ticket.issue.as_deref()),
        ("Sub-issue type", ticket.sub_issue.as_deref()),
        ("Source", ticket.source.as_deref()),
        ("Ticket category", ticket.category.as_deref()),
        ("Work type", ticket.work_type.as_deref()),
        ("Created", Some(created.as_str())),
        ("Due", due.as_deref()),
        ("External ID", ticket.external_id.as_deref()),
    ];
    let set = all.into_iter().filter_map(|(label, value)| Some((label, value?)));
    set.fold(String::new(), |mut list, (label, value)| {
        let _ = write!(list, "<div><dt>{label}</dt><dd>{}</dd></div>", escaped(value));
        list
    })
}

fn note(note: &Note) -> String {
    let (class, audience) = match note.publish {
        1 => ("", "The customer sees this"),
        4 => (" internal", "Internal and co-managed"),
        _ => (" internal", "Internal"),
    };
    format!(
        "<section class=\"card note{class}\"><h2>{} <span class=\"chip\">{audience}</span></h2><p class=\"words\">{}</p>\
         </section>",
        escaped(if note.title.is_empty() { "Note" } else { &note.title }),
        escaped(&note.text),
    )
}

fn attachment(attachment: &Attachment) -> String {
    let audience = if attachment.publish == 1 {
        "The customer sees this"
    } else {
        "Internal"
    };
    let is_picture = attachment.content_type.starts_with("image/");
    let shown = if is_picture {
        format!(
            "<img src=\"/attachments/{}\" alt=\"{}\">",
            attachment.id,
            escaped(&attachment.title)
        )
    } else {
        String::new()
    };
    format!(
        "<section class=\"card\"><h2><a href=\"/attachments/{}\">{}</a> <span class=\"chip\">{audience}</span></h2>\
         <p class=\"quiet\">{} · {}</p>{shown}</section>",
        attachment.id,
        escaped(&attachment.name),
        escaped(&attachment.content_type),
        size(attachment.bytes),
    )
}

fn whole(tenant: &str, title: &str, live: bool, body: &str) -> String {
    let refresh = if live { LIVE } else { "" };
    let (tenant, title) = (escaped(tenant), escaped(title));
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">{refresh}\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title} · {tenant}</title>\
         <style>{STYLE}</style></head><body><header>{tenant} <span>A simulated tenant: nobody reads this but you.</span>\
         <span class=\"gone\">It does not answer any more.</span></header><main>{body}</main></body></html>"
    )
}

fn counted(listed: usize, all: usize) -> String {
    match all {
        0 => String::new(),
        1 => "1 ticket".to_owned(),
        all if all > listed => format!("{all} tickets; these are the newest {listed}"),
        all => format!("{all} tickets, newest first"),
    }
}

/// How loud the priority is. By its label, because ids don't follow the severity.
fn tone(ticket: &Ticket) -> &'static str {
    match ticket.priority.as_deref() {
        Some("Critical" | "High") => "loud",
        _ => "",
    }
}

fn size(bytes: usize) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..1_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

fn moment(time: &str) -> String {
    let minute = time.get(..16).unwrap_or(time);
    format!("{} UTC", minute.replace('T', " "))
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\0' => safe.push('\u{fffd}'),
            other => safe.push(other),
        }
    }
    safe
}
