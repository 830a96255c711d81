//! From an answer to its value or its error. All knowledge of Autotask's statuses and texts is here, and none of it
//! needs a network: `tests/answers.toml` holds an example of each.

use std::time::Duration;

use serde_json::Value;

use crate::budget::HOUR_PAUSE;
use crate::{Error, Refusal, Retry, Verb};

/// An answer as it came.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<Duration>,
    /// Where a redirect points, when it is one.
    pub(crate) location: Option<String>,
    pub(crate) body: Vec<u8>,
}

/// An error, and whether it is one that a tenant gives that has moved to another zone.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) error: Error,
    pub(crate) may_have_moved: bool,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self {
            error,
            may_have_moved: false,
        }
    }
}

/// As much of an answer that isn't Autotask's as goes into an error.
const EXCERPT_CHARS: usize = 200;

/// The pause after which Autotask takes attachments again.
const ATTACHMENT_PAUSE: Duration = Duration::from_mins(5);

/// Each call is short, so one of the three threads is free again soon. Where more is asked for, it is not for this limit.
const THREAD_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_THREAD_PAUSE: Duration = Duration::from_secs(20);

/// No limit of Autotask lasts longer; a Retry-After that asks for more is a mistake of whatever stands before it.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);

/// The value of a success, or what the failure of `verb` on `entity` means.
pub(crate) fn read(answer: &Answer, entity: &str, verb: Verb) -> Result<Value, Failure> {
    let if_done = if_it_may_be_done(verb);
    let said = said(answer);
    match answer.status {
        200..=299 => serde_json::from_slice(&answer.body).map_err(|_| {
            Error::Protocol {
                text: format!("success without JSON: {said}"),
                retry: if_done,
            }
            .into()
        }),
        300..=399 => {
            let to = answer.location.as_deref().unwrap_or("nowhere");
            let text = format!("a redirect ({}) to {to}, which is not followed", answer.status);
            Err(Failure {
                error: Error::Protocol {
                    text,
                    retry: Retry::LATER,
                },
                may_have_moved: true,
            })
        }
        401 => Err(Failure {
            error: Error::Credentials {
                reason: refusal_of(&said).unwrap_or(Refusal::Unsaid),
                text: format!("status 401: {said}"),
            },
            may_have_moved: true,
        }),
        // Autotask gives no reason, or one in JSON; a page is that of a filter on the way, which let nothing through.
        403 if is_page(&answer.body) => Err(Error::Protocol {
            text: format!("status 403: {said}"),
            retry: Retry::LATER,
        }
        .into()),
        403 => Err(Error::Permission {
            entity: entity.to_owned(),
            verb,
            text: said,
        }
        .into()),
        // A missing record is answered in JSON, a missing route by a page of the web server.
        404 => Err(Failure {
            may_have_moved: !is_json(&answer.body),
            error: Error::NotFound {
                text: format!("{entity}: {said}"),
            },
        }),
        407 => Err(Error::Proxy {
            text: format!("it wants a user name and password ({said})"),
        }
        .into()),
        429 => Err(limit_of(&said, answer.retry_after)
            .unwrap_or_else(|| thread_limit(&said, answer.retry_after))
            .into()),
        500 if !is_page(&answer.body) => Err(failed(said, entity, verb, answer.retry_after).into()),
        409 | 503 => {
            let retry = Retry::Transient {
                after: answer.retry_after.map(|after| after.min(LONGEST_PAUSE)),
            };
            Err(Error::Unavailable {
                text: format!("status {}: {said}", answer.status),
                retry,
            }
            .into())
        }
        400 | 413 | 422 => Err(Error::Validation {
            field: field_of(&said),
            text: said,
        }
        .into()),
        // A page is the web server's, which may say anything.
        408 | 500.. => Err(Error::Unavailable {
            text: format!("status {}: {said}", answer.status),
            retry: if_done,
        }
        .into()),
        status => Err(Error::Protocol {
            text: format!("status {status}: {said}"),
            retry: Retry::Permanent,
        }
        .into()),
    }
}

fn is_json(body: &[u8]) -> bool {
    serde_json::from_slice::<Value>(body).is_ok()
}

