//! Notes on tickets (facts 3.2).

use crate::books::Books;
use crate::call::Call;
use crate::intake::{self, Unsent, is_set};
use crate::reply::{self, Reply};
use crate::schema::{self, Entity, Verb};
use crate::workflow::Trigger;
use crate::{Row, text, tickets};

pub(crate) fn create(books: &mut Books, entity: &'static Entity, ticket: i64, call: &Call) -> Result<Reply, Reply> {
    let tenant = books.tenant.clone();
    call.allow(Verb::Create, entity, &tenant)?;
    let mut sent = intake::read(entity, call.body, Verb::Create, &[])?;
    sent.insert("ticketID".to_owned(), ticket.into());

    let mut complaints = intake::missing(entity, &sent, &sent, Verb::Create);
    if tenant.note_titles_required && !is_set(&sent, "title") {
        complaints.push(reply::missing("title"));
    }
    complaints.extend(intake::complaints(books, entity, &sent));
    if !complaints.is_empty() {
        return Err(Reply::errors(complaints));
    }

    let mut note = Row::new();
    intake::write(entity, &mut note, sent, tenant.switches.text);
    let now = text::stored_time(call.now);
    note.insert("createDateTime".to_owned(), now.clone().into());
    note.insert("lastActivityDate".to_owned(), now.into());
    call.sign(&mut note);
    touch_ticket(books, ticket, call);
    let id = books.add(entity, note);
    books.happened(Trigger::Note, ticket, call.now);
    Ok(Reply::item_id(id))
}

/// Unlike elsewhere, noteType and publish must be sent along even when they stay as they are.
pub(crate) fn update(
    books: &mut Books,
    entity: &'static Entity,
    ticket: i64,
    call: &Call,
    unsent: Unsent,
) -> Result<Reply, Reply> {
    let tenant = books.tenant.clone();
    call.allow(Verb::Update, entity, &tenant)?;
    let mut sent = intake::read(entity, call.body, Verb::Update, &[])?;
    let id = sent
        .remove("id")
        .and_then(|id| id.as_i64())
        .ok_or_else(|| Reply::error(reply::missing("id")))?;
    sent.insert("ticketID".to_owned(), ticket.into());
    let Some(old) = books
        .row(entity, id)
        .filter(|note| note.get("ticketID") == sent.get("ticketID"))
    else {
        return Err(Reply::error(reply::bad_reference("id", entity.name)));
    };

    let mut note = old.clone();
    unsent.apply(entity, &mut sent);
    let mut complaints: Vec<String> = ["noteType", "publish"]
        .into_iter()
        .filter(|field| !is_set(&sent, field))
        .map(reply::missing)
        .collect();
    complaints.extend(intake::complaints(books, entity, &sent));
    intake::write(entity, &mut note, sent.clone(), tenant.switches.text);
    complaints.extend(intake::missing(entity, &note, &sent, Verb::Update));
    if !complaints.is_empty() {
        return Err(Reply::errors(complaints));
    }
    note.insert("lastActivityDate".to_owned(), text::stored_time(call.now).into());
    if call.in_the_name_of.is_some() {
        note.insert("impersonatorUpdaterResourceID".to_owned(), call.user.resource.into());
    }
    books.replace(entity, note);
    touch_ticket(books, ticket, call);
    Ok(Reply::item_id(id))
}

fn touch_ticket(books: &mut Books, id: i64, call: &Call) {
    if let Some(entity) = schema::entity("Tickets")
        && let Some(mut ticket) = books.row(entity, id).cloned()
    {
        tickets::touch(&mut ticket, call.actor(), call.now);
        books.replace(entity, ticket);
    }
}
