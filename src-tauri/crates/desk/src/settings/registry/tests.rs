//! What the registry says, as data.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::*;
use crate::settings::{EXAMPLE, Screenshots};
use crate::{CompanyRef, PersonRef};

const INSTALLED: &str = r"HKLM\Software\Deskbell";

fn registered(values: &[(&str, Data)]) -> Registered {
    Registered {
        key: INSTALLED.to_owned(),
        values: values
            .iter()
            .map(|(name, data)| ((*name).to_owned(), data.clone()))
            .collect(),
        unreadable: None,
    }
}

fn text(text: &str) -> Data {
    Data::Text(text.to_owned())
}

fn laid(values: &[(&str, Data)]) -> (Settings, BTreeMap<String, Layer>, Vec<String>) {
    let (mut settings, mut set) = (Settings::default(), BTreeMap::new());
    let problems = lay_registered(&mut settings, &registered(values), Layer::Installed, |key, layer| {
        set.insert(key.to_owned(), layer);
    });
    (settings, set, problems.iter().map(ToString::to_string).collect())
}

#[test]
fn every_setting_of_one_value_can_stand_in_the_registry() {
    let is_key = |line: &&str| line.starts_with('#') && !line.starts_with("# ");
    let mut table = String::new();
    let mut keys = BTreeSet::new();
    for line in EXAMPLE.lines().filter(is_key).map(|line| &line[1..]) {
        match (line.strip_prefix('['), line.split_once(" = ")) {
            (Some(name), _) => table = format!("{}.", name.trim_matches(['[', ']'])),
            (None, Some((key, _))) => drop(keys.insert(format!("{table}{key}"))),
            (None, None) => {}
        }
    }
    let lists = |key: &String| {
        key.starts_with("selection.")
            || key.starts_with("privacy.texts.")
            || ["autotask.reads_back", "identity.command"].contains(&key.as_str())
    };
    let known: BTreeSet<String> = SETTINGS.into_iter().map(|(key, _)| key.to_owned()).collect();
    assert_eq!(
        keys.into_iter().filter(|key| !lists(key)).collect::<BTreeSet<_>>(),
        known
    );
}

#[test]
fn what_an_installer_writes_takes_effect_and_knows_where_it_came_from() {
    let (settings, set, problems) = laid(&[
        ("autotask.user", text("deskbell@msp.example")),
        ("autotask.tracking_id", text("TRACK0")),
        ("company", text("Contoso Ltd")),
        ("brand.name", text("Contoso \"IT\" \\ Help")),
        ("brand.icon", text("icon.ico")),
        ("hotkey", text("Ctrl+Alt+H")),
        ("language", text("de")),
        ("Screenshots", Data::Number(0)),
        ("ask_phone", text("0")),
        ("catch_all", text("help@msp.example")),
    ]);
    assert_eq!(problems, [] as [String; 0]);
    let autotask = settings.autotask.unwrap();
    assert_eq!(
        (autotask.user.as_str(), autotask.tracking_id.as_str()),
        ("deskbell@msp.example", "TRACK0")
    );
    assert_eq!(settings.company, Some(CompanyRef::Name("Contoso Ltd".to_owned())));
    assert_eq!(settings.brand.name, "Contoso \"IT\" \\ Help");
    assert_eq!(settings.brand.icon.as_deref(), Some(Path::new("icon.ico")));
    assert_eq!(
        (settings.hotkey.as_deref(), settings.language.as_deref()),
        (Some("Ctrl+Alt+H"), Some("de"))
    );
    assert_eq!((settings.screenshots, settings.ask_phone), (Screenshots::Off, false));
    assert_eq!(settings.catch_all, PersonRef::Email("help@msp.example".to_owned()));
    assert!(set.values().all(|layer| *layer == Layer::Installed));
    assert!(set.contains_key("screenshots") && set.contains_key("autotask.user") && set.contains_key("company"));
}

