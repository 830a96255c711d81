//! Facts about the machine, as the front end gathered them. A service sees no screen, so the front end fills them in.

use serde::{Deserialize, Serialize};

/// One fact. Absent facts say why; no fact is ever guessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// A key of [`KEYS`]; unknown keys are passed on as they are.
    pub key: String,
    /// The values, the most important first (the primary IP address before the others). Empty when absent.
    #[serde(default)]
    pub values: Vec<String>,
    /// Why there is no value, in a few words for a technician.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
}

/// All facts of one look, in the order shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Facts(pub Vec<Fact>);

/// What a key means to a person, and whether it always goes along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// The key on the wire and in files.
    pub key: &'static str,
    /// What a person calls it.
    pub label: &'static str,
    /// Always sent; the form says so instead of offering a switch.
    pub always: bool,
}

/// The facts Deskbell knows, in the order people see them.
pub const KEYS: &[Known] = &[
    known("hostname", "Computer name", true),
    known("username", "Signed in as", true),
    known("ip", "IP address", true),
    known("mac", "MAC address", true),
    known("upn", "Work account", true),
    known("domain", "Domain", false),
    known("os", "System", false),
    known("os_version", "System version", false),
    known("language", "Language", false),
    known("session", "Session", false),
    known("client_name", "Connected from", false),
    known("model", "Model", false),
    known("serial", "Serial number", false),
    known("memory", "Memory", false),
    known("disk", "Free disk space", false),
    known("uptime", "Running since", false),
    known("monitors", "Monitors", false),
];

const fn known(key: &'static str, label: &'static str, always: bool) -> Known {
    Known { key, label, always }
}

impl Facts {
    /// The most important value of `key`, if there is one.
    pub fn first(&self, key: &str) -> Option<&str> {
        self.all(key).first().map(String::as_str)
    }

    /// All values of `key`; empty when absent.
    pub fn all(&self, key: &str) -> &[String] {
        self.0
            .iter()
            .find(|fact| fact.key == key)
            .map_or(&[], |fact| &fact.values)
    }
}
