//! The port to the ticket system, in the desk's words. Autotask is its first adapter and not its last: no word of any
//! one product (queueID, publish 2) appears here.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An id in the ticket system. Zero can be a real id (a company's, for instance).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RemoteId(pub i64);

/// A person the ticket system knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Their id.
    pub id: RemoteId,
    /// Their company.
    pub company: RemoteId,
    /// First and last name.
    pub name: String,
    /// Their first e-mail address, or empty.
    pub email: String,
}

/// A company the ticket system knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// Its id.
    pub id: RemoteId,
    /// Its name.
    pub name: String,
}

/// Which company a setting names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum CompanyRef {
    /// By id.
    Id(i64),
    /// By its exact name, without regard to case.
    Name(String),
}

/// Which person a setting names as the catch-all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PersonRef {
    /// By id.
    Id(i64),
    /// By e-mail.
    Email(String),
    /// By first and last name.
    Name {
        /// First name.
        first: String,
        /// Last name.
        last: String,
    },
}

/// A field of a ticket whose values are chosen from a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Field {
    /// How urgent.
    Priority,
    /// Where it stands.
    Status,
    /// Who looks at it.
    Queue,
    /// Service request, incident, …
    Type,
    /// What about.
    Issue,
    /// What about, more closely; belongs to an issue.
    SubIssue,
    /// How it came in.
    Source,
    /// Which set of demands and defaults applies.
    Category,
    /// What kind of work it is billed as.
    WorkType,
}

/// One value of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// Its id.
    pub id: i64,
    /// Its label.
    pub label: String,
    /// Inactive values count as unknown.
    pub active: bool,
    /// Whether the ticket system takes it when nothing is said.
    pub default: bool,
    /// The value of the parent field it belongs to (a sub-issue's issue).
    pub parent: Option<i64>,
}

/// The lists of this tenant, in its own order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vocabulary(pub BTreeMap<Field, Vec<Term>>);

/// A user-defined field of a ticket, as this tenant has made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserDefined {
    /// Its name.
    pub name: String,
    /// Whether a new ticket can't be given it.
    pub read_only: bool,
    /// Whether it takes only numbers.
    pub is_number: bool,
    /// The longest text it takes, in characters, if that is known.
    pub longest: Option<usize>,
    /// Its values, if it is a list; then a value is sent by its id.
    pub terms: Option<Vec<Term>>,
}

/// What this PC knows of itself, by which the ticket system's record of it is found. Unknown is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// Its serial number.
    pub serial: String,
    /// Its name.
    pub hostname: String,
}

/// A text as it can be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Storable {
    /// With plain substitutes for what the ticket system can't hold, where there are any. May be longer.
    pub text: String,
    /// Whether a reader misses nothing.
    pub is_whole: bool,
}

/// What the ticket system can hold. Lengths are in characters, sizes in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Of a title.
    pub title: usize,
    /// Of a description.
    pub description: usize,
    /// Of a note's title.
    pub note_title: usize,
    /// Of a note's text.
    pub note: usize,
    /// Of one attachment, decoded.
    pub attachment: usize,
}

/// Who can read a note or an attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// Technicians and the customer.
    Everyone,
    /// Technicians only.
    Technicians,
}

/// A ticket to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewTicket {
    /// Our id, by which it is found again; at most 50 characters.
    pub key: String,
    /// Whose company.
    pub company: RemoteId,
    /// Which contact, if any.
    pub contact: Option<RemoteId>,
    /// Which machine of the company, if it is known there.
    #[serde(default)]
    pub asset: Option<RemoteId>,
    /// Within [`Limits::title`].
    pub title: String,
    /// Within [`Limits::description`].
    pub description: String,
    /// Chosen ids.
    pub fields: BTreeMap<Field, i64>,
    /// When it is due.
    pub due: Option<Timestamp>,
    /// User-defined fields, by name.
    pub user_defined: BTreeMap<String, String>,
}

/// A note to be added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewNote {
    /// Within [`Limits::note_title`].
    pub title: String,
    /// Within [`Limits::note`].
    pub text: String,
    /// Who can read it.
    pub audience: Audience,
}

/// An attachment to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAttachment {
    /// File name.
    pub name: String,
    /// What it says in the list of attachments.
    pub title: String,
    /// Media type, when known.
    pub media_type: Option<String>,
    /// Who can read it.
    pub audience: Audience,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// What can be made in the ticket system, and read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Made {
    /// A ticket, by its key.
    Ticket,
    /// A note, in its ticket's list.
    Note,
    /// An attachment, in its ticket's list.
    Attachment,
}

