use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::psa::Audience;
use crate::saved::{Saved, SavedFile};
use crate::{BlobId, BlobKind, Draft, DraftId, Facts, KnownBy, Owner, Requester};

fn now() -> Timestamp {
    "2026-11-18T11:00:00Z".parse().unwrap()
}

fn owner() -> Owner {
    Owner("1000".to_owned())
}

fn draft(message: &str, files: Vec<BlobId>) -> Draft {
    Draft {
        id: DraftId(Uuid::now_v7()),
        message: message.to_owned(),
        subject: None,
        selections: Vec::new(),
        answers: std::collections::BTreeMap::new(),
        on_behalf_of: None,
        requester: Requester {
            name: "Dana Reyes".to_owned(),
            email: String::new(),
            phone: String::new(),
            known_by: KnownBy::Typed,
        },
        files,
    }
}

fn saved(draft: Draft) -> Saved {
    let file = |blob: &BlobId| SavedFile {
        blob: *blob,
        kind: BlobKind::File,
        name: String::new(),
        bytes: 0,
    };
    Saved {
        id: draft.id,
        owner: owner(),
        reference: String::new(),
        saved_at: now(),
        files: draft.files.iter().map(file).collect(),
        draft,
        facts: Facts::default(),
        selections: Vec::new(),
        remarks: Vec::new(),
    }
}

fn versions() -> Versions {
    Versions {
        settings: "s".to_owned(),
        rules: "r".to_owned(),
    }
}

async fn staged(outbox: &Outbox, draft: DraftId, name: &str) -> BlobId {
    let id = BlobId(Uuid::now_v7());
    let file = StagedFile {
        id,
        owner: owner(),
        draft,
        name: name.to_owned(),
        bytes: b"bytes".to_vec(),
    };
    outbox.stage(file, now()).await.unwrap();
    id
}

async fn keep(outbox: &Outbox, saved: Saved) -> Kept {
    outbox
        .save(saved, versions(), "subject".to_owned(), Vec::new())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_draft_is_offered_for_a_day_with_its_files_and_without_those_taken_out() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = Outbox::open(folder.path(), None).unwrap();
    let mut draft = draft("half a sentence", Vec::new());
    let kept = staged(&outbox, draft.id, "kept.txt").await;
    staged(&outbox, draft.id, "taken out.txt").await;
    let gone = BlobId(Uuid::now_v7());
    draft.files = vec![gone, kept];
    outbox.keep_draft(&owner(), &draft, now()).await.unwrap();

    let reopened = Outbox::open(folder.path(), None).unwrap();
    let offered = reopened
        .kept_draft(&owner(), now() + SignedDuration::from_hours(23))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(offered.draft.message, "half a sentence");
    assert_eq!(
        offered.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(),
        ["kept.txt"]
    );
    assert_eq!(offered.draft.files, [kept]);
    let later = now() + SignedDuration::from_hours(25);
    assert_eq!(reopened.kept_draft(&owner(), later).await.unwrap(), None);
    reopened.tidy_now(later).unwrap();
    assert_eq!(reopened.bytes(kept).await.unwrap(), None);
    let other = Owner("1001".to_owned());
    assert_eq!(reopened.kept_draft(&other, now()).await.unwrap(), None);
}

#[tokio::test]
async fn a_ticket_takes_its_draft_and_files_along_and_forgets_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = Outbox::open(folder.path(), None).unwrap();
    let mut draft = draft("printer", Vec::new());
    let handed_in = staged(&outbox, draft.id, "log.txt").await;
    let left = staged(&outbox, draft.id, "left.txt").await;
    draft.files = vec![handed_in];
    outbox.keep_draft(&owner(), &draft, now()).await.unwrap();
    let Kept::Receipt(receipt) = keep(&outbox, saved(draft.clone())).await else {
        panic!()
    };

    assert_eq!(outbox.kept_draft(&owner(), now()).await.unwrap(), None);
    assert_eq!(outbox.bytes(left).await.unwrap(), None);
    let read = outbox.saved(draft.id).await.unwrap().unwrap();
    assert_eq!(
        (read.reference, read.files[0].name.as_str()),
        (receipt.reference.clone(), "log.txt")
    );
    // A window that closes late must not bring the draft back.
    outbox.keep_draft(&owner(), &draft, now()).await.unwrap();
    assert_eq!(outbox.kept_draft(&owner(), now()).await.unwrap(), None);
    assert_eq!(keep(&outbox, saved(draft)).await, Kept::Receipt(receipt));
}

