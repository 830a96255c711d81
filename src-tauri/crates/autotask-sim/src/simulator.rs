//! The tenant at work: lets calls in, answers them, remembers them.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, Method};
use jiff::Timestamp;
use serde_json::json;

use crate::books::Books;
use crate::call::Call;
use crate::clock::Clock;
use crate::faults::{Fault, FaultKind, Faults};
use crate::gate::Gate;
use crate::record::{Record, Request};
use crate::reply::{self, Reply};
use crate::tenant::{Credentials, Tenant, User};
use crate::view::{self, Ticket};
use crate::{admin, api, query, route};

/// A tenant at work. Clones are the same tenant.
#[derive(Clone)]
pub struct Simulator(Arc<Inner>);

struct Inner {
    tenant: Arc<Tenant>,
    clock: Clock,
    /// The API's own address, ending in `/`.
    base: String,
    books: Mutex<Books>,
    gate: Mutex<Gate>,
    faults: Mutex<Faults>,
    record: Mutex<Record>,
    down: Mutex<bool>,
}

/// A request as it came in.
pub(crate) struct Received {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// What is to be done about a request.
pub(crate) struct Outcome {
    /// `None`: cut the connection.
    pub(crate) reply: Option<Reply>,
    pub(crate) delay: Duration,
    /// Runs until the answer is out.
    pub(crate) thread: Option<RunningThread>,
}

/// Counts against the thread limit until dropped.
pub(crate) struct RunningThread {
    number: u64,
    simulator: Simulator,
}

impl Drop for RunningThread {
    fn drop(&mut self) {
        let inner = &self.simulator.0;
        locked(&inner.gate).leave(self.number, &inner.tenant.limits, inner.clock.now());
    }
}

impl Simulator {
    /// A tenant to be called in memory, through [`Simulator::router`]. Its addresses begin `http://127.0.0.1/`.
    pub fn new(tenant: Tenant, clock: Clock) -> Self {
        Self::at(tenant, clock, "http://127.0.0.1/ATServicesRest/".to_owned())
    }

    pub(crate) fn at(tenant: Tenant, clock: Clock, base: String) -> Self {
        let tenant = Arc::new(tenant);
        Self(Arc::new(Inner {
            clock,
            base,
            books: Mutex::new(Books::open(Arc::clone(&tenant))),
            gate: Mutex::default(),
            faults: Mutex::default(),
            record: Mutex::default(),
            down: Mutex::new(false),
            tenant,
        }))
    }

    /// The Autotask API and the page for people, to be called in memory, without a socket. A connection that is to be
    /// reset can't be, then: the answer's body fails instead.
    pub fn router(&self) -> Router {
        api::router(self)
    }

    /// The admin API, to be called in memory.
    pub fn admin_router(&self) -> Router {
        admin::router(self)
    }

    /// Credentials of the tenant's first API user.
    pub fn credentials(&self) -> Credentials {
        self.0.tenant.credentials()
    }

    /// Credentials of the API user with that name.
    pub fn credentials_of(&self, login: &str) -> Option<Credentials> {
        self.0.tenant.credentials_of(login)
    }

    /// All tickets as people see them, newest first.
    pub fn tickets(&self) -> Vec<Ticket> {
        view::tickets(&locked(&self.0.books))
    }

    /// One ticket as people see it.
    pub fn ticket(&self, id: i64) -> Option<Ticket> {
        view::ticket(&locked(&self.0.books), id)
    }

    /// An attachment's content.
    pub fn attachment(&self, id: i64) -> Option<Bytes> {
        locked(&self.0.books).file(id).map(|file| file.bytes.clone())
    }

    /// Every request to the Autotask API so far, oldest first. Secrets are masked.
    pub fn requests(&self) -> Vec<Request> {
        locked(&self.0.record).all()
    }

    /// Lets the next calls that match go wrong.
    pub fn fault(&self, fault: Fault) {
        locked(&self.0.faults).add(fault);
    }

    /// Forgets the faults that are still to come.
    pub fn clear_faults(&self) {
        locked(&self.0.faults).clear();
    }

    /// Refuses every call with 503, until [`Simulator::up`].
    pub fn down(&self) {
        *locked(&self.0.down) = true;
    }

