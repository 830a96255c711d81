//! `deskbell-admin submit`: a ticket from a script, on the same path as the form.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::bail;
use clap::Args;
use deskbell_desk::settings::{Screenshots, Selection, SelectionKind};
use deskbell_desk::{
    BlobId, BlobKind, Clock as _, Draft, DraftId, LeftOut, NoRoom, OnBehalfOf, Receipt, State, Submission, SystemClock,
    Ticket,
};
use deskbell_device::Picture;
use jiff::SignedDuration;
use serde::Serialize;

use crate::exit::{BadInput, Exit};
use crate::place::{Counter, Place};
use crate::{machine, output};

const EXAMPLES: &str = "\
Examples:
  deskbell-admin submit --message \"The backup of last night failed\"
  deskbell-admin submit --email dana@contoso.example --message \"No network\" --screenshot
  df -h | deskbell-admin submit --subject \"Disk nearly full\" --message - --attach /var/log/syslog
  deskbell-admin submit --for \"Kim Roe <kim@contoso.example>\" --answer room=204 --message \"No sound\"
  deskbell-admin submit --id 019a0b1c-0000-7000-8000-000000000000 --message \"Once\" --json

The same --id twice is one ticket. Without --name and --email the account asks that runs this.
What the form requires is not required of a script; the note says what was not asked.
What could not be sent within --wait stays in this account's outbox. It goes out with the tray app
of this account if one runs, else with the next `deskbell-admin outbox deliver` or `submit` of this
account: an RMM that runs as root or SYSTEM calls `outbox deliver` from time to time.
Exit codes: 0 sent, 1 failed, 2 bad input, 3 saved but not yet sent, 4 rejected by a rule,
5 parked (it needs a human).";

/// A script's account seldom has a tray app that would deliver by itself.
const GOES_OUT: &str =
    "It goes out with this account's tray app if one runs, else with `deskbell-admin outbox deliver`.";

/// Send a ticket from a script or an RMM, on the same path as the form
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Submit {
    /// What is wrong; `-` reads it from standard input
    #[arg(long, value_name = "TEXT", required_unless_present_any = ["screenshot", "attach", "selection", "answer"])]
    message: Option<String>,
    /// The ticket's title; else it is made from the message
    #[arg(long, value_name = "TEXT")]
    subject: Option<String>,
    /// Your own UUID for the ticket: the same one twice is one ticket
    #[arg(long, value_name = "UUID")]
    id: Option<DraftId>,
    /// Who asks
    #[arg(long)]
    name: Option<String>,
    /// By which address the ticket system knows them
    #[arg(long)]
    email: Option<String>,
    /// Where to call them back
    #[arg(long)]
    phone: Option<String>,
    /// A check box or radio button of the settings, by its id; may be repeated
    #[arg(long, value_name = "ID")]
    selection: Vec<String>,
    /// The answer to a short text of the settings, by its id; may be repeated
    #[arg(long, value_name = "ID=TEXT", value_parser = answer)]
    answer: Vec<(String, String)>,
    /// For whom it is, if not for whoever asks: NAME, E-MAIL, or "NAME <E-MAIL>"
    #[arg(long = "for", value_name = "WHO")]
    on_behalf_of: Option<String>,
    /// A file to send along; may be repeated
    #[arg(long, value_name = "FILE")]
    attach: Vec<PathBuf>,
    /// Send a picture of every screen along
    #[arg(long)]
    screenshot: bool,
    /// How many seconds to wait until it is sent
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    wait: u32,
    /// Print {id, reference, state, number, …} as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Report<'a> {
    id: DraftId,
    reference: &'a str,
    number: Option<&'a str>,
    #[serde(flatten)]
    state: &'a State,
    #[serde(skip_serializing_if = "<[LeftOut]>::is_empty")]
    left_out: &'a [LeftOut],
    exit: u8,
}

impl Submit {
    /// Saves the ticket, then waits until it is sent.
    pub async fn run(&self, place: &Place) -> anyhow::Result<Exit> {
        let message = self.message()?;
        self.refuse_odd_selections(place)?;
        let counter = place.open()?;
        let submission = self.submission(&counter, message).await?;
        let receipt = counter.desk.submit(&counter.owner, &submission).await?;
        if !self.json {
            output::message(&format!("Saved, reference {}.", receipt.reference));
        }
        for one in &receipt.left_out {
            output::message(&not_along(one));
        }
        let ticket = self.sent(&counter, &receipt).await?;
        let state = ticket.as_ref().map_or(&State::Sending, |ticket| &ticket.state);
        let number = ticket.as_ref().and_then(|ticket| ticket.number.as_deref());
        let exit = Exit::of_state(state);
        if self.json {
            let reference = &receipt.reference;
            output::json(&Report {
                id: receipt.id,
                reference,
                number,
                state,
                left_out: &receipt.left_out,
                exit: exit.code(),
            })?;
        } else {
            output::line(&in_words(&receipt, number, state))?;
        }
        Ok(exit)
    }

