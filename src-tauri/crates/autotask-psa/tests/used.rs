//! `used.toml` lists all that this crate asks of Autotask, for whoever checks it against Autotask's own description. It is
//! complete: every public call is made here against the practice tenant, and what arrived there is compared.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod practice;

use std::collections::{BTreeMap, BTreeSet};

use autotask_psa::{
    BillingCode, BillingCodeId, Company, CompanyId, ConfigurationItem, ConfigurationItemId, Contact, Entity,
    EntityInformation, FieldInformation, Machine, Method, NewAttachment, NewContact, NewNote, NewTicket, PicklistId,
    PicklistValue, Publish, Query, ResourceId, Threshold, Ticket, TicketAttachment, TicketFields, TicketNote,
    TicketPatch, UserDefinedFieldInformation, Verb, Zone, field,
};
use autotask_sim::Request;
use serde::de::value::Error as Stop;
use serde::de::{DeserializeOwned, Error as _, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

const FULL: &str = "[[users]]\nlogin = 'api@practice.example'\nrights = { '*' = ['query', 'create', 'update', 'delete'] }\n\
                    impersonates = ['Tickets', 'TicketNotes', 'TicketAttachments', 'Contacts']\n";

/// What is used of an entity.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Used {
    /// Verb and address below `V1.0/`.
    calls: BTreeSet<String>,
    /// Fields that filters or `IncludeFields` name.
    asked: BTreeSet<String>,
    /// Fields that are sent.
    written: BTreeSet<String>,
    /// Fields that are read from answers.
    read: BTreeSet<String>,
}

type Book = BTreeMap<String, Used>;

#[tokio::test]
async fn the_list_of_what_is_used_of_autotask_is_complete() {
    let server = practice::tenant(FULL).await;
    make_every_call(&practice::client(&server)).await;
    let mut book = Book::new();
    for request in server.simulator().requests() {
        assert_eq!(request.status, Some(200), "{request:?}");
        note(&mut book, &request);
    }
    read::<Ticket>(&mut book, Ticket::COLLECTION);
    read::<TicketNote>(&mut book, TicketNote::COLLECTION);
    read::<TicketAttachment>(&mut book, TicketAttachment::COLLECTION);
    read::<Company>(&mut book, Company::COLLECTION);
    read::<Contact>(&mut book, Contact::COLLECTION);
    read::<BillingCode>(&mut book, BillingCode::COLLECTION);
    read::<ConfigurationItem>(&mut book, ConfigurationItem::COLLECTION);
    read::<Zone>(&mut book, "zoneInformation");
    read::<Threshold>(&mut book, "ThresholdInformation");
    read::<EntityInformation>(&mut book, "entityInformation");
    read::<FieldInformation>(&mut book, "entityInformation/fields");
    read::<PicklistValue>(&mut book, "entityInformation/fields/picklistValues");
    read::<UserDefinedFieldInformation>(&mut book, "entityInformation/userDefinedFields");

    let listed: Book = toml::from_str(include_str!("used.toml")).unwrap();
    assert!(
        listed == book,
        "used.toml should say:\n{}",
        toml::to_string(&book).unwrap()
    );
}

#[test]
fn every_public_call_is_made_for_the_list() {
    let sources = concat!(
        include_str!("../src/reading.rs"),
        include_str!("../src/writing.rs"),
        include_str!("../src/assets.rs")
    );
    let calls = sources
        .split("pub async fn ")
        .skip(1)
        .map(|rest| rest.split(['(', '<']).next().unwrap());
    let here = include_str!("used.rs");
    let mut seen = 0;
    for call in calls {
        assert!(
            here.contains(&format!(".{call}(")) || here.contains(&format!(".{call}::<")),
            "{call} is not made"
        );
        seen += 1;
    }
    assert!(seen > 10);
}

