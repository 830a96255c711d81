//! Time, passed in. The tenant dates tickets, counts its hour and its five minutes by a [`Clock`], so that a test can
//! move the day on without waiting for it.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// What time it is in the tenant. Cheap to clone; all clones show the same time.
#[derive(Clone)]
pub struct Clock(Hands);

#[derive(Clone)]
enum Hands {
    Machine,
    ByHand(Arc<Mutex<Timestamp>>),
    Other(Arc<dyn Fn() -> Timestamp + Send + Sync>),
}

impl Clock {
    /// The machine's own clock.
    pub fn machine() -> Self {
        Self(Hands::Machine)
    }

    /// A clock that stands at `time` until [`Clock::advance`] moves it.
    pub fn stopped_at(time: Timestamp) -> Self {
        Self(Hands::ByHand(Arc::new(Mutex::new(time))))
    }

    /// A clock of the caller's: `now` is asked whenever the tenant needs the time.
    pub fn from_fn(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Hands::Other(Arc::new(now)))
    }

    /// Moves a stopped clock on. The other kinds have no hands to move, and stay as they are.
    pub fn advance(&self, by: Duration) {
        if let Hands::ByHand(time) = &self.0 {
            let mut time = time.lock().unwrap_or_else(PoisonError::into_inner);
            let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
            *time = time.saturating_add(by).unwrap_or(Timestamp::MAX);
        }
    }

    /// The time now.
    #[expect(
        clippy::disallowed_methods,
        reason = "the simulator's one look at the machine's clock"
    )]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Hands::Machine => Timestamp::try_from(std::time::SystemTime::now()).unwrap_or(Timestamp::UNIX_EPOCH),
            Hands::ByHand(time) => *time.lock().unwrap_or_else(PoisonError::into_inner),
            Hands::Other(now) => now(),
        }
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::machine()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}

/// Waits on behalf of a slow answer (a delay fault, the hour's slow-down). Runs on the runtime's time, which a test may
/// pause, not on the tenant's clock.
#[expect(clippy::disallowed_methods, reason = "slow answers are part of what is simulated")]
pub(crate) async fn wait(duration: Duration) {
    if !duration.is_zero() {
        tokio::time::sleep(duration).await;
    }
}
