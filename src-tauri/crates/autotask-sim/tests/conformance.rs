//! The simulator against the fact sheet: every case under `tests/cases` is a conversation with the API, in memory, that
//! shows one numbered fact. How to write one: `tests/cases/README.md`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::collections::BTreeMap;
use std::time::Duration;

use autotask_sim::{Clock, Simulator, Tenant};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::Value;
use tower::ServiceExt;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    fact: String,
    name: String,
    /// What differs from the practice tenant.
    #[serde(default)]
    tenant: String,
    step: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    /// `VERB path?query`, below `/ATServicesRest/V1.0/` unless the path begins with a slash.
    call: String,
    /// Another API user than the first; "nobody" sends no credentials.
    user: Option<String>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    body: String,
    /// How often the call is made; all answers must be the same.
    #[serde(default = "once")]
    times: u32,
    /// Moves the clock on before the call.
    #[serde(default)]
    after_seconds: u64,
    status: u16,
    /// JSON that the answer has in it: members may be missing here, list items may not.
    answer: Option<String>,
    /// The whole body.
    text: Option<String>,
    contains: Option<String>,
    /// The ids of the items answered.
    ids: Option<Vec<i64>>,
    /// Keeps parts of the answer, by JSON pointer, for `{name}` in later steps.
    #[serde(default)]
    keep: BTreeMap<String, String>,
}

fn once() -> u32 {
    1
}

const SHEETS: [(&str, &str); 9] = [
    ("access", include_str!("cases/access.toml")),
    ("attachments", include_str!("cases/attachments.toml")),
    ("limits", include_str!("cases/limits.toml")),
    ("metadata", include_str!("cases/metadata.toml")),
    ("notes", include_str!("cases/notes.toml")),
    ("others", include_str!("cases/others.toml")),
    ("queries", include_str!("cases/queries.toml")),
    ("tickets", include_str!("cases/tickets.toml")),
    ("workflows", include_str!("cases/workflows.toml")),
];

fn cases() -> Vec<(String, Case)> {
    let read = |(sheet, text): (&str, &str)| {
        let cases: Cases = toml::from_str(text).unwrap_or_else(|error| panic!("{sheet}.toml: {error}"));
        cases
            .case
            .into_iter()
            .map(move |case| (sheet.to_owned(), case))
            .collect::<Vec<_>>()
    };
    SHEETS.into_iter().flat_map(read).collect()
}

#[tokio::test]
async fn the_tenant_behaves_as_the_fact_sheet_says() {
    let mut failures = Vec::new();
    for (sheet, case) in cases() {
        if let Err(failure) = check(&case).await {
            failures.push(format!(
                "{sheet}.toml, \"{}\" (fact {}): {failure}",
                case.name, case.fact
            ));
        }
    }
    assert!(
        failures.is_empty(),
        "{} cases failed:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

async fn check(case: &Case) -> Result<(), String> {
    let tenant =
        Tenant::from_toml(&format!("base = 'practice'\n{}", case.tenant)).map_err(|error| error.to_string())?;
    let clock = Clock::stopped_at("2026-11-18T12:00:00.307Z".parse().unwrap());
    let simulator = Simulator::new(tenant, clock.clone());
    let router = simulator.router();
    let mut kept = BTreeMap::new();
    for (number, step) in (1..).zip(&case.step) {
        clock.advance(Duration::from_secs(step.after_seconds));
        for _ in 0..step.times {
            let (status, body) = call(&simulator, &router, step, &kept).await;
            judge(step, status, &body, &kept)
                .map_err(|failure| format!("step {number}: {failure}\n  got {status} {body}"))?;
            keep(step, &body, &mut kept).map_err(|failure| format!("step {number}: {failure}\n  got {body}"))?;
        }
    }
    Ok(())
}

async fn call(simulator: &Simulator, router: &Router, step: &Step, kept: &BTreeMap<String, String>) -> (u16, String) {
    let line = filled(&step.call, kept);
    let (verb, path) = line.split_once(' ').unwrap();
    let path = path.strip_prefix("http://127.0.0.1").unwrap_or(path);
    let path = if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("/ATServicesRest/V1.0/{path}")
    };
    let mut request = Request::builder()
        .method(verb)
        .uri(path)
        .header("Content-Type", "application/json");
    let credentials = match step.user.as_deref() {
        None => Some(simulator.credentials()),
        Some(login) => simulator.credentials_of(login),
    };
    if let Some(credentials) = credentials {
        let usual = [
            ("UserName", credentials.user.as_str()),
            ("Secret", credentials.secret.expose_secret()),
            ("ApiIntegrationCode", credentials.tracking_id.as_str()),
        ];
        for (name, value) in usual.into_iter().filter(|(name, _)| !step.headers.contains_key(*name)) {
            request = request.header(name, value);
        }
    }
    for (name, value) in &step.headers {
        request = request.header(name, value);
    }
    let request = request.body(Body::from(filled(&step.body, kept))).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8_lossy(&body).into_owned())
}

