//! Drafts that were kept over a close.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, TransactionBehavior, params};
use uuid::Uuid;

use crate::{BlobId, Draft, DraftId, Kept, Owner, Staged};

use super::rows::{AsJson, AsText, AsTime};
use super::saving::DRAFTS_KEPT;
use super::{Outbox, OutboxError};

impl Outbox {
    /// Keeps a draft, in place of what was kept under its id. One that is a ticket already needs no keeping.
    pub(crate) async fn keep_draft(&self, owner: &Owner, draft: &Draft, now: Timestamp) -> Result<(), OutboxError> {
        let (outbox, owner, draft) = (self.clone(), owner.clone(), draft.clone());
        self.with(move |connection| {
            outbox.within_room(connection, draft.message.len(), |connection| {
                connection.execute(
                    "INSERT INTO drafts (id, owner, kept_at, draft)
                     SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS (SELECT 1 FROM codes WHERE ticket = ?1)
                     ON CONFLICT (id) DO UPDATE SET kept_at = excluded.kept_at, draft = excluded.draft
                     WHERE owner = excluded.owner",
                    params![draft.id, owner, AsTime(now), AsJson(&draft)],
                )?;
                Ok(())
            })
        })
        .await
    }

    /// The newest draft that is not too old, with the files it still has.
    pub(crate) async fn kept_draft(&self, owner: &Owner, now: Timestamp) -> Result<Option<Kept>, OutboxError> {
        let owner = owner.clone();
        let since = AsTime(now.saturating_sub(DRAFTS_KEPT).unwrap_or(now));
        self.with(move |connection| {
            let newest = connection
                .query_row(
                    "SELECT draft, kept_at FROM drafts WHERE owner = ?1 AND kept_at >= ?2
                     ORDER BY kept_at DESC, id DESC LIMIT 1",
                    params![owner, since],
                    |row| Ok((row.get::<_, AsJson<Draft>>(0)?.0, row.get::<_, AsTime>(1)?.0)),
                )
                .optional()?;
            let Some((mut draft, kept_at)) = newest else {
                return Ok(None);
            };
            let mut query = connection.prepare(
                "SELECT id, name, size FROM blobs WHERE draft = ?1 AND owner = ?2 AND kind = 'file' AND ticket IS NULL",
            )?;
            let staged = query.query_map(params![draft.id, owner], |row| {
                Ok(Staged {
                    id: BlobId(row.get::<_, AsText<Uuid>>(0)?.0),
                    name: row.get(1)?,
                    bytes: row.get(2)?,
                })
            })?;
            let mut files: Vec<Staged> = staged.collect::<rusqlite::Result<_>>()?;
            files.retain(|file| draft.files.contains(&file.id));
            files.sort_by_key(|file| draft.files.iter().position(|id| *id == file.id));
            draft.files.retain(|id| files.iter().any(|file| file.id == *id));
            Ok(Some(Kept { draft, files, kept_at }))
        })
        .await
    }

    /// Forgets a draft and its files.
    pub(crate) async fn discard_draft(&self, owner: &Owner, draft: DraftId) -> Result<(), OutboxError> {
        let owner = owner.clone();
        self.with(move |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute("DELETE FROM drafts WHERE id = ?1 AND owner = ?2", params![draft, owner])?;
            transaction.execute(
                "DELETE FROM blobs WHERE draft = ?1 AND owner = ?2 AND ticket IS NULL",
                params![draft, owner],
            )?;
            transaction.commit()?;
            Ok(())
        })
        .await
    }
}
