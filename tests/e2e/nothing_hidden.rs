//! What left the machine holds nothing about person and PC that "What we send" had not shown.

use std::fs;

use anyhow::{Context as _, Result};
use deskbell_tests::admin::Admin;
use deskbell_tests::bell::Bell;
use deskbell_tests::pc::Pc;
use deskbell_tests::practice::Practice;
use deskbell_tests::wait::EVENTUALLY;
use serde_json::Value;

/// Too short to be told from chance: a "1" is in every request.
const TELLING: usize = 4;

/// Every text of a request but the pictures' own bytes.
fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => match serde_json::from_str::<Value>(text) {
            // A body is JSON within the record of its request.
            Ok(inner @ (Value::Object(_) | Value::Array(_))) => texts(&inner, found),
            Ok(_) | Err(_) => found.push(text.clone()),
        },
        Value::Array(values) => values.iter().for_each(|value| texts(value, found)),
        Value::Object(fields) => fields
            .iter()
            .filter(|(name, _)| name.as_str() != "data")
            .for_each(|(_, value)| texts(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// What a program could find out about this machine and whoever uses it, shown or not, each with whether it was a fact of
/// ours.
async fn could_be_known(practice: &Practice) -> Result<Vec<(String, bool)>> {
    let mut known = Vec::new();
    let looked = Admin::new(practice.settings())?.run(&["facts", "--json"], "").await?;
    let facts: Vec<Value> = serde_json::from_str(&looked.stdout)?;
    for fact in &facts {
        let values = fact["values"].as_array().context("values")?;
        for value in values.iter().filter_map(Value::as_str) {
            // A moment is shown as people of a language write it.
            let since = value.split_once(" (").filter(|_| fact["key"] == "uptime");
            known.push((since.map_or(value, |(_, since)| since).to_owned(), true));
        }
    }
    for file in [
        "/etc/machine-id",
        "/proc/sys/kernel/random/boot_id",
        "/proc/sys/kernel/osrelease",
        "/proc/sys/kernel/version",
        "/proc/sys/kernel/hostname",
        "/etc/timezone",
        "/etc/resolv.conf",
        "/etc/passwd",
        "/etc/os-release",
        "/proc/cpuinfo",
        "/proc/meminfo",
        "/proc/mounts",
    ] {
        let text = fs::read_to_string(file).unwrap_or_default();
        let values = text
            .lines()
            .flat_map(|line| line.split([':', '=', ',', '"', '\t', ' ']));
        known.extend(values.chain(text.lines()).map(|value| (value.trim().to_owned(), false)));
    }
    for card in fs::read_dir("/sys/class/net")? {
        let address = fs::read_to_string(card?.path().join("address"))?;
        known.push((address.trim().to_owned(), true));
    }
    known.retain(|(value, _)| value.chars().count() >= TELLING);
    known.sort();
    known.dedup();
    Ok(known)
}

#[tokio::test]
async fn no_fact_about_person_or_pc_is_in_any_request_that_was_not_shown() -> Result<()> {
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let mut bell = Bell::start(&pc, practice.settings()).await?;
    let form = bell.press().await?;
    form.write("Zorp glimmt").await?;
    // They move what is below them.
    form.pictures_painted().await?;
    form.from("Dana Reyes", "dana@contoso.example").await?;
    form.click("#what-we-send summary").await?;
    for off in ["os_version", "memory", "monitors"] {
        form.click(&format!("[data-fact=\"{off}\"]")).await?;
    }
    let script = "return [...document.querySelectorAll('#what-we-send li')]
        .filter((fact) => !fact.querySelector('input:not(:checked)'))
        .map((fact) => fact.innerText)";
    let shown: Vec<String> = serde_json::from_value(form.client().execute(script, Vec::new()).await?)?;
    let shown = shown.join("\n");
    let saved = form.send().await?;
    form.delivered().await?;
    let ticket = practice.arrived(&saved.reference, 1, EVENTUALLY).await?;

    let facts = ticket.note().split("\n\n").find(|part| part.starts_with("This PC\n"));
    let facts: Vec<&str> = facts.context("the facts")?.lines().skip(1).collect();
    assert!(facts.len() > 4, "{facts:?}");
    for fact in facts {
        let (label, value) = fact.split_once(": ").context("a label")?;
        // A reason is no fact, and a moment is written as people of a language write it.
        let value = match value.rsplit_once(" (") {
            _ if value.starts_with("not known") => "",
            Some((_, since)) if label == "Running since" => since,
            Some(_) | None => value,
        };
        assert!(
            shown.contains(label) && shown.contains(value),
            "{fact} is not in:\n{shown}"
        );
    }

    let mut sent = Vec::new();
    for request in practice.requests().await? {
        texts(&request["body"], &mut sent);
        sent.push(request["path"].as_str().unwrap_or_default().to_owned());
    }
    let sent = sent.join("\n");
    assert!(sent.contains("Zorp glimmt") && sent.contains("Dana Reyes"), "{sent}");
    let (mut told, mut hidden) = (0, Vec::new());
    for (known, is_a_fact) in could_be_known(&practice).await? {
        match (sent.contains(&known), shown.contains(&known)) {
            (true, true) => told += 1,
            (true, false) if is_a_fact || !is_our_own_word(&known, &sent, &saved.reference) => hidden.push(known),
            (true | false, _) => {}
        }
    }
    assert_eq!(hidden, Vec::<String>::new(), "sent and not shown");
    assert!(told > 3, "next to nothing was looked for: {told}");
    Ok(())
}

/// Whether the person typed it, or it is a plain word such as "http", which some file of the machine holds too.
fn is_our_own_word(known: &str, sent: &str, reference: &str) -> bool {
    let own = ["Dana Reyes", "dana@contoso.example", "Zorp glimmt", reference];
    let rest = own.iter().fold(sent.to_owned(), |rest, word| rest.replace(word, ""));
    let is_a_word = known.chars().all(|c| c.is_ascii_alphabetic()) && known.chars().count() < 12;
    !rest.contains(known) || is_a_word
}
