//! The records this crate knows by type. Whatever else they hold, and every other entity, is reached by
//! [`Client::raw`](crate::Client::raw).

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize, Serializer};

use crate::{AttachmentId, BillingCodeId, CompanyId, ContactId, NoteId, PicklistId, TicketId};

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

/// A ticket as Autotask gives it. Fields a tenant leaves out are `None`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ticket {
    /// Its id.
    pub id: TicketId,
    /// Its number for people, e.g. `T20260909.0028`.
    pub ticket_number: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Its description.
    pub description: Option<String>,
    /// Whose it is.
    #[serde(rename = "companyID")]
    pub company: Option<CompanyId>,
    /// Which contact's.
    #[serde(rename = "contactID")]
    pub contact: Option<ContactId>,
    /// Where it stands.
    pub status: Option<PicklistId>,
    /// How urgent.
    pub priority: Option<PicklistId>,
    /// In which queue.
    #[serde(rename = "queueID")]
    pub queue: Option<PicklistId>,
    /// What its maker called it.
    #[serde(rename = "externalID")]
    pub external_id: Option<String>,
}

/// The lengths Autotask holds of texts, in characters. It is not known how it answers a longer one, so cut before.
pub mod lengths {
    /// A ticket's title.
    pub const TICKET_TITLE: usize = 255;
    /// A ticket's description.
    pub const TICKET_DESCRIPTION: usize = 8000;
    /// A ticket's external id.
    pub const EXTERNAL_ID: usize = 50;
    /// A note's title.
    pub const NOTE_TITLE: usize = 250;
    /// A note's text.
    pub const NOTE_TEXT: usize = 32_000;
    /// An attachment's title, and its file name.
    pub const ATTACHMENT_TITLE: usize = 255;
    /// An attachment's bytes. Documented as "6 to 7 MB"; this many are safe.
    pub const ATTACHMENT_BYTES: usize = 6_000_000;
}

/// A ticket to be made. What is not set is not sent, so that the defaults of its category apply.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewTicket {
    #[serde(rename = "companyID")]
    company: CompanyId,
    title: String,
    #[serde(flatten)]
    fields: TicketFields,
}

impl NewTicket {
    /// A ticket of a company. Autotask wants a status and a priority too, unless the category has them.
    pub fn new(company: CompanyId, title: impl Into<String>) -> Self {
        Self {
            company,
            title: title.into(),
            fields: TicketFields::default(),
        }
    }

    /// With these fields.
    #[must_use]
    pub fn with(mut self, fields: TicketFields) -> Self {
        self.fields = fields;
        self
    }
}

/// A change of a ticket: only what is set is changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TicketPatch {
    id: TicketId,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(flatten)]
    fields: TicketFields,
}

impl TicketPatch {
    /// These fields of a ticket.
    pub fn new(id: TicketId, fields: TicketFields) -> Self {
        Self {
            id,
            title: None,
            fields,
        }
    }

    /// And its title.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    pub(crate) fn id(&self) -> TicketId {
        self.id
    }
}

/// The fields a ticket may be given.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TicketFields {
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(rename = "contactID", skip_serializing_if = "Option::is_none")]
    contact: Option<ContactId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<PicklistId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    priority: Option<PicklistId>,
    #[serde(rename = "queueID", skip_serializing_if = "Option::is_none")]
    queue: Option<PicklistId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ticket_type: Option<PicklistId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ticket_category: Option<PicklistId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issue_type: Option<PicklistId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub_issue_type: Option<PicklistId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<PicklistId>,
    #[serde(rename = "billingCodeID", skip_serializing_if = "Option::is_none")]
    billing_code: Option<BillingCodeId>,
    #[serde(rename = "dueDateTime", skip_serializing_if = "Option::is_none")]
    due: Option<Timestamp>,
    #[serde(rename = "externalID", skip_serializing_if = "Option::is_none")]
    external_id: Option<String>,
    #[serde(rename = "userDefinedFields", skip_serializing_if = "Vec::is_empty")]
    user_defined: Vec<UserDefinedField>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct UserDefinedField {
    name: String,
    value: String,
}

macro_rules! setters {
    ($($(#[$doc:meta])* $name:ident: $type:ty),+ $(,)?) => { $(
        $(#[$doc])*
        #[must_use]
        pub fn $name(mut self, $name: $type) -> Self {
            self.$name = Some($name.into());
            self
        }
    )+ };
}

impl TicketFields {
    setters! {
        /// What it is about, at most 8000 characters. Shown as plain text.
        description: impl Into<String>,
        /// An active contact of the ticket's company.
        contact: ContactId,
        /// Where it stands. 1 is New and 5 Complete everywhere, the rest is the tenant's.
        status: PicklistId,
        /// How urgent. The ids don't follow the urgency.
        priority: PicklistId,
        /// In which queue.
        queue: PicklistId,
        /// Service request, incident, …
        ticket_type: PicklistId,
        /// Which set of demands and defaults applies.
        ticket_category: PicklistId,
        /// What about.
        issue_type: PicklistId,
        /// What about, more closely: one of the issue type's.
        sub_issue_type: PicklistId,
        /// How it came in.
        source: PicklistId,
        /// Its work type: an active billing code of use type 1.
        billing_code: BillingCodeId,
        /// When it is due. Some categories demand it.
        due: Timestamp,
        /// What you call it, at most 50 characters. Autotask doesn't check that it is unique.
        external_id: impl Into<String>,
    }

    /// User-defined fields, by name. A value of a list is given by its id.
    #[must_use]
    pub fn user_defined(mut self, fields: &BTreeMap<String, String>) -> Self {
        self.user_defined = fields
            .iter()
            .map(|(name, value)| UserDefinedField {
                name: name.clone(),
                value: value.clone(),
            })
            .collect();
        self
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
}

impl NewNote {
    /// A note of type [`TASK_SUMMARY`].
    pub fn new(title: impl Into<String>, text: impl Into<String>, publish: Publish) -> Self {
        Self {
            title: title.into(),
            description: text.into(),
            note_type: TASK_SUMMARY,
            publish,
        }
    }

    /// Of another type.
    #[must_use]
    pub fn note_type(mut self, note_type: PicklistId) -> Self {
        self.note_type = note_type;
        self
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

/// A contact.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    /// Its id.
    pub id: ContactId,
    /// Whose contact.
    #[serde(rename = "companyID")]
    pub company: Option<CompanyId>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// The first of its three addresses.
    pub email_address: Option<String>,
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