/// What a look brought. Nothing found means that nothing is there only for a key that [has read
/// back](Psa::has_read_back) something of this kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked<T> {
    /// What is there.
    pub found: Vec<T>,
    /// When it was so, by the ticket system's clock, and at most a minute before; `None` when it didn't say.
    pub at: Option<Timestamp>,
}

/// A ticket found by its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundTicket {
    /// Its id.
    pub id: RemoteId,
    /// Its number for people.
    pub number: String,
}

/// A note or attachment that is already there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundPart {
    /// Its id.
    pub id: RemoteId,
    /// Its title.
    pub title: String,
    /// A note's text; empty for an attachment.
    pub text: String,
}

/// What may be done after a failed call. Decided once, beside the HTTP error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Nothing happened; the same call may work later.
    Transient {
        /// Not before this long, when the other side said so.
        after: Option<Duration>,
    },
    /// The same call will never work.
    Permanent,
    /// A create that may have happened: look before trying again.
    Ambiguous,
}

/// What went wrong, as far as somebody branches on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PsaErrorKind {
    /// The key was refused.
    Credentials,
    /// The key may not do this.
    Permission,
    /// The ticket system refused the content.
    Validation,
    /// There is no such thing.
    NotFound,
    /// Too many calls.
    Busy,
    /// The ticket system is down.
    Unavailable,
    /// It can't be reached: offline, DNS, proxy, TLS.
    Unreachable,
    /// It answered something that makes no sense.
    Protocol,
}

/// A failed call to the ticket system.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct PsaError {
    /// What went wrong.
    pub kind: PsaErrorKind,
    /// What may be done.
    pub retry: Retry,
    /// For a technician; never holds a secret.
    pub text: String,
    /// The field a validation names, in the ticket system's own word.
    pub field: Option<String>,
    /// What of a ticket a validation is about, as far as it says; empty when it names something else as well.
    pub about: Vec<About>,
}

/// What of a ticket was refused, or is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// Its contact.
    Contact,
    /// When it is due.
    Due,
    /// A value of a list.
    Field(Field),
}

/// The port.
#[async_trait]
pub trait Psa: Send + Sync {
    /// Active people of any company: with an address in any of their e-mail fields, or as a catch-all setting names them.
    /// `soon` is who may be asked for next; the answer may bring them along.
    async fn people(&self, who: &PersonRef, soon: &[PersonRef]) -> Result<Vec<Person>, PsaError>;
    /// The companies a setting names: none, one, or (by name) several. `soon` is as with [`Psa::people`].
    async fn companies(&self, which: &CompanyRef, soon: &[CompanyRef]) -> Result<Vec<Company>, PsaError>;
    /// This PC among a company's active machines, if exactly one is it. That it could not be asked counts as not found.
    async fn asset(&self, company: RemoteId, machine: &Machine) -> Option<RemoteId>;
    /// The tenant's lists. `work_types` asks for those as well, which costs a call of its own.
    async fn vocabulary(&self, work_types: bool) -> Result<Vocabulary, PsaError>;
    /// Until when a refused key rests; `None` when it may be tried. Calls nobody.
    fn key_rests_until(&self) -> Option<Timestamp>;
    /// Lets a refused key be tried again: somebody has looked at it. Calls nobody.
    fn try_key_again(&self);
    /// Whether something of this kind that was made with this key was once read back with it, on this PC. Calls nobody.
    fn has_read_back(&self, kind: Made) -> bool;
    /// Remembers that it was.
    fn read_back(&self, kind: Made);
    /// A ticket's user-defined fields. A call of its own: for rules that set one.
    async fn user_defined(&self) -> Result<Vec<UserDefined>, PsaError>;
    /// What it can hold.
    fn limits(&self) -> Limits;
    /// The text as it is best sent. What is not whole shows other characters in the ticket.
    fn storable(&self, text: &str) -> Storable;
    /// Makes a ticket.
    async fn create_ticket(&self, ticket: &NewTicket) -> Result<RemoteId, PsaError>;
    /// Tickets with this key, lowest id first.
    async fn find_tickets(&self, key: &str) -> Result<Looked<FoundTicket>, PsaError>;
    /// A ticket's number for people.
    async fn ticket_number(&self, ticket: RemoteId) -> Result<String, PsaError>;
    /// Its notes.
    async fn notes(&self, ticket: RemoteId) -> Result<Looked<FoundPart>, PsaError>;
    /// Its attachments.
    async fn attachments(&self, ticket: RemoteId) -> Result<Looked<FoundPart>, PsaError>;
    /// Adds a note.
    async fn add_note(&self, ticket: RemoteId, note: &NewNote) -> Result<RemoteId, PsaError>;
    /// Adds an attachment.
    async fn attach(&self, ticket: RemoteId, attachment: &NewAttachment) -> Result<RemoteId, PsaError>;
}
