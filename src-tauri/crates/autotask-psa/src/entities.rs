//! The records this crate knows by type. Whatever else they hold, and every other entity, is reached by
//! [`Client::raw`](crate::Client::raw).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize, Serializer};

use crate::lengths::{self, fits};
use crate::writing::New;
use crate::{
    AttachmentId, BillingCodeId, CompanyId, ConfigurationItem, ConfigurationItemId, Contact, ContactId, Error, NoteId,
    PicklistId, ResourceId, Ticket, TicketId,
};

/// A record that can be read by id and queried.
pub trait Entity: DeserializeOwned {
    /// Its collection in the API's addresses.
    const COLLECTION: &'static str;
    /// Its id's type.
    type Id: Into<i64>;
}

macro_rules! entity {
    ($record:ty, $id:ty, $collection:literal) => {
        impl Entity for $record {
            const COLLECTION: &'static str = $collection;
            type Id = $id;
        }
    };
}

entity!(Ticket, TicketId, "Tickets");
entity!(TicketNote, NoteId, "TicketNotes");
entity!(TicketAttachment, AttachmentId, "TicketAttachments");
entity!(Company, CompanyId, "Companies");
entity!(Contact, ContactId, "Contacts");
entity!(ConfigurationItem, ConfigurationItemId, "ConfigurationItems");
entity!(BillingCode, BillingCodeId, "BillingCodes");

/// Who sees a note or an attachment. There is no third value in Autotask, and its own label of the first ("All Autotask
/// Users") misleads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Publish {
    /// Technicians, the customer in the client portal, and outsourcing partners.
    CustomersAndTechnicians,
    /// The tenant's own technicians.
    TechniciansOnly,
    /// The tenant's own technicians and those of a co-managed customer.
    TechniciansAndCoManaged,
}

impl Publish {
    /// Its id, the same in every tenant.
    pub const fn id(self) -> i64 {
        match self {
            Self::CustomersAndTechnicians => 1,
            Self::TechniciansOnly => 2,
            Self::TechniciansAndCoManaged => 4,
        }
    }

    /// By its id.
    pub fn from_id(id: i64) -> Option<Self> {
        [
            Self::CustomersAndTechnicians,
            Self::TechniciansOnly,
            Self::TechniciansAndCoManaged,
        ]
        .into_iter()
        .find(|publish| publish.id() == id)
    }
}

impl Serialize for Publish {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.id())
    }
}

/// A note of a ticket as Autotask gives it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TicketNote {
    /// Its id.
    pub id: NoteId,
    /// Its title.
    pub title: Option<String>,
    /// Its text.
    pub description: Option<String>,
    /// Its type.
    pub note_type: Option<PicklistId>,
    /// Who sees it: [`Publish::from_id`].
    pub publish: Option<i64>,
}

/// The type of a note that a person or a program adds. Autotask's system has it in every tenant.
pub const TASK_SUMMARY: PicklistId = PicklistId(1);

/// A note to be added to a ticket. Its text is at most 32,000 characters and shown as plain text; nobody is e-mailed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewNote {
    title: String,
    description: String,
    note_type: PicklistId,
    publish: Publish,
    #[serde(skip)]
    impersonate: Option<ResourceId>,
}

impl NewNote {
    /// A note of type [`TASK_SUMMARY`].
    pub fn new(title: impl Into<String>, text: impl Into<String>, publish: Publish) -> Self {
        Self {
            title: title.into(),
            description: text.into(),
            note_type: TASK_SUMMARY,
            publish,
            impersonate: None,
        }
    }

    /// Of another type.
    #[must_use]
    pub fn note_type(mut self, note_type: PicklistId) -> Self {
        self.note_type = note_type;
        self
    }

    /// Written by this resource, as far as Autotask shows: needs the right to impersonate.
    #[must_use]
    pub fn impersonating(mut self, resource: ResourceId) -> Self {
        self.impersonate = Some(resource);
        self
    }
}

impl New for NewNote {
    fn check(&self) -> Result<(), Error> {
        fits("title", &self.title, lengths::NOTE_TITLE)?;
        fits("description", &self.description, lengths::NOTE_TEXT)
    }

    fn impersonate(&self) -> Option<ResourceId> {
        self.impersonate
    }
}

/// An attachment of a ticket as Autotask gives it. Only the answer for a single one holds its bytes.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TicketAttachment {
    /// Its id.
    pub id: AttachmentId,
    /// What it says in the list.
    pub title: Option<String>,
    /// Its file name.
    pub full_path: Option<String>,
    /// Its media type.
    pub content_type: Option<String>,
    /// Who sees it: [`Publish::from_id`].
    pub publish: Option<i64>,
    /// Its bytes in base64.
    data: Option<String>,
}

impl TicketAttachment {
    /// Its bytes, when they came along and are base64.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        STANDARD.decode(self.data.as_deref()?).ok()
    }
}

/// A file to be attached. Autotask takes the file types its settings allow, up to 6 MB each, and 10,000,000 bytes in
/// five minutes from all integrations together.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewAttachment {
    attachment_type: &'static str,
    full_path: String,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_type: Option<String>,
    publish: Publish,
    data: String,
    #[serde(skip)]
    bytes: usize,
    #[serde(skip)]
    impersonate: Option<ResourceId>,
}

impl NewAttachment {
    /// A file by its name, which is its title too.
    pub fn new(name: impl Into<String>, bytes: &[u8], publish: Publish) -> Self {
        let full_path = name.into();
        Self {
            attachment_type: "FILE_ATTACHMENT",
            title: full_path.clone(),
            full_path,
            content_type: None,
            publish,
            data: STANDARD.encode(bytes),
            bytes: bytes.len(),
            impersonate: None,
        }
    }

    /// What it says in the list of attachments.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// Its media type.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Attached by this resource, as far as Autotask shows: needs the right to impersonate.
    #[must_use]
    pub fn impersonating(mut self, resource: ResourceId) -> Self {
        self.impersonate = Some(resource);
        self
    }
}

impl New for NewAttachment {
    fn check(&self) -> Result<(), Error> {
        fits("fullPath", &self.full_path, lengths::ATTACHMENT_TITLE)?;
        fits("title", &self.title, lengths::ATTACHMENT_TITLE)?;
        if self.bytes <= lengths::ATTACHMENT_BYTES {
            return Ok(());
        }
        Err(Error::Validation {
            field: Some("data".to_owned()),
            text: format!(
                "Autotask takes attachments of up to {} bytes",
                lengths::ATTACHMENT_BYTES
            ),
        })
    }

    fn impersonate(&self) -> Option<ResourceId> {
        self.impersonate
    }
}

/// A company.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Company {
    /// Its id; 0 is the tenant's own.
    pub id: CompanyId,
    /// Its name.
    pub company_name: Option<String>,
}

/// A billing code. Read only.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BillingCode {
    /// Its id.
    pub id: BillingCodeId,
    /// Its name.
    pub name: Option<String>,
}
