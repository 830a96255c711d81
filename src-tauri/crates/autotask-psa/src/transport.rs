//! One request and its answer: no redirect is followed, nothing is sent twice.

use std::error::Error as _;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, HeaderValue, LOCATION, RETRY_AFTER};
use reqwest::{Method, Proxy, Response, Url};
use rustls::crypto::CryptoProvider;
use secrecy::{ExposeSecret, SecretString};

use crate::answer::{Answer, Failure, if_it_may_be_done};
use crate::clock::until;
use crate::{Error, Retry, Verb};

/// Shorter than any server's, so that a request seldom meets a connection that is just being closed: a create would
/// then be ambiguous.
const IDLE: Duration = Duration::from_secs(10);

/// Autotask's largest attachment, encoded, and then some.
const LARGEST_ANSWER: usize = 32 * 1024 * 1024;

pub(crate) struct Request<'a> {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<&'a [u8]>,
    pub(crate) verb: Verb,
    pub(crate) timeout: Duration,
    pub(crate) now: Timestamp,
}

pub(crate) struct Received {
    pub(crate) answer: Answer,
    pub(crate) date: Option<Timestamp>,
}

#[derive(Clone)]
pub(crate) struct Transport(reqwest::Client);

/// TLS needs somebody's cryptography. A program that has chosen its own keeps it.
fn settle_cryptography() {
    if CryptoProvider::get_default().is_none() {
        // Fails only where another thread has just chosen, and that choice is as good.
        drop(rustls::crypto::ring::default_provider().install_default());
    }
}

impl Transport {
    /// `proxy` in place of the system's. A discovery on loopback means that all of it is on this machine: no proxy then.
    pub(crate) fn new(
        user_agent: &str,
        proxy: Option<&SecretString>,
        loopback: bool,
        connect: Duration,
    ) -> Result<Self, Error> {
        settle_cryptography();
        let mut builder = reqwest::Client::builder()
            .user_agent(user_agent)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .http1_only()
            .connect_timeout(connect)
            .pool_idle_timeout(IDLE);
        if let Some(proxy) = proxy {
            let proxy = Proxy::all(proxy.expose_secret()).map_err(|_| Error::Proxy {
                text: "its address can't be understood".to_owned(),
            })?;
            builder = builder.proxy(proxy);
        } else if loopback {
            builder = builder.no_proxy();
        }
        builder.build().map(Self).map_err(|error| Error::Tls {
            text: chain(&error.without_url()),
        })
    }

    pub(crate) async fn send(&self, request: Request<'_>) -> Result<Received, Failure> {
        let Request {
            method,
            url,
            headers,
            body,
            verb,
            timeout,
            now,
        } = request;
        tracing::debug!(%method, path = url.path(), "asking Autotask");
        let mut sending = self.0.request(method, url).headers(headers).timeout(timeout);
        if let Some(body) = body {
            sending = sending.header(CONTENT_TYPE, "application/json").body(body.to_vec());
        }
        let response = sending.send().await.map_err(|error| broken(error, verb))?;
        let received = receive(response, verb, now).await?;
        tracing::debug!(
            status = received.answer.status,
            bytes = received.answer.body.len(),
            "Autotask answered"
        );
        Ok(received)
    }
}

async fn receive(mut response: Response, verb: Verb, now: Timestamp) -> Result<Received, Failure> {
    let status = response.status().as_u16();
    let text_of = |name| {
        response
            .headers()
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let date = text_of(DATE)
        .and_then(|text| jiff::fmt::rfc2822::parse(text).ok())
        .map(|date| date.timestamp());
    let retry_after = text_of(RETRY_AFTER).and_then(|text| wait_of(text, date.unwrap_or(now)));
    let location = text_of(LOCATION).map(place_of);
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| broken(error, verb))? {
        if body.len() + chunk.len() > LARGEST_ANSWER {
            let text = format!("an answer of more than {LARGEST_ANSWER} bytes");
            return Err(Error::Protocol {
                text,
                retry: if_it_may_be_done(verb),
            }
            .into());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Received {
        answer: Answer {
            status,
            retry_after,
            location,
            body,
        },
        date,
    })
}

/// Retry-After is in seconds, or a date, which counts from the server's own time where that is told.
fn wait_of(text: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let then = jiff::fmt::rfc2822::parse(text.trim()).ok()?.timestamp();
    Some(until(now, then))
}

/// Scheme, host and path of a redirect; its query may hold anything.
fn place_of(location: &str) -> String {
    location.split(['?', '#']).next().unwrap_or_default().to_owned()
}

fn broken(error: reqwest::Error, verb: Verb) -> Failure {
    let before_sending = error.is_connect() || error.is_builder();
    let timed_out = error.is_timeout();
    let is_tls = before_sending && has_tls_cause(&error);
    let text = chain(&error.without_url());
    let says = |word: &str| text.to_ascii_lowercase().contains(word);
    let error = if before_sending && says("proxy authorization required") {
        Error::Proxy {
            text: "it wants a user name and password, and was given none or wrong ones".to_owned(),
        }
    } else if before_sending && (says("tunnel error") || says("proxy")) {
        Error::Proxy { text }
    } else if is_tls {
        Error::Tls { text }
    } else if before_sending {
        // No such host, or nobody there: the zone may have moved.
        return Failure {
            may_have_moved: !timed_out,
            error: Error::Network {
                text,
                retry: Retry::LATER,
            },
        };
    } else {
        Error::Network {
            text,
            retry: if_it_may_be_done(verb),
        }
    };
    error.into()
}

/// The TLS library hands its errors on as invalid data; while connecting, nothing else reads any.
fn has_tls_cause(error: &reqwest::Error) -> bool {
    let mut source = error.source();
    while let Some(cause) = source {
        if cause.downcast_ref().is_some_and(is_invalid_data) || cause.to_string().contains("tls handshake") {
            return true;
        }
        source = cause.source();
    }
    false
}

/// I/O errors are wrapped in I/O errors, and their `source` passes over what they wrap.
fn is_invalid_data(error: &std::io::Error) -> bool {
    let wrapped = error.get_ref().and_then(|inner| inner.downcast_ref());
    error.kind() == std::io::ErrorKind::InvalidData || wrapped.is_some_and(is_invalid_data)
}

/// The error and what it came from, in one line.
fn chain(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
