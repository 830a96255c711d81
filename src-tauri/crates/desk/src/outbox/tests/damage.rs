use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Seek as _, SeekFrom, Write as _};

use deskbell_dispatch::Trace;

use super::*;
use crate::outbox::salvage::Damage;
use crate::plan::{Attachment, Content, Part, Plan};
use crate::psa::{NewNote, NewTicket, RemoteId};

const PAGE: usize = 4096;
const TICKETS: usize = 14;

/// Enough tickets that every table has several pages; every other one is routed.
async fn full(folder: &Path) -> Vec<(DraftId, String)> {
    let outbox = Outbox::open(folder, None).unwrap();
    let mut tickets = Vec::new();
    for number in 0..TICKETS {
        let draft = draft(
            &format!("Ticket {number}. {}", "The printer jams. ".repeat(20)),
            Vec::new(),
        );
        let picture = Picture {
            id: BlobId(Uuid::now_v7()),
            owner: owner(),
            draft: draft.id,
            name: "screen.png".to_owned(),
            bytes: vec![0x5A; 6000],
        };
        let mut saved = saved(draft.clone());
        saved.files.push(SavedFile {
            blob: picture.id,
            kind: BlobKind::Picture,
            name: String::new(),
            bytes: 0,
        });
        let blob = picture.id;
        let kept = outbox
            .save(saved, versions(), format!("Ticket {number}"), vec![picture])
            .await;
        let Kept::Receipt(receipt) = kept.unwrap() else {
            panic!()
        };
        if number % 2 == 0 {
            outbox
                .commit_route(draft.id, plan_of(draft.id, blob), Trace::default())
                .await
                .unwrap();
        }
        tickets.push((draft.id, receipt.reference));
    }
    drop(outbox);
    assert!(!folder.join("outbox.db-wal").exists());
    tickets
}

fn plan_of(id: DraftId, blob: BlobId) -> Plan {
    let ticket = NewTicket {
        key: id.to_string(),
        company: RemoteId(0),
        contact: None,
        asset: None,
        title: "Printer".to_owned(),
        description: "The printer jams. ".repeat(40),
        fields: BTreeMap::new(),
        due: None,
        user_defined: BTreeMap::new(),
    };
    let note = NewNote {
        title: "About this request".to_owned(),
        text: "x".repeat(1500),
        audience: Audience::Technicians,
    };
    let picture = Attachment {
        name: "screen.png".to_owned(),
        title: "screen.png".to_owned(),
        media_type: None,
        audience: Audience::Technicians,
        from: Content::Blob(blob),
    };
    Plan {
        ticket,
        parts: vec![Part::Note(note), Part::Attachment(picture)],
    }
}

/// Opens it again and says what was set aside.
async fn reopened(folder: &Path) -> (Outbox, Option<Damage>) {
    let outbox = Outbox::open(folder, None).unwrap();
    let damage = outbox.damage().await.unwrap();
    (outbox, damage)
}

fn set_aside(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.starts_with("outbox-")).collect();
    names.sort();
    names
}

/// Every ticket is there, with all its steps and its picture, or its code is named.
async fn accounts_for(outbox: &Outbox, damage: Option<&Damage>, tickets: &[(DraftId, String)], how: &str) -> usize {
    let named: BTreeSet<&str> = damage
        .into_iter()
        .flat_map(|damage| &damage.affected)
        .map(|one| one.reference.as_str())
        .collect();
    let mut whole = 0;
    for (place, (id, reference)) in tickets.iter().enumerate() {
        if named.contains(reference.as_str()) {
            continue;
        }
        let saved = outbox.saved(*id).await.unwrap();
        let saved = saved.unwrap_or_else(|| panic!("{how}: {reference} is gone, and nobody is told"));
        assert!(saved.draft.message.contains(&format!("Ticket {place}.")), "{how}");
        let steps = outbox.step_views(&owner(), *id).await.unwrap();
        let planned = if place % 2 == 0 { 5 } else { 1 };
        assert_eq!((steps.len(), saved.files.len()), (planned, 1), "{how}: {reference}");
        whole += 1;
    }
    whole
}

