//! Send: one transaction, and from then on the person may walk away.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};
use uuid::Uuid;

use crate::receipt::{self, LeftOut, NoRoom, Receipt};
use crate::saved::Saved;
use crate::{BlobId, BlobKind, DraftId, Owner, reference};

use super::blobs::Picture;
use super::marks::{mark, set_mark};
use super::room;
use super::rows::{AsJson, AsText, AsTime, Kind, State};
use super::{Outbox, OutboxError};

/// Delivered tickets are shown this long.
pub(super) const DELIVERED_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// A code is not given to another ticket for this long.
const CODES_KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Drafts and files that were not handed in are kept this long.
pub(super) const DRAFTS_KEPT: SignedDuration = SignedDuration::from_hours(24);

/// Which settings and rules were in effect at Send.
#[derive(Debug, Clone)]
pub(crate) struct Versions {
    pub(crate) settings: String,
    pub(crate) rules: String,
}

/// What Send came to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// It is in the outbox, now or since an earlier Send of the same id.
    Receipt(Receipt),
    /// These files are not there any more; nothing was kept.
    FilesGone(Vec<BlobId>),
    /// The id is another owner's; nothing was kept.
    NotYours,
}

impl Outbox {
    /// The receipt of a ticket that is kept already, or was until not long ago.
    pub(crate) async fn receipt(&self, owner: &Owner, id: DraftId) -> Result<Option<Kept>, OutboxError> {
        let owner = owner.clone();
        self.with(move |connection| Ok(earlier(connection, &owner, id)?)).await
    }

    /// Keeps a ticket with its pictures and the files that are staged for it, and forgets the draft. `saved.reference`
    /// is drawn here; `saved.files` need only their ids. Where there is no room for all of it, the largest pictures and
    /// files are left out until the rest fits.
    pub(crate) async fn save(
        &self,
        saved: Saved,
        versions: Versions,
        subject: String,
        pictures: Vec<Picture>,
    ) -> Result<Kept, OutboxError> {
        let outbox = self.clone();
        self.with(move |connection| {
            let mut load = Load::of(connection, saved, pictures)?;
            load.keep_within(room::MOST, room::held(connection)?);
            loop {
                let tried = outbox.within_room(connection, load.bytes(), |connection| {
                    save_whole(connection, &load, &versions, &subject, outbox.run)
                });
                match tried {
                    Err(OutboxError::NoRoom) if load.leave_out_largest(|_| true, NoRoom::DiskFull) => {}
                    other => return other,
                }
            }
        })
        .await
    }

    /// Deletes what is older than it may become. Answers the tickets that are gone.
    pub(crate) async fn tidy(&self, now: Timestamp) -> Result<Vec<(Owner, DraftId)>, OutboxError> {
        self.with(move |connection| Ok(tidy(connection, now)?)).await
    }

    /// The same, before there is a runtime.
    pub(crate) fn tidy_now(&self, now: Timestamp) -> Result<(), OutboxError> {
        self.with_now(|connection| {
            tidy(connection, now)?;
            Ok(())
        })
    }
}

/// A ticket with what of its pictures and files is to be kept.
struct Load {
    saved: Saved,
    pictures: Vec<Picture>,
    left_out: Vec<LeftOut>,
}

