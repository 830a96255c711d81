//! Outboxes that older versions left behind: each is opened, brought to today's layout, and delivered.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod world;

use std::fs;
use std::path::{Path, PathBuf};

use deskbell_desk::alert::NoAlerts;
use deskbell_desk::{Desk, DeskConfig, Paths, Settings, State};
use jiff::SignedDuration;
use rusqlite::Connection;
use std::sync::Arc;
use world::{World, words};

/// Frozen dumps, one per version: `outbox-v1.sql`.
fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .collect();
    found.sort();
    found
}

/// The outbox of a fixture, as the file of another program.
fn laid_out(fixture: &Path, world: &World) -> PathBuf {
    fs::create_dir_all(world.data()).unwrap();
    let file = world.data().join("outbox.db");
    let dump = fs::read_to_string(fixture).unwrap();
    Connection::open(&file).unwrap().execute_batch(&dump).unwrap();
    file
}

fn version(file: &Path) -> i64 {
    let connection = Connection::open(file).unwrap();
    connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap()
}

/// Today's version: that of an outbox that is made now.
fn todays() -> i64 {
    let folder = tempfile::tempdir().unwrap();
    let world_free = Desk::open(DeskConfig {
        paths: Paths::system(None, Some(folder.path().to_owned())),
        settings: Settings::default(),
        clock: Arc::new(deskbell_desk::SystemClock),
        psa: None,
        alerts: Arc::new(NoAlerts),
    });
    drop(world_free.unwrap());
    version(&folder.path().join("outbox.db"))
}

/// Every version has its fixture, of that version.
#[test]
fn every_version_that_was_ever_released_is_among_the_fixtures() {
    let folder = tempfile::tempdir().unwrap();
    let older = 1..todays().max(2);
    let found: Vec<i64> = fixtures()
        .iter()
        .map(|fixture| {
            let file = folder.path().join(fixture.file_stem().unwrap());
            let dump = fs::read_to_string(fixture).unwrap();
            Connection::open(&file).unwrap().execute_batch(&dump).unwrap();
            let version = version(&file);
            assert!(
                fixture.ends_with(format!("outbox-v{version}.sql")),
                "{}",
                fixture.display()
            );
            version
        })
        .collect();
    assert!(
        older.clone().all(|version| found.contains(&version)),
        "{found:?} of {older:?}"
    );
}

/// Somebody asks for every ticket until none is left, while the time goes on.
async fn deliver_all(desk: &Desk, world: &World) {
    for _ in 0..12 {
        desk.deliver_now().await.unwrap();
        let tickets = desk.snapshot(&world.owner).await.unwrap().tickets;
        if tickets.iter().all(|ticket| ticket.state == State::Delivered) {
            return;
        }
        world.clock.advance(SignedDuration::from_mins(3));
    }
    panic!("{:?}", desk.snapshot(&world.owner).await.unwrap().tickets);
}

#[tokio::test]
async fn an_older_outbox_is_opened_and_everything_in_it_arrives_once() {
    for fixture in fixtures() {
        let world = World::new().await;
        let file = laid_out(&fixture, &world);
        let desk = world.desk();
        assert_eq!(version(&file), todays(), "{}", fixture.display());
        let before = desk.snapshot(&world.owner).await.unwrap().tickets;
        assert_eq!(before.len(), 9, "{}", fixture.display());
        let kept = desk.kept_draft(&world.owner).await.unwrap();
        // Drafts are kept for a day, and this one is three days ahead of the clock.
        assert_eq!(kept.unwrap().files[0].name, "kept.txt");
        // The one ticket that the fixture made before.
        let other = world.elsewhere("made before");
        let first = words(other.press(), "Made in the fixture's time");
        other.submit(&world.owner, &first).await.unwrap();
        other.deliver_now().await.unwrap();
        deliver_all(&desk, &world).await;

        let there = world.simulator().tickets();
        // One was delivered before, and one was made before.
        assert_eq!(there.len(), before.len() - 1, "{}", fixture.display());
        for ticket in &before {
            let id = Some(ticket.id.to_string());
            let made = there.iter().filter(|made| made.external_id == id).count();
            let made_before = matches!(
                ticket.subject.as_str(),
                "Delivered" | "The ticket is there, its attachments are not"
            );
            assert_eq!(
                made,
                usize::from(!made_before),
                "{}: {}",
                fixture.display(),
                ticket.subject
            );
        }
        for made in &there {
            let notes = made.notes.iter().filter(|note| note.title == "About this request");
            assert_eq!(notes.count(), 1, "{}", made.title);
            let names: Vec<&str> = made.attachments.iter().map(|one| one.name.as_str()).collect();
            assert!(
                names.contains(&"screen.png") || made.title.starts_with("Made"),
                "{}",
                made.title
            );
        }
        let partly = there.iter().find(|made| made.title.starts_with("Made")).unwrap();
        assert_eq!(
            partly.attachments.len(),
            2,
            "what was missing is added to the ticket it belongs to"
        );
    }
}

#[tokio::test]
async fn a_newer_outbox_is_refused_with_its_version_and_left_as_it_is_byte_for_byte() {
    for journal in ["delete", "wal"] {
        let world = World::new().await;
        let file = laid_out(&fixtures()[0], &world);
        // Another program that still has it open, so that what it wrote last is in its journal alone.
        let newer = Connection::open(&file).unwrap();
        newer.pragma_update(None, "journal_mode", journal).unwrap();
        newer.pragma_update(None, "wal_autocheckpoint", 0).unwrap();
        newer.pragma_update(None, "user_version", 99).unwrap();
        let bytes = |name: &str| fs::read(world.data().join(name)).unwrap_or_default();
        let before = ["outbox.db", "outbox.db-wal"].map(bytes);
        let refused = world.try_desk().unwrap_err().to_string();
        assert!(!refused.is_empty());
        assert_eq!(["outbox.db", "outbox.db-wal"].map(bytes), before, "{journal}");
        assert!(fs::read_dir(world.data()).unwrap().all(|entry| {
            let name = entry.unwrap().file_name();
            !name.to_string_lossy().starts_with("outbox-")
        }));
    }
}
