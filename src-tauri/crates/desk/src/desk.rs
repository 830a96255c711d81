//! The one door for every front end.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::sync::{Notify, broadcast};
use uuid::Uuid;

use crate::alert::{Alert, AlertSink, Raised};
use crate::bulletin::Bulletin;
use crate::office::{Office, SetUp};
use crate::outbox::{Outbox, OutboxError, Picture, StagedFile};
use crate::psa::{Psa, RemoteId};
use crate::{
    BlobId, BlobKind, Clock, Draft, DraftId, Event, Owner, Paths, Receipt, Settings, Snapshot, State, Submission,
    Ticket, courier, courier_sign, file_name, handing_in, neighbours,
};

/// The version of the calls below; a front end says it first.
pub const PROTOCOL: u32 = 1;

/// How much a file may hold while no ticket system says so.
const FILE_BYTES: usize = 6_000_000;

/// How often somebody who waits looks whether another program has delivered.
const LOOK_EVERY: SignedDuration = SignedDuration::from_millis(500);

/// The desk: cheap to clone, safe to share.
#[derive(Clone)]
pub struct Desk {
    inner: Arc<Inner>,
}

/// What the desk's parts share.
pub(crate) struct Inner {
    pub(crate) paths: Paths,
    pub(crate) clock: Arc<dyn Clock>,
    /// Since when.
    pub(crate) opened: Timestamp,
    pub(crate) outbox: Outbox,
    pub(crate) office: Office,
    pub(crate) bulletin: Bulletin,
    pub(crate) alerts: Arc<dyn AlertSink>,
    pub(crate) raised: Raised,
    /// Pictures that are staged: in memory until Send.
    pictures: Mutex<Vec<Picture>>,
    /// Something was handed in.
    pub(crate) handed_in: Notify,
    /// Held while delivering.
    pub(crate) delivering: tokio::sync::Mutex<()>,
    /// Held while handing in: the second of two clicks finds the first one's receipt.
    pub(crate) handing_in: tokio::sync::Mutex<()>,
}

/// A draft that was kept over a close, and the files it still has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The words.
    pub draft: Draft,
    /// Its files.
    pub files: Vec<Staged>,
    /// When it was kept.
    pub kept_at: Timestamp,
}

/// One outside step of a ticket, for `outbox show`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepView {
    /// Its place.
    pub ordinal: u32,
    /// `route`, `ticket`, `number`, `note` or `attachment`.
    pub kind: String,
    /// `planned`, `attempting`, `done` or `parked`.
    pub state: String,
    /// How often it was tried.
    pub attempts: u32,
    /// The id of what it made in the ticket system.
    pub remote_id: Option<RemoteId>,
    /// Why it is parked, or what the last failure was.
    pub reason: Option<String>,
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

/// What is wrong with a field. In words, it is a sentence for the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Complaint {
    /// The message is too long, where a file could hold the rest.
    #[error("This is longer than {limit} characters. A file can hold the rest.")]
    MessageTooLong {
        /// The most it takes, in characters.
        limit: usize,
    },
    /// A line is too long.
    #[error("This is longer than {limit} characters.")]
    TooLong {
        /// The most it takes, in characters.
        limit: usize,
    },
    /// An answer of the admin's own form is too long, where the message could hold the rest.
    #[error("This is longer than {limit} characters. The rest can go into the message.")]
    AnswerTooLong {
        /// The most it takes, in characters.
        limit: usize,
    },
    /// A box that has to be ticked.
    #[error("Please tick this before you send.")]
    RequiredBox,
    /// One of a group has to be chosen.
    #[error("Please choose one of these.")]
    RequiredRadio,
    /// A text that has to be written.
    #[error("Please fill this in. A few words are enough.")]
    RequiredText,
    /// A number is needed.
    #[error("Please leave a number under which you can be called back.")]
    NoPhone,
    /// It is for someone else, and nobody is named.
    #[error("Please say who this is for, by name or e-mail.")]
    NobodyNamed,
    /// Certainly no e-mail address.
    #[error("This does not look like an e-mail address.")]
    NoAddress,
    /// A file that was added is not there any more.
    #[error("A file is not there any more. Please add it again.")]
    Gone,
    /// A picture is not there any more.
    #[error("A picture is not there any more. Please take it again, or take it out.")]
    PictureGone,
}

/// Why a submission, or something before it, was not taken. The words stay with the person each time.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeskError {
    /// There is nothing to send: no words, no selection, no file, no picture.
    #[error("There is nothing to send yet.")]
    Empty,
    /// A field is not as it must be.
    #[error("Something needs another look.")]
    Invalid {
        /// Field name (`message`, `email`, `name`, `files`, …) and what is wrong there.
        fields: Vec<(String, Complaint)>,
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
    /// There is no room for it on this PC, not even for words.
    #[error("There is no room left on this PC.")]
    NoRoom {
        /// The file that was not added; `None` when it was about words.
        file: Option<String>,
    },
}

