//! A client for the REST API of Autotask PSA (Datto).
//!
//! It finds the tenant's zone, keeps the key to that host, and turns Autotask's answers (a wrong field is a status 500,
//! a wrong secret an empty 401, an unknown filter operator the wrong rows) into types and errors that say what may be
//! done next.
//!
//! ```no_run
//! use autotask_psa::{Client, Contact, Credentials, NewNote, NewTicket, PicklistId, Publish, Query, TicketFields, field};
//!
//! # async fn example(secret: secrecy::SecretString) -> Result<(), autotask_psa::Error> {
//! let key = Credentials::new("api-user@example.com", &secret, "TRACKING-IDENTIFIER")?;
//! let autotask = Client::builder(key).user_agent("Example/1.0").build()?;
//!
//! let by_address = Query::new(field("emailAddress").eq("dana@contoso.example")).and(field("isActive").eq(1));
//! let contacts: Vec<Contact> = autotask.all(&by_address).await?;
//! if let Some((contact, company)) = contacts.first().and_then(|contact| Some((contact.id, contact.company?))) {
//!     let fields = TicketFields::default()
//!         .contact(contact)
//!         .description("It beeps.")
//!         .status(PicklistId(1))
//!         .priority(PicklistId(2));
//!     let ticket = autotask.create_ticket(&NewTicket::new(company, "The printer beeps").with(fields)).await?;
//!     autotask.create_note(ticket, &NewNote::new("Device", "FRONTDESK-3", Publish::TechniciansOnly)).await?;
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # When a call fails
//! [`Error::retry`] says whether the same call may be made again. A create can be [`Retry::Ambiguous`]: Autotask has no
//! idempotency key, so give each ticket an `external_id` of your own and look for it before you try again. This crate
//! never repeats a create by itself.
//!
//! # One at a time
//! A tenant takes three calls at once for all users of a tracking identifier together, so a process has one call in
//! flight to a host; others wait their turn.

mod answer;
mod client;
mod credentials;
mod entities;
mod error;
mod ids;
mod metadata;
mod query;
mod text;
mod transport;
mod zone;

pub use client::{Client, ClientBuilder};
pub use credentials::Credentials;
pub use entities::{
    BillingCode, Company, Contact, Entity, NewAttachment, NewNote, NewTicket, Publish, TASK_SUMMARY, Ticket,
    TicketAttachment, TicketFields, TicketNote, TicketPatch, lengths,
};
pub use error::{Error, Refusal, Retry, Verb};
pub use ids::{AttachmentId, BillingCodeId, CompanyId, ContactId, NoteId, PicklistId, TicketId};
pub use metadata::{Access, EntityInformation, FieldInformation, PicklistValue, Threshold};
pub use query::{Field, Filter, Op, Operand, Query, field, user_defined};
pub use reqwest::Method;
pub use text::as_stored;
pub use zone::{DISCOVERY, InProcess, Memory, Zone};
