//! What may still be asked of Autotask. A tenant has 10,000 calls in a rolling hour and 10,000,000 bytes of attachments in
//! five minutes, for all integrations together: a client can only count its own, and believe what Autotask says of the
//! rest.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::clock::{earlier, later, until};
use crate::{Error, Threshold, Verb};

/// Autotask's own, of which it tells by [`Client::threshold`](crate::Client::threshold).
const HOUR: Duration = Duration::from_hours(1);
pub(crate) const CALLS_AN_HOUR: u32 = 10_000;

const WINDOW: Duration = Duration::from_mins(5);
const WINDOW_BYTES: u64 = 10_000_000;

/// The threshold is asked for before one ticket in so many.
const TICKETS_A_LOOK: u32 = 20;

/// The hour rolls, so some calls come back every minute; asking more often would only use them up.
pub(crate) const HOUR_PAUSE: Duration = Duration::from_mins(10);

/// What was used of Autotask's limits, as far as is known. Kept in a [`Memory`](crate::Memory).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Usage {
    /// Own calls of the last hour, by the minute since 1970 in which they were made.
    calls: Vec<(i64, u32)>,
    /// Own attachments of the last five minutes, in bytes.
    attachments: Vec<(Timestamp, u64)>,
    /// What the tenant said of all integrations together.
    reading: Option<Reading>,
    /// Tickets since then.
    tickets: u32,
    /// Until when Autotask said that it takes no calls.
    no_calls: Option<Timestamp>,
    /// Until when Autotask said that it takes no attachments.
    no_attachments: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Reading {
    at: Timestamp,
    used: u32,
    limit: u32,
    /// Own calls of the hour at that time, which are among the used ones.
    own: u32,
}

/// What a call takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// Bytes of an attachment.
    pub(crate) attachment: u64,
}

impl Usage {
    /// How long to wait before this call, or why it isn't made now. `limit`: the own calls of an hour.
    pub(crate) fn admit(&self, cost: Cost, limit: u32, now: Timestamp) -> Result<Duration, Error> {
        if let Some(left) = left_until(self.no_calls, now, HOUR) {
            return Err(hour_limit("Autotask said that this hour's calls are used up", left));
        }
        let own = self.own(now);
        if own >= limit {
            let text = format!("{own} calls were made from here within an hour");
            return Err(hour_limit(&text, self.until_a_call_is_back(now)));
        }
        if cost.attachment > 0 {
            self.admit_attachment(cost.attachment, now)?;
        }
        Ok(pace(self.share(now)))
    }

    fn admit_attachment(&self, bytes: u64, now: Timestamp) -> Result<(), Error> {
        let full = |after| {
            let text = "the attachments of these five minutes are used up".to_owned();
            let after = Some(after);
            Err(Error::AttachmentLimit { after, text })
        };
        if let Some(left) = left_until(self.no_attachments, now, WINDOW) {
            return full(left);
        }
        let sent: Vec<_> = self
            .attachments
            .iter()
            .filter(|(at, _)| is_within(*at, WINDOW, now))
            .collect();
        let mut there: u64 = sent.iter().map(|(_, bytes)| *bytes).fold(0, u64::saturating_add);
        let mut wait = None;
        for (at, gone) in sent {
            if there.saturating_add(bytes) <= WINDOW_BYTES {
                break;
            }
            there = there.saturating_sub(*gone);
            wait = Some(until(now, later(*at, WINDOW)));
        }
        // Alone in its window, Autotask says itself whether it is too large.
        wait.map_or(Ok(()), full)
    }

    /// Counts a call that Autotask may have seen.
    pub(crate) fn count(&mut self, cost: Cost, now: Timestamp) {
        let minute = now.as_second().div_euclid(60);
        self.calls.retain(|(then, _)| (minute - 60..=minute).contains(then));
        match self.calls.last_mut() {
            Some((then, calls)) if *then == minute => *calls = calls.saturating_add(1),
            _ => self.calls.push((minute, 1)),
        }
        self.attachments.retain(|(at, _)| is_within(*at, WINDOW, now));
        if cost.attachment > 0 {
            self.attachments.push((now, cost.attachment));
        }
    }

