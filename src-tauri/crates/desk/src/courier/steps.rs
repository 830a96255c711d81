//! One act for one ticket: the call outside, and the commits around it.

use jiff::{SignedDuration, Timestamp};

use crate::DraftId;
use crate::alert::Alert;
use crate::desk::Inner;
use crate::identify::identify;
use crate::office::SetUp;
use crate::outbox::{Cause, Failure, Head, Kind, OutboxError, Settled, State, Step};
use crate::plan::{Attachment, Content, Decided, marker, plan, refused_attachments};
use crate::psa::{
    FoundPart, FoundTicket, Looked, Machine, Made, NewAttachment, NewNote, NewTicket, Psa, PsaError, PsaErrorKind,
    RemoteId, Retry,
};
use crate::resolve::{needs_work_types, resolve};
use crate::route;
use crate::saved::Saved;
use crate::user_defined::user_defined;

use super::mending;
use super::next::Act;
use super::policy::{self, Nothing};

/// How often it is looked whether this PC is connected by now; an admin's change is noticed sooner than that.
const NOT_CONNECTED: SignedDuration = SignedDuration::from_mins(15);

/// Does it, and records how it went. Errors are the outbox's own.
pub(super) async fn perform(desk: &Inner, ticket: &Head, act: Act) -> Result<(), OutboxError> {
    if desk.outbox.pick_up(ticket.id).await? {
        desk.tell(ticket.id).await?;
    }
    let set_up = desk.office.now();
    let delivery = Delivery {
        desk,
        ticket,
        set_up: &set_up,
    };
    match act {
        Act::Finish => delivery.finish().await?,
        Act::Route(step) => match &set_up.psa {
            Ok(psa) => delivery.route(&step, psa.as_ref()).await?,
            Err(reason) => delivery.not_connected(&step, reason).await?,
        },
        Act::Look(step) => match &set_up.psa {
            Ok(psa) => delivery.look(&step, psa.as_ref()).await?,
            Err(reason) => delivery.not_connected(&step, reason).await?,
        },
        Act::Send(step) => match &set_up.psa {
            Ok(psa) => delivery.send(&step, psa.as_ref()).await?,
            Err(reason) => delivery.not_connected(&step, reason).await?,
        },
    }
    desk.tell(ticket.id).await
}

/// A ticket that is being worked on.
struct Delivery<'a> {
    desk: &'a Inner,
    ticket: &'a Head,
    set_up: &'a SetUp,
}

