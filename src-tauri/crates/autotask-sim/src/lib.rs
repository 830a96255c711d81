#![doc = include_str!("../README.md")]

mod additional;
mod admin;
mod api;
mod attachments;
mod books;
mod call;
mod clock;
mod faults;
mod gate;
mod hold;
mod intake;
mod late;
mod metadata;
mod notes;
mod open;
mod page;
mod plain;
mod query;
mod record;
mod reply;
mod route;
mod schema;
mod server;
mod sight;
mod simulator;
mod store;
mod tenant;
mod text;
mod tickets;
mod view;
mod wire;
mod workflow;

pub use clock::Clock;
pub use faults::{Fault, FaultKind, PlannedFault};
pub use hold::{Held, Moment};
pub use record::Request;
pub use server::{Options, ServeError, Server, serve};
pub use simulator::Simulator;
pub use store::DataError;
pub use tenant::{Credentials, Tenant, TenantError};
pub use view::{Attachment, Note, Ticket};

/// A row of any entity: field names as the API spells them, unset fields left out.
type Row = serde_json::Map<String, serde_json::Value>;
