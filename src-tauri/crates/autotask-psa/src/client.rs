//! The client and how it is made. What it asks is in `reading`, what it tells in `writing`.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use reqwest::Url;
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::Semaphore;

use crate::budget::CALLS_AN_HOUR;
use crate::memory::hash_of;
use crate::standing::{self, Turn};
use crate::transport::Transport;
use crate::zone;
use crate::{Clock, Credentials, Error, InProcess, KeyHash, Memory, Retry, SystemClock, Zone};

/// Of one call, all in all.
const CALL: Duration = Duration::from_mins(1);

/// The first handshake with a zone was seen to take eleven seconds.
const CONNECT: Duration = Duration::from_secs(30);

/// How a [`Client`] is made.
pub struct ClientBuilder {
    credentials: Credentials,
    discovery: String,
    memory: Arc<dyn Memory>,
    proxy: Option<SecretString>,
    agent: String,
    clock: Arc<dyn Clock>,
    timeout: Duration,
    connect_timeout: Duration,
    hourly_calls: u32,
}

impl ClientBuilder {
    /// Where zones are looked up, [`DISCOVERY`](crate::DISCOVERY) by default.
    #[must_use]
    pub fn discovery(mut self, address: impl Into<String>) -> Self {
        self.discovery = address.into();
        self
    }

    /// Where zone, refusals and limits are remembered; [`InProcess`] by default.
    #[must_use]
    pub fn memory(mut self, memory: Arc<dyn Memory>) -> Self {
        self.memory = memory;
        self
    }

    /// A proxy in place of the system's, as an address that may hold user and password.
    #[must_use]
    pub fn proxy(mut self, address: SecretString) -> Self {
        self.proxy = Some(address);
        self
    }

    /// Who calls, e.g. `Deskbell/1.2`; this crate's name and version follow.
    #[must_use]
    pub fn user_agent(mut self, product: &str) -> Self {
        self.agent = format!("{product} {}", Self::AGENT);
        self
    }

    /// The longest a call may take, 60 s by default. Attachments get more, by their size.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The longest that it may take to come to a trusted connection, 30 s by default: a zone's first handshake was seen
    /// to take eleven.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// The most calls of an hour, 10,000 by default: what a tenant has for all of its integrations together. Further ones
    /// fail with [`Error::HourLimit`] before they are sent, so that a mistake in a loop doesn't stop the others.
    #[must_use]
    pub fn hourly_calls(mut self, calls: u32) -> Self {
        self.hourly_calls = calls;
        self
    }

    /// The time; the system's by default.
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// The client. Calls nobody.
    ///
    /// # Errors
    /// [`Error::Protocol`] for a discovery address that is not `https` (or `http` on loopback), [`Error::Proxy`] for a
    /// proxy that can't be understood, [`Error::Tls`] when the platform's trust store can't be used.
    pub fn build(self) -> Result<Client, Error> {
        let discovery = zone::base(&self.discovery)?;
        let loopback = zone::is_loopback(&discovery);
        let transport = Transport::new(&self.agent, self.proxy.as_ref(), loopback, self.connect_timeout)?;
        Ok(Client(Arc::new(Inner {
            key: self.credentials.hash(),
            found_by: hash_of([discovery.as_str(), self.credentials.user()]),
            line: line_to(&discovery, &self.credentials),
            credentials: self.credentials,
            discovery,
            memory: self.memory,
            transport,
            clock: self.clock,
            timeout: self.timeout,
            hourly_calls: self.hourly_calls,
            server_time: Mutex::new(None),
        })))
    }

    const AGENT: &'static str = concat!("autotask-psa/", env!("CARGO_PKG_VERSION"));
}

/// A client of one API user. Clones share everything.
///
/// It never sends anything twice by itself, with one exception: when Autotask's answer says that the call was not done
/// there (401, a route it doesn't know, a redirect, nobody at the address), the zone is looked up again, and if that
/// gives another address, the call goes there.
#[derive(Clone)]
pub struct Client(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) credentials: Credentials,
    pub(crate) discovery: Url,
    pub(crate) key: KeyHash,
    /// What the zone is looked up by.
    pub(crate) found_by: String,
    pub(crate) line: Arc<Semaphore>,
    pub(crate) memory: Arc<dyn Memory>,
    pub(crate) transport: Transport,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) timeout: Duration,
    pub(crate) hourly_calls: u32,
    pub(crate) server_time: Mutex<Option<Timestamp>>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("discovery", &self.0.discovery.as_str())
            .finish_non_exhaustive()
    }
}

impl Client {
    /// How a client for this key is made.
    pub fn builder(credentials: Credentials) -> ClientBuilder {
        ClientBuilder {
            credentials,
            discovery: crate::DISCOVERY.to_owned(),
            memory: Arc::new(InProcess::default()),
            proxy: None,
            agent: ClientBuilder::AGENT.to_owned(),
            clock: Arc::new(SystemClock),
            timeout: CALL,
            connect_timeout: CONNECT,
            hourly_calls: CALLS_AN_HOUR,
        }
    }

    /// Looks the zone up, whatever is remembered, and remembers it. Sends no key.
    ///
    /// # Errors
    /// [`Error::Credentials`] with [`Refusal::UnknownUser`](crate::Refusal::UnknownUser) when no zone knows the user; else what hinders any call.
    pub async fn find_zone(&self) -> Result<Zone, Error> {
        self.find_zone_anew().await
    }

    /// The time that the server's last answer gave: to tell a wrong clock on this machine.
    pub fn server_time(&self) -> Option<Timestamp> {
        *self.0.server_time.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this key was refused too often to be tried now. Asks nobody but the memory.
    pub fn is_key_stopped(&self) -> bool {
        standing::turn(self.0.memory.standing(&self.0.key), self.now(), 0.0) == Turn::Stop
    }

    /// Until when a refused key rests: for a caller that gave up and would try again with nothing new in hand. `None` when
    /// the key may be tried. Asks nobody but the memory.
    pub fn key_rests_until(&self) -> Option<Timestamp> {
        standing::rests_until(self.0.memory.standing(&self.0.key), self.now())
    }

    /// Lets a key be tried again that was refused twice; for somebody who has looked at it.
    pub fn try_key_again(&self) {
        self.0.memory.keep_standing(&self.0.key, &standing::clean(self.now()));
    }
}

/// Three calls at once serve all PCs of a tenant, so a process has one in flight for a tracking identifier, whatever the
/// number of clients.
fn line_to(discovery: &Url, credentials: &Credentials) -> Arc<Semaphore> {
    static LINES: LazyLock<Mutex<HashMap<String, Arc<Semaphore>>>> = LazyLock::new(Mutex::default);
    let mut lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
    let line = hash_of([
        discovery.origin().ascii_serialization().as_str(),
        credentials.tracking_id(),
    ]);
    Arc::clone(lines.entry(line).or_insert_with(|| Arc::new(Semaphore::new(1))))
}

pub(crate) fn parsed<T: DeserializeOwned>(value: Value) -> Result<T, Error> {
    serde_json::from_value(value).map_err(|error| unexpected(&error.to_string()))
}

pub(crate) fn unexpected(text: &str) -> Error {
    Error::Protocol {
        text: text.to_owned(),
        retry: Retry::LATER,
    }
}