#[tokio::test]
async fn a_file_that_is_gone_or_not_ones_own_keeps_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = Outbox::open(folder.path(), None).unwrap();
    let foreign = staged(&outbox, DraftId(Uuid::now_v7()), "of another draft.txt").await;
    let draft = draft("printer", vec![foreign]);
    let id = draft.id;
    assert_eq!(keep(&outbox, saved(draft)).await, Kept::FilesGone(vec![foreign]));
    assert!(outbox.ticket(id).await.unwrap().is_none());
}

#[tokio::test]
async fn bytes_go_when_the_ticket_is_there_and_the_code_stays_given() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = Outbox::open(folder.path(), None).unwrap();
    let mut draft = draft("printer", Vec::new());
    let file = staged(&outbox, draft.id, "log.txt").await;
    draft.files = vec![file];
    let Kept::Receipt(receipt) = keep(&outbox, saved(draft.clone())).await else {
        panic!()
    };
    outbox.finish(draft.id, now()).await.unwrap();
    assert_eq!(outbox.bytes(file).await.unwrap(), None);

    let month = now() + SignedDuration::from_hours(24 * 31);
    assert_eq!(outbox.tidy(month).await.unwrap(), [(owner(), draft.id)]);
    assert!(outbox.ticket(draft.id).await.unwrap().is_none());
    assert_eq!(
        outbox.receipt(&owner(), draft.id).await.unwrap(),
        Some(Kept::Receipt(receipt))
    );
    outbox.tidy_now(now() + SignedDuration::from_hours(24 * 91)).unwrap();
    assert_eq!(outbox.receipt(&owner(), draft.id).await.unwrap(), None);
}

#[tokio::test]
async fn an_outage_holds_every_ticket_and_one_that_gets_through_frees_them() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = Outbox::open(folder.path(), None).unwrap();
    let (first, second) = (draft("first", Vec::new()), draft("second", Vec::new()));
    keep(&outbox, saved(first.clone())).await;
    keep(&outbox, saved(second.clone())).await;
    let until = now() + SignedDuration::from_secs(60);
    let failure = Failure {
        step: State::Planned,
        ambiguous: false,
        unproven: false,
        reason: "down".to_owned(),
        ticket: Settled::Waits {
            cause: Cause::Offline,
            until,
            all: true,
        },
    };
    outbox.failed(first.id, 0, failure).await.unwrap();
    assert_eq!(outbox.head(now()).await.unwrap(), (None, Some(until)));
    let (_, waiting) = outbox.ticket(second.id).await.unwrap().unwrap();
    assert!(matches!(waiting.state, crate::State::Waiting { offline: true, next_try, .. } if next_try == until));
    outbox.release(now()).await.unwrap();
    let (head, _) = outbox.head(now()).await.unwrap();
    let head = head.unwrap();
    assert_eq!((head.id, head.tries), (first.id, 1));
}