    /// Keeps what a failure says of the limits.
    pub(crate) fn heed(&mut self, error: &Error, now: Timestamp) {
        let then = |after: &Option<Duration>, usual| Some(later(now, after.unwrap_or(usual)));
        if let Error::HourLimit { after, .. } = error {
            self.no_calls = then(after, HOUR_PAUSE);
        } else if let Error::AttachmentLimit { after, .. } = error {
            self.no_attachments = then(after, WINDOW);
        }
    }

    /// Whether the threshold is to be asked for before this ticket, which is counted.
    pub(crate) fn is_due(&mut self) -> bool {
        self.tickets = self.tickets.saturating_add(1);
        let due = self.tickets >= TICKETS_A_LOOK;
        if due {
            self.tickets = 0;
        }
        due
    }

    /// Keeps what Autotask said of all integrations together.
    pub(crate) fn read(&mut self, threshold: &Threshold, now: Timestamp) {
        let count = |number: i64| u32::try_from(number.max(0)).unwrap_or(u32::MAX);
        self.reading = Some(Reading {
            at: now,
            used: count(threshold.current_timeframe_request_count),
            limit: count(threshold.external_request_threshold),
            own: self.own(now),
        });
    }

    fn own(&self, now: Timestamp) -> u32 {
        let minute = now.as_second().div_euclid(60);
        let of_the_hour = self
            .calls
            .iter()
            .filter(|(then, _)| (minute - 59..=minute).contains(then));
        of_the_hour.map(|(_, calls)| *calls).fold(0, u32::saturating_add)
    }

    fn until_a_call_is_back(&self, now: Timestamp) -> Duration {
        let first = self.calls.iter().map(|(minute, _)| minute.saturating_mul(60)).min();
        let first = first.and_then(|second| Timestamp::from_second(second).ok());
        until(now, later(first.unwrap_or(now), HOUR)).clamp(Duration::from_secs(1), HOUR)
    }

    /// How much of the tenant's hour is used, in per cent, as far as is known.
    fn share(&self, now: Timestamp) -> u32 {
        let Some(reading) = self.reading.filter(|reading| is_within(reading.at, HOUR, now)) else {
            return 0;
        };
        let used = reading.used.saturating_add(self.own(now).saturating_sub(reading.own));
        match reading.limit {
            0 => 0,
            limit => u32::try_from(u64::from(used) * 100 / u64::from(limit)).unwrap_or(u32::MAX),
        }
    }
}

/// What a call takes, by what it is.
pub(crate) fn cost_of(entity: &str, verb: Verb, body: Option<&[u8]>) -> Cost {
    let is_attachment = verb == Verb::Create && entity.contains("Attachment");
    // Base64 makes four bytes of three.
    let bytes = body.map_or(0, |body| u64::try_from(body.len() / 4 * 3).unwrap_or(u64::MAX));
    Cost {
        attachment: if is_attachment { bytes } else { 0 },
    }
}

/// Autotask itself answers later the fuller the hour is. A client that waits before it asks holds none of the three
/// threads meanwhile, and leaves others what is left.
fn pace(share: u32) -> Duration {
    match share {
        0..50 => Duration::ZERO,
        50..75 => Duration::from_millis(500),
        75..90 => Duration::from_secs(1),
        _ => Duration::from_secs(5),
    }
}

fn hour_limit(text: &str, after: Duration) -> Error {
    Error::HourLimit {
        after: Some(after),
        text: text.to_owned(),
    }
}

/// A time to come means that the clock was wrong.
fn is_within(at: Timestamp, span: Duration, now: Timestamp) -> bool {
    at <= now && at > earlier(now, span)
}