impl Load {
    /// Everything, with names and sizes. A file that is not there has none, and is found missing when it is saved.
    fn of(connection: &Connection, mut saved: Saved, pictures: Vec<Picture>) -> rusqlite::Result<Self> {
        let mut staged = connection.prepare("SELECT name, size FROM blobs WHERE id = ?1")?;
        for file in &mut saved.files {
            if let Some(picture) = pictures.iter().find(|picture| picture.id == file.blob) {
                file.name.clone_from(&picture.name);
                file.bytes = u64::try_from(picture.bytes.len()).unwrap_or(u64::MAX);
            } else if let Some((name, bytes)) = staged
                .query_row(params![file.blob], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?
            {
                (file.name, file.bytes) = (name, bytes);
            }
        }
        Ok(Self {
            saved,
            pictures,
            left_out: Vec::new(),
        })
    }

    /// Files are in the outbox already; pictures come on top.
    fn keep_within(&mut self, most: u64, held: u64) {
        let is_picture = |kind| kind == BlobKind::Picture;
        let coming = |load: &Self| -> u64 {
            let pictures = load.saved.files.iter().filter(|file| is_picture(file.kind));
            pictures.map(|file| file.bytes).sum()
        };
        while held.saturating_add(coming(self)) > most {
            if !self.leave_out_largest(is_picture, NoRoom::TooMuchWaiting) {
                return;
            }
        }
    }

    /// Whether there was one.
    fn leave_out_largest(&mut self, kinds: impl Fn(BlobKind) -> bool, why: NoRoom) -> bool {
        let files = self.saved.files.iter().enumerate();
        let largest = files
            .filter(|(_, file)| kinds(file.kind))
            .max_by_key(|(_, file)| file.bytes)
            .map(|(place, _)| place);
        let Some(place) = largest else {
            return false;
        };
        let file = self.saved.files.remove(place);
        self.left_out.push(LeftOut {
            name: file.name,
            bytes: file.bytes,
            why,
        });
        true
    }

    /// About how much it writes.
    fn bytes(&self) -> usize {
        let files = self.saved.files.iter().map(|file| file.bytes).sum::<u64>();
        usize::try_from(files).unwrap_or(usize::MAX).saturating_add(16 * 1024)
    }

    /// What was remarked, and what was left out.
    fn remarks(&self) -> Vec<String> {
        [self.saved.remarks.clone(), receipt::remarks(&self.left_out)].concat()
    }
}

/// All of the load, in one commit.
fn save_whole(
    connection: &mut Connection,
    load: &Load,
    versions: &Versions,
    subject: &str,
    run: Uuid,
) -> Result<Kept, OutboxError> {
    let saved = &load.saved;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if let Some(kept) = earlier(&transaction, &saved.owner, saved.id)? {
        return Ok(kept);
    }
    let gone = missing_files(&transaction, saved)?;
    if !gone.is_empty() {
        return Ok(Kept::FilesGone(gone));
    }
    let reference = give_code(&transaction, saved)?;
    insert_ticket(&transaction, load, &reference, versions, subject)?;
    insert_route(&transaction, saved, run)?;
    take_files(&transaction, saved, &load.pictures)?;
    transaction.execute("DELETE FROM drafts WHERE id = ?1", params![saved.id])?;
    if load.left_out.is_empty() {
        transaction.execute(
            "DELETE FROM blobs WHERE draft = ?1 AND ticket IS NULL",
            params![saved.id],
        )?;
    } else {
        // Deleting overwrites, which takes room that isn't there: files that were left out go with old drafts.
        set_mark(&transaction, &left_out_mark(saved.id), AsJson(&load.left_out))?;
    }
    transaction.commit()?;
    Ok(Kept::Receipt(Receipt {
        id: saved.id,
        reference,
        left_out: load.left_out.clone(),
    }))
}

/// The key under which the outbox remembers what a receipt said of what was left out.
fn left_out_mark(ticket: DraftId) -> String {
    format!("left-out/{ticket}")
}

fn tidy(connection: &mut Connection, now: Timestamp) -> rusqlite::Result<Vec<(Owner, DraftId)>> {
    let before = |age: SignedDuration| AsTime(now.saturating_sub(age).unwrap_or(now));
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute("DELETE FROM drafts WHERE kept_at < ?1", params![before(DRAFTS_KEPT)])?;
    transaction.execute(
        "DELETE FROM blobs WHERE ticket IS NULL AND staged_at < ?1
            AND NOT EXISTS (SELECT 1 FROM drafts WHERE drafts.id = blobs.draft)",
        params![before(DRAFTS_KEPT)],
    )?;
    let gone = transaction
        .prepare("DELETE FROM tickets WHERE state = 'delivered' AND delivered_at < ?1 RETURNING owner, id")?
        .query_map(params![before(DELIVERED_KEPT)], |row| {
            Ok((Owner(row.get(0)?), row.get::<_, AsText<DraftId>>(1)?.0))
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    transaction.execute(
        "DELETE FROM codes WHERE given_at < ?1 AND ticket NOT IN (SELECT id FROM tickets)",
        params![before(CODES_KEPT)],
    )?;
    for (_, ticket) in &gone {
        forget_marks(&transaction, *ticket)?;
    }
    transaction.commit()?;
    room::make_room(connection);
    Ok(gone)
}

/// What was remembered about a ticket goes with it.
fn forget_marks(transaction: &Transaction<'_>, ticket: DraftId) -> rusqlite::Result<()> {
    transaction.execute(
        "DELETE FROM meta WHERE key IN ('left-out/' || ?1, 'told/' || ?1) OR (key > 'alert/' || ?1 || '/' AND key < 'alert/' || ?1 || '0')",
        params![ticket],
    )?;
    Ok(())
}

fn earlier(connection: &Connection, owner: &Owner, id: DraftId) -> rusqlite::Result<Option<Kept>> {
    let found = connection
        .query_row(
            "SELECT reference, owner FROM codes WHERE ticket = ?1",
            params![id],
            |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)),
        )
        .optional()?;
    let Some((reference, whose)) = found else {
        return Ok(None);
    };
    if whose != owner.0 {
        return Ok(Some(Kept::NotYours));
    }
    let left_out: Option<AsJson<Vec<LeftOut>>> = mark(connection, &left_out_mark(id))?;
    Ok(Some(Kept::Receipt(Receipt {
        id,
        reference,
        left_out: left_out.map(|left_out| left_out.0).unwrap_or_default(),
    })))
}

fn missing_files(transaction: &Transaction<'_>, saved: &Saved) -> rusqlite::Result<Vec<BlobId>> {
    let mut staged =
        transaction.prepare("SELECT 1 FROM blobs WHERE id = ?1 AND owner = ?2 AND draft = ?3 AND ticket IS NULL")?;
    let mut missing = Vec::new();
    for file in saved.files.iter().filter(|file| file.kind == BlobKind::File) {
        if !staged.exists(params![file.blob, saved.owner, saved.id])? {
            missing.push(file.blob);
        }
    }
    Ok(missing)
}

fn give_code(transaction: &Transaction<'_>, saved: &Saved) -> rusqlite::Result<String> {
    loop {
        let code = reference::draw();
        let given = transaction.execute(
            "INSERT OR IGNORE INTO codes (reference, ticket, owner, given_at) VALUES (?1, ?2, ?3, ?4)",
            params![code, saved.id, saved.owner, AsTime(saved.saved_at)],
        )?;
        if given == 1 {
            return Ok(code);
        }
    }
}

fn insert_ticket(
    transaction: &Transaction<'_>,
    load: &Load,
    reference: &str,
    versions: &Versions,
    subject: &str,
) -> rusqlite::Result<()> {
    let saved = &load.saved;
    transaction.execute(
        "INSERT INTO tickets (id, owner, reference, saved_at, settings_version, rules_version, subject, state, next_try,
            draft, facts, selections, remarks)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'sending', ?4, ?8, ?9, ?10, ?11)",
        params![
            saved.id,
            saved.owner,
            reference,
            AsTime(saved.saved_at),
            versions.settings,
            versions.rules,
            subject,
            AsJson(&saved.draft),
            AsJson(&saved.facts),
            AsJson(&saved.selections),
            AsJson(load.remarks()),
        ],
    )?;
    Ok(())
}