    fn message(&self) -> anyhow::Result<String> {
        match self.message.as_deref() {
            Some("-") => {
                let mut text = Vec::new();
                io::stdin().lock().read_to_end(&mut text)?;
                Ok(String::from_utf8_lossy(&text).trim_end().to_owned())
            }
            Some(text) => Ok(text.to_owned()),
            None => Ok(String::new()),
        }
    }

    /// A script's slip is told at once; the form can make none.
    fn refuse_odd_selections(&self, place: &Place) -> anyhow::Result<()> {
        if self.selection.is_empty() && self.answer.is_empty() {
            return Ok(());
        }
        let selections = place.settings().settings.offered();
        let (texts, ticked): (Vec<_>, Vec<_>) = selections.iter().partition(|one| one.kind == SelectionKind::Text);
        refuse_unknown("selection", self.selection.iter(), &ticked)?;
        refuse_unknown("short text", self.answer.iter().map(|(id, _)| id), &texts)?;
        self.refuse_two_of_a_group(&selections)?;
        self.refuse_hidden(&selections)
    }

    /// What the form would not have shown would not be sent.
    fn refuse_hidden(&self, selections: &[Selection]) -> anyhow::Result<()> {
        let is_given = |id: &String| self.selection.contains(id) || self.answer.iter().any(|(other, _)| other == id);
        for selection in selections.iter().filter(|one| is_given(&one.id)) {
            if let Some(condition) = selection.shown_when.as_ref().filter(|id| !is_given(id)) {
                bail!(BadInput(format!(
                    "{} is asked only with {condition}; name that, too.",
                    selection.id
                )));
            }
        }
        Ok(())
    }

    /// Of the buttons of a radio group, one can be down.
    fn refuse_two_of_a_group(&self, selections: &[Selection]) -> anyhow::Result<()> {
        let mut taken: BTreeMap<&str, &str> = BTreeMap::new();
        for selection in selections.iter().filter(|one| self.selection.contains(&one.id)) {
            let Some(group) = selection.group.as_deref() else {
                continue;
            };
            if let Some(other) = taken.insert(group, &selection.id) {
                bail!(BadInput(format!(
                    "The selections {other} and {} are of one group, \"{group}\"; name one of them.",
                    selection.id
                )));
            }
        }
        Ok(())
    }

    async fn submission(&self, counter: &Counter, message: String) -> anyhow::Result<Submission> {
        let id = self.id.unwrap_or_else(|| counter.desk.press());
        let (shots, remarks) = self.pictures(counter);
        let mut pictures = Vec::new();
        for (name, picture) in shots {
            let chunks = std::iter::once(picture.bytes);
            let staged = counter
                .desk
                .stage(&counter.owner, id, BlobKind::Picture, &name, chunks)
                .await?;
            pictures.push(staged.id);
        }
        let mut files = Vec::new();
        for path in &self.attach {
            files.push(stage_file(counter, id, path).await?);
        }
        let requester = machine::requester(
            &counter.account,
            self.name.as_deref(),
            self.email.as_deref(),
            self.phone.as_deref(),
        );
        let draft = Draft {
            id,
            message,
            subject: self.subject.clone(),
            selections: self.selection.clone(),
            answers: self.answer.iter().cloned().collect(),
            requester,
            on_behalf_of: self.on_behalf_of.as_deref().map(somebody),
            files,
        };
        Ok(Submission {
            draft,
            pictures,
            facts: machine::facts(),
            remarks,
            unasked: true,
        })
    }

    fn pictures(&self, counter: &Counter) -> (Vec<(String, Picture)>, Vec<String>) {
        if !self.screenshot {
            return (Vec::new(), Vec::new());
        }
        // Who calls this asked for a picture: "ask" is answered.
        if counter.desk.settings().screenshots == Screenshots::Off {
            return (
                Vec::new(),
                vec!["No picture: the settings of this PC allow none.".to_owned()],
            );
        }
        machine::pictures()
    }

