//! A session bus of its own, and the parts of a desktop that tray icons and notifications report to.

use std::path::Path;

use anyhow::{Context as _, Result};
use tokio::process::Command;
use tokio::sync::watch;
use zbus::connection::Builder;
use zbus::interface;
use zbus::message::Header;
use zbus::{Connection, Proxy};

use crate::notices::{Notice, Notices};
use crate::process::Process;

/// A running session bus.
pub struct Bus {
    /// Its address, as `DBUS_SESSION_BUS_ADDRESS` wants it.
    pub address: String,
    /// Our own connection to it.
    pub connection: Connection,
    items: watch::Receiver<Vec<Item>>,
    notices: watch::Receiver<Vec<Notice>>,
    _daemon: Process,
}

/// A tray icon that reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its program's name on the bus.
    pub program: String,
    /// Where on the bus it is.
    pub path: String,
}

impl Bus {
    /// Starts one. `dir` takes its log and its socket.
    pub async fn start(dir: &Path) -> Result<Self> {
        let mut daemon = Command::new("dbus-daemon");
        daemon.args(["--session", "--nofork", "--print-address=1"]);
        daemon.arg(format!("--address=unix:dir={}", dir.display()));
        let mut daemon = Process::start("the session bus", &daemon, &dir.join("bus.log"))?;
        let address = daemon.line(|line| line.starts_with("unix:")).await?;
        let (report, items) = watch::channel(Vec::new());
        let (shown, notices) = watch::channel(Vec::new());
        let connection = Builder::address(address.as_str())
            .serve_at("/StatusNotifierWatcher", Watcher { report })
            .serve_at("/org/freedesktop/Notifications", Notices { shown })
            .name("org.kde.StatusNotifierWatcher")
            .name("org.freedesktop.Notifications")
            .build()
            .await
            .context("the session bus")?;
        Ok(Self {
            address,
            connection,
            items,
            notices,
            _daemon: daemon,
        })
    }

    /// The names that programs have on it now.
    pub async fn names(&self) -> Result<Vec<String>> {
        let bus = Proxy::new(
            &self.connection,
            "org.freedesktop.DBus",
            "/org/freedesktop/DBus",
            "org.freedesktop.DBus",
        )
        .await?;
        Ok(bus.call("ListNames", &()).await?)
    }

    /// The notifications that were shown so far, the newest last.
    pub fn notices(&self) -> Vec<Notice> {
        self.notices.borrow().clone()
    }

    /// The tray icons that reported so far, the newest last.
    pub fn items(&self) -> Vec<Item> {
        self.items.borrow().clone()
    }
}

struct Watcher {
    report: watch::Sender<Vec<Item>>,
}

#[interface(name = "org.kde.StatusNotifierWatcher")]
#[expect(
    clippy::unused_self,
    clippy::needless_pass_by_value,
    reason = "the macro wants these shapes"
)]
impl Watcher {
    fn register_status_notifier_item(&self, service: &str, #[zbus(header)] header: Header<'_>) {
        let sender = header.sender().map(ToString::to_string).unwrap_or_default();
        // Ayatana's library reports a path, others a name on the bus.
        let item = if service.starts_with('/') {
            Item {
                program: sender,
                path: service.to_owned(),
            }
        } else {
            Item {
                program: service.to_owned(),
                path: "/StatusNotifierItem".to_owned(),
            }
        };
        self.report.send_modify(|items| items.push(item));
    }

    fn register_status_notifier_host(&self, service: &str) {
        let _ = service;
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        self.report
            .borrow()
            .iter()
            .map(|item| format!("{}{}", item.program, item.path))
            .collect()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}
