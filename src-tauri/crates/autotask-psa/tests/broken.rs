//! Answers that are none: no panic, no endless wait, and the right word for what became of a create.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod stub;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use autotask_psa::{Client, CompanyId, Contact, Error, NewTicket, Query, Retry, TicketId, field};
use jiff::SignedDuration;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use stub::{Act, At, Stub, assert_ambiguous_network, assert_transient_network, builder};

async fn create(client: &Client) -> Result<TicketId, Error> {
    client.create_ticket(&NewTicket::new(CompanyId(0), "T")).await
}

async fn read(client: &Client) -> Result<Vec<Contact>, Error> {
    client.all(&Query::new(field("id").eq(1))).await
}

fn impatient(stub: &Stub) -> Client {
    builder(&stub.url())
        .timeout(Duration::from_millis(300))
        .build()
        .unwrap()
}

#[tokio::test]
async fn an_answer_that_stalls_or_drips_ends_within_the_time_a_call_has() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n";
    for act in [
        Act::Hang,
        Act::Stall("HTTP/1.1 200".to_owned()),
        Act::Stall(head.to_owned()),
        Act::Stall(format!("{head}\r\n{{\"itemId\":")),
        Act::Drip("HTTP/1.1 200 OK\r\nX-Slow: ".to_owned()),
        Act::Drip(format!("{head}\r\n{{\"itemId\":1")),
        Act::Drip("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n{".to_owned()),
    ] {
        let stub = Stub::tenant(act).await;
        let client = impatient(&stub);
        let bound = Duration::from_secs(20);
        let failed = tokio::time::timeout(bound, create(&client))
            .await
            .expect("endless")
            .unwrap_err();
        assert_ambiguous_network(&failed);
        let failed = tokio::time::timeout(bound, read(&client))
            .await
            .expect("endless")
            .unwrap_err();
        assert_transient_network(&failed, "a read");
    }
}

#[tokio::test]
async fn an_answer_without_an_end_is_not_kept_whole() {
    let mut endless = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
    endless.resize(40 * 1024 * 1024, b' ');
    let stub = Stub::tenant(Act::Bytes(endless)).await;
    let failed = create(&stub::client(&stub)).await.unwrap_err();
    assert!(
        matches!(&failed, Error::Protocol { text, retry: Retry::Ambiguous } if text.starts_with("an answer of more than")),
        "{failed:?}"
    );
}

#[tokio::test]
async fn a_compressed_answer_is_read_and_a_broken_one_is_an_error() {
    let whole =
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xabV\xca,I\xcd\xf5LQ\xb22\xaf\x05\x00u\xcb\xbb\xdb\x0c\x00\x00\x00";
    let said = |body: &[u8]| {
        let length = body.len();
        let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {length}\r\n\r\n");
        Act::Bytes([head.as_bytes(), body].concat())
    };
    let stub = Stub::tenant(said(whole)).await;
    assert_eq!(create(&stub::client(&stub)).await.unwrap(), TicketId(7));
    let call = stub.calls().remove(0).to_lowercase();
    assert!(call.contains("accept-encoding: gzip"), "{call}");
    for broken in [&whole[..15], &b"no gzip at all"[..]] {
        let stub = Stub::tenant(said(broken)).await;
        let failed = create(&stub::client(&stub)).await.unwrap_err();
        assert_eq!(failed.retry(), Retry::Ambiguous, "{failed:?}");
    }
}

