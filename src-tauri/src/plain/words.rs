//! Every sentence of the plain form, in the person's language.

use fluent_bundle::FluentValue;

use crate::speech::{Sentence, Speech, native, pages};
use crate::view::{
    AboutView, BrandView, ConnectionView, ErrorCode, ErrorView, FactView, FieldCode, FieldError, FormView, KeptView,
    NoRoomView, NoRoomWhy, SelectionKindView, SelectionView, ThisPcView, TicketState, TicketView,
};

use super::{Choice, Labels, Place, Sheet};

/// What the window is filled with.
pub fn sheet(form: &FormView, facts: &[String], speech: &Speech) -> Sheet {
    let kept = form.kept.as_ref();
    let who = kept.map_or(&form.requester, |kept| &kept.requester);
    let or_known = |kept: &str, known: &str| if kept.is_empty() { known } else { kept }.to_owned();
    Sheet {
        title: speech.title(&form.brand.name),
        labels: labels(speech),
        banner: banner(form.connection, &form.brand, speech),
        intro: intro(form, speech),
        message: kept.map(|kept| kept.message.clone()).unwrap_or_default(),
        choices: choices(&askable(&form.selections), kept.map_or(&[], |kept| &kept.selections)),
        name: or_known(&who.name, &form.requester.name),
        email: or_known(&who.email, &form.requester.email),
        phone: form.ask_phone.then(|| or_known(&who.phone, &form.requester.phone)),
        along: along(facts, form, speech),
        can_send: form.connection != ConnectionView::NotConnected,
    }
}

fn labels(speech: &Speech) -> Labels {
    Labels {
        message: speech.say(native::PLAIN_MESSAGE),
        name: speech.say(native::PLAIN_NAME),
        email: speech.say(native::PLAIN_EMAIL),
        phone: speech.say(native::PLAIN_PHONE),
        send: speech.say(native::PLAIN_SEND),
        saving: speech.say(pages::SENDING),
        close: speech.say(pages::CLOSE),
    }
}

fn banner(connection: ConnectionView, brand: &BrandView, speech: &Speech) -> Option<String> {
    match connection {
        ConnectionView::Live => None,
        ConnectionView::Practice => Some(speech.say(pages::PRACTICE)),
        ConnectionView::NotConnected => {
            let until = match &brand.phone {
                Some(phone) => speech.say_with(pages::NOT_CONNECTED_CALL, [("phone", phone.as_str().into())]),
                None => of_brand(pages::NOT_CONNECTED_NO_PHONE, brand, speech),
            };
            Some(format!(
                "{} {until}",
                of_brand(pages::NOT_CONNECTED_TEXT, brand, speech)
            ))
        }
    }
}

fn intro(form: &FormView, speech: &Speech) -> String {
    let live = form.connection == ConnectionView::Live;
    let sentences = [
        Some(speech.say(native::PLAIN_INTRO)),
        live.then(|| of_brand(native::PLAIN_INTRO_LIVE, &form.brand, speech)),
        form.kept.as_ref().map(|_| speech.say(native::PLAIN_INTRO_KEPT)),
    ];
    sentences.into_iter().flatten().collect::<Vec<_>>().join(" ")
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

fn along(facts: &[String], form: &FormView, speech: &Speech) -> String {
    let facts = if facts.is_empty() {
        speech.say(native::PLAIN_NO_FACTS)
    } else {
        speech.say_with(native::PLAIN_FACTS, [("facts", facts.join(", ").into())])
    };
    let files = form.kept.as_ref().map_or(0, |kept| kept.files.len());
    let files = (files > 0).then(|| speech.say_with(native::PLAIN_FILES, [("count", files.into())]));
    let sentences = [
        Some(facts),
        files,
        said_before(form, speech),
        Some(speech.say(native::PLAIN_NO_PICTURE)),
    ];
    sentences.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// What the person said in the form proper, and can't change here.
fn said_before(form: &FormView, speech: &Speech) -> Option<String> {
    let kept = form.kept.as_ref()?;
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
        speech.say_with(native::PLAIN_FOR, [("who", parts.join(", ").into())])
    }));
    (!said.is_empty()).then(|| speech.say_with(native::PLAIN_SAID_BEFORE, [("said", said.join("; ").into())]))
}

/// The labels of the facts that there are.
pub fn named(facts: &[FactView], speech: &Speech) -> Vec<String> {
    let there = facts.iter().filter(|fact| !fact.value.is_empty());
    there.map(|fact| label(fact, speech)).collect()
}

