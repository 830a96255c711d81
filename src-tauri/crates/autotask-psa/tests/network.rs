//! What may go wrong before and beneath an answer, and where the key may go.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod stub;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use autotask_psa::{
    Client, CompanyId, Contact, Credentials, Error, Memory, Method, NewTicket, Query, Refusal, Retry, TicketId, Verb,
    field,
};
use stub::{
    Act, SECRET, Stub, TRACKING, USER, answer, assert_ambiguous_network, assert_transient_network, builder, client,
    json, key, nobody, remembering, with, zone_json,
};
use tokio::sync::Notify;

const EMPTY_PAGE: &str =
    r#"{"items":[],"pageDetails":{"count":0,"requestCount":500,"prevPageUrl":null,"nextPageUrl":null}}"#;

async fn create(client: &Client) -> Result<TicketId, Error> {
    client.create_ticket(&NewTicket::new(CompanyId(0), "T")).await
}

async fn read(client: &Client) -> Result<Vec<Contact>, Error> {
    client.first(&Query::new(field("id").eq(1))).await
}

#[tokio::test]
async fn a_call_has_the_three_headers_and_the_zone_lookup_none() {
    let stub = Stub::tenant(json(200, r#"{"itemId":7}"#)).await;
    assert_eq!(create(&client(&stub)).await.unwrap(), TicketId(7));
    let asked = stub.asked();
    let [lookup, call] = asked.as_slice() else {
        panic!("{asked:?}")
    };
    assert!(
        lookup.starts_with("GET /ATServicesRest/V1.0/zoneInformation?user=api%40stub.example HTTP/1.1\r\n"),
        "{lookup}"
    );
    assert!(!lookup.contains(SECRET) && !lookup.contains(TRACKING), "{lookup}");
    assert!(
        call.starts_with("POST /ATServicesRest/V1.0/Tickets HTTP/1.1\r\n"),
        "{call}"
    );
    for line in [
        format!("username: {USER}"),
        format!("secret: {SECRET}"),
        format!("apiintegrationcode: {TRACKING}"),
        "content-type: application/json".to_owned(),
        format!("user-agent: autotask-psa/{}", env!("CARGO_PKG_VERSION")),
    ] {
        assert!(call.lines().any(|there| there == line), "{line} in {call}");
    }
    assert!(call.ends_with(r#"{"companyID":0,"title":"T"}"#), "{call}");
}

#[tokio::test]
async fn a_redirect_carries_the_key_nowhere() {
    let thief = Stub::new(|_| json(200, r#"{"itemId":1}"#)).await;
    for status in [301, 302, 303, 307, 308] {
        let location = format!("Location: {}V1.0/Tickets\r\n", thief.url());
        let stub = Stub::tenant(answer(status, &location, "")).await;
        assert!(
            matches!(create(&client(&stub)).await, Err(Error::Protocol { .. })),
            "{status}"
        );
        assert_eq!(stub.calls().len(), 1, "{status}");
    }
    assert!(thief.asked().is_empty(), "{:?}", thief.asked());
}

#[tokio::test]
async fn a_path_to_another_host_is_not_called() {
    let thief = Stub::new(|_| json(200, EMPTY_PAGE)).await;
    let stub = Stub::tenant(json(200, EMPTY_PAGE)).await;
    for path in [
        format!("{}V1.0/Tickets/query/next", thief.url()),
        format!("//127.0.0.1:{}/x", thief.port()),
    ] {
        let refused = client(&stub).raw(Method::POST, &path, Verb::Query, None).await;
        assert!(
            matches!(
                refused,
                Err(Error::Protocol {
                    retry: Retry::Permanent,
                    ..
                })
            ),
            "{refused:?}"
        );
    }
    assert!(thief.asked().is_empty() && stub.calls().is_empty());
}

#[tokio::test]
async fn a_zone_without_https_gets_no_key() {
    let stub = Stub::new(|_| json(200, &zone_json("http://zone.example/ATServicesRest/"))).await;
    let refused = read(&client(&stub)).await;
    assert!(
        matches!(&refused, Err(Error::Protocol { text, .. }) if text.contains("is not https")),
        "{refused:?}"
    );
    assert_eq!(stub.calls().len(), 0);
}

#[tokio::test]
async fn a_moved_tenant_is_found_again_and_the_create_made_once() {
    for old in [
        json(401, ""),
        json(404, "<html>404 - File or directory not found.</html>"),
        answer(301, "Location: /\r\n", ""),
    ] {
        let old = Stub::new(move |_| old.clone()).await;
        let new = Stub::tenant(json(200, r#"{"itemId":9}"#)).await;
        let memory = remembering(&new, &old.url()).await;
        let client = with(&new, &memory).build().unwrap();
        assert_eq!(create(&client).await.unwrap(), TicketId(9));
        assert_eq!((old.calls().len(), new.calls().len()), (1, 1));
        assert_eq!(memory.zone().unwrap().zone.url, new.url());
        assert_eq!(memory.standing(&key().hash()), None, "another zone's refusal is none");
    }
    let new = Stub::tenant(json(200, r#"{"itemId":9}"#)).await;
    let memory = remembering(&new, &nobody().await).await;
    let client = with(&new, &memory).build().unwrap();
    assert_eq!(create(&client).await.unwrap(), TicketId(9));
}

#[tokio::test]
async fn an_unknown_user_is_told_from_an_outage() {
    let stub = Stub::new(|_| json(500, r#"{"errors":["Zone information could not be determined"]}"#)).await;
    let refused = read(&client(&stub)).await;
    assert!(
        matches!(
            refused,
            Err(Error::Credentials {
                reason: Refusal::UnknownUser,
                ..
            })
        ),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_create_is_ambiguous_when_the_connection_breaks_after_it_was_sent() {
    let truncated = Act::Say("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"itemId\":1".to_owned());
    let garbage = Act::Say("\u{1}\u{2}\u{3} this is no HTTP\r\n\r\n".to_owned());
    for act in [Act::Close, truncated, garbage] {
        let stub = Stub::tenant(act).await;
        let client = client(&stub);
        let failed = create(&client).await.unwrap_err();
        assert!(matches!(failed, Error::Network { .. }), "{failed:?}");
        assert_eq!(failed.retry(), Retry::Ambiguous, "{failed:?}");
        assert_eq!(stub.calls().len(), 1, "a create is never sent twice");
        assert_eq!(
            read(&client).await.unwrap_err().retry(),
            Retry::Transient { after: None }
        );
    }
}

#[tokio::test]
async fn a_create_without_an_answer_in_time_is_ambiguous() {
    let stub = Stub::tenant(Act::Hang).await;
    let client = builder(&stub.url())
        .timeout(Duration::from_millis(300))
        .build()
        .unwrap();
    let failed = create(&client).await.unwrap_err();
    assert_ambiguous_network(&failed);
    let failed = read(&client).await.unwrap_err();
    assert_transient_network(&failed, "a read");
}

#[tokio::test]
async fn a_create_that_never_left_is_not_ambiguous() {
    let stub = Stub::tenant(Act::Close).await;
    let nobody_there = nobody().await;
    let no_such_host = "https://autotask.invalid/ATServicesRest/".to_owned();
    for zone in [nobody_there, no_such_host] {
        stub.tells_zone(&zone);
        let client = client(&stub);
        let failed = create(&client).await.unwrap_err();
        assert_transient_network(&failed, &zone);
    }
}

#[tokio::test]
async fn what_is_no_trusted_connection_gets_nothing() {
    let stub = Stub::tenant(json(200, EMPTY_PAGE)).await;
    stub.tells_zone(&format!("https://127.0.0.1:{}/", stub.port()));
    let failed = create(&client(&stub)).await.unwrap_err();
    assert!(matches!(failed, Error::Tls { .. }), "{failed:?}");
    assert!(!stub.asked().concat().contains(SECRET));
}

#[tokio::test]
async fn a_proxy_that_refuses_is_named_and_its_password_is_not() {
    for refusal in [
        answer(407, "Proxy-Authenticate: Basic\r\n", ""),
        json(403, ""),
        json(502, ""),
    ] {
        let proxy = Stub::new(move |_| refusal.clone()).await;
        let address = format!("http://somebody:pr0xy-password@127.0.0.1:{}/", proxy.port());
        let client = builder("https://autotask.invalid/ATServicesRest/")
            .proxy(address.into())
            .build()
            .unwrap();
        let failed = create(&client).await.unwrap_err();
        assert!(matches!(failed, Error::Proxy { .. }), "{failed:?}");
        assert_eq!(failed.retry(), Retry::Transient { after: None });
        assert!(
            !format!("{failed:?} {failed} {client:?}").contains("pr0xy-password"),
            "{failed:?}"
        );
        assert!(
            proxy.asked()[0].starts_with("CONNECT autotask.invalid:443"),
            "{:?}",
            proxy.asked()
        );
        assert!(!proxy.asked().concat().contains(SECRET));
    }
}

#[tokio::test]
async fn one_call_is_in_flight_at_a_time_whatever_the_number_of_clients() {
    let arrived = Arc::new(Notify::new());
    let stub = {
        let arrived = Arc::clone(&arrived);
        Stub::tenant_that(move |_| {
            arrived.notify_one();
            Act::Hang
        })
        .await
    };
    let call = |client: Client| tokio::spawn(async move { read(&client).await });
    let first = call(client(&stub));
    arrived.notified().await;
    let second = call(client(&stub));
    let too_early = tokio::time::timeout(Duration::from_millis(300), arrived.notified()).await;
    assert!(too_early.is_err(), "two at once");
    first.abort();
    tokio::time::timeout(Duration::from_secs(10), arrived.notified())
        .await
        .expect("the second's turn");
    second.abort();
}

#[tokio::test]
async fn the_servers_time_is_known_from_its_last_answer() {
    let stub = Stub::tenant(answer(200, "Date: Wed, 18 Nov 2026 12:00:00 GMT\r\n", EMPTY_PAGE)).await;
    let client = client(&stub);
    assert_eq!(client.server_time(), None);
    read(&client).await.unwrap();
    assert_eq!(client.server_time().unwrap().to_string(), "2026-11-18T12:00:00Z");
    let dated = client.all_at::<Contact>(&Query::new(field("id").eq(1))).await.unwrap();
    assert_eq!((dated.rows.len(), dated.at), (0, client.server_time()));
}

#[tokio::test]
async fn an_answer_without_a_date_is_not_given_another_ones() {
    let dated = "Date: Wed, 18 Nov 2026 12:00:00 GMT\r\n";
    let answers = Arc::new(AtomicUsize::new(0));
    let stub = Stub::tenant_that(move |_| match answers.fetch_add(1, Ordering::SeqCst) {
        0 => answer(200, dated, EMPTY_PAGE),
        _ => answer(200, "", EMPTY_PAGE),
    })
    .await;
    let client = client(&stub);
    let query = Query::new(field("id").eq(1));
    assert!(client.all_at::<Contact>(&query).await.unwrap().at.is_some());
    assert_eq!(client.all_at::<Contact>(&query).await.unwrap().at, None);
}

#[tokio::test]
async fn a_key_goes_along_without_the_white_space_it_was_copied_with() {
    let stub = Stub::tenant(json(200, EMPTY_PAGE)).await;
    let copied = Credentials::new(
        &format!(" {USER}\r\n"),
        &format!("{SECRET}\n").into(),
        &format!("\t{TRACKING}"),
    )
    .unwrap();
    read(&Client::builder(copied).discovery(stub.url()).build().unwrap())
        .await
        .unwrap();
    assert!(stub.calls()[0].contains(&format!("secret: {SECRET}\r\n")));
}

#[tokio::test]
async fn metadata_is_read_as_tenants_write_it() {
    let fields = r#"{"fields":[
        {"name":"id","dataType":"long","length":0,"isRequired":true,"isReadOnly":true,"isQueryable":true,"isReference":false,
         "referenceEntityType":"","isPickList":false,"picklistValues":null,"picklistParentValueField":"","isSupportedWebhookField":false},
        {"name":"subIssueType","dataType":"integer","length":0,"isRequired":false,"isReadOnly":false,"isQueryable":true,
         "isReference":false,"referenceEntityType":"","isPickList":true,"picklistParentValueField":"issueType","picklistValues":[
         {"value":"136","label":"Paper jam","isDefaultValue":false,"sortOrder":2,"parentValue":"10","isActive":true,"isSystem":false},
         {"value":"137","label":"Toner","isDefaultValue":true,"sortOrder":1,"parentValue":"","isActive":false,"isSystem":false}]}]}"#;
    let stub = Stub::tenant(json(200, fields)).await;
    let read = client(&stub).fields("Tickets").await.unwrap();
    assert!(read[0].picklist_values.is_empty() && read[0].picklist_parent_value_field.is_none());
    let list = &read[1];
    assert_eq!(list.picklist_parent_value_field.as_deref(), Some("issueType"));
    let ids: Vec<_> = list
        .picklist_values
        .iter()
        .map(|value| (value.value.0, value.parent_value.map(i64::from)))
        .collect();
    assert_eq!(ids, [(136, Some(10)), (137, None)]);
}
