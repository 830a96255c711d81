//! Every sentence of the plain form. English, as all that Rust says to people; the same manners as in
//! `ui/src/languages/en.ftl`.

use crate::shell::Window;
use crate::view::{
    AboutView, BrandView, ConnectionView, ErrorCode, ErrorView, FactView, FormView, KeptView, SelectionKindView,
    SelectionView, ThisPcView, TicketState, TicketView,
};

use super::{Choice, Place, Sheet};

/// What stands on the controls. The letter after `&` goes there with Alt.
#[cfg(windows)]
pub mod labels {
    /// Above the words.
    pub const MESSAGE: &str = "&What's wrong? A sentence is enough.";
    /// Above the name.
    pub const NAME: &str = "Your &name";
    /// Above the e-mail.
    pub const EMAIL: &str = "&E-mail";
    /// Above the phone.
    pub const PHONE: &str = "&Phone (optional)";
    /// The button.
    pub const SEND: &str = "&Send";
    /// The button while it is being saved.
    pub const SAVING: &str = "Saving …";
    /// The button that closes the window.
    pub const CLOSE: &str = "Close";
}

/// When nothing could be opened.
pub const NOT_OPENED: &str = "The form could not be opened";
/// When what was written could not be kept.
pub const NOT_KEPT: &str =
    "What you wrote could not be kept on this PC. You can send it now, or close once more to let it go.";

/// What the window is filled with.
pub fn sheet(form: &FormView, facts: &[String]) -> Sheet {
    let kept = form.kept.as_ref();
    let who = kept.map_or(&form.requester, |kept| &kept.requester);
    let or_known = |kept: &str, known: &str| if kept.is_empty() { known } else { kept }.to_owned();
    Sheet {
        title: crate::window::title(Window::Form, &form.brand.name),
        banner: banner(form.connection, &form.brand),
        intro: intro(form),
        message: kept.map(|kept| kept.message.clone()).unwrap_or_default(),
        choices: choices(&askable(&form.selections), kept.map_or(&[], |kept| &kept.selections)),
        name: or_known(&who.name, &form.requester.name),
        email: or_known(&who.email, &form.requester.email),
        phone: form.ask_phone.then(|| or_known(&who.phone, &form.requester.phone)),
        along: along(facts, form),
        can_send: form.connection != ConnectionView::NotConnected,
    }
}

fn banner(connection: ConnectionView, brand: &BrandView) -> Option<String> {
    match connection {
        ConnectionView::Live => None,
        ConnectionView::Practice => Some("Practice. You can press everything; nothing reaches anyone.".to_owned()),
        ConnectionView::NotConnected => {
            let until = match &brand.phone {
                Some(phone) => format!("Until then, please call {phone}."),
                None => format!("Until then, please reach {} the way you did before.", brand.name),
            };
            Some(format!(
                "Deskbell is on this PC, but {} hasn’t finished setting it up, so nothing can be sent from here yet. {until}",
                brand.name
            ))
        }
    }
}

fn intro(form: &FormView) -> String {
    let plain = "This is Deskbell’s plain window: this PC lacks a part that the usual one needs (WebView2).";
    let all_the_same = match form.connection {
        ConnectionView::Live => format!(" Your request reaches {} all the same.", form.brand.name),
        ConnectionView::Practice | ConnectionView::NotConnected => String::new(),
    };
    let kept = match &form.kept {
        Some(_) => " You were writing this when you closed the window.",
        None => "",
    };
    format!("{plain}{all_the_same}{kept}")
}

/// What can be asked here: boxes and buttons that don't depend on others.
fn askable(selections: &[SelectionView]) -> Vec<SelectionView> {
    let is_plain = |one: &&SelectionView| one.kind != SelectionKindView::Text && one.shown_when.is_none();
    selections.iter().filter(is_plain).cloned().collect()
}

/// What of a kept draft goes along although nothing here shows it in a control of its own.
pub fn beyond(kept: KeptView, choices: &[String]) -> KeptView {
    KeptView {
        selections: kept.selections.into_iter().filter(|id| !choices.contains(id)).collect(),
        ..kept
    }
}

fn choices(selections: &[SelectionView], ticked: &[String]) -> Vec<Choice> {
    let mut groups: Vec<&Option<String>> = Vec::new();
    for selection in selections {
        if !groups.contains(&&selection.group) {
            groups.push(&selection.group);
        }
    }
    let of_group = |group| selections.iter().filter(move |selection| &selection.group == group);
    groups
        .into_iter()
        .flat_map(of_group)
        .map(|selection| Choice {
            id: selection.id.clone(),
            text: selection.text.clone(),
            group: selection.group.clone(),
            ticked: ticked.contains(&selection.id),
        })
        .collect()
}

fn along(facts: &[String], form: &FormView) -> String {
    let facts = match facts {
        [] => "This PC could not be looked at, so no facts about it go along".to_owned(),
        labels => format!("These facts about this PC go along: {}", labels.join(", ")),
    };
    let files = match form.kept.as_ref().map_or(0, |kept| kept.files.len()) {
        0 => String::new(),
        1 => ", and the file you added before".to_owned(),
        count => format!(", and the {count} files you added before"),
    };
    format!(
        "{facts}{files}.{} No picture of your screen goes along, because this window can’t show you one first.",
        said_before(form)
    )
}

