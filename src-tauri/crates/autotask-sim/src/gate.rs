//! Who is let in, and how much they may ask (facts 2 and 5).

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use axum::http::HeaderMap;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::reply::{self, Reply};
use crate::tenant::{BadTrackingId, Limits, OverLimit, Tenant, UnknownUser, User};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

#[derive(Debug, Default)]
pub(crate) struct Gate {
    /// Wrong secrets in a row, by login.
    wrong: HashMap<String, u32>,
    /// When the requests of the last hour came.
    hour: VecDeque<Timestamp>,
    threads: Vec<Thread>,
    next_thread: u64,
}

#[derive(Debug)]
struct Thread {
    number: u64,
    /// Tracking identifier and first path segment.
    of: (String, String),
    /// Set when it is answered: it counts until then.
    until: Option<Timestamp>,
}

impl Gate {
    /// The user whose headers these are, and their tracking identifier.
    pub(crate) fn identify<'a>(
        &mut self,
        tenant: &'a Tenant,
        headers: &HeaderMap,
        now: Timestamp,
    ) -> Result<(&'a User, String), Reply> {
        let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
        let (Some(login), Some(secret), Some(tracking_id)) =
            (header("UserName"), header("Secret"), header("ApiIntegrationCode"))
        else {
            return Err(Reply::refused());
        };
        let Some(user) = tenant.user(login).filter(|user| user.is_usable(now)) else {
            return Err(match (tenant.user(login), tenant.switches.unknown_user) {
                (None, UnknownUser::ZoneError) => Reply::error(reply::NO_ZONE),
                (Some(_), _) | (None, UnknownUser::EmptyRefusal) => Reply::refused(),
            });
        };
        let wrong = self.wrong.entry(user.login.clone()).or_default();
        if *wrong >= tenant.limits.wrong_secrets || !user.is_secret(secret) {
            *wrong = wrong.saturating_add(1);
            return Err(Reply::refused());
        }
        *wrong = 0;
        if !tenant.tracking_ids.iter().any(|known| known == tracking_id) {
            return Err(match tenant.switches.bad_tracking_id {
                BadTrackingId::Error => Reply::error(reply::BAD_TRACKING_ID),
                BadTrackingId::EmptyRefusal => Reply::refused(),
            });
        }
        Ok((user, tracking_id.to_owned()))
    }

    /// Lets locked users in again.
    pub(crate) fn unlock(&mut self) {
        self.wrong.clear();
    }

    /// Makes the last hour one in which so many requests came, all of them now.
    pub(crate) fn use_up(&mut self, requests: usize, now: Timestamp) {
        self.hour = vec![now; requests].into();
    }

    /// Counts a request in, or refuses it because the hour is full.
    pub(crate) fn count(&mut self, tenant: &Tenant, now: Timestamp) -> Result<(), Reply> {
        self.forget(now);
        if self.hour.len() >= tenant.limits.hourly_requests {
            let text = reply::hour_limit(tenant.limits.hourly_requests);
            return Err(over(tenant.switches.hour_limit, &text));
        }
        self.hour.push_back(now);
        Ok(())
    }

    fn forget(&mut self, now: Timestamp) {
        while self.hour.front().is_some_and(|at| now.duration_since(*at) >= HOUR) {
            self.hour.pop_front();
        }
    }

    /// How much longer answers take as the hour fills up.
    pub(crate) fn slow_down(&self, limits: &Limits) -> Duration {
        let used = self.hour.len().saturating_mul(4);
        match limits.hourly_requests {
            all if !limits.slow_down || used < all.saturating_mul(2) => Duration::ZERO,
            all if used < all.saturating_mul(3) => Duration::from_millis(500),
            _ => Duration::from_secs(1),
        }
    }

    /// `ThresholdInformation`; the call itself has been counted.
    pub(crate) fn threshold(&self, limits: &Limits) -> Value {
        json!({
            "externalRequestThreshold": limits.hourly_requests,
            "requestThresholdTimeframe": 60,
            "currentTimeframeRequestCount": self.hour.len(),
        })
    }

    /// Starts a thread on the address's first segment, or refuses because too many are running.
    pub(crate) fn enter(
        &mut self,
        tenant: &Tenant,
        tracking_id: String,
        segment: &str,
        now: Timestamp,
    ) -> Result<u64, Reply> {
        self.threads
            .retain(|thread| thread.until.is_none_or(|until| now < until));
        let of = (tracking_id, segment.to_ascii_lowercase());
        if self.threads.iter().filter(|thread| thread.of == of).count() >= tenant.limits.threads {
            return Err(over(tenant.switches.thread_limit, reply::THREAD_LIMIT));
        }
        self.next_thread += 1;
        self.threads.push(Thread {
            number: self.next_thread,
            of,
            until: None,
        });
        Ok(self.next_thread)
    }

    pub(crate) fn leave(&mut self, number: u64, limits: &Limits, now: Timestamp) {
        let late = SignedDuration::from_millis(limits.late_release_ms.into());
        for thread in self.threads.iter_mut().filter(|thread| thread.number == number) {
            thread.until = Some(now.checked_add(late).unwrap_or(now));
        }
    }
}

fn over(how: OverLimit, text: &str) -> Reply {
    match how {
        OverLimit::TooManyRequests => reply::too_many_requests(text),
        OverLimit::ServerError => Reply::error(text),
    }
}