/// Answers that have made other clients stumble.
#[test]
fn no_known_oddity_makes_it_panic() {
    let bodies = [
        "",
        "null",
        "0",
        "[]",
        "{}",
        "\"\"",
        "{\"errors\":null}",
        "{\"errors\":{}}",
        "{\"errors\":[null,1,[],{}]}",
        "{\"itemId\":null}",
        "{\"itemId\":\"7\"}",
        "{\"itemId\":1e400}",
        "{\"itemId\":99999999999999999999}",
        "{\"itemId\":-1}",
        "{\"items\":null}",
        "{\"items\":{}}",
        "{\"items\":[null]}",
        "{\"items\":[{\"id\":null}]}",
        "{\"items\":[{\"id\":1.5}]}",
        "{\"item\":[]}",
        "{\"Message\":null}",
        "\u{feff}{\"itemId\":7}",
        "<",
        "<<<>>>",
        "<html",
        "{\"errors\":[\" is required\"]}",
        "{\"errors\":[\"Picklist value [\"]}",
        "{\"errors\":[\"Unable to find \"]}",
        "{\"errors\":[\": Value \"]}",
        "{\"errors\":[\"ß is required\"]}",
    ];
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    let asked = Asked::new();
    for body in bodies.into_iter().chain([deep.as_str()]) {
        for status in [200, 204, 304, 400, 401, 403, 404, 405, 409, 429, 500, 502, 503, 599] {
            let length = body.len();
            asked.about(format!("HTTP/1.1 {status} X\r\nContent-Length: {length}\r\n\r\n{body}").into_bytes());
        }
    }
}

#[test]
fn no_answer_makes_it_panic_or_wait_and_only_creates_are_ambiguous() {
    let asked = Asked::new();
    let config = Config {
        cases: 192,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&prop_oneof![vec(any::<u8>(), 0..600), answers()], |answer| {
            asked.about(answer);
            Ok(())
        })
        .unwrap();
}

/// Nearly right ones.
fn answers() -> impl Strategy<Value = Vec<u8>> {
    let header = prop_oneof![
        "Retry-After: [0-9]{0,25}",
        "Retry-After: [A-Z][a-z]{2}, [0-9]{1,2} [A-Z][a-z]{2} [0-9]{1,5} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT",
        "Date: (Wed, 18 Nov|Thu, 31 Dec|Mon, 30 Feb) [0-9]{4} 12:00:00 (GMT|\\+9999|-0000)",
        "Location: [ -~]{0,40}",
        "Content-Type: (application/json|text/html)(; charset=[a-z0-9-]{1,9})?",
        "Content-Encoding: (gzip|identity|br)",
        "Content-Length: [0-9]{1,3}",
        "Transfer-Encoding: chunked",
        "[A-Za-z-]{1,9}: [ -~]{0,30}",
    ];
    let word = prop_oneof![
        prop::sample::select(vec![
            "{\"errors\":[\"",
            "\"]}",
            "{\"items\":[",
            "{\"id\":1}",
            "{\"itemId\":",
            "null",
            "7",
            "]}",
            "}",
            "<html>",
            " is required",
            "Picklist value [",
            "does not exist for ",
            "Unable to find ",
            ": Value ",
            "threshold",
            "thread threshold",
            "adequate permissions to ",
            "attachment",
            "5 minute",
            "\\u0000",
            "\\ud800",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ];
    (100..1000_u16, vec(header, 0..5), vec(word, 0..8)).prop_map(|(status, headers, words)| {
        let head = [vec![format!("HTTP/1.1 {status} X")], headers].concat().join("\r\n");
        format!("{head}\r\n\r\n{}", words.concat()).into_bytes()
    })
}

/// A tenant that gives each answer to a create and to a read.
struct Asked {
    runtime: tokio::runtime::Runtime,
    answer: Arc<Mutex<Vec<u8>>>,
    clock: Arc<At>,
    client: Client,
}

impl Asked {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let answer = Arc::<Mutex<Vec<u8>>>::default();
        let given = Arc::clone(&answer);
        let stub = runtime.block_on(Stub::tenant_that(move |_| Act::Bytes(given.lock().unwrap().clone())));
        let clock = At::noon();
        let client = builder(&stub.url()).clock(Arc::clone(&clock) as _).build().unwrap();
        Self {
            runtime,
            answer,
            clock,
            client,
        }
    }

    fn about(&self, answer: Vec<u8>) {
        *self.answer.lock().unwrap() = answer;
        self.runtime.block_on(async {
            drop(create(&self.client).await);
            self.over_what_was_learnt();
            if let Err(error) = read(&self.client).await {
                assert_ne!(error.retry(), Retry::Ambiguous, "{error:?}");
            }
            self.over_what_was_learnt();
        });
    }

    /// Refusals and limits would keep the next answer away.
    fn over_what_was_learnt(&self) {
        self.client.try_key_again();
        self.clock.passes(SignedDuration::from_hours(2));
    }
}
