//! The client: what can be asked and told.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use reqwest::{Method, Url};
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::answer::if_it_may_be_done;
use crate::call::Call;
use crate::transport::Transport;
use crate::zone;
use crate::{
    AttachmentId, BillingCode, Credentials, Entity, EntityInformation, Error, FieldInformation, InProcess, Memory,
    NewAttachment, NewNote, NewTicket, NoteId, Query, Retry, Threshold, TicketAttachment, TicketId, TicketPatch, Verb,
    Zone, field,
};

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

/// Reading.
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

    /// One record. `None` when there is none, or when this API user may not see it.
    pub async fn get<E: Entity>(&self, id: E::Id) -> Result<Option<E>, Error> {
        let path = format!("{}/{}", E::COLLECTION, id.into());
        match self.call(&Call::read(E::COLLECTION, Method::GET, &path)).await {
            Ok(mut answer) => match answer.get_mut("item").map(Value::take) {
                Some(Value::Null) | None => Ok(None),
                Some(item) => parsed(item).map(Some),
            },
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The first page of a query.
    pub async fn first<E: Entity>(&self, query: &Query) -> Result<Vec<E>, Error> {
        self.rows(E::COLLECTION, query).await?.into_iter().map(parsed).collect()
    }

    /// Everything a query finds, page by page along the ids: rows made or deleted meanwhile neither shift nor repeat any.
    pub async fn all<E: Entity>(&self, query: &Query) -> Result<Vec<E>, Error> {
        let mut all = Vec::new();
        let mut page = self.rows(E::COLLECTION, query).await?;
        loop {
            let full = page.len() >= query.page_size();
            let last = page.iter().filter_map(|row| row.get("id")?.as_i64()).max();
            for row in page {
                all.push(parsed(row)?);
            }
            if !full {
                return Ok(all);
            }
            let last = last.ok_or_else(|| unexpected("rows without an id can't be paged"))?;
            page = self.rows(E::COLLECTION, &query.after(last)).await?;
            let goes_on = page
                .iter()
                .all(|row| row.get("id").and_then(Value::as_i64).is_none_or(|id| id > last));
            if !goes_on {
                return Err(unexpected("a page that starts again"));
            }
        }
    }

    /// What the API user may do with an entity, e.g. `Tickets`.
    pub async fn entity_information(&self, collection: &str) -> Result<EntityInformation, Error> {
        let path = format!("{collection}/entityInformation");
        let mut answer = self.call(&Call::read(collection, Method::GET, &path)).await?;
        parsed(answer.get_mut("info").map(Value::take).unwrap_or_default())
    }

    /// The fields of an entity with their picklists.
    pub async fn fields(&self, collection: &str) -> Result<Vec<FieldInformation>, Error> {
        let path = format!("{collection}/entityInformation/fields");
        let mut answer = self.call(&Call::read(collection, Method::GET, &path)).await?;
        parsed(answer.get_mut("fields").map(Value::take).unwrap_or_default())
    }

    /// The billing codes that can be a ticket's work type: active ones of use type 1.
    pub async fn work_types(&self) -> Result<Vec<BillingCode>, Error> {
        let usable = Query::new(field("isActive").eq(true))
            .and(field("useType").eq(1))
            .include(["id", "name"]);
        self.all(&usable).await
    }

    /// One attachment of a ticket with its bytes.
    pub async fn attachment(&self, ticket: TicketId, id: AttachmentId) -> Result<Option<TicketAttachment>, Error> {
        let path = format!("Tickets/{ticket}/Attachments/{id}");
        let mut answer = match self.call(&Call::read("TicketAttachments", Method::GET, &path)).await {
            Err(Error::NotFound { .. }) => return Ok(None),
            other => other?,
        };
        // A collection of one, though the address names one.
        let item = match answer.get_mut("items").map(Value::take) {
            Some(Value::Array(items)) => items.into_iter().next(),
            _ => answer.get_mut("item").map(Value::take),
        };
        item.filter(|item| !item.is_null()).map(parsed).transpose()
    }

    /// How many calls are used this hour. Asking counts as one.
    pub async fn threshold(&self) -> Result<Threshold, Error> {
        parsed(
            self.call(&Call::read("ThresholdInformation", Method::GET, "ThresholdInformation"))
                .await?,
        )
    }

    /// The time that the server's last answer gave: to tell a wrong clock on this machine.
    pub fn server_time(&self) -> Option<Timestamp> {
        *self.0.server_time.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn rows(&self, collection: &str, query: &Query) -> Result<Vec<Value>, Error> {
        let path = format!("{collection}/query");
        let body = written(&query.body())?;
        let mut answer = self
            .call(&Call {
                body: Some(body),
                ..Call::read(collection, Method::POST, &path)
            })
            .await?;
        match answer.get_mut("items").map(Value::take) {
            Some(Value::Array(items)) => Ok(items),
            _ => Err(unexpected("a query's answer without rows")),
        }
    }
}

/// Writing.
impl Client {
    /// Makes a ticket.
    pub async fn create_ticket(&self, ticket: &NewTicket) -> Result<TicketId, Error> {
        self.create("Tickets", "Tickets", written(ticket)?).await.map(TicketId)
    }

    /// Changes a ticket. Success is no proof: workflow rules may set a field back at once, so read it again.
    pub async fn patch_ticket(&self, patch: &TicketPatch) -> Result<(), Error> {
        let call = Call {
            entity: "Tickets",
            verb: Verb::Update,
            method: Method::PATCH,
            path: "Tickets",
            body: Some(written(patch)?),
        };
        let answer = self.call(&call).await?;
        (item_id(&answer) == Some(patch.id().0))
            .then_some(())
            .ok_or_else(|| unexpected("a change of another ticket"))
    }

    /// Adds a note to a ticket.
    pub async fn create_note(&self, ticket: TicketId, note: &NewNote) -> Result<NoteId, Error> {
        self.create("TicketNotes", &format!("Tickets/{ticket}/Notes"), written(note)?)
            .await
            .map(NoteId)
    }

    /// Attaches a file to a ticket. May take up to five minutes, by its size.
    pub async fn create_attachment(&self, ticket: TicketId, file: &NewAttachment) -> Result<AttachmentId, Error> {
        let path = format!("Tickets/{ticket}/Attachments");
        self.create("TicketAttachments", &path, written(file)?)
            .await
            .map(AttachmentId)
    }

    /// Any other call: `path` is relative to `…/V1.0/`, e.g. `Tickets/123`. `verb` decides what a failure that leaves
    /// open whether it was done means.
    pub async fn raw(&self, method: Method, path: &str, verb: Verb, body: Option<&Value>) -> Result<Value, Error> {
        let entity = path.split(['/', '?']).next().unwrap_or_default();
        let body = body.map(written).transpose()?;
        self.call(&Call {
            entity,
            verb,
            method,
            path,
            body,
        })
        .await
    }

    /// Lets a key be tried again that was refused twice; for somebody who has looked at it.
    pub fn try_key_again(&self) {
        self.0.memory.keep_refusals(0);
    }

    async fn create(&self, entity: &str, path: &str, body: Vec<u8>) -> Result<i64, Error> {
        let call = Call {
            entity,
            verb: Verb::Create,
            method: Method::POST,
            path,
            body: Some(body),
        };
        let answer = self.call(&call).await?;
        item_id(&answer).ok_or_else(|| Error::Protocol {
            text: "a create's answer without an id".to_owned(),
            retry: if_it_may_be_done(Verb::Create),
        })
    }
}

fn written<T: serde::Serialize>(body: &T) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(body).map_err(|error| Error::Protocol {
        text: error.to_string(),
        retry: Retry::Permanent,
    })
}

pub(crate) fn parsed<T: DeserializeOwned>(value: Value) -> Result<T, Error> {
    serde_json::from_value(value).map_err(|error| unexpected(&error.to_string()))
}

fn item_id(answer: &Value) -> Option<i64> {
    answer.get("itemId")?.as_i64()
}

pub(crate) fn unexpected(text: &str) -> Error {
    Error::Protocol {
        text: text.to_owned(),
        retry: Retry::LATER,
    }
}
