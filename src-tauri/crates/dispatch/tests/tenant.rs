//! A file against the names of the tenant. What the tenant doesn't have never stops a ticket, so it is a warning.
#![allow(clippy::unwrap_used, reason = "a test says what went wrong by failing")]

use std::collections::BTreeMap;

use deskbell_dispatch::{Label, Severity, Tenant, Variable, check, check_against};

fn label(id: i64, name: &str) -> Label {
    Label {
        id,
        name: name.to_owned(),
        active: true,
        parent: None,
    }
}

fn tenant() -> Tenant {
    let inactive = |label: Label| Label { active: false, ..label };
    let under = |issue: i64, label: Label| Label {
        parent: Some(issue),
        ..label
    };
    Tenant {
        lists: BTreeMap::from([
            (
                Variable::Queue,
                vec![
                    label(1, "Main Desk"),
                    label(2, "Field  Services"),
                    inactive(label(3, "Old Desk")),
                ],
            ),
            (Variable::Issue, vec![label(10, "Printer"), label(11, "Network")]),
            (
                Variable::SubIssue,
                vec![
                    under(10, label(20, "Toner")),
                    under(10, label(21, "Other")),
                    under(11, label(22, "Other")),
                ],
            ),
        ]),
        user_defined: Some(vec!["Cost centre".to_owned()]),
    }
}

/// Line, column and message of every warning.
fn warnings(text: &str) -> Vec<String> {
    let checked = check_against("rules.toml", text, &tenant());
    assert!(checked.rules.is_some(), "{:?}", checked.diagnostics);
    let warnings = checked
        .diagnostics
        .iter()
        .filter(|found| found.severity == Severity::Warning);
    warnings
        .map(|found| format!("{}:{} {}", found.line, found.column, found.message))
        .collect()
}

fn rule(lines: &str) -> String {
    format!("[default]\n[[rule]]\nname = \"R\"\nwhen.hostname = \"A\"\n{lines}\n")
}

#[test]
fn a_name_the_tenant_does_not_have_is_told_with_the_nearest() {
    let text = rule("set.queue = \"Marmoset\"");
    assert_eq!(
        warnings(&text),
        ["5:5 queue \"Marmoset\": not in this tenant; nearest: \"Main Desk\""]
    );
    let offline = check("rules.toml", &text).diagnostics;
    assert!(
        offline.iter().all(|found| found.severity == Severity::Note),
        "{offline:?}"
    );
}

#[test]
fn names_are_compared_as_tickets_are_resolved() {
    for known in ["\"main desk\"", "\" Field Services\"", "2", "\"{hostname}\""] {
        assert_eq!(
            warnings(&rule(&format!("set.queue = {known}"))),
            Vec::<String>::new(),
            "{known}"
        );
    }
}

#[test]
fn inactive_values_and_ids_that_do_not_exist_are_told() {
    let told = |value: &str| warnings(&rule(&format!("set.queue = {value}")));
    assert_eq!(
        told("\"Old Desk\""),
        ["5:5 queue \"Old Desk\": inactive in this tenant"]
    );
    assert_eq!(told("3"), ["5:5 queue 3: inactive in this tenant"]);
    assert_eq!(told("9"), ["5:5 queue 9: no such id in this tenant"]);
}

#[test]
fn defaults_are_looked_at_too() {
    assert_eq!(
        warnings("[default]\nqueue = \"Marmoset\"\n"),
        ["2:1 queue \"Marmoset\": not in this tenant; nearest: \"Main Desk\""]
    );
}

#[test]
fn a_sub_issue_must_be_of_its_issue() {
    let told = |issue: &str, sub: &str| warnings(&rule(&format!("set.issue = {issue}\nset.subIssue = {sub}")));
    assert_eq!(told("\"Printer\"", "\"Toner\""), Vec::<String>::new());
    assert_eq!(told("11", "22"), Vec::<String>::new());
    assert_eq!(told("\"Network\"", "\"Other\""), Vec::<String>::new());
    assert_eq!(
        told("\"Network\"", "\"Toner\""),
        ["6:5 subIssue \"Toner\": not a sub-issue of \"Network\", which has \"Other\""]
    );
    let by_default = "[default]\nissue = \"Network\"\n[[rule]]\nname = \"R\"\nset.subIssue = \"Toner\"\n";
    assert_eq!(
        warnings(by_default),
        ["5:5 subIssue \"Toner\": not a sub-issue of \"Network\", which has \"Other\""]
    );
}

#[test]
fn a_condition_that_waits_for_an_unknown_name_is_told() {
    let asked = |value: &str| {
        let text =
            format!("[default]\nqueue = \"Main Desk\"\n[[rule]]\nname = \"R\"\nwhen.queue = {value}\nstop = true\n");
        warnings(&text)
    };
    assert_eq!(
        asked("[\"Main Desk\", \"Feild Services\"]"),
        ["5:6 queue \"Feild Services\": not in this tenant; nearest: \"Field  Services\""]
    );
    for fine in [
        "\"MAIN DESK\"",
        "\"*Desk*\"",
        "{ contains = \"Desk\" }",
        "\"1\"",
        "\"Old Desk\"",
    ] {
        assert_eq!(asked(fine), Vec::<String>::new(), "{fine}");
    }
}

#[test]
fn a_user_defined_field_must_exist_by_that_name() {
    assert_eq!(
        warnings(&rule("set.udf.\"Cost center\" = 1")),
        ["5:9 udf \"Cost center\": not in this tenant; nearest: \"Cost centre\""]
    );
    for fine in ["Cost centre", "cost  Centre"] {
        let text = rule(&format!("set.udf.\"{fine}\" = 1"));
        assert_eq!(warnings(&text), Vec::<String>::new());
    }
}

#[test]
fn what_is_not_known_of_the_tenant_is_not_complained_of() {
    let text = rule("set.queue = \"Marmoset\"\nset.worktype = \"Remote\"\nset.udf.X = 1");
    let checked = check_against("rules.toml", &text, &Tenant::default());
    assert_eq!(checked.diagnostics, check("rules.toml", &text).diagnostics);
    assert_eq!(warnings(&rule("set.worktype = \"Remote\"")), Vec::<String>::new());
}
