//! Creating and changing tickets, with everything Autotask finds wrong with them (facts 3.1, 4.2, 4.6, 7).

use jiff::Timestamp;
use jiff::ToSpan;
use serde_json::{Value, json};

use crate::books::{Books, is_active, number};
use crate::call::Call;
use crate::intake::{self, Unsent, is_set};
use crate::reply::{self, Reply};
use crate::schema::{self, Entity, Verb};
use crate::tenant::{Category, ParentContacts, Tenant};
use crate::workflow::Trigger;
use crate::{Row, text};

const COMPLETE: i64 = 5;

pub(crate) fn create(books: &mut Books, entity: &'static Entity, call: &Call) -> Result<Reply, Reply> {
    let tenant = books.tenant.clone();
    call.allow(Verb::Create, entity, &tenant)?;
    let sent = intake::read(entity, call.body, Verb::Create, udfs(&tenant))?;
    let category = tenant.category(number(&sent, "ticketCategory"), call.user);

    let mut ticket = Row::new();
    for (name, value) in category.into_iter().flat_map(|category| &category.defaults) {
        ticket.insert(name.clone(), value.clone());
    }
    intake::write(entity, &mut ticket, sent.clone(), tenant.switches.text);
    if let Some(category) = category {
        ticket.insert("ticketCategory".to_owned(), category.id.into());
        fill_due_date(&mut ticket, category, call.now);
    }

    let mut complaints = intake::missing(entity, &ticket, &sent, Verb::Create);
    complaints.extend(category.into_iter().flat_map(|category| demands(category, &ticket)));
    complaints.extend(intake::complaints(books, entity, &sent));
    complaints.extend(contradictions(books, entity, &ticket, &sent));
    if !complaints.is_empty() {
        return Err(Reply::errors(complaints));
    }

    let now = text::stored_time(call.now);
    ticket.insert("ticketNumber".to_owned(), books.ticket_number(call.now).into());
    for time in ["createDate", "lastActivityDate", "lastTrackedModificationDateTime"] {
        ticket.insert(time.to_owned(), now.clone().into());
    }
    ticket.insert("creatorType".to_owned(), 1.into());
    ticket.insert("lastActivityResourceID".to_owned(), call.actor().into());
    call.sign(&mut ticket);
    complete(&mut ticket, call.actor(), call.now);
    let id = books.add(entity, ticket);
    record(books, id, "Created", call);
    books.happened(Trigger::Ticket, id, call.now);
    Ok(Reply::item_id(id))
}

pub(crate) fn update(books: &mut Books, entity: &'static Entity, call: &Call, unsent: Unsent) -> Result<Reply, Reply> {
    let tenant = books.tenant.clone();
    call.allow(Verb::Update, entity, &tenant)?;
    let mut sent = intake::read(entity, call.body, Verb::Update, udfs(&tenant))?;
    let id = sent
        .remove("id")
        .and_then(|id| id.as_i64())
        .ok_or_else(|| Reply::error(reply::missing("id")))?;
    let Some(old) = books.row(entity, id).filter(|row| call.sees(books, entity, row)) else {
        return Err(Reply::error(reply::bad_reference("id", entity.name)));
    };
    let mut ticket = old.clone();
    let old_status = number(old, "status");
    unsent.apply(entity, &mut sent);
    intake::write(entity, &mut ticket, sent.clone(), tenant.switches.text);

    let mut complaints = intake::missing(entity, &ticket, &sent, Verb::Update);
    complaints.extend(intake::complaints(books, entity, &sent));
    complaints.extend(contradictions(books, entity, &ticket, &sent));
    if !complaints.is_empty() {
        return Err(Reply::errors(complaints));
    }

    touch(&mut ticket, call.actor(), call.now);
    complete(&mut ticket, call.actor(), call.now);
    let status = number(&ticket, "status");
    books.replace(entity, ticket);
    record(books, id, "Edited", call);
    if status != old_status {
        books.happened(Trigger::Status, id, call.now);
    }
    Ok(Reply::item_id(id))
}

/// Something was done to the ticket.
pub(crate) fn touch(ticket: &mut Row, resource: i64, now: Timestamp) {
    ticket.insert("lastActivityDate".to_owned(), text::stored_time(now).into());
    ticket.insert("lastActivityResourceID".to_owned(), resource.into());
}

/// Fills in or takes out what only a completed ticket has.
pub(crate) fn complete(ticket: &mut Row, resource: i64, now: Timestamp) {
    if number(ticket, "status") == Some(COMPLETE) {
        ticket
            .entry("completedDate")
            .or_insert_with(|| text::stored_time(now).into());
        ticket.entry("completedByResourceID").or_insert(resource.into());
    } else {
        ticket.remove("completedDate");
        ticket.remove("completedByResourceID");
    }
}

