//! When a refused key may be tried. Autotask locks an API user after a few wrong secrets in a row, for every PC of the
//! fleet at once, and an administrator has to unlock it.

use std::time::Duration;

use jiff::Timestamp;

use crate::clock::{earlier, later, until};
use crate::memory::Standing;
use crate::{Error, Refusal};

/// As many refusals in a row as are risked without a pause. The first may be Autotask's, the second makes it certain.
const REFUSALS: u32 = 2;

/// After this long, one try is made with a key that was refused too often, so that a key that was put right within
/// Autotask (unlocked, made active) works again without a visit to each PC.
///
/// Where nothing waits to be sent, nothing is tried; so of a fleet of 5,000 only those try on whose PC a ticket waits. Were
/// these fifty, six to nine hours are about seven tries an hour: few enough that a person who unlocks the user and puts
/// the right secret on one PC can finish, and short enough that a morning's repair reaches every PC by the evening. Each
/// further refusal doubles the pause, so that PCs with a secret that was replaced for good end at one or two tries in
/// three days.
const CAREFUL: Duration = Duration::from_hours(6);

/// The longest pause, before the dice.
const LONGEST: Duration = Duration::from_hours(48);

/// How far a shared clock may be ahead of ours before what it says is dropped.
const SKEW: Duration = Duration::from_mins(10);

/// What is to be done with a key of this standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Try it.
    Go,
    /// Try it once, after this was kept: others who look meanwhile shall wait.
    GoOnce(Standing),
    /// Don't.
    Stop,
}

/// What may be done now. `dice`: a random number from 0 to 1.
pub(crate) fn turn(standing: Option<Standing>, now: Timestamp, dice: f64) -> Turn {
    let Some(standing) = believed(standing, now).filter(|standing| standing.refusals >= REFUSALS) else {
        return Turn::Go;
    };
    if now < standing.not_before {
        return Turn::Stop;
    }
    let claimed = Standing {
        at: now,
        not_before: later(now, pause(standing.refusals.saturating_add(1), dice)),
        ..standing
    };
    Turn::GoOnce(claimed)
}

/// The standing after a try, if it has changed.
pub(crate) fn after(
    standing: Option<Standing>,
    refused: Option<Refusal>,
    now: Timestamp,
    dice: f64,
) -> Option<Standing> {
    let before = believed(standing, now).map_or(0, |standing| standing.refusals);
    match refused {
        None => (before > 0).then(|| clean(now)),
        // Autotask says itself that further tries are no use.
        Some(Refusal::Locked) => Some(refused_for(before.saturating_add(1).max(REFUSALS), now, dice)),
        Some(_) => Some(refused_for(before.saturating_add(1), now, dice)),
    }
}

/// The standing of a key that nothing speaks against.
pub(crate) fn clean(now: Timestamp) -> Standing {
    Standing {
        refusals: 0,
        at: now,
        not_before: now,
    }
}

/// Until when a key is better left alone that was refused, be it once: what would try it with nothing new in hand.
pub(crate) fn rests_until(standing: Option<Standing>, now: Timestamp) -> Option<Timestamp> {
    believed(standing, now)
        .filter(|standing| standing.refusals > 0 && now < standing.not_before)
        .map(|standing| standing.not_before)
}

/// What is said of a key that isn't tried.
pub(crate) fn stopped() -> Error {
    Error::Credentials {
        reason: Refusal::Stopped,
        text: "this key was refused twice in a row; it is tried again only after some hours, so that Autotask doesn't \
               lock the API user"
            .to_owned(),
    }
}

fn refused_for(refusals: u32, now: Timestamp, dice: f64) -> Standing {
    Standing {
        refusals,
        at: now,
        not_before: later(now, pause(refusals, dice)),
    }
}

/// Half as much again at most, so that PCs that were refused together don't try together.
fn pause(refusals: u32, dice: f64) -> Duration {
    let doubled = refusals.saturating_sub(REFUSALS).min(8);
    let whole = CAREFUL.saturating_mul(2_u32.saturating_pow(doubled)).min(LONGEST);
    whole.mul_f64(1.0 + dice.clamp(0.0, 1.0) / 2.0)
}

/// Neither a time to come, which a wrong clock wrote, nor a pause longer than there is.
fn believed(standing: Option<Standing>, now: Timestamp) -> Option<Standing> {
    let longest = LONGEST.saturating_mul(2);
    standing
        .filter(|standing| standing.at <= later(now, SKEW))
        .filter(|standing| until(earlier(standing.at, SKEW), standing.not_before) <= longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + hours * 3600).unwrap()
    }

    fn refused_twice() -> Option<Standing> {
        let once = after(None, Some(Refusal::Unsaid), at(0), 0.0);
        assert_eq!(turn(once, at(0), 0.0), Turn::Go);
        after(once, Some(Refusal::Unsaid), at(0), 0.0)
    }

    #[test]
    fn a_key_refused_twice_rests_for_hours_and_is_then_tried_once() {
        let twice = refused_twice();
        assert_eq!(turn(twice, at(0), 0.0), Turn::Stop);
        assert_eq!(turn(twice, at(5), 0.0), Turn::Stop);
        let Turn::GoOnce(claimed) = turn(twice, at(6), 0.0) else {
            panic!("no try after the pause")
        };
        assert_eq!(turn(Some(claimed), at(6), 0.0), Turn::Stop, "a second one at once");
        let again = after(Some(claimed), Some(Refusal::Unsaid), at(6), 0.0);
        assert_eq!(turn(again, at(17), 0.0), Turn::Stop, "the pause doubles");
        assert!(matches!(turn(again, at(18), 0.0), Turn::GoOnce(_)));
    }

    #[test]
    fn pcs_that_were_refused_together_do_not_try_together() {
        let least = pause(REFUSALS, 0.0);
        let most = pause(REFUSALS, 1.0);
        assert_eq!((least, most), (CAREFUL, CAREFUL * 3 / 2));
        assert_eq!(pause(u32::MAX, 1.0), LONGEST * 3 / 2);
    }

    #[test]
    fn an_accepted_key_starts_anew_and_nothing_is_kept_when_nothing_changed() {
        assert_eq!(after(refused_twice(), None, at(1), 0.0), Some(clean(at(1))));
        assert_eq!(after(Some(clean(at(1))), None, at(2), 0.0), None);
        assert_eq!(after(None, None, at(2), 0.0), None);
    }

    #[test]
    fn whoever_gave_up_is_told_when_it_is_worth_another_try() {
        assert_eq!(rests_until(None, at(0)), None);
        assert_eq!(rests_until(Some(clean(at(0))), at(0)), None);
        let once = after(None, Some(Refusal::Unsaid), at(0), 0.0);
        assert_eq!(rests_until(once, at(1)), Some(at(6)));
        assert_eq!(rests_until(once, at(6)), None);
    }

    #[test]
    fn a_locked_user_is_not_asked_a_second_time() {
        let locked = after(None, Some(Refusal::Locked), at(0), 0.0);
        assert_eq!(turn(locked, at(1), 0.0), Turn::Stop);
    }

    #[test]
    fn what_a_wrong_clock_kept_stops_nobody() {
        let from_tomorrow = Standing {
            at: at(24),
            ..refused_twice().unwrap()
        };
        assert_eq!(turn(Some(from_tomorrow), at(0), 0.0), Turn::Go);
        let forever = Standing {
            not_before: Timestamp::MAX,
            ..refused_twice().unwrap()
        };
        assert_eq!(turn(Some(forever), at(1), 0.0), Turn::Go);
    }
}