fn is_page(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"<")
}

/// What may be done after a failure that leaves open whether Autotask did it.
pub(crate) fn if_it_may_be_done(verb: Verb) -> Retry {
    match verb {
        Verb::Create => Retry::Ambiguous,
        Verb::Query | Verb::Update | Verb::Delete => Retry::LATER,
    }
}

/// A 500: Autotask says by it that the content is wrong, that a right is missing, that a limit is reached, and that it failed.
fn failed(said: String, entity: &str, verb: Verb, retry_after: Option<Duration>) -> Error {
    if let Some(reason) = refusal_of(&said) {
        return Error::Credentials { reason, text: said };
    }
    if let Some(limit) = limit_of(&said, retry_after) {
        return limit;
    }
    if has(&said, "adequate permissions") {
        return Error::Permission {
            entity: entity.to_owned(),
            verb: verb_of(&said).unwrap_or(verb),
            text: said,
        };
    }
    if is_validation(&said) {
        return Error::Validation {
            field: field_of(&said),
            text: said,
        };
    }
    Error::Unavailable {
        text: format!("status 500: {said}"),
        retry: if_it_may_be_done(verb),
    }
}

fn refusal_of(said: &str) -> Option<Refusal> {
    [
        ("Zone information could not be determined", Refusal::UnknownUser),
        ("IntegrationCode is invalid", Refusal::TrackingIdentifier),
        ("account has been locked", Refusal::Locked),
    ]
    .into_iter()
    .find_map(|(text, reason)| has(said, text).then_some(reason))
}

/// The texts of the hour's limit and of the attachments' are not public; these are guesses along the documentation's words.
fn limit_of(said: &str, after: Option<Duration>) -> Option<Error> {
    let text = || said.to_owned();
    let pause = |usual| Some(after.unwrap_or(usual).min(LONGEST_PAUSE));
    if has(said, "thread threshold") || has(said, "Itgenatr005") {
        Some(thread_limit(said, after))
    } else if has(said, "attachment") && (has(said, "5 minute") || has(said, "five minute") || has(said, "5-minute")) {
        Some(Error::AttachmentLimit {
            after: pause(ATTACHMENT_PAUSE),
            text: text(),
        })
    } else if has(said, "threshold") || (has(said, "limit") && has(said, "hour")) {
        Some(Error::HourLimit {
            after: pause(HOUR_PAUSE),
            text: text(),
        })
    } else {
        None
    }
}

fn thread_limit(said: &str, after: Option<Duration>) -> Error {
    Error::ThreadLimit {
        after: Some(after.unwrap_or(THREAD_PAUSE).min(LONGEST_THREAD_PAUSE)),
        text: said.to_owned(),
    }
}

fn verb_of(said: &str) -> Option<Verb> {
    [Verb::Create, Verb::Query, Verb::Update, Verb::Delete]
        .into_iter()
        .find(|verb| has(said, &format!("permissions to {verb} ")))
}

