//! What was asked of the API, for tests to read. Nothing a caller must keep to themselves is recorded.

use std::collections::{BTreeMap, VecDeque};

use axum::http::HeaderMap;
use serde::Serialize;

/// Older requests are forgotten beyond this many.
const MOST_REQUESTS: usize = 20_000;
/// Longer bodies (attachments) are cut here, at about so many bytes.
const LONGEST_BODY: usize = 128 * 1024;
/// Of all bodies together, so many bytes are held; the oldest ones are let go first.
const MOST_BODIES: usize = 32 * 1024 * 1024;
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
    /// The body, cut after about 128 KiB; empty once 32 MiB of newer ones have come.
    pub body: String,
    /// The body's true length in bytes.
    pub bytes: usize,
}

#[derive(Debug, Default)]
pub(crate) struct Record {
    requests: VecDeque<Request>,
    /// How many of the oldest have lost their bodies.
    without_body: usize,
    /// Bytes of the bodies that are held.
    held: usize,
}

impl Record {
    pub(crate) fn add(&mut self, method: &str, path: &str, headers: &HeaderMap, body: &[u8], status: Option<u16>) {
        let bytes = body.len();
        let body = String::from_utf8_lossy(&body[..bytes.min(LONGEST_BODY)]).into_owned();
        self.held += body.len();
        while self.held > MOST_BODIES
            && let Some(oldest) = self.requests.get_mut(self.without_body)
        {
            self.held -= std::mem::take(&mut oldest.body).len();
            self.without_body += 1;
        }
        if self.requests.len() >= MOST_REQUESTS {
            self.forget_oldest();
        }
        self.requests.push_back(Request {
            method: method.to_owned(),
            path: path.to_owned(),
            status,
            headers: headers
                .iter()
                .map(|(name, value)| (name.to_string(), shown(name.as_str(), value)))
                .collect(),
            body,
            bytes,
        });
    }

    fn forget_oldest(&mut self) {
        if let Some(oldest) = self.requests.pop_front() {
            self.held -= oldest.body.len();
            self.without_body = self.without_body.saturating_sub(1);
        }
    }

    pub(crate) fn all(&self) -> Vec<Request> {
        self.requests.iter().cloned().collect()
    }
}

fn shown(name: &str, value: &axum::http::HeaderValue) -> String {
    if SECRET_HEADERS.contains(&name) {
        "***".to_owned()
    } else {
        String::from_utf8_lossy(value.as_bytes()).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_bodies_are_let_go_before_they_fill_the_memory_and_their_requests_stay() {
        let mut record = Record::default();
        let body = vec![b'x'; LONGEST_BODY];
        let fit = MOST_BODIES / LONGEST_BODY;
        for _ in 0..fit + 2 {
            record.add("POST", "/", &HeaderMap::new(), &body, Some(200));
        }
        let all = record.all();
        assert_eq!(all.len(), fit + 2);
        let empty = all.iter().take_while(|request| request.body.is_empty()).count();
        assert_eq!(empty, 2);
        assert!(all.iter().all(|request| request.bytes == LONGEST_BODY));
        assert!(all.iter().skip(empty).all(|request| request.body.len() == LONGEST_BODY));
    }

    #[test]
    fn a_long_body_is_cut_and_its_true_length_told() {
        let mut record = Record::default();
        record.add("POST", "/", &HeaderMap::new(), &vec![b'x'; LONGEST_BODY + 1], None);
        let all = record.all();
        assert_eq!((all[0].body.len(), all[0].bytes), (LONGEST_BODY, LONGEST_BODY + 1));
    }

    #[test]
    fn the_oldest_requests_are_forgotten_and_what_their_bodies_took_is_free_again() {
        let mut record = Record::default();
        let mut add = |times, body: &[u8]| {
            for _ in 0..times {
                record.add("POST", "/", &HeaderMap::new(), body, Some(200));
            }
            let with_body = record.requests.iter().filter(|request| !request.body.is_empty());
            (record.requests.len(), with_body.count())
        };
        let large = vec![b'x'; LONGEST_BODY];
        let fit = MOST_BODIES / LONGEST_BODY;
        assert_eq!(add(fit + 1, &large), (fit + 1, fit));
        assert_eq!(add(MOST_REQUESTS, b""), (MOST_REQUESTS, 0));
        assert_eq!(add(fit, &large), (MOST_REQUESTS, fit));
        assert_eq!(add(1, &large), (MOST_REQUESTS, fit));
    }
}
