//! Deskbell's use cases: keep, identify, route, resolve, deliver. [`Desk`] is the one door for every front end.

#[cfg(all(feature = "short-window", not(debug_assertions)))]
compile_error!("short-window is for `cargo xtask torture`: what people get waits out its six minutes");

#[cfg(any(windows, test))]
mod access_list;
pub mod alert;
pub mod autotask;
mod bulletin;
mod clock;
mod courier;
mod courier_sign;
mod defaults;
mod desk;
mod draft;
mod event;
mod facts;
#[cfg(test)]
mod fake;
mod file_name;
mod handing_in;
pub mod health;
mod identify;
pub mod install;
mod last_good;
mod neighbours;
mod network;
mod office;
mod outbox;
mod own_form;
mod paths;
pub mod person;
mod plan;
mod private;
pub mod psa;
mod receipt;
mod reference;
mod resolve;
mod route;
mod rulebook;
mod saved;
pub mod secret;
pub mod settings;
mod tenant;
mod text;
mod tidings;
mod trust;
mod user_defined;
mod validate;
mod volatile;
mod volume;
#[cfg(windows)]
mod windows_error;

pub use clock::{Clock, SystemClock};
pub use defaults::{Defaults, defaults};
pub use desk::{Complaint, Desk, DeskConfig, DeskError, Kept, PROTOCOL, Staged, StepView};
pub use draft::{BlobId, BlobKind, Draft, DraftId, KnownBy, OnBehalfOf, Owner, Requester, Submission};
pub use event::{Connection, Event, News, Snapshot, State, Ticket};
pub use facts::{Fact, Facts, KEYS, Known};
pub use paths::Paths;
pub use psa::{CompanyRef, PersonRef};
pub use receipt::{LeftOut, NoRoom, Receipt};
pub use settings::Settings;
pub use tenant::kept_tenant;
pub use tidings::{LONG, Tiding};
pub use volatile::Volatile;

/// The longest message taken at submit, in characters.
pub const MESSAGE_CHARS: usize = 100_000;