impl Delivery<'_> {
    /// Decides where the ticket goes, and commits that before anything is sent.
    async fn route(&self, step: &Step, psa: &dyn Psa) -> Result<(), OutboxError> {
        let Some(saved) = self.desk.outbox.saved(self.ticket.id).await? else {
            return Ok(());
        };
        let settings = &self.set_up.loaded.settings;
        let who = &saved.draft.requester;
        let identity = match identify(psa, settings, who, saved.draft.on_behalf_of.as_ref()).await {
            Ok(identity) => identity,
            Err(error) => return self.failed(step, &error, psa).await,
        };
        let (route, trace) = self.set_up.rulebook.rules.run(&route::input(&saved, Some(&identity)));
        let vocabulary = match psa.vocabulary(needs_work_types(&route)).await {
            Ok(vocabulary) => vocabulary,
            Err(error) => return self.failed(step, &error, psa).await,
        };
        let user_defined = match user_defined(psa, &route).await {
            Ok(user_defined) => user_defined,
            Err(error) => return self.failed(step, &error, psa).await,
        };
        let asset = match machine(&saved) {
            Some(machine) => psa.asset(identity.company, &machine).await,
            None => None,
        };
        let plan = plan(
            &Decided {
                saved: &saved,
                identity: &identity,
                asset,
                route: &route,
                trace: &trace,
                resolution: &resolve(&route, &vocabulary),
                user_defined: &user_defined,
                remarks: &self.set_up.remarks(),
                customers_see_attachments: settings.customers_see_attachments,
            },
            psa,
        );
        self.desk.outbox.commit_route(self.ticket.id, plan, trace).await
    }

    /// Sends a step. A create is committed as `attempting` before it leaves.
    async fn send(&self, step: &Step, psa: &dyn Psa) -> Result<(), OutboxError> {
        if step.kind == Kind::Number {
            return self.read_number(step, psa).await;
        }
        let id = self.ticket.id;
        self.desk.outbox.begin(id, step.ordinal, self.desk.clock.now()).await?;
        match self.create(step, psa).await? {
            Ok(made) => {
                self.desk.outbox.made(id, step.ordinal, made).await?;
                self.desk.outbox.release(self.desk.clock.now()).await
            }
            Err(error) => self.failed(step, &error, psa).await,
        }
    }

    async fn create(&self, step: &Step, psa: &dyn Psa) -> Result<Result<RemoteId, PsaError>, OutboxError> {
        let made = match (step.kind, self.ticket.remote_id) {
            (Kind::Ticket, _) => match step.content::<NewTicket>() {
                Ok(ticket) => psa.create_ticket(&ticket).await,
                Err(error) => Err(unreadable(&error)),
            },
            (Kind::Note, Some(ticket)) => match step.content::<NewNote>() {
                Ok(note) => psa.add_note(ticket, &note).await,
                Err(error) => Err(unreadable(&error)),
            },
            (Kind::Attachment, Some(ticket)) => match step.content::<Attachment>() {
                Ok(attachment) => return self.attach(ticket, attachment, psa).await,
                Err(error) => Err(unreadable(&error)),
            },
            (Kind::Route | Kind::Number | Kind::Note | Kind::Attachment, _) => {
                Err(refusal("there is no ticket that this belongs to"))
            }
        };
        Ok(made)
    }

    async fn attach(
        &self,
        ticket: RemoteId,
        attachment: Attachment,
        psa: &dyn Psa,
    ) -> Result<Result<RemoteId, PsaError>, OutboxError> {
        let bytes = match attachment.from {
            Content::Text(text) => Some(text.into_bytes()),
            Content::Blob(blob) => self.desk.outbox.bytes(blob).await?,
        };
        let Some(bytes) = bytes else {
            return Ok(Err(refusal("its bytes are not in the outbox any more")));
        };
        let attachment = NewAttachment {
            name: attachment.name,
            title: attachment.title,
            media_type: attachment.media_type,
            audience: attachment.audience,
            bytes,
        };
        Ok(psa.attach(ticket, &attachment).await)
    }

    /// The number is read by our key, which shows at the same time that the key sees what it makes.
    async fn read_number(&self, step: &Step, psa: &dyn Psa) -> Result<(), OutboxError> {
        let Some(ticket) = self.ticket.remote_id else {
            return self
                .failed(step, &refusal("there is no ticket that this belongs to"), psa)
                .await;
        };
        match self.number(ticket, psa).await? {
            Ok(number) => self.desk.outbox.numbered(self.ticket.id, number).await,
            Err(error) => self.failed(step, &error, psa).await,
        }
    }

    async fn number(&self, ticket: RemoteId, psa: &dyn Psa) -> Result<Result<String, PsaError>, OutboxError> {
        let looked = match psa.find_tickets(&self.ticket.id.to_string()).await {
            Ok(looked) => looked,
            Err(error) => return Ok(Err(error)),
        };
        self.several(looked.found.len()).await;
        let Some(itself) = looked.found.into_iter().find(|found| found.id == ticket) else {
            return Ok(psa.ticket_number(ticket).await);
        };
        self.has_read_back(Kind::Ticket, psa).await?;
        if itself.number.is_empty() {
            return Ok(psa.ticket_number(ticket).await);
        }
        Ok(Ok(itself.number))
    }

    /// Looks for what an attempt may have made. Found: it is ours. Not found: it may be sent, once that is certain.
    async fn look(&self, step: &Step, psa: &dyn Psa) -> Result<(), OutboxError> {
        let outbox = &self.desk.outbox;
        let id = self.ticket.id;
        let now = self.desk.clock.now();
        let sighting = match self.find(step, psa).await {
            Ok(sighting) => sighting,
            Err(error) => return self.could_not_look(step, &error).await,
        };
        if let Some(found) = sighting.ours {
            self.has_read_back(step.kind, psa).await?;
            outbox.adopted(id, step.ordinal, found).await?;
            return outbox.release(now).await;
        }
        let Some(at) = sighting.at else {
            return self.could_not_look(step, &undated()).await;
        };
        match policy::after_empty_look(step, at) {
            Nothing::WaitFrom(at) => {
                outbox.wait_from(id, step.ordinal, at).await?;
                let again = policy::look_again(policy::SETTLED_AFTER, now, policy::dice());
                outbox.look_again(id, again).await
            }
            Nothing::MayCome(left) => {
                outbox
                    .look_again(id, policy::look_again(left, now, policy::dice()))
                    .await
            }
            Nothing::TriedTooOften => {
                let reason = "it was sent three times, and it is not known whether one of them got through";
                let failure = policy::unclear(step, reason.to_owned(), false);
                outbox.failed(id, step.ordinal, failure).await
            }
            Nothing::NotThere => self.send_what_is_not_there(step, &sighting, psa).await,
        }
    }

    /// What was sent before and isn't there is sent again only by a key that would see it. What was never sent, as far as
    /// is known, is sent in any case: else nobody's first request would survive a restart.
    async fn send_what_is_not_there(&self, step: &Step, sighting: &Sighting, psa: &dyn Psa) -> Result<(), OutboxError> {
        let outbox = &self.desk.outbox;
        let id = self.ticket.id;
        if !step.has_left {
            return outbox.not_there(id, step.ordinal).await;
        }
        match self.would_see(step, sighting, psa).await? {
            Ok(true) => return outbox.not_there(id, step.ordinal).await,
            Ok(false) => {}
            Err(error) => return self.could_not_look(step, &error).await,
        }
        let reason =
            "it may have got through, and this key has never read back anything like it, so it isn't sent again";
        let failure = policy::unclear(step, reason.to_owned(), true);
        outbox.failed(id, step.ordinal, failure).await
    }

    /// Whether this key sees what it makes of this kind: it has read back some of it once, or does so now.
    async fn would_see(
        &self,
        step: &Step,
        sighting: &Sighting,
        psa: &dyn Psa,
    ) -> Result<Result<bool, PsaError>, OutboxError> {
        if made_of(step.kind).is_some_and(|kind| psa.has_read_back(kind)) {
            return Ok(Ok(true));
        }
        let is_sibling = |other: &Step| {
            other.kind == step.kind
                && other.state == State::Done
                && other.remote_id.is_some_and(|made| sighting.all.contains(&made))
        };
        let mut sees = self.ticket.steps.iter().any(is_sibling);
        if !sees && let Some((ticket, remote, made)) = self.desk.outbox.one_made(step.kind).await? {
            match look_for(step.kind, ticket, Some(remote), psa).await {
                Ok(elsewhere) => sees = elsewhere.found.iter().any(|part| part.id == made),
                Err(error) => return Ok(Err(error)),
            }
        }
        if sees {
            self.has_read_back(step.kind, psa).await?;
        }
        Ok(Ok(sees))
    }

    /// Remembers that this key sees what it makes; what waited only for that goes on.
    async fn has_read_back(&self, kind: Kind, psa: &dyn Psa) -> Result<(), OutboxError> {
        match made_of(kind) {
            Some(made) if !psa.has_read_back(made) => {
                psa.read_back(made);
                self.desk.outbox.proven(kind, self.desk.clock.now()).await
            }
            Some(_) | None => Ok(()),
        }
    }

    async fn could_not_look(&self, step: &Step, error: &PsaError) -> Result<(), OutboxError> {
        tracing::warn!(ticket = %self.ticket.id, step = step.ordinal, kind = ?error.kind, "can't be looked for");
        let now = self.desk.clock.now();
        let failure = policy::after_failed_look(step, error, self.ticket.tries, now, policy::dice());
        self.desk.outbox.failed(self.ticket.id, step.ordinal, failure).await
    }

    async fn find(&self, step: &Step, psa: &dyn Psa) -> Result<Sighting, PsaError> {
        let id = self.ticket.id;
        let marker = marker(id, step.ordinal);
        // The next ordinal's marker begins like this one's.
        let marked = |text: &str| {
            text.match_indices(&marker)
                .any(|(at, _)| !text[at + marker.len()..].starts_with(|c: char| c.is_ascii_digit()))
        };
        let looked = look_for(step.kind, id, self.ticket.remote_id, psa).await?;
        let is_ours = |part: &&FoundPart| step.kind == Kind::Ticket || marked(&part.title) || marked(&part.text);
        let ours: Vec<RemoteId> = looked.found.iter().filter(is_ours).map(|part| part.id).collect();
        self.several(ours.len()).await;
        Ok(Sighting {
            ours: ours.into_iter().min(),
            all: looked.found.iter().map(|part| part.id).collect(),
            at: looked.at,
        })
    }

    /// More than one of what should be there once: the first one is taken.
    async fn several(&self, found: usize) {
        if found > 1 {
            let ticket = self.ticket.id;
            self.desk.alert(Alert::SeveralTickets { ticket, count: found }).await;
        }
    }

    /// The last step is settled. What was refused is told in one more note first; a note that was refused itself holds
    /// somebody's words and can't be told there, and what may be there or not can't be told at all, so that a human has to
    /// look.
    async fn finish(&self) -> Result<(), OutboxError> {
        let is_told = |step: &Step| {
            step.content::<NewNote>()
                .is_ok_and(|note| note.title == refused_attachments(self.ticket.id, 0, &[]).title)
        };
        let refused: Vec<(String, String)> = self
            .ticket
            .steps
            .iter()
            .filter(|step| step.kind == Kind::Attachment && step.state == State::Parked && step.ambiguous == 0)
            .filter_map(|step| {
                let attachment = step.content::<Attachment>().ok()?;
                Some((attachment.name, step.reason.clone().unwrap_or_default()))
            })
            .collect();
        let id = self.ticket.id;
        if !refused.is_empty() && !self.ticket.steps.iter().any(is_told) {
            let note = move |ordinal| refused_attachments(id, ordinal, &refused);
            return self.desk.outbox.add_note(id, note).await;
        }
        let is_open = |step: &&Step| step.state == State::Parked && (step.ambiguous > 0 || step.kind == Kind::Note);
        if let Some(open) = self.ticket.steps.iter().find(is_open) {
            let reason = open.reason.as_deref().unwrap_or_default();
            let (cause, what) = if open.ambiguous > 0 {
                (Cause::Ambiguous, "may be there or not")
            } else {
                (Cause::Refused, "was not taken")
            };
            let reason = format!("{} {what}: {reason}", thing(open.kind));
            return self.desk.outbox.park(self.ticket.id, cause, reason).await;
        }
        self.desk.outbox.finish(id, self.desk.clock.now()).await?;
        super::tidy(self.desk).await
    }

    async fn failed(&self, step: &Step, error: &PsaError, psa: &dyn Psa) -> Result<(), OutboxError> {
        // Its text may repeat what somebody wrote; that stays in the outbox.
        tracing::warn!(ticket = %self.ticket.id, step = step.ordinal, kind = ?error.kind, field = ?error.field, "not sent");
        if policy::is_refused_ticket(step, error) {
            if !self.ticket.rerouted {
                return self.desk.outbox.route_anew(self.ticket.id, error.text.clone()).await;
            }
            if self.mend(step, error, psa).await? {
                return Ok(());
            }
        }
        let now = self.desk.clock.now();
        let failure = policy::after(step, error, self.ticket.tries, now, policy::dice());
        self.desk.outbox.failed(self.ticket.id, step.ordinal, failure).await
    }

    /// Whether the refused ticket can be sent without what was refused; then it is going to be.
    async fn mend(&self, step: &Step, error: &PsaError, psa: &dyn Psa) -> Result<bool, OutboxError> {
        let Ok(ticket) = step.content::<NewTicket>() else {
            return Ok(false);
        };
        let vocabulary = psa.vocabulary(false).await.unwrap_or_default();
        let Some(mended) = mending::mended(&ticket, error, &vocabulary) else {
            return Ok(false);
        };
        let told = |step: &Step| {
            let note = step.content::<NewNote>().ok()?;
            (step.kind == Kind::Note && note.title == mending::TITLE).then_some((step.ordinal, note))
        };
        let last = self.ticket.steps.iter().map(|step| step.ordinal).max();
        let (ordinal, mut lines) = match self.ticket.steps.iter().find_map(told) {
            Some((ordinal, note)) => (ordinal, mending::lines_of(&note)),
            None => (last.unwrap_or_default() + 1, Vec::new()),
        };
        if lines.len() >= mending::MOST {
            return Ok(false);
        }
        lines.extend(mended.lines);
        let note = mending::note(self.ticket.id, ordinal, &lines);
        self.desk
            .outbox
            .mend(self.ticket.id, mended.ticket, (ordinal, note), error.text.clone())
            .await?;
        Ok(true)
    }

    async fn not_connected(&self, step: &Step, reason: &str) -> Result<(), OutboxError> {
        let now = self.desk.clock.now();
        let failure = Failure {
            step: step.state,
            ambiguous: false,
            unproven: false,
            reason: format!("this PC is not connected: {reason}"),
            ticket: Settled::Waits {
                cause: Cause::Key,
                until: now.saturating_add(NOT_CONNECTED).unwrap_or(now),
                all: true,
            },
        };
        self.desk.outbox.failed(self.ticket.id, step.ordinal, failure).await
    }
}