#[tokio::test]
async fn a_new_set_up_is_tried_on_what_was_parked_for_it_even_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = Outbox::open(folder.path(), None).unwrap();
    outbox.set_up_is("one".to_owned(), now()).await.unwrap();
    let draft = draft("printer", Vec::new());
    keep(&outbox, saved(draft.clone())).await;
    let failure = Failure {
        step: State::Planned,
        ambiguous: false,
        unproven: false,
        reason: "refused".to_owned(),
        ticket: Settled::Parked { cause: Cause::Key },
    };
    outbox.failed(draft.id, 0, failure).await.unwrap();
    let reopened = Outbox::open(folder.path(), None).unwrap();
    reopened.set_up_is("one".to_owned(), now()).await.unwrap();
    assert_eq!(reopened.head(now()).await.unwrap().0, None);
    reopened.set_up_is("two".to_owned(), now()).await.unwrap();
    assert_eq!(reopened.head(now()).await.unwrap().0.unwrap().id, draft.id);
}

#[tokio::test]
async fn a_note_that_comes_later_takes_the_next_place() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = Outbox::open(folder.path(), None).unwrap();
    let draft = draft("printer", Vec::new());
    keep(&outbox, saved(draft.clone())).await;
    let note = |ordinal: u32| crate::psa::NewNote {
        title: format!("{ordinal}"),
        text: String::new(),
        audience: Audience::Technicians,
    };
    outbox.add_note(draft.id, note).await.unwrap();
    let steps = outbox.step_views(&owner(), draft.id).await.unwrap();
    assert_eq!(
        steps
            .iter()
            .map(|step| (step.ordinal, step.kind.as_str()))
            .collect::<Vec<_>>(),
        [(0, "route"), (1, "note")]
    );
}

#[test]
fn an_outbox_of_a_newer_version_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    drop(Outbox::open(folder.path(), None).unwrap());
    let file = folder.path().join("outbox.db");
    Connection::open(&file)
        .unwrap()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    let error = Outbox::open(folder.path(), None).unwrap_err();
    assert!(matches!(error, OutboxError::Newer { found: 99 }));
    let version: i64 = Connection::open(&file)
        .unwrap()
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap();
    assert_eq!(version, 99);
}

#[test]
fn every_commit_reaches_the_disk_and_deleted_bytes_are_gone() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = Outbox::open(folder.path(), None).unwrap();
    outbox
        .with_now(|connection| {
            let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
            assert_eq!(pragma("synchronous")?, 2);
            assert_eq!(pragma("secure_delete")?, 1);
            assert_eq!(pragma("auto_vacuum")?, 2);
            assert_eq!(pragma("foreign_keys")?, 1);
            let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
            assert_eq!(mode, "wal");
            Ok(())
        })
        .unwrap();
}

#[cfg(unix)]
#[test]
fn nobody_else_reads_the_folder() {
    use std::os::unix::fs::PermissionsExt as _;

    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    drop(Outbox::open(&data, None).unwrap());
    assert_eq!(mode(&data), 0o700);
}

#[cfg(unix)]
#[test]
fn nobody_else_reads_the_outbox_even_in_a_folder_that_others_may_enter() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let outbox = Outbox::open(folder.path(), None).unwrap();
    let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(Result::unwrap).collect();
    assert!(!files.is_empty());
    for file in files {
        let mode = file.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", file.path().display());
    }
    drop(outbox);
}

mod damage;
mod room;

#[tokio::test]
async fn what_was_there_before_the_program_is_taken_up_a_little_later_and_what_is_new_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = Outbox::open(folder.path(), None).unwrap();
    keep(&outbox, saved(draft("old", Vec::new()))).await;
    let opened = now() + SignedDuration::from_secs(1);
    let taken_up = now() + SignedDuration::from_secs(15);
    outbox.take_up(opened, taken_up).await.unwrap();
    assert_eq!(outbox.head(opened).await.unwrap(), (None, Some(taken_up)));
    let mut new = saved(draft("new", Vec::new()));
    new.saved_at = opened;
    let id = new.id;
    keep(&outbox, new).await;
    outbox.take_up(opened, taken_up).await.unwrap();
    let (head, _) = outbox.head(opened).await.unwrap();
    assert_eq!(head.unwrap().id, id);
}
