//! The client against a whole tenant, over real HTTP.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use autotask_psa::{
    Client, Company, CompanyId, Contact, ContactId, Credentials, Error, FieldInformation, Method, NewAttachment,
    NewNote, NewTicket, PicklistId, Publish, Query, Refusal, Retry, Ticket, TicketFields, TicketId, TicketNote,
    TicketPatch, Verb, as_stored, field,
};
use autotask_sim::{Options, Server, Tenant, serve};
use secrecy::SecretString;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::task::JoinSet;

async fn tenant() -> Server {
    serve(Tenant::practice(), Options::default()).await.unwrap()
}

fn client(server: &Server) -> Client {
    let key = server.credentials();
    let key = Credentials::new(&key.user, &key.secret, &key.tracking_id).unwrap();
    Client::builder(key).discovery(server.url()).build().unwrap()
}

async fn admin(server: &Server, method: Method, path: &str, body: &Value) {
    let answer = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}{path}", server.admin_url());
    let status = answer
        .request(method, url)
        .header("content-type", "application/json")
        .body(body.to_string())
        .send()
        .await
        .unwrap()
        .status();
    assert!(status.is_success(), "{path}: {status}");
}

async fn dana(client: &Client) -> (ContactId, CompanyId) {
    let by_address = Query::new(field("emailAddress").eq("dana@contoso.example")).and(field("isActive").eq(1));
    let found: Vec<Contact> = client.all(&by_address).await.unwrap();
    let [dana] = found.as_slice() else { panic!("{found:?}") };
    (dana.id, dana.company.unwrap())
}

/// A ticket as the practice tenant takes it: with a queue, status and priority of its own lists.
async fn ticket(client: &Client) -> NewTicket {
    let fields = client.fields("Tickets").await.unwrap();
    let (contact, company) = dana(client).await;
    let fields = TicketFields::default()
        .contact(contact)
        .description("It beeps.\nTwice.")
        .status(PicklistId(1))
        .priority(value_of(&fields, "priority", "High"))
        .queue(value_of(&fields, "queueID", "Service Desk"))
        .external_id("0190-our-own-id");
    NewTicket::new(company, "The printer beeps").with(fields)
}

fn value_of(fields: &[FieldInformation], name: &str, label: &str) -> PicklistId {
    let list = fields.iter().find(|field| field.name == name).unwrap();
    list.picklist_values
        .iter()
        .find(|value| value.label == label)
        .unwrap_or_else(|| panic!("{name} {label}"))
        .value
}

#[tokio::test]
async fn a_ticket_with_note_and_file_goes_there_and_back() {
    let server = tenant().await;
    let client = client(&server);
    let id = client.create_ticket(&ticket(&client).await).await.unwrap();
    let text = "FRONTDESK-3\r\n10.0.0.7 – <b>é</b> 日本";
    let note = client
        .create_note(id, &NewNote::new("Device", text, Publish::TechniciansOnly))
        .await
        .unwrap();
    let bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    let file = NewAttachment::new("screen.png", &bytes, Publish::TechniciansOnly)
        .title("Screen 1")
        .content_type("image/png");
    let attachment = client.create_attachment(id, &file).await.unwrap();

    let there: Ticket = client.get(id).await.unwrap().unwrap();
    assert_eq!(there.title.as_deref(), Some("The printer beeps"));
    assert!(there.ticket_number.unwrap().starts_with('T'));
    let by_key: Vec<Ticket> = client
        .all(&Query::new(field("externalID").eq("0190-our-own-id")))
        .await
        .unwrap();
    assert_eq!(by_key.iter().map(|ticket| ticket.id).collect::<Vec<_>>(), [id]);
    let notes: Vec<TicketNote> = client.all(&Query::new(field("ticketID").eq(id.0))).await.unwrap();
    let ours = notes.iter().find(|there| there.id == note).unwrap();
    assert_eq!(ours.description.as_deref(), Some(as_stored(text).as_str()));
    assert_eq!(ours.publish, Some(Publish::TechniciansOnly.id()));
    let read = client.attachment(id, attachment).await.unwrap().unwrap();
    assert_eq!((read.title.as_deref(), read.bytes()), (Some("Screen 1"), Some(bytes)));

    client
        .patch_ticket(&TicketPatch::new(id, TicketFields::default().status(PicklistId(5))))
        .await
        .unwrap();
    let there: Ticket = client.get(id).await.unwrap().unwrap();
    assert_eq!(
        (there.status, there.title.as_deref()),
        (Some(PicklistId(5)), Some("The printer beeps"))
    );
}

#[tokio::test]
async fn what_is_not_there_is_none_and_company_zero_is() {
    let server = tenant().await;
    let client = client(&server);
    assert!(client.get::<Ticket>(TicketId(999_999_999)).await.unwrap().is_none());
    let own: Company = client.get(CompanyId(0)).await.unwrap().unwrap();
    assert_eq!(own.company_name.as_deref(), Some("Practice MSP"));
}

