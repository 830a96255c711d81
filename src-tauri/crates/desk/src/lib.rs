//! Deskbell's use cases: keep, identify, route, resolve, deliver. [`Desk`] is the one door for every front end.

#[cfg(all(feature = "short-window", not(debug_assertions)))]
compile_error!("short-window is for `cargo xtask torture`: what people get waits out its six minutes");

pub mod autotask;
mod bulletin;
mod clock;
mod courier;
mod defaults;
mod desk;
mod draft;
mod event;
mod facts;
#[cfg(test)]
mod fake;
mod file_name;
mod handing_in;
mod identify;
mod last_good;
mod neighbours;
mod network;
mod office;
mod outbox;
mod paths;
pub mod person;
mod plan;
mod private;
pub mod psa;
mod reference;
mod resolve;
mod route;
mod rulebook;
mod saved;
pub mod secret;
pub mod settings;
mod tenant;
mod text;
mod user_defined;
mod validate;

pub use clock::{Clock, SystemClock};
pub use defaults::{Defaults, defaults};
pub use desk::{Desk, DeskConfig, DeskError, Kept, PROTOCOL, Receipt, Staged, StepView};
pub use draft::{BlobId, BlobKind, Draft, DraftId, KnownBy, Owner, Requester, Submission};
pub use event::{Connection, Event, News, Snapshot, State, Ticket};
pub use facts::{Fact, Facts, KEYS, Known};
pub use paths::Paths;
pub use psa::{CompanyRef, PersonRef};
pub use settings::Settings;
pub use tenant::kept_tenant;

/// The longest message taken at submit, in characters.
pub const MESSAGE_CHARS: usize = 100_000;
