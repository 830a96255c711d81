//! The client and how it is made. What it asks is in `reading`, what it tells in `writing`.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use reqwest::Url;
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::transport::Transport;
use crate::zone;
use crate::{Credentials, Error, InProcess, Memory, Retry, Zone};

/// Of one call, all in all.
const CALL: Duration = Duration::from_mins(1);

/// How a [`Client`] is made.
pub struct ClientBuilder {
    credentials: Credentials,
    discovery: String,
    memory: Arc<dyn Memory>,
    proxy: Option<SecretString>,
    agent: String,
    timeout: Duration,
}

impl ClientBuilder {
    /// Where zones are looked up, [`DISCOVERY`](crate::DISCOVERY) by default.
    #[must_use]
    pub fn discovery(mut self, address: impl Into<String>) -> Self {
        self.discovery = address.into();
        self
    }

    /// Where zone and refusals are remembered; [`InProcess`] by default.
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

    /// The client. Calls nobody.
    ///
    /// # Errors
    /// [`Error::Protocol`] for a discovery address that is not `https` (or `http` on loopback), [`Error::Proxy`] for a
    /// proxy that can't be understood, [`Error::Tls`] when the platform's trust store can't be used.
    pub fn build(self) -> Result<Client, Error> {
        let discovery = zone::base(&self.discovery)?;
        let transport = Transport::new(&self.agent, self.proxy.as_ref(), zone::is_loopback(&discovery))?;
        Ok(Client(Arc::new(Inner {
            credentials: self.credentials,
            discovery,
            memory: self.memory,
            transport,
            timeout: self.timeout,
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
    pub(crate) memory: Arc<dyn Memory>,
    pub(crate) transport: Transport,
    pub(crate) timeout: Duration,
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
            timeout: CALL,
        }
    }

    /// Looks the zone up, whatever is remembered, and remembers it. Sends no key.
    ///
    /// # Errors
    /// [`Error::Credentials`] with [`Refusal::UnknownUser`](crate::Refusal::UnknownUser) when no zone knows the user; else what hinders any call.
    pub async fn find_zone(&self) -> Result<Zone, Error> {
        self.look_zone_up()
            .await
            .map(|(zone, _)| zone)
            .map_err(|failure| self.scrubbed(failure.error))
    }

    /// The time that the server's last answer gave: to tell a wrong clock on this machine.
    pub fn server_time(&self) -> Option<Timestamp> {
        *self.0.server_time.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets a key be tried again that was refused twice; for somebody who has looked at it.
    pub fn try_key_again(&self) {
        self.0.memory.keep_refusals(0);
    }
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