#[test]
fn a_policy_is_a_word_or_the_switch_it_was_at_first() {
    for (data, policy) in [
        (text("ask"), Screenshots::Ask),
        (text(" Off "), Screenshots::Off),
        (text("1"), Screenshots::On),
        (Data::Number(0), Screenshots::Off),
    ] {
        assert_eq!(laid(&[("screenshots", data)]).0.screenshots, policy);
    }
    assert!(laid(&[("screenshots", text("maybe"))]).2[0].contains("\"ask\""));
}

#[test]
fn ids_are_digits_or_numbers() {
    for data in [text("0"), text(" 0 "), Data::Number(0)] {
        assert_eq!(laid(&[("company", data)]).0.company, Some(CompanyRef::Id(0)));
    }
    assert_eq!(laid(&[("catch_all", Data::Number(12))]).0.catch_all, PersonRef::Id(12));
}

#[test]
fn an_empty_value_is_not_set() {
    let (settings, set, problems) = laid(&[
        ("company", text("")),
        ("brand.name", text(" ")),
        ("ask_phone", text("")),
    ]);
    assert_eq!((settings, set.len(), problems.len()), (Settings::default(), 0, 0));
}

#[test]
fn a_value_that_is_wrong_is_left_aside_alone_and_says_where_it_stands() {
    let cases = [
        ("brand.accent", text("green"), "a colour"),
        ("ask_phone", text("yes"), "0 or 1"),
        ("ask_phone", Data::Number(2), "0 or 1"),
        ("brand.name", Data::Number(2), "REG_SZ"),
        ("hotkey", Data::Other, "REG_SZ"),
        ("company", Data::Other, "REG_DWORD"),
        ("company", text("-1"), "from 0 up"),
        ("language", text("it"), "`en`, `de`, `fr` or `es`"),
        ("brand.icon", text("icon.exe"), ".ico"),
        ("autotask.discovery", text("http://example.org/"), "https"),
        ("autotask.secret", text("not-real"), "does not belong"),
        ("Secret", text("not-real"), "does not belong"),
        ("selection", text("not-real"), "a list"),
        ("autotask.reads_back", text("ticket"), "a list"),
        ("compnay", text("not-real"), "no setting of this name"),
        ("brand", text("not-real"), "no setting of this name"),
        ("company = 1\nrules", text("not-real"), "no setting of this name"),
    ];
    for (name, data, expected) in cases {
        let (settings, set, problems) = laid(&[("company", text("before")), (name, data), ("hotkey", text("F1"))]);
        let [problem] = problems.as_slice() else {
            panic!("{name}: {problems:?}");
        };
        assert!(
            problem.starts_with(&format!("{INSTALLED}, value {name}: ")),
            "{problem}"
        );
        assert!(problem.contains(expected) && !problem.contains("not-real"), "{problem}");
        assert_eq!(settings.company, Some(CompanyRef::Name("before".to_owned())), "{name}");
        assert_eq!(settings.hotkey.as_deref(), Some("F1"), "{name}");
        assert_eq!(settings.brand.accent, None);
        assert_eq!(set.len(), 2, "{name}: {set:?}");
    }
}

#[test]
fn a_key_that_cannot_be_read_is_told() {
    let denied = Registered {
        unreadable: Some("Access is denied.".to_owned()),
        ..registered(&[])
    };
    let mut settings = Settings::default();
    let problems = lay_registered(&mut settings, &denied, Layer::Policy, |_, _| {});
    assert_eq!(
        problems[0].to_string(),
        format!("{INSTALLED}: the key can't be read: Access is denied.")
    );
}

#[test]
fn rules_are_looked_for_where_the_registry_says() {
    let (settings, ..) = laid(&[("rules", text(r"D:\msp\rules.toml"))]);
    assert_eq!(settings.rules, Some(PathBuf::from(r"D:\msp\rules.toml")));
}
