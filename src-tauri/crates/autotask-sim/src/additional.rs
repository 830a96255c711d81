//! Further contacts and machines of a ticket (facts 3.12).

use crate::books::{Books, is_active, number};
use crate::schema::{self, Entity};
use crate::{Row, reply};

const MOST_CONTACTS: usize = 30;

/// What is wrong with the row besides what is wrong with any row.
pub(crate) fn complaints(books: &Books, entity: &'static Entity, row: &Row) -> Vec<String> {
    match entity.path {
        "TicketAdditionalContacts" => contact(books, entity, row).into_iter().collect(),
        "TicketAdditionalConfigurationItems" => machine(books, row).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn contact(books: &Books, entity: &'static Entity, row: &Row) -> Option<String> {
    let ticket = books.row(schema::entity("Tickets")?, number(row, "ticketID")?)?;
    let contact = books.row(schema::entity("Contacts")?, number(row, "contactID")?)?;
    if !is_active(contact) {
        return Some(reply::bad_reference("contactID", "Contact"));
    }
    if contact.get("companyID") != ticket.get("companyID") {
        return Some(reply::wrong_company("contactID"));
    }
    if ticket.get("contactID") == row.get("contactID") {
        return Some(reply::SAME_CONTACT.to_owned());
    }
    let there = books
        .rows(entity)
        .filter(|other| other.get("ticketID") == row.get("ticketID"));
    (there.count() >= MOST_CONTACTS).then(|| reply::TOO_MANY_CONTACTS.to_owned())
}

fn machine(books: &Books, row: &Row) -> Option<String> {
    let ticket = books.row(schema::entity("Tickets")?, number(row, "ticketID")?)?;
    let machine = books.row(
        schema::entity("ConfigurationItems")?,
        number(row, "configurationItemID")?,
    )?;
    (machine.get("companyID") != ticket.get("companyID")).then(|| reply::wrong_company("configurationItemID"))
}
