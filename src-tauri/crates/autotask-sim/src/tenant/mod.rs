//! What a tenant is made of before anyone calls it: its people, customers, picklists, categories, rules and limits.

mod crowd;
mod file;
mod merge;
mod names;

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;

use crate::Row;
use crate::schema::{Entity, Verb};
use crate::workflow::Rule;

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
    pub(crate) workflows: Vec<Rule>,
    /// Resources whose security level allows that they are impersonated.
    pub(crate) impersonatable: Vec<i64>,
    /// By entity path; complete, but for fields nobody set.
    pub(crate) rows: BTreeMap<&'static str, Vec<Row>>,
}

/// Why a tenant file could not be used, and where in it that is. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
#[non_exhaustive]
pub struct TenantError {
    /// The line of what is wrong; the first one if it is something missing.
    pub line: usize,
    /// The column at which it begins.
    pub column: usize,
    /// What is wrong with it.
    pub message: String,
}

impl TenantError {
    fn at(text: &str, place: Option<Range<usize>>, message: &str) -> Self {
        let before = place.and_then(|place| text.get(..place.start)).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        Self {
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
            message: message.to_owned(),
        }
    }
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
    /// [`TenantError`] when the text is not TOML, has unknown keys, names entities or fields that do not exist, or gives
    /// them values they can't have.
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
    blind_to: Vec<String>,
    /// By entity and field, the values whose rows alone this user sees: a line of business, some companies.
    #[serde(default)]
    only: BTreeMap<String, BTreeMap<String, Vec<Value>>>,
    /// Whether what this user attaches may be a contact's.
    #[serde(default)]
    pub(crate) attaches_for_contacts: bool,
    /// From then on the user is refused.
    password_expires: Option<Timestamp>,
    /// A person's login instead of an API-only one: refused.
    #[serde(default)]
    ordinary: bool,
}

impl User {
    pub(crate) fn may(&self, verb: Verb, entity: &Entity) -> bool {
        self.rights
            .get(entity.rows_of)
            .or_else(|| self.rights.get("*"))
            .is_some_and(|verbs| verbs.contains(&verb))
    }

    /// Are such rows shown to this user, as far as the row itself says?
    pub(crate) fn is_shown(&self, entity: &Entity, row: &Row) -> bool {
        let blind = self.blind_to.iter().any(|path| path == entity.rows_of);
        let mut only = self.only.get(entity.rows_of).into_iter().flatten();
        !blind && only.all(|(field, values)| row.get(field).is_some_and(|value| values.contains(value)))
    }

    /// May this user be let in at all at that time?
    pub(crate) fn is_usable(&self, now: Timestamp) -> bool {
        !self.ordinary && self.password_expires.is_none_or(|expires| now < expires)
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
    pub(crate) workflows: Workflows,
    pub(crate) parent_contacts: ParentContacts,
    pub(crate) other_hosts: OtherHosts,
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

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Workflows {
    #[default]
    Off,
    On,
}

/// Whether a ticket may have a contact of its company's parent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ParentContacts {
    #[default]
    Refused,
    Allowed,
}

/// Whether other names of this machine than the zone's (`localhost` for 127.0.0.1) are another zone's host.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum OtherHosts {
    #[default]
    Served,
    Refused,
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
