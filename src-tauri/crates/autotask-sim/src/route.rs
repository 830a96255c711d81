//! Which address and verb means what.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::books::Books;
use crate::call::Call;
use crate::intake::Unsent;
use crate::plain::is_below;
use crate::reply::Reply;
use crate::schema::{self, Children, Entity, Verb};
use crate::tenant::MissingItem;
use crate::{Row, attachments, metadata, notes, plain, query, tickets};

/// Answers a call below `V1.0/` of a user who has been let in.
pub(crate) fn answer(books: &mut Books, call: &Call) -> Reply {
    let Some((first, rest)) = call.segments.split_first() else {
        return Reply::no_route();
    };
    let Some(entity) = schema::entity(first) else {
        return Reply::no_route();
    };
    let rest: Vec<String> = rest.iter().map(|segment| segment.to_ascii_lowercase()).collect();
    let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
    let reply = match rest.as_slice() {
        [] => collection(books, entity, call),
        ["query"] => reading(call, &[Method::GET, Method::POST], |call| {
            query::first_page(books, entity, call)
        }),
        ["query", "next"] => reading(call, &[Method::GET, Method::POST], |call| {
            query::next_page(books, entity, call)
        }),
        ["query", "count"] => reading(call, &[Method::GET, Method::POST], |call| {
            query::count(books, entity, call)
        }),
        ["entityinformation"] => reading(call, &[Method::GET], |call| {
            Ok(Reply::ok(metadata::information(entity, call.user)))
        }),
        ["entityinformation", "fields"] => {
            reading(call, &[Method::GET], |_| Ok(Reply::ok(metadata::fields(books, entity))))
        }
        ["entityinformation", "userdefinedfields"] if entity.has_udfs => reading(call, &[Method::GET], |_| {
            Ok(Reply::ok(metadata::user_defined_fields(books, entity)))
        }),
        [id] => match id.parse() {
            Ok(id) if *call.method == Method::DELETE && entity.allows(Verb::Delete) && !entity.child_only => {
                let there = books.row(entity, id).is_some_and(|row| call.sees(books, entity, row));
                delete(books, entity, there.then_some(id), call)
            }
            Ok(id) => reading(call, &[Method::GET], |call| item(books, entity, id, call)),
            Err(_) => Err(Reply::no_route()),
        },
        [id, segment] => match (id.parse(), schema::children(entity.path, segment)) {
            (Ok(id), Some(children)) => below(books, entity, children, id, call),
            _ => Err(Reply::no_route()),
        },
        [id, segment, child] => match (id.parse(), schema::children(entity.path, segment), child.parse()) {
            (Ok(id), Some(children), Ok(child)) => one_below(books, entity, children, (id, child), call),
            _ => Err(Reply::no_route()),
        },
        _ => Err(Reply::no_route()),
    };
    reply.unwrap_or_else(|refusal| refusal)
}

fn reading(call: &Call, verbs: &[Method], answer: impl FnOnce(&Call) -> Result<Reply, Reply>) -> Result<Reply, Reply> {
    if verbs.contains(call.method) {
        answer(call)
    } else {
        Err(Reply::wrong_verb(call.method.as_str()))
    }
}

/// Writes to `/{Entity}`. What is written at its parent, or not at all, has no such address.
fn collection(books: &mut Books, entity: &'static Entity, call: &Call) -> Result<Reply, Reply> {
    let writable = entity.allows(Verb::Create) || entity.allows(Verb::Update);
    if entity.child_only || !writable {
        return Err(Reply::no_route());
    }
    let is_ticket = entity.path == "Tickets";
    match *call.method {
        Method::POST if is_ticket => tickets::create(books, entity, call),
        Method::PATCH if is_ticket => tickets::update(books, entity, call, Unsent::Stays),
        Method::PUT if is_ticket => tickets::update(books, entity, call, Unsent::IsEmptied),
        Method::POST if entity.allows(Verb::Create) => plain::create(books, entity, None, call),
        Method::PATCH if entity.allows(Verb::Update) => plain::update(books, entity, None, call, Unsent::Stays),
        Method::PUT if entity.allows(Verb::Update) => plain::update(books, entity, None, call, Unsent::IsEmptied),
        _ => Err(Reply::wrong_verb(call.method.as_str())),
    }
}

