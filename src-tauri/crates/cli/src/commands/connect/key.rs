//! The key to Autotask: asked for, never taken from the command line, and where it is kept.

use std::fs;
use std::io::{self, BufRead as _, ErrorKind, IsTerminal as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
use deskbell_desk::autotask::Autotask;
use deskbell_desk::psa::{Made, Psa as _};
use deskbell_desk::secret;
use deskbell_desk::settings::{Layer, Settings};
use secrecy::{ExposeSecret as _, SecretString};
use toml_edit::{Array, DocumentMut, Item, Table, value};

use crate::exit::BadInput;
use crate::output;
use crate::place::Place;

/// The three parts of a key.
pub struct Key {
    /// The API user's name.
    pub user: String,
    /// Its secret.
    pub secret: SecretString,
    /// The tracking identifier.
    pub tracking_id: String,
}

impl Key {
    /// Asks at the terminal, or reads three lines from standard input. An empty answer keeps what is stored.
    pub fn ask(place: &Place, settings: &Settings) -> anyhow::Result<Self> {
        let stored = settings.autotask.as_ref();
        let user = answer(
            "API user (its user name)",
            stored.map(|autotask| autotask.user.as_str()),
        )?;
        let secret = hidden_answer("Secret", secret::load(&place.paths).ok())?;
        let tracking_id = answer(
            "Tracking identifier",
            stored.map(|autotask| autotask.tracking_id.as_str()),
        )?;
        Ok(Self {
            user,
            secret,
            tracking_id,
        })
    }

    /// Keeps name and identifier in the settings file, whose other lines and comments stay, and the secret in its own.
    pub fn save(&self, place: &Place) -> anyhow::Result<()> {
        secret::store(&place.paths, &self.secret)?;
        change(place, |settings| self.put_into(settings))
    }

    /// What policy says instead of what was saved, in words; nothing when the key is the one in effect.
    pub fn overruled(&self, place: &Place) -> Option<String> {
        let loaded = place.settings();
        let by_policy = |key: &str| loaded.layer(key) == Layer::Policy;
        let autotask = loaded.settings.autotask.as_ref()?;
        let user = autotask.user != self.user && by_policy("autotask.user");
        let tracking_id = autotask.tracking_id != self.tracking_id && by_policy("autotask.tracking_id");
        (user || tracking_id).then(|| {
            "Policy names another API user or tracking identifier than the one just saved, and policy wins: \
             `deskbell-admin settings` shows what is in effect."
                .to_owned()
        })
    }

    fn put_into(&self, settings: &mut DocumentMut) {
        let autotask = settings.entry("autotask").or_insert(Item::Table(Table::new()));
        let is_another = autotask.get("user").and_then(Item::as_str) != Some(&self.user);
        if let Some(autotask) = autotask.as_table_like_mut().filter(|_| is_another) {
            autotask.remove("reads_back");
        }
        autotask["user"] = value(&self.user);
        autotask["tracking_id"] = value(&self.tracking_id);
    }
}

/// Keeps what the key was seen to read back of what it makes, for the machines that get these settings.
pub fn keep_read_back(place: &Place, autotask: &Autotask) -> anyhow::Result<()> {
    let kinds = [
        (Made::Ticket, "ticket"),
        (Made::Note, "note"),
        (Made::Attachment, "attachment"),
    ];
    let seen = kinds.into_iter().filter(|(kind, _)| autotask.has_read_back(*kind));
    let seen: Array = seen.map(|(_, word)| word).collect();
    change(place, |settings| {
        settings["autotask"]["reads_back"] = value(seen);
    })
}

/// Changes the settings file, whose other lines and comments stay.
fn change(place: &Place, change: impl FnOnce(&mut DocumentMut)) -> anyhow::Result<()> {
    let file = place.paths.settings();
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error).with_context(|| format!("{} can't be read", file.display())),
    };
    let mut settings: DocumentMut = text
        .parse()
        .with_context(|| format!("{} is not TOML", file.display()))?;
    change(&mut settings);
    replace(&file, &settings.to_string()).with_context(|| format!("{} can't be written", file.display()))
}

