//! What goes wrong in a tenant: drawn at random, armed one by one.

use fastrand::Rng;
use serde_json::{Value, json};

/// Every kind of trouble, by the simulator's name. A refused key (401) is none of them: it rests for hours, and the kill
/// matrix tries it.
pub const KINDS: [&str; 11] = [
    "429",
    "commit_late",
    "commit_then_500",
    "commit_then_reset",
    "delay",
    "down",
    "garbage",
    "reset_before_commit",
    "slow_drip",
    "stalled_body",
    "truncated_body",
];

/// The latest that a call is carried out after its caller has given up. With waits as short as the feature `short-window`
/// makes them, this is to the four seconds of the window what Autotask's five minutes are to six, less a second by which
/// the times in its answers may be wrong.
pub const LATEST_MS: u64 = 2500;

/// The longest that a call is on its way when nothing goes wrong.
const LONGEST_WAY_MS: u64 = 80;

/// What creates go through; the rest of the troubles hits whatever comes, reads too.
const CREATES: [&str; 4] = ["/Tickets", "/Tickets", "/Tickets/*/Notes", "/Tickets/*/Attachments"];

/// One to three troubles.
pub fn troubles(dice: &mut Rng) -> Vec<Value> {
    (0..dice.usize(1..=3)).map(|_| trouble(dice)).collect()
}

/// What every other call takes for its way: else none would be open long enough to be killed in.
pub fn way(dice: &mut Rng) -> Value {
    json!({ "fault": "delay", "times": u32::MAX, "ms": dice.u64(10..LONGEST_WAY_MS) })
}

/// Whether this is [`way`].
pub fn is_way(fault: &Value) -> bool {
    fault["ms"].as_u64().is_some_and(|ms| ms < LONGEST_WAY_MS) && fault["fault"] == "delay"
}

fn trouble(dice: &mut Rng) -> Value {
    let kind = dice.choice(KINDS).unwrap_or_default();
    let ms = match kind {
        "commit_late" => dice.u64(100..LATEST_MS),
        // Around what the programs wait for an answer.
        "delay" => dice.u64(200..1000),
        "slow_drip" => dice.u64(5..40),
        _ => 0,
    };
    let times = match kind {
        "down" => dice.u32(1..=6),
        _ => 1,
    };
    let mut fault = json!({ "fault": kind, "times": times, "ms": ms });
    if dice.u32(..4) > 0 {
        fault["method"] = "POST".into();
        fault["path"] = dice.choice(CREATES).into();
    }
    fault
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_comes_up_and_the_same_seed_brings_the_same() {
        let draw = |seed| {
            let mut dice = Rng::with_seed(seed);
            (0..100).flat_map(|_| troubles(&mut dice)).collect::<Vec<_>>()
        };
        let drawn = draw(7);
        for kind in KINDS {
            assert!(
                drawn.iter().any(|fault| fault["fault"] == kind && !is_way(fault)),
                "{kind}"
            );
        }
        assert_eq!(drawn, draw(7));
        assert_ne!(drawn, draw(8));
    }
}
