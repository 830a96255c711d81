//! What the customer reads: the description, and the notes in which a long message goes on.

use crate::psa::Psa;
use crate::text::{clean_line, cut, room};

use super::Decided;

/// The message in the places where it fits.
pub(super) struct Message {
    pub(super) description: String,
    /// What the description could not hold, a note each.
    pub(super) pages: Vec<String>,
    /// All of it, when the ticket system can't show some of its characters.
    pub(super) full_text: Option<String>,
}

/// `subject` is the whole of it; what its field can't hold stands above the message.
pub(super) fn message(decided: &Decided<'_>, subject: &str, psa: &dyn Psa) -> Message {
    let body = body(decided);
    let is_cut = room(&psa.storable(subject).text) > psa.limits().title;
    let above = if is_cut && !clean_line(&body).contains(subject) {
        format!("{subject}\n\n")
    } else {
        String::new()
    };
    let reference = format!("Reference {}", decided.saved.reference);
    let full_text = format!("{subject}\n\n{body}\n\n{reference}\n");
    let (description, pages) = paged(&psa.storable(&format!("{above}{body}")).text, &reference, psa);
    Message {
        description,
        pages,
        full_text: (!psa.storable(&full_text).is_whole).then_some(full_text),
    }
}

/// The message as the rules left it, and the selections one per line.
fn body(decided: &Decided<'_>) -> String {
    let written = decided.route.msg.trim();
    let ticked: Vec<String> = decided
        .saved
        .selections
        .iter()
        .map(|text| format!("• {text}"))
        .collect();
    match (written.is_empty(), ticked.is_empty()) {
        (false, false) => format!("{written}\n\n{}", ticked.join("\n")),
        (false, true) => written.to_owned(),
        (true, false) => ticked.join("\n"),
        (true, true) => "(No words were written.)".to_owned(),
    }
}

fn paged(body: &str, reference: &str, psa: &dyn Psa) -> (String, Vec<String>) {
    let limits = psa.limits();
    let whole = format!("{body}\n\n{reference}");
    if room(&whole) <= limits.description {
        return (whole, Vec::new());
    }
    // The pointer's length depends on the number of pages by a digit or two.
    let longest = end(999, reference);
    let (first, mut rest) = cut(body, limits.description.saturating_sub(room(&longest)));
    // As much as a note's marker and the blank line before it take.
    let page = limits.note.saturating_sub(64);
    let mut pages = Vec::new();
    while !rest.is_empty() {
        let (text, left) = cut(rest, page);
        pages.push(text.to_owned());
        rest = left;
    }
    (format!("{first}{}", end(pages.len() + 1, reference)), pages)
}

fn end(parts: usize, reference: &str) -> String {
    format!("\n\n[This goes on in the note \"Message, part 2 of {parts}\".]\n\n{reference}")
}
