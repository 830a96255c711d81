//! How long a zone is believed.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod stub;

use std::sync::Arc;

use autotask_psa::{Client, Contact, Credentials, Error, InProcess, Memory, Query, Refusal, field};
use jiff::SignedDuration;
use stub::{At, SECRET, Stub, TRACKING, json, with};

const EMPTY_PAGE: &str = r#"{"items":[],"pageDetails":{}}"#;

async fn read(client: &Client) -> Result<Vec<Contact>, Error> {
    client.first(&Query::new(field("id").eq(1))).await
}

fn lookups(stub: &Stub) -> usize {
    stub.asked().len() - stub.calls().len()
}

#[tokio::test]
async fn a_zone_is_believed_for_about_a_day_across_restarts() {
    let stub = Stub::tenant(json(200, EMPTY_PAGE)).await;
    let (memory, clock) = (Arc::new(InProcess::default()), At::noon());
    let start = || with(&stub, &memory).clock(Arc::clone(&clock) as _).build().unwrap();
    for _ in 0..3 {
        read(&start()).await.unwrap();
    }
    clock.passes(SignedDuration::from_hours(17));
    read(&start()).await.unwrap();
    assert_eq!(lookups(&stub), 1);
    clock.passes(SignedDuration::from_hours(14));
    read(&start()).await.unwrap();
    assert_eq!(lookups(&stub), 2);
}

#[tokio::test]
async fn pcs_that_started_together_do_not_look_up_together() {
    let stub = Stub::tenant(json(200, EMPTY_PAGE)).await;
    let mut kept = Vec::new();
    for _ in 0..20 {
        let (memory, clock) = (Arc::new(InProcess::default()), At::noon());
        let client = with(&stub, &memory).clock(clock).build().unwrap();
        client.find_zone().await.unwrap();
        let zone = memory.zone().unwrap();
        kept.push(zone.until.duration_since(zone.since).as_hours());
    }
    assert!(kept.iter().all(|hours| (18..=30).contains(hours)), "{kept:?}");
    assert!(kept.iter().any(|hours| *hours != kept[0]), "{kept:?}");
}

#[tokio::test]
async fn a_zone_that_can_not_be_looked_up_again_is_used_as_it_was() {
    let stub = Stub::tenant(json(200, EMPTY_PAGE)).await;
    let (memory, clock) = (Arc::new(InProcess::default()), At::noon());
    let client = with(&stub, &memory).clock(Arc::clone(&clock) as _).build().unwrap();
    read(&client).await.unwrap();
    stub.tells_zone("");
    clock.passes(SignedDuration::from_hours(100));
    read(&client).await.unwrap();
}

#[tokio::test]
async fn another_discovery_host_or_user_is_looked_up_anew() {
    let old = Stub::tenant(json(200, EMPTY_PAGE)).await;
    let new = Stub::tenant(json(200, EMPTY_PAGE)).await;
    let memory = Arc::new(InProcess::default());
    read(&with(&old, &memory).build().unwrap()).await.unwrap();
    read(&with(&new, &memory).build().unwrap()).await.unwrap();
    assert_eq!((old.calls().len(), new.calls().len()), (1, 1));
    let another = Credentials::new("another@stub.example", &SECRET.into(), TRACKING).unwrap();
    let client = Client::builder(another)
        .discovery(new.url())
        .memory(memory as Arc<dyn Memory>)
        .build()
        .unwrap();
    read(&client).await.unwrap();
    assert_eq!(lookups(&new), 2);
}

#[tokio::test]
async fn a_user_no_zone_knows_is_not_asked_for_data() {
    let stub = Stub::new(|_| json(500, r#"{"errors":["Zone information could not be determined"]}"#)).await;
    let client = stub::client(&stub);
    let Err(Error::Credentials { reason, .. }) = read(&client).await else {
        panic!("accepted")
    };
    assert_eq!(reason, Refusal::UnknownUser);
    assert!(stub.calls().is_empty());
    assert!(!stub.asked().concat().contains(SECRET));
}