#[tokio::test]
async fn whichever_page_is_damaged_each_ticket_goes_on_whole_or_is_named() {
    let master = tempfile::tempdir().unwrap();
    let tickets = full(master.path()).await;
    let sound = fs::read(master.path().join("outbox.db")).unwrap();
    let (mut set_aside_for, mut whole) = (0, 0);
    for page in 0..sound.len() / PAGE {
        let folder = tempfile::tempdir().unwrap();
        let mut bytes = sound.clone();
        bytes[page * PAGE..(page + 1) * PAGE].fill(0xA5);
        fs::write(folder.path().join("outbox.db"), &bytes).unwrap();
        let (outbox, damage) = reopened(folder.path()).await;
        let how = format!("page {}", page + 1);
        if let Some(damage) = &damage {
            set_aside_for += 1;
            assert!(!damage.unreadable, "{how}");
            assert_eq!(fs::read(folder.path().join(&damage.kept_as)).unwrap(), bytes, "{how}");
            whole += accounts_for(&outbox, Some(damage), &tickets, &how).await;
        }
        drop(outbox);
        // It is said once, and the new one is sound.
        let (outbox, again) = reopened(folder.path()).await;
        assert_eq!(again, damage, "{how}");
        assert_eq!(set_aside(folder.path()).len(), usize::from(damage.is_some()), "{how}");
        let id = draft("new", Vec::new());
        assert!(matches!(keep(&outbox, saved(id)).await, Kept::Receipt(_)), "{how}");
    }
    // A page costs its own rows, and no more than a page that leads to others must.
    assert!(
        set_aside_for > 10 && whole > set_aside_for * TICKETS * 2 / 3,
        "{whole} of {set_aside_for}"
    );
}

#[tokio::test]
async fn what_is_cut_off_or_overwritten_is_set_aside_under_a_dated_name_and_what_can_be_read_goes_on() {
    let master = tempfile::tempdir().unwrap();
    let tickets = full(master.path()).await;
    let sound = fs::read(master.path().join("outbox.db")).unwrap();
    let zeroed = |from: usize, to: usize| {
        let mut bytes = sound.clone();
        bytes[from..to].fill(0);
        bytes
    };
    // What it is, its bytes, and how many tickets are whole at the least.
    let cases = [
        ("the header is zeroed", zeroed(0, 100), TICKETS),
        ("the first page is zeroed", zeroed(0, PAGE), TICKETS),
        (
            "half of it is cut off",
            sound[..sound.len() / 2 / PAGE * PAGE].to_vec(),
            0,
        ),
        (
            "it is cut off within a page",
            sound[..sound.len() - PAGE / 3].to_vec(),
            1,
        ),
        ("the second half is zeroed", zeroed(sound.len() / 2, sound.len()), 0),
    ];
    for (how, bytes, least) in cases {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("outbox.db");
        fs::write(&file, &bytes).unwrap();
        let written_last = fs::File::options().append(true).open(&file).unwrap();
        written_last.set_modified(now().into()).unwrap();
        let (outbox, damage) = reopened(folder.path()).await;
        let damage = damage.unwrap_or_else(|| panic!("{how}"));
        assert_eq!(set_aside(folder.path()), ["outbox-2026-11-18T110000Z.db"], "{how}");
        let whole = accounts_for(&outbox, Some(&damage), &tickets, how).await;
        assert!(whole >= least, "{how}: {whole}");
        nobody_else_reads(folder.path());
    }
}

#[tokio::test]
async fn of_what_is_no_outbox_at_all_nothing_is_read_and_that_is_said() {
    for size in [1, 50, 5000, 100_000] {
        let folder = tempfile::tempdir().unwrap();
        let garbage: Vec<u8> = (0..size).map(|place| u8::try_from(place * 7 % 251).unwrap()).collect();
        fs::write(folder.path().join("outbox.db"), &garbage).unwrap();
        let (outbox, damage) = reopened(folder.path()).await;
        let damage = damage.unwrap();
        assert!(damage.unreadable, "{size}");
        assert_eq!(fs::read(folder.path().join(&damage.kept_as)).unwrap(), garbage);
        assert!(matches!(
            keep(&outbox, saved(draft("new", Vec::new()))).await,
            Kept::Receipt(_)
        ));
    }
}