async fn make_every_call(client: &autotask_psa::Client) {
    let rosa = ResourceId(29_682_885);
    let (contact, company) = practice::dana(client).await;
    let lists = client.fields("Tickets").await.unwrap();
    let list = |name: &str| lists.iter().find(|field| field.name == name).unwrap();
    let first = |name: &str| list(name).usable_values(None)[0].value;
    let issue = list("subIssueType")
        .picklist_values
        .iter()
        .find(|value| value.is_active)
        .unwrap();
    let fields = TicketFields::default()
        .description("text")
        .contact(contact)
        .status(PicklistId(1))
        .priority(first("priority"))
        .queue(first("queueID"))
        .ticket_type(first("ticketType"))
        .ticket_category(first("ticketCategory"))
        .issue_type(issue.parent_value.unwrap())
        .sub_issue_type(issue.value)
        .source(first("source"))
        .billing_code(client.work_types().await.unwrap()[0].id)
        .configuration_item(ConfigurationItemId(501))
        .due("2026-12-01T10:00:00Z".parse().unwrap())
        .external_id("key")
        .user_defined(&[("Asset tag".to_owned(), "A-2".to_owned())].into());
    let new = whole(NewTicket::new(company, "T").with(fields.clone()).impersonating(rosa));
    client.create_ticket(&new).await.unwrap();
    let id = client.create_ticket(&new).await.unwrap();
    let patch = whole(TicketPatch::new(id, fields).title("Other").impersonating(rosa));
    client.patch_ticket(&patch).await.unwrap();
    client.change_ticket(&patch, async |_| {}).await.unwrap();
    let note = whole(
        NewNote::new("N", "text", Publish::TechniciansOnly)
            .note_type(PicklistId(1))
            .impersonating(rosa),
    );
    client.create_note(id, &note).await.unwrap();
    let note = client.create_note(id, &note).await.unwrap();
    let file = NewAttachment::new("a.txt", b"x", Publish::TechniciansOnly);
    let file = whole(file.content_type("text/plain").impersonating(rosa));
    client.create_attachment(id, &file).await.unwrap();
    let file = client.create_attachment(id, &file).await.unwrap();
    let new = NewContact::new("Kim", "Lee")
        .email_address("kim@contoso.example")
        .phone("555");
    client
        .create_contact(company, &whole(new.impersonating(rosa)))
        .await
        .unwrap();

    client.get::<Ticket>(id).await.unwrap().unwrap();
    client.get::<TicketNote>(note).await.unwrap().unwrap();
    client.get::<TicketAttachment>(file).await.unwrap().unwrap();
    client.get::<Company>(CompanyId(0)).await.unwrap().unwrap();
    client.get::<Contact>(contact).await.unwrap().unwrap();
    client
        .get::<ConfigurationItem>(ConfigurationItemId(501))
        .await
        .unwrap()
        .unwrap();
    let code = client.work_types().await.unwrap()[0].id;
    client.get::<BillingCode>(BillingCodeId(code.0)).await.unwrap().unwrap();
    client.attachment(id, file).await.unwrap().unwrap();
    let machine = Machine {
        serial_number: "SN",
        hostname: "PC",
    };
    client.configuration_item_of(company, machine).await.unwrap();
    query::<Ticket>(client).await;
    query::<TicketNote>(client).await;
    query::<TicketAttachment>(client).await;
    query::<Company>(client).await;
    query::<Contact>(client).await;
    query::<BillingCode>(client).await;
    query::<ConfigurationItem>(client).await;
    deskbells_own(client, company).await;
    client.threshold().await.unwrap();
    client.user_defined_fields("Tickets").await.unwrap();
    for entity in ["Tickets", "TicketNotes", "TicketAttachments", "Contacts", "Companies"] {
        client.entity_information(entity).await.unwrap();
        client.fields(entity).await.unwrap();
    }
    client
        .raw(Method::GET, "Tickets/entityInformation", Verb::Query, None)
        .await
        .unwrap();
}

async fn query<E: Entity>(client: &autotask_psa::Client) {
    let query = Query::new(field("id").gt(0)).at_most(1);
    client.first::<E>(&query).await.unwrap();
    client.count::<E>(&query).await.unwrap();
    client.all::<E>(&Query::new(field("id").eq(0))).await.unwrap();
    let mut pages = client.pages::<E>(&query);
    pages.next_page().await.unwrap().unwrap();
    pages.next_page().await.unwrap().unwrap();
}

