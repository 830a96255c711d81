#![doc = include_str!("../README.md")]

mod answer;
mod call;
mod client;
mod credentials;
mod entities;
mod error;
mod ids;
mod metadata;
mod query;
mod reading;
mod text;
mod tickets;
mod transport;
mod writing;
mod zone;

pub use client::{Client, ClientBuilder};
pub use credentials::Credentials;
pub use entities::{
    BillingCode, Company, Contact, Entity, NewAttachment, NewNote, Publish, TASK_SUMMARY, TicketAttachment, TicketNote,
    lengths,
};
pub use error::{Error, Refusal, Retry, Verb};
pub use ids::{
    AttachmentId, BillingCodeId, CompanyId, ConfigurationItemId, ContactId, NoteId, PicklistId, ResourceId, TicketId,
};
pub use metadata::{Access, EntityInformation, FieldInformation, PicklistValue, Threshold};
pub use query::{Field, Filter, Op, Operand, Query, field, user_defined};
pub use reqwest::Method;
pub use text::as_stored;
pub use tickets::{NewTicket, Ticket, TicketFields, TicketPatch};
pub use zone::{DISCOVERY, InProcess, Memory, Zone};
