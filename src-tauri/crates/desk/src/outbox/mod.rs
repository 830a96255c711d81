//! The outbox: one SQLite file per person. What is in it survives; everything else may be forgotten.
//!
//! Work on it happens off the async threads, one piece at a time, and every piece that changes something is one
//! transaction.

mod blobs;
mod delivery;
mod doubt;
mod drafts;
mod listing;
mod reviving;
mod rows;
mod saving;
mod schema;
mod witness;

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use uuid::Uuid;

use crate::DraftId;
use crate::private;

pub(crate) use blobs::{Picture, StagedFile};
pub(crate) use delivery::{Failure, Settled};
pub(crate) use rows::{Cause, Head, Kind, State, Step};
pub(crate) use saving::{Kept, Versions};
use witness::Witness;

/// How long another program's commit is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why the outbox can't be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OutboxError {
    /// A newer Deskbell wrote it.
    #[error(
        "the outbox was written by a newer Deskbell (version {found}, this one knows {}); it is left as it is",
        schema::VERSION
    )]
    Newer {
        /// Its version.
        found: i64,
    },
    /// The database.
    #[error("the outbox can't be used: {0}")]
    Database(#[from] rusqlite::Error),
    /// Its folder.
    #[error("the outbox's folder can't be made: {0}")]
    Folder(#[from] io::Error),
    /// The lock of those who deliver can't be had, and without it a ticket could be sent twice.
    #[error("the outbox can't be locked, so nothing is sent: {0}")]
    Lock(io::Error),
    /// The work on it ended before it was done.
    #[error("the work on the outbox was broken off")]
    BrokenOff,
}

/// An open outbox. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Outbox {
    connection: Arc<Mutex<Connection>>,
    /// This run of the program: what another run has planned may have been sent since.
    pub(crate) run: Uuid,
    witness: Arc<Witness>,
    /// The tickets that were there before this run, should they be from an outbox that was put back; until that is noted
    /// in their rows.
    doubtful: Arc<Mutex<Option<Vec<DraftId>>>>,
}

impl Outbox {
    /// Opens `outbox.db` in `folder`, and makes both if need be. `volatile` is a folder that the system empties when it
    /// starts.
    pub(crate) fn open(folder: &Path, volatile: Option<&Path>) -> Result<Self, OutboxError> {
        let file = folder.join("outbox.db");
        private::folder(folder)?;
        // The files SQLite puts beside it take over its mode.
        private::file(&file)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(&file, flags)?;
        connection.busy_timeout(PATIENCE)?;
        // Takes effect on a new file only, and before its first table.
        connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "secure_delete", true)?;
        schema::migrate(&mut connection)?;
        let witness = Witness::new(volatile, &file);
        let doubtful = doubt::doubtful(&mut connection, &witness)?;
        Ok(Self {
            witness: Arc::new(witness),
            doubtful: Arc::new(Mutex::new(doubtful)),
            connection: Arc::new(Mutex::new(connection)),
            run: Uuid::now_v7(),
        })
    }

    /// Does a piece of work on the database, off the async threads.
    async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, OutboxError> + Send + 'static,
    ) -> Result<T, OutboxError> {
        let connection = Arc::clone(&self.connection);
        tokio::task::spawn_blocking(move || work(&mut connection.lock().unwrap_or_else(PoisonError::into_inner)))
            .await
            .unwrap_or(Err(OutboxError::BrokenOff))
    }

    /// The same, on this thread, for what happens before there is a runtime.
    fn with_now<T>(&self, work: impl FnOnce(&mut Connection) -> Result<T, OutboxError>) -> Result<T, OutboxError> {
        work(&mut self.connection.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl std::fmt::Debug for Outbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outbox").field("run", &self.run).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
