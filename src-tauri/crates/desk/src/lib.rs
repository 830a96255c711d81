//! Deskbell's use cases: keep, identify, route, resolve, deliver. [`Desk`] is the one door for every front end.

pub mod autotask;
mod clock;
mod desk;
mod draft;
mod event;
mod facts;
mod last_good;
mod paths;
pub mod person;
pub mod psa;
pub mod secret;
pub mod settings;

pub use clock::{Clock, SystemClock};
pub use desk::{Desk, DeskConfig, DeskError, Kept, PROTOCOL, Receipt, Staged};
pub use draft::{BlobId, BlobKind, Draft, DraftId, KnownBy, Owner, Requester, Submission};
pub use event::{Connection, Event, News, Snapshot, State, Ticket};
pub use facts::{Fact, Facts, KEYS, Known};
pub use paths::Paths;
pub use psa::{CompanyRef, PersonRef};
pub use settings::Settings;

/// The longest message taken at submit, in characters.
pub const MESSAGE_CHARS: usize = 100_000;
