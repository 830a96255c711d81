//! What an administrator sees of somebody's outbox, and that looking changes nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod world;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use deskbell_desk::health;
use rusqlite::Connection;
use world::{World, words};

/// Every file of a folder with its bytes.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let files = entries.filter(|entry| entry.path().is_file());
    files
        .map(|entry| {
            (
                entry.file_name().into_string().unwrap(),
                fs::read(entry.path()).unwrap(),
            )
        })
        .collect()
}

fn older_outbox(folder: &Path) {
    let dump = include_str!("fixtures/outbox-v1.sql");
    let connection = Connection::open(folder.join("outbox.db")).unwrap();
    connection.execute_batch(dump).unwrap();
    connection.pragma_update(None, "journal_mode", "wal").unwrap();
}

#[test]
fn an_outbox_of_somebody_else_and_of_an_older_version_is_counted_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    older_outbox(folder.path());
    let before = contents(folder.path());
    let seen = health::outbox(folder.path(), "dana");
    assert_eq!(seen.unreadable, None);
    assert_eq!((seen.unsent, seen.parked.len(), seen.delivered), (5, 3, 1));
    assert!(seen.oldest_unsent.is_some() && seen.last_delivery.is_some() && seen.room.is_some());
    assert!(
        seen.parked
            .iter()
            .any(|ticket| ticket.reference == "RFSD" && ticket.reason.contains("queueID"))
    );
    assert!(!seen.courier_alive);
    assert_eq!(contents(folder.path()), before);
}

#[test]
fn what_is_no_outbox_of_ours_is_said_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(health::outbox(folder.path(), "").unreadable, None);
    assert_eq!(contents(folder.path()).len(), 0);
    fs::write(folder.path().join("outbox.db"), vec![0xA5; 9000]).unwrap();
    assert!(health::outbox(folder.path(), "").unreadable.is_some());
    assert_eq!(contents(folder.path()).len(), 1);
    fs::remove_file(folder.path().join("outbox.db")).unwrap();
    older_outbox(folder.path());
    let connection = Connection::open(folder.path().join("outbox.db")).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let newer = health::outbox(folder.path(), "").unreadable.unwrap();
    assert!(newer.contains("99"), "{newer}");
}

#[tokio::test]
async fn what_a_running_program_has_just_saved_is_seen_and_so_is_the_program() {
    let world = World::new().await;
    world.simulator().down();
    let running = world.running();
    let submission = words(running.desk.press(), "printer");
    running.desk.submit(&world.owner, &submission).await.unwrap();
    let seen = health::outbox(&world.data(), "");
    assert_eq!((seen.unsent, seen.courier_alive), (1, true));
    running.end().await;
}
