//! One act for one ticket: the call outside, and the commits around it.

use jiff::SignedDuration;

use crate::desk::Inner;
use crate::identify::identify;
use crate::office::SetUp;
use crate::outbox::{Cause, Failure, Head, Kind, OutboxError, Settled, State, Step};
use crate::plan::{Attachment, Content, Decided, marker, plan, refused_attachments};
use crate::psa::{FoundPart, Machine, NewAttachment, NewNote, NewTicket, Psa, PsaError, PsaErrorKind, RemoteId, Retry};
use crate::resolve::{needs_work_types, resolve};
use crate::route;
use crate::saved::Saved;
use crate::user_defined::user_defined;

use super::next::Act;
use super::policy;

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
        let identity = match identify(psa, settings, &saved.draft.requester).await {
            Ok(identity) => identity,
            Err(error) => return self.failed(step, &error).await,
        };
        let (route, trace) = self.set_up.rulebook.rules.run(&route::input(&saved, Some(&identity)));
        let vocabulary = match psa.vocabulary(needs_work_types(&route)).await {
            Ok(vocabulary) => vocabulary,
            Err(error) => return self.failed(step, &error).await,
        };
        let user_defined = match user_defined(psa, &route).await {
            Ok(user_defined) => user_defined,
            Err(error) => return self.failed(step, &error).await,
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
        let step = Step {
            attempts: step.attempts + 1,
            ..step.clone()
        };
        match self.create(&step, psa).await? {
            Ok(made) => {
                self.desk.outbox.done(id, step.ordinal, Some(made)).await?;
                self.desk.outbox.release(self.desk.clock.now()).await
            }
            Err(error) => self.failed(&step, &error).await,
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

    async fn read_number(&self, step: &Step, psa: &dyn Psa) -> Result<(), OutboxError> {
        let Some(ticket) = self.ticket.remote_id else {
            return self
                .failed(step, &refusal("there is no ticket that this belongs to"))
                .await;
        };
        match psa.ticket_number(ticket).await {
            Ok(number) => self.desk.outbox.numbered(self.ticket.id, number).await,
            Err(error) => self.failed(step, &error).await,
        }
    }

    /// Looks for what an attempt may have made. Found: it is ours. Not found: it may be sent, once that is certain.
    async fn look(&self, step: &Step, psa: &dyn Psa) -> Result<(), OutboxError> {
        let outbox = &self.desk.outbox;
        let id = self.ticket.id;
        let now = self.desk.clock.now();
        let found = match self.find(step, psa).await {
            Ok(found) => found,
            Err(error) => {
                let failure = policy::after_failed_look(step, &error, self.ticket.tries, now, policy::dice());
                return outbox.failed(id, step.ordinal, failure, now).await;
            }
        };
        if let Some(found) = found {
            outbox.done(id, step.ordinal, Some(found)).await?;
            return outbox.release(now).await;
        }
        match policy::after_empty_look(step, now, policy::dice()) {
            None => outbox.looked(id, step.ordinal).await,
            Some(until) => outbox.look_again(id, step.ordinal, until, now).await,
        }
    }

    async fn find(&self, step: &Step, psa: &dyn Psa) -> Result<Option<RemoteId>, PsaError> {
        let id = self.ticket.id;
        let marker = marker(id, step.ordinal);
        // The next ordinal's marker begins like this one's.
        let marked = |text: &str| {
            text.match_indices(&marker)
                .any(|(at, _)| !text[at + marker.len()..].starts_with(|c: char| c.is_ascii_digit()))
        };
        let first = |parts: Vec<FoundPart>| {
            let ours = parts
                .into_iter()
                .filter(|part| marked(&part.title) || marked(&part.text));
            ours.map(|part| part.id).min()
        };
        match (step.kind, self.ticket.remote_id) {
            (Kind::Ticket, _) => {
                let found = psa.find_tickets(&id.to_string()).await?;
                if found.len() > 1 {
                    tracing::error!("{} tickets have the key {id}; the first one is taken", found.len());
                }
                Ok(found.first().map(|ticket| ticket.id))
            }
            (Kind::Note, Some(ticket)) => Ok(first(psa.notes(ticket).await?)),
            (Kind::Attachment, Some(ticket)) => Ok(first(psa.attachments(ticket).await?)),
            (Kind::Route | Kind::Number | Kind::Note | Kind::Attachment, _) => Ok(None),
        }
    }

    /// The last step is settled. What was refused is told in one more note first; a note that was refused itself holds
    /// somebody's words and can't be told there, so that a human has to look.
    async fn finish(&self) -> Result<(), OutboxError> {
        let lost_note = |step: &&Step| step.kind == Kind::Note && step.state == State::Parked;
        if let Some(note) = self.ticket.steps.iter().find(lost_note) {
            let reason = format!("a note was not taken: {}", note.reason.as_deref().unwrap_or_default());
            let cause = if note.ambiguous > 0 {
                Cause::Ambiguous
            } else {
                Cause::Refused
            };
            return self.desk.outbox.park(self.ticket.id, cause, reason).await;
        }
        let is_told = |step: &Step| {
            step.content::<NewNote>()
                .is_ok_and(|note| note.title == refused_attachments(self.ticket.id, 0, &[]).title)
        };
        let refused: Vec<(String, String)> = self
            .ticket
            .steps
            .iter()
            .filter(|step| step.kind == Kind::Attachment && step.state == State::Parked)
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
        self.desk.outbox.finish(id, self.desk.clock.now()).await?;
        super::tidy(self.desk).await
    }

    async fn failed(&self, step: &Step, error: &PsaError) -> Result<(), OutboxError> {
        // Its text may repeat what somebody wrote; that stays in the outbox.
        tracing::warn!(ticket = %self.ticket.id, step = step.ordinal, kind = ?error.kind, field = ?error.field, "not sent");
        let now = self.desk.clock.now();
        if policy::is_worth_a_new_route(step, error, self.ticket.rerouted) {
            return self.desk.outbox.route_anew(self.ticket.id, error.text.clone()).await;
        }
        let failure = policy::after(step, error, self.ticket.tries, now, policy::dice());
        self.desk
            .outbox
            .failed(self.ticket.id, step.ordinal, failure, now)
            .await
    }

    async fn not_connected(&self, step: &Step, reason: &str) -> Result<(), OutboxError> {
        let now = self.desk.clock.now();
        let failure = Failure {
            step: step.state,
            ambiguous: false,
            reason: format!("this PC is not connected: {reason}"),
            ticket: Settled::Waits {
                cause: Cause::Key,
                until: now.saturating_add(NOT_CONNECTED).unwrap_or(now),
                all: true,
            },
        };
        self.desk
            .outbox
            .failed(self.ticket.id, step.ordinal, failure, now)
            .await
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
    }
}

fn unreadable(error: &serde_json::Error) -> PsaError {
    refusal(&format!("this step can't be read from the outbox: {error}"))
}
