//! Settings as an installer or a policy writes them into Windows' registry: under their own names, each value by itself. One
//! that is wrong is left aside alone.

#[cfg(windows)]
mod windows;

#[cfg(windows)]
pub(crate) use windows::layers;

use super::Settings;
use super::file::lay_over;
use super::load::{Layer, SettingsProblem, Spot};

/// A key's values, as they were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Registered {
    /// Where they stand, for people: `HKLM\Software\Deskbell`.
    pub(crate) key: String,
    /// Name and data of each.
    pub(crate) values: Vec<(String, Data)>,
    /// Why the key can't be read, if it is there.
    pub(crate) unreadable: Option<String>,
}

/// What a value holds.
#[cfg_attr(not(any(windows, test)), expect(dead_code, reason = "Windows alone has a registry"))]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Data {
    /// `REG_SZ`
    Text(String),
    /// `REG_DWORD`
    Number(u32),
    /// Anything else.
    Other,
}

/// What the installer wrote, and what policy demands: nothing where there is no registry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Layers {
    /// `HKLM\Software\Deskbell`
    pub(crate) installed: Option<Registered>,
    /// `HKLM\Software\Policies\Deskbell`
    pub(crate) policy: Option<Registered>,
}

/// What the registry says for these settings: nothing for a settings file that was named on the command line, which stands
/// for itself.
#[cfg(not(windows))]
pub(crate) fn layers(_paths: &crate::Paths) -> Layers {
    Layers::default()
}

/// How a setting is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// 0 or 1.
    Switch,
    /// 0 or 1, or a word.
    SwitchOrWord,
    /// A name, or digits for an id.
    NameOrId,
    /// Text.
    Text,
}

/// Every setting that is one value. Boxes to tick, `reads_back` and `identity.command` are lists, and stand in the file alone.
const SETTINGS: [(&str, Kind); 21] = [
    ("allow_quit", Kind::Switch),
    ("ask_phone", Kind::Switch),
    ("autotask.discovery", Kind::Text),
    ("autotask.practice", Kind::Switch),
    ("autotask.tracking_id", Kind::Text),
    ("autotask.user", Kind::Text),
    ("brand.accent", Kind::Text),
    ("brand.icon", Kind::Text),
    ("brand.name", Kind::Text),
    ("brand.phone", Kind::Text),
    ("catch_all", Kind::NameOrId),
    ("company", Kind::NameOrId),
    ("customers_see_attachments", Kind::Switch),
    ("for_someone_else", Kind::Switch),
    ("hotkey", Kind::Text),
    ("language", Kind::Text),
    ("privacy.text", Kind::Text),
    ("remember_identity", Kind::Switch),
    ("require_phone", Kind::Switch),
    ("rules", Kind::Text),
    ("screenshots", Kind::SwitchOrWord),
];

/// Lays each value over `settings` that is right; says what is wrong with the others.
pub(super) fn lay_registered(
    settings: &mut Settings,
    registered: &Registered,
    layer: Layer,
    mut set: impl FnMut(&str, Layer),
) -> Vec<SettingsProblem> {
    let told = |name: &str, message: String| SettingsProblem {
        place: Spot::Value {
            key: registered.key.clone(),
            name: name.to_owned(),
        },
        message,
    };
    let mut problems: Vec<SettingsProblem> = registered
        .unreadable
        .iter()
        .map(|why| told("", format!("the key can't be read: {why}")))
        .collect();
    for (name, data) in &registered.values {
        let line = match as_toml(name, data) {
            Ok(Some(line)) => line,
            Ok(None) => continue,
            Err(message) => {
                problems.push(told(name, message));
                continue;
            }
        };
        let mut changed = settings.clone();
        match lay_over(&mut changed, name, &line, layer, &mut set) {
            Ok(()) => *settings = changed,
            Err(wrong) => problems.extend(wrong.into_iter().map(|problem| told(name, problem.message))),
        }
    }
    problems
}

/// The value as a line of a settings file, so that it is checked like one; nothing when it counts as not set.
fn as_toml(name: &str, data: &Data) -> Result<Option<String>, String> {
    let known = SETTINGS.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
    let Some((key, kind)) = known else {
        return Err(unknown(name));
    };
    let value = match (data, kind) {
        (Data::Text(text), _) if text.trim().is_empty() => return Ok(None),
        (Data::Number(0), Kind::Switch | Kind::SwitchOrWord) => "false".to_owned(),
        (Data::Number(1), Kind::Switch | Kind::SwitchOrWord) => "true".to_owned(),
        (Data::Text(text), Kind::Switch) => match text.trim().to_ascii_lowercase().as_str() {
            "0" | "false" => "false".to_owned(),
            "1" | "true" => "true".to_owned(),
            _ => return Err("expected 0 or 1".to_owned()),
        },
        (Data::Text(text), Kind::SwitchOrWord) => match text.trim().to_ascii_lowercase().as_str() {
            "0" | "false" => "false".to_owned(),
            "1" | "true" => "true".to_owned(),
            word => toml::Value::from(word).to_string(),
        },
        (Data::Number(_), Kind::Switch | Kind::SwitchOrWord) => return Err("expected 0 or 1".to_owned()),
        (Data::Number(id), Kind::NameOrId) => id.to_string(),
        (Data::Text(text), Kind::NameOrId) if text.trim().parse::<i64>().is_ok() => text.trim().to_owned(),
        (Data::Text(text), Kind::NameOrId | Kind::Text) => toml::Value::from(text.trim()).to_string(),
        (Data::Other, Kind::Switch | Kind::SwitchOrWord) => {
            return Err("expected 0 or 1 (REG_DWORD, or REG_SZ)".to_owned());
        }
        (Data::Other, Kind::NameOrId) => return Err("expected text (REG_SZ), or an id (REG_DWORD)".to_owned()),
        (Data::Number(_) | Data::Other, Kind::Text) => return Err("expected text (REG_SZ)".to_owned()),
    };
    Ok(Some(format!("{key} = {value}\n")))
}

fn unknown(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    if name.contains("secret") {
        return "the secret does not belong in the registry; `deskbell-admin connect` stores it".to_owned();
    }
    if name == "autotask.reads_back" || name.starts_with("selection") || name.starts_with("privacy.texts") {
        return "this setting is a list, and stands in the settings file alone".to_owned();
    }
    "there is no setting of this name".to_owned()
}

#[cfg(test)]
mod tests;