    /// Serves again.
    pub fn up(&self) {
        *locked(&self.0.down) = false;
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    pub(crate) fn tenant_name(&self) -> &str {
        &self.0.tenant.name
    }

    /// Works out what becomes of a request, and records it.
    pub(crate) fn receive(&self, received: &Received) -> Outcome {
        let outcome = self.outcome(received);
        let status = outcome.reply.as_ref().map(|reply| reply.status().as_u16());
        let path = match received.query.as_str() {
            "" => received.path.clone(),
            query => format!("{}?{query}", received.path),
        };
        let Received {
            method, headers, body, ..
        } = received;
        locked(&self.0.record).add(method.as_str(), &path, headers, body, status);
        outcome
    }

    fn outcome(&self, received: &Received) -> Outcome {
        let segments: Vec<&str> = received.path.split('/').filter(|segment| !segment.is_empty()).collect();
        let Some((_, below)) = segments
            .split_first()
            .filter(|(first, _)| first.eq_ignore_ascii_case("ATServicesRest"))
        else {
            return Outcome::at_once(Reply::no_route());
        };
        if *locked(&self.0.down) {
            return Outcome::at_once(Reply::unavailable());
        }
        let below = match below.split_first() {
            Some((version, rest)) if version.eq_ignore_ascii_case("V1.0") => rest,
            _ => below,
        };
        let fault = locked(&self.0.faults).strike(received.method.as_str(), &below.join("/"));
        match fault {
            None => self.serve(received, below),
            Some(fault) => self.go_wrong(&fault, received, below),
        }
    }

    fn go_wrong(&self, fault: &Fault, received: &Received, segments: &[&str]) -> Outcome {
        let instead = |reply| Outcome {
            reply,
            ..self.serve(received, segments)
        };
        match fault.fault {
            FaultKind::Down => Outcome::at_once(Reply::unavailable()),
            FaultKind::TooManyRequests => Outcome::at_once(reply::too_many_requests(reply::THREAD_LIMIT)),
            FaultKind::Refused => Outcome::at_once(Reply::refused()),
            FaultKind::ResetBeforeCommit => Outcome {
                reply: None,
                delay: Duration::ZERO,
                thread: None,
            },
            FaultKind::CommitThenReset => instead(None),
            FaultKind::CommitThen500 => instead(Some(Reply::error(reply::OPAQUE))),
            FaultKind::Garbage => instead(Some(Reply::Garbage)),
            FaultKind::Delay => Outcome {
                delay: Duration::from_millis(fault.ms),
                ..self.serve(received, segments)
            },
        }
    }

    fn serve(&self, received: &Received, segments: &[&str]) -> Outcome {
        match segments {
            [only] if only.eq_ignore_ascii_case("versioninformation") => {
                Outcome::at_once(Reply::ok(json!({ "apiVersions": ["1.0"] })))
            }
            [only] if only.eq_ignore_ascii_case("zoneInformation") => Outcome::at_once(self.zone(&received.query)),
            _ => self.serve_user(received, segments).unwrap_or_else(Outcome::at_once),
        }
    }

    /// The zone lookup needs no credentials and counts against no limit.
    fn zone(&self, query: &str) -> Reply {
        let tenant = &self.0.tenant;
        let known = query::parameter(query, "user").is_some_and(|login| tenant.user(&login).is_some());
        if !known {
            return Reply::error(reply::NO_ZONE);
        }
        let web = self.0.base.trim_end_matches("ATServicesRest/");
        Reply::ok(json!({ "zoneName": tenant.zone, "url": self.0.base, "webUrl": web, "ci": 1 }))
    }

    fn serve_user(&self, received: &Received, segments: &[&str]) -> Result<Outcome, Reply> {
        let tenant = &self.0.tenant;
        let now = self.now();
        let (user, thread, delay) = {
            let mut gate = locked(&self.0.gate);
            let (user, tracking_id) = gate.identify(tenant, &received.headers)?;
            gate.count(tenant, now)?;
            let number = gate.enter(tenant, tracking_id, segments.first().unwrap_or(&""), now)?;
            (
                user,
                RunningThread {
                    number,
                    simulator: self.clone(),
                },
                gate.slow_down(&tenant.limits),
            )
        };
        let reply = self.answer(received, segments, user, now);
        Ok(Outcome {
            reply: Some(reply),
            delay,
            thread: Some(thread),
        })
    }

    fn answer(&self, received: &Received, segments: &[&str], user: &User, now: Timestamp) -> Reply {
        match segments {
            [only] if only.eq_ignore_ascii_case("Version") => Reply::ok(json!({
                "majorVersion": 2026, "minorVersion": 1, "build": "0", "customerType": "Simulated",
            })),
            [only] if only.eq_ignore_ascii_case("ThresholdInformation") => {
                Reply::ok(locked(&self.0.gate).threshold(&self.0.tenant.limits))
            }
            _ => {
                let in_the_name_of = received
                    .headers
                    .get("ImpersonationResourceId")
                    .and_then(|id| id.to_str().ok());
                let call = Call {
                    method: &received.method,
                    segments,
                    query: &received.query,
                    body: &received.body,
                    user,
                    in_the_name_of,
                    now,
                    base: &self.0.base,
                };
                route::answer(&mut locked(&self.0.books), &call)
            }
        }
    }
}

impl Outcome {
    fn at_once(reply: Reply) -> Self {
        Self {
            reply: Some(reply),
            delay: Duration::ZERO,
            thread: None,
        }
    }
}

impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulator")
            .field("tenant", &self.0.tenant.name)
            .field("base", &self.0.base)
            .finish()
    }
}

/// A panic while the lock was held would have been one bad answer; it must not silence the tenant for good.
fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
