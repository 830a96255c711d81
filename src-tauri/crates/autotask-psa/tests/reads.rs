//! Reading, over real HTTP: pages, long lists, counts, and what isn't there.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod practice;
mod stub;

use std::collections::BTreeSet;

use autotask_psa::{Company, Contact, Error, Filter, Op, Query, Retry, Ticket, TicketId, field, user_defined};
use practice::{asked, client, lines, tenant};
use serde_json::Value;
use stub::{Stub, json};

const CROWD: &str = "[generate]\ncontacts = 1200\n";

fn everybody() -> Query {
    Query::new(field("id").exists()).include(["firstName"])
}

fn ids(contacts: &[Contact]) -> Vec<i64> {
    contacts.iter().map(|contact| contact.id.0).collect()
}

#[tokio::test]
async fn both_ways_to_page_find_every_row_once() {
    let server = tenant(CROWD).await;
    let client = client(&server);
    let count = client.count::<Contact>(&everybody()).await.unwrap();
    assert!(count >= 1200, "{count}");
    let along_the_ids = ids(&client.all::<Contact>(&everybody()).await.unwrap());
    let mut by_cursor = Vec::new();
    let mut pages = client.pages::<Contact>(&everybody());
    while let Some(page) = pages.next_page().await.unwrap() {
        assert!(page.len() <= 500);
        by_cursor.extend(ids(&page));
    }
    assert!(pages.next_page().await.unwrap().is_none(), "the end stays the end");
    let each_once: BTreeSet<i64> = along_the_ids.iter().copied().collect();
    assert_eq!(each_once.len() as u64, count);
    assert_eq!(along_the_ids, each_once.into_iter().collect::<Vec<_>>());
    assert_eq!(by_cursor, along_the_ids);
}

#[tokio::test]
async fn a_cursor_is_posted_with_the_filter_it_came_from() {
    let server = tenant(CROWD).await;
    let client = client(&server);
    let mut pages = client.pages::<Contact>(&everybody().at_most(300));
    while pages.next_page().await.unwrap().is_some() {}
    let asked = asked(&server);
    let lines = lines(&asked);
    assert_eq!(lines[0], "POST Contacts/query");
    assert!(
        lines.len() > 3 && lines[1..].iter().all(|line| line == "POST Contacts/query/next"),
        "{lines:?}"
    );
    assert!(
        asked
            .iter()
            .all(|request| request.body == asked[0].body && request.status == Some(200))
    );
}

