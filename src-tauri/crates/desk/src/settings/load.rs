//! Where the effective settings come from. A broken file never stops a ticket.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use crate::trust::plain_writer;
use crate::{Paths, last_good};

use super::Settings;
use super::file::lay_over;

/// Every key with its default, commented: the file an admin starts from.
pub const EXAMPLE: &str = include_str!("../../deskbell.toml.example");

const LAST_GOOD: &str = "deskbell.toml";

/// The effective settings, and how they came about.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// What takes effect.
    pub settings: Settings,
    /// What is wrong with the machine's file; empty when nothing is.
    pub problems: Vec<SettingsProblem>,
    /// The machine's file is broken, and its last good copy is in effect. (Broken and no good copy: the defaults are.)
    pub used_last_good: bool,
    /// Where each key that is set comes from, by its name (`brand.phone`); see [`Loaded::layer`].
    pub set: BTreeMap<String, Layer>,
}

/// Where a value comes from, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// Nobody set it.
    Default,
    /// The machine's file.
    Machine,
}

/// Something wrong in a settings file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsProblem {
    /// The file.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    /// What is wrong, and what was expected.
    pub message: String,
}

impl fmt::Display for SettingsProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)
    }
}

impl Loaded {
    /// Settings that were made rather than read.
    pub fn made(settings: Settings) -> Self {
        Self {
            settings,
            problems: Vec::new(),
            used_last_good: false,
            set: BTreeMap::new(),
        }
    }

    /// Where the value of `key` comes from; nested keys are written `brand.phone`.
    pub fn layer(&self, key: &str) -> Layer {
        self.set.get(key).copied().unwrap_or(Layer::Default)
    }

    /// What the internal note says about a file that is broken; nothing when it is not.
    pub fn remarks(&self) -> Vec<String> {
        let Some(first) = self.problems.first() else {
            return Vec::new();
        };
        let used = if self.used_last_good {
            "its last good copy was used"
        } else {
            "the built-in defaults were used"
        };
        vec![format!("Settings: {first}. The file was left aside, and {used}.")]
    }
}

/// Reads the machine's settings. A file that is not there means the defaults; one that is broken means its last good
/// copy, kept under `paths.data`, and the defaults if there is none.
pub fn load(paths: &Paths) -> Loaded {
    let (loaded, good) = read_file(paths);
    if let Some(text) = good
        && let Err(error) = last_good::keep(paths, LAST_GOOD, &text)
    {
        tracing::warn!(%error, "the last good copy of the settings can't be kept");
    }
    loaded
}

/// As [`load`], but nothing is kept.
pub(crate) fn look(paths: &Paths) -> Loaded {
    read_file(paths).0
}

/// Whether a text can be a settings file; `name` stands in what is wrong with it.
pub(crate) fn check(name: &str, text: &str) -> Result<(), Vec<SettingsProblem>> {
    read(name, text).map(|_| ())
}

/// The settings, and the file's text if it is right.
fn read_file(paths: &Paths) -> (Loaded, Option<String>) {
    let place = paths.settings();
    let name = place.display().to_string();
    let text = match text_of(&place, paths) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound && paths.settings_file.is_none() => {
            return (Loaded::made(Settings::default()), None);
        }
        Err(error) => {
            let problem = SettingsProblem {
                file: name,
                line: 1,
                column: 1,
                message: format!("the file can't be used: {error}"),
            };
            return (fall_back(paths, vec![problem]), None);
        }
    };
    match read(&name, &text) {
        Ok(loaded) => (loaded, Some(text)),
        Err(problems) => (fall_back(paths, problems), None),
    }
}

/// Text and judgement are of one open file. One that was named on the command line is used whoever wrote it: whoever named it
/// has decided that.
fn text_of(place: &Path, paths: &Paths) -> io::Result<String> {
    let mut file = File::open(place)?;
    if paths.settings_file.is_none()
        && let Some(writer) = plain_writer(&file, paths)?
    {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, writer));
    }
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    Ok(text)
}

fn fall_back(paths: &Paths, problems: Vec<SettingsProblem>) -> Loaded {
    let kept = last_good::read(paths, LAST_GOOD).and_then(|text| read(LAST_GOOD, &text).ok());
    let used_last_good = kept.is_some();
    Loaded {
        problems,
        used_last_good,
        ..kept.unwrap_or_else(|| Loaded::made(Settings::default()))
    }
}

