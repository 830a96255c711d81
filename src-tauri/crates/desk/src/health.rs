//! How Deskbell is doing on this PC, for whoever watches it from outside. Only reads: nothing is created, migrated, sent
//! or asked for over the network, so that an administrator's look changes nobody's outbox.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::office::Office;
use crate::outbox::glance;
use crate::{Clock, Connection, Paths, Settings, courier_sign, volume};

/// What all people of this PC share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetUpHealth {
    /// Whether tickets can go anywhere.
    pub connection: Connection,
    /// Until when a key that was refused is not tried; `None` when it may be.
    pub key_rests_until: Option<Timestamp>,
    /// What is wrong with the settings and rules files and what is used instead, one line each.
    pub remarks: Vec<String>,
}

/// One account's outbox.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxHealth {
    /// Whose it is, as far as the folder tells; empty for the account that looks.
    pub account: String,
    /// Its folder.
    pub data: PathBuf,
    /// Why it can't be read; `None` when it can.
    pub unreadable: Option<String>,
    /// Tickets that are being sent or wait to be.
    pub unsent: usize,
    /// When the oldest of them was saved.
    pub oldest_unsent: Option<Timestamp>,
    /// Tickets that won't go out by themselves, the oldest first.
    pub parked: Vec<ParkedTicket>,
    /// Delivered tickets that are still shown.
    pub delivered: usize,
    /// When the last of them was delivered.
    pub last_delivery: Option<Timestamp>,
    /// Whether a program is running that delivers it.
    pub courier_alive: bool,
    /// Outboxes that were damaged and lie beside it, by file name.
    pub set_aside: Vec<String>,
    /// How much more fits on its disk, in bytes.
    pub room: Option<u64>,
}

/// A ticket that needs a human.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParkedTicket {
    /// As people know it.
    pub reference: String,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// Why it is parked, for a technician; holds no secret.
    pub reason: String,
}

/// Looks at settings, rules and key.
pub fn set_up(paths: &Paths, settings: Settings, clock: Arc<dyn Clock>) -> SetUpHealth {
    let set_up = Office::new(paths.clone(), settings, clock, None).now();
    SetUpHealth {
        connection: set_up.connection(),
        key_rests_until: set_up.psa.as_ref().ok().and_then(|psa| psa.key_rests_until()),
        remarks: set_up.remarks(),
    }
}

/// Looks at the outbox in a data folder. One that was never made is empty.
pub fn outbox(data: &Path, account: &str) -> OutboxHealth {
    let found = glance::glance(data).unwrap_or_else(|error| OutboxHealth {
        unreadable: Some(error.to_string()),
        ..OutboxHealth::default()
    });
    OutboxHealth {
        account: account.to_owned(),
        data: data.to_owned(),
        courier_alive: courier_sign::is_out(data),
        set_aside: set_aside(data),
        room: volume::room(data),
        ..found
    }
}

/// The data folders of all people of this PC who have one, with the names of their accounts. Only an administrator may
/// look into others'.
pub fn everyones(paths: &Paths) -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    for home in homes() {
        let data = paths.data_in(&home);
        let account = home.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if data.join("outbox.db").exists() && !found.iter().any(|(_, known)| *known == data) {
            found.push((account, data));
        }
    }
    found
}

fn set_aside(data: &Path) -> Vec<String> {
    let entries = fs::read_dir(data).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names
        .filter(|name| {
            name.starts_with("outbox-") && Path::new(name).extension().is_some_and(|extension| extension == "db")
        })
        .collect();
    names.sort();
    names
}

/// Accounts of a directory service are in no file, but their homes are beside the others.
#[cfg(unix)]
fn homes() -> Vec<PathBuf> {
    let accounts = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let listed = accounts
        .lines()
        .filter_map(|line| line.split(':').nth(5))
        .map(PathBuf::from);
    let mut homes: Vec<PathBuf> = listed.chain(folders_in(Path::new("/home"))).collect();
    homes.sort();
    homes.dedup();
    homes
}

/// Profiles lie beside each other; those of services under `Windows`.
#[cfg(windows)]
fn homes() -> Vec<PathBuf> {
    let own = directories::BaseDirs::new().map(|dirs| dirs.home_dir().to_owned());
    let drive = own
        .as_deref()
        .and_then(|home| home.ancestors().last())
        .unwrap_or(Path::new(r"C:\"));
    let system = drive.join(r"Windows\System32\config\systemprofile");
    folders_in(&drive.join("Users")).into_iter().chain([system]).collect()
}

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
}
