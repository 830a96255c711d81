//! Ids as types of their own, so that a contact's never stands where a company's belongs.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<i64> for $name {
            fn from(id: i64) -> Self {
                Self(id)
            }
        }

        impl From<$name> for i64 {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )+ };
}

id! {
    /// A ticket's id (not its number).
    TicketId,
    /// A note's id.
    NoteId,
    /// An attachment's id.
    AttachmentId,
    /// A company's id. 0 is a real one: the tenant's own company.
    CompanyId,
    /// A contact's id.
    ContactId,
    /// A billing code's id. Autotask's window calls those of tickets "Work Type".
    BillingCodeId,
    /// The id of a resource: somebody of the tenant's own staff.
    ResourceId,
    /// A configuration item's id. Autotask's window calls them assets or devices.
    ConfigurationItemId,
    /// The id of one value of a picklist. The same label has another id in another tenant.
    PicklistId,
}
