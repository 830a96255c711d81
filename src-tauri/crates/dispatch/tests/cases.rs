//! The rules file's language, as data: every file under `tests/rules` of the repository runs through one [`check_case`].
//!
//! A `.toml` file is one case and a rules file as an admin would write it; what is expected of it stands in comments
//! that begin with `#~`, or in a file of the same name that ends in `.expected`. A `.cases` file holds many small
//! cases, each after a line `--- what it shows`; lines count from there. Expectations:
//!
//! - `#~ error 3:6 text`: an error on line 3, column 6, whose message and suggestion contain the text. So `warning`, `note`.
//!   Errors and warnings must be listed completely; notes only when one is listed.
//! - `#~ line queue = X  <- "Rule" (rules.toml:3)`: a line of the first test's trace.
//! - `#~ because Rule: text`: why the rule did or didn't match in the first test, exactly.
//! - `#~ now businessName, email -> Rule`: with these variables unknown, the first test's ticket is rejected by the rule
//!   at Send; `-> nothing` when it is not.
//! - `#~ differs field | expected | got`: a difference that the file's tests must show; without one, all must pass.
//! - `#~ as bom`, `#~ as crlf`: how the text is given to the checker.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says what went wrong by failing"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use deskbell_dispatch::{Checked, Diagnostic, Input, Rules, Severity, Variable, check};

#[test]
fn every_case_in_tests_rules_is_as_it_says() {
    let mut count = 0;
    let mut wrong = Vec::new();
    for case in cases() {
        count += 1;
        wrong.extend(
            check_case(&case)
                .into_iter()
                .map(|problem| format!("{}: {problem}", case.name)),
        );
    }
    assert!(
        wrong.is_empty(),
        "{} of {count} cases are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(count >= 120, "only {count} cases were found");
}

#[test]
fn a_case_that_does_not_hold_is_found_out() {
    let case = |text: &str, expected: &str| Case {
        name: String::new(),
        text: text.to_owned(),
        expected: expected.lines().map(str::to_owned).collect(),
    };
    let rule = "[default]\nqueue = \"A\"\n[[test]]\nname = \"t\"\nexpect = { queue = \"A\" }\n";
    assert_eq!(check_case(&case(rule, "")), Vec::<String>::new());
    for expected in [
        "error 1:1 x",
        "line queue = B",
        "now email -> Rule",
        "differs queue | A | B",
        "because R: x",
    ] {
        assert!(
            !check_case(&case(rule, expected)).is_empty(),
            "{expected} went unnoticed"
        );
    }
    assert!(!check_case(&case(&rule.replace("{ queue = \"A\" }", "{ queue = \"B\" }"), "")).is_empty());
    assert!(!check_case(&case("nonsense = 1\n[default]\n", "")).is_empty());
}

/// What the cases must show between them, besides what they say themselves.
#[test]
fn the_cases_leave_out_no_variable_condition_field_error_or_lint() {
    let cases = cases();
    let mut asked = BTreeSet::new();
    let mut set = BTreeSet::new();
    for rules in cases.iter().filter_map(|case| check("rules.toml", &case.text).rules) {
        let conditions = rules.coverage().conditions;
        asked.extend(
            conditions
                .into_iter()
                .map(|one| one.key.split_once('.').unwrap().1.to_owned()),
        );
        for (_, given) in rules.test_inputs() {
            let steps = rules.run(given).1.steps;
            let changes = steps.into_iter().flat_map(|step| step.changes);
            set.extend(changes.map(|change| change.field.split('.').next().unwrap().to_owned()));
        }
    }
    let settable = Variable::ALL.into_iter().filter(|variable| variable.settable());
    let fields = settable
        .map(Variable::name)
        .chain(["append", "public_note", "dueIn", "udf", "reject"]);
    let mut missing: Vec<String> = fields
        .filter(|name| !set.contains(*name))
        .map(|name| format!("set.{name}"))
        .collect();
    let unasked = Variable::ALL
        .into_iter()
        .filter(|variable| !asked.contains(variable.name()));
    missing.extend(unasked.map(|variable| format!("when.{variable}")));

    let text: String = cases.iter().map(|case| case.text.as_str()).collect();
    let words = OPERATORS
        .into_iter()
        .chain(["any = [", "stop = true", "case = true", "now = ", "{{"]);
    missing.extend(words.filter(|word| !text.contains(word)).map(str::to_owned));
    let said: Vec<&String> = cases.iter().flat_map(|case| &case.expected).collect();
    let unsaid = MESSAGES
        .into_iter()
        .filter(|message| !said.iter().any(|line| line.contains(message)));
    missing.extend(unsaid.map(str::to_owned));
    assert!(missing.is_empty(), "no case shows: {missing:#?}");
}

#[test]
fn every_place_that_reports_something_is_among_the_messages() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let folders = [source.clone(), source.join("read")];
    let files = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let paths = files.map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    let reporting =
        paths.filter(|path| !["diagnostic.rs", "tenant.rs"].contains(&path.file_name().unwrap().to_str().unwrap()));
    let calls = [".error(", ".error_near(", ".warning(", ".warning_near(", ".note("];
    let places: usize = reporting
        .map(|path| fs::read_to_string(path).unwrap())
        .map(|text| calls.iter().map(|call| text.matches(call).count()).sum::<usize>())
        .sum();
    assert_eq!(
        places, REPORTING_PLACES,
        "a place was added or taken away: see to MESSAGES and the cases, then count here"
    );
}

