//! What a client asks of a tenant that all integrations share.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod stub;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use autotask_psa::{
    Client, CompanyId, Contact, Error, InProcess, NewAttachment, NewTicket, Publish, Query, Retry, TicketId, field,
};
use jiff::SignedDuration;
use stub::{Act, At, Stub, json, with};

const MADE: &str = r#"{"itemId":7,"items":[],"pageDetails":{}}"#;
const HOUR: &str = r#"{"errors":["The request threshold of 10000 requests per hour has been exceeded."]}"#;

async fn read(client: &Client) -> Result<Vec<Contact>, Error> {
    client.first(&Query::new(field("id").eq(1))).await
}

async fn create(client: &Client) -> Result<TicketId, Error> {
    client.create_ticket(&NewTicket::new(CompanyId(0), "T")).await
}

fn after(error: &Error) -> u64 {
    let Retry::Transient { after: Some(after) } = error.retry() else {
        panic!("{error:?}")
    };
    after.as_secs()
}

/// What was asked, but for the zone, by its path.
fn paths(stub: &Stub) -> Vec<String> {
    let path = |request: &String| {
        request
            .split(' ')
            .nth(1)
            .unwrap()
            .rsplit('/')
            .next()
            .unwrap()
            .to_owned()
    };
    stub.calls().iter().map(path).collect()
}

#[tokio::test]
async fn an_hour_that_autotask_says_is_used_up_is_left_alone_until_then() {
    let asked = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&asked);
    let stub = Stub::tenant_that(move |_| match count.fetch_add(1, Ordering::Relaxed) {
        0 => stub::answer(429, "Retry-After: 300\r\n", HOUR),
        _ => json(200, MADE),
    })
    .await;
    let (memory, clock) = (Arc::new(InProcess::default()), At::noon());
    let start = || with(&stub, &memory).clock(Arc::clone(&clock) as _).build().unwrap();
    assert_eq!(after(&create(&start()).await.unwrap_err()), 300);
    clock.passes(SignedDuration::from_secs(100));
    assert_eq!(after(&read(&start()).await.unwrap_err()), 200);
    assert_eq!(asked.load(Ordering::Relaxed), 1, "nothing is sent meanwhile");
    clock.passes(SignedDuration::from_secs(200));
    create(&start()).await.unwrap();
}

#[tokio::test]
async fn the_thread_limit_of_one_moment_stops_nothing() {
    let asked = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&asked);
    let stub = Stub::tenant_that(move |_| match count.fetch_add(1, Ordering::Relaxed) {
        0 => json(
            429,
            r#"{"errors":["The Autotask API thread threshold of 3 threads has been exceeded."]}"#,
        ),
        _ => json(200, MADE),
    })
    .await;
    let client = stub::client(&stub);
    assert!(after(&create(&client).await.unwrap_err()) <= 20);
    create(&client).await.unwrap();
}

#[tokio::test]
async fn a_client_that_runs_wild_stops_at_its_own_budget() {
    let stub = Stub::tenant(json(200, MADE)).await;
    let (memory, clock) = (Arc::new(InProcess::default()), At::noon());
    let start = || {
        with(&stub, &memory)
            .clock(Arc::clone(&clock) as _)
            .hourly_calls(3)
            .build()
            .unwrap()
    };
    for _ in 0..3 {
        read(&start()).await.unwrap();
    }
    assert_eq!(after(&read(&start()).await.unwrap_err()), 3600);
    assert_eq!(stub.calls().len(), 3);
    clock.passes(SignedDuration::from_hours(1));
    read(&start()).await.unwrap();
}

#[tokio::test]
async fn attachments_wait_when_the_five_minutes_are_full_and_words_go_on() {
    let stub = Stub::tenant(json(200, MADE)).await;
    let (memory, clock) = (Arc::new(InProcess::default()), At::noon());
    let client = with(&stub, &memory).clock(Arc::clone(&clock) as _).build().unwrap();
    let file = NewAttachment::new("screen.png", &vec![0; 4_900_000], Publish::TechniciansOnly);
    for _ in 0..2 {
        client.create_attachment(TicketId(7), &file).await.unwrap();
        clock.passes(SignedDuration::from_secs(60));
    }
    let full = client.create_attachment(TicketId(7), &file).await.unwrap_err();
    assert!(matches!(full, Error::AttachmentLimit { .. }), "{full:?}");
    assert_eq!(after(&full), 180);
    assert_eq!(stub.calls().len(), 2);
    create(&client).await.unwrap();
    clock.passes(SignedDuration::from_secs(180));
    client.create_attachment(TicketId(7), &file).await.unwrap();
}

#[tokio::test]
async fn attachments_that_never_left_do_not_fill_the_five_minutes() {
    let stub = Stub::tenant(json(200, MADE)).await;
    let memory = Arc::new(InProcess::default());
    stub.tells_zone(&stub::nobody().await);
    let client = with(&stub, &memory).build().unwrap();
    let file = NewAttachment::new("screen.png", &vec![0; 4_900_000], Publish::TechniciansOnly);
    for _ in 0..4 {
        let failed = client.create_attachment(TicketId(7), &file).await.unwrap_err();
        assert!(matches!(failed, Error::Network { .. }), "{failed:?}");
    }
}

#[tokio::test]
async fn one_ticket_in_twenty_asks_how_full_the_hour_is_and_a_full_one_slows_down() {
    let stub = Stub::tenant_that(|request| {
        if request.contains("ThresholdInformation") {
            let used = r#"{"externalRequestThreshold":10000,"requestThresholdTimeframe":60,"currentTimeframeRequestCount":8000}"#;
            return json(200, used);
        }
        json(200, MADE)
    })
    .await;
    let (memory, clock) = (Arc::new(InProcess::default()), At::noon());
    let start = || with(&stub, &memory).clock(Arc::clone(&clock) as _).build().unwrap();
    for _ in 0..19 {
        create(&start()).await.unwrap();
        read(&start()).await.unwrap();
    }
    assert!(!paths(&stub).contains(&"ThresholdInformation".to_owned()));
    assert!(clock.waits().is_empty());
    for _ in 0..20 {
        create(&start()).await.unwrap();
    }
    let asked = paths(&stub)
        .iter()
        .filter(|path| *path == "ThresholdInformation")
        .count();
    assert_eq!(asked, 1);
    assert_eq!(clock.waits(), [Duration::from_secs(1); 20]);
}

#[tokio::test]
async fn a_tenant_that_does_not_tell_its_threshold_still_takes_tickets() {
    let stub = Stub::tenant_that(|request| {
        if request.contains("ThresholdInformation") {
            return Act::Close;
        }
        json(200, MADE)
    })
    .await;
    let client = stub::client(&stub);
    for _ in 0..21 {
        create(&client).await.unwrap();
    }
}
