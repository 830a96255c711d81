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

/// A ticket system may work on a request for five minutes after the line broke, and on a look for a minute before it
/// dates its answer; the dates of its machines may differ a little. Only what is not there after this long is sent again.
pub(super) const SETTLED_AFTER: SignedDuration = if cfg!(feature = "short-window") {
    SignedDuration::from_secs(4)
} else {
    SignedDuration::from_secs(6 * 60 + 30)
};
/// After so many requests of which nobody knows whether they happened, a human looks.
const AMBIGUOUS_ENDS: u32 = 3;

/// What it means that a look found nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nothing {
    /// It may still come: the time it has for that runs from this time of the ticket system's.
    WaitFrom(Timestamp),
    /// It may still come, for as long as this.
    MayCome(SignedDuration),
    /// It does not come any more, and may be sent, if this key would have seen it.
    NotThere,
    /// It does not come any more; it was tried often enough.
    TriedTooOften,
}

/// What a failed step means. `tries`: how often in a row the ticket did not get on before. `dice`: a random number from
/// 0 to 1.
pub(super) fn after(step: &Step, error: &PsaError, tries: u32, now: Timestamp, dice: f64) -> Failure {
    let failure = |state, ticket| Failure {
        step: state,
        ambiguous: error.retry == Retry::Ambiguous,
        unproven: false,
        reason: error.text.clone(),
        ticket,
    };
    match error.retry {
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
            Kind::Route => failure(State::Planned, parked(step, Cause::Refused)),
            Kind::Ticket | Kind::Number | Kind::Note | Kind::Attachment => {
                failure(State::Parked, parked(step, Cause::Refused))
            }
        },
    }
}

/// Whether a ticket was refused for its content, so that it certainly does not exist. A contact may have left and a list
/// may have changed since they were looked up: it is decided once more, and then sent without what is refused.
pub(super) fn is_refused_ticket(step: &Step, error: &PsaError) -> bool {
    step.kind == Kind::Ticket && error.kind == PsaErrorKind::Validation && error.retry == Retry::Permanent
}

/// What a failed look means. Nothing was sent, but where it can't be looked at all, nothing may be sent either.
pub(super) fn after_failed_look(step: &Step, error: &PsaError, tries: u32, now: Timestamp, dice: f64) -> Failure {
    let permanent = error.retry == Retry::Permanent && error.kind != PsaErrorKind::Credentials;
    if permanent {
        let reason = format!("it can't be looked for, so it isn't sent either: {}", error.text);
        return unclear(step, reason, false);
    }
    let reading = PsaError {
        retry: match error.retry {
            Retry::Ambiguous => Retry::Transient { after: None },
            other @ (Retry::Transient { .. } | Retry::Permanent) => other,
        },
        ..error.clone()
    };
    Failure {
        step: step.state,
        ..after(step, &reading, tries, now, dice)
    }
}

/// Parks a step that may have happened.
pub(super) fn unclear(step: &Step, reason: String, unproven: bool) -> Failure {
    Failure {
        step: State::Parked,
        // What may have happened is told from what was refused by this count.
        ambiguous: step.ambiguous == 0,
        unproven,
        reason,
        ticket: parked(step, Cause::Ambiguous),
    }
}

/// What it means that a look found nothing. `at`: when it was, by the ticket system's clock.
pub(super) fn after_empty_look(step: &Step, at: Timestamp) -> Nothing {
    let ended = step
        .ended_at
        .filter(|_| step.is_certain() && step.state == State::Attempting);
    let Some(ended) = ended else {
        return Nothing::WaitFrom(at);
    };
    let left = SETTLED_AFTER - at.duration_since(ended);
    match left {
        left if left > SignedDuration::ZERO => Nothing::MayCome(left.min(SETTLED_AFTER)),
        _ if step.ambiguous >= AMBIGUOUS_ENDS => Nothing::TriedTooOften,
        _ => Nothing::NotThere,
    }
}

/// When it is looked again for something that may come for `left`.
pub(super) fn look_again(left: SignedDuration, now: Timestamp, dice: f64) -> Timestamp {
    later(now, pause(4, OUTAGE_CAP, None, dice)).min(later_by(now, left))
}

