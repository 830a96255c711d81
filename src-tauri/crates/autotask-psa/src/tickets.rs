//! Tickets: as they are read, made and changed.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::lengths::{self, fits};
use crate::stored::is_stored;
use crate::writing::{New, unwritable};
use crate::{BillingCodeId, CompanyId, ConfigurationItemId, ContactId, Error, PicklistId, ResourceId, TicketId};

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
    /// Which machine it is about.
    #[serde(rename = "configurationItemID")]
    pub configuration_item: Option<ConfigurationItemId>,
    /// What its maker called it.
    #[serde(rename = "externalID")]
    pub external_id: Option<String>,
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
    #[serde(skip)]
    impersonate: Option<ResourceId>,
}

impl NewTicket {
    /// A ticket of a company. Autotask wants a status and a priority too, unless the category has them.
    pub fn new(company: CompanyId, title: impl Into<String>) -> Self {
        Self {
            company,
            title: title.into(),
            fields: TicketFields::default(),
            impersonate: None,
        }
    }

    /// With these fields.
    #[must_use]
    pub fn with(mut self, fields: TicketFields) -> Self {
        self.fields = fields;
        self
    }

    /// Made by this resource, as far as Autotask shows: needs the right to impersonate.
    #[must_use]
    pub fn impersonating(mut self, resource: ResourceId) -> Self {
        self.impersonate = Some(resource);
        self
    }
}

impl New for NewTicket {
    fn check(&self) -> Result<(), Error> {
        fits("title", &self.title, lengths::TICKET_TITLE)?;
        self.fields.check()
    }

    fn impersonate(&self) -> Option<ResourceId> {
        self.impersonate
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
    #[serde(skip)]
    impersonate: Option<ResourceId>,
}

impl TicketPatch {
    /// These fields of a ticket.
    pub fn new(id: TicketId, fields: TicketFields) -> Self {
        Self {
            id,
            title: None,
            fields,
            impersonate: None,
        }
    }

    /// And its title.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Changed by this resource, as far as Autotask shows: needs the right to impersonate.
    #[must_use]
    pub fn impersonating(mut self, resource: ResourceId) -> Self {
        self.impersonate = Some(resource);
        self
    }

    pub(crate) fn id(&self) -> TicketId {
        self.id
    }

    /// The fields of this change that have another value in the ticket as it came.
    pub(crate) fn differs_from(&self, there: &Value) -> Result<Vec<String>, Error> {
        let sent = serde_json::to_value(self).map_err(|error| unwritable(&error))?;
        let fields = sent.as_object().into_iter().flatten();
        let other = fields.filter(|(name, value)| !is_stored(value, there.get(name.as_str()).unwrap_or(&Value::Null)));
        Ok(other.map(|(name, _)| name.clone()).collect())
    }
}

impl New for TicketPatch {
    fn check(&self) -> Result<(), Error> {
        fits(
            "title",
            self.title.as_deref().unwrap_or_default(),
            lengths::TICKET_TITLE,
        )?;
        self.fields.check()
    }

    fn impersonate(&self) -> Option<ResourceId> {
        self.impersonate
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
    #[serde(rename = "configurationItemID", skip_serializing_if = "Option::is_none")]
    configuration_item: Option<ConfigurationItemId>,
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
        /// Which machine it is about: one of the ticket's company.
        configuration_item: ConfigurationItemId,
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

    fn check(&self) -> Result<(), Error> {
        let description = self.description.as_deref().unwrap_or_default();
        fits("description", description, lengths::TICKET_DESCRIPTION)?;
        fits(
            "externalID",
            self.external_id.as_deref().unwrap_or_default(),
            lengths::EXTERNAL_ID,
        )
    }
}
