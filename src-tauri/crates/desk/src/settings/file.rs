//! `deskbell.toml` as it is written: every key optional, every value checked where it stands.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::{Spanned, Value};

use crate::psa::Made;
use crate::{CompanyRef, PersonRef};

use super::load::{Layer, SettingsProblem, Spot};
use super::own_form::{SelectionTable, TextsTable, selections, texts};
use super::{Autotask, DISCOVERY, LANGUAGES, Screenshots, Settings};

/// One layer: what a file sets, and nothing else.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SettingsFile {
    company: Option<Spanned<Value>>,
    catch_all: Option<Spanned<Value>>,
    ask_phone: Option<bool>,
    require_phone: Option<bool>,
    for_someone_else: Option<bool>,
    remember_identity: Option<bool>,
    hotkey: Option<Spanned<String>>,
    language: Option<Spanned<String>>,
    allow_quit: Option<bool>,
    screenshots: Option<Spanned<Value>>,
    customers_see_attachments: Option<bool>,
    rules: Option<Spanned<String>>,
    autotask: Option<AutotaskTable>,
    brand: Option<BrandTable>,
    identity: Option<IdentityTable>,
    privacy: Option<PrivacyTable>,
    #[serde(default)]
    selection: Vec<SelectionTable>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AutotaskTable {
    user: Option<String>,
    tracking_id: Option<String>,
    discovery: Option<Spanned<String>>,
    practice: Option<bool>,
    reads_back: Option<Vec<Made>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct IdentityTable {
    command: Option<Spanned<Vec<String>>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct BrandTable {
    name: Option<Spanned<String>>,
    phone: Option<String>,
    accent: Option<Spanned<String>>,
    icon: Option<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PrivacyTable {
    text: Option<Spanned<String>>,
    #[serde(default)]
    texts: TextsTable,
}

/// Lays the file called `name` over `settings`; `set` hears of each key that it sets, and of `layer`. Errors when anything in
/// it is wrong; `settings` is not to be used then, and `set` has heard nothing.
pub(super) fn lay_over(
    settings: &mut Settings,
    name: &str,
    text: &str,
    layer: Layer,
    mut set: impl FnMut(&str, Layer),
) -> Result<(), Vec<SettingsProblem>> {
    let mut page = Page {
        name,
        text,
        problems: Vec::new(),
    };
    let mut keys = Vec::new();
    match toml::from_str::<SettingsFile>(text) {
        Ok(file) => apply(settings, file, &mut page, &mut |key| keys.push(key.to_owned())),
        Err(error) => page.wrong(error.span().map_or(0, |span| span.start), &in_words(&error)),
    }
    if !page.problems.is_empty() {
        return Err(page.problems);
    }
    for key in &keys {
        set(key, layer);
    }
    Ok(())
}

/// The text, and what is wrong with it so far.
pub(super) struct Page<'a> {
    name: &'a str,
    text: &'a str,
    problems: Vec<SettingsProblem>,
}

impl Page<'_> {
    /// Something is wrong at this byte.
    pub(super) fn wrong(&mut self, at: usize, message: &str) {
        let before = self.text.get(..at).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        self.problems.push(SettingsProblem {
            place: Spot::Line {
                file: self.name.to_owned(),
                line: count(before.matches('\n').count() + 1),
                column: count(before[line_start..].chars().count() + 1),
            },
            message: message.to_owned(),
        });
    }
}

fn apply(settings: &mut Settings, file: SettingsFile, page: &mut Page<'_>, set: &mut impl FnMut(&str)) {
    if let Some(value) = &file.company {
        settings.company = company(value, page);
        set("company");
    }
    if let Some(value) = &file.catch_all
        && let Some(who) = catch_all(value, page)
    {
        settings.catch_all = who;
        set("catch_all");
    }
    for (key, value, target) in [
        ("ask_phone", file.ask_phone, &mut settings.ask_phone),
        ("require_phone", file.require_phone, &mut settings.require_phone),
        (
            "for_someone_else",
            file.for_someone_else,
            &mut settings.for_someone_else,
        ),
        (
            "remember_identity",
            file.remember_identity,
            &mut settings.remember_identity,
        ),
        ("allow_quit", file.allow_quit, &mut settings.allow_quit),
        (
            "customers_see_attachments",
            file.customers_see_attachments,
            &mut settings.customers_see_attachments,
        ),
    ] {
        if let Some(value) = value {
            *target = value;
            set(key);
        }
    }
    if let Some(value) = &file.screenshots
        && let Some(policy) = screenshots(value, page)
    {
        settings.screenshots = policy;
        set("screenshots");
    }
    if let Some(hotkey) = &file.hotkey {
        settings.hotkey = not_blank(hotkey, "a key combination such as \"Ctrl+Alt+H\"", page);
        set("hotkey");
    }
    if let Some(language) = file.language {
        if !LANGUAGES.contains(&language.get_ref().as_str()) {
            page.wrong(language.span().start, "`language` is one of `en`, `de`, `fr` or `es`");
        }
        settings.language = Some(language.into_inner());
        set("language");
    }
    if let Some(rules) = &file.rules {
        settings.rules = not_blank(rules, "the path of a rules file", page).map(PathBuf::from);
        set("rules");
    }
    if let Some(table) = file.autotask {
        autotask(settings, table, page, set);
    }
    if let Some(command) = file.identity.and_then(|table| table.command) {
        if command
            .get_ref()
            .first()
            .is_none_or(|program| program.trim().is_empty())
        {
            page.wrong(
                command.span().start,
                "`command` is a list: a program, and its arguments one by one",
            );
        }
        settings.identity.command = command.into_inner();
        set("identity.command");
    }
    if let Some(table) = file.brand {
        brand(settings, table, page, set);
    }
    if let Some(table) = file.privacy {
        privacy(settings, table, page, set);
    }
    if !file.selection.is_empty() {
        settings.selections = selections(file.selection, page);
        set("selection");
    }
}

/// `true` and `false` are what this key took at first.
fn screenshots(value: &Spanned<Value>, page: &mut Page<'_>) -> Option<Screenshots> {
    let word = value.get_ref().as_str();
    match (value.get_ref().as_bool(), word) {
        (Some(true), _) | (_, Some("on")) => Some(Screenshots::On),
        (Some(false), _) | (_, Some("off")) => Some(Screenshots::Off),
        (_, Some("ask")) => Some(Screenshots::Ask),
        _ => {
            page.wrong(value.span().start, "`screenshots` is \"on\", \"ask\" or \"off\"");
            None
        }
    }
}

/// A company, by name or by id.
pub(super) fn company(value: &Spanned<Value>, page: &mut Page<'_>) -> Option<CompanyRef> {
    match value.get_ref() {
        Value::Integer(id) if *id >= 0 => Some(CompanyRef::Id(*id)),
        Value::String(name) if !name.trim().is_empty() => Some(CompanyRef::Name(name.trim().to_owned())),
        Value::Integer(_)
        | Value::String(_)
        | Value::Float(_)
        | Value::Boolean(_)
        | Value::Datetime(_)
        | Value::Array(_)
        | Value::Table(_) => {
            page.wrong(
                value.span().start,
                "a company is its name in quotes, or its id, a whole number from 0 up",
            );
            None
        }
    }
}

fn catch_all(value: &Spanned<Value>, page: &mut Page<'_>) -> Option<PersonRef> {
    let who = match value.get_ref() {
        Value::Integer(id) if *id > 0 => Some(PersonRef::Id(*id)),
        Value::String(text) if text.contains('@') => Some(PersonRef::Email(text.trim().to_owned())),
        Value::String(text) => text.trim().split_once(' ').map(|(first, last)| PersonRef::Name {
            first: first.to_owned(),
            last: last.trim().to_owned(),
        }),
        Value::Table(table) if table.len() == 2 => {
            let part = |key: &str| {
                table
                    .get(key)
                    .and_then(Value::as_str)
                    .map(|text| text.trim().to_owned())
            };
            part("first")
                .zip(part("last"))
                .map(|(first, last)| PersonRef::Name { first, last })
        }
        Value::Integer(_)
        | Value::Float(_)
        | Value::Boolean(_)
        | Value::Datetime(_)
        | Value::Array(_)
        | Value::Table(_) => None,
    };
    if who.is_none() {
        page.wrong(
            value.span().start,
            "`catch_all` is a contact: { first = \"Unregistered\", last = \"User\" }, an e-mail address in quotes, \
             or an id",
        );
    }
    who
}

/// Key by key over what a weaker layer says. What another user's key was seen to read back says nothing about this one's.
fn autotask(settings: &mut Settings, table: AutotaskTable, page: &mut Page<'_>, set: &mut impl FnMut(&str)) {
    let autotask = settings.autotask.get_or_insert_with(|| Autotask {
        user: String::new(),
        tracking_id: String::new(),
        discovery: DISCOVERY.to_owned(),
        practice: false,
        reads_back: Vec::new(),
    });
    if let Some(user) = table.user {
        let user = user.trim();
        if user != autotask.user {
            autotask.reads_back.clear();
        }
        user.clone_into(&mut autotask.user);
        set("autotask.user");
    }
    if let Some(tracking_id) = table.tracking_id {
        tracking_id.trim().clone_into(&mut autotask.tracking_id);
        set("autotask.tracking_id");
    }
    if let Some(address) = table.discovery {
        if !is_safe(address.get_ref()) {
            page.wrong(
                address.span().start,
                "`discovery` is an https address (or http on 127.0.0.1, for practice)",
            );
        }
        autotask.discovery = address.into_inner();
        set("autotask.discovery");
    }
    if let Some(practice) = table.practice {
        autotask.practice = practice;
        set("autotask.practice");
    }
    if let Some(reads_back) = table.reads_back {
        autotask.reads_back = reads_back;
        set("autotask.reads_back");
    }
}

fn is_safe(address: &str) -> bool {
    let loopback = ["127.0.0.1", "localhost", "[::1]"];
    let host_is = |rest: &str, host: &str| {
        rest.strip_prefix(host)
            .is_some_and(|after| after.is_empty() || after.starts_with([':', '/']))
    };
    // Before an @ stands a user, and behind it the real host.
    if address.contains('@') {
        return false;
    }
    match (address.strip_prefix("https://"), address.strip_prefix("http://")) {
        (Some(rest), _) => !rest.is_empty(),
        (None, Some(rest)) => loopback.iter().any(|host| host_is(rest, host)),
        (None, None) => false,
    }
}

fn brand(settings: &mut Settings, table: BrandTable, page: &mut Page<'_>, set: &mut impl FnMut(&str)) {
    if let Some(name) = &table.name
        && let Some(name) = not_blank(name, "what people call you", page)
    {
        settings.brand.name = name;
        set("brand.name");
    }
    if let Some(phone) = table.phone {
        settings.brand.phone = Some(phone.trim().to_owned()).filter(|phone| !phone.is_empty());
        set("brand.phone");
    }
    if let Some(accent) = table.accent {
        if !is_colour(accent.get_ref()) {
            page.wrong(accent.span().start, "`accent` is a colour such as \"#1f6feb\"");
        }
        settings.brand.accent = Some(accent.into_inner());
        set("brand.accent");
    }
    if let Some(icon) = table.icon {
        if !is_picture(icon.get_ref()) {
            page.wrong(icon.span().start, "`icon` is the path of a picture, .ico or .png");
        }
        settings.brand.icon = Some(PathBuf::from(icon.into_inner()));
        set("brand.icon");
    }
}

/// A text of this layer stands for itself: what a weaker one says in further languages is of another text.
fn privacy(settings: &mut Settings, table: PrivacyTable, page: &mut Page<'_>, set: &mut impl FnMut(&str)) {
    if let Some(text) = table.text {
        settings.privacy.text = not_blank(&text, "what becomes of what people send", page);
        settings.privacy.texts.clear();
        set("privacy.text");
    }
    for (language, text) in texts(table.texts, page) {
        set(&format!("privacy.texts.{language}"));
        settings.privacy.texts.insert(language, text);
    }
}

fn is_picture(path: &str) -> bool {
    let extension = Path::new(path).extension().unwrap_or_default();
    ["ico", "png"].iter().any(|one| extension.eq_ignore_ascii_case(one))
}

fn is_colour(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

/// The text without blanks around it; says what was expected when nothing is left.
pub(super) fn not_blank(value: &Spanned<String>, expected: &str, page: &mut Page<'_>) -> Option<String> {
    let text = value.get_ref().trim();
    if text.is_empty() {
        page.wrong(value.span().start, &format!("this is empty; expected {expected}"));
        return None;
    }
    Some(text.to_owned())
}

/// TOML's own messages, in an admin's words.
fn in_words(error: &toml::de::Error) -> String {
    let message = error.message().replace("unknown field", "there is no key");
    if message.contains("no key `secret`") {
        return "the secret does not belong in this file; `deskbell-admin connect` stores it".to_owned();
    }
    message.trim_end().replace('\n', "; ")
}
