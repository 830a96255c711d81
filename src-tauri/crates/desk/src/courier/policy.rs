//! What a failure means: for the step, for its ticket, and for how long. Pure.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::outbox::{Cause, Failure, Kind, Settled, State, Step};
use crate::psa::{PsaError, PsaErrorKind, Retry};

/// The first wait; each further one is twice as long.
const BASE: Duration = shortened(Duration::from_secs(2));
/// The longest wait for a ticket system that is down or out of reach.
const OUTAGE_CAP: Duration = shortened(Duration::from_mins(15));
/// The longest wait for one that is only busy.
const BUSY_CAP: Duration = shortened(Duration::from_secs(20));
/// The shortest, whatever the dice say.
const SHORTEST: Duration = shortened(Duration::from_millis(500));

/// A ticket system may work on a request for five minutes after the line broke. Only when it is not there after this
/// long is it sent again.
pub(super) const SETTLED_AFTER: SignedDuration = if cfg!(feature = "short-window") {
    SignedDuration::from_secs(4)
} else {
    SignedDuration::from_mins(6)
};
/// After so many requests of which nobody knows whether they happened, a human looks.
const AMBIGUOUS_ENDS: u32 = 3;

/// What a failed step means. `tries`: how often in a row the ticket did not get on before. `dice`: a random number from
/// 0 to 1.
pub(super) fn after(step: &Step, error: &PsaError, tries: u32, now: Timestamp, dice: f64) -> Failure {
    let failure = |state, ticket| Failure {
        step: state,
        ambiguous: error.retry == Retry::Ambiguous,
        reason: error.text.clone(),
        ticket,
    };
    match error.retry {
        Retry::Ambiguous if step.ambiguous + 1 >= AMBIGUOUS_ENDS => failure(State::Parked, parked(step, error)),
        Retry::Ambiguous => {
            let until = later(now, pause(step.ambiguous, OUTAGE_CAP, None, dice));
            let cause = Cause::Ambiguous;
            failure(
                State::Attempting,
                Settled::Waits {
                    cause,
                    until,
                    all: false,
                },
            )
        }
        Retry::Transient { after } => {
            let (cause, cap) = cause_of(error.kind);
            // What the tenant has left for attachments is no reason to keep words waiting.
            let all = !(step.kind == Kind::Attachment && error.kind == PsaErrorKind::Busy);
            let until = later(now, pause(tries, cap, after, dice));
            failure(State::Planned, Settled::Waits { cause, until, all })
        }
        // The step stays as it was: the key may be put right.
        Retry::Permanent if error.kind == PsaErrorKind::Credentials => {
            failure(State::Planned, Settled::Parked { cause: Cause::Key })
        }
        Retry::Permanent => match step.kind {
            Kind::Route => failure(State::Planned, parked(step, error)),
            Kind::Ticket | Kind::Number | Kind::Note | Kind::Attachment => failure(State::Parked, parked(step, error)),
        },
    }
}

/// Whether a refused ticket is decided once more before a human looks. A contact may have left and a list may have
/// changed since they were looked up; a refusal makes the adapter forget what it had.
pub(super) fn is_worth_a_new_route(step: &Step, error: &PsaError, rerouted: bool) -> bool {
    step.kind == Kind::Ticket
        && step.ambiguous == 0
        && !rerouted
        && error.kind == PsaErrorKind::Validation
        && error.retry == Retry::Permanent
}

/// What a failed look means. Nothing was sent, but where it can't be looked at all, nothing may be sent either.
pub(super) fn after_failed_look(step: &Step, error: &PsaError, tries: u32, now: Timestamp, dice: f64) -> Failure {
    let reading = PsaError {
        retry: match error.retry {
            Retry::Ambiguous => Retry::Transient { after: None },
            other @ (Retry::Transient { .. } | Retry::Permanent) => other,
        },
        ..error.clone()
    };
    let failure = after(step, &reading, tries, now, dice);
    match failure.step {
        State::Parked => failure,
        State::Planned | State::Attempting | State::Done => Failure {
            step: step.state,
            ..failure
        },
    }
}

