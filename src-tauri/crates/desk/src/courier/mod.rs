//! The courier: brings to the ticket system what the outbox holds. What to do next and when is decided by pure functions
//! ([`next`], [`policy`]); this is the loop around them.

mod lock;
mod mending;
mod next;
mod policy;
mod steps;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::FutureExt as _;
use jiff::{SignedDuration, Timestamp};

use crate::desk::Inner;
use crate::neighbours::Neighbours;
use crate::network::Network;
use crate::outbox::OutboxError;
use crate::tidings;

use lock::Lock;
pub(crate) use next::Next;

/// While another program delivers, what waits here is looked at again this often.
const OTHER_DELIVERS: SignedDuration = SignedDuration::from_secs(2);
/// An idle courier wakes this often, to clear away what is older than it may become.
const A_DAY: SignedDuration = SignedDuration::from_hours(24);
/// While something waits, it is noticed this soon that the PC has slept.
const A_MINUTE: SignedDuration = SignedDuration::from_mins(1);
/// When the outbox itself can't be used.
const OUTBOX_FAILS: SignedDuration = SignedDuration::from_secs(30);

/// Delivers what waits, until the program ends. A fault in the program ends one courier (and leaves a crash report); the
/// tickets are safe, and a minute later another courier goes on with them.
pub(crate) async fn keep_delivering(desk: Arc<Inner>) {
    while AssertUnwindSafe(run(Arc::clone(&desk))).catch_unwind().await.is_err() {
        tracing::error!("the courier fell over; another one starts in a minute");
        desk.clock.sleep_until(later(&desk, A_MINUTE)).await;
    }
}

/// Delivers what waits, until the program ends. An idle courier sleeps until something is handed in, here or by
/// another program.
async fn run(desk: Arc<Inner>) {
    let neighbours = Neighbours::listen(&desk.paths);
    let mut network = Network::watch();
    let mut tidied = desk.clock.now();
    let taken_up = policy::taken_up(tidied, policy::dice());
    if let Err(error) = desk.outbox.take_up(desk.opened, taken_up).await {
        tracing::warn!("{error}");
    }
    loop {
        if desk.clock.now() >= tidied.saturating_add(A_DAY).unwrap_or(tidied) {
            tidied = desk.clock.now();
            if let Err(error) = another_day(&desk).await {
                tracing::warn!("{error}");
            }
        }
        let next = match work(&desk).await {
            Ok(next) => next,
            Err(error) => {
                tracing::error!("{error}");
                Next::WaitUntil(later(&desk, OUTBOX_FAILS))
            }
        };
        let late = tidings::look(&desk).await.unwrap_or_else(|error| {
            tracing::warn!("{error}");
            None
        });
        tokio::select! {
            () = desk.handed_in.notified() => {}
            () = neighbours.rang() => catch_up(&desk).await,
            () = network.came_up() => wake(&desk, "this PC is in another network").await,
            waited = wait(&desk, &next, late) => match waited {
                Waited::AsPlanned => {}
                Waited::MuchLonger => wake(&desk, "this PC has slept").await,
            },
        }
    }
}

/// Does everything that is due, if no other program is at it.
pub(crate) async fn work(desk: &Inner) -> Result<Next, OutboxError> {
    let _alone = desk.delivering.lock().await;
    let set_up = desk.office.now();
    desk.alert_about_files(&set_up).await;
    desk.outbox.set_up_is(set_up.print.clone(), desk.clock.now()).await?;
    let first = look(desk).await?;
    if !matches!(first, Next::Do { .. }) {
        return Ok(first);
    }
    let Some(_lock) = Lock::take(&desk.paths.data)? else {
        return Ok(Next::WaitUntil(later(desk, OTHER_DELIVERS)));
    };
    desk.outbox.note_doubts().await?;
    loop {
        match look(desk).await? {
            Next::Do { ticket, act } => steps::perform(desk, &ticket, act).await?,
            next @ (Next::WaitUntil(_) | Next::Idle) => return Ok(next),
        }
    }
}

/// Clears away what is older than it may become, and lets what was refused be tried again.
async fn another_day(desk: &Inner) -> Result<(), OutboxError> {
    desk.outbox.another_day(desk.clock.now()).await?;
    tidy(desk).await
}

/// Clears away what is older than it may become.
async fn tidy(desk: &Inner) -> Result<(), OutboxError> {
    for (owner, gone) in desk.outbox.tidy(desk.clock.now()).await? {
        desk.bulletin.forget(owner, gone);
    }
    Ok(())
}

/// A refused key that has rested long enough is tried without anything else happening, so that one that was put right in
/// the ticket system alone needs nobody at this PC.
async fn look(desk: &Inner) -> Result<Next, OutboxError> {
    let rests = desk
        .office
        .now()
        .psa
        .as_ref()
        .ok()
        .and_then(|psa| psa.key_rests_until());
    desk.outbox.key_rests(rests.is_some(), desk.clock.now()).await?;
    let (head, due) = desk.outbox.head(desk.clock.now()).await?;
    let due = due.into_iter().chain(rests).min();
    Ok(next::next(head, due))
}

/// Another program has changed something: its news is ours to tell, too.
async fn catch_up(desk: &Inner) {
    match desk.outbox.everyones().await {
        Ok(tickets) => desk.bulletin.tell_all(tickets),
        Err(error) => tracing::warn!("{error}"),
    }
}

/// What waits only for the ticket system to be there again is tried now.
async fn wake(desk: &Inner, why: &'static str) {
    tracing::info!(why, "what waits for the ticket system is tried now");
    if let Err(error) = desk.outbox.release(desk.clock.now()).await {
        tracing::warn!("{error}");
    }
}

/// How a wait went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Waited {
    AsPlanned,
    /// The clock went on by much more than was waited.
    MuchLonger,
}

/// Waits, a minute at most while something is put off: a PC's sleep stops the waiting and not the clock. `late` is when a
/// ticket will have waited for so long that somebody must hear of it.
async fn wait(desk: &Inner, next: &Next, late: Option<Timestamp>) -> Waited {
    let until = match next {
        Next::WaitUntil(at) => (*at).min(later(desk, A_MINUTE)),
        Next::Do { .. } => return Waited::AsPlanned,
        Next::Idle => later(desk, A_DAY),
    };
    let until = late.map_or(until, |late| late.min(until));
    desk.clock.sleep_until(until).await;
    if desk.clock.now().duration_since(until) > A_MINUTE {
        Waited::MuchLonger
    } else {
        Waited::AsPlanned
    }
}

fn later(desk: &Inner, by: SignedDuration) -> Timestamp {
    let now = desk.clock.now();
    now.saturating_add(by).unwrap_or(now)
}

#[cfg(test)]
mod tests;
