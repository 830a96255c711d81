//! How a call finds its zone, and where its key may go.

use std::sync::PoisonError;
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName};
use reqwest::{Method, Url};
use serde_json::Value;

use crate::answer::{self, Failure};
use crate::client::{Client, parsed, unexpected};
use crate::transport::Request;
use crate::zone;
use crate::{Error, Refusal, ResourceId, Retry, Verb, Zone};

/// The slowest line on which an attachment still gets through, in bytes a second.
const SLOWEST: u64 = 32 * 1024;

/// Autotask ends every request after five minutes.
const LONGEST_CALL: Duration = Duration::from_mins(5);

/// As many refusals in a row as are risked: Autotask locks an API user after a few.
const REFUSALS: u32 = 2;

const IMPERSONATION: HeaderName = HeaderName::from_static("impersonationresourceid");

/// One call, before it has an address.
pub(crate) struct Call<'a> {
    pub(crate) entity: &'a str,
    pub(crate) verb: Verb,
    pub(crate) method: Method,
    pub(crate) path: &'a str,
    pub(crate) body: Option<Vec<u8>>,
    /// In whose name a write is done. Never set on a read: Autotask refuses those.
    pub(crate) impersonate: Option<ResourceId>,
}

impl<'a> Call<'a> {
    pub(crate) fn read(entity: &'a str, method: Method, path: &'a str) -> Self {
        Self {
            entity,
            verb: Verb::Query,
            method,
            path,
            body: None,
            impersonate: None,
        }
    }

    fn timeout(&self, usual: Duration) -> Duration {
        let bytes = self
            .body
            .as_ref()
            .map_or(0, |body| u64::try_from(body.len()).unwrap_or(u64::MAX));
        usual
            .saturating_add(Duration::from_secs(bytes / SLOWEST))
            .min(LONGEST_CALL.max(usual))
    }
}

impl Client {
    pub(crate) async fn call(&self, call: &Call<'_>) -> Result<Value, Error> {
        self.find_and_send(call)
            .await
            .map_err(|failure| self.scrubbed(failure.error))
    }

    async fn find_and_send(&self, call: &Call<'_>) -> Result<Value, Failure> {
        self.stop_if_refused()?;
        let Some(known) = self.0.memory.zone() else {
            let (_, base) = self.look_zone_up().await?;
            return self.send(&base, call).await;
        };
        let Ok(base) = zone::base(&known.url) else {
            let (_, base) = self.look_zone_up().await?;
            return self.send(&base, call).await;
        };
        match self.send(&base, call).await {
            Err(failure) if failure.may_have_moved => match self.look_zone_up().await {
                Ok((_, moved)) if moved != base => {
                    self.stop_if_refused()?;
                    self.send(&moved, call).await
                }
                _ => Err(failure),
            },
            done => done,
        }
    }

    pub(crate) async fn look_zone_up(&self) -> Result<(Zone, Url), Failure> {
        let mut url = joined(&self.0.discovery, "zoneInformation")?;
        url.query_pairs_mut().append_pair("user", self.0.credentials.user());
        let call = Call::read("zoneInformation", Method::GET, "zoneInformation");
        let answer = self.exchange(url, HeaderMap::new(), &call).await?;
        let found: Zone = parsed(answer)?;
        let base = zone::base(&found.url)?;
        if zone::is_loopback(&base) && !zone::is_loopback(&self.0.discovery) {
            return Err(unexpected("a zone on this machine").into());
        }
        self.0.memory.keep_zone(&found);
        Ok((found, base))
    }

    /// The only place where the key is put on a request, and so the only one that must know where it may go.
    async fn send(&self, base: &Url, call: &Call<'_>) -> Result<Value, Failure> {
        let url = joined(base, call.path)?;
        if url.origin() != base.origin() {
            return Err(Error::Protocol {
                text: format!("the address of {} is not in the tenant's zone", call.entity),
                retry: Retry::Permanent,
            }
            .into());
        }
        let mut headers = self.0.credentials.headers()?;
        if let Some(ResourceId(id)) = call.impersonate {
            headers.insert(IMPERSONATION, id.into());
        }
        let result = self.exchange(url, headers, call).await;
        self.count_refusals(&result);
        result
    }

    async fn exchange(&self, url: Url, headers: HeaderMap, call: &Call<'_>) -> Result<Value, Failure> {
        let request = Request {
            method: call.method.clone(),
            url,
            headers,
            body: call.body.as_deref(),
            verb: call.verb,
            timeout: call.timeout(self.0.timeout),
        };
        let received = self.0.transport.send(request).await?;
        if received.date.is_some() {
            *self.0.server_time.lock().unwrap_or_else(PoisonError::into_inner) = received.date;
        }
        answer::read(&received.answer, call.entity, call.verb)
    }

    fn stop_if_refused(&self) -> Result<(), Error> {
        if self.0.memory.refusals() < REFUSALS {
            return Ok(());
        }
        Err(Error::Credentials {
            reason: Refusal::Stopped,
            text:
                "this key was refused twice in a row; it isn't tried again, so that Autotask doesn't lock the API user"
                    .to_owned(),
        })
    }

    fn count_refusals(&self, result: &Result<Value, Failure>) {
        let refusals = self.0.memory.refusals();
        match result {
            Err(Failure {
                error: Error::Credentials { .. },
                ..
            }) => self.0.memory.keep_refusals(refusals.saturating_add(1)),
            Ok(_) if refusals > 0 => self.0.memory.keep_refusals(0),
            Ok(_) | Err(_) => {}
        }
    }

    pub(crate) fn scrubbed(&self, error: Error) -> Error {
        error.map_text(|text| self.0.credentials.scrub(text))
    }
}

fn joined(base: &Url, path: &str) -> Result<Url, Error> {
    base.join("V1.0/")
        .and_then(|versioned| versioned.join(path))
        .map_err(|_| unexpected("an address that is none"))
}