    /// Delivers until this ticket is through, parked, or the time is over. Another program that delivers this outbox
    /// already is waited for just the same.
    async fn sent(&self, counter: &Counter, receipt: &Receipt) -> anyhow::Result<Option<Ticket>> {
        let until = SystemClock
            .now()
            .saturating_add(SignedDuration::from_secs(self.wait.into()))?;
        let waited = counter.desk.wait(&counter.owner, receipt.id, until);
        tokio::select! {
            ticket = waited => Ok(ticket?),
            () = counter.desk.run_courier() => Ok(None),
        }
    }
}

fn answer(text: &str) -> Result<(String, String), String> {
    let (id, answer) = text.split_once('=').ok_or("it is ID=TEXT, such as room=204")?;
    Ok((id.trim().to_owned(), answer.to_owned()))
}

/// A name, an address, or both as mail programs write them.
fn somebody(text: &str) -> OnBehalfOf {
    if let Some((name, email)) = text.trim().strip_suffix('>').and_then(|text| text.split_once('<')) {
        return OnBehalfOf {
            name: name.trim().to_owned(),
            email: email.trim().to_owned(),
        };
    }
    let text = text.trim().to_owned();
    if text.contains('@') {
        OnBehalfOf {
            name: String::new(),
            email: text,
        }
    } else {
        OnBehalfOf {
            name: text,
            email: String::new(),
        }
    }
}

fn refuse_unknown<'a>(
    what: &str,
    mut given: impl Iterator<Item = &'a String>,
    known: &[&Selection],
) -> anyhow::Result<()> {
    let known: Vec<&str> = known.iter().map(|selection| selection.id.as_str()).collect();
    match given.find(|id| !known.contains(&id.as_str())) {
        Some(id) if known.is_empty() => bail!(BadInput(format!("There is no {what} {id}; this PC has none."))),
        Some(id) => bail!(BadInput(format!(
            "There is no {what} {id}; this PC has: {}.",
            known.join(", ")
        ))),
        None => Ok(()),
    }
}

async fn stage_file(counter: &Counter, draft: DraftId, path: &Path) -> anyhow::Result<BlobId> {
    let unreadable = |error: &io::Error| BadInput(format!("{} can't be read: {error}", path.display()));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    let trouble = Arc::new(Mutex::new(None));
    let chunks = Chunks {
        file,
        trouble: Arc::clone(&trouble),
    };
    let staged = counter
        .desk
        .stage(&counter.owner, draft, BlobKind::File, &name, chunks)
        .await?;
    let trouble = trouble.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(error) = trouble {
        counter.desk.unstage(&counter.owner, staged.id).await?;
        return Err(unreadable(&error).into());
    }
    Ok(staged.id)
}

/// A file in pieces; an error ends them and is left for whoever staged them.
struct Chunks {
    file: File,
    trouble: Arc<Mutex<Option<io::Error>>>,
}

impl Iterator for Chunks {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let mut chunk = vec![0; 256 * 1024];
        match self.file.read(&mut chunk) {
            Ok(0) => None,
            Ok(read) => {
                chunk.truncate(read);
                Some(chunk)
            }
            Err(error) => {
                *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                None
            }
        }
    }
}

/// What happened, what was done about it, what one can do.
fn not_along(left_out: &LeftOut) -> String {
    let name = &left_out.name;
    match left_out.why {
        NoRoom::DiskFull => format!(
            "The disk is full: {name} did not fit and stays behind, the words are saved. Make room, and send it with another \
             ticket."
        ),
        NoRoom::TooMuchWaiting => format!(
            "Too much waits in this outbox already: {name} stays behind, the words are saved. `deskbell-admin health` says \
             why tickets wait."
        ),
    }
}

fn in_words(receipt: &Receipt, number: Option<&str>, state: &State) -> String {
    let reference = &receipt.reference;
    match (state, number) {
        (State::Delivered, Some(number)) => format!("Sent as ticket {number}, reference {reference}."),
        (State::Delivered, None) => format!("Sent, reference {reference}."),
        (State::Sending, _) => format!("Saved as {reference}, not yet sent. {GOES_OUT}"),
        (State::Waiting { reason, next_try, .. }, _) => {
            format!("Saved as {reference}, not yet sent ({reason}), due again at {next_try}. {GOES_OUT}")
        }
        (State::Parked { reason }, _) => format!("Saved as {reference}, but it needs a human: {reason}"),
    }
}
