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
use super::registry::{self, Layers, lay_registered};

/// Every key with its default, commented: the file an admin starts from.
pub const EXAMPLE: &str = include_str!("../../deskbell.toml.example");

const LAST_GOOD: &str = "deskbell.toml";

/// The effective settings, and how they came about.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// What takes effect.
    pub settings: Settings,
    /// What is wrong with the machine's file, and with values of the registry; empty when nothing is.
    pub problems: Vec<SettingsProblem>,
    /// The machine's file is broken, and its last good copy is in effect. (Broken and no good copy: the other layers are.)
    pub used_last_good: bool,
    /// Where each key that is set comes from, by its name (`brand.phone`); see [`Loaded::layer`].
    pub set: BTreeMap<String, Layer>,
}

/// Where a value comes from, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// Nobody set it.
    Default,
    /// What the installer was told (`HKLM\Software\Deskbell`).
    Installed,
    /// The machine's file.
    Machine,
    /// What the domain's or the MSP's policy demands (`HKLM\Software\Policies\Deskbell`).
    Policy,
}

/// Something wrong in the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsProblem {
    /// Where it stands.
    pub place: Spot,
    /// What is wrong, and what was expected.
    pub message: String,
}

/// Where a setting stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    /// In a file. One problem means that none of the file is used.
    Line {
        /// The file.
        file: String,
        /// From 1.
        line: u32,
        /// In characters, from 1.
        column: u32,
    },
    /// In the registry. This value alone is not used.
    Value {
        /// The key, such as `HKLM\Software\Deskbell`.
        key: String,
        /// The value's name; empty for the key itself.
        name: String,
    },
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line { file, line, column } => write!(f, "{file}:{line}:{column}"),
            Self::Value { key, name } if name.is_empty() => write!(f, "{key}"),
            Self::Value { key, name } => write!(f, "{key}, value {name}"),
        }
    }
}

impl fmt::Display for SettingsProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