/// Where a text that is known to say "wrong content" names the field.
enum Named {
    Behind(&'static str),
    Before(&'static str),
    Always(&'static str, &'static str),
    Nowhere(&'static str),
}

/// The texts by which Autotask says that the content is wrong, from tenants and from its documentation; the last three
/// are guesses, because what it says of files and lengths is not public.
const VALIDATIONS: [Named; 20] = [
    Named::Behind("for the required field "),
    Named::Behind("Missing Required Field: "),
    Named::Behind("Reference value on field: "),
    Named::Behind("an existing entity for "),
    Named::Before(": Value "),
    Named::Before(" is required"),
    Named::Behind("Unable to find "),
    Named::Always(
        "AssignedResourceID, AssignedResourceRoleID, and QueueID cannot all be empty",
        "queueID",
    ),
    Named::Always("not an active general allocation code", "billingCodeID"),
    Named::Always(
        "AssignedResourceID and AssignedRoleID combination",
        "assignedResourceRoleID",
    ),
    Named::Nowhere("Picklist value ["),
    Named::Nowhere("Data violation"),
    Named::Nowhere("already exists"),
    Named::Nowhere("Queries are limited to"),
    Named::Nowhere("maxCountOfRecordsToReturn must be"),
    Named::Nowhere("Unexpected character encountered"),
    Named::Nowhere("does not exist or is invalid"),
    Named::Nowhere("exceeds"),
    Named::Nowhere("file type"),
    Named::Nowhere("extension"),
];

fn is_validation(said: &str) -> bool {
    VALIDATIONS.iter().any(|named| match named {
        Named::Behind(text) | Named::Before(text) | Named::Always(text, _) | Named::Nowhere(text) => has(said, text),
    })
}

/// The fields that a refusal names, one of each of its lines, without repetition.
pub(crate) fn fields_of(said: &str) -> Vec<String> {
    let mut fields = Vec::new();
    for field in said.lines().filter_map(field_of) {
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    fields
}

fn field_of(said: &str) -> Option<String> {
    // Before the general texts, because the value of a picklist may hold any of them.
    if let Some(name) = has(said, "Picklist value [")
        .then(|| behind(said, "does not exist for "))
        .flatten()
    {
        return Some(name);
    }
    VALIDATIONS.iter().find_map(|named| match named {
        Named::Behind(text) => behind(said, text),
        Named::Before(text) => before(said, text),
        Named::Always(text, name) => has(said, text).then(|| (*name).to_owned()),
        Named::Nowhere(_) => None,
    })
}

fn behind(said: &str, text: &str) -> Option<String> {
    let (_, rest) = said.split_once(text)?;
    word(rest.split_whitespace().next()?)
}

fn before(said: &str, text: &str) -> Option<String> {
    let (rest, _) = said.split_once(text)?;
    word(rest.split_whitespace().next_back()?)
}

fn word(raw: &str) -> Option<String> {
    let name = raw.trim_matches(|c: char| !c.is_alphanumeric());
    (!name.is_empty()).then(|| name.to_owned())
}

fn has(said: &str, text: &str) -> bool {
    // Byte windows: ASCII needles, and no allocation per needle.
    said.as_bytes()
        .windows(text.len())
        .any(|window| window.eq_ignore_ascii_case(text.as_bytes()))
}

/// What the answer says in words: Autotask's own texts whole, of anything else an excerpt.
fn said(answer: &Answer) -> String {
    let Ok(json) = serde_json::from_slice::<Value>(&answer.body) else {
        return excerpt(&String::from_utf8_lossy(&answer.body));
    };
    if let Some(errors) = json.get("errors").and_then(Value::as_array) {
        let text_of = |error: &Value| error.as_str().map_or_else(|| error.to_string(), str::to_owned);
        let texts: Vec<String> = errors.iter().map(text_of).collect();
        if !texts.is_empty() {
            return texts.join("\n");
        }
    }
    json.get("Message")
        .and_then(Value::as_str)
        .map_or_else(|| excerpt(&json.to_string()), str::to_owned)
}

/// The text of a page without its tags, cut. A heading that repeats the title is told once.
fn excerpt(page: &str) -> String {
    let mut texts: Vec<String> = vec![String::new()];
    let mut in_tag = false;
    for c in page.chars() {
        match (c, texts.last_mut()) {
            ('<', _) => {
                in_tag = true;
                texts.push(String::new());
            }
            ('>', _) => in_tag = false,
            (c, Some(text)) if !in_tag && (c == '\n' || !c.is_control()) => text.push(c),
            (_, _) => {}
        }
    }
    let plain = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut texts: Vec<String> = texts.into_iter().map(plain).filter(|text| !text.is_empty()).collect();
    texts.dedup();
    if texts.is_empty() {
        return "without a text".to_owned();
    }
    texts.join(" ").chars().take(EXCERPT_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_told_in_words_that_stand_apart_and_once() {
        let page = "<html><head><title>Service Unavailable</title></head><body>\n<h2>Service Unavailable</h2>\
                    <p>HTTP Error 503.</p><hr></body></html>";
        assert_eq!(excerpt(page), "Service Unavailable HTTP Error 503.");
        assert_eq!(excerpt("<html><br/></html>"), "without a text");
    }
}
