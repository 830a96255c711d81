//! How long Autotask's texts may be. It counts as .NET does, in UTF-16 units, and how it answers a longer one is not
//! known: the client refuses to send it.

use crate::Error;

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
/// A contact's first name, and its last.
pub const CONTACT_NAME: usize = 50;
/// Each of a contact's e-mail addresses.
pub const EMAIL_ADDRESS: usize = 254;
/// A contact's phone numbers.
pub const PHONE: usize = 25;

/// The length of a text as Autotask counts it: a character outside the Basic Multilingual Plane counts twice.
///
/// ```
/// assert_eq!(autotask_psa::lengths::length("Zoë 🙂"), 6);
/// ```
pub fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Refuses a text that is longer than its field.
pub(crate) fn fits(field: &str, text: &str, limit: usize) -> Result<(), Error> {
    let length = length(text);
    if length <= limit {
        return Ok(());
    }
    Err(Error::Validation {
        field: Some(field.to_owned()),
        text: format!("{field} takes {limit} characters and was given {length}; it was not sent"),
    })
}