impl From<OutboxError> for DeskError {
    fn from(error: OutboxError) -> Self {
        match error {
            OutboxError::NoRoom => Self::NoRoom { file: None },
            OutboxError::Newer { .. }
            | OutboxError::Damaged(_)
            | OutboxError::DamagedInUse
            | OutboxError::Database(_)
            | OutboxError::Folder(_)
            | OutboxError::Lock(_)
            | OutboxError::BrokenOff => Self::Storage {
                reason: error.to_string(),
            },
        }
    }
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
    /// Where what the MSP has to know is written down; [`crate::alert::SystemLog`] in a program for people.
    pub alerts: Arc<dyn AlertSink>,
}

impl Desk {
    /// Opens the outbox (and creates it), reads the secret and the rules. Does not touch the network.
    pub fn open(config: DeskConfig) -> Result<Self, DeskError> {
        let DeskConfig {
            paths,
            settings,
            clock,
            psa,
            alerts,
        } = config;
        let outbox = Outbox::open(&paths.data, paths.volatile.as_ref())?;
        outbox.tidy_now(clock.now())?;
        let known = outbox.everyones_now()?.into_iter().map(|(_, ticket)| ticket);
        let inner = Inner {
            office: Office::new(paths.clone(), settings, Arc::clone(&clock), psa),
            bulletin: Bulletin::new(known),
            alerts,
            raised: Raised::default(),
            paths,
            opened: clock.now(),
            clock,
            outbox,
            pictures: Mutex::default(),
            handed_in: Notify::new(),
            delivering: tokio::sync::Mutex::default(),
            handing_in: tokio::sync::Mutex::default(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The first call of a front end: refuses another protocol version.
    pub fn hello(&self, protocol: u32) -> Result<(), DeskError> {
        if protocol == PROTOCOL {
            Ok(())
        } else {
            Err(DeskError::Version)
        }
    }

    /// The settings in effect now.
    pub fn settings(&self) -> Settings {
        self.inner.office.now().loaded.settings.clone()
    }

    /// What is wrong with the machine's settings and rules files and what is used instead, one line each; empty when
    /// nothing is. Every ticket's internal note says the same.
    pub fn remarks(&self) -> Vec<String> {
        self.inner.office.now().remarks()
    }

    /// A new draft id, made on press.
    pub fn press(&self) -> DraftId {
        let now = self.inner.clock.now();
        let seconds = u64::try_from(now.as_second()).unwrap_or_default();
        let nanoseconds = u32::try_from(now.subsec_nanosecond()).unwrap_or_default();
        let now = uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanoseconds);
        DraftId(Uuid::new_v7(now))
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
        let name = file_name::sanitised(name);
        let limit = self.inner.file_limit();
        let gathered = tokio::task::spawn_blocking(move || gather(chunks, limit)).await;
        let bytes = gathered.map_err(|_| OutboxError::BrokenOff)?;
        let Some(bytes) = bytes else {
            let limit = u64::try_from(limit).unwrap_or(u64::MAX);
            return Err(DeskError::TooLarge { name, limit });
        };
        let id = BlobId(self.press().0);
        let staged = Staged {
            id,
            name: name.clone(),
            bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        };
        let owner = owner.clone();
        match kind {
            BlobKind::Picture => self.inner.pictures().push(Picture {
                id,
                owner,
                draft,
                name,
                bytes,
            }),
            BlobKind::File => {
                let file = StagedFile {
                    id,
                    owner,
                    draft,
                    name,
                    bytes,
                };
                match self.inner.outbox.stage(file, self.inner.clock.now()).await {
                    Err(OutboxError::NoRoom) => {
                        self.inner.alert(Alert::DiskFull).await;
                        let file = Some(staged.name);
                        return Err(DeskError::NoRoom { file });
                    }
                    other => other?,
                }
            }
        }
        Ok(staged)
    }

    /// Forgets a staged blob that was not handed in.
    pub async fn unstage(&self, owner: &Owner, blob: BlobId) -> Result<(), DeskError> {
        self.inner
            .pictures()
            .retain(|picture| picture.id != blob || picture.owner != *owner);
        Ok(self.inner.outbox.unstage(owner, blob).await?)
    }

    /// Keeps what was written so far, for 24 h; replaces what was kept under the same id.
    pub async fn keep_draft(&self, owner: &Owner, draft: &Draft) -> Result<(), DeskError> {
        let now = self.inner.clock.now();
        Ok(self.inner.outbox.keep_draft(owner, draft, now).await?)
    }

    /// The newest draft kept in the last 24 h, if any.
    pub async fn kept_draft(&self, owner: &Owner) -> Result<Option<Kept>, DeskError> {
        let now = self.inner.clock.now();
        Ok(self.inner.outbox.kept_draft(owner, now).await?)
    }

    /// Forgets a kept draft and its files.
    pub async fn discard_draft(&self, owner: &Owner, draft: DraftId) -> Result<(), DeskError> {
        drop(self.inner.take_pictures(owner, draft));
        Ok(self.inner.outbox.discard_draft(owner, draft).await?)
    }

    /// Keeps the submission in one commit. The same draft id twice is one ticket and the same receipt.
    pub async fn submit(&self, owner: &Owner, submission: &Submission) -> Result<Receipt, DeskError> {
        let receipt = handing_in::submit(&self.inner, owner, submission).await?;
        self.inner.handed_in.notify_one();
        Ok(receipt)
    }

    /// News from now on, of all owners: front ends filter by their own.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.inner.bulletin.listen()
    }

    /// Everything a late-comer needs.
    pub async fn snapshot(&self, owner: &Owner) -> Result<Snapshot, DeskError> {
        // The number first: what happens meanwhile is then told again rather than missed.
        let number = self.inner.bulletin.number();
        Ok(Snapshot {
            number,
            tickets: self.inner.outbox.tickets(owner).await?,
            connection: self.inner.office.now().connection(),
        })
    }

    /// Waits until a ticket is delivered, parked, or `until` has come, and says where it stands.
    pub async fn wait(&self, owner: &Owner, id: DraftId, until: Timestamp) -> Result<Option<Ticket>, DeskError> {
        let mut news = self.events();
        loop {
            let found = self.inner.outbox.ticket(id).await?;
            let Some((_, ticket)) = found.filter(|(whose, _)| whose == owner) else {
                return Ok(None);
            };
            let now = self.inner.clock.now();
            let settled = matches!(ticket.state, State::Delivered | State::Parked { .. });
            if settled || now >= until {
                return Ok(Some(ticket));
            }
            let next_look = now.saturating_add(LOOK_EVERY).map_or(until, |next| next.min(until));
            tokio::select! {
                _ = news.recv() => {}
                () = self.inner.clock.sleep_until(next_look) => {}
            }
        }
    }

    /// Delivers what waits, until the process ends; the tray runs this for its whole life. Only one courier at a time
    /// works on one outbox, whichever program it is in.
    pub async fn run_courier(&self) {
        let _sign = courier_sign::hang_out(&self.inner.paths.data);
        courier::keep_delivering(Arc::clone(&self.inner)).await;
    }

    /// Tries everything that waits once, now; used by `deskbell-admin outbox deliver` and after "try again". A key that
    /// was refused is tried again, too.
    pub async fn deliver_now(&self) -> Result<(), DeskError> {
        self.inner.office.reopen();
        self.inner.outbox.try_again(self.inner.clock.now()).await?;
        neighbours::ring(&self.inner.paths);
        courier::work(&self.inner).await?;
        Ok(())
    }

    /// The trace of a routed ticket: one line per field for the note, and the whole for `explain`.
    pub async fn trace(&self, owner: &Owner, id: DraftId) -> Result<Option<deskbell_dispatch::Trace>, DeskError> {
        Ok(self.inner.outbox.trace(owner, id).await?)
    }

    /// How far each outside step of a ticket is; empty for a ticket that is not the owner's.
    pub async fn steps(&self, owner: &Owner, id: DraftId) -> Result<Vec<StepView>, DeskError> {
        Ok(self.inner.outbox.step_views(owner, id).await?)
    }
}

impl Desk {
    /// What the desk's other doors work on.
    pub(crate) fn inner(&self) -> &Inner {
        &self.inner
    }
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk")
            .field("paths", &self.inner.paths)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for DeskConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeskConfig")
            .field("paths", &self.paths)
            .finish_non_exhaustive()
    }
}

