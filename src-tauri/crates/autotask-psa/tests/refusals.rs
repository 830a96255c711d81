//! A refused key is not tried until Autotask locks the API user for the whole fleet.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod stub;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use autotask_psa::{Client, Contact, Credentials, Error, InProcess, Memory, Query, Refusal, Standing, field};
use jiff::SignedDuration;
use stub::{At, SECRET, Stub, TRACKING, USER, answer, client, json, key, nobody, with};

const EMPTY_PAGE: &str = r#"{"items":[],"pageDetails":{}}"#;

async fn read(client: &Client) -> Result<Vec<Contact>, Error> {
    client.first(&Query::new(field("id").eq(1))).await
}

async fn reason(client: &Client) -> Refusal {
    let refused = read(client).await.unwrap_err();
    let Error::Credentials { reason, .. } = refused else {
        panic!("{refused:?}")
    };
    reason
}

/// A tenant that refuses every key until it is told otherwise.
async fn strict() -> (Stub, Arc<AtomicBool>) {
    let accepts = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&accepts);
    let stub = Stub::tenant_that(move |_| {
        if told.load(Ordering::Relaxed) {
            json(200, EMPTY_PAGE)
        } else {
            json(401, "")
        }
    })
    .await;
    (stub, accepts)
}

#[tokio::test]
async fn a_key_that_was_refused_twice_is_not_tried_again_until_somebody_looks() {
    let (stub, _) = strict().await;
    let client = client(&stub);
    assert_eq!(reason(&client).await, Refusal::Unsaid);
    assert_eq!(reason(&client.clone()).await, Refusal::Unsaid);
    assert!(client.is_key_stopped());
    for _ in 0..3 {
        assert_eq!(reason(&client.clone()).await, Refusal::Stopped);
    }
    assert_eq!(stub.calls().len(), 2);
    client.try_key_again();
    assert!(!client.is_key_stopped());
    assert_eq!(reason(&client).await, Refusal::Unsaid);
    assert_eq!(stub.calls().len(), 3);
}

#[tokio::test]
async fn a_refusal_outlives_the_client_and_another_key_is_not_held_to_it() {
    let (stub, accepts) = strict().await;
    let memory = Arc::new(InProcess::default());
    for _ in 0..5 {
        let started = with(&stub, &memory).build().unwrap();
        reason(&started).await;
    }
    assert_eq!(stub.calls().len(), 2);
    accepts.store(true, Ordering::Relaxed);
    for (user, secret, tracking) in [
        (USER, "another", TRACKING),
        ("another@stub.example", SECRET, TRACKING),
        (USER, SECRET, "ANOTHER"),
    ] {
        let another = Credentials::new(user, &secret.into(), tracking).unwrap();
        let client = Client::builder(another)
            .discovery(stub.url())
            .memory(Arc::clone(&memory) as Arc<dyn Memory>)
            .build()
            .unwrap();
        read(&client).await.unwrap();
    }
    let same = with(&stub, &memory).build().unwrap();
    assert_eq!(reason(&same).await, Refusal::Stopped);
}

#[tokio::test]
async fn calls_that_wait_together_do_not_each_try_a_wrong_key() {
    let (stub, _) = strict().await;
    let client = client(&stub);
    let waiting: Vec<_> = (0..8)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { reason(&client).await })
        })
        .collect();
    for call in waiting {
        call.await.unwrap();
    }
    assert_eq!(stub.calls().len(), 2);
}

#[tokio::test]
async fn a_key_put_right_in_autotask_alone_works_again_after_one_careful_try() {
    let (stub, accepts) = strict().await;
    let (memory, clock) = (Arc::new(InProcess::default()), At::noon());
    let start = || with(&stub, &memory).clock(Arc::clone(&clock) as _).build().unwrap();
    for _ in 0..3 {
        reason(&start()).await;
    }
    clock.passes(SignedDuration::from_hours(5));
    assert_eq!(reason(&start()).await, Refusal::Stopped);
    clock.passes(SignedDuration::from_hours(5));
    assert_eq!(
        reason(&start()).await,
        Refusal::Unsaid,
        "the one try after nine hours at most"
    );
    assert_eq!(reason(&start()).await, Refusal::Stopped);
    assert_eq!(stub.calls().len(), 3);
    accepts.store(true, Ordering::Relaxed);
    clock.passes(SignedDuration::from_hours(24));
    for _ in 0..3 {
        read(&start()).await.unwrap();
    }
    assert_eq!(memory.standing(&key().hash()).unwrap().refusals, 0);
}

#[tokio::test]
async fn a_careful_try_that_reaches_nobody_is_not_used_up() {
    let (stub, accepts) = strict().await;
    let (memory, clock) = (Arc::new(InProcess::default()), At::noon());
    let start = || with(&stub, &memory).clock(Arc::clone(&clock) as _).build().unwrap();
    for _ in 0..2 {
        reason(&start()).await;
    }
    stub.tells_zone(&nobody().await);
    start().find_zone().await.unwrap();
    clock.passes(SignedDuration::from_hours(10));
    for _ in 0..2 {
        let failed = read(&start()).await.unwrap_err();
        assert!(matches!(failed, Error::Network { .. }), "{failed:?}");
    }
    stub.tells_zone(&stub.url());
    start().find_zone().await.unwrap();
    accepts.store(true, Ordering::Relaxed);
    read(&start()).await.unwrap();
}

#[tokio::test]
async fn an_accepted_call_between_two_refusals_starts_the_count_anew() {
    let (stub, accepts) = strict().await;
    let client = client(&stub);
    for accepted in [false, true, false, false] {
        accepts.store(accepted, Ordering::Relaxed);
        drop(read(&client).await);
    }
    assert_eq!(stub.calls().len(), 4);
    assert_eq!(reason(&client).await, Refusal::Stopped);
}

#[tokio::test]
async fn a_user_that_is_said_to_be_locked_is_not_asked_again() {
    let locked =
        r#"{"errors":["The user account has been locked. Please see your Autotask Administrator for details."]}"#;
    let stub = Stub::tenant(json(500, locked)).await;
    let client = client(&stub);
    assert_eq!(reason(&client).await, Refusal::Locked);
    assert_eq!(reason(&client).await, Refusal::Stopped);
}

#[tokio::test]
async fn outages_and_limits_are_no_refusals() {
    for act in [
        json(500, ""),
        json(503, ""),
        json(429, ""),
        answer(307, "Location: /\r\n", ""),
    ] {
        let stub = Stub::tenant(act).await;
        let client = client(&stub);
        for _ in 0..4 {
            read(&client).await.unwrap_err();
        }
        assert!(!client.is_key_stopped());
    }
}

#[tokio::test]
async fn nothing_of_the_key_is_in_what_is_remembered() {
    let (stub, _) = strict().await;
    let memory = Arc::new(InProcess::default());
    reason(&with(&stub, &memory).build().unwrap()).await;
    let kept: Standing = memory.standing(&key().hash()).unwrap();
    let said = format!("{memory:?} {} {}", toml::to_string(&kept).unwrap(), key().hash());
    for hidden in [USER, SECRET, TRACKING] {
        assert!(!said.contains(hidden), "{said}");
    }
    assert_eq!(key().hash().as_str().len(), 16);
}