/// Writes a line of the ticket's history. The real wording of `detail` is not known.
fn record(books: &mut Books, ticket: i64, action: &str, call: &Call) {
    let line = json!({
        "action": action,
        "date": text::stored_time(call.now),
        "detail": action,
        "resourceID": call.actor(),
        "ticketID": ticket,
    });
    if let (Some(entity), Value::Object(line)) = (schema::entity("TicketHistory"), line) {
        books.add(entity, line);
    }
}

fn udfs(tenant: &Tenant) -> &[crate::tenant::Udf] {
    tenant.udfs.get("Tickets").map_or(&[], Vec::as_slice)
}

fn fill_due_date(ticket: &mut Row, category: &Category, now: Timestamp) {
    if let Some(hours) = category.due_in_hours
        && !is_set(ticket, "dueDateTime")
        && let Ok(due) = now.checked_add(i64::from(hours).hours())
    {
        ticket.insert("dueDateTime".to_owned(), text::stored_time(due).into());
    }
}

/// What the category wants and the ticket does not have.
fn demands(category: &Category, ticket: &Row) -> Vec<String> {
    let due = (category.due_in_hours.is_none()).then_some("dueDateTime");
    let mut fields: Vec<&str> = category.required.iter().map(String::as_str).collect();
    if let Some(due) = due.filter(|due| !fields.contains(due)) {
        fields.push(due);
    }
    fields.retain(|field| !is_set(ticket, field));
    fields.into_iter().map(reply::demanded).collect()
}

/// What does not go together in the ticket as it would become.
fn contradictions(books: &Books, entity: &Entity, ticket: &Row, sent: &Row) -> Vec<String> {
    let changed = |field: &str| sent.contains_key(field);
    let mut found = Vec::new();
    if changed("issueType") || changed("subIssueType") {
        found.extend(sub_issue(books, entity, ticket));
    }
    if changed("contactID") || changed("companyID") {
        found.extend(contact(books, ticket));
    }
    if changed("companyID") || changed("configurationItemID") {
        found.extend(of_the_company(
            books,
            ticket,
            "ConfigurationItems",
            "configurationItemID",
        ));
    }
    if changed("companyID") || changed("companyLocationID") {
        found.extend(of_the_company(books, ticket, "CompanyLocations", "companyLocationID"));
    }
    if changed("billingCodeID") {
        found.extend(work_type(books, ticket));
    }
    found.extend(assignment(books, ticket));
    found
}

/// A sub-issue belongs under one issue. That a mismatch is refused is documented, how it is worded isn't.
fn sub_issue(books: &Books, entity: &Entity, ticket: &Row) -> Option<String> {
    let value = ticket.get("subIssueType")?;
    let choice = books
        .tenant
        .choices(entity, "subIssueType")
        .iter()
        .find(|choice| &choice.value == value)?;
    (choice.parent != number(ticket, "issueType")).then(|| reply::no_picklist_value(value, "subIssueType"))
}

fn contact(books: &Books, ticket: &Row) -> Option<String> {
    let contact = books.row(schema::entity("Contacts")?, number(ticket, "contactID")?)?;
    if !is_active(contact) {
        return Some(reply::bad_reference("contactID", "Contact"));
    }
    let company = ticket.get("companyID");
    let mut fits = contact.get("companyID") == company;
    if books.tenant.switches.parent_contacts == ParentContacts::Allowed {
        let parent = books
            .row(schema::entity("Companies")?, company?.as_i64()?)?
            .get("parentCompanyID");
        fits |= parent.is_some() && contact.get("companyID") == parent;
    }
    (!fits).then(|| reply::wrong_company("contactID"))
}

fn of_the_company(books: &Books, ticket: &Row, path: &str, field: &str) -> Option<String> {
    let row = books.row(schema::entity(path)?, number(ticket, field)?)?;
    (row.get("companyID") != ticket.get("companyID")).then(|| reply::wrong_company(field))
}

fn work_type(books: &Books, ticket: &Row) -> Option<String> {
    let code = books.row(schema::entity("BillingCodes")?, number(ticket, "billingCodeID")?)?;
    let usable = is_active(code) && number(code, "useType") == Some(1);
    (!usable).then(|| reply::BAD_WORK_TYPE.to_owned())
}

fn assignment(books: &Books, ticket: &Row) -> Option<String> {
    let (resource, role) = (
        number(ticket, "assignedResourceID"),
        number(ticket, "assignedResourceRoleID"),
    );
    match (resource, role) {
        (None, None) => (!is_set(ticket, "queueID")).then(|| reply::NOBODY.to_owned()),
        (Some(_), None) | (None, Some(_)) => Some(reply::PAIR.to_owned()),
        (Some(resource), Some(role)) => {
            let pairs = schema::entity("ResourceServiceDeskRoles")?;
            let known = books.rows(pairs).any(|pair| {
                is_active(pair) && number(pair, "resourceID") == Some(resource) && number(pair, "roleID") == Some(role)
            });
            (!known).then(|| reply::NO_SUCH_ROLE.to_owned())
        }
    }
}