/// What a look has shown.
struct Sighting {
    /// What the step makes, if it is there.
    ours: Option<RemoteId>,
    /// Everything of its kind.
    all: Vec<RemoteId>,
    /// When, by the ticket system's clock.
    at: Option<Timestamp>,
}

/// What is there of a kind: tickets with our key, or parts of a ticket.
async fn look_for(
    kind: Kind,
    key: DraftId,
    ticket: Option<RemoteId>,
    psa: &dyn Psa,
) -> Result<Looked<FoundPart>, PsaError> {
    match (kind, ticket) {
        (Kind::Ticket, _) => {
            let looked = psa.find_tickets(&key.to_string()).await?;
            let part = |ticket: FoundTicket| FoundPart {
                id: ticket.id,
                title: ticket.number,
                text: String::new(),
            };
            Ok(Looked {
                found: looked.found.into_iter().map(part).collect(),
                at: looked.at,
            })
        }
        (Kind::Note, Some(ticket)) => psa.notes(ticket).await,
        (Kind::Attachment, Some(ticket)) => psa.attachments(ticket).await,
        (Kind::Route | Kind::Number | Kind::Note | Kind::Attachment, _) => {
            Err(refusal("there is no ticket that this belongs to"))
        }
    }
}

fn made_of(kind: Kind) -> Option<Made> {
    match kind {
        Kind::Ticket => Some(Made::Ticket),
        Kind::Note => Some(Made::Note),
        Kind::Attachment => Some(Made::Attachment),
        Kind::Route | Kind::Number => None,
    }
}