/// Somebody who may not save the key is told so before the secret is asked for.
pub fn refuse_unwritable(place: &Place) -> anyhow::Result<()> {
    let file = place.paths.settings();
    let trial = fresh(&file);
    folder_for(&file)
        .and_then(|()| fs::write(&trial, ""))
        .and_then(|()| fs::remove_file(&trial))
        .map_err(|error| {
            anyhow!(
                "{} can't be written ({error}), so nothing was asked. Run this as root or as an administrator.",
                file.display()
            )
        })
}

fn answer(asked: &str, stored: Option<&str>) -> anyhow::Result<String> {
    let stored = stored.filter(|stored| !stored.is_empty());
    if io::stdin().is_terminal() {
        let keeps = stored.map(|stored| format!(" [{stored}]")).unwrap_or_default();
        output::question(&format!("{asked}{keeps}: "));
    }
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    match (line.trim(), stored) {
        ("", Some(stored)) => Ok(stored.to_owned()),
        ("", None) => bail!(missing(asked)),
        (answer, _) => Ok(answer.to_owned()),
    }
}

fn hidden_answer(asked: &str, stored: Option<SecretString>) -> anyhow::Result<SecretString> {
    let line = if io::stdin().is_terminal() {
        let keeps = if stored.is_some() { " [as stored]" } else { "" };
        SecretString::from(rpassword::prompt_password(format!("{asked}{keeps}: "))?)
    } else {
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line)?;
        SecretString::from(line)
    };
    match (line.expose_secret().trim(), stored) {
        ("", Some(stored)) => Ok(stored),
        ("", None) => bail!(missing(asked)),
        (answer, _) => Ok(SecretString::from(answer)),
    }
}

fn missing(asked: &str) -> BadInput {
    BadInput(format!(
        "The answer to \"{asked}\" is empty, and none is stored. Give user name, secret and tracking identifier, one per \
         line."
    ))
}

/// Whole or not at all.
fn replace(file: &Path, text: &str) -> io::Result<()> {
    folder_for(file)?;
    let fresh = fresh(file);
    fs::write(&fresh, text)?;
    fs::rename(fresh, file)
}

fn folder_for(file: &Path) -> io::Result<()> {
    file.parent().map_or(Ok(()), fs::create_dir_all)
}

fn fresh(file: &Path) -> PathBuf {
    file.with_extension("toml.new")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Key {
        Key {
            user: "api@msp.example".to_owned(),
            secret: "not-real".into(),
            tracking_id: "TRACK0".to_owned(),
        }
    }

    fn put_into(before: &str) -> String {
        let mut settings = before.parse().unwrap();
        key().put_into(&mut settings);
        settings.to_string()
    }

    #[test]
    fn an_admin_s_comments_and_other_settings_stay() {
        let before = "# ours\ncompany = \"Contoso Ltd\"\n\n[autotask]\nuser = \"old\" # until March\npractice = false\nreads_back = [\"note\"]\n";
        let after = put_into(before);

        assert!(
            after.contains("# ours\ncompany = \"Contoso Ltd\"") && after.contains("practice = false"),
            "{after}"
        );
        assert!(
            after.contains("user = \"api@msp.example\"") && !after.contains("\"old\""),
            "{after}"
        );
        assert!(!after.contains("reads_back"), "that was another key: {after}");
        let kept = after.replace("practice", "reads_back = [\"note\"]\npractice");
        assert_eq!(put_into(&kept), kept);
    }

    #[test]
    fn the_secret_never_gets_into_the_settings() {
        let after = put_into("");

        assert!(
            after.contains("[autotask]") && after.contains("tracking_id = \"TRACK0\""),
            "{after}"
        );
        assert!(!after.contains("not-real"));
    }
}
