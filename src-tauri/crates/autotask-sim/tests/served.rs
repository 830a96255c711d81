//! The simulator over real sockets: what only a connection can show, the admin API, and the page for people.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::io;
use std::time::Duration;

use autotask_sim::{Clock, Fault, Moment, Options, Server, Simulator, Tenant, serve};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tower::ServiceExt;

const KEYS: &str = "UserName: api@practice.example\r\nSecret: practice-secret-not-real\r\nApiIntegrationCode: PRACTICE000000000000000000\r\n";
const TICKET: &str = r#"{"companyID": 175, "contactID": 30682901, "status": 1, "priority": 1, "title": "<script>alert(1)</script>",
    "queueID": 29682833, "issueType": 10, "subIssueType": 102, "externalID": "one", "description": "It jams."}"#;

async fn served() -> Server {
    serve(Tenant::practice(), Options::default()).await.unwrap()
}

/// A whole exchange over one connection: the answer's head and body.
async fn exchange(base: &str, verb: &str, path: &str, body: &str) -> io::Result<(String, Vec<u8>)> {
    let address = base.strip_prefix("http://").unwrap().split('/').next().unwrap();
    let mut stream = TcpStream::connect(address).await?;
    let head = format!(
        "{verb} {path} HTTP/1.1\r\nHost: {address}\r\n{KEYS}Connection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    let end = answer
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .ok_or(io::ErrorKind::UnexpectedEof)?;
    let body = answer.split_off(end + 4);
    Ok((String::from_utf8_lossy(&answer).into_owned(), body))
}

async fn autotask(server: &Server, verb: &str, path: &str, body: &str) -> io::Result<(String, Vec<u8>)> {
    exchange(&server.url(), verb, &format!("/ATServicesRest/V1.0/{path}"), body).await
}

async fn admin(server: &Server, verb: &str, path: &str, body: &str) -> Value {
    let (head, body) = exchange(&server.admin_url(), verb, path, body).await.unwrap();
    assert!(head.starts_with("HTTP/1.1 20"), "{head}");
    if body.is_empty() {
        Value::Null
    } else {
        serde_json::from_slice(&body).unwrap()
    }
}

/// Asks until it is so; the simulator hears of a caller who hung up a moment later.
async fn abandoned(server: &Server, calls: u64) -> bool {
    for _ in 0..200 {
        if admin(server, "GET", "/open", "").await["abandoned"] == calls {
            return true;
        }
        tokio::task::yield_now().await;
    }
    false
}

#[tokio::test]
async fn a_caller_who_hangs_up_before_the_answer_is_told_from_one_who_got_it() {
    let server = served().await;
    autotask(&server, "POST", "Tickets", TICKET).await.unwrap();
    assert_eq!(
        admin(&server, "GET", "/open", "").await,
        json!({"open": [], "abandoned": 0})
    );
    admin(&server, "POST", "/faults", r#"{"fault": "commit_late", "ms": 60000}"#).await;
    {
        let call = autotask(&server, "POST", "Tickets", TICKET);
        let seen = admin(&server, "GET", "/open?make_ms=60000", "");
        let mut call = Box::pin(call);
        tokio::select! {
            _ = &mut call => panic!("it is not answered"),
            seen = seen => assert_eq!(
                seen["open"],
                json!([{"method": "POST", "path": "/ATServicesRest/V1.0/Tickets", "makes": true}])
            ),
        }
        assert!(abandoned(&server, 0).await);
    }
    assert!(abandoned(&server, 1).await);
    admin(&server, "POST", "/faults", r#"{"fault": "commit_late", "ms": 60000}"#).await;
    let query = autotask(&server, "POST", "Tickets/query", r#"{"filter": []}"#);
    let mut query = Box::pin(query);
    tokio::select! {
        _ = &mut query => panic!("it is not answered"),
        seen = admin(&server, "GET", "/open?make_ms=50", "") => assert_eq!(seen["open"][0]["makes"], false),
    }
    drop(query);
    assert!(abandoned(&server, 2).await);
    assert_eq!(admin(&server, "GET", "/open", "").await["open"], json!([]));
}

#[tokio::test]
async fn a_ticket_can_be_read_back_by_label_with_its_notes_and_files() {
    let server = served().await;
    autotask(&server, "POST", "Tickets", TICKET).await.unwrap();
    let note = r#"{"title": "Facts", "description": "FRONTDESK-3", "noteType": 1, "publish": 2}"#;
    autotask(&server, "POST", "Tickets/29684000/Notes", note).await.unwrap();
    let file = r#"{"attachmentType": "FILE_ATTACHMENT", "fullPath": "hello.txt", "title": "Hello", "publish": 2, "data": "aGVsbG8="}"#;
    autotask(&server, "POST", "Tickets/29684000/Attachments", file)
        .await
        .unwrap();

    let tickets = admin(&server, "GET", "/tickets", "").await;
    let ticket = &tickets[0];
    for (field, label) in [
        ("company", "Contoso Ltd"),
        ("contact", "Dana Reyes"),
        ("queue", "Service Desk"),
        ("priority", "High"),
        ("issue", "Printer"),
        ("subIssue", "Toner"),
        ("status", "New"),
        ("externalID", "one"),
    ] {
        assert_eq!(ticket[field], label, "{field}");
    }
    assert_eq!(
        ticket["notes"],
        json!([{"id": 29_684_000, "title": "Facts", "text": "FRONTDESK-3", "publish": 2}])
    );
    let attachment = &ticket["attachments"][0];
    assert_eq!(attachment["bytes"], 5);
    assert_eq!(
        attachment["sha256"],
        "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    );
    let path = format!("/attachments/{}", attachment["id"]);
    let (_, content) = exchange(&server.admin_url(), "GET", &path, "").await.unwrap();
    assert_eq!(content, b"hello");
}

#[tokio::test]
async fn requests_are_recorded_without_their_secrets() {
    let server = served().await;
    autotask(&server, "POST", "Tickets", TICKET).await.unwrap();
    let (_, recorded) = exchange(&server.admin_url(), "GET", "/requests", "").await.unwrap();
    let text = String::from_utf8(recorded).unwrap();
    assert!(
        !text.contains("practice-secret-not-real") && !text.contains("PRACTICE0000"),
        "{text}"
    );
    let requests: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(requests[0]["method"], "POST");
    assert_eq!(requests[0]["path"], "/ATServicesRest/V1.0/Tickets");
    assert_eq!(requests[0]["status"], 200);
    assert_eq!(requests[0]["headers"]["secret"], "***");
    assert_eq!(requests[0]["body"], TICKET);
    let shown = format!(
        "{server:?} {:?} {:?} {:?}",
        server.credentials(),
        server.simulator().requests(),
        Tenant::practice()
    );
    assert!(!shown.contains("not-real"), "{shown}");
}

#[tokio::test]
async fn a_reset_before_commit_leaves_nothing_behind_and_one_after_it_a_ticket() {
    let server = served().await;
    for (fault, tickets) in [("reset_before_commit", 0), ("commit_then_reset", 1)] {
        admin(
            &server,
            "POST",
            "/faults",
            &json!({"path": "/Tickets", "method": "POST", "fault": fault}).to_string(),
        )
        .await;
        let error = autotask(&server, "POST", "Tickets", TICKET).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ConnectionReset, "{fault}");
        assert_eq!(
            admin(&server, "GET", "/tickets", "").await.as_array().unwrap().len(),
            tickets,
            "{fault}"
        );
    }
    let requests = admin(&server, "GET", "/requests", "").await;
    assert_eq!(requests[0]["status"], Value::Null);
}

#[tokio::test]
async fn a_fault_hits_its_own_path_and_verb_so_many_times_as_asked() {
    let server = served().await;
    admin(
        &server,
        "POST",
        "/faults",
        r#"{"path": "/tickets/*/notes", "method": "POST", "times": 2, "fault": "429"}"#,
    )
    .await;
    let calls = [
        ("POST", "Tickets", "200"),
        ("POST", "Tickets/29684000/Notes", "429"),
        ("GET", "Tickets/29684000/Notes", "200"),
    ];
    for (verb, path, status) in calls {
        let (head, _) = autotask(&server, verb, path, TICKET).await.unwrap();
        assert!(head.starts_with(&format!("HTTP/1.1 {status}")), "{verb} {path}: {head}");
    }
    for status in ["429", "500"] {
        let (head, _) = autotask(&server, "POST", "Tickets/29684000/Notes", "{}").await.unwrap();
        assert!(head.starts_with(&format!("HTTP/1.1 {status}")), "{head}");
    }
}

#[tokio::test]
async fn faults_other_than_resets_answer_what_they_promise() {
    let server = served().await;
    for (fault, status, body, tickets) in [
        ("down", 503, "Service Unavailable", 0),
        ("401", 401, "", 0),
        ("commit_then_500", 500, "Error ID: 1166", 1),
        ("garbage", 200, "<<garbage", 2),
        ("delay", 200, "itemId", 3),
    ] {
        admin(
            &server,
            "POST",
            "/faults",
            &json!({"path": "/Tickets", "fault": fault, "ms": 20}).to_string(),
        )
        .await;
        let (head, got) = autotask(&server, "POST", "Tickets", TICKET).await.unwrap();
        assert!(head.starts_with(&format!("HTTP/1.1 {status}")), "{fault}: {head}");
        assert!(String::from_utf8_lossy(&got).contains(body), "{fault}: {got:?}");
        assert_eq!(server.simulator().tickets().len(), tickets, "{fault}");
    }
    admin(&server, "POST", "/faults", r#"{"fault": "down", "times": 9}"#).await;
    admin(&server, "DELETE", "/faults", "").await;
    let (head, _) = autotask(&server, "GET", "Companies/0", "").await.unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
}

#[tokio::test]
async fn a_tenant_that_is_down_comes_up_again() {
    let server = served().await;
    admin(&server, "POST", "/down", "").await;
    let (head, _) = autotask(&server, "GET", "zoneInformation?user=api@practice.example", "")
        .await
        .unwrap();
    assert!(head.starts_with("HTTP/1.1 503"), "{head}");
    admin(&server, "POST", "/up", "").await;
    let (head, body) = autotask(&server, "GET", "zoneInformation?user=api@practice.example", "")
        .await
        .unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    let zone: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(zone["url"], server.url());
}

#[tokio::test]
async fn four_calls_at_once_on_one_address_are_one_too_many() {
    let simulator = Simulator::new(Tenant::practice(), Clock::machine());
    simulator.fault(serde_json::from_value::<Fault>(json!({"fault": "delay", "ms": 50, "times": 4})).unwrap());
    let router = simulator.router();
    let call = || status(&router, "Companies/0");
    let all = tokio::join!(call(), call(), call(), call(), status(&router, "Contacts/30682901"));
    assert_eq!(all, (200, 200, 200, 429, 200));
    assert_eq!(call().await, 200);
}

/// On the runtime's paused time, which moves on by itself when everyone waits.
#[tokio::test(start_paused = true)]
async fn answers_slow_down_as_the_hour_fills_up() {
    let tenant = Tenant::from_toml("base = 'practice'\nlimits = { hourly_requests = 4 }").unwrap();
    let simulator = Simulator::new(tenant, Clock::machine());
    let router = simulator.router();
    let mut took = Vec::new();
    for _ in 0..3 {
        let begun = tokio::time::Instant::now();
        assert_eq!(status(&router, "Companies/0").await, 200);
        took.push(begun.elapsed().as_millis());
    }
    assert!(
        took[0] == 0 && (500..510).contains(&took[1]) && (1000..1010).contains(&took[2]),
        "{took:?}"
    );
}

async fn status(router: &Router, path: &str) -> u16 {
    status_with(router, path, KEYS).await
}

async fn status_with(router: &Router, path: &str, keys: &str) -> u16 {
    let mut request = Request::builder().uri(format!("/ATServicesRest/V1.0/{path}"));
    for line in keys.lines() {
        let (name, value) = line.split_once(": ").unwrap();
        request = request.header(name, value);
    }
    router
        .clone()
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap()
        .status()
        .as_u16()
}

#[tokio::test]
async fn answers_are_dated_by_the_tenants_own_clock() {
    let clock = Clock::stopped_at("2026-11-18T12:00:00Z".parse().unwrap());
    let server = serve(
        Tenant::practice(),
        Options {
            clock: clock.clone(),
            ..Options::default()
        },
    )
    .await
    .unwrap();
    clock.advance(Duration::from_secs(61));
    let page = exchange(&server.page_url(), "GET", "/", "").await.unwrap();
    let admin = exchange(&server.admin_url(), "GET", "/tickets", "").await.unwrap();
    for (head, _) in [autotask(&server, "GET", "Companies/0", "").await.unwrap(), page, admin] {
        assert!(head.contains("date: Wed, 18 Nov 2026 12:01:01 GMT"), "{head}");
        assert_eq!(head.matches("date: ").count(), 1, "{head}");
    }
}

#[tokio::test]
async fn a_server_that_is_gone_answers_nobody_not_even_on_a_connection_kept_alive() {
    let server = served().await;
    let url = server.url();
    let address = url
        .strip_prefix("http://")
        .unwrap()
        .split('/')
        .next()
        .unwrap()
        .to_owned();
    let ask = format!("GET /ATServicesRest/versioninformation HTTP/1.1\r\nHost: {address}\r\n\r\n");
    let mut kept = TcpStream::connect(&address).await.unwrap();
    kept.write_all(ask.as_bytes()).await.unwrap();
    assert!(kept.read(&mut [0; 4096]).await.unwrap() > 0);

    server.shutdown().await;
    assert!(TcpStream::connect(&address).await.is_err());
    let _ = kept.write_all(ask.as_bytes()).await;
    assert!(matches!(kept.read(&mut [0; 4096]).await, Ok(0) | Err(_)));
}

#[tokio::test]
async fn the_page_shows_tickets_and_pictures_and_runs_nothing_a_stranger_wrote() {
    let server = served().await;
    autotask(&server, "POST", "Tickets", TICKET).await.unwrap();
    let note = r#"{"description": "<img onerror=x>", "noteType": 1, "publish": 2}"#;
    autotask(&server, "POST", "Tickets/29684000/Notes", note).await.unwrap();
    for (name, data) in [("shot.png", "iVBORw0KGgo="), ("page.html", "PHNjcmlwdD4=")] {
        let file =
            json!({"attachmentType": "FILE_ATTACHMENT", "fullPath": name, "title": name, "publish": 2, "data": data});
        autotask(&server, "POST", "Tickets/29684000/Attachments", &file.to_string())
            .await
            .unwrap();
    }

    let (_, list) = exchange(&server.page_url(), "GET", "/", "").await.unwrap();
    let list = String::from_utf8(list).unwrap();
    assert!(
        list.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !list.contains("<script>"),
        "{list}"
    );
    assert_eq!(list.matches("<script").count(), 1, "{list}");
    let (head, script) = exchange(&server.page_url(), "GET", "/live.js", "").await.unwrap();
    assert!(
        head.contains("content-type: text/javascript") && !script.is_empty(),
        "{head}"
    );
    let (_, ticket) = exchange(&server.page_url(), "GET", "/tickets/29684000", "")
        .await
        .unwrap();
    let ticket = String::from_utf8(ticket).unwrap();
    for part in [
        "<dt>Company</dt><dd>Contoso Ltd</dd>",
        "&lt;img onerror=x&gt;",
        "Internal",
        "src=\"/attachments/29684000\"",
    ] {
        assert!(ticket.contains(part), "{part}: {ticket}");
    }
    let (head, _) = exchange(&server.page_url(), "GET", "/attachments/29684000", "")
        .await
        .unwrap();
    assert!(head.contains("content-type: image/png"), "{head}");
    let (head, _) = exchange(&server.page_url(), "GET", "/attachments/29684001", "")
        .await
        .unwrap();
    assert!(head.contains("content-disposition: attachment"), "{head}");
}

/// Needs the attachment's bytes to be as large as the real limits.
#[tokio::test]
async fn the_built_in_limits_are_those_of_autotask() {
    let simulator = Simulator::new(Tenant::practice(), Clock::machine());
    let router = simulator.router();
    let post = async |path: &str, body: String| {
        let mut request = Request::builder()
            .method("POST")
            .uri(format!("/ATServicesRest/V1.0/{path}"));
        for line in KEYS.lines() {
            let (name, value) = line.split_once(": ").unwrap();
            request = request.header(name, value);
        }
        let response = router
            .clone()
            .oneshot(request.body(Body::from(body)).unwrap())
            .await
            .unwrap();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        String::from_utf8(body.to_vec()).unwrap()
    };
    post("Tickets", TICKET.to_owned()).await;
    // Three bytes are four characters of base64.
    let file = |thirds: usize| json!({"attachmentType": "FILE_ATTACHMENT", "fullPath": "a.bin", "title": "a", "publish": 2, "data": "AAAA".repeat(thirds)});
    let attach = async |thirds| post("Tickets/29684000/Attachments", file(thirds).to_string()).await;
    assert!(attach(2_333_334).await.contains("maximum size of 7000000 bytes"));
    assert!(attach(2_333_333).await.contains("itemId"));
    assert!(attach(1_000_001).await.contains("10000000 bytes per 5 minutes"));
}

#[tokio::test]
async fn answers_can_break_off_stall_and_drip_after_the_work_is_done() {
    let server = served().await;
    let plan = async |fault: &str, ms: u64| {
        let fault = json!({"path": "/Tickets", "method": "POST", "fault": fault, "ms": ms});
        admin(&server, "POST", "/faults", &fault.to_string()).await;
    };

    plan("truncated_body", 0).await;
    let call = autotask(&server, "POST", "Tickets", TICKET);
    let broken_off = tokio::time::timeout(Duration::from_secs(10), call).await;
    let (head, body) = broken_off.expect("it stalls").unwrap();
    let promised = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    assert!(body.len() < promised.unwrap().parse().unwrap(), "{head}: {body:?}");

    plan("slow_drip", 10).await;
    let begun = tokio::time::Instant::now();
    let (_, body) = autotask(&server, "POST", "Tickets", TICKET).await.unwrap();
    assert_eq!(body, br#"{"itemId":29684001}"#);
    assert!(begun.elapsed() >= Duration::from_millis(190), "{:?}", begun.elapsed());

    plan("stalled_body", 0).await;
    let call = autotask(&server, "POST", "Tickets", TICKET);
    assert!(tokio::time::timeout(Duration::from_millis(200), call).await.is_err());
    assert_eq!(server.simulator().tickets().len(), 3);
}

#[tokio::test]
async fn a_stalled_answer_holds_its_thread_until_its_client_hangs_up() {
    let server = served().await;
    let fault = json!({"path": "/Companies/0", "fault": "stalled_body", "times": 3}).to_string();
    admin(&server, "POST", "/faults", &fault).await;
    let status_of_a_fourth = async {
        while server.simulator().requests().len() < 3 {
            tokio::task::yield_now().await;
        }
        let (head, _) = autotask(&server, "GET", "Companies/0", "").await.unwrap();
        head.split(' ').nth(1).unwrap().to_owned()
    };
    let held = || autotask(&server, "GET", "Companies/0", "");
    let status = tokio::time::timeout(Duration::from_secs(10), async {
        tokio::select! {
            _ = async { tokio::join!(held(), held(), held()) } => unreachable!(),
            status = status_of_a_fourth => status,
        }
    });
    assert_eq!(status.await.unwrap(), "429");
}

#[tokio::test]
async fn a_body_longer_than_a_web_server_lets_through_is_refused() {
    let router = Simulator::new(Tenant::practice(), Clock::machine()).router();
    let sent = async |bytes| {
        let request = Request::builder().method("POST").uri("/ATServicesRest/V1.0/Tickets");
        let request = request.body(Body::from(vec![b' '; bytes])).unwrap();
        router.clone().oneshot(request).await.unwrap().status().as_u16()
    };
    assert_eq!((sent(30_000_000).await, sent(30_000_001).await), (401, 413));
}

#[tokio::test]
async fn a_call_without_an_answer_can_be_carried_out_after_its_client_has_gone() {
    let server = served().await;
    let fault = r#"{"path": "/Tickets", "fault": "commit_late", "ms": 300}"#;
    admin(&server, "POST", "/faults", fault).await;
    let call = autotask(&server, "POST", "Tickets", TICKET);
    assert!(tokio::time::timeout(Duration::from_millis(100), call).await.is_err());
    assert_eq!(server.simulator().tickets().len(), 0);
    let arrived = async {
        while server.simulator().tickets().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), arrived).await.unwrap();
    assert_eq!(server.simulator().requests()[0].status, None);
}

#[tokio::test]
async fn a_late_call_is_carried_out_by_the_tenants_clock() {
    let clock = Clock::stopped_at("2026-11-18T11:00:00Z".parse().unwrap());
    let options = Options {
        clock: clock.clone(),
        ..Options::default()
    };
    let server = serve(Tenant::practice(), options).await.unwrap();
    let fault = r#"{"path": "/Tickets", "fault": "commit_late", "ms": 290000}"#;
    admin(&server, "POST", "/faults", fault).await;
    let call = autotask(&server, "POST", "Tickets", TICKET);
    assert!(tokio::time::timeout(Duration::from_millis(100), call).await.is_err());
    clock.advance(Duration::from_secs(289));
    assert_eq!(server.simulator().tickets().len(), 0);
    clock.advance(Duration::from_hours(13));
    let (_, found) = autotask(
        &server,
        "GET",
        "Tickets/query?search=%7B%22filter%22%3A%5B%7B%22op%22%3A%22exist%22%2C%22field%22%3A%22id%22%7D%5D%7D",
        "",
    )
    .await
    .unwrap();
    let found = String::from_utf8_lossy(&found).into_owned();
    assert!(found.contains("\"createDate\":\"2026-11-18T11:04:50"), "{found}");
}

#[tokio::test]
async fn a_held_call_stands_still_twice_and_is_carried_out_though_its_client_has_gone() {
    let server = served().await;
    let mut calls = server.simulator().hold();
    let url = server.url();
    let client = tokio::spawn(async move { exchange(&url, "POST", "/ATServicesRest/V1.0/Tickets", TICKET).await });
    let arrived = calls.recv().await.unwrap();
    assert_eq!(
        (arrived.method(), arrived.path(), arrived.moment()),
        ("POST", "/ATServicesRest/V1.0/Tickets", Moment::Arrived)
    );
    client.abort();
    assert!(client.await.unwrap_err().is_cancelled());
    assert!(server.simulator().tickets().is_empty());
    arrived.go_on();
    let carried_out = calls.recv().await.unwrap();
    assert_eq!(carried_out.moment(), Moment::CarriedOut);
    assert_eq!(server.simulator().tickets().len(), 1);
    drop(calls);
    autotask(&server, "GET", "Version", "").await.unwrap();
}

#[tokio::test]
async fn a_tenant_that_starts_over_has_forgotten_what_happened() {
    let server = served().await;
    server
        .simulator()
        .fault(serde_json::from_str::<Fault>(r#"{"fault": "down", "times": 9}"#).unwrap());
    server.simulator().start_over();
    autotask(&server, "POST", "Tickets", TICKET).await.unwrap();
    let number = server.simulator().tickets()[0].number.clone();
    server.simulator().down();
    server.simulator().start_over();
    assert_eq!(
        (server.simulator().tickets().len(), server.simulator().requests().len()),
        (0, 0)
    );
    autotask(&server, "POST", "Tickets", TICKET).await.unwrap();
    assert_eq!(server.simulator().tickets()[0].number, number);
}

#[tokio::test]
async fn a_fault_says_how_often_it_has_fired_and_an_error_can_have_its_own_text() {
    let server = served().await;
    let fault = r#"{"path": "/Tickets", "method": "POST", "times": 2, "fault": "commit_then_500", "text": "queueID is required"}"#;
    admin(&server, "POST", "/faults", fault).await;
    let (_, body) = autotask(&server, "POST", "Tickets", TICKET).await.unwrap();
    assert_eq!(body, br#"{"errors":["queueID is required"]}"#);
    let faults = admin(&server, "GET", "/faults", "").await;
    assert_eq!((&faults[0]["times"], &faults[0]["fired"]), (&json!(1), &json!(1)));
    autotask(&server, "POST", "Tickets", TICKET).await.unwrap();
    autotask(&server, "POST", "Tickets", TICKET).await.unwrap();
    let faults = admin(&server, "GET", "/faults", "").await;
    assert_eq!((&faults[0]["times"], &faults[0]["fired"]), (&json!(0), &json!(2)));
}

#[tokio::test]
async fn the_hour_can_be_filled_and_a_locked_user_unlocked_from_outside() {
    let server = served().await;
    admin(&server, "POST", "/threshold", r#"{"used": 4998}"#).await;
    let (_, body) = autotask(&server, "GET", "ThresholdInformation", "").await.unwrap();
    assert_eq!(
        serde_json::from_slice::<Value>(&body).unwrap()["currentTimeframeRequestCount"],
        4999
    );
    let begun = tokio::time::Instant::now();
    autotask(&server, "GET", "Companies/0", "").await.unwrap();
    assert!(begun.elapsed() >= Duration::from_millis(500));
    admin(&server, "POST", "/threshold", r#"{"used": 10000}"#).await;
    let (head, _) = autotask(&server, "GET", "ThresholdInformation", "").await.unwrap();
    assert!(head.starts_with("HTTP/1.1 429"), "{head}");

    admin(&server, "POST", "/threshold", r#"{"used": 0}"#).await;
    let wrong = KEYS.replace("practice-secret-not-real", "wrong");
    let router = server.simulator().router();
    for _ in 0..5 {
        assert_eq!(status_with(&router, "Companies/0", &wrong).await, 401);
    }
    assert_eq!(status(&router, "Companies/0").await, 401);
    admin(&server, "POST", "/unlock", "").await;
    assert_eq!(status(&router, "Companies/0").await, 200);
}

#[tokio::test]
async fn a_search_too_long_for_an_address_finds_no_page_and_more_than_500_terms_are_refused() {
    let simulator = Simulator::new(Tenant::practice(), Clock::machine());
    let router = simulator.router();
    let search = |length| format!("Companies/query?search={}", "%20".repeat(length));
    assert_eq!(status(&router, &search(690)).await, 404);
    assert_eq!(status(&router, &search(10)).await, 500);

    let terms = |count: i64| json!({"filter": [{"op": "in", "field": "id", "value": (0..count).collect::<Vec<_>>()}]});
    let server = served().await;
    let (head, _) = autotask(&server, "POST", "Companies/query", &terms(500).to_string())
        .await
        .unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    let (_, body) = autotask(&server, "POST", "Companies/query", &terms(501).to_string())
        .await
        .unwrap();
    assert_eq!(
        serde_json::from_slice::<Value>(&body).unwrap()["errors"][0],
        "Queries are limited to 500 or fewer 'OR' conditions."
    );
}

#[tokio::test]
async fn an_error_in_a_tenant_file_says_where_it_is() {
    for (text, line, column, part) in [
        ("base = 'practice'\nname = ", 2, 8, ""),
        ("base = 'practice'\n\nswitch = 1\n", 3, 1, "unknown field `switch`"),
        (
            "base = 'practice'\nlimits = { threads = 'three' }",
            2,
            22,
            "invalid type",
        ),
        ("base = 'other'", 1, 8, "practice"),
        ("base = 'practice'\n[rows]\nContact = []", 3, 1, "no entity Contact"),
        (
            "base = 'practice'\n[rows]\nContacts = [\n  { id = 1, companyID = 0 },\n  { id = 2, emial = 'x' },\n]",
            5,
            13,
            "Contacts has no field emial",
        ),
        (
            "base = 'practice'\nrows.Contacts = [{ firstName = 'x' }]",
            2,
            18,
            "needs an id",
        ),
        (
            "base = 'practice'\nrows.Contacts = [{ id = 1, isActive = true }]",
            2,
            39,
            "Contacts.isActive is a whole number",
        ),
        (
            "base = 'practice'\n[picklists.Tickets]\ntitle = []",
            3,
            1,
            "Tickets.title is not a picklist",
        ),
        (
            "base = 'practice'\n[[categories]]\nid = 200\nname = 'x'\nrequired = ['queue']",
            5,
            13,
            "Tickets has no field queue",
        ),
        (
            "base = 'practice'\n[[users]]\nlogin = 'api@practice.example'\nblind_to = ['Ticket']",
            4,
            13,
            "no entity Ticket",
        ),
        ("name = 'x'\ntracking_ids = []\nusers = []", 1, 1, "at least one of"),
    ] {
        let error = Tenant::from_toml(text).unwrap_err();
        assert_eq!((error.line, error.column), (line, column), "{text}: {error}");
        assert!(error.message.contains(part), "{text}: {error}");
    }
}