fn thing(kind: Kind) -> &'static str {
    match kind {
        Kind::Route | Kind::Ticket => "the ticket",
        Kind::Number => "its number",
        Kind::Note => "a note",
        Kind::Attachment => "an attachment",
    }
}

/// By what this PC is found in the ticket system: of the facts that go along, and of no others.
fn machine(saved: &Saved) -> Option<Machine> {
    let fact = |key| saved.facts.first(key).unwrap_or_default().trim().to_owned();
    let machine = Machine {
        serial: fact("serial"),
        hostname: fact("hostname"),
    };
    (!machine.serial.is_empty() || !machine.hostname.is_empty()).then_some(machine)
}

fn refusal(text: &str) -> PsaError {
    PsaError {
        kind: PsaErrorKind::Validation,
        retry: Retry::Permanent,
        text: text.to_owned(),
        field: None,
        about: Vec::new(),
    }
}

/// Without a date an answer says nothing about how long an attempt is over.
fn undated() -> PsaError {
    PsaError {
        kind: PsaErrorKind::Protocol,
        retry: Retry::Transient { after: None },
        text: "the ticket system's answer has no date".to_owned(),
        field: None,
        about: Vec::new(),
    }
}

fn unreadable(error: &serde_json::Error) -> PsaError {
    refusal(&format!("this step can't be read from the outbox: {error}"))
}