fn judge(step: &Step, status: u16, body: &str, kept: &BTreeMap<String, String>) -> Result<(), String> {
    if status != step.status {
        return Err(format!("expected status {}", step.status));
    }
    if let Some(text) = &step.text
        && body != text
    {
        return Err(format!("expected the body to be {text:?}"));
    }
    if let Some(part) = &step.contains
        && !body.contains(part)
    {
        return Err(format!("expected the body to contain {part:?}"));
    }
    if let Some(answer) = &step.answer {
        let answer = filled(answer, kept);
        let expected: Value = serde_json::from_str(&answer).map_err(|error| format!("bad case: {error}: {answer}"))?;
        has(&parsed(body)?, &expected, "")?;
    }
    if let Some(ids) = &step.ids {
        let answer = parsed(body)?;
        let items = answer["items"].as_array().ok_or("expected items")?;
        let got: Vec<i64> = items.iter().filter_map(|item| item["id"].as_i64()).collect();
        if &got != ids {
            return Err(format!("expected the items {ids:?}, got {got:?}"));
        }
    }
    Ok(())
}

/// Is everything expected there? Members of objects may be left out of what is expected.
fn has(got: &Value, expected: &Value, at: &str) -> Result<(), String> {
    match (got, expected) {
        (Value::Object(got), Value::Object(expected)) => {
            for (name, value) in expected {
                let at = format!("{at}/{name}");
                has(got.get(name).ok_or_else(|| format!("expected {at}"))?, value, &at)?;
            }
            Ok(())
        }
        (Value::Array(got), Value::Array(expected)) if got.len() == expected.len() => {
            let pairs = got.iter().zip(expected).enumerate();
            pairs
                .into_iter()
                .try_for_each(|(index, (got, expected))| has(got, expected, &format!("{at}/{index}")))
        }
        (got, expected) if got == expected => Ok(()),
        (got, expected) => Err(format!("expected {at} to be {expected}, got {got}")),
    }
}

fn keep(step: &Step, body: &str, kept: &mut BTreeMap<String, String>) -> Result<(), String> {
    for (name, pointer) in &step.keep {
        let answer = parsed(body)?;
        let value = answer.pointer(pointer).ok_or_else(|| format!("nothing at {pointer}"))?;
        kept.insert(
            name.clone(),
            value.as_str().map_or_else(|| value.to_string(), str::to_owned),
        );
    }
    Ok(())
}

fn filled(text: &str, kept: &BTreeMap<String, String>) -> String {
    kept.iter().fold(text.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), value)
    })
}

fn parsed(body: &str) -> Result<Value, String> {
    serde_json::from_str(body).map_err(|error| format!("not JSON: {error}"))
}

/// The sections of the fact sheet that say how Autotask behaves.
const FACTS: [&str; 49] = [
    "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "0.10", "1", "2", "3", "3.1", "3.2", "3.3", "3.4",
    "3.5", "3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14", "4.1", "4.2", "4.3", "4.5", "4.6", "5",
    "6", "7.1", "7.2", "7.3", "7.4", "7.5", "7.6", "7.7", "7.8", "7.9", "7.10", "7.11", "7.12", "7.13", "7.14", "7.15",
];

/// A line of CONFORMANCE.md.
struct Line<'a> {
    fact: &'a str,
    shown: &'a str,
    simulator: &'a str,
    client: &'a str,
}

fn lines() -> Vec<Line<'static>> {
    let table = include_str!("../CONFORMANCE.md")
        .lines()
        .filter(|line| line.starts_with("| "));
    table
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split(" |").map(str::trim).collect();
            let [fact, shown, simulator, client] = cells[..] else {
                panic!("not four columns: {line}");
            };
            Line {
                fact,
                shown,
                simulator: simulator.trim_matches('`'),
                client: client.trim_matches('`'),
            }
        })
        .collect()
}

#[test]
fn the_table_has_every_case_and_every_section() {
    let lines = lines();
    for (sheet, case) in cases() {
        let there = lines
            .iter()
            .any(|line| line.fact == case.fact && line.shown == case.name && line.simulator == sheet);
        assert!(
            there,
            "CONFORMANCE.md lacks: | {} | {} | `{sheet}` |",
            case.fact, case.name
        );
    }
    for fact in FACTS.into_iter().chain(["11"]) {
        assert!(
            lines.iter().any(|line| line.fact == fact),
            "CONFORMANCE.md has no line for {fact}"
        );
    }
}

#[test]
fn every_test_the_table_names_exists() {
    let (cases, ours) = (cases(), functions(&["src", "tests"]));
    let theirs = functions(&[
        "../autotask-psa/src",
        "../autotask-psa/tests",
        "../desk/src",
        "../desk/tests",
        "../cli/tests",
    ]);
    for line in lines() {
        let is_sheet = SHEETS.iter().any(|(sheet, _)| *sheet == line.simulator);
        let exists = match line.simulator {
            "none" => true,
            sheet if is_sheet => cases.iter().any(|(of, case)| of == sheet && case.name == line.shown),
            function => ours.contains(function),
        };
        assert!(exists, "{} {}: there is no {}", line.fact, line.shown, line.simulator);
        assert!(
            line.client.is_empty() || theirs.contains(line.client),
            "{} {}: the client has no test {}",
            line.fact,
            line.shown,
            line.client
        );
        assert!(
            FACTS.contains(&line.fact) || line.fact == "11",
            "no such section: {}",
            line.fact
        );
    }
}

/// The names of all functions in the Rust files below some folders.
fn functions(folders: &[&str]) -> std::collections::HashSet<String> {
    let mut found = std::collections::HashSet::new();
    let mut folders: Vec<_> = folders
        .iter()
        .map(|folder| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))
        .collect();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let names = text
                    .split("fn ")
                    .skip(1)
                    .filter_map(|rest| rest.split(['(', '<']).next());
                found.extend(names.map(str::to_owned));
            }
        }
    }
    found
}
