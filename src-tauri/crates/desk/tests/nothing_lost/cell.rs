//! One cell of the matrix: one thing goes wrong on the PC, one at the server, and in the end all is there once.

use std::collections::BTreeSet;
use std::sync::Arc;

use autotask_sim::{Fault, Ticket as Made};
use deskbell_desk::{DraftId, Receipt, State, Ticket};
use serde::Deserialize;

use super::disk::{Blow, Left};
use super::names;
use super::station::{Pc, Program, Request, Started, Station, Stop};
use super::trace::{Event, Trace};

/// What the server does with the first create of a target.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Behaviour {
    pub name: String,
    fault: Option<String>,
    #[serde(default)]
    ms: u64,
    text: Option<String>,
    #[serde(default)]
    may_park: bool,
}

/// Which create it is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    pub name: String,
    path: String,
    /// As a trace has it.
    call: String,
}

/// A run in which nothing is killed.
pub struct Rehearsal {
    pub events: Vec<Event>,
    /// One for each event.
    pub names: Vec<String>,
    /// What is there in the end, by its marker.
    parts: BTreeSet<String>,
}

/// What goes wrong, and where.
#[derive(Debug, Clone, Copy)]
pub struct Mishap {
    /// The place of the event.
    pub at: usize,
    pub blow: Blow,
    pub left: Left,
    /// Whether the PC has a folder that the system empties when it starts.
    pub has_volatile: bool,
}

/// How a cell ends when it ends well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Delivered,
    Parked,
    /// It had not been saved, and is not there.
    NotSaved,
}

impl Rehearsal {
    pub async fn of(station: &mut Station, behaviour: &Behaviour, target: &Target) -> Self {
        let mut pc = station.pc(Trace::default(), Blow::Kill);
        behaviour.plan(&pc, target);
        pc.keeps_images = true;
        let mut program = pc.start().await.runs();
        let mut request = Request::with_everything(&program.desk);
        pc.hand_in(&program, &mut request).await.unwrap().unwrap();
        let Stop::AtRest(_) = pc.run(&mut program).await else {
            unreachable!("there is no trap")
        };
        let id = request.submission.draft.id;
        let images = program.disk.images();
        let events = pc.trace.events();
        pc.end(&mut program).await;
        Self {
            names: names::names(&pc, id, &events, &images).await,
            events,
            parts: made(&pc, id).iter().flat_map(parts).collect(),
        }
    }

    /// A disk that fails from there on must have something left to fail at.
    pub fn can_happen(&self, mishap: Mishap) -> bool {
        let is_write = |event: &Event| matches!(event, Event::CommitBegins | Event::CommitIsWritten);
        mishap.blow == Blow::Kill || self.events[mishap.at..].iter().any(is_write)
    }

    /// Whether this can end differently from other cells that are played. When the server does nothing wrong, all are
    /// played. Else:
    /// - the points before the step that its fault concerns, and those after that step, are as without the fault;
    /// - reading changes nothing: before, amid and after a query all is as after the last commit, and so it is before the
    ///   next one;
    /// - a program that ends when a commit is written, but not synced, has committed it;
    /// - a disk that fails while the server works is first met by the next commit;
    /// - what repeats itself is played twice.
    pub fn is_its_own(&self, mishap: Mishap, behaviour: &Behaviour, target: &Target, plain: &Self) -> bool {
        let at = mishap.at;
        if behaviour.fault.is_none() {
            return true;
        }
        let is_of_target = |event: &Event| matches!(event, Event::Call(call, _) if *call == target.call);
        let is_create = |event: &Event| matches!(event, Event::Call(call, _) if is_create_call(call));
        let is_end = |event: &Event| *event == Event::CommitEnds;
        let Some(first) = self.events.iter().position(is_of_target) else {
            return false;
        };
        let planned = self.events[..first]
            .iter()
            .rev()
            .enumerate()
            .filter(|(_, event)| is_end(event))
            .nth(1);
        let from = planned.map_or(0, |(back, _)| first - 1 - back);
        let alike = self
            .events
            .iter()
            .rev()
            .zip(plain.events.iter().rev())
            .take_while(|(a, b)| a == b)
            .count();
        let last = self.events.iter().rposition(is_of_target).unwrap_or(first);
        let settled = self.events[last..]
            .iter()
            .position(is_end)
            .map_or(last, |end| last + end);
        let to = settled.max(self.events.len() - alike);
        let event = &self.events[at];
        let repeats = self.names[at].rsplit_once(" (").is_some_and(|(_, times)| times != "2)");
        let is_point = match event {
            Event::CommitEnds => true,
            Event::CommitIsWritten => (mishap.blow, mishap.left) != (Blow::Kill, Left::Written),
            call @ Event::Call(..) => is_create(call) && mishap.blow == Blow::Kill,
            Event::CommitBegins | Event::CheckpointBegins | Event::CheckpointIsWritten => false,
        };
        (from..=to).contains(&at) && !repeats && is_point
    }
}

fn is_create_call(call: &str) -> bool {
    call.starts_with("POST ") && !call.ends_with("/query")
}

impl Behaviour {
    fn plan(&self, pc: &Pc<'_>, target: &Target) {
        let Some(fault) = &self.fault else { return };
        let mut plan = serde_json::json!({ "path": target.path, "method": "POST", "fault": fault, "ms": self.ms });
        if let Some(text) = &self.text {
            plan["text"] = text.as_str().into();
        }
        let plan: Fault = serde_json::from_value(plan).unwrap();
        pc.station.simulator().fault(plan);
    }
}

