//! What was asked of the API, for tests to read. Nothing a caller must keep to themselves is recorded.

use std::collections::{BTreeMap, VecDeque};

use axum::http::HeaderMap;
use serde::Serialize;

/// Older requests are forgotten beyond this many.
const MOST_REQUESTS: usize = 20_000;
/// Longer bodies (attachments) are cut here, at about so many bytes.
const LONGEST_BODY: usize = 128 * 1024;
const SECRET_HEADERS: [&str; 5] = [
    "secret",
    "apiintegrationcode",
    "authorization",
    "proxy-authorization",
    "cookie",
];

/// One request to the API as it came, and what it was answered.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Request {
    /// The verb.
    pub method: String,
    /// Path and query, as sent.
    pub path: String,
    /// The answer's status; `None` if the connection was cut instead.
    pub status: Option<u16>,
    /// Headers by lower-case name; the values of secret ones are `***`.
    pub headers: BTreeMap<String, String>,
    /// The body, cut after about 128 KiB.
    pub body: String,
    /// The body's true length in bytes.
    pub bytes: usize,
}

#[derive(Debug, Default)]
pub(crate) struct Record(VecDeque<Request>);

impl Record {
    pub(crate) fn add(&mut self, method: &str, path: &str, headers: &HeaderMap, body: &[u8], status: Option<u16>) {
        if self.0.len() >= MOST_REQUESTS {
            self.0.pop_front();
        }
        self.0.push_back(Request {
            method: method.to_owned(),
            path: path.to_owned(),
            status,
            headers: headers
                .iter()
                .map(|(name, value)| (name.to_string(), shown(name.as_str(), value)))
                .collect(),
            body: String::from_utf8_lossy(&body[..body.len().min(LONGEST_BODY)]).into_owned(),
            bytes: body.len(),
        });
    }

    pub(crate) fn all(&self) -> Vec<Request> {
        self.0.iter().cloned().collect()
    }
}

fn shown(name: &str, value: &axum::http::HeaderValue) -> String {
    if SECRET_HEADERS.contains(&name) {
        "***".to_owned()
    } else {
        String::from_utf8_lossy(value.as_bytes()).into_owned()
    }
}
