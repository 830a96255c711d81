//! What is to be done next, and when. Decides and does nothing.

use jiff::Timestamp;

use crate::outbox::{Head, Kind, State, Step};

/// The next thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Next {
    /// This, now.
    Do {
        /// For this ticket.
        ticket: Head,
        /// What.
        act: Act,
    },
    /// Nothing until then.
    WaitUntil(Timestamp),
    /// Nothing until something is handed in.
    Idle,
}

/// Something to do for one ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Act {
    /// Decide where it goes.
    Route(Step),
    /// A create that may have happened: look for what it made.
    Look(Step),
    /// Send a step.
    Send(Step),
    /// Everything is there.
    Finish,
}

/// `head` is the ticket that is due, `due` when the next one is if none is now.
pub(super) fn next(head: Option<Head>, due: Option<Timestamp>) -> Next {
    match (head, due) {
        (Some(ticket), _) => Next::Do {
            act: act(&ticket.steps),
            ticket,
        },
        (None, Some(due)) => Next::WaitUntil(due),
        (None, None) => Next::Idle,
    }
}

/// The first step that is not settled, in order: ticket, number, notes, attachments.
fn act(steps: &[Step]) -> Act {
    let open = steps
        .iter()
        .find(|step| matches!(step.state, State::Planned | State::Attempting));
    let Some(step) = open else {
        return Act::Finish;
    };
    match (step.kind, step.state) {
        (Kind::Route, _) => Act::Route(step.clone()),
        (Kind::Ticket | Kind::Note | Kind::Attachment, State::Attempting) => Act::Look(step.clone()),
        // A profile or disk image that was put back says "planned" of what was sent.
        (Kind::Ticket | Kind::Note | Kind::Attachment, _) if !step.is_certain() => Act::Look(step.clone()),
        (Kind::Ticket | Kind::Note | Kind::Attachment | Kind::Number, _) => Act::Send(step.clone()),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::DraftId;

    const RUN: Uuid = Uuid::from_u128(1);

    fn step(ordinal: u32, kind: Kind, state: State, run: Uuid) -> Step {
        Step {
            ordinal,
            kind,
            state,
            run,
            attempts: 0,
            has_left: false,
            ambiguous: 0,
            ended_at: None,
            unproven: false,
            remote_id: None,
            reason: None,
            content: "null".to_owned(),
        }
    }

    #[test]
    fn each_step_is_sent_after_the_one_before_it() {
        let kinds = [Kind::Route, Kind::Ticket, Kind::Number, Kind::Note, Kind::Attachment];
        let mut steps: Vec<Step> = (0..)
            .zip(kinds)
            .map(|(ordinal, kind)| step(ordinal, kind, State::Planned, RUN))
            .collect();
        for ordinal in 0..5 {
            let next = match act(&steps) {
                Act::Route(step) | Act::Send(step) => step.ordinal,
                other @ (Act::Look(_) | Act::Finish) => panic!("{other:?}"),
            };
            assert_eq!(next, ordinal);
            steps[ordinal as usize].state = State::Done;
        }
        assert_eq!(act(&steps), Act::Finish);
    }

    #[test]
    fn what_may_have_been_sent_is_looked_for_first() {
        for (state, run) in [
            (State::Attempting, RUN),
            (State::Attempting, Uuid::nil()),
            (State::Planned, Uuid::nil()),
        ] {
            for kind in [Kind::Ticket, Kind::Note, Kind::Attachment] {
                let step = step(1, kind, state, run);
                assert_eq!(act(std::slice::from_ref(&step)), Act::Look(step));
            }
        }
    }

    #[test]
    fn a_parked_attachment_does_not_hold_up_the_next() {
        let steps = [
            step(3, Kind::Attachment, State::Parked, RUN),
            step(4, Kind::Attachment, State::Planned, RUN),
        ];
        assert_eq!(act(&steps), Act::Send(steps[1].clone()));
    }

    #[test]
    fn without_a_due_ticket_it_waits_or_sleeps() {
        let at = Timestamp::from_second(1_790_000_000).unwrap();
        assert_eq!(next(None, Some(at)), Next::WaitUntil(at));
        assert_eq!(next(None, None), Next::Idle);
        let head = Head {
            id: DraftId(Uuid::nil()),
            steps: Vec::new(),
            tries: 0,
            rerouted: false,
            remote_id: None,
        };
        assert!(matches!(next(Some(head), Some(at)), Next::Do { act: Act::Finish, .. }));
    }
}
