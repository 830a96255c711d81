//! What a person and the MSP are told of a ticket that waits for long.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod world;

use deskbell_desk::alert::AlertId;
use deskbell_desk::{News, State, Tiding};
use jiff::SignedDuration;
use world::{World, words};

/// The events that were raised since the last time.
fn raised(world: &World) -> Vec<AlertId> {
    world.alerts.take().into_iter().map(|notice| notice.id).collect()
}

#[tokio::test]
async fn a_person_is_told_once_after_an_hour_that_their_ticket_waits_and_so_is_the_msp() {
    let world = World::new().await;
    world.simulator().down();
    let running = world.running();
    let saved_at = world.now();
    let submission = words(running.desk.press(), "printer");
    let receipt = running.desk.submit(&world.owner, &submission).await.unwrap();
    world.waiting(&running.desk, receipt.id).await;
    assert_eq!(running.desk.tidings(&world.owner).await.unwrap(), []);

    let mut news = running.desk.events();
    let told = tokio::time::timeout(std::time::Duration::from_secs(20), async {
        loop {
            // What waits for Autotask wakes more often than once an hour.
            world.clock.courier_sleeps().await;
            world.clock.advance(SignedDuration::from_mins(5));
            while let Ok(event) = news.try_recv() {
                if event.news == News::Tidings {
                    return;
                }
            }
        }
    });
    told.await.expect("nobody is told");
    let late = world.now().duration_since(saved_at);
    assert!(
        late >= SignedDuration::from_hours(1) && late < SignedDuration::from_mins(75),
        "{late}"
    );
    let tidings = running.desk.tidings(&world.owner).await.unwrap();
    let [Tiding::WaitsLong(ticket)] = tidings.as_slice() else {
        panic!("{tidings:?}")
    };
    assert_eq!(ticket.reference, receipt.reference);
    assert!(matches!(ticket.state, State::Waiting { .. } | State::Sending));
    assert_eq!(raised(&world), [AlertId::WaitsLong]);
    assert_eq!(running.desk.tidings(&world.owner).await.unwrap(), []);
    running.end().await;

    let again = world.running();
    world.clock.courier_sleeps().await;
    assert_eq!(again.desk.tidings(&world.owner).await.unwrap(), []);
    assert_eq!(raised(&world), []);
    again.end().await;
}

#[tokio::test]
async fn what_is_delivered_within_the_hour_is_no_tiding_and_another_accounts_ticket_is_none_of_ours() {
    let world = World::new().await;
    let desk = world.desk();
    let first = words(desk.press(), "printer");
    desk.submit(&world.owner, &first).await.unwrap();
    desk.deliver_now().await.unwrap();
    world.simulator().down();
    let other = deskbell_desk::Owner("1001".to_owned());
    let theirs = words(desk.press(), "network");
    desk.submit(&other, &theirs).await.unwrap();
    world.clock.advance(SignedDuration::from_hours(2));
    assert_eq!(desk.tidings(&world.owner).await.unwrap(), []);
    assert_eq!(desk.tidings(&other).await.unwrap().len(), 1);
}
