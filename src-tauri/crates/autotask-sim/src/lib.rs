#![doc = include_str!("../README.md")]

mod admin;
mod api;
mod attachments;
mod books;
mod call;
mod clock;
mod faults;
mod gate;
mod intake;
mod metadata;
mod notes;
mod page;
mod plain;
mod query;
mod record;
mod reply;
mod route;
mod schema;
mod server;
mod simulator;
mod tenant;
mod text;
mod tickets;
mod view;
mod wire;

pub use clock::Clock;
pub use faults::{Fault, FaultKind};
pub use record::Request;
pub use server::{Options, Server, serve};
pub use simulator::Simulator;
pub use tenant::{Credentials, Tenant, TenantError};
pub use view::{Attachment, Note, Ticket};

/// A row of any entity: field names as the API spells them, unset fields left out.
type Row = serde_json::Map<String, serde_json::Value>;
