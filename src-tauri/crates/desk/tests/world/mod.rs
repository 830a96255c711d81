//! A practice tenant over real HTTP, a person's folders, and a clock that is moved by hand.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use autotask_sim::{Fault, Options, Server, Simulator, Tenant, serve};
use deskbell_desk::alert::{AlertSink, Notice};
use deskbell_desk::{
    BlobKind, Clock, Desk, DeskConfig, DeskError, Draft, DraftId, Fact, Facts, KnownBy, Owner, Paths, Requester,
    Settings, Staged, State, Submission, Ticket, secret,
};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A picture is only bytes to the desk.
pub const PICTURE: &[u8] = b"\x89PNG not really";

/// Time that passes only when told to.
pub struct HandClock {
    now: watch::Sender<Timestamp>,
    /// Until when somebody sleeps.
    asleep: watch::Sender<Option<Timestamp>>,
}

/// Wakes when it is dropped.
struct Sleeping<'a>(&'a HandClock);

impl Drop for Sleeping<'_> {
    fn drop(&mut self) {
        self.0.asleep.send_replace(None);
    }
}

impl HandClock {
    pub fn advance(&self, by: SignedDuration) {
        self.now.send_modify(|now| *now += by);
    }

    fn at(now: Timestamp) -> Self {
        Self {
            now: watch::Sender::new(now),
            asleep: watch::Sender::new(None),
        }
    }

    /// Waits, in real time but with a bound, until the courier has done what was due and sleeps.
    pub async fn courier_sleeps(&self) {
        let mut asleep = self.asleep.subscribe();
        let sleeping = asleep.wait_for(|until| until.is_some_and(|until| until > self.now()));
        let waiting = tokio::time::timeout(Duration::from_secs(20), sleeping);
        drop(waiting.await.expect("it is still busy"));
    }
}

#[async_trait]
impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        *self.now.borrow()
    }

    async fn sleep_until(&self, at: Timestamp) {
        self.asleep.send_replace(Some(at));
        let _sleeping = Sleeping(self);
        let mut now = self.now.subscribe();
        now.wait_for(|now| *now >= at).await.unwrap();
    }
}

/// The tenant and one PC.
pub struct World {
    pub server: Server,
    pub folder: TempDir,
    pub clock: Arc<HandClock>,
    pub owner: Owner,
    pub alerts: Arc<AlertBook>,
}

/// Writes down what is raised.
#[derive(Default)]
pub struct AlertBook(Mutex<Vec<Notice>>);

impl AlertBook {
    /// What was raised since the last time this was asked.
    pub fn take(&self) -> Vec<Notice> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl AlertSink for AlertBook {
    fn raise(&self, notice: &Notice) -> std::io::Result<()> {
        self.0.lock().unwrap().push(notice.clone());
        Ok(())
    }
}

/// A running desk with its courier.
pub struct Running {
    pub desk: Desk,
    courier: JoinHandle<()>,
}

impl Running {
    /// The program's sudden end. When this returns, nothing of it is held any more.
    pub async fn end(self) {
        self.courier.abort();
        assert!(self.courier.await.unwrap_err().is_cancelled());
    }
}

/// A courier that still runs watches a folder, and Wine (8.0) lets a watched folder be removed only when nobody watches it
/// any more: whoever removes it tries for ever. Wine's drive goes as a whole.
#[cfg(windows)]
impl Drop for World {
    fn drop(&mut self) {
        self.folder.disable_cleanup(true);
    }
}

impl World {
    /// Connected to the practice tenant; this PC is Contoso's.
    pub async fn new() -> Self {
        let clock = Arc::new(HandClock::at("2026-11-18T11:00:00Z".parse().unwrap()));
        let tenants = Arc::clone(&clock);
        let options = Options {
            clock: autotask_sim::Clock::from_fn(move || tenants.now()),
            ..Options::default()
        };
        let world = Self {
            server: serve(Tenant::practice(), options).await.unwrap(),
            folder: tempfile::tempdir().unwrap(),
            clock,
            owner: Owner("1000".to_owned()),
            alerts: Arc::default(),
        };
        world.settings("company = \"Contoso Ltd\"\n", "");
        secret::store(&world.paths(), &world.server.credentials().secret).unwrap();
        world
    }

    /// Writes the settings file: keys above the tables, and further tables.
    pub fn settings(&self, keys: &str, tables: &str) {
        let key = self.server.credentials();
        let text = format!(
            "{keys}[autotask]\nuser = {:?}\ntracking_id = {:?}\ndiscovery = {:?}\npractice = true\n{tables}",
            key.user,
            key.tracking_id,
            self.server.url()
        );
        self.write("deskbell.toml", &text);
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::create_dir_all(self.paths().machine).unwrap();
        fs::write(self.paths().machine.join(name), text).unwrap();
    }

