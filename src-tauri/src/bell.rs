//! What a window may ask for. Every command is one call here; windows, tray and notifications are the
//! [`crate::controller`]'s.

mod pictures;

use std::path::Path;
use std::sync::{Arc, Mutex};

use deskbell_desk::person::Me;
use deskbell_desk::{
    BlobId, BlobKind, Clock, Desk, DeskError, Draft, DraftId, Facts, OnBehalfOf, Owner, Paths, Receipt, Submission,
};
use deskbell_device::Account;
use tokio::sync::mpsc::UnboundedSender;

use crate::controller::Request;
use crate::errands::Errands;
use crate::files::{self, Reading};
use crate::identity;
use crate::lock;
use crate::machine::Machine;
use crate::person;
use crate::press::Press;
use crate::shell::{Shell, Window};
use crate::speech::{Speech, pages};
use crate::stopwatch::Stopwatch;
use crate::view::{
    self, AboutView, BrandView, DraftInput, ErrorView, FactView, FileView, FormView, LanguageView, RequesterView,
    SendInput, SentView, ThisPcView, TicketView,
};

/// Everything a window's commands need.
pub struct Bell {
    /// The desk.
    pub desk: Desk,
    /// Whose tickets these are.
    pub owner: Owner,
    /// Where the person's own file lies.
    pub paths: Paths,
    /// The machine's account.
    pub account: Account,
    /// The system's languages, the most wanted first.
    pub languages: Vec<String>,
    /// The machine.
    pub machine: Arc<dyn Machine>,
    /// The desktop.
    pub shell: Arc<dyn Shell>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// For `--bench`.
    pub stopwatch: Stopwatch,
    /// The event loop.
    pub requests: UnboundedSender<Request>,
    /// The press whose window is open.
    pub press: Mutex<Option<Arc<Press>>>,
    /// What the form asked for and must not be cut short.
    pub errands: Errands,
}

type Answer<T> = Result<T, ErrorView>;

impl Bell {
    /// Hands something to the event loop; nothing happens when it has ended.
    pub fn ask(&self, request: Request) {
        if self.requests.send(request).is_err() {
            tracing::debug!("the program is ending");
        }
    }

    /// The form, ready to paint.
    pub async fn form_open(&self) -> Answer<FormView> {
        let press = self.current()?;
        let snapshot = self
            .desk
            .snapshot(&self.owner)
            .await
            .map_err(|error| Self::error(&error))?;
        self.ask(Request::Seen(snapshot.clone()));
        let kept = self.desk.kept_draft(&self.owner).await.unwrap_or_else(|error| {
            tracing::warn!("a kept draft can't be offered: {error}");
            None
        });
        let draft = press.draft();
        let settings = self.desk.settings();
        let me = deskbell_desk::person::load(&self.paths, &settings);
        let guessed = !person::is_known(&me);
        let asked = if guessed {
            identity::ask(&settings.identity.command, identity::LIMIT).await
        } else {
            None
        };
        Ok(FormView {
            guessed,
            ..view::form(
                draft.to_string(),
                &settings,
                &snapshot.connection,
                person::prefill(me, asked, &self.account),
                kept.filter(|kept| kept.draft.id != draft),
            )
        })
    }

    /// The form has painted: encoding may take the processor now.
    pub async fn painted(&self) {
        self.stopwatch.painted();
        if let Ok(press) = self.current() {
            press.pictures().await.encode();
        }
    }

    /// The facts about this PC, as soon as the look is done.
    pub async fn facts(&self) -> Answer<Vec<FactView>> {
        Ok(view::facts(&*self.current()?.facts().await))
    }

    /// Lets the person choose files, and stages them: all of them, or, when one can't be added or more were chosen than
    /// there is `room` for, none.
    pub async fn add_files(&self, room: usize) -> Answer<Vec<FileView>> {
        let draft = self.current()?.draft();
        let chosen = self.shell.pick_files(&self.speech().say(pages::ADD_FILE)).await;
        if chosen.len() > room.min(view::FILES) {
            return Err(ErrorView::too_many_files());
        }
        let mut added = Vec::new();
        for path in chosen {
            match self.add_file(draft, &path).await {
                Ok(file) => added.push(file),
                Err(error) => {
                    for file in added {
                        self.remove_file(&file.id).await?;
                    }
                    return Err(error);
                }
            }
        }
        Ok(added)
    }

    /// Stages a file whose bytes the window has (pasted, or dropped on it).
    pub async fn add_bytes(&self, name: &str, bytes: &[u8]) -> Answer<FileView> {
        let draft = self.current()?.draft();
        let name = files::name(Path::new(name));
        let staged = self
            .desk
            .stage(&self.owner, draft, BlobKind::File, &name, files::chunks(bytes))
            .await;
        staged.map(FileView::from).map_err(|error| Self::error(&error))
    }

