#![doc = include_str!("../README.md")]

mod answer;
mod assets;
mod budget;
mod call;
mod client;
mod clock;
mod contacts;
mod credentials;
mod entities;
mod error;
mod ids;
pub mod lengths;
mod memory;
mod metadata;
mod query;
mod reading;
mod standing;
mod stored;
mod text;
mod tickets;
mod transport;
mod writing;
mod zone;

pub use assets::{ConfigurationItem, Machine};
pub use budget::Usage;
pub use client::{Client, ClientBuilder};
pub use clock::{Clock, SystemClock};
pub use contacts::{Contact, NewContact};
pub use credentials::Credentials;
pub use entities::{
    BillingCode, Company, Entity, NewAttachment, NewNote, Publish, TASK_SUMMARY, TicketAttachment, TicketNote,
};
pub use error::{Error, Refusal, Retry, Verb};
pub use ids::{
    AttachmentId, BillingCodeId, CompanyId, ConfigurationItemId, ContactId, NoteId, PicklistId, ResourceId, TicketId,
};
pub use memory::{InProcess, KeyHash, KnownZone, Memory, Standing};
pub use metadata::{
    Access, DataType, EntityInformation, FieldInformation, PicklistValue, Threshold, UserDefinedFieldInformation,
};
pub use query::{Field, Filter, Op, Operand, Query, field, user_defined};
pub use reading::{Dated, Pages};
pub use reqwest::Method;
pub use text::{Storable, as_stored, storable};
pub use tickets::{NewTicket, Ticket, TicketFields, TicketPatch};
pub use writing::Changed;
pub use zone::{DISCOVERY, Zone};
