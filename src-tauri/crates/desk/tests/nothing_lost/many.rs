//! What ten thousand waiting tickets cost, printed.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use deskbell_desk::{Desk, DeskConfig, Owner, Paths, Settings, SystemClock, secret};
use rusqlite::{Connection, params};
use secrecy::SecretString;

use super::say;
use super::station::Request;

const TICKETS: u32 = 10_000;
const ADDED: usize = 21;

#[test]
fn ten_thousand_tickets_wait() {
    let itself = std::env::current_exe().unwrap();
    let measured = Command::new(itself)
        .args(["--exact", "many::in_a_process_of_its_own", "--ignored", "--nocapture"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&measured.stdout);
    for figures in said.lines().filter(|line| line.contains(" waiting: ")) {
        say(figures);
    }
    assert!(
        measured.status.success(),
        "{}",
        String::from_utf8_lossy(&measured.stderr)
    );
}

#[tokio::test]
#[ignore = "is run by the one above: its memory is measured"]
async fn in_a_process_of_its_own() {
    for tickets in [0, TICKETS] {
        measure(tickets).await;
    }
}

async fn measure(tickets: u32) {
    let folder = tempfile::tempdir().unwrap();
    let owner = Owner("1000".to_owned());
    let paths = set_up(folder.path());
    fill(&paths, &owner, tickets).await;

    let before = resident();
    let (desk, opened) = timed(async || open(&paths)).await;
    let after = resident();
    let (snapshot, looked) = timed(async || desk.snapshot(&owner).await.unwrap()).await;
    let waiting = snapshot.tickets.len();
    let mut each = Vec::new();
    for _ in 0..ADDED {
        let request = Request::in_words(&desk, "One more.").submission;
        let (_, took) = timed(async || desk.submit(&owner, &request).await.unwrap()).await;
        each.push(took);
    }
    each.sort();
    let ((), tried) = timed(async || desk.deliver_now().await.unwrap()).await;
    println!(
        "{waiting} waiting: open {opened:?}, memory {} KiB more ({after} KiB in all), snapshot {looked:?}, one more {:?} \
         (p95 {:?}), a try while offline {tried:?}",
        after.saturating_sub(before),
        each[ADDED / 2],
        each[ADDED * 95 / 100],
    );
}

/// Connected to a tenant that nobody reaches.
fn set_up(folder: &Path) -> Paths {
    let machine = folder.join("machine");
    fs::create_dir_all(&machine).unwrap();
    let settings = machine.join("deskbell.toml");
    let text = "[autotask]\nuser = \"api@practice.example\"\ntracking_id = \"PRACTICE000000000000000000\"\n\
        discovery = \"http://127.0.0.1:1/ATServicesRest/\"\npractice = true\n";
    fs::write(&settings, text).unwrap();
    let paths = Paths::system(Some(settings), Some(folder.join("data")));
    secret::store(&paths, &SecretString::from("practice-secret-not-real")).unwrap();
    paths
}

/// So many tickets, made after the one that was handed in.
async fn fill(paths: &Paths, owner: &Owner, tickets: u32) {
    let desk = open(paths);
    if tickets == 0 {
        return;
    }
    let first = Request::in_words(&desk, "The printer is on fire.").submission;
    let receipt = desk.submit(owner, &first).await.unwrap();
    let others: Vec<String> = (1..tickets).map(|_| desk.press().to_string()).collect();
    drop(desk);
    let mut connection = Connection::open(paths.data.join("outbox.db")).unwrap();
    let transaction = connection.transaction().unwrap();
    for table in ["tickets", "steps", "codes"] {
        let columns: Vec<String> = transaction
            .prepare("SELECT name FROM pragma_table_info(?1)")
            .unwrap()
            .query_map([table], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        let copied = columns.iter().map(|name| match name.as_str() {
            "reference" => "?3".to_owned(),
            // What is no text must stay what it is.
            name => format!("CASE typeof({name}) WHEN 'text' THEN replace({name}, ?1, ?2) ELSE {name} END"),
        });
        let of = if table == "tickets" { "id" } else { "ticket" };
        let copied = copied.collect::<Vec<_>>().join(", ");
        let copy = format!(
            "INSERT INTO {table} ({}) SELECT {copied} FROM {table} WHERE {of} = ?1 AND ?3 = ?3",
            columns.join(", ")
        );
        let mut copy = transaction.prepare(&copy).unwrap();
        for (number, id) in others.iter().enumerate() {
            copy.execute(params![receipt.id.to_string(), id, format!("N{number}")])
                .unwrap();
        }
    }
    transaction.commit().unwrap();
}

fn open(paths: &Paths) -> Desk {
    Desk::open(DeskConfig {
        paths: paths.clone(),
        settings: Settings::default(),
        clock: Arc::new(SystemClock),
        psa: None,
        alerts: Arc::new(deskbell_desk::alert::NoAlerts),
    })
    .unwrap()
}

#[expect(clippy::disallowed_methods, reason = "it is measured")]
async fn timed<T>(work: impl AsyncFnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let done = work().await;
    (done, start.elapsed())
}

/// Memory in use, in KiB; 0 where that can't be read.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .unwrap_or_default();
    line.split_whitespace()
        .nth(1)
        .and_then(|number| number.parse().ok())
        .unwrap_or_default()
}