#[tokio::test]
async fn a_folder_in_its_place_is_set_aside_and_an_empty_file_is_a_new_outbox() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("outbox.db/within")).unwrap();
    let (outbox, damage) = reopened(folder.path()).await;
    assert!(folder.path().join(damage.unwrap().kept_as).join("within").is_dir());
    assert!(matches!(
        keep(&outbox, saved(draft("new", Vec::new()))).await,
        Kept::Receipt(_)
    ));

    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("outbox.db"), b"").unwrap();
    let (outbox, damage) = reopened(folder.path()).await;
    assert_eq!(damage, None);
    assert!(matches!(
        keep(&outbox, saved(draft("new", Vec::new()))).await,
        Kept::Receipt(_)
    ));
}

#[tokio::test]
async fn what_is_still_in_the_journal_alone_is_salvaged_too() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = Outbox::open(folder.path(), None).unwrap();
    let first = draft("first", Vec::new());
    keep(&outbox, saved(first.clone())).await;
    // As a killed program leaves it: the journal stays.
    let killed = tempfile::tempdir().unwrap();
    for name in ["outbox.db", "outbox.db-wal"] {
        fs::copy(folder.path().join(name), killed.path().join(name)).unwrap();
    }
    let mut bytes = fs::read(killed.path().join("outbox.db")).unwrap();
    bytes.fill(0xA5);
    fs::write(killed.path().join("outbox.db"), bytes).unwrap();
    let (outbox, _) = reopened(killed.path()).await;
    assert_eq!(outbox.saved(first.id).await.unwrap().unwrap().draft.message, "first");
}

#[tokio::test]
async fn a_damaged_outbox_that_another_program_uses_is_left_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let other = Outbox::open(folder.path(), None).unwrap();
    let file = folder.path().join("outbox.db");
    let mut bytes = fs::read(&file).unwrap();
    bytes.fill(0xA5);
    fs::write(&file, &bytes).unwrap();
    fs::write(folder.path().join("outbox.db-wal"), b"").unwrap();
    let refused = Outbox::open(folder.path(), None).unwrap_err();
    assert!(matches!(refused, OutboxError::DamagedInUse), "{refused:?}");
    assert_eq!(fs::read(&file).unwrap(), bytes);
    drop(other);
    fs::write(&file, &bytes).unwrap();
    assert!(reopened(folder.path()).await.1.is_some());
}

#[tokio::test]
async fn what_was_planned_before_the_damage_is_looked_for_before_it_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let tickets = full(folder.path()).await;
    let mut bytes = fs::read(folder.path().join("outbox.db")).unwrap();
    bytes[..100].fill(0);
    fs::write(folder.path().join("outbox.db"), bytes).unwrap();
    let (outbox, _) = reopened(folder.path()).await;
    let (head, _) = outbox.head(now()).await.unwrap();
    let head = head.unwrap();
    assert_eq!(head.id, tickets[0].0);
    assert!(head.steps.iter().all(|step| !step.is_certain()));
}

#[tokio::test]
async fn damage_that_shows_only_while_it_is_used_is_met_once_and_then_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    let tickets = full(folder.path()).await;
    let outbox = Outbox::open(folder.path(), None).unwrap();
    let root: usize = outbox
        .with_now(|connection| {
            let root = "SELECT rootpage FROM sqlite_schema WHERE name = 'tickets'";
            // What this program remembers of the file is of no help any more.
            connection.pragma_update(None, "cache_size", 0)?;
            Ok(connection.query_row(root, [], |row| row.get(0))?)
        })
        .unwrap();
    let mut file = fs::File::options()
        .write(true)
        .open(folder.path().join("outbox.db"))
        .unwrap();
    file.seek(SeekFrom::Start(((root - 1) * PAGE) as u64)).unwrap();
    file.write_all(&[0xA5; PAGE]).unwrap();
    drop(file);
    let met = outbox.saved(tickets[0].0).await.unwrap_err();
    assert!(met.is_damage(), "{met}");
    let next = outbox
        .save(
            saved(draft("new", Vec::new())),
            versions(),
            "new".to_owned(),
            Vec::new(),
        )
        .await;
    assert!(matches!(next, Ok(Kept::Receipt(_))));
    let damage = outbox.damage().await.unwrap();
    accounts_for(&outbox, damage.as_ref(), &tickets, "met later").await;
    assert_eq!(set_aside(folder.path()).len(), 1);
}

#[cfg(unix)]
fn nobody_else_reads(folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;

    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", entry.path().display());
    }
}

#[cfg(not(unix))]
fn nobody_else_reads(_folder: &Path) {}
