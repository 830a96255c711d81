use super::*;
use crate::receipt::{LeftOut, NoRoom, Receipt};
use crate::volume::Volume;

/// Lets the file grow by so many pages, as a disk would that is nearly full.
fn leave_pages(outbox: &Outbox, pages: i64) {
    outbox
        .with_now(|connection| {
            let count: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
            connection.pragma_update(None, "max_page_count", count + pages)?;
            Ok(())
        })
        .unwrap();
}

fn picture(draft: DraftId, name: &str, bytes: usize) -> Picture {
    Picture {
        id: BlobId(Uuid::now_v7()),
        owner: owner(),
        draft,
        name: name.to_owned(),
        bytes: vec![0xA5; bytes],
    }
}

fn with_pictures(draft: Draft, pictures: &[Picture]) -> Saved {
    let mut saved = saved(draft);
    let file = |picture: &Picture| SavedFile {
        blob: picture.id,
        kind: BlobKind::Picture,
        name: String::new(),
        bytes: 0,
    };
    saved.files.extend(pictures.iter().map(file));
    saved
}

async fn send(outbox: &Outbox, draft: Draft, pictures: Vec<Picture>) -> Result<Receipt, OutboxError> {
    let saved = with_pictures(draft, &pictures);
    match outbox.save(saved, versions(), "subject".to_owned(), pictures).await? {
        Kept::Receipt(receipt) => Ok(receipt),
        other @ (Kept::FilesGone(_) | Kept::NotYours) => panic!("{other:?}"),
    }
}

fn folder_holds(folder: &Path, wanted: &[u8]) -> bool {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|file| file.is_file()).any(|file| {
        std::fs::read(file)
            .unwrap()
            .windows(wanted.len())
            .any(|bytes| bytes == wanted)
    })
}

#[tokio::test]
async fn on_a_full_disk_the_words_are_kept_and_the_largest_pictures_and_files_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = Outbox::open(folder.path(), None).unwrap();
    let mut draft = draft("printer", Vec::new());
    draft.files = vec![staged(&outbox, draft.id, "log.txt").await];
    let pictures = [("one.png", 100_000), ("two.png", 20_000), ("three.png", 40_000)];
    let pictures = pictures.map(|(name, bytes)| picture(draft.id, name, bytes)).to_vec();
    leave_pages(&outbox, 9);
    let receipt = send(&outbox, draft.clone(), pictures.clone()).await.unwrap();

    let left_out = |name: &str, bytes| LeftOut {
        name: name.to_owned(),
        bytes,
        why: NoRoom::DiskFull,
    };
    assert_eq!(
        receipt.left_out,
        [left_out("one.png", 100_000), left_out("three.png", 40_000)]
    );
    let kept = outbox.saved(draft.id).await.unwrap().unwrap();
    let names: Vec<&str> = kept.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["log.txt", "two.png"]);
    assert_eq!(
        kept.remarks,
        ["This PC's disk was full, so these were left out: one.png (100 kB), three.png (40 kB)."]
    );
    assert_eq!(send(&outbox, draft, pictures).await.unwrap(), receipt);
}

#[tokio::test]
async fn where_not_even_the_words_fit_nothing_is_kept_and_the_same_request_can_be_sent_later() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = Outbox::open(folder.path(), None).unwrap();
    let draft = draft(&"printer ".repeat(10_000), Vec::new());
    let pictures = vec![picture(draft.id, "one.png", 10_000)];
    leave_pages(&outbox, 0);
    for _ in 0..2 {
        let refused = send(&outbox, draft.clone(), pictures.clone()).await;
        assert!(matches!(refused, Err(OutboxError::NoRoom)), "{refused:?}");
        let refused = outbox.keep_draft(&owner(), &draft, now()).await;
        assert!(matches!(refused, Err(OutboxError::NoRoom)), "{refused:?}");
    }
    assert!(outbox.ticket(draft.id).await.unwrap().is_none());
    leave_pages(&outbox, 1000);
    assert_eq!(send(&outbox, draft, pictures).await.unwrap().left_out, []);
}

#[tokio::test]
async fn a_file_that_does_not_fit_is_not_added_and_words_still_are() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = Outbox::open(folder.path(), None).unwrap();
    let draft = draft("printer", Vec::new());
    leave_pages(&outbox, 3);
    let file = StagedFile {
        id: BlobId(Uuid::now_v7()),
        owner: owner(),
        draft: draft.id,
        name: "core".to_owned(),
        bytes: vec![1; 100_000],
    };
    let refused = outbox.stage(file, now()).await;
    assert!(matches!(refused, Err(OutboxError::NoRoom)), "{refused:?}");
    outbox.keep_draft(&owner(), &draft, now()).await.unwrap();
    assert_eq!(send(&outbox, draft, Vec::new()).await.unwrap().left_out, []);
}

#[tokio::test]
async fn what_was_delivered_leaves_no_bytes_in_any_file_and_the_disk_gets_its_room_back() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = Outbox::open(folder.path(), None).unwrap();
    let draft = draft("printer", Vec::new());
    let mut shown = picture(draft.id, "one.png", 400_000);
    let secret = b"what was on the screen, which nobody should find later";
    shown.bytes[200_000..200_000 + secret.len()].copy_from_slice(secret);
    send(&outbox, draft.clone(), vec![shown]).await.unwrap();
    assert!(folder_holds(folder.path(), secret));

    outbox.finish(draft.id, now()).await.unwrap();
    outbox.tidy(now()).await.unwrap();
    assert!(!folder_holds(folder.path(), secret));
    let size = |name: &str| std::fs::metadata(folder.path().join(name)).map_or(0, |found| found.len());
    assert!(size("outbox.db") + size("outbox.db-wal") < 150_000);
}

#[tokio::test]
async fn on_a_network_path_there_is_no_write_ahead_log_and_an_old_one_is_taken_in() {
    let mode = |outbox: &Outbox| {
        outbox.with_now(|connection| {
            let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
            let synchronous: i64 = connection.pragma_query_value(None, "synchronous", |row| row.get(0))?;
            Ok((mode, synchronous))
        })
    };
    let folder = tempfile::tempdir().unwrap();
    let draft = draft("printer", Vec::new());
    let local = Outbox::open_on(folder.path(), None, Volume::Local).unwrap();
    send(&local, draft.clone(), Vec::new()).await.unwrap();
    assert_eq!(mode(&local).unwrap(), ("wal".to_owned(), 2));
    // Another program has it open: it goes on as it is.
    assert_eq!(
        mode(&Outbox::open_on(folder.path(), None, Volume::Network).unwrap())
            .unwrap()
            .0,
        "wal"
    );
    drop(local);

    let network = Outbox::open_on(folder.path(), None, Volume::Network).unwrap();
    assert_eq!(mode(&network).unwrap(), ("delete".to_owned(), 3));
    assert!(network.ticket(draft.id).await.unwrap().is_some());
    drop(network);
    let local = Outbox::open_on(folder.path(), None, Volume::Local).unwrap();
    assert_eq!(mode(&local).unwrap().0, "wal");
    assert!(local.ticket(draft.id).await.unwrap().is_some());
}
