//! From Send to "Saved", beside one SQLite commit of the same bytes with synchronous=FULL, turn by turn on the same disk,
//! whose file system is named: a commit costs what that one's flush costs.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use deskbell_desk::alert::NoAlerts;
use deskbell_desk::{
    BlobKind, Desk, DeskConfig, Draft, Facts, KnownBy, Owner, Paths, Requester, Submission, SystemClock, settings,
};
use deskbell_tests::practice::Practice;
use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::RUNS;
use super::figures::{Figures, timed, timed_async};
use super::report::Report;

/// About what one 4K screen comes to.
const PICTURE_BYTES: usize = 1_000_000;
const MESSAGE: &str = "The printer in the front office says it is out of toner, and the new cartridge is in.";
/// How many pictures go along, case by case. They are the worst case: files are on the disk before Send.
const CASES: [usize; 3] = [0, 1, 5];

/// Measures with and without pictures; `disk` is a folder on the disk to measure.
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
        alerts: Arc::new(NoAlerts),
    })?;
    let mut bare = Bare::open(&dir.path().join("bare.db"))?;
    let file_system = file_system(dir.path())?;
    report.row("Send to Saved, measured on", file_system.clone());
    let mut cases = Map::new();
    cases.insert("file_system".to_owned(), file_system.into());
    for pictures in CASES {
        let (ours, theirs) = case(&desk, &mut bare, pictures).await?;
        let ratio = ours.median() / theirs.median();
        let what = format!("Send to Saved, pictures of 1 MB: {pictures}");
        report.row(
            &what,
            format!(
                "{:.1} ms (p95 {:.1}), one SQLite commit {:.1} ms (p95 {:.1}), ratio {ratio:.2}",
                ours.median(),
                ours.p95(),
                theirs.median(),
                theirs.p95()
            ),
        );
        report.goal(&format!("{what}, times one SQLite commit"), ratio, 1.5);
        let figures = json!({ "deskbell_ms": ours.json(), "sqlite_full_commit_ms": theirs.json(), "ratio": ratio });
        cases.insert(format!("pictures_{pictures}"), figures);
    }
    report.section("send_to_saved", Value::Object(cases));
    Ok(())
}

/// Deskbell's runs and SQLite's, in turns, after one of each that isn't counted.
async fn case(desk: &Desk, bare: &mut Bare, pictures: usize) -> Result<(Figures, Figures)> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for run in 0..=RUNS {
        let pictures: Vec<Vec<u8>> = (0..pictures).map(|picture| noise(run * 100 + picture)).collect();
        let (saved, our_milliseconds) = timed_async(send(desk, pictures.clone())).await;
        saved?;
        let (committed, their_milliseconds) = timed(|| bare.commit(&pictures));
        committed?;
        if run > 0 {
            ours.push(our_milliseconds);
            theirs.push(their_milliseconds);
        }
    }
    Ok((Figures::of(ours), Figures::of(theirs)))
}

/// What the tray app does between the click on Send and "Saved".
async fn send(desk: &Desk, pictures: Vec<Vec<u8>>) -> Result<()> {
    let owner = Owner("bench".to_owned());
    let id = desk.press();
    let mut staged = Vec::new();
    for picture in pictures {
        let chunks = std::iter::once(picture);
        let picture = desk
            .stage(&owner, id, BlobKind::Picture, "screen-1.jpg", chunks)
            .await?;
        staged.push(picture.id);
    }
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
        answers: std::collections::BTreeMap::new(),
        on_behalf_of: None,
        requester,
        files: Vec::new(),
    };
    let submission = Submission {
        draft,
        pictures: staged,
        facts: Facts::default(),
        remarks: Vec::new(),
        unasked: false,
    };
    desk.submit(&owner, &submission).await?;
    Ok(())
}

/// SQLite alone.
struct Bare(Connection);

impl Bare {
    fn open(file: &Path) -> Result<Self> {
        let connection = Connection::open(file)?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             CREATE TABLE ticket (words TEXT); CREATE TABLE picture (bytes BLOB);",
        )?;
        Ok(Self(connection))
    }

    fn commit(&mut self, pictures: &[Vec<u8>]) -> rusqlite::Result<()> {
        let transaction = self.0.transaction()?;
        transaction.execute("INSERT INTO ticket (words) VALUES (?1)", (MESSAGE,))?;
        for picture in pictures {
            transaction.execute("INSERT INTO picture (bytes) VALUES (?1)", (picture,))?;
        }
        transaction.commit()
    }
}

/// The file system that holds this folder, and where it is mounted.
fn file_system(folder: &Path) -> Result<String> {
    let mut findmnt = Command::new("findmnt");
    let said = findmnt
        .args(["--noheadings", "--output", "FSTYPE,TARGET", "--target"])
        .arg(folder);
    let said = String::from_utf8(said.output().context("findmnt")?.stdout)?;
    Ok(said.split_whitespace().collect::<Vec<_>>().join(" at "))
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
