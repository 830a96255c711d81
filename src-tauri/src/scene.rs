//! A whole app without a desktop, for tests: a real desk in a temporary folder, not connected to anything, and fakes
//! for machine, desktop and time.

use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use async_trait::async_trait;
use deskbell_desk::alert::NoAlerts;
use deskbell_desk::{Clock, Desk, DeskConfig, Owner, Paths, Settings};
use deskbell_device::Account;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio::sync::watch;

use crate::bell::Bell;
use crate::controller::Request;
use crate::errands::Errands;
use crate::machine::fake::FakeMachine;
use crate::shell::Shell;
use crate::shell::fake::FakeShell;
use crate::stopwatch::Stopwatch;

/// Time that passes only when told to.
pub struct HandClock(watch::Sender<Timestamp>);

impl HandClock {
    /// Standing at this time.
    pub fn at(time: &str) -> Self {
        Self(watch::Sender::new(time.parse().unwrap()))
    }

    /// Lets time pass.
    pub fn advance(&self, by: SignedDuration) {
        self.0.send_modify(|now| *now += by);
    }
}

#[async_trait]
impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        *self.0.borrow()
    }

    async fn sleep_until(&self, at: Timestamp) {
        let mut now = self.0.subscribe();
        now.wait_for(|now| *now >= at).await.unwrap();
    }
}

/// The app.
pub struct Scene {
    pub bell: Arc<Bell>,
    pub shell: Arc<FakeShell>,
    pub clock: Arc<HandClock>,
    pub requests: UnboundedReceiver<Request>,
    _folder: tempfile::TempDir,
}

impl Scene {
    /// With these settings, on this machine and desktop.
    pub fn new(settings: Settings, machine: FakeMachine, shell: FakeShell) -> Self {
        Self::around(settings, machine, shell, |shell, _| shell)
    }

    /// With another desktop around the fake one. Settings that name a tenant are given a secret.
    pub fn around(
        settings: Settings,
        machine: FakeMachine,
        shell: FakeShell,
        wrap: impl FnOnce(Arc<FakeShell>, Weak<Bell>) -> Arc<dyn Shell>,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths {
            machine: folder.path().join("machine"),
            person: folder.path().join("person"),
            data: folder.path().join("data"),
            volatile: Some(deskbell_desk::Volatile::Folder(folder.path().join("run"))),
            settings_file: None,
        };
        let account = Account {
            id: "1000".to_owned(),
            login: "dana".to_owned(),
            full_name: Some("Dana Reyes".to_owned()),
            upn: Some("dana@contoso.example".to_owned()),
            email: None,
        };
        if settings.autotask.is_some() {
            deskbell_desk::secret::store(&paths, &"not-a-real-secret".into()).unwrap();
        }
        let clock = Arc::new(HandClock::at("2026-11-21T09:00:00Z"));
        let shell = Arc::new(shell);
        let (sender, requests) = mpsc::unbounded_channel();
        let config = DeskConfig {
            paths: paths.clone(),
            settings,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            psa: None,
            alerts: Arc::new(NoAlerts),
        };
        let desk = Desk::open(config).unwrap();
        let bell = Arc::new_cyclic(|bell| Bell {
            desk,
            owner: Owner(account.id.clone()),
            paths,
            account,
            languages: vec!["en-US".to_owned()],
            machine: Arc::new(machine),
            shell: wrap(Arc::clone(&shell), Weak::clone(bell)),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            stopwatch: Stopwatch::new(false),
            requests: sender,
            press: Mutex::new(None),
            errands: Errands::none(),
        });
        Self {
            bell,
            shell,
            clock,
            requests,
            _folder: folder,
        }
    }

    /// The next request that something in the background makes.
    pub async fn next(&mut self) -> Request {
        let next = tokio::time::timeout(Duration::from_secs(10), self.requests.recv()).await;
        next.expect("a request within 10 s").unwrap()
    }
}

impl Default for Scene {
    fn default() -> Self {
        Self::new(Settings::default(), FakeMachine::default(), FakeShell::default())
    }
}