/// The conditions that have a name, as they are written.
const OPERATORS: [&str; 10] = [
    "contains = ",
    "word = ",
    "starts = ",
    "ends = ",
    "regex = ",
    "is = ",
    "in_network = ",
    "empty = ",
    "above = ",
    "below = ",
];

/// How many places of the sources report something; each of them with one of [`MESSAGES`].
const REPORTING_PLACES: usize = 47;

/// A part of everything that can be said of a file.
const MESSAGES: [&str; 71] = [
    "invalid basic string",
    "string values must be quoted",
    "duplicate key",
    "in the file; expected",
    "in a rule; expected",
    "in hours",
    "in a test; expected",
    "with two brackets",
    "this rule has no name",
    "this test has no name",
    "expected a name in quotes",
    "there is no variable",
    "can be set, not asked",
    "any stands beside when",
    "case belongs to the whole rule",
    "expected conditions, as in",
    "expected a list of tables",
    "the list is empty; expected a list of tables",
    "this table is empty; expected a condition",
    "there is no condition",
    "this table is empty; expected contains",
    "does not go with",
    "expected a text in quotes",
    "expected true or false",
    "expected a whole number",
    "expected a number",
    "every text has an empty text in it",
    "expected a network",
    "this is no regular expression we can use",
    "it is too large",
    "may only be read",
    "there is no field",
    "or an id (a whole number)",
    "expected a text, or a list of texts",
    "expected the field's name",
    "expected a time such as \"30m\"",
    "is no time we can read",
    "this brace is not closed",
    "can be set, not read",
    "expected the text the person reads",
    "there are no hours",
    "hours need a time zone",
    "there is no time zone",
    "these hours have no",
    "there is no day",
    "expected a time such as \"08:00\"",
    "that exists",
    "can't begin with",
    "from and to are the same",
    "this test expects nothing",
    "is worked out from",
    "expected one value",
    "expected a moment",
    "expected a text or a number",
    "the name of the rule that rejects, or its text",
    "so this test can't pass",
    "there is no [default]",
    "another rule is named",
    "does nothing",
    "only when it is the whole message",
    "so this never holds",
    "an empty text has nothing in it",
    "when asks for what unless excludes",
    "always outside one of them",
    "nothing sets",
    "always ends the pass before it",
    "rejects nothing when",
    "always overwritten by",
    "only technicians will see",
    "the customer will see",
    "no test makes",
];

struct Case {
    name: String,
    text: String,
    expected: Vec<String>,
}

/// Everything that is not as the case says.
fn check_case(case: &Case) -> Vec<String> {
    let checked = check("rules.toml", &case.text);
    let mut problems = diagnostics_differ(case, &checked);
    let input = checked
        .rules
        .as_ref()
        .and_then(|rules| Some(rules.test_inputs().next()?.1.clone()));
    let mut differences: Vec<String> = Vec::new();
    if let Some(rules) = &checked.rules {
        differences = differences_of(rules);
    }
    for expected in &case.expected {
        let (kind, rest) = expected.split_once(' ').unwrap_or((expected, ""));
        let subject = checked.rules.as_ref().zip(input.as_ref());
        let problem = match (kind, subject) {
            ("error" | "warning" | "note" | "as", _) => None,
            ("differs", _) => {
                let before = differences.len();
                differences.retain(|difference| difference != rest);
                (before == differences.len()).then(|| format!("expected the difference {rest}"))
            }
            ("line", Some((rules, input))) => {
                let lines = rules.run(input).1.lines();
                (!lines.iter().any(|line| line == rest)).then(|| format!("expected the line {rest} among {lines:#?}"))
            }
            ("because", Some((rules, input))) => because_differs(rules, input, rest),
            ("now", Some((rules, input))) => now_differs(rules, input, rest),
            _ => Some(format!(
                "can't look at \"{expected}\": the file has errors or no test, or there is no such word"
            )),
        };
        problems.extend(problem);
    }
    problems.extend(
        differences
            .into_iter()
            .map(|difference| format!("a test failed: {difference}")),
    );
    problems
}

