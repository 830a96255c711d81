//! The tenant at work: lets calls in, answers them, remembers them.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::header::HOST;
use axum::http::{HeaderMap, Method};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tokio::sync::mpsc;

use crate::books::Books;
use crate::call::Call;
use crate::clock::Clock;
use crate::faults::{Fault, FaultKind, Faults, PlannedFault};
use crate::gate::Gate;
use crate::hold::{Held, Hold, Moment};
use crate::late::{Late, Lates};
use crate::open::Open;
use crate::record::{Record, Request};
use crate::reply::{self, Reply};
use crate::store::DataError;
use crate::tenant::{Credentials, OtherHosts, Tenant, User};
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
    is_kept: bool,
    gate: Mutex<Gate>,
    faults: Mutex<Faults>,
    record: Mutex<Record>,
    open: Open,
    down: Mutex<bool>,
    lates: Mutex<Lates>,
    hold: Hold,
}

/// A request as it came in.
#[derive(Clone)]
pub(crate) struct Received {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// What is to be done about a request.
pub(crate) struct Outcome {
    pub(crate) ending: Ending,
    /// Before anything of the answer is sent.
    pub(crate) delay: Duration,
    /// Runs until the answer is out.
    pub(crate) thread: Option<RunningThread>,
}

/// How a request ends.
pub(crate) enum Ending {
    Reply(Reply, Pace),
    /// The connection is cut.
    Reset,
    /// The connection stays, and nothing comes.
    Silence,
}

/// How the body of an answer arrives.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Pace {
    Whole,
    /// Half of it, then the connection ends.
    Truncated,
    /// Half of it, then nothing.
    Stalled,
    /// A byte at a time, each after a pause.
    Drip(Duration),
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
        let tenant = Arc::new(tenant);
        let books = Books::new(&tenant);
        Self::with(
            tenant,
            books,
            false,
            clock,
            "http://127.0.0.1/ATServicesRest/".to_owned(),
        )
    }

    /// A tenant whose API has the address `base`, and whose state is kept in the folder `data`, if there is one.
    pub(crate) fn at(tenant: Tenant, clock: Clock, base: String, data: Option<&Path>) -> Result<Self, DataError> {
        let tenant = Arc::new(tenant);
        let books = match data {
            None => Books::new(&tenant),
            Some(folder) => Books::open(&tenant, folder)?,
        };
        Ok(Self::with(tenant, books, data.is_some(), clock, base))
    }

    fn with(tenant: Arc<Tenant>, books: Books, is_kept: bool, clock: Clock, base: String) -> Self {
        Self(Arc::new(Inner {
            clock,
            base,
            books: Mutex::new(books),
            is_kept,
            gate: Mutex::default(),
            faults: Mutex::default(),
            record: Mutex::default(),
            open: Open::default(),
            down: Mutex::new(false),
            lates: Mutex::default(),
            hold: Hold::default(),
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
        self.carry_out_lates();
        view::tickets(&self.books(), usize::MAX)
    }

    /// The newest tickets, so many at most, and how many there are in all.
    pub(crate) fn newest_tickets(&self, most: usize) -> (Vec<Ticket>, usize) {
        self.carry_out_lates();
        let books = self.books();
        (view::tickets(&books, most), view::count(&books))
    }

    /// One ticket as people see it.
    pub fn ticket(&self, id: i64) -> Option<Ticket> {
        self.carry_out_lates();
        view::ticket(&self.books(), id)
    }

    /// An attachment's content.
    pub fn attachment(&self, id: i64) -> Option<Bytes> {
        self.books().content(id)
    }

    /// Bytes of an unfinished last change that were dropped when the data folder was opened.
    pub(crate) fn torn(&self) -> u64 {
        self.books().torn()
    }

    /// The books as of now.
    fn books(&self) -> MutexGuard<'_, Books> {
        let mut books = locked(&self.0.books);
        books.settle(self.now());
        books
    }

    /// Every request to the Autotask API so far, oldest first. Secrets are masked.
    pub fn requests(&self) -> Vec<Request> {
        locked(&self.0.record).all()
    }

    /// The calls that are being answered.
    pub(crate) fn open(&self) -> &Open {
        &self.0.open
    }

    /// From now on every call to the API stands still at each [`Moment`] until the receiver lets it go on, or is dropped.
    pub fn hold(&self) -> mpsc::UnboundedReceiver<Held> {
        self.0.hold.listen()
    }

    /// Lets the next calls that match go wrong.
    pub fn fault(&self, fault: Fault) {
        locked(&self.0.faults).add(fault);
    }

    /// All faults asked for, oldest first, with those that are through.
    pub fn faults(&self) -> Vec<PlannedFault> {
        locked(&self.0.faults).all()
    }

    /// Forgets all faults, those that have fired too.
    pub fn clear_faults(&self) {
        locked(&self.0.faults).clear();
    }

    /// Makes the last hour one with so many requests in it, all of them now.
    pub fn use_up(&self, requests: usize) {
        locked(&self.0.gate).use_up(requests, self.now());
    }

    /// Makes the tenant again what its file says: tickets, limits, faults and requests are forgotten. A tenant whose state
    /// is kept in a folder keeps its tickets.
    pub fn start_over(&self) {
        let inner = &self.0;
        if !inner.is_kept {
            *locked(&inner.books) = Books::new(&inner.tenant);
        }
        *locked(&inner.gate) = Gate::default();
        *locked(&inner.faults) = Faults::default();
        *locked(&inner.record) = Record::default();
        *locked(&inner.lates) = Lates::default();
        *locked(&inner.down) = false;
    }

    /// Lets users in again that wrong secrets locked.
    pub fn unlock(&self) {
        locked(&self.0.gate).unlock();
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

    /// Works out what becomes of a request. Once it has come in, that does not depend on whether its client still waits.
    pub(crate) async fn work_on(self, received: Received) -> Outcome {
        let (method, path) = (received.method.as_str(), received.path.as_str());
        self.0.hold.stand_still(method, path, Moment::Arrived).await;
        let outcome = self.receive(&received);
        let moment = match outcome.ending {
            Ending::Silence => Moment::Unanswered,
            Ending::Reply(..) | Ending::Reset => Moment::CarriedOut,
        };
        self.0.hold.stand_still(method, path, moment).await;
        outcome
    }

    /// Works out what becomes of a request, and records it.
    fn receive(&self, received: &Received) -> Outcome {
        self.carry_out_lates();
        let outcome = self.outcome(received);
        let status = match &outcome.ending {
            Ending::Reply(reply, _) => Some(reply.status().as_u16()),
            Ending::Reset | Ending::Silence => None,
        };
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
        let ms = Duration::from_millis(fault.ms);
        let text = |usual| fault.text.as_deref().unwrap_or(usual);
        let served = || self.serve(received, segments);
        let instead = |ending| Outcome { ending, ..served() };
        match fault.fault {
            FaultKind::Down => Outcome::at_once(Reply::unavailable()),
            FaultKind::TooManyRequests => Outcome::at_once(reply::too_many_requests(text(reply::THREAD_LIMIT))),
            FaultKind::Refused => Outcome::at_once(Reply::refused()),
            FaultKind::ResetBeforeCommit => Outcome::without_reply(Ending::Reset),
            FaultKind::CommitThenReset => instead(Ending::Reset),
            FaultKind::CommitThen500 => instead(Ending::Reply(Reply::error(text(reply::OPAQUE)), Pace::Whole)),
            FaultKind::Garbage => instead(Ending::Reply(Reply::Garbage, Pace::Whole)),
            FaultKind::Delay => Outcome { delay: ms, ..served() },
            FaultKind::StalledBody => served().at_pace(Pace::Stalled),
            FaultKind::TruncatedBody => served().at_pace(Pace::Truncated),
            FaultKind::SlowDrip => served().at_pace(Pace::Drip(ms)),
            FaultKind::CommitLate => {
                self.serve_later(ms, received, segments);
                Outcome::without_reply(Ending::Silence)
            }
        }
    }

    fn serve_later(&self, later: Duration, received: &Received, segments: &[&str]) {
        let later = SignedDuration::try_from(later).unwrap_or(SignedDuration::MAX);
        locked(&self.0.lates).add(Late {
            due: self.now().saturating_add(later).unwrap_or(Timestamp::MAX),
            received: received.clone(),
            segments: segments.iter().map(|&segment| segment.to_owned()).collect(),
        });
    }

    /// Nobody can tell when a late call was carried out but by looking, so that it is done before each look.
    fn carry_out_lates(&self) {
        loop {
            let Some(late) = locked(&self.0.lates).take_due(self.now()) else {
                return;
            };
            let segments: Vec<&str> = late.segments.iter().map(String::as_str).collect();
            self.serve_at(&late.received, &segments, late.due);
        }
    }

    fn serve(&self, received: &Received, segments: &[&str]) -> Outcome {
        self.serve_at(received, segments, self.now())
    }

    fn serve_at(&self, received: &Received, segments: &[&str], now: Timestamp) -> Outcome {
        match segments {
            [only] if only.eq_ignore_ascii_case("versioninformation") => {
                Outcome::at_once(Reply::ok(json!({ "apiVersions": ["1.0"] })))
            }
            [only] if only.eq_ignore_ascii_case("zoneInformation") => Outcome::at_once(self.zone(&received.query)),
            _ => self
                .serve_user(received, segments, now)
                .unwrap_or_else(Outcome::at_once),
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

    fn serve_user(&self, received: &Received, segments: &[&str], now: Timestamp) -> Result<Outcome, Reply> {
        let tenant = &self.0.tenant;
        if tenant.switches.other_hosts == OtherHosts::Refused && self.is_another_host(&received.headers) {
            return Err(Reply::refused());
        }
        let (user, thread, delay) = {
            let mut gate = locked(&self.0.gate);
            let (user, tracking_id) = gate.identify(tenant, &received.headers, now)?;
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
            ending: Ending::Reply(reply, Pace::Whole),
            delay,
            thread: Some(thread),
        })
    }

    fn is_another_host(&self, headers: &HeaderMap) -> bool {
        let own = self.0.base.trim_start_matches("http://").split('/').next();
        let asked = headers.get(HOST).and_then(|host| host.to_str().ok());
        asked.is_some() && asked != own
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
                let mut books = self.books();
                let reply = route::answer(&mut books, &call);
                match books.keep() {
                    Ok(()) => reply,
                    Err(error) => {
                        tracing::error!(%error, "a change can't be written down");
                        Reply::error(reply::OPAQUE)
                    }
                }
            }
        }
    }
}

impl Outcome {
    fn at_once(reply: Reply) -> Self {
        Self::without_reply(Ending::Reply(reply, Pace::Whole))
    }

    fn without_reply(ending: Ending) -> Self {
        Self {
            ending,
            delay: Duration::ZERO,
            thread: None,
        }
    }

    fn at_pace(self, pace: Pace) -> Self {
        let ending = match self.ending {
            Ending::Reply(reply, _) => Ending::Reply(reply, pace),
            other @ (Ending::Reset | Ending::Silence) => other,
        };
        Self { ending, ..self }
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