/// What the person said in the form proper, and can't change here.
fn said_before(form: &FormView) -> String {
    let Some(kept) = &form.kept else {
        return String::new();
    };
    let askable: Vec<String> = askable(&form.selections).into_iter().map(|one| one.id).collect();
    let said = form.selections.iter().filter(|one| !askable.contains(&one.id));
    let mut said: Vec<String> = said
        .filter_map(|one| match kept.answers.get(&one.id) {
            Some(answer) => Some(format!("{}: {answer}", one.text)),
            None => kept.selections.contains(&one.id).then(|| one.text.clone()),
        })
        .collect();
    said.extend(kept.on_behalf_of.as_ref().map(|other| {
        let parts = [other.name.as_str(), other.email.as_str()];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        format!("for {}", parts.join(", "))
    }));
    if said.is_empty() {
        return String::new();
    }
    format!(" What you said before goes along too: {}.", said.join("; "))
}

/// The labels of the facts that there are.
pub fn labels(facts: &[FactView]) -> Vec<String> {
    let there = facts.iter().filter(|fact| !fact.value.is_empty());
    there.map(|fact| fact.label.clone()).collect()
}

/// What is said of an error, and where.
pub fn note(error: &ErrorView) -> (String, Place) {
    let sentence = match (error.code, error.fields.as_slice()) {
        (ErrorCode::Empty, _) => "There is nothing to send yet. A few words are enough.".to_owned(),
        (ErrorCode::Invalid, [_, ..]) => {
            let fields: Vec<&str> = error.fields.iter().map(|field| field.message.as_str()).collect();
            format!("{} {}", error.message, fields.join(" "))
        }
        (
            ErrorCode::Invalid
            | ErrorCode::Rejected
            | ErrorCode::NotConnected
            | ErrorCode::TooLarge
            | ErrorCode::Storage
            | ErrorCode::Internal,
            _,
        ) => error.message.clone(),
    };
    let place = error.fields.iter().find_map(|field| place(&field.field));
    (sentence, place.unwrap_or(Place::Message))
}

fn place(field: &str) -> Option<Place> {
    match field {
        "message" => Some(Place::Message),
        "name" => Some(Place::Name),
        "email" => Some(Place::Email),
        "phone" => Some(Place::Phone),
        _ => None,
    }
}

/// What is read of a request that was sent: its reference first, then where it stands and what can be done.
pub fn receipt(ticket: &TicketView, brand: &BrandView, files_left: &[String]) -> String {
    let mut lines = vec![format!("Saved. Your reference is {}", ticket.reference), String::new()];
    lines.push(standing(ticket, brand));
    if !files_left.is_empty() {
        lines.push(format!(
            "There was too little room on this PC for this, so it stayed behind: {}. Your words are safe.",
            files_left.join(", ")
        ));
    }
    lines.extend(whom_to_call(ticket, brand));
    lines.push(String::new());
    lines.push("You can close this window.".to_owned());
    lines.join("\n")
}

fn standing(ticket: &TicketView, brand: &BrandView) -> String {
    let brand = &brand.name;
    match (&ticket.number, ticket.state) {
        (Some(number), TicketState::Delivered | TicketState::Sending) => {
            format!("Your ticket number is {number}. It is with {brand}.")
        }
        (Some(number), TicketState::Offline | TicketState::Waiting | TicketState::Parked) => {
            format!("Your ticket number is {number}. The rest is safe on this PC.")
        }
        (None, TicketState::Sending) => format!("Sending it to {brand} …"),
        (None, TicketState::Offline) => {
            "You seem to be offline. Your request is safe on this PC and goes out by itself when you’re back."
                .to_owned()
        }
        (None, TicketState::Waiting) => format!(
            "It can’t get through to {brand} just now. Your request is safe on this PC and goes out by itself a little later."
        ),
        (None, TicketState::Parked) => format!(
            "Your request is safe on this PC, but something here needs a hand from {brand} before it can go out."
        ),
        (None, TicketState::Delivered) => format!("Your request is with {brand}."),
    }
}

fn whom_to_call(ticket: &TicketView, brand: &BrandView) -> Option<String> {
    let (phone, reference) = (brand.phone.as_ref()?, &ticket.reference);
    match ticket.state {
        TicketState::Sending | TicketState::Delivered => None,
        TicketState::Offline | TicketState::Waiting => {
            Some(format!("If it can’t wait, call {phone} and say {reference}."))
        }
        TicketState::Parked => Some(format!("Please call {phone} and say {reference}.")),
    }
}

/// The card of this PC, to be read out on the phone.
pub fn this_pc(view: &ThisPcView) -> String {
    let line = |line: &FactView| {
        let value = line.missing.as_ref().filter(|_| line.value.is_empty());
        format!("{}: {}", line.label, value.unwrap_or(&line.value))
    };
    view.lines.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The tickets that wait.
pub fn tickets(tickets: &[TicketView]) -> String {
    let waiting = tickets.iter().filter(|ticket| ticket.state != TicketState::Delivered);
    let lines: Vec<String> = waiting.map(ticket_line).collect();
    if lines.is_empty() {
        return "Nothing is waiting.".to_owned();
    }
    lines.join("\n")
}

fn ticket_line(ticket: &TicketView) -> String {
    let state = match ticket.state {
        TicketState::Sending => "on its way",
        TicketState::Offline => "waits until you are back online, and goes out by itself",
        TicketState::Waiting => "waits a little, and goes out by itself",
        TicketState::Parked => "safe on this PC, and needs a hand from your IT team",
        TicketState::Delivered => "with your IT team",
    };
    match &ticket.number {
        Some(number) => format!("{} ({number}): {state}", ticket.reference),
        None => format!("{}: {state}", ticket.reference),
    }
}

/// What this is.
pub fn about(view: &AboutView) -> String {
    format!(
        "Two clicks and a sentence, and {} knows what is wrong.\nVersion {}",
        view.brand.name, view.version
    )
}
