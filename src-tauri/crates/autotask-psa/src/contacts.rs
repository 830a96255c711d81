//! Contacts: the people of a company.

use serde::{Deserialize, Serialize};

use crate::lengths::{self, fits};
use crate::writing::New;
use crate::{CompanyId, ContactId, Error, ResourceId};

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
    /// The second.
    pub email_address2: Option<String>,
    /// The third.
    pub email_address3: Option<String>,
}

/// A contact to be made: an active one.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewContact {
    first_name: String,
    last_name: String,
    /// A number: Autotask can't read a truth value here.
    is_active: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    #[serde(skip)]
    impersonate: Option<ResourceId>,
}

impl NewContact {
    /// Somebody by first and last name, of at most 50 characters each.
    pub fn new(first_name: impl Into<String>, last_name: impl Into<String>) -> Self {
        Self {
            first_name: first_name.into(),
            last_name: last_name.into(),
            is_active: 1,
            email_address: None,
            phone: None,
            impersonate: None,
        }
    }

    /// With an e-mail address, of at most 254 characters.
    #[must_use]
    pub fn email_address(mut self, address: impl Into<String>) -> Self {
        self.email_address = Some(address.into());
        self
    }

    /// With a phone number, of at most 25 characters.
    #[must_use]
    pub fn phone(mut self, number: impl Into<String>) -> Self {
        self.phone = Some(number.into());
        self
    }

    /// Made by this resource, as far as Autotask shows: needs the right to impersonate.
    #[must_use]
    pub fn impersonating(mut self, resource: ResourceId) -> Self {
        self.impersonate = Some(resource);
        self
    }
}

impl New for NewContact {
    fn check(&self) -> Result<(), Error> {
        fits("firstName", &self.first_name, lengths::CONTACT_NAME)?;
        fits("lastName", &self.last_name, lengths::CONTACT_NAME)?;
        let address = self.email_address.as_deref().unwrap_or_default();
        fits("emailAddress", address, lengths::EMAIL_ADDRESS)?;
        fits("phone", self.phone.as_deref().unwrap_or_default(), lengths::PHONE)
    }

    fn impersonate(&self) -> Option<ResourceId> {
        self.impersonate
    }
}
