//! How a call finds its zone, where its key may go, and what is learnt from its answer.

use std::sync::PoisonError;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{HeaderMap, HeaderName};
use reqwest::{Method, Url};
use serde_json::Value;

use crate::answer::{self, Failure};
use crate::budget::{self, Cost};
use crate::client::{Client, parsed, unexpected};
use crate::clock::later;
use crate::memory::{KnownZone, Standing};
use crate::standing::{self, Turn};
use crate::transport::Request;
use crate::zone;
use crate::{Error, ResourceId, Retry, Threshold, Verb, Zone};

/// The slowest line on which an attachment still gets through, in bytes a second.
const SLOWEST: u64 = 32 * 1024;

/// Autotask ends every request after five minutes.
const LONGEST_CALL: Duration = Duration::from_mins(5);

const DAY: Duration = Duration::from_hours(24);

const IMPERSONATION: HeaderName = HeaderName::from_static("impersonationresourceid");

/// What a call brought, and when: by the server's clock, where the answer says so.
pub(crate) struct Answered {
    pub(crate) body: Value,
    pub(crate) date: Option<Timestamp>,
}

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
    /// One call goes at a time, and what it teaches is kept before the next one starts: else ten calls that wait together
    /// would all try a wrong key.
    pub(crate) async fn call(&self, call: &Call<'_>) -> Result<Answered, Error> {
        if call.verb == Verb::Create && call.entity == "Tickets" && self.is_threshold_due() {
            // What it says is kept on its way. A tenant that doesn't say it still takes tickets.
            drop(Box::pin(self.threshold()).await);
        }
        let _turn = self.0.line.acquire().await;
        self.find_and_send(call)
            .await
            .map_err(|failure| self.scrubbed(failure.error))
    }

    /// Looks the zone up, in its turn.
    pub(crate) async fn find_zone_anew(&self) -> Result<Zone, Error> {
        let _turn = self.0.line.acquire().await;
        self.look_zone_up()
            .await
            .map(|(zone, _)| zone)
            .map_err(|failure| self.scrubbed(failure.error))
    }

    async fn find_and_send(&self, call: &Call<'_>) -> Result<Answered, Failure> {
        let before = self.standing();
        let turn = standing::turn(before, self.now(), fastrand::f64());
        if turn == Turn::Stop {
            return Err(standing::stopped().into());
        }
        let base = self.base().await?;
        if let Turn::GoOnce(claimed) = turn {
            self.0.memory.keep_standing(&self.0.key, &claimed);
        }
        let result = match self.send(&base, call).await {
            Err(failure) if failure.may_have_moved => match self.look_zone_up().await {
                Ok((_, moved)) if moved != base => self.send(&moved, call).await,
                Ok(_) | Err(_) => Err(failure),
            },
            done => done,
        };
        self.keep_standing(&result);
        if let (Turn::GoOnce(_), Err(failure), Some(before)) = (turn, &result, before)
            && was_not_tried(failure)
        {
            let at = self.now();
            self.0.memory.keep_standing(&self.0.key, &Standing { at, ..before });
        }
        result
    }

    /// Where the tenant lives. When that can't be looked up again, where it lived is better than nowhere.
    async fn base(&self) -> Result<Url, Failure> {
        let known = self.0.memory.zone().filter(|known| known.found_by == self.0.found_by);
        let Some((base, known)) = known.and_then(|known| Some((zone::base(&known.zone.url).ok()?, known))) else {
            return self.look_zone_up().await.map(|(_, base)| base);
        };
        if (known.since..known.until).contains(&self.now()) {
            return Ok(base);
        }
        match self.look_zone_up().await {
            Err(Failure { error, .. }) if matches!(error.retry(), Retry::Transient { .. }) => {
                tracing::info!(%error, "the zone can't be looked up, so the last one is used");
                Ok(base)
            }
            found => found.map(|(_, base)| base),
        }
    }

    async fn look_zone_up(&self) -> Result<(Zone, Url), Failure> {
        let mut url = joined(&self.0.discovery, "zoneInformation")?;
        url.query_pairs_mut().append_pair("user", self.0.credentials.user());
        let call = Call::read("zoneInformation", Method::GET, "zoneInformation");
        let answer = self.exchange(url, HeaderMap::new(), &call).await?;
        let zone: Zone = parsed(answer.body)?;
        let base = zone::base(&zone.url)?;
        if zone::is_loopback(&base) && !zone::is_loopback(&self.0.discovery) {
            return Err(unexpected("a zone on this machine").into());
        }
        let since = self.now();
        self.0.memory.keep_zone(&KnownZone {
            zone: zone.clone(),
            found_by: self.0.found_by.clone(),
            since,
            until: later(since, about_a_day(fastrand::f64())),
        });
        Ok((zone, base))
    }

    /// The only place where the key is put on a request, and so the only one that must know where it may go.
    async fn send(&self, base: &Url, call: &Call<'_>) -> Result<Answered, Failure> {
        let url = joined(base, call.path)?;
        if url.origin() != base.origin() {
            return Err(Error::Protocol {
                text: format!("the address of {} is not in the tenant's zone", call.entity),
                retry: Retry::Permanent,
            }
            .into());
        }
        let mut headers = self.0.credentials.headers()?;
        if let Some(ResourceId(id)) = call.impersonate
            && call.verb != Verb::Query
        {
            headers.insert(IMPERSONATION, id.into());
        }
        let cost = budget::cost_of(call.entity, call.verb, call.body.as_deref());
        let pace = self.0.memory.usage().admit(cost, self.0.hourly_calls, self.now())?;
        if !pace.is_zero() {
            self.0.clock.wait(pace).await;
        }
        let result = self.exchange(url, headers, call).await;
        self.account(cost, &result);
        result
    }

    async fn exchange(&self, url: Url, headers: HeaderMap, call: &Call<'_>) -> Result<Answered, Failure> {
        let request = Request {
            method: call.method.clone(),
            url,
            headers,
            body: call.body.as_deref(),
            verb: call.verb,
            timeout: call.timeout(self.0.timeout),
            now: self.now(),
        };
        let received = self.0.transport.send(request).await?;
        if received.date.is_some() {
            *self.0.server_time.lock().unwrap_or_else(PoisonError::into_inner) = received.date;
        }
        let body = answer::read(&received.answer, call.entity, call.verb)?;
        Ok(Answered {
            body,
            date: received.date,
        })
    }

    fn standing(&self) -> Option<Standing> {
        self.0.memory.standing(&self.0.key)
    }

    fn keep_standing(&self, result: &Result<Answered, Failure>) {
        let refused = match result {
            Err(Failure {
                error: Error::Credentials { reason, .. },
                ..
            }) => Some(*reason),
            // Wrong content and missing rights are told to those only whose key is accepted; the rest tells nothing.
            Ok(_)
            | Err(Failure {
                error: Error::Validation { .. } | Error::Permission { .. },
                ..
            }) => None,
            Err(_) => return,
        };
        if let Some(changed) = standing::after(self.standing(), refused, self.now(), fastrand::f64()) {
            self.0.memory.keep_standing(&self.0.key, &changed);
        }
    }

    /// Counts what Autotask may have seen, and keeps what it said of its limits.
    fn account(&self, cost: Cost, result: &Result<Answered, Failure>) {
        let now = self.now();
        let mut usage = self.0.memory.usage();
        match result {
            Err(Failure { error, .. }) if never_arrived(error) => return,
            Err(Failure { error, .. }) => {
                usage.count(cost, now);
                usage.heed(error, now);
            }
            Ok(_) => usage.count(cost, now),
        }
        self.0.memory.keep_usage(&usage);
    }

    fn is_threshold_due(&self) -> bool {
        let mut usage = self.0.memory.usage();
        let due = usage.is_due();
        self.0.memory.keep_usage(&usage);
        due
    }

    /// Keeps what the tenant said of its hour.
    pub(crate) fn keep_threshold(&self, threshold: &Threshold) {
        let mut usage = self.0.memory.usage();
        usage.read(threshold, self.now());
        self.0.memory.keep_usage(&usage);
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    pub(crate) fn scrubbed(&self, error: Error) -> Error {
        error.map_text(|text| self.0.credentials.scrub(text))
    }
}

