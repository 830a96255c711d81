//! The outbox: one SQLite file per person. What is in it survives; everything else may be forgotten.
//!
//! Work on it happens off the async threads, one piece at a time, and every piece that changes something is one
//! transaction.

mod blobs;
mod delivery;
mod doubt;
mod drafts;
pub(crate) mod glance;
mod listing;
mod marks;
mod opening;
mod reviving;
mod room;
mod rows;
mod salvage;
mod saving;
mod schema;
mod waiting;
mod witness;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode};
use uuid::Uuid;

use crate::volume::{self, Volume};
use crate::{DraftId, Volatile};

use opening::Open;

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
    /// It is damaged; what about it, for a technician.
    #[error("the outbox is damaged: {0}")]
    Damaged(String),
    /// It is damaged, and can't be set aside while another program has it open.
    #[error("the outbox is damaged, and another Deskbell program has it open; end that program first")]
    DamagedInUse,
    /// The database.
    #[error("the outbox can't be used: {0}")]
    Database(#[from] rusqlite::Error),
    /// Its folder.
    #[error("the outbox's folder can't be made: {0}")]
    Folder(#[from] io::Error),
    /// The lock of those who deliver can't be had, and without it a ticket could be sent twice.
    #[error("the outbox can't be locked, so nothing is sent: {0}")]
    Lock(io::Error),
    /// The disk is full, or as much waits as may wait.
    #[error("there is no room for it on the disk")]
    NoRoom,
    /// The work on it ended before it was done.
    #[error("the work on the outbox was broken off")]
    BrokenOff,
}

impl OutboxError {
    /// Whether the file itself is what is wrong.
    fn is_damage(&self) -> bool {
        match self {
            Self::Damaged(_) => true,
            Self::Database(rusqlite::Error::SqliteFailure(failure, _)) => {
                matches!(failure.code, ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
            }
            Self::Newer { .. }
            | Self::DamagedInUse
            | Self::Database(_)
            | Self::Folder(_)
            | Self::Lock(_)
            | Self::NoRoom
            | Self::BrokenOff => false,
        }
    }
}

/// An open outbox. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Outbox {
    open: Arc<Mutex<Open>>,
    /// Where it lies.
    folder: PathBuf,
    /// This run of the program: what another run has planned may have been sent since.
    pub(crate) run: Uuid,
    witness: Arc<Witness>,
    /// The tickets that were there before this run, should they be from an outbox that was put back; until that is noted
    /// in their rows.
    doubtful: Arc<Mutex<Option<Vec<DraftId>>>>,
}

impl Outbox {
    /// Opens `outbox.db` in `folder`, and makes both if need be. `volatile` is a place that is empty when the system
    /// has started.
    pub(crate) fn open(folder: &Path, volatile: Option<&Volatile>) -> Result<Self, OutboxError> {
        Self::open_on(folder, volatile, volume::of(folder))
    }

    /// The same, on a disk that is known to be here or elsewhere.
    fn open_on(folder: &Path, volatile: Option<&Volatile>, volume: Volume) -> Result<Self, OutboxError> {
        let mut open = Open::new(folder, volume)?;
        let witness = Witness::new(volatile, &folder.join("outbox.db"));
        let doubtful = open.work(|connection| doubt::doubtful(connection, &witness))?;
        Ok(Self {
            witness: Arc::new(witness),
            doubtful: Arc::new(Mutex::new(doubtful)),
            open: Arc::new(Mutex::new(open)),
            folder: folder.to_owned(),
            run: Uuid::now_v7(),
        })
    }

    /// Does a piece of work on the database, off the async threads.
    async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, OutboxError> + Send + 'static,
    ) -> Result<T, OutboxError> {
        let open = Arc::clone(&self.open);
        tokio::task::spawn_blocking(move || open.lock().unwrap_or_else(PoisonError::into_inner).work(work))
            .await
            .unwrap_or(Err(OutboxError::BrokenOff))
    }

    /// The same, on this thread, for what happens before there is a runtime.
    fn with_now<T>(&self, work: impl FnOnce(&mut Connection) -> Result<T, OutboxError>) -> Result<T, OutboxError> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).work(work)
    }
}

impl std::fmt::Debug for Outbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outbox").field("run", &self.run).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
