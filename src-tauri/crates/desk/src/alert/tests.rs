use std::sync::{Arc, Mutex};

use super::*;
use crate::desk::{Desk, DeskConfig};
use crate::fake::{AlertBook, FakePsa};
use crate::{Paths, Settings, SystemClock};

fn ticket() -> DraftId {
    "019a0b1c-0000-7000-8000-00000000c0de".parse().unwrap()
}

fn every_alert() -> Vec<Alert> {
    let ticket = ticket();
    vec![
        Alert::Ambiguous { ticket },
        Alert::Refused {
            ticket,
            reason: "no contact\nwith dana@contoso.example".to_owned(),
        },
        Alert::Credentials,
        Alert::SeveralTickets { ticket, count: 3 },
        Alert::OutboxDamaged {
            kept_as: "outbox-2026-11-21T194913Z.db".to_owned(),
            references: (0..500).map(|number| format!("R{number}")).collect(),
            unreadable: false,
        },
        Alert::DiskFull,
        Alert::WaitsLong {
            ticket,
            since: "2026-11-21T09:00:00Z".parse().unwrap(),
        },
        Alert::Settings {
            problem: "deskbell.toml:3:1: unknown key\n\n".repeat(40),
        },
        Alert::Rules {
            problem: "rules.toml:3:1: unknown key".to_owned(),
        },
    ]
}

fn open(folder: &tempfile::TempDir, book: &Arc<AlertBook>) -> Desk {
    Desk::open(DeskConfig {
        paths: Paths::system(None, Some(folder.path().to_owned())),
        settings: Settings::default(),
        clock: Arc::new(SystemClock),
        psa: Some(Arc::new(FakePsa::new())),
        alerts: Arc::clone(book) as Arc<dyn AlertSink>,
    })
    .unwrap()
}

#[test]
fn every_alert_is_one_short_line_that_names_nobody() {
    for alert in every_alert() {
        let line = alert.line("H7K2");
        assert!(crate::text::room(&line) <= LINE && !line.contains('\n'), "{line}");
        assert!(!line.contains('@'), "{line}");
        assert_eq!(alert.ticket().is_some(), line.contains("H7K2"), "{line}");
    }
}

#[test]
fn the_readme_lists_every_event_id_with_its_severity() {
    let readme = include_str!("../../README.md");
    for (alert, id) in every_alert().iter().zip(AlertId::ALL) {
        assert_eq!(alert.id(), id);
        let row = format!("| {} | {:?} |", id.number(), id.severity());
        assert!(readme.contains(&row), "{row}");
    }
}

#[tokio::test]
async fn an_alert_is_raised_once_per_cause_and_ticket_also_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let book = Arc::new(AlertBook::default());
    let desk = open(&folder, &book);
    for alert in every_alert() {
        desk.inner().alert(alert).await;
    }
    assert_eq!(book.take(), AlertId::ALL);
    let again = open(&folder, &book);
    for desk in [&desk, &again] {
        for alert in every_alert() {
            desk.inner().alert(alert).await;
        }
    }
    assert_eq!(book.take(), []);
    let other = DraftId(uuid::Uuid::nil());
    again.inner().alert(Alert::Ambiguous { ticket: other }).await;
    let problem = "rules.toml:9:1: another".to_owned();
    again.inner().alert(Alert::Rules { problem }).await;
    assert_eq!(book.take(), [AlertId::Ambiguous, AlertId::Rules]);
}

#[tokio::test]
async fn what_was_over_and_comes_back_is_raised_again() {
    let folder = tempfile::tempdir().unwrap();
    let book = Arc::new(AlertBook::default());
    let desk = open(&folder, &book);
    desk.inner().alert(Alert::Credentials).await;
    desk.inner().all_clear(AlertId::Credentials).await;
    desk.inner().alert(Alert::Credentials).await;
    assert_eq!(book.take(), [AlertId::Credentials, AlertId::Credentials]);
}

#[tokio::test]
async fn what_the_systems_log_did_not_take_is_raised_at_the_next_occasion() {
    struct Deaf(Mutex<u32>);
    impl AlertSink for Deaf {
        fn raise(&self, _notice: &Notice) -> io::Result<()> {
            let mut asked = self.0.lock().unwrap();
            *asked += 1;
            if *asked == 1 {
                return Err(io::Error::other("no log here"));
            }
            Ok(())
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let deaf = Arc::new(Deaf(Mutex::new(0)));
    let desk = Desk::open(DeskConfig {
        paths: Paths::system(None, Some(folder.path().to_owned())),
        settings: Settings::default(),
        clock: Arc::new(SystemClock),
        psa: Some(Arc::new(FakePsa::new())),
        alerts: Arc::clone(&deaf) as Arc<dyn AlertSink>,
    })
    .unwrap();
    for _ in 0..3 {
        desk.inner().alert(Alert::DiskFull).await;
    }
    assert_eq!(*deaf.0.lock().unwrap(), 2);
}

#[tokio::test]
async fn a_parked_ticket_is_raised_by_its_cause_and_a_refused_key_once_for_all_tickets() {
    let folder = tempfile::tempdir().unwrap();
    let book = Arc::new(AlertBook::default());
    let desk = open(&folder, &book);
    let owner = crate::Owner("1000".to_owned());
    let causes = [
        (Cause::Refused, vec![AlertId::Refused]),
        (Cause::Ambiguous, vec![AlertId::Ambiguous]),
        (Cause::Key, vec![AlertId::Credentials]),
        (Cause::Key, vec![]),
    ];
    for (cause, raised) in causes {
        let id = desk.press();
        let submission = crate::fake::words(id, "The printer is on fire.");
        desk.submit(&owner, &submission).await.unwrap();
        desk.inner().outbox.park(id, cause, "no".to_owned()).await.unwrap();
        desk.inner().tell(id).await.unwrap();
        assert_eq!(book.take(), raised, "{cause:?}");
    }
}

#[tokio::test]
async fn broken_files_are_raised_until_they_are_put_right() {
    let folder = tempfile::tempdir().unwrap();
    let book = Arc::new(AlertBook::default());
    let settings_file = folder.path().join("deskbell.toml");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("deskbell.toml", "colour = 1\n");
    write("rules.toml", "[[rule]]\nwhen.colour = 1\n");
    let desk = Desk::open(DeskConfig {
        paths: Paths::system(Some(settings_file), Some(folder.path().join("data"))),
        settings: Settings::default(),
        clock: Arc::new(SystemClock),
        psa: Some(Arc::new(FakePsa::new())),
        alerts: Arc::clone(&book) as Arc<dyn AlertSink>,
    })
    .unwrap();
    for _ in 0..2 {
        desk.deliver_now().await.unwrap();
    }
    assert_eq!(book.take(), [AlertId::Settings, AlertId::Rules]);
    write("deskbell.toml", "ask_phone = true\n");
    write("rules.toml", "");
    desk.deliver_now().await.unwrap();
    write("deskbell.toml", "colour = 1\n");
    desk.deliver_now().await.unwrap();
    assert_eq!(book.take(), [AlertId::Settings]);
}
