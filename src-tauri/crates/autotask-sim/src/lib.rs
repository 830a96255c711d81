//! An Autotask PSA tenant in a process.

mod admin;
mod api;
mod clock;
mod server;
mod simulator;
mod tenant;
mod wire;

pub use clock::Clock;
pub use server::{Options, Server, serve};
pub use simulator::Simulator;
pub use tenant::{Credentials, Tenant, TenantError};
