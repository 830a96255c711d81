//! From Autotask's words to the desk's.

use std::collections::BTreeMap;

use autotask_psa::{BillingCode, Error, FieldInformation, PicklistValue};

use crate::psa::{Field, PsaError, PsaErrorKind, Retry, Term, Vocabulary};

const FIELDS: [(&str, Field); 8] = [
    ("priority", Field::Priority),
    ("status", Field::Status),
    ("queueID", Field::Queue),
    ("ticketType", Field::Type),
    ("issueType", Field::Issue),
    ("subIssueType", Field::SubIssue),
    ("source", Field::Source),
    ("ticketCategory", Field::Category),
];

/// The lists among a ticket's fields.
pub(super) fn vocabulary_of(fields: &[FieldInformation]) -> Vocabulary {
    let lists = FIELDS.iter().filter_map(|(name, field)| {
        let information = fields
            .iter()
            .find(|information| information.name.eq_ignore_ascii_case(name))?;
        Some((*field, terms_of(&information.picklist_values)))
    });
    Vocabulary(lists.collect::<BTreeMap<_, _>>())
}

/// The field that Autotask calls so, whatever the case.
pub(super) fn field_of_list(name: &str) -> Option<Field> {
    FIELDS
        .iter()
        .find(|(autotask, _)| autotask.eq_ignore_ascii_case(name))
        .map(|(_, field)| *field)
}

/// Billing codes as work types.
pub(super) fn work_types_of(codes: &[BillingCode]) -> Vec<Term> {
    let term = |code: &BillingCode| {
        let label = code.name.clone()?;
        Some(Term {
            id: code.id.0,
            label,
            active: true,
            default: false,
            parent: None,
        })
    };
    codes.iter().filter_map(term).collect()
}

fn terms_of(values: &[PicklistValue]) -> Vec<Term> {
    let mut values: Vec<_> = values.iter().collect();
    values.sort_by_key(|value| value.sort_order);
    let term = |value: &PicklistValue| Term {
        id: value.value.0,
        label: value.label.clone(),
        active: value.is_active,
        default: value.is_default_value,
        parent: value.parent_value.map(i64::from),
    };
    values.into_iter().map(term).collect()
}

impl From<Error> for PsaError {
    fn from(error: Error) -> Self {
        let (kind, field) = match &error {
            Error::Credentials { .. } => (PsaErrorKind::Credentials, None),
            Error::Permission { .. } => (PsaErrorKind::Permission, None),
            Error::Validation { field, .. } => (PsaErrorKind::Validation, field.clone()),
            Error::NotFound { .. } => (PsaErrorKind::NotFound, None),
            Error::ThreadLimit { .. } | Error::HourLimit { .. } | Error::AttachmentLimit { .. } => {
                (PsaErrorKind::Busy, None)
            }
            Error::Unavailable { .. } => (PsaErrorKind::Unavailable, None),
            Error::Network { .. } | Error::Tls { .. } | Error::Proxy { .. } => (PsaErrorKind::Unreachable, None),
            Error::Protocol { .. } | _ => (PsaErrorKind::Protocol, None),
        };
        let retry = match error.retry() {
            autotask_psa::Retry::Transient { after } => Retry::Transient { after },
            autotask_psa::Retry::Permanent => Retry::Permanent,
            autotask_psa::Retry::Ambiguous => Retry::Ambiguous,
        };
        Self {
            kind,
            retry,
            text: error.to_string(),
            field,
        }
    }
}