/// When a step that was not found may be sent: now, or after it is looked for again then.
pub(super) fn after_empty_look(step: &Step, now: Timestamp, dice: f64) -> Option<Timestamp> {
    if step.state == State::Planned {
        return None;
    }
    let settled = later_by(step.ended_at.unwrap_or(now), SETTLED_AFTER);
    // A clock that was set back must not hold a ticket for hours.
    let settled = settled.min(later_by(now, SETTLED_AFTER));
    let again = later(now, pause(4, OUTAGE_CAP, None, dice));
    (now < settled).then_some(settled.min(again))
}

/// A number from which waits are drawn, so that thousands of PCs don't ask together.
pub(super) fn dice() -> f64 {
    fastrand::f64()
}

fn cause_of(kind: PsaErrorKind) -> (Cause, Duration) {
    match kind {
        PsaErrorKind::Busy => (Cause::Busy, BUSY_CAP),
        PsaErrorKind::Unreachable => (Cause::Offline, OUTAGE_CAP),
        PsaErrorKind::Credentials
        | PsaErrorKind::Permission
        | PsaErrorKind::Validation
        | PsaErrorKind::NotFound
        | PsaErrorKind::Unavailable
        | PsaErrorKind::Protocol => (Cause::Outage, OUTAGE_CAP),
    }
}

/// Without a ticket there is nothing to add to; a part that is refused leaves the others as they are.
fn parked(step: &Step, error: &PsaError) -> Settled {
    let cause = if error.retry == Retry::Ambiguous {
        Cause::Ambiguous
    } else {
        Cause::Refused
    };
    match step.kind {
        Kind::Route | Kind::Ticket => Settled::Parked { cause },
        Kind::Number | Kind::Note | Kind::Attachment => Settled::GoesOn,
    }
}

/// Full jitter: anything up to twice as long as the time before, and not less than the other side asked for.
fn pause(tried: u32, cap: Duration, asked: Option<Duration>, dice: f64) -> Duration {
    let longest = BASE.saturating_mul(2_u32.saturating_pow(tried.min(16))).min(cap);
    let drawn = longest.mul_f64(dice.clamp(0.0, 1.0)).max(SHORTEST);
    match asked {
        Some(asked) => shortened(asked).saturating_add(BASE.mul_f64(dice.clamp(0.0, 1.0))),
        None => drawn,
    }
}

/// Every wait, as short as the feature `short-window` makes it, so that `cargo xtask torture` sees thousands of them.
const fn shortened(usual: Duration) -> Duration {
    let times = if cfg!(feature = "short-window") { 100 } else { 1 };
    match usual.checked_div(times) {
        Some(shortened) => shortened,
        None => usual,
    }
}

fn later(now: Timestamp, by: Duration) -> Timestamp {
    later_by(now, SignedDuration::try_from(by).unwrap_or(SETTLED_AFTER))
}

