//! Bytes: files that belong to a draft, and what is read of them for sending.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::{BlobId, DraftId, Owner};

use super::rows::AsTime;
use super::{Outbox, OutboxError};

/// A picture, in memory until Send.
#[derive(Clone)]
pub(crate) struct Picture {
    pub(crate) id: BlobId,
    pub(crate) owner: Owner,
    pub(crate) draft: DraftId,
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// A file to be staged.
pub(crate) struct StagedFile {
    pub(crate) id: BlobId,
    pub(crate) owner: Owner,
    pub(crate) draft: DraftId,
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

impl Outbox {
    /// Keeps a file for a draft. [`OutboxError::NoRoom`] where the disk, or what may wait in all, leaves no room for it
    /// and for words after it.
    pub(crate) async fn stage(&self, file: StagedFile, now: Timestamp) -> Result<(), OutboxError> {
        let outbox = self.clone();
        self.with(move |connection| {
            outbox.within_room(connection, file.bytes.len(), |connection| {
                outbox.leaves_room_for_words(connection, file.bytes.len())?;
                insert(connection, &file, now)
            })
        })
        .await
    }

    /// Forgets a file that was not handed in.
    pub(crate) async fn unstage(&self, owner: &Owner, blob: BlobId) -> Result<(), OutboxError> {
        let owner = owner.clone();
        self.with(move |connection| {
            connection.execute(
                "DELETE FROM blobs WHERE id = ?1 AND owner = ?2 AND ticket IS NULL",
                params![blob, owner],
            )?;
            Ok(())
        })
        .await
    }

    /// The bytes, unless they are gone.
    pub(crate) async fn bytes(&self, blob: BlobId) -> Result<Option<Vec<u8>>, OutboxError> {
        self.with(move |connection| {
            let bytes = connection
                .query_row("SELECT bytes FROM blobs WHERE id = ?1", params![blob], |row| row.get(0))
                .optional()?;
            Ok(bytes)
        })
        .await
    }
}

fn insert(connection: &Connection, file: &StagedFile, now: Timestamp) -> Result<(), OutboxError> {
    connection.execute(
        "INSERT INTO blobs (id, owner, draft, kind, name, size, staged_at, bytes)
         VALUES (?1, ?2, ?3, 'file', ?4, ?5, ?6, ?7)",
        params![
            file.id,
            file.owner,
            file.draft,
            file.name,
            file.bytes.len(),
            AsTime(now),
            file.bytes
        ],
    )?;
    Ok(())
}