fn read(name: &str, text: &str) -> Result<Loaded, Vec<SettingsProblem>> {
    let mut settings = Settings::default();
    let mut set = BTreeMap::new();
    lay_over(&mut settings, name, text, |key, layer| {
        set.insert(key.to_owned(), layer);
    })?;
    Ok(Loaded {
        set,
        ..Loaded::made(settings)
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::*;
    use crate::{CompanyRef, PersonRef};

    fn machine(text: &str) -> (tempfile::TempDir, Paths) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deskbell.toml");
        fs::write(&file, text).unwrap();
        let paths = Paths::system(Some(file), Some(folder.path().join("data")));
        (folder, paths)
    }

    /// The example with every key taken in.
    fn example_in_full() -> String {
        let is_key = |line: &str| line.starts_with('#') && !line.starts_with("# ");
        EXAMPLE
            .lines()
            .map(|line| if is_key(line) { &line[1..] } else { line })
            .fold(String::new(), |text, line| text + line + "\n")
    }

    fn keys(value: &toml::Value, before: &str, keys: &mut Vec<String>) {
        match value {
            toml::Value::Table(table) if !before.ends_with("catch_all.") => {
                for (key, value) in table {
                    let key = if key == "selections" { "selection" } else { key };
                    self::keys(value, &format!("{before}{key}."), keys);
                }
            }
            toml::Value::Array(values) if !values.is_empty() => self::keys(&values[0], before, keys),
            toml::Value::Table(_)
            | toml::Value::Array(_)
            | toml::Value::String(_)
            | toml::Value::Integer(_)
            | toml::Value::Float(_)
            | toml::Value::Boolean(_)
            | toml::Value::Datetime(_) => keys.push(before.trim_end_matches('.').to_owned()),
        }
    }

    #[test]
    fn every_setting_is_in_the_example_and_nothing_else_is() {
        let full = Settings {
            autotask: Some(super::super::Autotask {
                user: String::new(),
                tracking_id: String::new(),
                discovery: String::new(),
                practice: false,
                reads_back: Vec::new(),
            }),
            company: Some(CompanyRef::Id(0)),
            brand: super::super::Brand {
                phone: Some(String::new()),
                accent: Some(String::new()),
                ..super::super::Brand::default()
            },
            selections: vec![super::super::Selection {
                id: String::new(),
                text: String::new(),
                group: Some(String::new()),
            }],
            hotkey: Some(String::new()),
            rules: Some(PathBuf::new()),
            ..Settings::default()
        };
        let mut fields = Vec::new();
        keys(&toml::Value::try_from(&full).unwrap(), "", &mut fields);
        let mut written = Vec::new();
        keys(
            &example_in_full().parse::<toml::Table>().unwrap().into(),
            "",
            &mut written,
        );
        fields.sort();
        written.sort();
        assert_eq!(written, fields);
    }

    #[test]
    fn the_example_shows_the_defaults() {
        let read = read("example", &example_in_full()).unwrap().settings;
        let shown = Settings {
            autotask: None,
            company: None,
            hotkey: None,
            rules: None,
            selections: Vec::new(),
            brand: super::super::Brand {
                phone: None,
                accent: None,
                ..read.brand.clone()
            },
            ..read.clone()
        };
        assert_eq!(shown, Settings::default());
        assert_eq!(read.autotask.unwrap().discovery, super::super::DISCOVERY);
        assert_eq!(read.rules.as_deref(), Some(Path::new("rules.toml")));
    }

    #[test]
    fn a_value_knows_where_it_came_from() {
        let loaded = read("deskbell.toml", "ask_phone = true\n[brand]\nname = \"Contoso IT\"\n").unwrap();
        assert_eq!(loaded.layer("ask_phone"), Layer::Machine);
        assert_eq!(loaded.layer("brand.name"), Layer::Machine);
        assert_eq!(loaded.layer("brand.phone"), Layer::Default);
        assert!(Layer::Default < Layer::Machine);
    }

    #[test]
    fn mistakes_are_told_with_line_and_column() {
        let cases = [
            ("ask_phone = true\ncompnay = 1\n", 2, 1, "there is no key `compnay`"),
            ("ask_phone = \"yes\"\n", 1, 13, "expected a boolean"),
            ("company = -1\n", 1, 11, "from 0 up"),
            ("[brand]\nname = \"Ö\"\naccent = \"green\"\n", 3, 10, "a colour"),
            ("[autotask]\ndiscovery = \"http://example.org/\"\n", 2, 13, "https"),
            (
                "[autotask]\ndiscovery = \"http://127.0.0.1.example.org/\"\n",
                2,
                13,
                "https",
            ),
            ("[autotask]\nsecret = \"not-real\"\n", 2, 1, "does not belong"),
            ("catch_all = \"Unregistered\"\n", 1, 13, "a contact"),
            (
                "[[selection]]\nid = \"a\"\ntext = \"A\"\n[[selection]]\nid = \"a\"\ntext = \"B\"\n",
                5,
                6,
                "already",
            ),
            ("[brand\n", 1, 7, "`]`"),
        ];
        for (text, line, column, message) in cases {
            let problems = read("deskbell.toml", text).unwrap_err();
            let first = &problems[0];
            assert_eq!((first.line, first.column), (line, column), "{text}: {first}");
            assert!(first.message.contains(message), "{text}: {first}");
            assert!(!first.message.contains("not-real"));
        }
    }

    #[test]
    fn ids_names_and_addresses_are_told_apart() {
        let read = |text: &str| read("deskbell.toml", text).unwrap().settings;
        assert_eq!(read("company = 0").company, Some(CompanyRef::Id(0)));
        assert_eq!(
            read("company = \" Contoso Ltd\"").company,
            Some(CompanyRef::Name("Contoso Ltd".to_owned()))
        );
        assert_eq!(read("catch_all = 12").catch_all, PersonRef::Id(12));
        assert_eq!(
            read("catch_all = \"help@msp.example\"").catch_all,
            PersonRef::Email("help@msp.example".to_owned())
        );
        let desk = PersonRef::Name {
            first: "Help".to_owned(),
            last: "Desk".to_owned(),
        };
        assert_eq!(read("catch_all = \"Help Desk\"").catch_all, desk);
        assert_eq!(
            read("catch_all = { first = \"Help\", last = \"Desk\" }").catch_all,
            desk
        );
    }

    #[test]
    fn a_broken_file_means_its_last_good_copy_and_then_the_defaults() {
        let (_folder, paths) = machine("[brand]\nname = \"Contoso IT\"\n");
        assert_eq!(load(&paths).problems, []);
        fs::write(paths.settings(), "[brand]\nname = 3\n").unwrap();
        let loaded = load(&paths);
        assert!(loaded.used_last_good);
        assert_eq!(loaded.settings.brand.name, "Contoso IT");
        let remark = loaded.remarks().remove(0);
        assert!(
            remark.contains("deskbell.toml:2:8") && remark.contains("last good copy"),
            "{remark}"
        );

        fs::remove_dir_all(&paths.data).unwrap();
        let loaded = load(&paths);
        assert_eq!(loaded.settings, Settings::default());
        assert!(loaded.remarks()[0].contains("built-in defaults"));
    }

    #[test]
    fn no_file_is_no_mistake_unless_it_was_named() {
        let folder = tempfile::tempdir().unwrap();
        let unnamed = Paths {
            machine: folder.path().to_owned(),
            settings_file: None,
            ..Paths::system(None, Some(folder.path().join("data")))
        };
        assert_eq!(load(&unnamed), Loaded::made(Settings::default()));
        let named = Paths::system(Some(folder.path().join("mine.toml")), Some(folder.path().join("data")));
        assert_eq!(load(&named).problems.len(), 1);
    }
    #[cfg(unix)]
    #[test]
    fn the_machine_s_own_file_is_left_aside_when_every_account_can_write_it_and_a_named_one_is_not() {
        use std::os::unix::fs::PermissionsExt as _;

        let (_folder, named) = machine("company = 7\n");
        fs::set_permissions(named.settings(), fs::Permissions::from_mode(0o666)).unwrap();
        assert_eq!(load(&named).settings.company, Some(CompanyRef::Id(7)));
        let own = Paths {
            settings_file: None,
            data: named.machine.join("elsewhere"),
            ..named
        };
        let loaded = load(&own);
        assert_eq!(loaded.settings.company, None);
        assert!(loaded.remarks()[0].contains("every account"), "{:?}", loaded.remarks());
    }
}