    /// Takes a file out again.
    pub async fn remove_file(&self, id: &str) -> Answer<()> {
        let blob = Self::blob(id)?;
        self.desk
            .unstage(&self.owner, blob)
            .await
            .map_err(|error| Self::error(&error))
    }

    /// Keeps what was written so far. A draft that says nothing is not worth offering and is forgotten instead; one
    /// that was sent is a ticket already.
    pub async fn keep_draft(&self, input: DraftInput) -> Answer<()> {
        let press = self.current()?;
        let _errand = self.errands.begin();
        if press.sent.lock().await.is_some() {
            return Ok(());
        }
        let draft = self.draft(&press, input)?;
        let says_nothing = draft.message.trim().is_empty()
            && draft.selections.is_empty()
            && draft.answers.is_empty()
            && draft.on_behalf_of.is_none()
            && draft.files.is_empty();
        let kept = if says_nothing {
            self.desk.discard_draft(&self.owner, draft.id).await
        } else {
            self.desk.keep_draft(&self.owner, &draft).await
        };
        kept.map_err(|error| {
            // A form that is closing stays, so that the person can read about it.
            self.ask(Request::NotKept(draft.id));
            Self::error(&error)
        })
    }

    /// From now on the form writes the draft that was kept.
    pub fn continue_kept(&self, draft: &str) -> Answer<()> {
        self.current()?.go_on_with(Self::draft_id(draft)?);
        Ok(())
    }

    /// Forgets a kept draft and its files.
    pub async fn discard_kept(&self, draft: &str) -> Answer<()> {
        let draft = Self::draft_id(draft)?;
        self.desk
            .discard_draft(&self.owner, draft)
            .await
            .map_err(|error| Self::error(&error))
    }

    /// Hands everything in. Pressing Send twice is one ticket. `unasked` is of a window that has no controls for some of
    /// the admin's own form: what is required there and missing is no obstacle, and said to the technicians.
    pub async fn send(&self, input: SendInput, unasked: bool) -> Answer<SentView> {
        let press = self.current()?;
        let _errand = self.errands.begin();
        let mut sent = press.sent.lock().await;
        if let Some(view) = &*sent {
            return Ok(view.clone());
        }
        let who = input.draft.requester.clone();
        let draft = self.draft(&press, input.draft)?;
        let id = draft.id;
        let subject = first_line(&draft.message);
        let facts = without(&*press.facts().await, &input.facts_off);
        let shown = press.pictures().await;
        let (pictures, left_out) = self.stage_pictures(&shown, id, &input.pictures).await?;
        let not_encoded = left_out
            .iter()
            .map(|label| format!("No picture of {label}: it could not be encoded."));
        let submission = Submission {
            draft,
            pictures,
            facts,
            remarks: shown.remarks().iter().cloned().chain(not_encoded).collect(),
            unasked,
        };
        match self.desk.submit(&self.owner, &submission).await {
            Ok(receipt) => {
                tracing::info!("saved {}", receipt.reference);
                let no_room = view::no_room(&receipt.left_out);
                let ticket = self.ticket(receipt, subject).await;
                let view = SentView {
                    ticket,
                    left_out,
                    no_room,
                };
                *sent = Some(view.clone());
                self.remember(who);
                Ok(view)
            }
            Err(error) => {
                self.unstage(submission.pictures).await;
                Err(Self::error(&error))
            }
        }
    }

    /// This person's tickets, newest first.
    pub async fn tickets(&self) -> Answer<Vec<TicketView>> {
        let snapshot = self
            .desk
            .snapshot(&self.owner)
            .await
            .map_err(|error| Self::error(&error))?;
        Ok(snapshot.tickets.iter().map(TicketView::from).collect())
    }

    /// The card of this PC, looked at now.
    pub async fn this_pc(&self) -> Answer<ThisPcView> {
        let machine = Arc::clone(&self.machine);
        let facts = tokio::task::spawn_blocking(move || machine.look()).await;
        let facts = facts.map_err(|error| Self::bug(&format!("the look ended: {error}")))?;
        Ok(ThisPcView {
            brand: BrandView::from(&self.desk.settings().brand),
            lines: view::pc_lines(&facts),
        })
    }