impl Inner {
    /// Tells where a ticket stands, here and to other programs, if that is news; and the MSP, if it is theirs to act.
    pub(crate) async fn tell(&self, id: DraftId) -> Result<(), OutboxError> {
        if let Some((owner, ticket)) = self.outbox.ticket(id).await?
            && self.bulletin.tell(owner, ticket.clone())
        {
            neighbours::ring(&self.paths);
            self.alert_about(&ticket).await?;
        }
        Ok(())
    }

    /// Takes a draft's staged pictures out of memory.
    pub(crate) fn take_pictures(&self, owner: &Owner, draft: DraftId) -> Vec<Picture> {
        let is_its = |picture: &mut Picture| picture.draft == draft && picture.owner == *owner;
        self.pictures().extract_if(.., is_its).collect()
    }

    /// Puts them back: the submission was not taken.
    pub(crate) fn put_back(&self, pictures: Vec<Picture>) {
        self.pictures().extend(pictures);
    }

    fn pictures(&self) -> MutexGuard<'_, Vec<Picture>> {
        self.pictures.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn file_limit(&self) -> usize {
        let set_up: Arc<SetUp> = self.office.now();
        set_up.psa.as_ref().map_or(FILE_BYTES, |psa| psa.limits().attachment)
    }
}

/// All bytes, unless they are more than `limit`.
fn gather(chunks: impl Iterator<Item = Vec<u8>>, limit: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for chunk in chunks {
        if bytes.len() + chunk.len() > limit {
            return None;
        }
        bytes.extend_from_slice(&chunk);
    }
    Some(bytes)
}