/// When something that was here before this program is taken up: the people of a terminal server log on together.
pub(super) fn taken_up(now: Timestamp, dice: f64) -> Timestamp {
    later(now, BUSY_CAP.mul_f64(dice.clamp(0.0, 1.0)))
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

/// Without a ticket there is nothing to add to; a part that is parked leaves the others as they are.
fn parked(step: &Step, cause: Cause) -> Settled {
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
    use uuid::Uuid;

    use super::*;

    fn now() -> Timestamp {
        Timestamp::from_second(1_790_000_000).unwrap()
    }

    const RUN: Uuid = Uuid::from_u128(1);

    fn step(kind: Kind, ambiguous: u32) -> Step {
        Step {
            ordinal: 1,
            kind,
            state: State::Attempting,
            run: RUN,
            attempts: 1,
            has_left: false,
            ambiguous,
            ended_at: None,
            unproven: false,
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
            about: Vec::new(),
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
    fn an_unclear_end_is_looked_into_and_after_the_third_one_a_human_looks_if_it_is_not_there() {
        let unclear = error(PsaErrorKind::Unavailable, Retry::Ambiguous);
        for ends in [0, 2] {
            let failure = after(&step(Kind::Ticket, ends), &unclear, 0, now(), 1.0);
            assert_eq!((failure.step, failure.ambiguous), (State::Attempting, true));
            assert_eq!(wait_of(&failure).0, Cause::Ambiguous);
        }
        let at = now() + SETTLED_AFTER;
        for (ends, nothing) in [(2, Nothing::NotThere), (3, Nothing::TriedTooOften)] {
            let mut step = step(Kind::Ticket, ends);
            step.ended_at = Some(now());
            assert_eq!(after_empty_look(&step, at), nothing);
        }
    }

    #[test]
    fn what_is_not_there_is_sent_again_only_after_the_server_must_have_given_up() {
        let mut step = step(Kind::Ticket, 1);
        assert_eq!(after_empty_look(&step, now()), Nothing::WaitFrom(now()));
        step.ended_at = Some(now());
        let minutes = |minutes| SignedDuration::from_mins(minutes);
        for minute in 0..=6 {
            let left = SETTLED_AFTER - minutes(minute);
            let found = after_empty_look(&step, now() + minutes(minute));
            assert_eq!(found, Nothing::MayCome(left));
            let again = look_again(left, now(), 1.0);
            assert!(again > now() && again <= now() + left);
        }
        assert_eq!(after_empty_look(&step, now() + SETTLED_AFTER), Nothing::NotThere);
        // Another of its machines, with a clock that is behind.
        let before = after_empty_look(&step, now() - minutes(90));
        assert_eq!(before, Nothing::MayCome(SETTLED_AFTER));
    }

    #[test]
    fn what_may_be_older_than_the_last_attempt_is_not_believed() {
        let mut step = step(Kind::Note, 1);
        step.ended_at = Some(now());
        step.run = Uuid::nil();
        let late = now() + SignedDuration::from_hours(24);
        for state in [State::Attempting, State::Planned] {
            step.state = state;
            assert_eq!(after_empty_look(&step, late), Nothing::WaitFrom(late));
        }
    }

    #[test]
    fn where_nobody_may_look_nothing_is_sent_again_and_it_is_not_taken_for_a_refusal() {
        let forbidden = error(PsaErrorKind::Permission, Retry::Permanent);
        let failure = after_failed_look(&step(Kind::Ticket, 0), &forbidden, 0, now(), 1.0);
        assert_eq!((failure.step, failure.ambiguous), (State::Parked, true));
        let cause = Cause::Ambiguous;
        assert_eq!(failure.ticket, Settled::Parked { cause });
        let offline = error(PsaErrorKind::Unreachable, LATER);
        let failure = after_failed_look(&step(Kind::Ticket, 1), &offline, 0, now(), 1.0);
        assert_eq!((failure.step, failure.ambiguous), (State::Attempting, false));
        let unread = error(PsaErrorKind::Protocol, Retry::Ambiguous);
        let failure = after_failed_look(&step(Kind::Ticket, 1), &unread, 0, now(), 1.0);
        assert_eq!((failure.step, failure.ambiguous), (State::Attempting, false));
    }
}