/// Filters that this crate's first user writes with the query builder; its own tests look whether all of them are listed.
async fn deskbells_own(client: &autotask_psa::Client, company: CompanyId) {
    let of_ticket = |name: &str| Query::new(field("ticketID").eq(1)).include(["id", "title", name]);
    client.all_at::<TicketNote>(&of_ticket("description")).await.unwrap();
    client.all::<TicketAttachment>(&of_ticket("title")).await.unwrap();
    let by_key = Query::new(field("externalID").eq("key")).include(["id", "ticketNumber"]);
    client.all::<Ticket>(&by_key).await.unwrap();
    let named = Query::new(field("companyName").eq("Contoso Ltd")).and(field("isActive").eq(true));
    client
        .all::<Company>(&named.include(["id", "companyName"]))
        .await
        .unwrap();
    let people = Query::new(field("firstName").eq("Dana"))
        .and(field("lastName").eq("Reyes"))
        .and(field("emailAddress").exists())
        .and(field("emailAddress2").is_missing())
        .and(field("emailAddress3").is_missing())
        .and(field("isActive").eq(1))
        .and(field("companyID").eq(company.0));
    client
        .all::<Contact>(&people.include(["id", "companyID"]))
        .await
        .unwrap();
}

/// Something with all its fields set: one that isn't would be missing from the list.
fn whole<T: std::fmt::Debug>(new: T) -> T {
    let shown = format!("{new:?}");
    assert!(!shown.contains("None") && !shown.contains("[]"), "{shown}");
    new
}

fn note(book: &mut Book, request: &Request) {
    let path = request.path.split_once("V1.0/").unwrap().1.split('?').next().unwrap();
    let is_id = |segment: &str| segment.parse::<i64>().is_ok();
    let named: Vec<&str> = path
        .split('/')
        .map(|segment| if is_id(segment) { "{id}" } else { segment })
        .collect();
    let entity = match named.as_slice() {
        ["Tickets", "{id}", "Notes", ..] => "TicketNotes",
        ["Tickets", "{id}", "Attachments", ..] => "TicketAttachments",
        ["Companies", "{id}", "Contacts", ..] => "Contacts",
        [first, ..] => first,
        [] => unreachable!(),
    };
    let used = book.entry(entity.to_owned()).or_default();
    used.calls.insert(format!("{} {}", request.method, named.join("/")));
    let body: Value = serde_json::from_str(&request.body).unwrap_or_default();
    if named.contains(&"query") {
        asked_in(&body["filter"], &mut used.asked);
        let include = body["IncludeFields"].as_array().into_iter().flatten();
        used.asked.extend(include.map(|name| name.as_str().unwrap().to_owned()));
    } else if let Value::Object(body) = body {
        used.written.extend(body.keys().cloned());
    }
}

fn asked_in(filter: &Value, asked: &mut BTreeSet<String>) {
    match filter {
        Value::Array(items) => items.iter().for_each(|item| asked_in(item, asked)),
        Value::Object(condition) => {
            asked.extend(condition.get("field").and_then(Value::as_str).map(str::to_owned));
            asked_in(&filter["items"], asked);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn read<T: DeserializeOwned>(book: &mut Book, entity: &str) {
    let mut names = Names(&[]);
    drop(T::deserialize(&mut names));
    assert!(!names.0.is_empty(), "{entity}");
    let used = book.entry(entity.to_owned()).or_default();
    used.read.extend(names.0.iter().map(|name| (*name).to_owned()));
}

/// Learns which fields a type reads, and stops.
struct Names(&'static [&'static str]);

impl<'de> Deserializer<'de> for &mut Names {
    type Error = Stop;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Stop> {
        Err(Stop::custom("not a record"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Stop> {
        self.0 = fields;
        Err(Stop::custom("that is all"))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}
