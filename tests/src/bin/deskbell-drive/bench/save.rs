//! From Send to "Saved", beside one SQLite commit of the same bytes with synchronous=FULL, turn by turn on the same disk.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use deskbell_desk::{
    BlobKind, Desk, DeskConfig, Draft, Facts, KnownBy, Owner, Paths, Requester, Submission, SystemClock, settings,
};
use deskbell_tests::practice::Practice;
use rusqlite::Connection;
use serde_json::json;

use super::RUNS;
use super::figures::{Figures, timed, timed_async};
use super::report::Report;

/// About what one 4K screen comes to.
const PICTURE_BYTES: usize = 1_000_000;
const MESSAGE: &str = "The printer in the front office says it is out of toner, and the new cartridge is in.";

/// Measures with one picture; `disk` is a folder on the disk to measure.
pub async fn measure(report: &mut Report, disk: &Path) -> Result<()> {
    let practice = Practice::start().await?;
    let dir = tempfile::tempdir_in(disk)?;
    let paths = Paths::system(Some(practice.settings().to_owned()), Some(dir.path().join("data")));
    let settings = settings::load(&paths).settings;
    let desk = Desk::open(DeskConfig {
        paths,
        settings,
        clock: Arc::new(SystemClock),
        psa: None,
    })?;
    let bare = bare(&dir.path().join("bare.db"))?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for run in 0..RUNS {
        let picture = noise(run);
        let (saved, milliseconds) = timed_async(send(&desk, picture.clone())).await;
        saved?;
        ours.push(milliseconds);
        let (committed, milliseconds) = timed(|| {
            bare.execute(
                "INSERT INTO ticket (words, picture) VALUES (?1, ?2)",
                (MESSAGE, picture),
            )
        });
        committed?;
        theirs.push(milliseconds);
    }
    let (ours, theirs) = (Figures::of(ours), Figures::of(theirs));
    let ratio = ours.median() / theirs.median();
    report.row(
        "Send to Saved, with 1 MB of picture",
        format!(
            "{:.1} ms (p95 {:.1}), one SQLite commit {:.1} ms (p95 {:.1}), ratio {ratio:.2}",
            ours.median(),
            ours.p95(),
            theirs.median(),
            theirs.p95()
        ),
    );
    let figures = json!({ "deskbell_ms": ours.json(), "sqlite_full_commit_ms": theirs.json(), "ratio": ratio });
    report.section("send_to_saved", figures);
    Ok(())
}

/// What the tray app does between the click on Send and "Saved".
async fn send(desk: &Desk, picture: Vec<u8>) -> Result<()> {
    let owner = Owner("bench".to_owned());
    let id = desk.press();
    let staged = desk
        .stage(&owner, id, BlobKind::Picture, "screen-1.jpg", std::iter::once(picture))
        .await?;
    let requester = Requester {
        name: "Dana Reyes".to_owned(),
        email: "dana@contoso.example".to_owned(),
        phone: String::new(),
        known_by: KnownBy::Typed,
    };
    let draft = Draft {
        id,
        message: MESSAGE.to_owned(),
        subject: None,
        selections: Vec::new(),
        requester,
        files: Vec::new(),
    };
    let submission = Submission {
        draft,
        pictures: vec![staged.id],
        facts: Facts::default(),
        remarks: Vec::new(),
    };
    desk.submit(&owner, &submission).await?;
    Ok(())
}

fn bare(file: &Path) -> Result<Connection> {
    let connection = Connection::open(file)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE ticket (words TEXT, picture BLOB);",
    )?;
    Ok(connection)
}

/// Bytes that don't repeat from run to run, as pictures don't.
fn noise(seed: usize) -> Vec<u8> {
    let mut state = u64::try_from(seed).unwrap_or_default() + 1;
    std::iter::repeat_with(|| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    })
    .take(PICTURE_BYTES)
    .collect()
}
