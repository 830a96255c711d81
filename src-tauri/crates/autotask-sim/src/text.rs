//! What becomes of text and times between a write and a read (facts 4, 7.7, 7.8).

use encoding_rs::WINDOWS_1252;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::tenant::{StoredText, Timestamps};

/// Text as the tenant keeps it: what Windows-1252 has no character for becomes a question mark.
pub(crate) fn stored(text: &str, how: StoredText) -> String {
    if how == StoredText::Raw {
        return text.to_owned();
    }
    let mut letter = [0; 4];
    text.replace("\r\n", "\n")
        .chars()
        .map(|c| {
            let (_, _, unmappable) = WINDOWS_1252.encode(c.encode_utf8(&mut letter));
            if unmappable { '?' } else { c }
        })
        .collect()
}

/// Kept text as an answer shows it, with the line ends of Windows.
pub(crate) fn shown(text: &str, how: StoredText) -> String {
    match how {
        StoredText::Raw => text.to_owned(),
        StoredText::Windows1252 => text.replace('\n', "\r\n"),
    }
}

/// A time as the API takes it: with an offset, or without one and then UTC; a date alone is its midnight.
pub(crate) fn parse_time(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| {
        let civil: DateTime = text.parse().ok()?;
        TimeZone::UTC.to_timestamp(civil).ok()
    })
}

/// A time as rows hold it.
pub(crate) fn stored_time(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// A row's time as answers show it.
pub(crate) fn shown_time(time: &str, how: Timestamps) -> String {
    match how {
        Timestamps::WithZone => time.to_owned(),
        Timestamps::WithoutZone => time.trim_end_matches('Z').to_owned(),
    }
}

/// As the Date header wants it.
pub(crate) fn http_date(time: Timestamp) -> String {
    time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// How long .NET thinks a text is.
pub(crate) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}
