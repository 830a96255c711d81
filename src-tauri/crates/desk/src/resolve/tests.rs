use std::collections::BTreeMap;

use deskbell_dispatch::Origin;
use serde::Deserialize;

use super::*;

#[derive(Deserialize)]
struct Cases {
    term: Vec<Entry>,
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    field: Field,
    id: i64,
    label: String,
    #[serde(default = "yes")]
    active: bool,
    #[serde(default)]
    default: bool,
    parent: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(default)]
    chosen: BTreeMap<Field, Choice>,
    #[serde(default)]
    default: BTreeMap<Field, Choice>,
    #[serde(default)]
    expect: BTreeMap<Field, i64>,
    /// Nothing but what is expected may be there.
    #[serde(default)]
    only: bool,
    error: Option<String>,
}

fn yes() -> bool {
    true
}

fn set(value: &Choice, rule: Option<&str>, line: u32) -> Set<Choice> {
    Set {
        value: value.clone(),
        origin: Origin {
            rule: rule.map(str::to_owned),
            file: "rules.toml".to_owned(),
            line,
        },
    }
}

fn route(case: &Case) -> Route {
    let variable = |field: &Field| FIELDS.iter().find(|(known, _, _)| known == field).unwrap().2;
    let defaults: BTreeMap<_, _> = case
        .default
        .iter()
        .map(|(field, value)| (variable(field), set(value, None, 3)))
        .collect();
    let mut fields = defaults.clone();
    fields.extend(
        case.chosen
            .iter()
            .map(|(field, value)| (variable(field), set(value, Some("Printing"), 14))),
    );
    Route {
        fields,
        defaults,
        ..Route::default()
    }
}

#[test]
fn every_label_becomes_the_id_that_the_table_says() {
    let cases: Cases = toml::from_str(include_str!("../../tests/cases/resolve.toml")).unwrap();
    let mut vocabulary = Vocabulary::default();
    for entry in cases.term {
        vocabulary.0.entry(entry.field).or_default().push(Term {
            id: entry.id,
            label: entry.label,
            active: entry.active,
            default: entry.default,
            parent: entry.parent,
        });
    }
    for case in cases.case {
        let resolution = resolve(&route(&case), &vocabulary);
        let name = &case.name;
        for (field, id) in &case.expect {
            assert_eq!(resolution.fields.get(field), Some(id), "{name}: {field:?}");
        }
        let asked = case.chosen.keys().chain(case.default.keys());
        for field in asked.filter(|field| !case.expect.contains_key(field)) {
            assert_eq!(resolution.fields.get(field), None, "{name}: {field:?}");
        }
        if case.only {
            assert_eq!(resolution.fields, case.expect, "{name}");
        }
        assert_eq!(resolution.errors, case.error.into_iter().collect::<Vec<_>>(), "{name}");
    }
}

#[test]
fn what_was_filled_in_is_said_beside_the_trace() {
    let priority = Term {
        id: 2,
        label: "Medium".to_owned(),
        active: true,
        default: true,
        parent: None,
    };
    let vocabulary = Vocabulary([(Field::Priority, vec![priority])].into());
    let resolution = resolve(&Route::default(), &vocabulary);
    assert_eq!(
        resolution.filled,
        ["priority = Medium  <- Autotask's default, as no rule says"]
    );
}

#[test]
fn work_types_are_asked_for_only_when_a_rule_names_one() {
    let with = |choice: Choice| Route {
        fields: [(Variable::Worktype, set(&choice, None, 1))].into(),
        ..Route::default()
    };
    assert!(!needs_work_types(&Route::default()));
    assert!(!needs_work_types(&with(Choice::Id(7))));
    assert!(needs_work_types(&with(Choice::Label("Remote support".to_owned()))));
}