/// A day, give or take a quarter, so that PCs that were switched on together don't ask together.
fn about_a_day(dice: f64) -> Duration {
    DAY.mul_f64(0.75 + dice.clamp(0.0, 1.0) / 2.0)
}

/// Whether Autotask certainly never judged the key: a careful try that came to nothing is not used up.
fn was_not_tried(failure: &Failure) -> bool {
    match &failure.error {
        Error::Tls { .. }
        | Error::Proxy { .. }
        | Error::ThreadLimit { .. }
        | Error::HourLimit { .. }
        | Error::AttachmentLimit { .. } => true,
        Error::Network { .. } => failure.may_have_moved,
        Error::Credentials { .. }
        | Error::Permission { .. }
        | Error::Validation { .. }
        | Error::NotFound { .. }
        | Error::Unavailable { .. }
        | Error::Protocol { .. } => false,
    }
}

fn never_arrived(error: &Error) -> bool {
    match error {
        Error::Tls { .. } | Error::Proxy { .. } => true,
        Error::Network { retry, .. } => *retry != Retry::Ambiguous,
        Error::Credentials { .. }
        | Error::Permission { .. }
        | Error::Validation { .. }
        | Error::NotFound { .. }
        | Error::ThreadLimit { .. }
        | Error::HourLimit { .. }
        | Error::AttachmentLimit { .. }
        | Error::Unavailable { .. }
        | Error::Protocol { .. } => false,
    }
}

fn joined(base: &Url, path: &str) -> Result<Url, Error> {
    base.join("V1.0/")
        .and_then(|versioned| versioned.join(path))
        .map_err(|_| unexpected("an address that is none"))
}
