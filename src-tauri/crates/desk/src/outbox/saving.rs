//! Send: one transaction, and from then on the person may walk away.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};
use uuid::Uuid;

use crate::saved::Saved;
use crate::{BlobId, BlobKind, DraftId, Owner, Receipt, reference};

use super::blobs::Picture;
use super::rows::{AsJson, AsText, AsTime, Kind, State};
use super::{Outbox, OutboxError};

/// Delivered tickets are shown this long.
const DELIVERED_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
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
    /// is drawn here; `saved.files` need only their ids.
    pub(crate) async fn save(
        &self,
        saved: Saved,
        versions: Versions,
        subject: String,
        pictures: Vec<Picture>,
    ) -> Result<Kept, OutboxError> {
        let run = self.run;
        self.with(move |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            if let Some(kept) = earlier(&transaction, &saved.owner, saved.id)? {
                return Ok(kept);
            }
            let gone = missing_files(&transaction, &saved)?;
            if !gone.is_empty() {
                return Ok(Kept::FilesGone(gone));
            }
            let reference = give_code(&transaction, &saved)?;
            insert_ticket(&transaction, &saved, &reference, &versions, &subject)?;
            insert_route(&transaction, &saved, run)?;
            take_files(&transaction, &saved, &pictures)?;
            transaction.execute("DELETE FROM drafts WHERE id = ?1", params![saved.id])?;
            transaction.execute(
                "DELETE FROM blobs WHERE draft = ?1 AND ticket IS NULL",
                params![saved.id],
            )?;
            transaction.commit()?;
            Ok(Kept::Receipt(Receipt {
                id: saved.id,
                reference,
            }))
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
        .collect::<rusqlite::Result<_>>()?;
    transaction.execute(
        "DELETE FROM codes WHERE given_at < ?1 AND ticket NOT IN (SELECT id FROM tickets)",
        params![before(CODES_KEPT)],
    )?;
    transaction.commit()?;
    Ok(gone)
}

fn earlier(connection: &Connection, owner: &Owner, id: DraftId) -> rusqlite::Result<Option<Kept>> {
    let found = connection
        .query_row(
            "SELECT reference, owner FROM codes WHERE ticket = ?1",
            params![id],
            |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)),
        )
        .optional()?;
    Ok(found.map(|(reference, whose)| {
        if whose == owner.0 {
            Kept::Receipt(Receipt { id, reference })
        } else {
            Kept::NotYours
        }
    }))
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
    saved: &Saved,
    reference: &str,
    versions: &Versions,
    subject: &str,
) -> rusqlite::Result<()> {
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
            AsJson(&saved.remarks),
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