impl SettingsProblem {
    fn is_of_file(&self) -> bool {
        match self.place {
            Spot::Line { .. } => true,
            Spot::Value { .. } => false,
        }
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

    /// What is wrong with the machine's file: the reason why none of it is used.
    pub fn file_problems(&self) -> impl Iterator<Item = &SettingsProblem> {
        self.problems.iter().filter(|problem| problem.is_of_file())
    }

    /// What the internal note says about a file that is broken, and about each value of the registry that is; nothing when
    /// none is.
    pub fn remarks(&self) -> Vec<String> {
        let used = match (self.used_last_good, self.set.is_empty()) {
            (true, _) => "its last good copy was used",
            (false, true) => "the built-in defaults were used",
            (false, false) => "the settings of the registry and the built-in defaults were used",
        };
        let file = self.file_problems().take(1);
        let file = file.map(|first| format!("Settings: {first}. The file was left aside, and {used}."));
        let values = self.problems.iter().filter(|problem| !problem.is_of_file());
        let values = values.map(|value| format!("Settings: {value}. This value was left aside."));
        file.chain(values).collect()
    }

    fn take(&mut self, name: &str, text: &str, layer: Layer) -> Result<(), Vec<SettingsProblem>> {
        let mut settings = self.settings.clone();
        lay_over(&mut settings, name, text, layer, |key, layer| {
            self.set.insert(key.to_owned(), layer);
        })?;
        self.settings = settings;
        Ok(())
    }

    fn take_registered(&mut self, registered: Option<&registry::Registered>, layer: Layer) {
        let Some(registered) = registered else {
            return;
        };
        let wrong = lay_registered(&mut self.settings, registered, layer, |key, layer| {
            self.set.insert(key.to_owned(), layer);
        });
        self.problems.extend(wrong);
    }
}

/// Reads this machine's settings, from the weakest to the strongest: the defaults, what the installer wrote, the machine's
/// file, what policy demands. A file that is not there sets nothing; one that is broken means its last good copy, kept under
/// `paths.data`, if there is one. A value of the registry that is wrong is left aside alone.
pub fn load(paths: &Paths) -> Loaded {
    let (loaded, good) = gather(paths, &registry::layers(paths));
    if let Some(text) = good
        && let Err(error) = last_good::keep(paths, LAST_GOOD, &text)
    {
        tracing::warn!(%error, "the last good copy of the settings can't be kept");
    }
    loaded
}

/// As [`load`], but nothing is kept.
pub(crate) fn look(paths: &Paths) -> Loaded {
    gather(paths, &registry::layers(paths)).0
}

/// Whether a text can be a settings file; `name` stands in what is wrong with it.
pub(crate) fn check(name: &str, text: &str) -> Result<(), Vec<SettingsProblem>> {
    Loaded::made(Settings::default()).take(name, text, Layer::Machine)
}

/// The settings, and the file's text if it is right.
fn gather(paths: &Paths, registry: &Layers) -> (Loaded, Option<String>) {
    let mut loaded = Loaded::made(Settings::default());
    loaded.take_registered(registry.installed.as_ref(), Layer::Installed);
    let good = match good_file(&mut loaded, paths) {
        Ok(good) => good,
        Err(problems) => {
            let kept = last_good::read(paths, LAST_GOOD);
            loaded.used_last_good = kept.is_some_and(|text| loaded.take(LAST_GOOD, &text, Layer::Machine).is_ok());
            loaded.problems.extend(problems);
            None
        }
    };
    loaded.take_registered(registry.policy.as_ref(), Layer::Policy);
    (loaded, good)
}

/// Takes in the machine's file, if there is one; its text.
fn good_file(loaded: &mut Loaded, paths: &Paths) -> Result<Option<String>, Vec<SettingsProblem>> {
    let place = paths.settings();
    let name = place.display().to_string();
    match text_of(&place, paths) {
        Ok(text) => loaded.take(&name, &text, Layer::Machine).map(|()| Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound && paths.settings_file.is_none() => Ok(None),
        Err(error) => Err(vec![SettingsProblem {
            place: Spot::Line {
                file: name,
                line: 1,
                column: 1,
            },
            message: format!("the file can't be used: {error}"),
        }]),
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

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::*;
    use crate::settings::Screenshots;
    use crate::{CompanyRef, PersonRef};

    fn read(name: &str, text: &str) -> Result<Loaded, Vec<SettingsProblem>> {
        let mut loaded = Loaded::made(Settings::default());
        loaded.take(name, text, Layer::Machine).map(|()| loaded)
    }

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
        let translated = BTreeMap::from([("de".to_owned(), String::new())]);
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
                icon: Some(PathBuf::new()),
                ..super::super::Brand::default()
            },
            privacy: super::super::Privacy {
                text: Some(String::new()),
                texts: translated.clone(),
            },
            selections: vec![super::super::Selection {
                texts: translated.clone(),
                group: Some(String::new()),
                group_texts: translated,
                shown_when: Some(String::new()),
                companies: vec![CompanyRef::Id(0)],
                ..super::super::Selection::default()
            }],
            hotkey: Some(String::new()),
            language: Some(String::new()),
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
            language: None,
            rules: None,
            selections: Vec::new(),
            identity: super::super::Identity::default(),
            privacy: super::super::Privacy::default(),
            brand: super::super::Brand {
                phone: None,
                accent: None,
                icon: None,
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
        assert!(
            Layer::Default < Layer::Installed && Layer::Installed < Layer::Machine && Layer::Machine < Layer::Policy
        );
    }

    #[test]
    fn mistakes_are_told_with_line_and_column() {
        let cases = [
            ("ask_phone = true\ncompnay = 1\n", 2, 1, "there is no key `compnay`"),
            ("ask_phone = \"yes\"\n", 1, 13, "expected a boolean"),
            ("company = -1\n", 1, 11, "from 0 up"),
            ("screenshots = \"yes\"\n", 1, 15, "\"ask\""),
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
            (
                "[[selection]]\nid = \"a\"\ntext = \"A\"\nshown_when = \"b\"\n",
                4,
                14,
                "no selection with the id \"b\"",
            ),
            (
                "[[selection]]\nid = \"a\"\ntext = \"A\"\nshown_when = \"a\"\n",
                4,
                14,
                "in a circle, so that none of them could be shown: a -> a",
            ),
            (
                "[[selection]]\nid = \"a\"\ntext = \"A\"\nshown_when = \"b\"\n[[selection]]\nid = \"b\"\ntext = \"B\"\nshown_when = \"c\"\n\
                 [[selection]]\nid = \"c\"\ntext = \"C\"\nshown_when = \"b\"\n",
                8,
                14,
                "b -> c -> b",
            ),
            (
                "[[selection]]\nid = \"a\"\ntext = \"A\"\ngroup = \"G\"\nshown_when = \"b\"\n[[selection]]\nid = \"b\"\ntext = \"B\"\ngroup = \"G\"\n",
                5,
                14,
                "of the same group",
            ),
            (
                "[[selection]]\nid = \"a\"\ntext = \"A\"\nkind = \"list\"\n",
                4,
                8,
                "`kind` is \"box\", \"radio\" or \"text\"",
            ),
            (
                "[[selection]]\nid = \"a\"\nkind = \"radio\"\ntext = \"A\"\n",
                3,
                8,
                "need a `group`",
            ),
            (
                "[[selection]]\nid = \"a\"\nkind = \"text\"\ngroup = \"G\"\ntext = \"A\"\n",
                3,
                8,
                "alone have a `group`",
            ),
            (
                "[[selection]]\nid = \"a\"\ntext = \"A\"\ntexts.it = \"A\"\n",
                4,
                12,
                "`en`, `de`, `fr` and `es`",
            ),
            (
                "[[selection]]\nid = \"a\"\ntext = \"A\"\ncompanies = [1, true]\n",
                4,
                17,
                "a company is its name",
            ),
            ("language = \"it\"\n", 1, 12, "`en`, `de`, `fr` or `es`"),
            ("[brand]\nicon = \"icon.exe\"\n", 2, 8, ".ico"),
            ("[identity]\ncommand = []\n", 2, 11, "is a list"),
            ("[brand\n", 1, 7, "`]`"),
        ];
        for (text, line, column, message) in cases {
            let problems = read("deskbell.toml", text).unwrap_err();
            let first = &problems[0];
            let file = "deskbell.toml".to_owned();
            assert_eq!(first.place, Spot::Line { file, line, column }, "{text}: {first}");
            assert!(first.message.contains(message), "{text}: {first}");
            assert!(!first.message.contains("not-real"));
        }
    }

    #[test]
    fn screenshots_are_a_policy_and_files_written_when_they_were_a_switch_still_open() {
        for (text, policy) in [
            ("\"on\"", Screenshots::On),
            ("\"ask\"", Screenshots::Ask),
            ("\"off\"", Screenshots::Off),
            ("true", Screenshots::On),
            ("false", Screenshots::Off),
        ] {
            let loaded = read("deskbell.toml", &format!("screenshots = {text}\n")).unwrap();
            assert_eq!(loaded.settings.screenshots, policy, "{text}");
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
    fn registered(key: &str, values: &[(&str, &str)]) -> registry::Registered {
        let values = values.iter().map(|(name, text)| {
            let data = registry::Data::Text((*text).to_owned());
            ((*name).to_owned(), data)
        });
        registry::Registered {
            key: format!(r"HKLM\{key}"),
            values: values.collect(),
            unreadable: None,
        }
    }

    /// One value of each layer that is beaten, and one that is not.
    fn in_the_registry() -> Layers {
        Layers {
            installed: Some(registered(
                r"Software\Deskbell",
                &[
                    ("company", "Installed"),
                    ("brand.name", "Installed IT"),
                    ("brand.phone", "1"),
                    ("autotask.user", "a@msp.example"),
                    ("autotask.tracking_id", "T1"),
                ],
            )),
            policy: Some(registered(
                r"Software\Policies\Deskbell",
                &[("brand.phone", "3"), ("language", "klingon"), ("privacy.text", "Ours.")],
            )),
        }
    }

    #[test]
    fn policy_beats_the_file_the_file_beats_the_installer_and_the_installer_the_defaults() {
        let (_folder, paths) = machine(
            "company = 2\nask_phone = false\n[brand]\nphone = \"2\"\n[autotask]\ndiscovery = \"https://relay.example/\"\n\
             [privacy]\ntext = \"Yours.\"\ntexts.de = \"Eures.\"\n",
        );
        let (loaded, good) = gather(&paths, &in_the_registry());
        let settings = &loaded.settings;
        assert_eq!(settings.company, Some(CompanyRef::Id(2)));
        assert_eq!(
            (settings.brand.name.as_str(), settings.brand.phone.as_deref()),
            ("Installed IT", Some("3"))
        );
        let autotask = settings.autotask.as_ref().unwrap();
        assert_eq!(
            (autotask.user.as_str(), autotask.tracking_id.as_str()),
            ("a@msp.example", "T1")
        );
        assert_eq!(
            autotask.discovery, "https://relay.example/",
            "a table is laid over key by key"
        );
        let layers = ["hotkey", "autotask.user", "company", "brand.phone"].map(|key| loaded.layer(key));
        assert_eq!(
            layers,
            [Layer::Default, Layer::Installed, Layer::Machine, Layer::Policy]
        );
        assert_eq!(settings.privacy.text.as_deref(), Some("Ours."));
        assert!(settings.privacy.texts.is_empty(), "they are of another text");
        assert!(good.is_some());
        assert_eq!(
            loaded.remarks(),
            [
                r"Settings: HKLM\Software\Policies\Deskbell, value language: `language` is one of `en`, `de`, `fr` or `es`. This value was left aside."
            ]
        );
        assert_eq!(loaded.file_problems().count(), 0);
    }

    #[test]
    fn a_broken_file_leaves_what_the_registry_says() {
        let (_folder, paths) = machine("company = \n");
        let (loaded, good) = gather(&paths, &in_the_registry());
        assert_eq!((loaded.settings.brand.phone.as_deref(), good), (Some("3"), None));
        assert_eq!(loaded.settings.company, Some(CompanyRef::Name("Installed".to_owned())));
        let remarks = loaded.remarks();
        assert!(
            remarks[0].contains("deskbell.toml:1:") && remarks[0].contains("the settings of the registry"),
            "{remarks:?}"
        );
        assert_eq!(remarks.len(), 2);
    }

    #[test]
    fn what_another_user_s_key_was_seen_to_read_back_does_not_count() {
        let (_folder, paths) = machine("[autotask]\nuser = \"file@msp.example\"\nreads_back = [\"ticket\"]\n");
        let reads_back = |user: &str| {
            let policy = Some(registered("Policies", &[("autotask.user", user)]));
            let registry = Layers {
                policy,
                ..Layers::default()
            };
            gather(&paths, &registry).0.settings.autotask.unwrap().reads_back.len()
        };
        assert_eq!(
            (reads_back("file@msp.example"), reads_back("policy@msp.example")),
            (1, 0)
        );
    }
}
