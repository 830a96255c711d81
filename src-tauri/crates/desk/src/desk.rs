//! The one door for every front end.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;

use crate::psa::Psa;
use crate::{BlobId, BlobKind, Clock, Draft, DraftId, Event, Owner, Paths, Settings, Snapshot, Submission, Ticket};

/// The version of the calls below; a front end says it first.
pub const PROTOCOL: u32 = 1;

/// The desk: cheap to clone, safe to share.
#[derive(Clone)]
pub struct Desk {
    inner: Arc<()>,
}

/// What a person reads the moment their words are safe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Our id.
    pub id: DraftId,
    /// The short code, e.g. `H7K2`.
    pub reference: String,
}

/// A draft that was kept over a close, and the files it still has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The words.
    pub draft: Draft,
    /// Its files.
    pub files: Vec<Staged>,
    /// When it was kept.
    pub kept_at: jiff::Timestamp,
}

/// A staged blob, described.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staged {
    /// Its id.
    pub id: BlobId,
    /// Its file name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
}

/// Why a submission, or something before it, was not taken. The words stay with the person each time.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeskError {
    /// There is nothing to send: no words, no selection, no file, no picture.
    #[error("There is nothing to send yet.")]
    Empty,
    /// A field is not as it must be. One sentence per field.
    #[error("Something needs another look.")]
    Invalid {
        /// Field name (`message`, `email`, `name`, `files`, …) and a sentence for the person.
        fields: Vec<(String, String)>,
    },
    /// A rule of the admin says no; nothing was sent.
    #[error("{text}")]
    Rejected {
        /// The admin's text.
        text: String,
        /// Which rule, for the log.
        rule: String,
    },
    /// Not set up yet.
    #[error("This PC is not connected to your IT team yet.")]
    NotConnected {
        /// What is missing, for the admin.
        reason: String,
    },
    /// A file is larger than the ticket system takes.
    #[error("{name} is too large to send.")]
    TooLarge {
        /// The file's name.
        name: String,
        /// The most it takes, in bytes.
        limit: u64,
    },
    /// The front end speaks another version.
    #[error("This window is from another version of Deskbell.")]
    Version,
    /// It could not be kept on this PC (disk full, profile read-only, …).
    #[error("Your request could not be kept on this PC.")]
    Storage {
        /// For a technician.
        reason: String,
    },
}

/// What the desk needs to know before it opens.
pub struct DeskConfig {
    /// Where everything lies.
    pub paths: Paths,
    /// The effective settings. When there is a settings file under `paths`, the desk reads it itself, again whenever it
    /// changed, and that counts.
    pub settings: Settings,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The ticket system to deliver to. `None`: Autotask, as settings and secret say.
    pub psa: Option<Arc<dyn Psa>>,
}

impl Desk {
    /// Opens the outbox (and creates it), reads the secret and the rules. Does not touch the network.
    pub fn open(config: DeskConfig) -> Result<Self, DeskError> {
        let _ = config;
        todo!()
    }

    /// The first call of a front end: refuses another protocol version.
    pub fn hello(&self, protocol: u32) -> Result<(), DeskError> {
        let _ = protocol;
        todo!()
    }

    /// A new draft id, made on press.
    pub fn press(&self) -> DraftId {
        todo!()
    }

    /// Stages bytes for a draft, chunk by chunk, and describes them. Files above the limit are refused.
    pub async fn stage(
        &self,
        owner: &Owner,
        draft: DraftId,
        kind: BlobKind,
        name: &str,
        chunks: impl Iterator<Item = Vec<u8>> + Send + 'static,
    ) -> Result<Staged, DeskError> {
        let _ = (owner, draft, kind, name, chunks);
        todo!()
    }

    /// Forgets a staged blob that was not handed in.
    pub async fn unstage(&self, owner: &Owner, blob: BlobId) -> Result<(), DeskError> {
        let _ = (owner, blob);
        todo!()
    }

    /// Keeps what was written so far, for 24 h; replaces what was kept under the same id.
    pub async fn keep_draft(&self, owner: &Owner, draft: &Draft) -> Result<(), DeskError> {
        let _ = (owner, draft);
        todo!()
    }

    /// The newest draft kept in the last 24 h, if any.
    pub async fn kept_draft(&self, owner: &Owner) -> Result<Option<Kept>, DeskError> {
        let _ = owner;
        todo!()
    }

    /// Forgets a kept draft and its files.
    pub async fn discard_draft(&self, owner: &Owner, draft: DraftId) -> Result<(), DeskError> {
        let _ = (owner, draft);
        todo!()
    }

    /// Keeps the submission in one commit. The same draft id twice is one ticket and the same receipt.
    pub async fn submit(&self, owner: &Owner, submission: &Submission) -> Result<Receipt, DeskError> {
        let _ = (owner, submission);
        todo!()
    }

    /// News from now on, of all owners: front ends filter by their own.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        todo!()
    }

    /// Everything a late-comer needs.
    pub async fn snapshot(&self, owner: &Owner) -> Result<Snapshot, DeskError> {
        let _ = owner;
        todo!()
    }

    /// Waits until a ticket is delivered, parked, or `until` has come, and says where it stands.
    pub async fn wait(&self, owner: &Owner, id: DraftId, until: jiff::Timestamp) -> Result<Option<Ticket>, DeskError> {
        let _ = (owner, id, until);
        todo!()
    }

    /// Delivers what waits, until the process ends; the tray runs this for its whole life. Only one courier at a time
    /// works on one outbox, whichever program it is in.
    pub async fn run_courier(&self) {
        todo!()
    }

    /// Tries everything that waits once, now; used by `deskbell-admin outbox deliver` and after "try again".
    pub async fn deliver_now(&self) -> Result<(), DeskError> {
        todo!()
    }

    /// The trace of a routed ticket: one line per field for the note, and the whole for `explain`.
    pub async fn trace(&self, owner: &Owner, id: DraftId) -> Result<Option<deskbell_dispatch::Trace>, DeskError> {
        let _ = (owner, id);
        todo!()
    }
}
