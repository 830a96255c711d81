//! Which rows a user gets to see. The others are missing without a word (facts 6).

use crate::Row;
use crate::books::{Books, number};
use crate::schema::{self, Entity};
use crate::tenant::User;

/// May the user see the row? What hangs on a ticket is only seen with the ticket.
pub(crate) fn sees(books: &Books, user: &User, entity: &Entity, row: &Row) -> bool {
    user.is_shown(entity, row) && ticket_of(books, row).is_none_or(|(tickets, ticket)| user.is_shown(tickets, ticket))
}

fn ticket_of<'a>(books: &'a Books, row: &Row) -> Option<(&'static Entity, &'a Row)> {
    let tickets = schema::entity("Tickets")?;
    Some((tickets, books.row(tickets, number(row, "ticketID")?)?))
}