fn item(books: &Books, entity: &'static Entity, id: i64, call: &Call) -> Result<Reply, Reply> {
    call.allow(Verb::Query, entity, &books.tenant)?;
    let row = books.row(entity, id).filter(|row| call.sees(books, entity, row));
    let row = row.ok_or_else(|| no_item(books))?;
    Ok(Reply::ok(json!({ "item": books.shown(entity, row) })))
}

fn no_item(books: &Books) -> Reply {
    match books.tenant.switches.missing_item {
        MissingItem::NotFound => Reply::Json(StatusCode::NOT_FOUND, json!({ "item": null })),
        MissingItem::Ok => Reply::ok(json!({ "item": null })),
        MissingItem::Page => Reply::no_route(),
    }
}

/// `/{Parent}/{id}/{Children}`.
fn below(
    books: &mut Books,
    parent: &'static Entity,
    children: &'static Children,
    id: i64,
    call: &Call,
) -> Result<Reply, Reply> {
    let entity = schema::entity(children.entity).ok_or_else(Reply::no_route)?;
    if books.row(parent, id).is_none_or(|row| !call.sees(books, parent, row)) {
        return Err(no_item(books));
    }
    let (creates, updates) = (entity.allows(Verb::Create), entity.allows(Verb::Update));
    match *call.method {
        Method::GET => {
            call.allow(Verb::Query, entity, &books.tenant)?;
            let rows = books
                .rows(entity)
                .filter(|row| is_below(row, Some((children, id))) && call.sees(books, entity, row));
            Ok(list(rows.map(|row| books.shown(entity, row)).collect()))
        }
        Method::POST if entity.path == "TicketNotes" => notes::create(books, entity, id, call),
        Method::PATCH if entity.path == "TicketNotes" => notes::update(books, entity, id, call, Unsent::Stays),
        Method::PUT if entity.path == "TicketNotes" => notes::update(books, entity, id, call, Unsent::IsEmptied),
        Method::POST if entity.rows_of == "TicketAttachments" => attachments::create(books, entity, id, call),
        Method::POST if creates => plain::create(books, entity, Some((children, id)), call),
        Method::PATCH if updates => plain::update(books, entity, Some((children, id)), call, Unsent::Stays),
        Method::PUT if updates => plain::update(books, entity, Some((children, id)), call, Unsent::IsEmptied),
        _ => Err(Reply::wrong_verb(call.method.as_str())),
    }
}

/// `/{Parent}/{id}/{Children}/{id}`: answers a list of one, and for an attachment with its content.
fn one_below(
    books: &mut Books,
    parent: &'static Entity,
    children: &'static Children,
    (id, child): (i64, i64),
    call: &Call,
) -> Result<Reply, Reply> {
    let entity = schema::entity(children.entity).ok_or_else(Reply::no_route)?;
    let row = books
        .row(entity, child)
        .filter(|row| is_below(row, Some((children, id))) && call.sees(books, entity, row));
    let row = row.filter(|_| books.row(parent, id).is_some());
    match *call.method {
        Method::GET => {
            call.allow(Verb::Query, entity, &books.tenant)?;
            Ok(list(
                row.into_iter()
                    .map(|row| attachments::with_data(books, entity, row))
                    .collect(),
            ))
        }
        Method::DELETE if entity.allows(Verb::Delete) => {
            let there = row.map(|_| child);
            delete(books, entity, there, call)
        }
        _ => Err(Reply::wrong_verb(call.method.as_str())),
    }
}

/// Deletes the row of that id; `None` if there is none.
fn delete(books: &mut Books, entity: &'static Entity, id: Option<i64>, call: &Call) -> Result<Reply, Reply> {
    call.allow(Verb::Delete, entity, &books.tenant)?;
    let id = id.ok_or_else(|| no_item(books))?;
    books.remove(entity, id);
    Ok(Reply::item_id(id))
}

fn list(items: Vec<Row>) -> Reply {
    let details = json!({ "count": items.len(), "requestCount": 500, "prevPageUrl": null, "nextPageUrl": null });
    let items: Vec<Value> = items.into_iter().map(Value::Object).collect();
    Reply::ok(json!({ "items": items, "pageDetails": details }))
}
