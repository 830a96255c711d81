//! What must hold of any text, any rules and any ticket.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what went wrong by failing"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use deskbell_dispatch::{Choice, Input, Rules, Variable, check};
use jiff::Timestamp;
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::{Index, select};

const EXAMPLE: &str = include_str!("../../../../tests/rules/example.toml");

/// Variables whose value a generated rule asks and writes.
const ASKED: [Variable; 6] = [
    Variable::Hostname,
    Variable::BusinessName,
    Variable::Selections,
    Variable::Msg,
    Variable::Queue,
    Variable::Subject,
];

fn condition() -> impl Strategy<Value = String> {
    let value = select(vec![
        "\"a\"",
        "\"*b\"",
        "[\"a\", \"c\"]",
        "{ contains = \"a\" }",
        "{ word = [\"b\", \"c\"] }",
        "{ empty = true }",
        "{ starts = \"a\", ends = \"b\" }",
        "{ regex = \"^[ab]+$\" }",
    ]);
    (select(ASKED.to_vec()), value).prop_map(|(variable, value)| format!("{variable} = {value}"))
}

fn assignment() -> impl Strategy<Value = String> {
    select(vec![
        "set.queue = \"a\"",
        "set.queue = \"{hostname}\"",
        "set.subject = \"{subject}{businessName}\"",
        "set.msg = \"{msg}{msg}\"",
        "set.issue = \"i\"",
        "set.subIssue = \"{selections}\"",
        "set.append = \"{msgLength} {hours}\"",
        "stop = true",
        "reject = \"no, {contactName}\"",
    ])
    .prop_map(str::to_owned)
}

/// A rules file in which every part of a pass meets every other.
fn rules() -> impl Strategy<Value = Rules> {
    let rule = (
        vec(condition(), 0..3),
        vec(condition(), 0..2),
        vec(condition(), 0..3),
        vec(assignment(), 1..3),
    );
    vec(rule, 0..7).prop_map(|rules| {
        let mut text = "[default]\nqueue = \"b\"\n".to_owned();
        for (number, (when, unless, any, sets)) in rules.into_iter().enumerate() {
            writeln!(text, "[[rule]]\nname = \"{number}\"").unwrap();
            let mut keys = BTreeSet::new();
            let prefixed =
                |prefix: &'static str, lines: Vec<String>| lines.into_iter().map(move |line| format!("{prefix}{line}"));
            let lines = prefixed("when.", when).chain(prefixed("unless.", unless)).chain(sets);
            for line in lines {
                if keys.insert(line.split(" =").next().unwrap().to_owned()) {
                    text.push_str(&line);
                    text.push('\n');
                }
            }
            if !any.is_empty() {
                let tables: Vec<String> = any.iter().map(|condition| format!("{{ {condition} }}")).collect();
                writeln!(text, "any = [{}]", tables.join(", ")).unwrap();
            }
        }
        let checked = check("rules.toml", &text);
        checked
            .rules
            .unwrap_or_else(|| panic!("{text}\n{:#?}", checked.diagnostics))
    })
}

fn values() -> impl Strategy<Value = BTreeMap<Variable, Vec<String>>> {
    let text = select(vec!["", "a", "b", "c", "ab", "x a b", "Ä\u{308}ß", "{msg}"]).prop_map(str::to_owned);
    let variables = [
        Variable::Hostname,
        Variable::BusinessName,
        Variable::Selections,
        Variable::Msg,
    ];
    (vec(text, 4), any::<bool>()).prop_map(move |(texts, both)| {
        let mut values: BTreeMap<_, _> = variables
            .into_iter()
            .zip(texts.iter().map(|text| vec![text.clone()]))
            .collect();
        if both {
            values.insert(Variable::Selections, texts);
        }
        values
    })
}

fn unknown() -> impl Strategy<Value = BTreeSet<Variable>> {
    btree_set(
        select(vec![
            Variable::Hostname,
            Variable::BusinessName,
            Variable::Selections,
            Variable::Msg,
        ]),
        0..4,
    )
}