    /// What this is.
    pub fn about(&self) -> AboutView {
        AboutView {
            brand: BrandView::from(&self.desk.settings().brand),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    /// The language of the windows: the settings', else the person's choice, else the system's.
    pub fn language(&self) -> LanguageView {
        let settings = self.desk.settings();
        let mine = || deskbell_desk::person::load(&self.paths, &settings).language;
        LanguageView {
            fixed: settings.language.is_some(),
            wanted: settings.language.clone().or_else(mine),
        }
    }

    /// What we say outside of the windows' pages, in the same language as they.
    pub fn speech(&self) -> &'static Speech {
        let wanted = self.language().wanted;
        Speech::of(wanted.iter().chain(&self.languages).map(String::as_str))
    }

    /// What a window is called.
    pub fn title(&self, window: Window) -> String {
        let speech = self.speech();
        match window {
            Window::Form => speech.title(&self.desk.settings().brand.name),
            Window::ThisPc => speech.say(pages::THIS_PC),
            Window::Tickets => speech.say(pages::TICKETS),
            Window::About => speech.say(pages::ABOUT),
        }
    }

    /// Remembers the language the person chose; none is the system's again. Where nothing of a person is remembered,
    /// the choice lasts as long as their window.
    pub fn speak(&self, language: Option<String>) {
        self.keep(|me| Me { language, ..me });
        self.ask(Request::Spoken);
    }

    fn remember(&self, who: RequesterView) {
        self.keep(|me| person::sent_by(who, me));
    }

    fn keep(&self, change: impl FnOnce(Me) -> Me) {
        let settings = self.desk.settings();
        let me = change(deskbell_desk::person::load(&self.paths, &settings));
        if let Err(error) = deskbell_desk::person::save(&self.paths, &settings, &me) {
            tracing::warn!("the person's settings can't be written: {error}");
        }
    }

    fn current(&self) -> Answer<Arc<Press>> {
        let press = lock(&self.press).clone();
        press.ok_or_else(|| Self::bug("a window without a press called"))
    }

    async fn add_file(&self, draft: DraftId, path: &Path) -> Answer<FileView> {
        let name = files::name(path);
        let unreadable = |error: std::io::Error| {
            tracing::info!("a chosen file can't be read: {}", error.kind());
            ErrorView::unreadable(&name)
        };
        let (reading, chunks) = Reading::open(path).map_err(unreadable)?;
        let staged = self.desk.stage(&self.owner, draft, BlobKind::File, &name, chunks).await;
        let staged = staged.map_err(|error| Self::error(&error))?;
        if let Err(error) = reading.finish() {
            self.unstage(vec![staged.id]).await;
            return Err(unreadable(error));
        }
        Ok(FileView::from(staged))
    }

    async fn unstage(&self, blobs: Vec<BlobId>) {
        for blob in blobs {
            if let Err(error) = self.desk.unstage(&self.owner, blob).await {
                tracing::warn!("a staged blob stays behind: {error}");
            }
        }
    }

    /// The ticket as the desk sees it by now; it is being sent already.
    async fn ticket(&self, receipt: Receipt, subject: String) -> TicketView {
        let snapshot = self.desk.snapshot(&self.owner).await.ok();
        let found = snapshot.and_then(|snapshot| snapshot.tickets.into_iter().find(|ticket| ticket.id == receipt.id));
        found.as_ref().map_or_else(
            || TicketView {
                id: receipt.id.to_string(),
                reference: receipt.reference,
                subject,
                state: view::TicketState::Sending,
                number: None,
            },
            TicketView::from,
        )
    }

    fn draft(&self, press: &Press, input: DraftInput) -> Answer<Draft> {
        let id = Self::draft_id(&input.draft)?;
        if id != press.draft() {
            return Err(Self::bug("the window writes another draft than it was given"));
        }
        if input.files.len() > view::FILES {
            return Err(ErrorView::too_many_files());
        }
        let files: Result<Vec<BlobId>, ErrorView> = input.files.iter().map(|id| Self::blob(id)).collect();
        Ok(Draft {
            id,
            message: input.message,
            subject: None,
            selections: input.selections,
            answers: input.answers,
            requester: person::requester(input.requester, &self.account),
            on_behalf_of: input.on_behalf_of.map(OnBehalfOf::from),
            files: files?,
        })
    }

    fn draft_id(id: &str) -> Answer<DraftId> {
        id.parse().map_err(|_| Self::bug("a draft id that is none"))
    }

    fn blob(id: &str) -> Answer<BlobId> {
        id.parse().map(BlobId).map_err(|_| Self::bug("a file id that is none"))
    }

    fn error(error: &DeskError) -> ErrorView {
        match error {
            DeskError::Storage { reason } | DeskError::NotConnected { reason } => tracing::warn!("{error} {reason}"),
            DeskError::Rejected { rule, .. } => tracing::info!("refused by the rule {rule}"),
            DeskError::Empty
            | DeskError::Invalid { .. }
            | DeskError::TooLarge { .. }
            | DeskError::NoRoom { .. }
            | DeskError::Version => {}
            _ => tracing::warn!("{error}"),
        }
        ErrorView::of(error)
    }

    fn bug(what: &str) -> ErrorView {
        tracing::error!("{what}");
        ErrorView::internal()
    }
}

/// The facts that go along: those always sent, and the others the person left on.
fn without(facts: &Facts, off: &[String]) -> Facts {
    let always = |key: &str| deskbell_desk::KEYS.iter().any(|known| known.key == key && known.always);
    let stays = |key: &String| always(key) || !off.contains(key);
    Facts(facts.0.iter().filter(|fact| stays(&fact.key)).cloned().collect())
}

fn first_line(message: &str) -> String {
    message
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or_default()
        .chars()
        .take(80)
        .collect()
}

#[cfg(test)]
mod tests;
