//! What a tenant is made of before anyone calls it: its people, customers, picklists, categories, rules and limits.

mod crowd;
mod file;
mod merge;

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;

use crate::Row;
use crate::schema::{Entity, Verb};

/// A tenant as it is set up: what a tenant file says, checked.
///
/// ```
/// use autotask_sim::Tenant;
///
/// // The built-in tenant, without the contact that unknown senders are filed under.
/// let tenant = Tenant::from_toml("base = 'practice'\n[without]\nContacts = [30683000]")?;
/// # Ok::<(), autotask_sim::TenantError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Tenant {
    pub(crate) name: String,
    pub(crate) zone: String,
    pub(crate) tracking_ids: Vec<String>,
    pub(crate) users: Vec<User>,
    pub(crate) limits: Limits,
    pub(crate) switches: Switches,
    /// By entity path and field.
    pub(crate) picklists: BTreeMap<(&'static str, &'static str), Vec<Choice>>,
    pub(crate) categories: Vec<Category>,
    /// By entity path.
    pub(crate) udfs: BTreeMap<&'static str, Vec<Udf>>,
    pub(crate) note_titles_required: bool,
    /// Resources whose security level allows that they are impersonated.
    pub(crate) impersonatable: Vec<i64>,
    /// By entity path; complete, but for fields nobody set.
    pub(crate) rows: BTreeMap<&'static str, Vec<Row>>,
}

/// Why a tenant file could not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TenantError {
    /// The text is not TOML, or has keys or types a tenant file does not have.
    #[error("not a tenant file: {0}")]
    Toml(#[from] toml::de::Error),
    /// It is well formed, but does not hang together.
    #[error("{0}")]
    Content(String),
}

/// What an API client needs to log in.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The API user's name (header `UserName`).
    pub user: String,
    /// The API user's secret (header `Secret`).
    pub secret: SecretString,
    /// The tracking identifier (header `ApiIntegrationCode`).
    pub tracking_id: String,
}

impl Tenant {
    /// The built-in tenant: a small MSP with 40 companies and 400 contacts, always the same ones. Its file is
    /// `src/tenant/practice.toml`, see [`Tenant::PRACTICE`].
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "the file is part of the program, and a test reads it"
    )]
    pub fn practice() -> Self {
        Self::from_toml(Self::PRACTICE).expect("the built-in tenant file")
    }

    /// The built-in tenant's file, commented: the example for writing another.
    pub const PRACTICE: &str = include_str!("practice.toml");

    /// Reads a tenant file. With `base = "practice"` it holds only what differs from the built-in tenant: tables are
    /// merged, lists of tables too (by `id`, `login` or `value`), all else is replaced, and `[without]` takes rows out.
    ///
    /// # Errors
    /// [`TenantError`] when the text is not TOML, has unknown keys, or names entities or fields that do not exist.
    pub fn from_toml(text: &str) -> Result<Self, TenantError> {
        file::read(text)
    }

    /// Credentials of the first API user.
    pub fn credentials(&self) -> Credentials {
        self.users.first().map_or_else(
            || Credentials {
                user: String::new(),
                secret: String::new().into(),
                tracking_id: String::new(),
            },
            |user| self.login_of(user),
        )
    }

    /// Credentials of the API user with that name.
    pub fn credentials_of(&self, login: &str) -> Option<Credentials> {
        self.user(login).map(|user| self.login_of(user))
    }

    fn login_of(&self, user: &User) -> Credentials {
        Credentials {
            user: user.login.clone(),
            secret: user.secret.clone(),
            tracking_id: self.tracking_ids.first().cloned().unwrap_or_default(),
        }
    }

    pub(crate) fn user(&self, login: &str) -> Option<&User> {
        self.users.iter().find(|user| user.login.eq_ignore_ascii_case(login))
    }

    pub(crate) fn choices(&self, entity: &Entity, field: &'static str) -> &[Choice] {
        self.picklists.get(&(entity.rows_of, field)).map_or(&[], Vec::as_slice)
    }

    /// The category a ticket gets: the one asked for, else the API user's own, else the tenant's default.
    pub(crate) fn category(&self, asked: Option<i64>, user: &User) -> Option<&Category> {
        let by_id = |id: i64| self.categories.iter().find(|category| category.id == id);
        match asked.or(user.category) {
            Some(id) => by_id(id),
            None => self.categories.iter().find(|category| category.global_default),
        }
    }
}

