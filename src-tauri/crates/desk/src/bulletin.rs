//! The desk's news: numbered, each told once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tokio::sync::broadcast;

use crate::{DraftId, Event, News, Owner, Ticket};

/// How far a listener may lag before it has to ask for a snapshot.
const LAG: usize = 256;

/// Everybody who listens, and what they know.
pub(crate) struct Bulletin {
    known: Mutex<Known>,
    listeners: broadcast::Sender<Event>,
}

struct Known {
    number: u64,
    tickets: HashMap<DraftId, Ticket>,
}

impl Bulletin {
    /// What is in the outbox already is no news.
    pub(crate) fn new(tickets: impl IntoIterator<Item = Ticket>) -> Self {
        Self {
            known: Mutex::new(Known {
                number: 0,
                tickets: tickets.into_iter().map(|ticket| (ticket.id, ticket)).collect(),
            }),
            listeners: broadcast::Sender::new(LAG),
        }
    }

    pub(crate) fn listen(&self) -> broadcast::Receiver<Event> {
        self.listeners.subscribe()
    }

    /// The number of the last piece of news.
    pub(crate) fn number(&self) -> u64 {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).number
    }

    /// Tells where a ticket stands, if that is news. Answers whether it was.
    pub(crate) fn tell(&self, owner: Owner, ticket: Ticket) -> bool {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.tell(&self.listeners, owner, ticket)
    }

    /// Tells that a delivered ticket is not kept any longer.
    pub(crate) fn forget(&self, owner: Owner, id: DraftId) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.tickets.remove(&id);
        known.send(&self.listeners, owner, News::Forgotten { id });
    }

    /// Tells a piece of news as it is.
    pub(crate) fn announce(&self, owner: Owner, news: News) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.send(&self.listeners, owner, news);
    }

    /// Tells what differs from what is known: another program may have changed anything. The whole outbox is given.
    pub(crate) fn tell_all(&self, tickets: Vec<(Owner, Ticket)>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        // Oldest first, as it happened.
        for (owner, ticket) in tickets.into_iter().rev() {
            known.tell(&self.listeners, owner, ticket);
        }
    }
}

impl Known {
    fn tell(&mut self, listeners: &broadcast::Sender<Event>, owner: Owner, ticket: Ticket) -> bool {
        if self.tickets.get(&ticket.id) == Some(&ticket) {
            return false;
        }
        self.tickets.insert(ticket.id, ticket.clone());
        self.send(listeners, owner, News::Ticket(ticket));
        true
    }

    fn send(&mut self, listeners: &broadcast::Sender<Event>, owner: Owner, news: News) {
        self.number += 1;
        // Nobody listening is fine.
        drop(listeners.send(Event {
            number: self.number,
            owner,
            news,
        }));
    }
}
