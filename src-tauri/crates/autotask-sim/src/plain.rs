//! Writing rows that have no rules of their own: contacts, companies, locations, configuration items, and the few set-up
//! entities that can be changed.

use crate::books::Books;
use crate::call::Call;
use crate::intake::{self, Unsent};
use crate::reply::{self, Reply};
use crate::schema::{Children, Entity, Verb};
use crate::{Row, additional, text};

/// Below which row of another entity, and in which field that is said.
pub(crate) type Parent = Option<(&'static Children, i64)>;

pub(crate) fn create(books: &mut Books, entity: &'static Entity, parent: Parent, call: &Call) -> Result<Reply, Reply> {
    let tenant = books.tenant.clone();
    call.allow(Verb::Create, entity, &tenant)?;
    let sent = read(books, entity, parent, call, Verb::Create)?;
    let mut complaints = intake::missing(entity, &sent, &sent, Verb::Create);
    complaints.extend(intake::complaints(books, entity, &sent));
    complaints.extend(additional::complaints(books, entity, &sent));
    if !complaints.is_empty() {
        return Err(Reply::errors(complaints));
    }
    let mut row = Row::new();
    intake::write(entity, &mut row, sent, tenant.switches.text);
    if entity.field("createDate").is_some() {
        row.insert("createDate".to_owned(), text::stored_time(call.now).into());
    }
    Ok(Reply::item_id(books.add(entity, row)))
}

pub(crate) fn update(
    books: &mut Books,
    entity: &'static Entity,
    parent: Parent,
    call: &Call,
    unsent: Unsent,
) -> Result<Reply, Reply> {
    let tenant = books.tenant.clone();
    call.allow(Verb::Update, entity, &tenant)?;
    let mut sent = read(books, entity, parent, call, Verb::Update)?;
    let id = sent
        .remove("id")
        .and_then(|id| id.as_i64())
        .ok_or_else(|| Reply::error(reply::missing("id")))?;
    let Some(old) = books
        .row(entity, id)
        .filter(|row| is_below(row, parent) && call.sees(books, entity, row))
    else {
        return Err(Reply::error(reply::bad_reference("id", entity.name)));
    };
    let mut row = old.clone();
    unsent.apply(entity, &mut sent);
    let mut complaints = intake::complaints(books, entity, &sent);
    intake::write(entity, &mut row, sent.clone(), tenant.switches.text);
    complaints.extend(intake::missing(entity, &row, &sent, Verb::Update));
    if !complaints.is_empty() {
        return Err(Reply::errors(complaints));
    }
    books.replace(entity, row);
    Ok(Reply::item_id(id))
}

pub(crate) fn is_below(row: &Row, parent: Parent) -> bool {
    parent.is_none_or(|(children, id)| crate::books::number(row, children.link) == Some(id))
}

fn read(books: &Books, entity: &'static Entity, parent: Parent, call: &Call, verb: Verb) -> Result<Row, Reply> {
    let udfs = books.tenant.udfs.get(entity.rows_of).map_or(&[][..], Vec::as_slice);
    let mut sent = intake::read(entity, call.body, verb, udfs)?;
    if let Some((children, id)) = parent {
        sent.insert(children.link.to_owned(), id.into());
    }
    Ok(sent)
}