/// An API user and what it may do.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct User {
    pub(crate) login: String,
    pub(crate) secret: SecretString,
    /// The resource that appears as the creator of what this user makes.
    pub(crate) resource: i64,
    /// Verbs by entity path; "*" is for all entities not named.
    #[serde(default)]
    rights: BTreeMap<String, Vec<Verb>>,
    /// The ticket category of tickets that name none.
    category: Option<i64>,
    /// Entities that may be created in another's name.
    #[serde(default)]
    pub(crate) impersonates: Vec<String>,
    /// Entities whose rows are invisible to this user, without any error.
    #[serde(default)]
    pub(crate) blind_to: Vec<String>,
    /// A person's login instead of an API-only one: refused.
    #[serde(default)]
    pub(crate) ordinary: bool,
}

impl User {
    pub(crate) fn may(&self, verb: Verb, entity: &Entity) -> bool {
        self.rights
            .get(entity.rows_of)
            .or_else(|| self.rights.get("*"))
            .is_some_and(|verbs| verbs.contains(&verb))
    }

    pub(crate) fn sees(&self, entity: &Entity) -> bool {
        !self.blind_to.iter().any(|path| path == entity.rows_of)
    }

    pub(crate) fn is_secret(&self, secret: &str) -> bool {
        self.secret.expose_secret() == secret
    }
}

/// The numbers of facts 3.3 and 5. Sizes are bytes.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Limits {
    pub(crate) hourly_requests: usize,
    /// Whether answers slow down as the hour fills up.
    pub(crate) slow_down: bool,
    pub(crate) threads: usize,
    /// How long after its answer a thread still counts, in milliseconds.
    pub(crate) late_release_ms: u32,
    pub(crate) wrong_secrets: u32,
    pub(crate) attachment_bytes: usize,
    pub(crate) attachment_window_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            hourly_requests: 10_000,
            slow_down: true,
            threads: 3,
            late_release_ms: 0,
            wrong_secrets: 5,
            attachment_bytes: 7_000_000,
            attachment_window_bytes: 10_000_000,
        }
    }
}

/// What is done where the sources contradict each other (facts 11). The defaults are that section's.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Switches {
    pub(crate) bad_tracking_id: BadTrackingId,
    pub(crate) unknown_user: UnknownUser,
    pub(crate) missing_item: MissingItem,
    pub(crate) thread_limit: OverLimit,
    pub(crate) hour_limit: OverLimit,
    pub(crate) text: StoredText,
    pub(crate) timestamps: Timestamps,
    pub(crate) date_filters: DateFilters,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum BadTrackingId {
    #[default]
    Error,
    EmptyRefusal,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum UnknownUser {
    #[default]
    EmptyRefusal,
    ZoneError,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum MissingItem {
    #[default]
    NotFound,
    Ok,
    Page,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum OverLimit {
    #[default]
    TooManyRequests,
    ServerError,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum StoredText {
    #[default]
    Windows1252,
    Raw,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Timestamps {
    #[default]
    WithZone,
    WithoutZone,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum DateFilters {
    #[default]
    Exact,
    WholeDays,
}

/// One value of a picklist.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Choice {
    /// A number, or for a few fields a text.
    pub(crate) value: Value,
    pub(crate) label: String,
    #[serde(default)]
    pub(crate) default: bool,
    #[serde(default = "yes")]
    pub(crate) active: bool,
    #[serde(default)]
    pub(crate) system: bool,
    /// The parent field's value this one belongs under.
    pub(crate) parent: Option<i64>,
}

/// A ticket category: what it demands and what it fills in. What it demands can't be asked for through the API.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Category {
    pub(crate) id: i64,
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) nickname: String,
    #[serde(default = "yes")]
    pub(crate) active: bool,
    #[serde(default)]
    pub(crate) api_only: bool,
    #[serde(default)]
    pub(crate) global_default: bool,
    /// Supplies the due date; a category without it demands one.
    pub(crate) due_in_hours: Option<u16>,
    /// Fields of Tickets that must be given, beyond those every ticket needs.
    #[serde(default)]
    pub(crate) required: Vec<String>,
    /// Fields of Tickets that are filled in when they are not given.
    #[serde(default)]
    pub(crate) defaults: Row,
}

/// A user-defined field.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Udf {
    pub(crate) name: String,
    /// "string", "integer", "datetime" …
    #[serde(rename = "type", default = "text_type")]
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) length: u32,
    #[serde(default)]
    pub(crate) required: bool,
    /// The values of a list; empty when it is none.
    #[serde(default)]
    pub(crate) choices: Vec<Choice>,
}

fn yes() -> bool {
    true
}

fn text_type() -> String {
    "string".to_owned()
}
