//! The demo without anybody at the screen: press, fill in, Send, and read back what arrived.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use deskbell_tests::bell::Bell;
use deskbell_tests::pc::Pc;
use deskbell_tests::practice::{Practice, Ticket};
use deskbell_tests::wait::EVENTUALLY;
use serde_json::{Value, json};

const MESSAGE: &str = "The printer by the window is out of toner.";

/// Rings the bell once and prints the ticket, the rule trace and the paths of two pictures, which go to `out`. Fails
/// unless the ticket, its note and its screenshot are really there.
pub async fn run(out: &Path, json: bool) -> Result<()> {
    std::fs::create_dir_all(out).with_context(|| out.display().to_string())?;
    let (pc, practice) = tokio::try_join!(Pc::new(), Practice::start())?;
    let rung = ring(&pc, &practice, out).await;
    if rung.is_err() {
        keep_logs(&pc, &practice, out)?;
    }
    let (ticket, pictures) = rung?;
    if json {
        return print_json(&practice, &ticket, &pictures).await;
    }
    print(&ticket, &pictures);
    Ok(())
}

async fn ring(pc: &Pc, practice: &Practice, out: &Path) -> Result<(Ticket, [PathBuf; 2])> {
    let pictures = [out.join("form.png"), out.join("sent.png")];
    let mut bell = Bell::start(pc, practice.settings()).await?;
    eprintln!("The bell is in the tray. Pressing it.");
    let form = bell.press().await?;
    form.write(MESSAGE).await?;
    form.tick("others-too").await?;
    form.from("Dana Reyes", "dana@contoso.example").await?;
    form.pictures_painted().await?;
    pc.display.settled_picture(&pictures[0]).await?;
    eprintln!("The form is filled in. Pressing Send.");
    let saved = form.send().await?;
    eprintln!("Saved, reference {}. Waiting for the ticket's number.", saved.reference);
    let number = form.number().await?;
    form.delivered().await?;
    pc.display.settled_picture(&pictures[1]).await?;
    let ticket = practice.arrived(&saved.reference, 1, EVENTUALLY).await?;
    ensure!(
        number.contains(&ticket.number),
        "the form says {number}, but the ticket is {}",
        ticket.number
    );
    ensure!(!ticket.note().is_empty(), "the ticket has no internal note");
    let screenshot = *ticket.pictures().first().context("the ticket has no screenshot")?;
    let bytes = practice.attachment(screenshot).await?;
    ensure!(
        bytes.starts_with(b"\x89PNG") || bytes.starts_with(b"\xff\xd8"),
        "the screenshot is no picture"
    );
    Ok((ticket, pictures))
}

fn print(ticket: &Ticket, pictures: &[PathBuf]) {
    let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "(none)".to_owned());
    println!("\nTicket {}: {}", ticket.number, ticket.title);
    for (label, value) in [
        ("Company", &ticket.company),
        ("Contact", &ticket.contact),
        ("Queue", &ticket.queue),
        ("Priority", &ticket.priority),
        ("Type", &ticket.kind),
        ("Issue", &ticket.issue),
    ] {
        println!("  {label:10} {}", or_none(value));
    }
    println!("\n{}", indented(&or_none(&ticket.description)));
    for note in &ticket.notes {
        let audience = if note.is_public() {
            "the customer sees it"
        } else {
            "technicians only"
        };
        println!("\nNote ({audience})\n{}", indented(&note.text));
    }
    println!();
    for attachment in &ticket.attachments {
        println!("Attachment {} ({} bytes)", attachment.name, attachment.bytes);
    }
    println!("\nWhy it went there:");
    for line in ticket.trace() {
        println!("  {line}");
    }
    println!("\nPictures:");
    for picture in pictures {
        println!("  {}", picture.display());
    }
}

async fn print_json(practice: &Practice, ticket: &Ticket, pictures: &[PathBuf]) -> Result<()> {
    let stored = practice.tickets_json().await?;
    let stored = stored
        .iter()
        .find(|stored| stored["number"] == ticket.number)
        .context("the ticket is gone again")?;
    let fields = [
        "number",
        "title",
        "description",
        "company",
        "contact",
        "queue",
        "priority",
        "type",
        "issue",
    ];
    let line = json!({
        "ticket": only(stored, &fields),
        "notes": each(&stored["notes"], &["text", "publish"]),
        "attachments": each(&stored["attachments"], &["name", "bytes", "publish"]),
        "trace": ticket.trace(),
        "pictures": pictures,
    });
    println!("{line}");
    Ok(())
}

fn each(list: &Value, fields: &[&str]) -> Vec<Value> {
    list.as_array()
        .into_iter()
        .flatten()
        .map(|entry| only(entry, fields))
        .collect()
}

fn only(entry: &Value, fields: &[&str]) -> Value {
    fields
        .iter()
        .map(|field| ((*field).to_owned(), entry[*field].clone()))
        .collect()
}

fn indented(text: &str) -> String {
    text.lines()
        .map(|line| format!("  {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// What the programs said is wanted most when something went wrong.
fn keep_logs(pc: &Pc, practice: &Practice, out: &Path) -> Result<()> {
    for (dir, name) in [(pc.dir(), "pc"), (practice.dir(), "practice")] {
        let kept = out.join(name);
        std::fs::create_dir_all(&kept)?;
        for entry in std::fs::read_dir(dir)? {
            let path = entry?.path();
            if path.extension().is_some_and(|end| end == "log") {
                std::fs::copy(&path, kept.join(path.file_name().unwrap_or_default()))?;
            }
        }
    }
    Ok(())
}