#[tokio::test]
async fn a_cursor_to_another_host_gets_no_key() {
    let thief = Stub::new(|_| json(200, r#"{"items":[]}"#)).await;
    let next = format!("{}V1.0/Contacts/query/next?paging=x", thief.url());
    let page = format!(r#"{{"items":[{{"id":1}}],"pageDetails":{{"nextPageUrl":"{next}"}}}}"#);
    let stub = Stub::tenant(json(200, &page)).await;
    let mut pages = stub::client(&stub).pages::<Contact>(&everybody());
    assert_eq!(ids(&pages.next_page().await.unwrap().unwrap()), [1]);
    let refused = pages.next_page().await.unwrap_err();
    assert!(matches!(refused, Error::Protocol { .. }), "{refused:?}");
    assert_eq!(refused.retry(), Retry::Permanent);
    assert!(thief.asked().is_empty(), "{:?}", thief.asked());
}

#[tokio::test]
async fn a_cursor_that_leads_nowhere_ends() {
    let stub = Stub::tenant(json(
        200,
        r#"{"items":[{"id":1}],"pageDetails":{"nextPageUrl":"Contacts/query"}}"#,
    ))
    .await;
    let mut pages = stub::client(&stub).pages::<Contact>(&everybody());
    assert!(pages.next_page().await.is_err());
    let stub = Stub::tenant(json(200, r#"{"items":[{"id":7}]}"#)).await;
    assert!(
        stub::client(&stub)
            .all::<Contact>(&everybody().at_most(1))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_list_of_any_length_is_asked_for_in_several_queries() {
    let server = tenant(CROWD).await;
    let client = client(&server);
    let all = ids(&client.all::<Contact>(&everybody()).await.unwrap());
    let before = asked(&server).len();
    let listed = Query::new(field("id").one_of(all.iter().copied().chain([0, -1])));
    let mut found = ids(&client.all::<Contact>(&listed).await.unwrap());
    found.sort_unstable();
    assert_eq!(found, all);
    assert_eq!(client.count::<Contact>(&listed).await.unwrap(), all.len() as u64);
    let sent = asked(&server).split_off(before);
    assert!(
        sent.iter().all(|request| request.status == Some(200)),
        "{:?}",
        lines(&sent)
    );
    let first: Vec<Contact> = client.first(&listed.clone().at_most(3)).await.unwrap();
    assert_eq!(ids(&first), all[..3]);
    let mut pages = client.pages::<Contact>(&listed);
    let mut by_cursor = Vec::new();
    while let Some(page) = pages.next_page().await.unwrap() {
        by_cursor.extend(ids(&page));
    }
    by_cursor.sort_unstable();
    assert_eq!(by_cursor, all);
}

#[tokio::test]
async fn nobody_is_asked_for_what_nobody_can_be_or_autotask_refuses() {
    let server = tenant("").await;
    let client = client(&server);
    let nobody = Query::new(field("id").one_of([0_i64; 0]));
    assert!(client.all::<Contact>(&nobody).await.unwrap().is_empty());
    assert_eq!(client.count::<Contact>(&nobody).await.unwrap(), 0);
    assert!(client.pages::<Contact>(&nobody).next_page().await.unwrap().is_none());
    let two = Query::new(user_defined("A").eq("1")).and(user_defined("B").eq("2"));
    let refused = client.first::<Ticket>(&two).await.unwrap_err();
    assert!(matches!(refused, Error::Validation { .. }), "{refused:?}");
    assert!(asked(&server).is_empty());
}

#[tokio::test]
async fn every_operator_is_one_that_autotask_knows() {
    let server = tenant("").await;
    let client = client(&server);
    let name = || field("companyName");
    let counted = async |filter: Filter| client.count::<Company>(&Query::new(filter)).await.unwrap();
    let all = counted(Filter::all([])).await;
    // An operator that is dropped would find all of them.
    for (filter, found) in [
        (name().eq("contoso ltd"), 1),
        (name().is(Op::NotEq, "Contoso Ltd"), all - 1),
        (name().is(Op::BeginsWith, "contoso L"), 1),
        (name().is(Op::EndsWith, "toso Ltd"), 1),
        (name().is(Op::Contains, "ontoso L"), 1),
        (name().one_of(["Contoso Ltd", "Fabrikam, Inc."]), 2),
        (name().none_of(["Contoso Ltd", "Fabrikam, Inc."]), all - 2),
        (name().is_missing(), 0),
        (field("id").eq(0), 1),
        (field("id").gt(0), all - 1),
        (field("id").is(Op::Gte, 0), all),
        (field("id").is(Op::Lt, 0), 0),
        (field("id").is(Op::Lte, 0), 1),
        (Filter::any([name().eq("Contoso Ltd"), field("id").eq(0)]), 2),
    ] {
        let said = format!("{filter:?}");
        assert_eq!(counted(filter).await, found, "{said}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_none_however_a_tenant_says_it() {
    for switch in ["not-found", "ok", "page"] {
        let server = tenant(&format!("[switches]\nmissing_item = '{switch}'\n")).await;
        let client = client(&server);
        assert!(
            client.get::<Ticket>(TicketId(999_999_999)).await.unwrap().is_none(),
            "{switch}"
        );
        let id = client.create_ticket(&practice::ticket(&client).await).await.unwrap();
        assert!(client.get::<Ticket>(id).await.unwrap().is_some(), "{switch}");
    }
}

#[tokio::test]
async fn a_condition_on_a_user_defined_field_is_marked_as_one() {
    let server = tenant("").await;
    let client = client(&server);
    let tag = [("Asset tag".to_owned(), "A-2".to_owned())].into();
    let fields = practice::fields(&client).await.user_defined(&tag);
    let ticket = autotask_psa::NewTicket::new(autotask_psa::CompanyId(0), "T").with(fields);
    let id = client.create_ticket(&ticket).await.unwrap();
    client.create_ticket(&practice::ticket(&client).await).await.unwrap();
    let found: Vec<Ticket> = client
        .all(&Query::new(user_defined("Asset tag").eq("A-2")))
        .await
        .unwrap();
    assert_eq!(found.iter().map(|ticket| ticket.id).collect::<Vec<_>>(), [id]);
}

#[tokio::test]
async fn a_query_that_names_its_fields_gets_no_others() {
    let server = tenant("").await;
    let client = client(&server);
    let companies: Vec<Company> = client
        .all(&Query::new(field("id").eq(0)).include(["isActive"]))
        .await
        .unwrap();
    assert_eq!((companies[0].id.0, companies[0].company_name.clone()), (0, None));
    let body: Value = serde_json::from_str(&asked(&server)[0].body).unwrap();
    assert_eq!(body["IncludeFields"], serde_json::json!(["id", "isActive"]));
}
