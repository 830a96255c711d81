//! The internal note: who it is, what the machine says, why the ticket is where it is.

use crate::saved::Saved;
use crate::{Fact, KEYS, KnownBy};

use super::Decided;
use super::files::{Files, MESSAGE, NOTE, PUBLIC_NOTES};

/// What has characters that the ticket system can't show, and is attached as it was written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unshown {
    pub(super) message: bool,
    pub(super) note: bool,
    pub(super) public_notes: bool,
}

impl Unshown {
    fn lines(self) -> Vec<String> {
        let line = |what, file| {
            format!("{what} has characters that can't be shown here; it is attached as it was written: {file}.")
        };
        let message = self.message.then(|| line("The message", MESSAGE));
        let note = self.note.then(|| line("This note", NOTE));
        let public_notes = self.public_notes.then(|| line("A note to the customer", PUBLIC_NOTES));
        message.into_iter().chain(note).chain(public_notes).collect()
    }
}

/// The whole text, paragraphs apart. The first line is the identity.
pub(super) fn text(decided: &Decided<'_>, files: &Files, unshown: Unshown) -> String {
    let identity = [
        vec![identity(decided)],
        phone(decided.saved),
        on_behalf_of(decided.saved),
        decided.identity.remarks.clone(),
    ]
    .concat();
    let remarks = [
        rejection(decided),
        decided.saved.remarks.clone(),
        decided.remarks.to_vec(),
        files.remarks.clone(),
        unshown.lines(),
    ];
    let appended = decided.route.append.iter().map(|line| line.value.clone()).collect();
    let trace = [decided.trace.lines(), decided.resolution.filled.clone()].concat();
    let errors = [
        decided.identity.errors.clone(),
        decided.resolution.errors.clone(),
        decided.user_defined.errors.clone(),
    ]
    .concat();
    let paragraphs = [
        paragraph(None, identity),
        paragraph(Some("Said in the form"), decided.saved.selections.clone()),
        paragraph(Some("This PC"), decided.saved.facts.0.iter().map(fact).collect()),
        paragraph(None, remarks.concat()),
        paragraph(None, appended),
        paragraph(Some("How it was routed"), trace),
        paragraph(Some("[Submission errors]"), errors),
    ];
    paragraphs.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
}

fn paragraph(heading: Option<&str>, lines: Vec<String>) -> Option<String> {
    if lines.is_empty() {
        return None;
    }
    let heading = heading.map(str::to_owned);
    Some(heading.into_iter().chain(lines).collect::<Vec<_>>().join("\n"))
}

/// Whether who they say they are and the machine's account agree, then both. The verdict comes first and the typed name
/// in quotes it can't close: whatever somebody types can't pass for our own words.
fn identity(decided: &Decided<'_>) -> String {
    let saved = decided.saved;
    let who = &saved.draft.requester;
    let verdict = match saved.identity_matches() {
        true => "matches",
        false if who.name.is_empty() && who.email.is_empty() => "not given",
        false => "does not match",
    };
    let elsewhere = match &decided.identity.pc_company {
        Some(company) => format!(" This PC's company: {company}"),
        None => String::new(),
    };
    format!(
        "Identity {verdict}: {}. Account on this PC: {}.{elsewhere}",
        said(saved),
        account(saved)
    )
}

fn said(saved: &Saved) -> String {
    let who = &saved.draft.requester;
    let Some(name) = quoted(&who.name, &who.email) else {
        return "somebody who gave no name".to_owned();
    };
    let known = match who.known_by {
        KnownBy::Os => "as this PC's account says",
        KnownBy::Typed => "as typed",
        KnownBy::Admin => "as a script said",
    };
    format!("{name}, {known}")
}

/// Name and address in quotes that they can't close; nothing when both are empty.
fn quoted(name: &str, email: &str) -> Option<String> {
    let typed = |text: &str| format!("\"{}\"", text.replace('"', "'"));
    match (name, email) {
        ("", "") => None,
        ("", only) | (only, "") => Some(typed(only)),
        (name, email) => Some(format!("{} {}", typed(name), typed(email))),
    }
}

fn account(saved: &Saved) -> String {
    let user = saved.facts.first("username").unwrap_or("not known");
    let domain = saved.facts.first("domain").filter(|_| !user.contains('\\'));
    let user = match domain {
        Some(domain) => format!("{domain}\\{user}"),
        None => user.to_owned(),
    };
    match saved.facts.first("upn") {
        Some(upn) => format!("{user} ({upn})"),
        None => format!("{user} (no work account)"),
    }
}

fn phone(saved: &Saved) -> Vec<String> {
    let phone = &saved.draft.requester.phone;
    if phone.is_empty() {
        return Vec::new();
    }
    vec![format!("Phone: {phone}")]
}

fn on_behalf_of(saved: &Saved) -> Vec<String> {
    let other = saved.draft.on_behalf_of.as_ref();
    let other = other.and_then(|other| quoted(&other.name, &other.email));
    other
        .map(|other| format!("For: {other}, as typed."))
        .into_iter()
        .collect()
}

fn fact(fact: &Fact) -> String {
    let known = KEYS.iter().find(|known| known.key == fact.key);
    let label = known.map_or(fact.key.as_str(), |known| known.label);
    match &fact.missing {
        _ if !fact.values.is_empty() => format!("{label}: {}", fact.values.join(", ")),
        Some(why) => format!("{label}: not known ({why})"),
        None => format!("{label}: not known"),
    }
}

/// A rule that would have rejected had it been decidable at Send: what was "Saved" is never taken back.
fn rejection(decided: &Decided<'_>) -> Vec<String> {
    let rule = decided.route.rejected.as_ref().map(|rejected| {
        let rule = rejected.origin.rule.as_deref().unwrap_or("[default]");
        format!("Would have been rejected by \"{rule}\"")
    });
    rule.into_iter().collect()
}
