#![doc = include_str!("../README.md")]

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