fn input(values: BTreeMap<Variable, Vec<String>>) -> Input {
    Input {
        values,
        unknown: BTreeSet::new(),
        now: Timestamp::UNIX_EPOCH,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_checked_without_a_panic_and_always_the_same(text in "\\PC*|(.|\n)*") {
        prop_assert_eq!(check("f", &text).diagnostics, check("f", &text).diagnostics);
    }

    #[test]
    fn a_file_broken_anywhere_is_checked_and_run_without_a_panic(
        at in any::<Index>(), length in 0..12_usize, put in "\\PC{0,6}", given in values()
    ) {
        let characters: Vec<char> = EXAMPLE.chars().collect();
        let start = at.index(characters.len());
        let end = characters.len().min(start + length);
        let text: String = characters[..start].iter().copied().chain(put.chars()).chain(characters[end..].iter().copied()).collect();
        let checked = check("f", &text);
        for diagnostic in &checked.diagnostics {
            prop_assert!(!diagnostic.render().is_empty());
        }
        if let Some(rules) = checked.rules {
            rules.run(&input(given));
            rules.test();
        }
    }

    #[test]
    fn running_is_deterministic_and_sets_only_what_may_be_set(rules in rules(), given in values()) {
        let given = input(given);
        let (route, trace) = rules.run(&given);
        prop_assert_eq!((&route, &trace), (&rules.run(&given).0, &rules.run(&given).1));
        prop_assert!(route.fields.keys().all(|variable| variable.settable()));
        let known: Vec<String> = Variable::ALL.into_iter().filter(|variable| variable.settable()).map(|variable| variable.to_string()).collect();
        for change in trace.steps.iter().flat_map(|step| &step.changes) {
            prop_assert!(known.contains(&change.field) || ["append", "reject"].contains(&change.field.as_str()));
        }
    }

    #[test]
    fn there_is_one_pass_from_top_to_bottom_and_nothing_after_its_end(rules in rules(), given in values()) {
        let steps = rules.run(&input(given)).1.steps;
        let names: Vec<String> = steps.iter().skip(1).filter_map(|step| step.origin.rule.clone()).collect();
        let in_order: Vec<String> = (0..names.len()).map(|number| number.to_string()).collect();
        prop_assert_eq!(names, in_order);
        let end = steps.iter().position(|step| step.ended).unwrap_or(steps.len());
        prop_assert!(steps.iter().skip(end + 1).all(|step| !step.matched && step.changes.is_empty()));
    }

    #[test]
    fn the_trace_replayed_gives_the_same_ticket(rules in rules(), given in values()) {
        let (route, trace) = rules.run(&input(given));
        let mut replayed: BTreeMap<String, String> = BTreeMap::new();
        for change in trace.steps.iter().flat_map(|step| &step.changes) {
            if change.new.is_empty() && change.field == "subIssue" && change.old.is_some() {
                replayed.remove(&change.field);
            } else {
                replayed.insert(change.field.clone(), change.new.clone());
            }
        }
        for variable in Variable::ALL.into_iter().filter(|variable| variable.settable()) {
            let got = if variable == Variable::Subject {
                Some(route.subject.clone())
            } else if variable == Variable::Msg {
                Some(route.msg.clone())
            } else {
                route.fields.get(&variable).map(|set| set.value.to_string())
            };
            match (replayed.get(variable.name()), variable) {
                (None, Variable::Subject | Variable::Msg) => {}
                (wanted, _) => prop_assert_eq!(wanted.cloned().unwrap_or_default(), got.unwrap_or_default()),
            }
        }
        prop_assert_eq!(replayed.get("reject").cloned(), route.rejected.map(|set| set.value));
    }

    #[test]
    fn a_rejection_at_send_holds_whatever_the_unknown_turns_out_to_be(
        rules in rules(), seen in values(), later in values(), unknown in unknown()
    ) {
        let mut at_send = input(seen.clone());
        at_send.unknown.clone_from(&unknown);
        for variable in &unknown {
            at_send.values.remove(variable);
        }
        if rules.rejects_now(&at_send).is_some() {
            let mut known = seen;
            known.extend(later.into_iter().filter(|(variable, _)| unknown.contains(variable)));
            prop_assert!(rules.run(&input(known)).0.rejected.is_some());
        }
    }

    #[test]
    fn with_everything_known_send_decides_as_later(rules in rules(), given in values()) {
        let given = input(given);
        prop_assert_eq!(rules.rejects_now(&given), rules.run(&given).0.rejected);
    }
}

#[test]
fn ids_and_labels_are_told_apart_in_json() {
    let json = serde_json::to_string(&[Choice::Id(8), Choice::Label("8".to_owned())]).unwrap();
    assert_eq!(json, r#"[8,"8"]"#);
    let back: Vec<Choice> = serde_json::from_str(&json).unwrap();
    assert_eq!(back, [Choice::Id(8), Choice::Label("8".to_owned())]);
}