/// How long until then, unless that is further away than any limit lasts: the clock was wrong then.
fn left_until(then: Option<Timestamp>, now: Timestamp, longest: Duration) -> Option<Duration> {
    let left = until(now, then?);
    (left > Duration::ZERO && left <= longest).then_some(left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Retry;

    const CALL: Cost = Cost { attachment: 0 };

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    fn file(bytes: u64) -> Cost {
        Cost { attachment: bytes }
    }

    fn wait(usage: &Usage, cost: Cost, now: Timestamp) -> Option<u64> {
        let refused = usage.admit(cost, CALLS_AN_HOUR, now).unwrap_err();
        let Retry::Transient { after } = refused.retry() else {
            panic!("{refused:?}")
        };
        after.map(|after| after.as_secs())
    }

    #[test]
    fn ten_million_bytes_of_attachments_go_in_five_minutes_and_the_next_when_enough_have_left_the_window() {
        let mut usage = Usage::default();
        for second in [0, 60] {
            usage.admit(file(5_000_000), CALLS_AN_HOUR, at(second)).unwrap();
            usage.count(file(5_000_000), at(second));
        }
        assert_eq!(wait(&usage, file(1), at(100)), Some(200));
        assert_eq!(wait(&usage, file(6_000_000), at(100)), Some(260));
        usage.admit(CALL, CALLS_AN_HOUR, at(100)).unwrap();
        usage.admit(file(5_000_000), CALLS_AN_HOUR, at(300)).unwrap();
    }

    #[test]
    fn an_attachment_that_is_larger_than_the_window_is_autotasks_to_refuse() {
        Usage::default().admit(file(20_000_000), CALLS_AN_HOUR, at(0)).unwrap();
    }

    #[test]
    fn the_own_calls_of_an_hour_end_and_come_back_as_the_hour_rolls() {
        let mut usage = Usage::default();
        for call in 0..30 {
            usage.admit(CALL, 30, at(call * 60)).unwrap();
            usage.count(CALL, at(call * 60));
        }
        assert!(usage.admit(CALL, 30, at(30 * 60)).is_err());
        assert!(usage.admit(CALL, 30, at(59 * 60)).is_err());
        usage.admit(CALL, 30, at(60 * 60 + 1)).unwrap();
    }

    #[test]
    fn what_autotask_says_of_its_limits_is_heeded_until_then() {
        let mut usage = Usage::default();
        let text = String::new();
        let after = Some(Duration::from_mins(2));
        usage.heed(
            &Error::HourLimit {
                after,
                text: text.clone(),
            },
            at(0),
        );
        assert_eq!(wait(&usage, CALL, at(30)), Some(90));
        usage.admit(CALL, CALLS_AN_HOUR, at(120)).unwrap();
        usage.heed(&Error::AttachmentLimit { after: None, text }, at(200));
        assert_eq!(wait(&usage, file(1), at(201)), Some(299));
        usage.admit(CALL, CALLS_AN_HOUR, at(201)).unwrap();
    }

    #[test]
    fn a_clock_that_was_wrong_holds_up_nothing() {
        let mut usage = Usage::default();
        usage.count(file(10_000_000), at(999_999));
        let text = String::new();
        usage.heed(&Error::HourLimit { after: None, text }, at(999_999));
        usage.admit(file(1), 1, at(0)).unwrap();
    }

    #[test]
    fn calls_go_slower_the_fuller_the_tenants_hour_is_and_own_calls_add_to_what_was_read() {
        let mut usage = Usage::default();
        let read = |used| Threshold {
            external_request_threshold: 100,
            request_threshold_timeframe: 60,
            current_timeframe_request_count: used,
        };
        let mut pauses = Vec::new();
        for used in [49, 50, 75, 90, 101] {
            usage.read(&read(used), at(0));
            pauses.push(usage.admit(CALL, 1000, at(1)).unwrap().as_millis());
        }
        assert_eq!(pauses, [0, 500, 1000, 5000, 5000]);
        usage.read(&read(49), at(0));
        usage.count(CALL, at(1));
        assert_eq!(usage.admit(CALL, 1000, at(2)).unwrap().as_millis(), 500);
        assert_eq!(
            usage.admit(CALL, 1000, at(3601)).unwrap().as_millis(),
            0,
            "an old reading"
        );
    }

    #[test]
    fn the_threshold_is_asked_for_before_one_ticket_in_twenty() {
        let mut usage = Usage::default();
        let asked: Vec<u32> = (1..=60).filter(|_| usage.is_due()).collect();
        assert_eq!(asked, [20, 40, 60]);
    }
}
