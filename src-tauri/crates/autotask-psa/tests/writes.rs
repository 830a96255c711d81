//! Writing, over real HTTP: what fits, in whose name, and whether it stays.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod practice;
mod stub;

use std::sync::Mutex;
use std::time::Duration;

use autotask_psa::{
    Changed, CompanyId, ConfigurationItemId, Contact, Error, Machine, NewAttachment, NewContact, NewNote, NewTicket,
    PicklistId, Publish, Query, ResourceId, Ticket, TicketFields, TicketId, TicketNote, TicketPatch, as_stored, field,
    lengths,
};
use practice::{asked, client, lines, tenant, ticket};
use serde_json::json;
use stub::Stub;

/// May do everything.
const FULL: &str = "[[users]]\nlogin = 'api@practice.example'\nrights = { '*' = ['query', 'create', 'update', 'delete'] }\n\
                    impersonates = ['Tickets', 'TicketNotes', 'TicketAttachments', 'Contacts']\n";
/// Somebody whose security level allows to be impersonated.
const ROSA: ResourceId = ResourceId(29_682_885);

fn named(refused: Result<impl std::fmt::Debug, Error>) -> String {
    match refused {
        Err(Error::Validation { field: Some(field), .. }) => field,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_text_at_its_limit_arrives_and_one_over_is_not_sent() {
    let server = tenant(FULL).await;
    let client = client(&server);
    let fields = practice::fields(&client).await;
    let titled = |title: String| NewTicket::new(CompanyId(0), title).with(fields.clone());
    let described = |text: String| titled("T".to_owned()).with(fields.clone().description(text));
    let keyed = |key: String| titled("T".to_owned()).with(fields.clone().external_id(key));
    let note = |title: String, text: String| NewNote::new(title, text, Publish::TechniciansOnly);
    let x = |count: usize| "é".repeat(count);
    // Two UTF-16 units each.
    let pairs = |count: usize| "\u{1F642}".repeat(count);

    let id = client.create_ticket(&titled(x(lengths::TICKET_TITLE))).await.unwrap();
    client.create_ticket(&titled(pairs(127) + "x")).await.unwrap();
    let long = client
        .create_ticket(&described(x(lengths::TICKET_DESCRIPTION)))
        .await
        .unwrap();
    client.create_ticket(&described(pairs(4000))).await.unwrap();
    client
        .create_ticket(&keyed("k".repeat(lengths::EXTERNAL_ID)))
        .await
        .unwrap();
    client.create_note(id, &note(x(250), x(32_000))).await.unwrap();
    let file = NewAttachment::new("x".repeat(255), b"x", Publish::TechniciansOnly);
    client.create_attachment(id, &file).await.unwrap();
    client
        .create_contact(CompanyId(0), &NewContact::new(x(50), x(50)).phone("1".repeat(25)))
        .await
        .unwrap();
    let there: Ticket = client.get(long).await.unwrap().unwrap();
    assert_eq!(there.description.map(|text| lengths::length(&text)), Some(8000));

    let before = asked(&server).len();
    assert_eq!(named(client.create_ticket(&titled(x(256))).await), "title");
    assert_eq!(named(client.create_ticket(&titled(pairs(128))).await), "title");
    assert_eq!(named(client.create_ticket(&described(x(8001))).await), "description");
    assert_eq!(
        named(client.create_ticket(&described(pairs(4000) + "x")).await),
        "description"
    );
    assert_eq!(named(client.create_ticket(&keyed("k".repeat(51))).await), "externalID");
    assert_eq!(named(client.create_note(id, &note(x(251), x(1))).await), "title");
    assert_eq!(
        named(client.create_note(id, &note(x(1), x(32_001))).await),
        "description"
    );
    let fields = TicketFields::default();
    assert_eq!(
        named(
            client
                .patch_ticket(&TicketPatch::new(id, fields.clone()).title(x(256)))
                .await
        ),
        "title"
    );
    assert_eq!(
        named(
            client
                .patch_ticket(&TicketPatch::new(id, fields.description(x(8001))))
                .await
        ),
        "description"
    );
    let attach = async |file: NewAttachment| named(client.create_attachment(id, &file).await);
    assert_eq!(
        attach(NewAttachment::new("x".repeat(256), b"x", Publish::TechniciansOnly)).await,
        "fullPath"
    );
    let titled = NewAttachment::new("x", b"x", Publish::TechniciansOnly).title("x".repeat(256));
    assert_eq!(attach(titled).await, "title");
    let large = vec![0; lengths::ATTACHMENT_BYTES + 1];
    assert_eq!(
        attach(NewAttachment::new("x", &large, Publish::TechniciansOnly)).await,
        "data"
    );
    for (contact, field) in [
        (NewContact::new(x(51), x(1)), "firstName"),
        (NewContact::new(x(1), x(51)), "lastName"),
        (
            NewContact::new(x(1), x(1)).email_address("e".repeat(255)),
            "emailAddress",
        ),
        (NewContact::new(x(1), x(1)).phone("1".repeat(26)), "phone"),
    ] {
        assert_eq!(named(client.create_contact(CompanyId(0), &contact).await), field);
    }
    assert_eq!(lines(&asked(&server)[before..]), [""; 0]);
}

#[tokio::test]
async fn everything_is_written_at_the_address_the_api_has_for_it() {
    let server = tenant(FULL).await;
    let client = client(&server);
    let new = ticket(&client).await;
    let before = asked(&server).len();
    let id = client.create_ticket(&new).await.unwrap();
    client
        .create_note(id, &NewNote::new("N", "text", Publish::CustomersAndTechnicians))
        .await
        .unwrap();
    client
        .create_attachment(id, &NewAttachment::new("a.txt", b"x", Publish::TechniciansOnly))
        .await
        .unwrap();
    client
        .patch_ticket(&TicketPatch::new(id, TicketFields::default()).title("Other"))
        .await
        .unwrap();
    let new = NewContact::new("Kim", "Lee")
        .email_address("kim@contoso.example")
        .phone("555-0100");
    let contact = client.create_contact(CompanyId(175), &new).await.unwrap();
    assert_eq!(lines(&asked(&server)[before..]), each_write(id));
    let kim: Contact = client.get(contact).await.unwrap().unwrap();
    assert_eq!(
        (kim.company, kim.first_name.as_deref()),
        (Some(CompanyId(175)), Some("Kim"))
    );
    assert_eq!(kim.email_address.as_deref(), Some("kim@contoso.example"));
    let active = Query::new(field("id").eq(contact.0)).and(field("isActive").eq(1));
    assert_eq!(client.count::<Contact>(&active).await.unwrap(), 1);
}

#[tokio::test]
async fn only_the_writes_that_ask_for_it_are_done_in_anothers_name() {
    let server = tenant(&format!("{FULL}[generate]\ncontacts = 1200\n")).await;
    let client = client(&server);
    let new = ticket(&client).await;
    let id = client.create_ticket(&new.clone().impersonating(ROSA)).await.unwrap();
    let own = client.create_ticket(&new).await.unwrap();
    let note = NewNote::new("N", "text", Publish::TechniciansOnly);
    client.create_note(id, &note.clone().impersonating(ROSA)).await.unwrap();
    client.create_note(id, &note).await.unwrap();
    let file = NewAttachment::new("a.txt", b"x", Publish::TechniciansOnly);
    client
        .create_attachment(id, &file.clone().impersonating(ROSA))
        .await
        .unwrap();
    client.create_attachment(id, &file).await.unwrap();
    let patch = TicketPatch::new(id, TicketFields::default().status(PicklistId(5)));
    client
        .change_ticket(&patch.clone().impersonating(ROSA), async |_| {})
        .await
        .unwrap();
    client.change_ticket(&patch, async |_| {}).await.unwrap();
    let contact = NewContact::new("Kim", "Lee");
    client
        .create_contact(CompanyId(175), &contact.impersonating(ROSA))
        .await
        .unwrap();
    let _: Option<Ticket> = client.get(own).await.unwrap();
    let _: Vec<TicketNote> = client.all(&Query::new(field("ticketID").eq(id.0))).await.unwrap();
    let mut pages = client.pages::<Contact>(&Query::new(field("id").exists()));
    while pages.next_page().await.unwrap().is_some() {}

    let in_anothers_name: Vec<_> = asked(&server)
        .into_iter()
        .filter(|request| request.headers.contains_key("impersonationresourceid"))
        .collect();
    assert_eq!(lines(&in_anothers_name), each_write(id));
    assert!(
        in_anothers_name
            .iter()
            .all(|request| request.headers["impersonationresourceid"] == ROSA.to_string())
    );
    let made_by = async |id: TicketId| {
        let path = format!("Tickets/{id}");
        let row = client.raw(autotask_psa::Method::GET, &path, autotask_psa::Verb::Query, None);
        row.await.unwrap()["item"]["creatorResourceID"].clone()
    };
    assert_eq!(made_by(id).await, json!(ROSA.0));
    assert_ne!(made_by(own).await, json!(ROSA.0));
}

#[tokio::test]
async fn a_change_that_stays_is_made_once() {
    let server = tenant(FULL).await;
    let client = client(&server);
    let id = client.create_ticket(&ticket(&client).await).await.unwrap();
    let before = asked(&server).len();
    let fields = TicketFields::default()
        .status(PicklistId(5))
        .description("one\ntwo 日本")
        .due("2026-12-01T10:00:00.1234Z".parse().unwrap())
        .user_defined(&[("Asset tag".to_owned(), "A-2".to_owned())].into());
    let patch = TicketPatch::new(id, fields).title("Another title");
    let changed = client
        .change_ticket(&patch, async |_| panic!("nothing to wait for"))
        .await
        .unwrap();
    assert_eq!(changed, Changed::Stays);
    assert_eq!(
        lines(&asked(&server)[before..]),
        ["PATCH Tickets".to_owned(), format!("GET Tickets/{id}")]
    );
}

#[tokio::test]
async fn a_change_that_is_set_back_is_made_once_more_and_then_told() {
    // A workflow rule that keeps the status.
    let stub = Stub::tenant_that(|request| match request.split(' ').next() {
        Some("PATCH") => stub::json(200, r#"{"itemId":7}"#),
        _ => stub::json(200, r#"{"item":{"id":7,"title":"T","status":1}}"#),
    })
    .await;
    let client = stub::client(&stub);
    let patch = TicketPatch::new(TicketId(7), TicketFields::default().status(PicklistId(5))).title("T");
    let waited = Mutex::new(Vec::new());
    let changed = client
        .change_ticket(&patch, async |time| waited.lock().unwrap().push(time))
        .await
        .unwrap();
    assert_eq!(changed, Changed::SetBack(vec!["status".to_owned()]));
    assert_eq!(*waited.lock().unwrap(), [Duration::from_millis(1500)]);
    let verbs: Vec<_> = stub
        .calls()
        .iter()
        .map(|call| call.split(' ').next().unwrap().to_owned())
        .collect();
    assert_eq!(verbs, ["PATCH", "GET", "PATCH", "GET"]);
}

#[tokio::test]
async fn a_change_that_cannot_be_read_back_says_so() {
    // A rule that moves the ticket out of what this API user may see.
    let stub = Stub::tenant_that(|request| match request.split(' ').next() {
        Some("PATCH") => stub::json(200, r#"{"itemId":7}"#),
        _ => stub::json(404, r#"{"item":null}"#),
    })
    .await;
    let patch = TicketPatch::new(TicketId(7), TicketFields::default().status(PicklistId(5)));
    let changed = stub::client(&stub)
        .change_ticket(&patch, async |_| panic!("nothing to wait for"))
        .await
        .unwrap();
    assert_eq!(changed, Changed::Unseen);
}

#[tokio::test]
async fn what_is_called_storable_is_what_arrives() {
    let server = tenant(FULL).await;
    let client = client(&server);
    for text in ["Łukasz Kőszegi → “5\u{202f}€”", "Jose\u{301}", "日本 Łódź 🙂"] {
        let sent = autotask_psa::storable(text);
        let ticket = NewTicket::new(CompanyId(0), &sent.text).with(practice::fields(&client).await);
        let id = client.create_ticket(&ticket).await.unwrap();
        let there: Ticket = client.get(id).await.unwrap().unwrap();
        assert_eq!(there.title, Some(as_stored(&sent.text)));
        assert_eq!(there.title.as_ref() == Some(&sent.text), sent.is_whole, "{text}");
    }
}

#[tokio::test]
async fn a_machine_is_found_in_its_company_and_goes_with_the_ticket() {
    let differences = "[[rows.ConfigurationItems]]\nid = 504\ncompanyID = 175\nreferenceTitle = 'OLD-1'\nisActive = false\n\
                       [[rows.ConfigurationItems]]\nid = 505\ncompanyID = 175\nreferenceTitle = 'TWIN'\n\
                       [[rows.ConfigurationItems]]\nid = 506\ncompanyID = 175\nreferenceTitle = 'TWIN'\n";
    let server = tenant(&format!("{FULL}{differences}")).await;
    let client = client(&server);
    let found = async |company: i64, serial_number: &str, hostname: &str| {
        let machine = Machine {
            serial_number,
            hostname,
        };
        let found = client.configuration_item_of(CompanyId(company), machine).await.unwrap();
        found.map(i64::from)
    };
    assert_eq!(
        found(175, "sn-practice-0007", "FRONTDESK-3").await,
        Some(502),
        "the serial number counts first"
    );
    assert_eq!(found(175, "", "frontdesk-3").await, Some(501));
    assert_eq!(found(176, "", "FRONTDESK-3").await, Some(503));
    assert_eq!(
        found(177, "SN-PRACTICE-0003", "FRONTDESK-3").await,
        None,
        "of another company"
    );
    assert_eq!(found(175, "", "OLD-1").await, None, "inactive");
    assert_eq!(found(175, "", "TWIN").await, None, "two of them");
    let before = asked(&server).len();
    assert_eq!(found(175, "", " ").await, None);
    assert_eq!(
        asked(&server).len(),
        before,
        "a machine that knows nothing of itself costs no call"
    );

    let fields = practice::fields(&client)
        .await
        .configuration_item(ConfigurationItemId(501));
    let id = client
        .create_ticket(&NewTicket::new(CompanyId(175), "T").with(fields))
        .await
        .unwrap();
    let there: Ticket = client.get(id).await.unwrap().unwrap();
    assert_eq!(there.configuration_item, Some(ConfigurationItemId(501)));
}

/// One write of each kind, at the address Autotask wants it.
fn each_write(id: TicketId) -> [String; 5] {
    [
        "POST Tickets".to_owned(),
        format!("POST Tickets/{id}/Notes"),
        format!("POST Tickets/{id}/Attachments"),
        "PATCH Tickets".to_owned(),
        "POST Companies/175/Contacts".to_owned(),
    ]
}