fn later_by(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.saturating_add(by).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        Timestamp::from_second(1_790_000_000).unwrap()
    }

    fn step(kind: Kind, ambiguous: u32) -> Step {
        Step {
            ordinal: 1,
            kind,
            state: State::Attempting,
            run: uuid::Uuid::nil(),
            attempts: 1,
            ambiguous,
            ended_at: None,
            remote_id: None,
            reason: None,
            content: String::new(),
        }
    }

    fn error(kind: PsaErrorKind, retry: Retry) -> PsaError {
        PsaError {
            kind,
            retry,
            text: "told".to_owned(),
            field: None,
        }
    }

    const LATER: Retry = Retry::Transient { after: None };

    fn wait_of(failure: &Failure) -> (Cause, i64, bool) {
        match &failure.ticket {
            Settled::Waits { cause, until, all } => (*cause, until.duration_since(now()).as_secs(), *all),
            other @ (Settled::GoesOn | Settled::Parked { .. }) => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_outage_is_waited_for_longer_each_time_up_to_a_quarter_of_an_hour() {
        let waits: Vec<i64> = (0..11)
            .map(|tries| {
                let failure = after(
                    &step(Kind::Ticket, 0),
                    &error(PsaErrorKind::Unavailable, LATER),
                    tries,
                    now(),
                    1.0,
                );
                assert_eq!(failure.step, State::Planned);
                wait_of(&failure).1
            })
            .collect();
        assert_eq!(waits, [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
    }

    #[test]
    fn busy_is_short_and_what_was_asked_for_is_honoured() {
        let busy = after(&step(Kind::Ticket, 0), &error(PsaErrorKind::Busy, LATER), 9, now(), 1.0);
        assert_eq!(wait_of(&busy), (Cause::Busy, 20, true));
        let asked = Retry::Transient {
            after: Some(Duration::from_mins(10)),
        };
        let hour = after(&step(Kind::Ticket, 0), &error(PsaErrorKind::Busy, asked), 0, now(), 0.0);
        assert_eq!(wait_of(&hour).1, 600);
    }

    #[test]
    fn offline_is_told_apart_from_an_outage_and_jitter_never_means_at_once() {
        let offline = after(
            &step(Kind::Route, 0),
            &error(PsaErrorKind::Unreachable, LATER),
            0,
            now(),
            0.0,
        );
        assert_eq!(wait_of(&offline).0, Cause::Offline);
        let Settled::Waits { until, .. } = offline.ticket else {
            panic!()
        };
        assert!(until > now());
    }

    #[test]
    fn attachments_wait_for_their_window_alone() {
        let full = after(
            &step(Kind::Attachment, 0),
            &error(PsaErrorKind::Busy, LATER),
            0,
            now(),
            1.0,
        );
        assert!(!wait_of(&full).2);
    }

    #[test]
    fn a_refused_key_keeps_the_step_for_another_key() {
        let failure = after(
            &step(Kind::Note, 0),
            &error(PsaErrorKind::Credentials, Retry::Permanent),
            0,
            now(),
            1.0,
        );
        assert_eq!(
            (failure.step, failure.ticket),
            (State::Planned, Settled::Parked { cause: Cause::Key })
        );
    }

    #[test]
    fn a_refused_ticket_is_parked_and_a_refused_attachment_leaves_the_rest() {
        let refused = error(PsaErrorKind::Validation, Retry::Permanent);
        let ticket = after(&step(Kind::Ticket, 0), &refused, 0, now(), 1.0);
        assert_eq!(ticket.ticket, Settled::Parked { cause: Cause::Refused });
        let attachment = after(&step(Kind::Attachment, 0), &refused, 0, now(), 1.0);
        assert_eq!((attachment.step, attachment.ticket), (State::Parked, Settled::GoesOn));
    }

    #[test]
    fn an_unclear_end_is_looked_into_and_the_third_one_by_a_human() {
        let unclear = error(PsaErrorKind::Unavailable, Retry::Ambiguous);
        let first = after(&step(Kind::Ticket, 0), &unclear, 0, now(), 1.0);
        assert_eq!((first.step, first.ambiguous), (State::Attempting, true));
        assert_eq!(wait_of(&first).0, Cause::Ambiguous);
        let third = after(&step(Kind::Ticket, 2), &unclear, 0, now(), 1.0);
        assert_eq!(
            (third.step, third.ticket),
            (
                State::Parked,
                Settled::Parked {
                    cause: Cause::Ambiguous
                }
            )
        );
    }

    #[test]
    fn what_is_not_there_is_sent_again_only_after_the_server_must_have_given_up() {
        let mut step = step(Kind::Ticket, 1);
        step.ended_at = Some(now());
        let minutes = |minutes| now() + SignedDuration::from_mins(minutes);
        for minute in 0..6 {
            let again = after_empty_look(&step, minutes(minute), 1.0).unwrap();
            assert!(again > minutes(minute) && again <= minutes(6));
        }
        assert_eq!(after_empty_look(&step, minutes(6), 1.0), None);
        step.state = State::Planned;
        assert_eq!(after_empty_look(&step, now(), 1.0), None);
    }

    #[test]
    fn where_nobody_may_look_nothing_is_sent_again() {
        let forbidden = error(PsaErrorKind::Permission, Retry::Permanent);
        let failure = after_failed_look(&step(Kind::Ticket, 1), &forbidden, 0, now(), 1.0);
        assert_eq!(failure.step, State::Parked);
        let offline = error(PsaErrorKind::Unreachable, LATER);
        let failure = after_failed_look(&step(Kind::Ticket, 1), &offline, 0, now(), 1.0);
        assert_eq!(failure.step, State::Attempting);
    }
}