fn diagnostics_differ(case: &Case, checked: &Checked) -> Vec<String> {
    let expected: Vec<&String> = case
        .expected
        .iter()
        .filter(|line| {
            ["error ", "warning ", "note "]
                .iter()
                .any(|word| line.starts_with(word))
        })
        .collect();
    let notes = expected.iter().any(|line| line.starts_with("note "));
    let mut left: Vec<&Diagnostic> = checked
        .diagnostics
        .iter()
        .filter(|diagnostic| notes || diagnostic.severity != Severity::Note)
        .collect();
    let mut problems = Vec::new();
    for line in expected {
        match left.iter().position(|diagnostic| is_as_expected(diagnostic, line)) {
            Some(at) => drop(left.remove(at)),
            None => problems.push(format!("expected {line}")),
        }
    }
    problems.extend(
        left.into_iter()
            .map(|diagnostic| format!("did not expect\n{}", diagnostic.render())),
    );
    let has_errors = checked
        .diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == Severity::Error);
    if has_errors == checked.rules.is_some() {
        problems.push("there must be rules exactly when there is no error".to_owned());
    }
    problems
}

fn is_as_expected(diagnostic: &Diagnostic, expected: &str) -> bool {
    let mut parts = expected.splitn(3, ' ');
    let (severity, place, text) = (parts.next(), parts.next(), parts.next().unwrap_or_default());
    let said = format!(
        "{} {}",
        diagnostic.message,
        diagnostic.suggestion.as_deref().unwrap_or_default()
    );
    severity == Some(diagnostic.severity.word())
        && place == Some(format!("{}:{}", diagnostic.line, diagnostic.column).as_str())
        && text.split(" … ").all(|part| said.contains(part))
}

fn differences_of(rules: &Rules) -> Vec<String> {
    let results = rules.test();
    for result in &results {
        assert_eq!(result.passed(), result.differences.is_empty(), "{}", result.name);
    }
    let differences = results.into_iter().flat_map(|result| result.differences);
    differences
        .map(|(field, expected, got)| format!("{field} | {expected} | {got}"))
        .collect()
}

fn because_differs(rules: &Rules, input: &Input, expected: &str) -> Option<String> {
    let (name, reason) = expected.split_once(": ").expect("because needs a rule and a reason");
    let trace = rules.run(input).1;
    let step = trace
        .steps
        .iter()
        .find(|step| step.origin.rule.as_deref() == Some(name));
    match step {
        Some(step) if step.because == reason => None,
        Some(step) => Some(format!(
            "expected \"{name}\" because {reason}\n    got {}",
            step.because
        )),
        None => Some(format!("there is no rule {name}")),
    }
}

fn now_differs(rules: &Rules, input: &Input, expected: &str) -> Option<String> {
    let (unknown, rule) = expected.split_once(" -> ").expect("now needs variables -> a rule");
    let variables = unknown.split(", ").filter(|name| !name.is_empty());
    let unknown: BTreeSet<Variable> = variables
        .map(|name| Variable::from_name(name).expect("a variable"))
        .collect();
    let mut input = input.clone();
    input.unknown = unknown;
    let rejected = rules.rejects_now(&input).and_then(|rejection| rejection.origin.rule);
    let got = rejected.as_deref().unwrap_or("nothing");
    (got != rule).then(|| format!("expected at Send {expected}, got {got}"))
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/rules");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    paths.iter().flat_map(|path| cases_of(path)).collect()
}

fn cases_of(path: &Path) -> Vec<Case> {
    let file = path.file_name().unwrap().to_string_lossy().into_owned();
    let text = fs::read_to_string(path).unwrap();
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("toml") => {
            let beside = fs::read_to_string(path.with_extension("expected")).unwrap_or_default();
            vec![case(file, &text, &beside)]
        }
        Some("cases") => {
            let mut parts = text.split("--- ").filter(|part| !part.trim().is_empty());
            let one = |part: &str| {
                let (name, rest) = part.split_once('\n').unwrap();
                case(format!("{file}, {name}"), rest, "")
            };
            parts.by_ref().map(one).collect()
        }
        _ => Vec::new(),
    }
}

fn case(name: String, text: &str, beside: &str) -> Case {
    let lines = text.lines().chain(beside.lines());
    let expected: Vec<String> = lines
        .filter_map(|line| line.strip_prefix("#~ "))
        .map(str::to_owned)
        .collect();
    let mut text = text.to_owned();
    if expected.iter().any(|line| line == "as crlf") {
        text = text.replace('\n', "\r\n");
    }
    if expected.iter().any(|line| line == "as bom") {
        text.insert(0, '\u{feff}');
    }
    Case { name, text, expected }
}