    pub fn paths(&self) -> Paths {
        let machine = self.folder.path().join("machine");
        Paths {
            volatile: Some(deskbell_desk::Volatile::Folder(self.folder.path().join("run"))),
            ..Paths::system(Some(machine.join("deskbell.toml")), Some(self.data()))
        }
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A desk without a courier.
    pub fn desk(&self) -> Desk {
        self.try_desk().unwrap()
    }

    /// The same, where it may be refused.
    pub fn try_desk(&self) -> Result<Desk, DeskError> {
        self.open(self.paths())
    }

    /// A desk with another data folder, by its name.
    pub fn elsewhere(&self, name: &str) -> Desk {
        let data = self.folder.path().join(name);
        self.open(Paths { data, ..self.paths() }).unwrap()
    }

    fn open(&self, paths: Paths) -> Result<Desk, DeskError> {
        Desk::open(DeskConfig {
            paths,
            settings: Settings::default(),
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            psa: None,
            alerts: Arc::clone(&self.alerts) as Arc<dyn AlertSink>,
        })
    }

    /// A program that delivers.
    pub fn running(&self) -> Running {
        let desk = self.desk();
        let delivering = desk.clone();
        Running {
            courier: tokio::spawn(async move { delivering.run_courier().await }),
            desk,
        }
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn simulator(&self) -> &Simulator {
        self.server.simulator()
    }

    pub fn fault(&self, fault: &str) {
        let fault: Fault = serde_json::from_str(fault).unwrap();
        self.simulator().fault(fault);
    }

    /// The only ticket there is.
    pub fn ticket(&self) -> autotask_sim::Ticket {
        let mut tickets = self.simulator().tickets();
        assert_eq!(tickets.len(), 1, "{tickets:?}");
        tickets.remove(0)
    }

    /// The internal note of the only ticket.
    pub fn note(&self) -> String {
        let ticket = self.ticket();
        let mut internal = ticket.notes.into_iter().filter(|note| note.publish == 2);
        internal.next().unwrap().text
    }

    /// What was asked since so many requests.
    pub fn paths_since(&self, before: usize) -> Vec<String> {
        let requests = self.simulator().requests().split_off(before);
        requests.into_iter().map(|request| request.path).collect()
    }

    /// Waits, in real time but with a bound, until a ticket is on no list any more.
    pub async fn gone(&self, desk: &Desk, id: DraftId) {
        let mut news = desk.events();
        let waiting = tokio::time::timeout(Duration::from_secs(20), async {
            while desk
                .snapshot(&self.owner)
                .await
                .unwrap()
                .tickets
                .iter()
                .any(|ticket| ticket.id == id)
            {
                drop(news.recv().await);
            }
        });
        waiting.await.expect("it is still there");
    }

    /// Creates that reached Autotask, by path.
    pub fn posts(&self) -> Vec<String> {
        let requests = self.simulator().requests().into_iter();
        let posts = requests.filter(|request| request.method == "POST" && !request.path.contains("query"));
        posts.map(|request| request.path).collect()
    }

    /// Waits, in real time but with a bound, until a ticket's state is as wanted.
    pub async fn until(&self, desk: &Desk, id: DraftId, wanted: impl Fn(&Ticket) -> bool) -> Ticket {
        let mut news = desk.events();
        let found = tokio::time::timeout(Duration::from_secs(20), async {
            loop {
                let snapshot = desk.snapshot(&self.owner).await.unwrap();
                if let Some(ticket) = snapshot.tickets.into_iter().find(|ticket| ticket.id == id)
                    && wanted(&ticket)
                {
                    return ticket;
                }
                drop(news.recv().await);
            }
        });
        if let Ok(ticket) = found.await {
            return ticket;
        }
        let tickets = desk.snapshot(&self.owner).await.unwrap().tickets;
        panic!("not in time: {tickets:?}");
    }

    pub async fn delivered(&self, desk: &Desk, id: DraftId) -> Ticket {
        self.until(desk, id, |ticket| ticket.state == State::Delivered).await
    }

    /// Waits until the ticket waits for a time that is still to come.
    pub async fn waiting(&self, desk: &Desk, id: DraftId) -> Timestamp {
        let is_to_come = |ticket: &Ticket| match &ticket.state {
            State::Waiting { next_try, .. } => *next_try > self.now(),
            State::Sending | State::Parked { .. } | State::Delivered => false,
        };
        let ticket = self.until(desk, id, is_to_come).await;
        let State::Waiting { next_try, .. } = ticket.state else {
            unreachable!()
        };
        next_try
    }

    /// Lets the time pass until the waiting ticket is tried again.
    pub async fn wait_out(&self, desk: &Desk, id: DraftId) {
        let next_try = self.waiting(desk, id).await;
        self.clock.advance(next_try.duration_since(self.now()));
    }

    pub async fn stage(&self, desk: &Desk, draft: DraftId, kind: BlobKind, name: &str, bytes: &[u8]) -> Staged {
        let chunks: Vec<Vec<u8>> = bytes.chunks(5).map(<[u8]>::to_vec).collect();
        desk.stage(&self.owner, draft, kind, name, chunks.into_iter())
            .await
            .unwrap()
    }

    /// A request of Dana's, with one picture.
    pub async fn request(&self, desk: &Desk, message: &str) -> Submission {
        let mut submission = words(desk.press(), message);
        let picture = self
            .stage(desk, submission.draft.id, BlobKind::Picture, "screen.png", PICTURE)
            .await;
        submission.pictures.push(picture.id);
        submission
    }
}

/// A request of Dana's, at Contoso's front desk, in words alone.
pub fn words(id: DraftId, message: &str) -> Submission {
    Submission {
        draft: Draft {
            id,
            message: message.to_owned(),
            subject: None,
            selections: Vec::new(),
            answers: std::collections::BTreeMap::new(),
            on_behalf_of: None,
            requester: Requester {
                name: "Dana Reyes".to_owned(),
                email: "dana@contoso.example".to_owned(),
                phone: String::new(),
                known_by: KnownBy::Typed,
            },
            files: Vec::new(),
        },
        pictures: Vec::new(),
        facts: Facts(vec![
            fact("hostname", &["FRONTDESK-3"]),
            fact("username", &["dana"]),
            fact("domain", &["CONTOSO"]),
            fact("upn", &["dana@contoso.example"]),
            fact("ip", &["192.0.2.17", "fe80::1"]),
        ]),
        remarks: Vec::new(),
        unasked: false,
    }
}

pub fn fact(key: &str, values: &[&str]) -> Fact {
    Fact {
        key: key.to_owned(),
        values: values.iter().map(|value| (*value).to_owned()).collect(),
        missing: None,
    }
}
