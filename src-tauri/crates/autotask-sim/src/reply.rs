//! Answers, and the wording of refusals. Texts marked "invented" are not documented anywhere (facts 10).

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::schema::{Entity, Verb};

/// What is answered to a call.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    Json(StatusCode, Value),
    Empty(StatusCode),
    /// One of the web server's own pages instead of the API's JSON.
    Page(StatusCode, &'static str),
    /// Bytes that make no sense.
    Garbage,
}

const NOT_FOUND_PAGE: &str = "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \
    \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd\">\r\n<html xmlns=\"http://www.w3.org/1999/xhtml\">\r\n<head>\r\n\
    <title>404 - File or directory not found.</title>\r\n</head>\r\n<body>\r\n<h1>Server Error</h1>\r\n\
    <h2>404 - File or directory not found.</h2>\r\n<h3>The resource you are looking for might have been removed, had \
    its name changed, or is temporarily unavailable.</h3>\r\n</body>\r\n</html>\r\n";
const UNAVAILABLE_PAGE: &str =
    "<html><head><title>Service Unavailable</title></head><body><h2>Service Unavailable</h2></body></html>";

impl Reply {
    pub(crate) fn ok(body: Value) -> Self {
        Self::Json(StatusCode::OK, body)
    }

    /// A row was written.
    pub(crate) fn item_id(id: i64) -> Self {
        Self::ok(json!({ "itemId": id }))
    }

    pub(crate) fn errors<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        let texts: Vec<String> = texts.into_iter().map(Into::into).collect();
        Self::Json(StatusCode::INTERNAL_SERVER_ERROR, json!({ "errors": texts }))
    }

    pub(crate) fn error(text: impl Into<String>) -> Self {
        Self::errors([text.into()])
    }

    pub(crate) fn refused() -> Self {
        Self::Empty(StatusCode::UNAUTHORIZED)
    }

    /// There is no such address.
    pub(crate) fn no_route() -> Self {
        Self::Page(StatusCode::NOT_FOUND, NOT_FOUND_PAGE)
    }

    pub(crate) fn unavailable() -> Self {
        Self::Page(StatusCode::SERVICE_UNAVAILABLE, UNAVAILABLE_PAGE)
    }

    pub(crate) fn wrong_verb(verb: &str) -> Self {
        let message = format!("The requested resource does not support http method '{verb}'.");
        Self::Json(StatusCode::METHOD_NOT_ALLOWED, json!({ "Message": message }))
    }

    pub(crate) fn no_permission(verb: Verb) -> Self {
        Self::error(format!(
            "The logged in Resource does not have the adequate permissions to {} this entity type.",
            verb.word()
        ))
    }

    pub(crate) fn unable_to_find(name: &str, entity: &Entity) -> Self {
        Self::error(format!("Unable to find {name} in the {} Entity.", entity.name))
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Json(status, _) | Self::Empty(status) | Self::Page(status, _) => *status,
            Self::Garbage => StatusCode::OK,
        }
    }
}

pub(crate) const THREAD_LIMIT: &str = "The Autotask API thread threshold of 3 threads has been exceeded.";
pub(crate) const BAD_TRACKING_ID: &str = "IntegrationCode is invalid.";
pub(crate) const NO_ZONE: &str = "Zone information could not be determined";
pub(crate) const OPAQUE: &str =
    "An unexpected error has occurred. Please contact Autotask Support with reference Error ID: 1166";
pub(crate) const TOO_MANY_ORS: &str = "Queries are limited to 500 or fewer 'OR' conditions.";
pub(crate) const BAD_MAX_RECORDS: &str = "maxCountOfRecordsToReturn must be between 1 and 500";
/// Invented.
pub(crate) const NO_FILTER: &str = "A filter is required for this query.";
/// Invented; that there may be only one is documented.
pub(crate) const TOO_MANY_UDFS: &str = "Queries are limited to one user-defined field condition.";
pub(crate) const PAIR: &str = "Data violation: When assigning a Resource, you must assign both a assignedResourceID and \
    assignedResourceRoleID.";
pub(crate) const NOBODY: &str = "Data violation: AssignedResourceID, AssignedResourceRoleID, and QueueID cannot all be \
    empty. Supply a QueueID or both a AssignedResourceID and AssignedResourceRoleID..";
pub(crate) const NO_SUCH_ROLE: &str =
    "The specified AssignedResourceID and AssignedRoleID combination is not currently defined";
pub(crate) const BAD_WORK_TYPE: &str = "The given allocation code is not an active general allocation code";

/// Invented; the rule is documented.
pub(crate) const SAME_CONTACT: &str =
    "The additional contact is already the contact of the ticket. ; on record number [1].";
/// Invented; the rule is documented.
pub(crate) const TOO_MANY_CONTACTS: &str =
    "A ticket can have no more than 30 additional contacts. ; on record number [1].";
/// Invented; the rules are documented.
pub(crate) const NOT_THE_CONTACTS: &str =
    "The contact is not allowed to add an attachment to this entity. ; on record number [1].";

/// Of an entity that can be queried in one way only. Invented; the rule is documented.
pub(crate) fn only_by(field: &str) -> String {
    format!("This entity can only be queried by {field} with the operator eq.")
}

pub(crate) fn missing(field: &str) -> String {
    format!("Missing Required Field: {field}. ; on record number [1].")
}

/// A field that the ticket's category demands.
pub(crate) fn demanded(field: &str) -> String {
    format!("{field} is required.; on record number [0].")
}

pub(crate) fn no_picklist_value(value: &Value, field: &str) -> String {
    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    format!("Picklist value [{value}] does not exist for {field}. ; on record number [1].")
}

pub(crate) fn bad_reference(field: &str, entity: &str) -> String {
    format!("Reference value on field: {field} of type: {entity} does not exist or is invalid.")
}

pub(crate) fn wrong_company(field: &str) -> String {
    format!("Value does not reference an existing entity for {field}. ; on record number [1].")
}

/// Invented.
pub(crate) fn too_long(field: &str, length: usize) -> String {
    format!("{field} exceeds maximum length of {length} characters. ; on record number [1].")
}

/// What the JSON reader of the API says of a value of the wrong type: the value's first character.
pub(crate) fn unexpected(value: &Value, field: &str) -> String {
    let first = value.to_string().chars().next().unwrap_or('?');
    format!("Unexpected character encountered while parsing value: {first}. Path '{field}'.")
}

/// Invented.
pub(crate) fn hour_limit(requests: usize) -> String {
    format!("The Autotask API request threshold of {requests} requests per hour has been exceeded for this database.")
}

pub(crate) fn too_many_requests(text: &str) -> Reply {
    Reply::Json(StatusCode::TOO_MANY_REQUESTS, json!({ "errors": [text] }))
}
