//! The desk's news: one enum of numbered events, each with its owner, and the state a late-comer starts from.

use serde::{Deserialize, Serialize};

use crate::{DraftId, Owner};

/// A numbered piece of news. Numbers rise by one per desk; a gap means "ask for a snapshot".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Rising number.
    pub number: u64,
    /// Whose ticket it is about; nobody else is told.
    pub owner: Owner,
    /// What happened.
    pub news: News,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum News {
    /// A ticket was saved or changed its state.
    Ticket(Ticket),
    /// There is something this person has to be told; see [`crate::Desk::tidings`].
    Tidings,
    /// Delivered rows were cleared away.
    Forgotten {
        /// Which ticket.
        id: DraftId,
    },
}

/// A ticket in the outbox, as a person sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Our id.
    pub id: DraftId,
    /// The short code a person reads out on the phone, e.g. `H7K2`.
    pub reference: String,
    /// Its subject, once known (the first words of the message before that).
    pub subject: String,
    /// When it was saved.
    pub saved_at: jiff::Timestamp,
    /// Where it stands.
    pub state: State,
    /// The ticket system's own number, e.g. `T20261121.0042`, once the ticket exists.
    pub number: Option<String>,
}

/// Where a ticket stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// Kept, about to be sent or being sent.
    Sending,
    /// Could not be sent just now; goes out by itself.
    Waiting {
        /// Why, for a technician; holds no secret and no personal data.
        reason: String,
        /// Whether the network looks to be the cause ("You seem to be offline").
        offline: bool,
        /// When it is tried next.
        next_try: jiff::Timestamp,
    },
    /// Needs a human: it will not go out by itself.
    Parked {
        /// Why, for a technician.
        reason: String,
    },
    /// Ticket, notes and attachments are all there.
    Delivered,
}

/// Everything a late-comer needs: events up to `number` are included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The last event included.
    pub number: u64,
    /// The owner's tickets, newest first.
    pub tickets: Vec<Ticket>,
    /// Whether this PC is connected to a ticket system.
    pub connection: Connection,
}

/// Whether tickets can go anywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Connection {
    /// A tenant is set up.
    Live,
    /// The practice tenant: tickets go to nobody, and the form wears a banner.
    Practice,
    /// Not set up yet: nothing can be sent.
    NotConnected {
        /// What is missing, for the admin.
        reason: String,
    },
}