/// What is said of an error, and where.
pub fn note(error: &ErrorView, brand: &BrandView, speech: &Speech) -> (String, Place) {
    let place = error.fields.iter().find_map(|field| place(&field.field));
    (said(error, brand, speech), place.unwrap_or(Place::Message))
}

/// What is said of an error.
pub fn said(error: &ErrorView, brand: &BrandView, speech: &Speech) -> String {
    if let Some(text) = &error.text {
        return text.clone();
    }
    if !error.fields.is_empty() && error.code != ErrorCode::Empty {
        let fields: Vec<String> = error.fields.iter().map(|field| beside(field, speech)).collect();
        return fields.join(" ");
    }
    let call = || match &brand.phone {
        Some(phone) => {
            let values = [
                ("brand", speech.brand(&brand.name).into()),
                ("phone", phone.as_str().into()),
            ];
            format!(" {}", speech.say_with(pages::ERROR_CALL, values))
        }
        None => String::new(),
    };
    match error.code {
        ErrorCode::Empty => speech.say(pages::ERROR_EMPTY),
        ErrorCode::Invalid | ErrorCode::Rejected => speech.say(pages::ERROR_INVALID),
        ErrorCode::NotConnected => of_brand(pages::ERROR_NOT_CONNECTED, brand, speech) + &call(),
        ErrorCode::Storage => speech.say(pages::ERROR_STORAGE) + &call(),
        ErrorCode::DiskFull => speech.say(pages::ERROR_DISK_FULL) + &call(),
        ErrorCode::Updated => speech.say(pages::ERROR_UPDATED),
        ErrorCode::Internal => speech.say(pages::ERROR_INTERNAL) + &call(),
    }
}