/// Plays it, and judges by the simulator's count.
pub async fn play(
    station: &mut Station,
    behaviour: &Behaviour,
    target: &Target,
    rehearsal: &Rehearsal,
    mishap: Mishap,
) -> Result<Ending, String> {
    let mut pc = station.pc(Trace::with_trap(Some(mishap.at)), mishap.blow);
    pc.has_volatile = mishap.has_volatile;
    behaviour.plan(&pc, target);
    let (mut program, disk) = match pc.start().await {
        Started::Runs(program) => {
            let disk = Arc::clone(&program.disk);
            (program, disk)
        }
        Started::Killed(disk) => (pc.start_on(&disk, mishap.left).await.runs(), disk),
    };
    let mut request = Request::with_everything(&program.desk);
    let id = request.submission.draft.id;

    let receipt = match pc.hand_in(&program, &mut request).await {
        Some(Ok(receipt)) => Some(receipt),
        // They read that it was not kept, and press again when there is room.
        Some(Err(_)) => {
            disk.heal();
            let again = pc.hand_in(&program, &mut request).await;
            Some(
                again
                    .ok_or("killed twice")?
                    .map_err(|error| format!("Send fails: {error:?}"))?,
            )
        }
        None => None,
    };
    let mut tickets = match receipt {
        Some(_) => pc.run(&mut program).await,
        None => Stop::Killed,
    };
    if let Stop::Killed = tickets {
        pc.end(&mut program).await;
        drop(program);
        program = pc.start_on(&disk, mishap.left).await.runs();
        tickets = pc.run(&mut program).await;
    }
    let Stop::AtRest(tickets) = tickets else {
        return Err("killed twice".to_owned());
    };

    let events = pc.trace.events();
    let before = events.len().min(mishap.at);
    if events[..before] != rehearsal.events[..before] {
        return Err(format!("another run than the rehearsal: {events:?}"));
    }
    if !pc.trace.is_sprung() || (mishap.blow != Blow::Kill && disk.refused() == 0) {
        return Err(format!("the mishap did not happen: {events:?}"));
    }
    let ending = judge(&pc, &program, id, receipt.as_ref(), &tickets, behaviour, rehearsal).await;
    pc.end(&mut program).await;
    ending.map_err(|error| format!("{error}\n    {:?}", &events[before..]))
}

async fn judge(
    pc: &Pc<'_>,
    program: &Program,
    id: DraftId,
    receipt: Option<&Receipt>,
    tickets: &[Ticket],
    behaviour: &Behaviour,
    rehearsal: &Rehearsal,
) -> Result<Ending, String> {
    let listed = tickets.iter().find(|ticket| ticket.id == id);
    let made = made(pc, id);
    let fault = pc.station.simulator().faults();
    let others = pc.station.simulator().tickets().len() - made.len();
    if others > 0 {
        return Err(format!("{others} tickets of nobody"));
    }
    let (ticket, listed) = match (made.as_slice(), listed, receipt) {
        ([], None, None) => return Ok(Ending::NotSaved),
        ([ticket], Some(listed), _) => (ticket, listed),
        (made, listed, receipt) => {
            return Err(format!("{} tickets; {receipt:?}, listed as {listed:?}", made.len()));
        }
    };
    if receipt.is_some_and(|receipt| receipt.reference != listed.reference) {
        return Err(format!("the reference has become {}", listed.reference));
    }
    if fault.iter().any(|fault| fault.fired != 1) {
        return Err(format!("the server's fault did not fire: {fault:?}"));
    }
    let all = parts(ticket);
    let different: BTreeSet<String> = all.iter().cloned().collect();
    if different.len() < all.len() {
        return Err(format!("something is there twice: {all:?}"));
    }
    let steps = program
        .desk
        .steps(&pc.owner, id)
        .await
        .map_err(|error| format!("{error:?}"))?;
    match &listed.state {
        State::Delivered if different != rehearsal.parts => Err(format!("not what it must be: {different:?}")),
        State::Delivered if steps.iter().any(|step| step.state != "done" && step.reason.is_none()) => {
            Err(format!("something is left: {steps:?}"))
        }
        State::Delivered => Ok(Ending::Delivered),
        State::Parked { reason } if behaviour.may_park && !reason.is_empty() => Ok(Ending::Parked),
        state @ (State::Parked { .. } | State::Waiting { .. } | State::Sending) => {
            Err(format!("it is {state:?}: {steps:?}"))
        }
    }
}

/// What the simulator has of this request.
fn made(pc: &Pc<'_>, id: DraftId) -> Vec<Made> {
    let id = id.to_string();
    let tickets = pc.station.simulator().tickets().into_iter();
    tickets
        .filter(|ticket| ticket.external_id.as_ref() == Some(&id))
        .collect()
}

/// Notes and attachments, each by its marker, or by its title where it has none.
fn parts(ticket: &Made) -> Vec<String> {
    let marked = |text: &str| {
        let (_, rest) = text.rsplit_once("deskbell:")?;
        let (_, ordinal) = rest.split_once(':')?;
        Some(ordinal.chars().take_while(char::is_ascii_digit).collect::<String>())
    };
    let notes = ticket.notes.iter().map(|note| {
        let mark = marked(&note.title).or_else(|| marked(&note.text));
        format!("note {mark:?}, publish {}", note.publish)
    });
    let files = ticket.attachments.iter().map(|file| {
        let mark = marked(&file.title);
        format!("attachment {mark:?} {} {}", file.name, file.sha256)
    });
    notes.chain(files).collect()
}
