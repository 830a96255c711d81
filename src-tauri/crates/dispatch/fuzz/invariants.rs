//! What must hold of any bytes: for the fuzz targets, and for the replay of their corpus in `tests/corpus.rs`.
#![allow(
    dead_code,
    reason = "each fuzz target is a program of its own and uses one of the two"
)]

use std::collections::BTreeMap;

use deskbell_dispatch::{Input, Route, Trace, Variable, check};
use jiff::Timestamp;

/// Any text is checked, rendered and, if it is rules, run over its own tests.
pub fn parse(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let checked = check("rules.toml", text);
    for found in &checked.diagnostics {
        assert!(found.line >= 1 && found.column >= 1 && found.width >= 1, "{found:?}");
        assert!(!found.render().is_empty());
    }
    assert!(
        checked.diagnostics.is_sorted_by_key(|found| (found.line, found.column)),
        "not sorted by place"
    );
    let Some(rules) = checked.rules else {
        assert!(!checked.diagnostics.is_empty(), "no rules and no word why");
        return;
    };
    rules.test();
    for (_, given) in rules.test_inputs() {
        holds(&rules.run(given), &rules.run(given));
    }
}

/// A rules file and a ticket, with a NUL between them.
pub fn evaluate(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (text, ticket) = text.split_once('\0').unwrap_or((text, ""));
    let Some(rules) = check("rules.toml", text).rules else {
        return;
    };
    let input = rules.input_from_toml("ticket.toml", ticket, Timestamp::UNIX_EPOCH);
    let input = input.unwrap_or_else(|_| Input {
        values: BTreeMap::from([(Variable::Msg, vec![ticket.to_owned()])]),
        ..Input::default()
    });
    let run = rules.run(&input);
    holds(&run, &rules.run(&input));
    assert_eq!(
        rules.rejects_now(&input),
        run.0.rejected,
        "with everything known, Send decides as later"
    );
    let guarded = Input {
        unknown: Variable::ALL.into_iter().collect(),
        ..input
    };
    rules.rejects_now(&guarded);
}

/// A run is the same each time, sets only what may be set, looks at each rule once, and its trace replayed gives its
/// ticket.
fn holds((route, trace): &(Route, Trace), again: &(Route, Trace)) {
    assert_eq!((route, trace), (&again.0, &again.1), "the same ticket went elsewhere");
    assert!(route.fields.keys().all(|variable| variable.settable()));
    assert!(
        trace.steps.is_sorted_by_key(|step| step.origin.line),
        "rules were not looked at in one pass"
    );
    assert_eq!(trace.explain().is_empty(), trace.steps.is_empty());
    let mut replayed: BTreeMap<&str, &str> = BTreeMap::new();
    for change in trace.steps.iter().flat_map(|step| &step.changes) {
        replayed.insert(&change.field, &change.new);
    }
    let replayed = |field: &str| replayed.get(field).copied().unwrap_or_default();
    let texts = [Variable::Subject, Variable::Msg];
    for variable in Variable::ALL
        .into_iter()
        .filter(|variable| variable.settable() && !texts.contains(variable))
    {
        let got = route.fields.get(&variable).map(|set| set.value.to_string());
        assert_eq!(got.unwrap_or_default(), replayed(variable.name()), "{variable}");
    }
    let rejected = route.rejected.as_ref().map(|set| set.value.as_str());
    assert_eq!(rejected.unwrap_or_default(), replayed("reject"));
}