fn beside(field: &FieldError, speech: &Speech) -> String {
    let limit: FluentValue<'_> = field.limit.map_or(FluentValue::None, FluentValue::from);
    let name: FluentValue<'_> = field.name.as_deref().unwrap_or_default().into();
    match field.code {
        FieldCode::Empty => speech.say(pages::FIELD_EMPTY),
        FieldCode::TooLong => speech.say_with(pages::FIELD_TOO_LONG, [("limit", limit)]),
        FieldCode::MessageTooLong => speech.say_with(pages::FIELD_MESSAGE_TOO_LONG, [("limit", limit)]),
        FieldCode::AnswerTooLong => speech.say_with(pages::LINE_LONG, [("limit", limit)]),
        FieldCode::RequiredBox => speech.say(pages::REQUIRED_BOX),
        FieldCode::RequiredRadio => speech.say(pages::REQUIRED_RADIO),
        FieldCode::RequiredText => speech.say(pages::REQUIRED_TEXT),
        FieldCode::NoPhone => speech.say(pages::PHONE_MISSING),
        FieldCode::NobodyNamed => speech.say(pages::FOR_MISSING),
        FieldCode::NoAddress => speech.say(pages::EMAIL_ODD),
        FieldCode::Gone => speech.say(pages::FIELD_GONE),
        FieldCode::PictureGone => speech.say(pages::FIELD_PICTURE_GONE),
        FieldCode::Unreadable => speech.say_with(pages::FIELD_UNREADABLE, [("name", name)]),
        FieldCode::TooLarge => {
            let limit = format!("{} MB", field.limit.unwrap_or_default() / 1_000_000);
            speech.say_with(pages::FIELD_TOO_LARGE, [("name", name), ("limit", limit.into())])
        }
        FieldCode::TooMany => speech.say_with(pages::FIELD_TOO_MANY, [("limit", limit)]),
        FieldCode::NoRoom => speech.say_with(pages::FIELD_NO_ROOM, [("name", name)]),
        FieldCode::Retaken => speech.say(pages::FIELD_RETAKEN),
        FieldCode::Redrawn => speech.say(pages::FIELD_REDRAWN),
        FieldCode::NotDrawn => speech.say(pages::EDIT_TROUBLE),
    }
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
pub fn receipt(ticket: &TicketView, brand: &BrandView, no_room: Option<&NoRoomView>, speech: &Speech) -> String {
    let reference = ticket.reference.as_str();
    let mut lines = vec![
        speech.say_with(pages::SAVED, [("reference", reference.into())]),
        String::new(),
        standing(ticket, brand, speech),
    ];
    lines.extend(no_room.map(|no_room| stayed(no_room, brand, speech)));
    lines.extend(whom_to_call(ticket, brand, speech));
    lines.push(String::new());
    lines.push(speech.say(pages::MAY_CLOSE));
    lines.join("\n")
}

fn standing(ticket: &TicketView, brand: &BrandView, speech: &Speech) -> String {
    let Some(number) = &ticket.number else {
        return match ticket.state {
            TicketState::Sending => of_brand(pages::PROGRESS_SENDING, brand, speech),
            TicketState::Offline => speech.say(pages::PROGRESS_OFFLINE),
            TicketState::Waiting => of_brand(pages::PROGRESS_WAITING, brand, speech),
            TicketState::Parked => of_brand(pages::PROGRESS_PARKED, brand, speech),
            TicketState::Delivered => of_brand(pages::PROGRESS_DELIVERED, brand, speech),
        };
    };
    let with = speech.say_with(
        pages::TICKET_WITH,
        [
            ("number", number.as_str().into()),
            ("brand", speech.brand(&brand.name).into()),
        ],
    );
    let rest = match ticket.state {
        TicketState::Delivered => return with,
        TicketState::Sending => speech.say(pages::REST_SENDING),
        TicketState::Offline => speech.say(pages::REST_OFFLINE),
        TicketState::Waiting => speech.say(pages::REST_WAITING),
        TicketState::Parked => of_brand(pages::REST_PARKED, brand, speech),
    };
    format!("{with} {rest}")
}

fn stayed(no_room: &NoRoomView, brand: &BrandView, speech: &Speech) -> String {
    let files = no_room.names.join(", ");
    match no_room.why {
        NoRoomWhy::DiskFull => speech.say_with(pages::NO_ROOM_DISK, [("files", files.into())]),
        NoRoomWhy::TooMuchWaiting => speech.say_with(
            pages::NO_ROOM_WAITING,
            [("files", files.into()), ("brand", speech.brand(&brand.name).into())],
        ),
    }
}

fn whom_to_call(ticket: &TicketView, brand: &BrandView, speech: &Speech) -> Option<String> {
    let sentence = match ticket.state {
        TicketState::Sending | TicketState::Delivered => return None,
        TicketState::Offline | TicketState::Waiting => pages::CALL_WAITING,
        TicketState::Parked => pages::CALL_PARKED,
    };
    let phone = brand.phone.as_deref()?;
    let values = [("phone", phone.into()), ("reference", ticket.reference.as_str().into())];
    Some(speech.say_with(sentence, values))
}

/// The card of this PC, to be read out on the phone.
pub fn this_pc(view: &ThisPcView, speech: &Speech) -> String {
    let line = |line: &FactView| {
        let missing = line.missing.as_deref().filter(|_| line.value.is_empty());
        let missing = missing.map(|code| {
            speech
                .named(&format!("missing-{code}"))
                .unwrap_or_else(|| code.to_owned())
        });
        let value = missing.unwrap_or_else(|| line.value.clone());
        speech.say_with(
            pages::THIS_PC_LINE,
            [("label", label(line, speech).into()), ("value", value.into())],
        )
    };
    view.lines.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The tickets that wait.
pub fn tickets(tickets: &[TicketView], speech: &Speech) -> String {
    let waiting = tickets.iter().filter(|ticket| ticket.state != TicketState::Delivered);
    let lines: Vec<String> = waiting.map(|ticket| ticket_line(ticket, speech)).collect();
    if lines.is_empty() {
        return speech.say(pages::TICKETS_NONE);
    }
    lines.join("\n")
}

fn ticket_line(ticket: &TicketView, speech: &Speech) -> String {
    let state = speech.say(match ticket.state {
        TicketState::Sending => pages::STATE_SENDING,
        TicketState::Offline => pages::STATE_OFFLINE,
        TicketState::Waiting => pages::STATE_WAITING,
        TicketState::Parked => pages::STATE_PARKED,
        TicketState::Delivered => pages::STATE_DELIVERED,
    });
    match &ticket.number {
        Some(number) => format!("{} ({number}): {state}", ticket.reference),
        None => format!("{}: {state}", ticket.reference),
    }
}

/// What this is.
pub fn about(view: &AboutView, speech: &Speech) -> String {
    let version = speech.say_with(pages::VERSION, [("version", view.version.as_str().into())]);
    format!("{}\n{version}", of_brand(pages::ABOUT_TEXT, &view.brand, speech))
}

fn label(fact: &FactView, speech: &Speech) -> String {
    let known = speech.named(&format!("fact-{}", fact.key));
    known.unwrap_or_else(|| fact.label.clone())
}

/// A sentence about the IT team.
fn of_brand(sentence: Sentence, brand: &BrandView, speech: &Speech) -> String {
    speech.say_with(sentence, [("brand", speech.brand(&brand.name).into())])
}