#[tokio::test]
async fn pages_along_the_ids_miss_and_repeat_nothing() {
    let server = tenant().await;
    let client = client(&server);
    let everybody = Query::new(field("id").exists()).include(["id"]);
    let at_once: Vec<Contact> = client.all(&everybody).await.unwrap();
    let by_pages: Vec<Contact> = client.all(&everybody.clone().at_most(2)).await.unwrap();
    let ids = |contacts: &[Contact]| contacts.iter().map(|contact| contact.id).collect::<Vec<_>>();
    assert!(at_once.len() > 4);
    assert_eq!(ids(&at_once), ids(&by_pages));
}

#[tokio::test]
async fn a_tenant_says_what_it_wants_and_the_field_is_named() {
    let server = tenant().await;
    let client = client(&server);
    let (contact, _) = dana(&client).await;
    let elsewhere =
        NewTicket::new(CompanyId(0), "T").with(TicketFields::default().contact(contact).status(PicklistId(1)));
    let refused = client.create_ticket(&elsewhere).await.unwrap_err();
    assert!(
        matches!(refused, Error::Validation { field: Some(_), .. }),
        "{refused:?}"
    );
    let misspelt = client
        .first::<Contact>(&Query::new(field("emailAdress").eq("x")))
        .await
        .unwrap_err();
    assert!(
        matches!(&misspelt, Error::Validation { field: Some(name), .. } if name == "emailAdress"),
        "{misspelt:?}"
    );
}

#[tokio::test]
async fn a_wrong_key_is_refused_as_such() {
    let server = tenant().await;
    let right = server.credentials();
    let refused = async |user: &str, secret: &SecretString, tracking: &str| {
        let key = Credentials::new(user, secret, tracking).unwrap();
        let client = Client::builder(key).discovery(server.url()).build().unwrap();
        match client.entity_information("Tickets").await {
            Err(Error::Credentials { reason, .. }) => reason,
            other => panic!("{other:?}"),
        }
    };
    let wrong = SecretString::from("another-secret");
    assert_eq!(refused(&right.user, &wrong, &right.tracking_id).await, Refusal::Unsaid);
    assert_eq!(
        refused("nobody@practice.example", &right.secret, &right.tracking_id).await,
        Refusal::UnknownUser
    );
    assert_eq!(
        refused(&right.user, &right.secret, "WRONG").await,
        Refusal::TrackingIdentifier
    );
}

#[tokio::test]
async fn the_user_may_do_what_its_level_says() {
    let server = tenant().await;
    let client = client(&server);
    for entity in ["Tickets", "TicketNotes", "TicketAttachments", "Contacts", "Companies"] {
        let information = client.entity_information(entity).await.unwrap();
        assert!(
            !information.user_access_for_query.is_none(),
            "{entity}: {information:?}"
        );
    }
    assert!(!client.work_types().await.unwrap().is_empty());
    assert_eq!(client.threshold().await.unwrap().external_request_threshold, 10_000);
    let everything = json!({"filter": [{"op": "exist", "field": "id"}]});
    let count = client
        .raw(Method::POST, "Companies/query/count", Verb::Query, Some(&everything))
        .await
        .unwrap();
    assert!(count["queryCount"].as_i64().unwrap() > 3);
}

/// Longer than any answer takes on a busy machine, and soon over.
const PATIENCE: Duration = Duration::from_secs(6);

#[tokio::test]
async fn each_fault_is_reported_as_what_it_is_and_no_create_is_sent_twice() {
    let faults = [
        ("reset_before_commit", Retry::Ambiguous, 0),
        ("commit_then_reset", Retry::Ambiguous, 1),
        ("commit_then_500", Retry::Ambiguous, 1),
        ("commit_late", Retry::Ambiguous, 1),
        ("stalled_body", Retry::Ambiguous, 1),
        ("truncated_body", Retry::Ambiguous, 1),
        ("slow_drip", Retry::Ambiguous, 1),
        ("garbage", Retry::Ambiguous, 1),
        ("429", Retry::Transient { after: None }, 0),
        ("down", Retry::Transient { after: None }, 0),
        ("401", Retry::Permanent, 0),
    ];
    let mut tried = JoinSet::new();
    for (fault, expected, there) in faults {
        tried.spawn(async move { one_create_meets(fault, expected, there).await });
    }
    let tried = tried.join_all().await;
    assert_eq!(tried.len(), faults.len());
}

async fn one_create_meets(fault: &str, expected: Retry, there: usize) {
    let server = tenant().await;
    let key = server.credentials();
    let key = Credentials::new(&key.user, &key.secret, &key.tracking_id).unwrap();
    let client = Client::builder(key)
        .discovery(server.url())
        .timeout(PATIENCE)
        .build()
        .unwrap();
    let ticket = ticket(&client).await;
    let drop_by_drop = if fault == "slow_drip" { 60_000 } else { 1 };
    let once = json!({"path": "/Tickets", "method": "POST", "times": 1, "fault": fault, "ms": drop_by_drop});
    admin(&server, Method::POST, "faults", &once).await;
    let failed = client.create_ticket(&ticket).await.expect_err(fault);
    let retry = match failed.retry() {
        Retry::Transient { .. } => Retry::Transient { after: None },
        other @ (Retry::Permanent | Retry::Ambiguous) => other,
    };
    assert_eq!(retry, expected, "{fault}: {failed:?}");
    let made: Vec<Ticket> = client
        .all(&Query::new(field("externalID").eq("0190-our-own-id")))
        .await
        .unwrap();
    assert_eq!(made.len(), there, "{fault}");
}
