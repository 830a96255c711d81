//! The PC's clock, which moves only when told to, and who waits for it.

use std::collections::BTreeMap;

use async_trait::async_trait;
use deskbell_desk::Clock;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

pub struct HandClock {
    now: watch::Sender<Timestamp>,
    /// Until when each of those who sleep does.
    asleep: watch::Sender<(u64, BTreeMap<u64, Timestamp>)>,
}

/// Wakes when it is dropped.
struct Sleeping<'a>(&'a HandClock, u64);

impl Drop for Sleeping<'_> {
    fn drop(&mut self) {
        self.0.asleep.send_modify(|(_, asleep)| {
            asleep.remove(&self.1);
        });
    }
}

impl HandClock {
    pub fn at(now: Timestamp) -> Self {
        Self {
            now: watch::Sender::new(now),
            asleep: watch::Sender::default(),
        }
    }

    pub fn advance(&self, by: SignedDuration) {
        self.now
            .send_modify(|now| *now = now.saturating_add(by).unwrap_or(*now));
    }

    /// Waits until somebody sleeps, and says until when the first of them does.
    pub async fn all_sleep(&self) -> Timestamp {
        let mut asleep = self.asleep.subscribe();
        let now = self.now();
        let sleeping = |(_, asleep): &(u64, BTreeMap<u64, Timestamp>)| {
            !asleep.is_empty() && asleep.values().all(|until| *until > now)
        };
        let asleep = asleep.wait_for(sleeping).await.unwrap();
        asleep.1.values().min().copied().unwrap_or(now)
    }
}

#[async_trait]
impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        *self.now.borrow()
    }

    async fn sleep_until(&self, at: Timestamp) {
        let mut number = 0;
        self.asleep.send_modify(|(last, asleep)| {
            *last += 1;
            number = *last;
            asleep.insert(number, at);
        });
        let _sleeping = Sleeping(self, number);
        let mut now = self.now.subscribe();
        drop(now.wait_for(|now| *now >= at).await);
    }
}