fn insert_route(transaction: &Transaction<'_>, saved: &Saved, run: Uuid) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO steps (ticket, ordinal, owner, kind, state, run, content) VALUES (?1, 0, ?2, ?3, ?4, ?5, 'null')",
        params![saved.id, saved.owner, Kind::Route, State::Planned, run.to_string()],
    )?;
    Ok(())
}

/// Pictures reach the disk here and not before; files are there already and become the ticket's.
fn take_files(transaction: &Transaction<'_>, saved: &Saved, pictures: &[Picture]) -> rusqlite::Result<()> {
    let mut adopt = transaction.prepare("UPDATE blobs SET ticket = ?1, place = ?2 WHERE id = ?3")?;
    let mut insert = transaction.prepare(
        "INSERT INTO blobs (id, owner, draft, ticket, place, kind, name, size, staged_at, bytes)
         VALUES (?1, ?2, ?3, ?3, ?4, 'picture', ?5, ?6, ?7, ?8)",
    )?;
    for (place, file) in saved.files.iter().enumerate() {
        match pictures.iter().find(|picture| picture.id == file.blob) {
            Some(picture) => insert.execute(params![
                picture.id,
                saved.owner,
                saved.id,
                place,
                picture.name,
                picture.bytes.len(),
                AsTime(saved.saved_at),
                picture.bytes.as_slice(),
            ])?,
            None => adopt.execute(params![saved.id, place, file.blob])?,
        };
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::saved::SavedFile;
    use crate::{Facts, fake};

    #[test]
    fn when_too_much_waits_pictures_stay_behind_and_files_that_were_taken_already_go_along() {
        let file = |name: &str, kind, bytes| SavedFile {
            blob: BlobId(Uuid::now_v7()),
            kind,
            name: name.to_owned(),
            bytes,
        };
        let submission = fake::words(DraftId(Uuid::nil()), "printer");
        let mut load = Load {
            saved: Saved {
                id: submission.draft.id,
                owner: Owner("1000".to_owned()),
                reference: String::new(),
                saved_at: Timestamp::UNIX_EPOCH,
                draft: submission.draft,
                facts: Facts::default(),
                selections: Vec::new(),
                remarks: Vec::new(),
                files: vec![
                    file("one.png", BlobKind::Picture, 30),
                    file("two.png", BlobKind::Picture, 20),
                    file("log.txt", BlobKind::File, 90),
                ],
            },
            pictures: Vec::new(),
            left_out: Vec::new(),
        };
        load.keep_within(1000, 970);
        let names = |load: &Load| {
            load.saved
                .files
                .iter()
                .map(|file| file.name.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(names(&load), ["two.png", "log.txt"]);
        assert_eq!(
            load.remarks(),
            ["Too much was waiting on this PC already, so these were left out: one.png (1 kB)."]
        );
        load.keep_within(1000, 1001);
        assert_eq!(names(&load), ["log.txt"]);
    }
}
