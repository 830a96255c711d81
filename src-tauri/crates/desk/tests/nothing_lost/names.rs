//! What the step boundaries of a run are called.

use std::collections::HashMap;

use autotask_sim::Moment;
use deskbell_desk::{DraftId, State, StepView, Ticket};

use super::disk::Image;
use super::station::Pc;
use super::trace::Event;

/// What can be told of a ticket after a commit.
struct Seen {
    ticket: Option<Ticket>,
    steps: Vec<StepView>,
}

/// One name for each event. `images` are those after each commit.
pub async fn names(pc: &Pc<'_>, id: DraftId, events: &[Event], images: &[Image]) -> Vec<String> {
    let commits = commits(pc, id, images).await;
    let mut commit = 0;
    let mut given: HashMap<String, u32> = HashMap::new();
    let mut names = Vec::new();
    for event in events {
        let of_commit = |when| format!("{when} the commit of {}", commits[commit.min(commits.len() - 1)]);
        let name = match event {
            Event::CommitBegins => of_commit("before"),
            Event::CommitIsWritten => of_commit("amid"),
            Event::CommitEnds => of_commit("after"),
            Event::CheckpointBegins => "before a checkpoint".to_owned(),
            Event::CheckpointIsWritten => "amid a checkpoint".to_owned(),
            Event::Call(call, Moment::Arrived) => format!("{call} has arrived, not worked on"),
            Event::Call(call, Moment::CarriedOut) => format!("{call} is worked off, not answered"),
            Event::Call(call, _) => format!("{call} will never be answered"),
        };
        commit += usize::from(*event == Event::CommitEnds);
        let times = given.entry(name.clone()).or_default();
        *times += 1;
        names.push(if *times > 1 { format!("{name} ({times})") } else { name });
    }
    names
}

/// What each commit was about, as far as it can be told from outside.
async fn commits(pc: &Pc<'_>, id: DraftId, images: &[Image]) -> Vec<String> {
    let mut before = Seen {
        ticket: None,
        steps: Vec::new(),
    };
    let mut names = Vec::new();
    for image in images {
        let (desk, _folder) = pc.look_into(image);
        let tickets = desk.snapshot(&pc.owner).await.unwrap().tickets;
        let now = Seen {
            ticket: tickets.into_iter().find(|ticket| ticket.id == id),
            steps: desk.steps(&pc.owner, id).await.unwrap(),
        };
        names.push(what_changed(&before, &now));
        before = now;
    }
    names
}

fn what_changed(before: &Seen, now: &Seen) -> String {
    let (Some(earlier), Some(ticket)) = (&before.ticket, &now.ticket) else {
        return if now.ticket.is_some() { "Send" } else { "a file" }.to_owned();
    };
    if before.steps.len() < now.steps.len() {
        return if before.steps.len() < 2 {
            "the route"
        } else {
            "one more note"
        }
        .to_owned();
    }
    let changed = now
        .steps
        .iter()
        .zip(&before.steps)
        .find(|(now, before)| now.state != before.state);
    if let Some((step, was)) = changed {
        let what = what(step, &now.steps);
        return match (was.state.as_str(), step.state.as_str()) {
            (_, "attempting") => format!("{what}'s attempt"),
            (_, "done") => format!("{what}'s being there"),
            ("attempting", "planned") => format!("{what}'s being still to be sent"),
            (_, state) => format!("{what}'s being {state}"),
        };
    }
    match (&earlier.state, &ticket.state) {
        (before, now) if before == now => "something inside".to_owned(),
        (_, State::Delivered) => "the end".to_owned(),
        (_, State::Waiting { .. }) => "a wait".to_owned(),
        (_, State::Parked { .. }) => "the parking".to_owned(),
        (_, State::Sending) => "the going on".to_owned(),
    }
}

/// Notes and attachments are several.
fn what(step: &StepView, all: &[StepView]) -> String {
    let alike = all.iter().filter(|other| other.kind == step.kind);
    let place = alike.take_while(|other| other.ordinal <= step.ordinal).count();
    match step.kind.as_str() {
        kind @ ("note" | "attachment") => format!("{kind} {place}"),
        kind => format!("the {kind}"),
    }
}
