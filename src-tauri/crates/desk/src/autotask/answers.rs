//! From Autotask's words to the desk's.

use std::collections::BTreeMap;

use autotask_psa::{BillingCode, DataType, Error, FieldInformation, PicklistValue, UserDefinedFieldInformation};

use crate::psa::{About, Field, PsaError, PsaErrorKind, Retry, Term, UserDefined, Vocabulary};

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

/// A ticket's user-defined fields.
pub(super) fn user_defined_of(fields: &[UserDefinedFieldInformation]) -> Vec<UserDefined> {
    let field = |field: &UserDefinedFieldInformation| UserDefined {
        name: field.name.clone(),
        read_only: field.is_read_only,
        is_number: match field.data_type {
            DataType::Integer | DataType::Long | DataType::Decimal | DataType::Double => true,
            DataType::String | DataType::DateTime | DataType::Boolean | DataType::Other(_) | DataType::Unsaid => false,
        },
        longest: usize::try_from(field.length).ok().filter(|length| *length > 0),
        terms: field.is_pick_list.then(|| terms_of(&field.picklist_values)),
    };
    fields.iter().map(field).collect()
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
            about: about(&error),
        }
    }
}

/// What of a ticket a refusal names; nothing when it names something that isn't known here.
fn about(error: &Error) -> Vec<About> {
    let known = |name: &String| match name.to_ascii_lowercase().as_str() {
        "contactid" => Some(About::Contact),
        "duedatetime" => Some(About::Due),
        "billingcodeid" => Some(About::Field(Field::WorkType)),
        _ => field_of_list(name).map(About::Field),
    };
    error
        .fields()
        .iter()
        .map(known)
        .collect::<Option<_>>()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_about_what_it_names_and_about_nothing_when_it_names_something_unknown() {
        let refusal = |text: &str| Error::Validation {
            field: None,
            text: text.to_owned(),
        };
        for (text, expected) in [
            (
                "Reference value on field: contactID of type: Contact does not exist or is invalid.",
                vec![About::Contact],
            ),
            (
                "Picklist value [3] does not exist for priority. ; on record number [1].",
                vec![About::Field(Field::Priority)],
            ),
            (
                "queueID is required.; on record number [0].\ndueDateTime is required.; on record number [0].",
                vec![About::Field(Field::Queue), About::Due],
            ),
            ("companyID is required.", Vec::new()),
            ("An unexpected error has occurred.", Vec::new()),
        ] {
            assert_eq!(about(&refusal(text)), expected, "{text}");
        }
    }

    #[test]
    fn a_list_is_in_the_tenants_order_and_says_of_each_value_what_it_is() {
        let fields: Vec<FieldInformation> = serde_json::from_str(
            r#"[{"name":"SUBISSUETYPE","isPickList":true,"picklistParentValueField":"issueType","picklistValues":[
                {"value":"3","label":"Toner","sortOrder":2,"parentValue":"10","isActive":true,"isDefaultValue":true},
                {"value":"5","label":"Fax","sortOrder":1,"parentValue":"11","isActive":false}]},
               {"name":"unheardOf","picklistValues":[]}]"#,
        )
        .unwrap();
        let term = |id, label: &str, parent, active, default| Term {
            id,
            label: label.to_owned(),
            active,
            default,
            parent: Some(parent),
        };
        let expected = vec![term(5, "Fax", 11, false, false), term(3, "Toner", 10, true, true)];
        assert_eq!(vocabulary_of(&fields).0, [(Field::SubIssue, expected)].into());
    }
}
