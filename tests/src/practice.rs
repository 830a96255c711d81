//! The practice tenant, as `deskbell-admin practice` starts it, and what arrived there.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde::Deserialize;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::http::{get, get_json, post};
use crate::pc::bare_session;
use crate::process::Process;
use crate::programs;
use crate::wait::until;

/// The secret of the built-in tenant; nothing but the secret's own file may ever hold it.
pub const SECRET: &str = "practice-secret-not-real";

/// A running practice tenant with its settings file.
pub struct Practice {
    ready: Ready,
    process: Process,
    dir: TempDir,
}

#[derive(Deserialize)]
struct Ready {
    page_url: String,
    admin_url: String,
    settings: PathBuf,
}

/// A ticket as the tenant stored it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields are the tenant's own, by label")]
pub struct Ticket {
    pub number: String,
    pub title: String,
    #[serde(default)]
    pub description: Option<String>,
    #[serde(default)]
    pub company: Option<String>,
    #[serde(default)]
    pub contact: Option<String>,
    #[serde(default)]
    pub queue: Option<String>,
    #[serde(default)]
    pub priority: Option<String>,
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
    #[serde(default)]
    pub issue: Option<String>,
    #[serde(default)]
    pub notes: Vec<Note>,
    #[serde(default)]
    pub attachments: Vec<Attachment>,
}

/// A note of a ticket.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "the fields are the tenant's own")]
pub struct Note {
    #[serde(default)]
    pub title: Option<String>,
    pub text: String,
    pub publish: Value,
}

/// An attachment of a ticket.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields are the tenant's own")]
pub struct Attachment {
    pub id: Value,
    pub name: String,
    pub bytes: u64,
    pub publish: Value,
    #[serde(default)]
    pub content_type: Option<String>,
}

impl Practice {
    /// Starts one on a free port.
    pub async fn start() -> Result<Self> {
        let dir = tempfile::Builder::new().prefix("deskbell-practice-").tempdir()?;
        let mut command = bare_session(&programs::admin()?, dir.path());
        command
            .args(["practice", "--json", "--port", "0", "--dir"])
            .arg(dir.path().join("machine"));
        let mut process = Process::start("deskbell-admin practice", &command, &dir.path().join("practice.log"))?;
        let line = process.line(|line| line.starts_with('{')).await?;
        let ready = serde_json::from_str(&line).with_context(|| format!("practice said {line}"))?;
        Ok(Self { ready, process, dir })
    }

    /// The page for people.
    pub fn page(&self) -> &str {
        &self.ready.page_url
    }

    /// The settings file that leads here.
    pub fn settings(&self) -> &Path {
        &self.ready.settings
    }

    /// Writes the rules that lie beside the settings.
    pub fn write_rules(&self, text: &str) -> Result<()> {
        Ok(fs::write(self.settings().with_file_name("rules.toml"), text)?)
    }

    /// Adds lines to the settings.
    pub fn add_settings(&self, text: &str) -> Result<()> {
        let settings = fs::read_to_string(self.settings())?;
        Ok(fs::write(self.settings(), format!("{settings}\n{text}\n"))?)
    }

    /// What the tenant's own program printed.
    pub fn printed(&self) -> String {
        self.process.printed()
    }

    /// The folder with everything of this tenant.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// All tickets, as JSON.
    pub async fn tickets_json(&self) -> Result<Vec<Value>> {
        serde_json::from_value(get_json(&self.at("tickets")).await?).context("a list of tickets")
    }

    /// All tickets.
    pub async fn tickets(&self) -> Result<Vec<Ticket>> {
        serde_json::from_value(get_json(&self.at("tickets")).await?).context("a list of tickets")
    }

    /// Waits for the ticket whose description has this text, with at least one note and this many attachments.
    pub async fn arrived(&self, text: &str, attachments: usize, bound: Duration) -> Result<Ticket> {
        let what = format!("a ticket with {text:?}, its note and {attachments} attachments");
        until(&what, bound, async || {
            let whole = |ticket: &Ticket| {
                let has_text = ticket
                    .description
                    .as_ref()
                    .is_some_and(|description| description.contains(text));
                has_text && !ticket.notes.is_empty() && ticket.attachments.len() >= attachments
            };
            Ok(self.tickets().await?.into_iter().find(whole))
        })
        .await
    }

    /// The bytes of an attachment.
    pub async fn attachment(&self, attachment: &Attachment) -> Result<Vec<u8>> {
        let id = attachment
            .id
            .as_str()
            .map_or_else(|| attachment.id.to_string(), str::to_owned);
        get(&self.at(&format!("attachments/{id}"))).await
    }

    /// Every Autotask request it was asked so far.
    pub async fn requests(&self) -> Result<Vec<Value>> {
        serde_json::from_value(get_json(&self.at("requests")).await?).context("a list of requests")
    }

    /// Autotask is down from now on.
    pub async fn down(&self) -> Result<()> {
        post(&self.at("down"), &json!({})).await
    }

    /// Autotask is back.
    pub async fn up(&self) -> Result<()> {
        post(&self.at("up"), &json!({})).await
    }

    fn at(&self, path: &str) -> String {
        format!("{}/{path}", self.ready.admin_url.trim_end_matches('/'))
    }
}

impl Ticket {
    /// The internal note.
    pub fn note(&self) -> &str {
        let internal = self.notes.iter().find(|note| !note.is_public());
        internal.map_or("", |note| &note.text)
    }

    /// The lines of the note that say which rule set which field.
    pub fn trace(&self) -> Vec<&str> {
        self.note()
            .lines()
            .filter(|line| line.contains("<- "))
            .map(str::trim)
            .collect()
    }

    /// The pictures among the attachments.
    pub fn pictures(&self) -> Vec<&Attachment> {
        let is_picture = |attachment: &&Attachment| {
            let kind = attachment.content_type.as_deref().unwrap_or_default();
            kind.starts_with("image/") || [".png", ".jpg"].iter().any(|end| attachment.name.ends_with(end))
        };
        self.attachments.iter().filter(is_picture).collect()
    }
}

impl Note {
    /// Whether the customer sees it.
    pub fn is_public(&self) -> bool {
        self.publish == json!(1)
    }
}
