//! The Autotask adapter against a whole tenant, over real HTTP.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use autotask_sim::{Options, Server, Tenant, serve};
use deskbell_desk::autotask::{Autotask, AutotaskConfig, Check, Outcome, Subject};
use deskbell_desk::psa::{
    Audience, Field, FoundPart, Looked, Machine, NewAttachment, NewNote, NewTicket, Psa, PsaError, PsaErrorKind,
    RemoteId, Retry, Vocabulary,
};
use deskbell_desk::{Clock, CompanyRef, PersonRef};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const DANA: &str = "dana@contoso.example";

/// A tenant, and a machine that talks to it.
struct World {
    server: Server,
    cache: TempDir,
    clock: Arc<At>,
}

impl World {
    async fn new() -> Self {
        Self::with("").await
    }

    /// With this laid over the practice tenant.
    async fn with(differences: &str) -> Self {
        let tenant = Tenant::from_toml(&format!("base = 'practice'\n{differences}")).unwrap();
        Self {
            server: serve(tenant, Options::default()).await.unwrap(),
            cache: tempfile::tempdir().unwrap(),
            clock: Arc::new(At(Mutex::new("2026-11-18T12:00:00Z".parse().unwrap()))),
        }
    }

    /// The adapter as after a start of the program.
    fn started(&self) -> Autotask {
        self.with_secret(self.server.credentials().secret)
    }

    fn with_secret(&self, secret: secrecy::SecretString) -> Autotask {
        self.of_person("dana", secret)
    }

    fn of_person(&self, person: &str, secret: secrecy::SecretString) -> Autotask {
        let key = self.server.credentials();
        Autotask::new(AutotaskConfig {
            user: key.user,
            tracking_id: key.tracking_id,
            secret,
            discovery: self.server.url(),
            cache_dir: self.cache.path().join(person),
            shared_dir: self.cache.path().join("shared"),
            reads_back: Vec::new(),
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
        })
        .unwrap()
    }

    async fn admin(&self, method: &str, path: &str, body: &str) -> Value {
        let url = self.server.admin_url();
        let host = url.trim_start_matches("http://").trim_end_matches('/');
        let mut stream = TcpStream::connect(host).await.unwrap();
        let length = body.len();
        let request = format!(
            "{method} /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 2"), "{path}: {head}");
        serde_json::from_str(body).unwrap_or_default()
    }

    /// The calls so far, as "METHOD path".
    async fn calls(&self) -> Vec<String> {
        let requests = self.admin("GET", "requests", "").await;
        let line = |request: &Value| {
            format!(
                "{} {}",
                request["method"].as_str().unwrap(),
                request["path"].as_str().unwrap()
            )
        };
        requests.as_array().unwrap().iter().map(line).collect()
    }

    /// The calls that a key was sent with.
    async fn tries(&self) -> usize {
        let calls = self.calls().await;
        calls.iter().filter(|call| !call.contains("zoneInformation")).count()
    }

    /// How many calls that takes.
    async fn cost<T>(&self, asking: impl Future<Output = T>) -> (T, usize) {
        let before = self.calls().await.len();
        let answer = asking.await;
        (answer, self.calls().await.len() - before)
    }

    /// The bodies of the creates of tickets.
    async fn created(&self) -> Vec<Value> {
        let requests = self.admin("GET", "requests", "").await;
        let requests = requests.as_array().unwrap().iter();
        let created = requests
            .filter(|request| request["method"] == "POST" && request["path"].as_str().unwrap().ends_with("/Tickets"));
        created
            .map(|request| serde_json::from_str(request["body"].as_str().unwrap()).unwrap())
            .collect()
    }

    async fn tickets(&self) -> Vec<Value> {
        self.admin("GET", "tickets", "").await.as_array().unwrap().clone()
    }

    fn files(&self) -> String {
        fn under(folder: &Path, all: &mut String) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    under(&path, all);
                } else {
                    all.push_str(&std::fs::read_to_string(path).unwrap());
                }
            }
        }
        let mut all = String::new();
        under(self.cache.path(), &mut all);
        all
    }
}

/// A clock that stands until it is moved.
struct At(Mutex<Timestamp>);

impl At {
    fn passes(&self, time: SignedDuration) {
        let mut now = self.0.lock().unwrap();
        *now = now.checked_add(time).unwrap();
    }
}

#[async_trait]
impl Clock for At {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    async fn sleep_until(&self, _: Timestamp) {}
}

fn unregistered() -> PersonRef {
    PersonRef::Name {
        first: "Unregistered".to_owned(),
        last: "User".to_owned(),
    }
}

fn frontdesk() -> Machine {
    Machine {
        serial: String::new(),
        hostname: "FRONTDESK-3".to_owned(),
    }
}

fn by_email(address: &str) -> PersonRef {
    PersonRef::Email(address.to_owned())
}

fn id_of(vocabulary: &Vocabulary, field: Field, label: &str) -> i64 {
    let term = vocabulary.0[&field]
        .iter()
        .find(|term| term.label == label && term.active);
    term.unwrap_or_else(|| panic!("{field:?} {label}")).id
}

/// All that the desk asks and does for one ticket of Dana's, with its note, in the desk's order.
async fn ring(autotask: &Autotask, key: &str) -> Result<RemoteId, PsaError> {
    let vocabulary = autotask.vocabulary(false).await?;
    let dana = autotask.people(&by_email(DANA), &[unregistered()]).await?.remove(0);
    autotask.companies(&CompanyRef::Id(dana.company.0), &[]).await?;
    autotask.people(&unregistered(), &[]).await?;
    let new = NewTicket {
        asset: autotask.asset(dana.company, &frontdesk()).await,
        ..ticket(key, dana.company, Some(dana.id), &vocabulary)
    };
    let ticket = autotask.create_ticket(&new).await?;
    autotask.ticket_number(ticket).await?;
    autotask.add_note(ticket, &note()).await?;
    Ok(ticket)
}

fn ticket(key: &str, company: RemoteId, contact: Option<RemoteId>, vocabulary: &Vocabulary) -> NewTicket {
    NewTicket {
        key: key.to_owned(),
        company,
        contact,
        asset: None,
        title: "The printer beeps".to_owned(),
        description: "It beeps.".to_owned(),
        fields: BTreeMap::from([
            (Field::Status, id_of(vocabulary, Field::Status, "New")),
            (Field::Priority, id_of(vocabulary, Field::Priority, "High")),
            (Field::Queue, id_of(vocabulary, Field::Queue, "Service Desk")),
        ]),
        due: None,
        user_defined: BTreeMap::new(),
    }
}

fn note() -> NewNote {
    NewNote {
        title: "Device".to_owned(),
        text: "FRONTDESK-3 – 日本".to_owned(),
        audience: Audience::Technicians,
    }
}

fn screen() -> NewAttachment {
    NewAttachment {
        name: "screen.png".to_owned(),
        title: "Screen 1".to_owned(),
        media_type: Some("image/png".to_owned()),
        audience: Audience::Technicians,
        bytes: (0..=255).collect(),
    }
}

#[tokio::test]
async fn a_cold_ticket_takes_eight_calls_and_a_warm_one_three_and_one_per_attachment() {
    let world = World::new().await;
    ring(&world.started(), "cold").await.unwrap();
    let cold = world.calls().await;
    assert_eq!(cold.len(), 8, "{cold:#?}");

    let warm_start = world.started();
    let ticket = ring(&warm_start, "warm").await.unwrap();
    warm_start.attach(ticket, &screen()).await.unwrap();
    let warm = world.calls().await.split_off(cold.len());
    assert_eq!(warm.len(), 4, "{warm:#?}");
}

/// `autotask-psa` holds that list against the vendor's own description of its API.
#[tokio::test]
async fn every_field_that_is_asked_by_is_in_the_list_of_what_is_used_of_autotask() {
    let world = World::new().await;
    let autotask = world.started();
    let ticket = ring(&autotask, "key").await.unwrap();
    autotask.people(&PersonRef::Id(1), &[]).await.unwrap();
    autotask
        .companies(&CompanyRef::Name("Contoso Ltd".to_owned()), &[])
        .await
        .unwrap();
    autotask.vocabulary(true).await.unwrap();
    autotask.find_tickets("key").await.unwrap();
    autotask.notes(ticket).await.unwrap();
    autotask.attachments(ticket).await.unwrap();
    let used: toml::Table = toml::from_str(include_str!("../../autotask-psa/tests/used.toml")).unwrap();
    let mut compared = 0;
    for request in world.admin("GET", "requests", "").await.as_array().unwrap() {
        let path = request["path"].as_str().unwrap().split("V1.0/").nth(1).unwrap();
        let Some((entity, "query")) = path.split_once('/') else {
            continue;
        };
        let listed = used[entity]["asked"].as_array().unwrap();
        let body: Value = serde_json::from_str(request["body"].as_str().unwrap()).unwrap();
        for name in names_in(&body["filter"])
            .into_iter()
            .chain(strings(&body["IncludeFields"]))
        {
            assert!(
                listed.iter().any(|listed| listed.as_str() == Some(name)),
                "{entity}.{name}"
            );
            compared += 1;
        }
    }
    assert!(compared > 30, "{compared}");
}

fn strings(list: &Value) -> Vec<&str> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

/// The fields that a filter names.
fn names_in(filter: &Value) -> Vec<&str> {
    let of_items = filter.as_array().or_else(|| filter["items"].as_array());
    let below = of_items.into_iter().flatten().flat_map(names_in);
    below.chain(filter["field"].as_str()).collect()
}

#[tokio::test]
async fn a_ticket_is_stored_as_it_was_made() {
    let world = World::new().await;
    let autotask = world.started();
    let id = ring(&autotask, "0190-key").await.unwrap();
    autotask.attach(id, &screen()).await.unwrap();
    let everyone = NewNote {
        audience: Audience::Everyone,
        title: "For you".to_owned(),
        ..note()
    };
    autotask.add_note(id, &everyone).await.unwrap();

    let tickets = world.tickets().await;
    let [stored] = tickets.as_slice() else {
        panic!("{tickets:?}")
    };
    for (name, value) in [
        ("title", "The printer beeps"),
        ("description", "It beeps."),
        ("company", "Contoso Ltd"),
        ("contact", "Dana Reyes"),
        ("queue", "Service Desk"),
        ("priority", "High"),
        ("status", "New"),
        ("externalID", "0190-key"),
    ] {
        assert!(
            stored[name].as_str().unwrap_or_default().starts_with(value),
            "{name}: {}",
            stored[name]
        );
    }
    assert_eq!(stored["notes"][0]["text"], json!("FRONTDESK-3 – ??"));
    assert_eq!(
        (&stored["notes"][0]["publish"], &stored["notes"][1]["publish"]),
        (&json!(2), &json!(1))
    );
    let attachment = &stored["attachments"][0];
    assert_eq!(
        (&attachment["title"], &attachment["bytes"], &attachment["publish"]),
        (&json!("Screen 1"), &json!(256), &json!(2))
    );

    let found = autotask.find_tickets("0190-key").await.unwrap();
    let [found] = found.found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!((found.id, json!(found.number)), (id, stored["number"].clone()));
    assert_eq!(autotask.ticket_number(id).await.unwrap(), found.number);
    let titles = |parts: &Looked<FoundPart>| parts.found.iter().map(|part| part.title.clone()).collect::<Vec<_>>();
    assert_eq!(titles(&autotask.notes(id).await.unwrap()), ["Device", "For you"]);
    assert_eq!(titles(&autotask.attachments(id).await.unwrap()), ["Screen 1"]);
    assert!(autotask.find_tickets("another").await.unwrap().found.is_empty());
}

#[tokio::test]
async fn what_is_remembered_holds_no_secret_and_no_address() {
    let world = World::new().await;
    ring(&world.started(), "key").await.unwrap();
    let key = world.server.credentials();
    let files = world.files();
    assert!(files.contains("Service Desk"), "{files}");
    for hidden in [
        secrecy::ExposeSecret::expose_secret(&key.secret),
        &key.tracking_id,
        &key.user,
        DANA,
    ] {
        assert!(!files.contains(hidden), "{hidden} in {files}");
    }
}

#[tokio::test]
async fn lists_hold_labels_parents_and_work_types_only_when_asked() {
    let world = World::new().await;
    let autotask = world.started();
    let lists = autotask.vocabulary(false).await.unwrap();
    let printer = id_of(&lists, Field::Issue, "Printer");
    let jam = lists.0[&Field::SubIssue]
        .iter()
        .find(|term| term.label == "Paper jam")
        .unwrap();
    assert_eq!(jam.parent, Some(printer));
    assert!(!lists.0.contains_key(&Field::WorkType));
    assert!(!autotask.vocabulary(true).await.unwrap().0[&Field::WorkType].is_empty());
}

#[tokio::test]
async fn old_lists_are_used_while_autotask_is_down_and_new_ones_afterwards() {
    let world = World::new().await;
    let autotask = world.started();
    let fresh = autotask.vocabulary(false).await.unwrap();
    world.clock.passes(SignedDuration::from_hours(31));
    world.admin("POST", "down", "").await;
    assert_eq!(autotask.vocabulary(false).await.unwrap(), fresh);
    world.admin("POST", "up", "").await;
    let before = world.calls().await.len();
    autotask.vocabulary(false).await.unwrap();
    let after = world.calls().await.split_off(before);
    assert!(
        after.iter().any(|call| call.ends_with("/entityInformation/fields")),
        "{after:?}"
    );
    autotask.vocabulary(false).await.unwrap();
    assert_eq!(world.calls().await.len(), before + after.len());
}

#[tokio::test]
async fn old_lists_are_not_used_when_autotask_is_up_and_says_no() {
    let world = World::new().await;
    let autotask = world.started();
    autotask.vocabulary(false).await.unwrap();
    world.clock.passes(SignedDuration::from_hours(31));
    let fault = r#"{"path":"/Tickets/entityInformation/fields","fault":"commit_then_500","text":"The logged in Resource does not have the adequate permissions to query this entity type."}"#;
    world.admin("POST", "faults", fault).await;
    let error = autotask.vocabulary(false).await.unwrap_err();
    assert_eq!((error.kind, error.retry), (PsaErrorKind::Permission, Retry::Permanent));
}

#[tokio::test]
async fn lists_that_were_never_had_are_an_error_while_autotask_is_down() {
    let world = World::new().await;
    world.admin("POST", "down", "").await;
    let error = world.started().vocabulary(false).await.unwrap_err();
    assert_eq!(
        (error.kind, error.retry),
        (PsaErrorKind::Unavailable, Retry::Transient { after: None })
    );
}

#[tokio::test]
async fn a_clock_that_was_years_ahead_keeps_nothing_alive() {
    let world = World::new().await;
    world.clock.passes(SignedDuration::from_hours(24 * 365));
    world.started().people(&by_email(DANA), &[]).await.unwrap();
    world.clock.passes(SignedDuration::from_hours(-24 * 365));
    let before = world.calls().await.len();
    world.started().people(&by_email(DANA), &[]).await.unwrap();
    assert!(world.calls().await.len() > before);
}

#[tokio::test]
async fn people_are_remembered_for_a_day_and_strangers_for_minutes() {
    let world = World::new().await;
    let autotask = world.started();
    let asks = async |email: &str| {
        let before = world.calls().await.len();
        autotask.people(&by_email(email), &[]).await.unwrap();
        world.calls().await.len() > before
    };
    assert!(asks(DANA).await && asks("stranger@nowhere.example").await);
    assert!(!asks("DANA@contoso.example ").await && !asks("stranger@nowhere.example").await);
    world.clock.passes(SignedDuration::from_mins(11));
    assert!(!asks(DANA).await && asks("stranger@nowhere.example").await);
    world.clock.passes(SignedDuration::from_hours(24));
    assert!(asks(DANA).await);
}

#[tokio::test]
async fn the_msps_own_company_has_id_zero_and_names_ignore_case() {
    let world = World::new().await;
    let autotask = world.started();
    let own = autotask.companies(&CompanyRef::Id(0), &[]).await.unwrap();
    assert_eq!((own[0].id, own[0].name.as_str()), (RemoteId(0), "Practice MSP"));
    let contoso = autotask
        .companies(&CompanyRef::Name("contoso LTD".to_owned()), &[])
        .await
        .unwrap();
    assert_eq!(contoso.len(), 1);
    assert!(
        autotask
            .companies(&CompanyRef::Name("Nobody Inc".to_owned()), &[])
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_refused_ticket_names_the_field_and_makes_the_next_look_fresh() {
    let world = World::new().await;
    let autotask = world.started();
    let vocabulary = autotask.vocabulary(false).await.unwrap();
    let dana = autotask.people(&by_email(DANA), &[]).await.unwrap().remove(0);
    autotask.user_defined().await.unwrap();
    let elsewhere = ticket("key", RemoteId(0), Some(dana.id), &vocabulary);
    let refused = autotask.create_ticket(&elsewhere).await.unwrap_err();
    assert_eq!(
        (refused.kind, refused.retry),
        (PsaErrorKind::Validation, Retry::Permanent)
    );
    assert_eq!(refused.field.as_deref(), Some("contactID"), "{}", refused.text);
    assert_eq!(world.cost(autotask.people(&by_email(DANA), &[])).await.1, 1);
    assert_eq!(world.cost(autotask.vocabulary(false)).await.1, 1);
    assert_eq!(world.cost(autotask.user_defined()).await.1, 1);
}

#[tokio::test]
async fn a_create_that_may_have_happened_says_so_and_is_found_by_its_key() {
    let world = World::new().await;
    let autotask = world.started();
    let fault = r#"{"path":"/Tickets","method":"POST","times":1,"fault":"commit_then_reset","ms":0}"#;
    let vocabulary = autotask.vocabulary(false).await.unwrap();
    world.admin("POST", "faults", fault).await;
    let lost = autotask
        .create_ticket(&ticket("lost", RemoteId(0), None, &vocabulary))
        .await
        .unwrap_err();
    assert_eq!((lost.kind, lost.retry), (PsaErrorKind::Unreachable, Retry::Ambiguous));
    assert_eq!(autotask.find_tickets("lost").await.unwrap().found.len(), 1);
}

#[tokio::test]
async fn a_file_over_the_limit_is_not_sent() {
    let world = World::new().await;
    let autotask = world.started();
    let bytes = vec![0; autotask.limits().attachment + 1];
    let refused = autotask
        .attach(RemoteId(1), &NewAttachment { bytes, ..screen() })
        .await
        .unwrap_err();
    assert_eq!(
        (refused.kind, refused.retry),
        (PsaErrorKind::Validation, Retry::Permanent)
    );
    assert!(world.calls().await.is_empty());
}

fn line(checks: &[Check], subject: Subject) -> &Outcome {
    &checks.iter().find(|check| check.subject == subject).unwrap().outcome
}

#[tokio::test]
async fn connect_finds_nothing_wrong_with_a_good_tenant() {
    let world = World::new().await;
    let checks = world.started().connect_checks(&unregistered()).await;
    assert_eq!(checks.len(), 9);
    assert!(
        checks.iter().all(|check| matches!(check.outcome, Outcome::Fine { .. })),
        "{checks:#?}"
    );
    assert!(world.calls().await.len() <= 8);
    assert!(world.tickets().await.is_empty());
}

#[tokio::test]
async fn connect_stops_at_a_wrong_secret_and_says_what_to_click() {
    let world = World::new().await;
    let checks = world
        .with_secret("another-secret".into())
        .connect_checks(&unregistered())
        .await;
    let Outcome::Wrong { click, .. } = line(&checks, Subject::Credentials) else {
        panic!("{checks:#?}")
    };
    assert!(click.starts_with("type the secret again"), "{click}");
    assert!(!format!("{checks:?}").contains("another-secret"));
    assert_eq!(line(&checks, Subject::CatchAll), &Outcome::Skipped);
    let tries = world
        .calls()
        .await
        .iter()
        .filter(|call| !call.contains("zoneInformation"))
        .count();
    assert_eq!(tries, 1, "each further try counts towards the lock");
}

#[tokio::test]
async fn connect_says_how_to_make_the_contact_for_unknown_senders() {
    let world = World::new().await;
    let nobody = PersonRef::Name {
        first: "No".to_owned(),
        last: "Body".to_owned(),
    };
    let checks = world.started().connect_checks(&nobody).await;
    let Outcome::Notice { click, .. } = line(&checks, Subject::CatchAll) else {
        panic!("{checks:#?}")
    };
    assert!(click.contains("Unregistered"), "{click}");
}

#[tokio::test]
async fn a_test_ticket_is_made_read_back_and_completed() {
    let world = World::new().await;
    let autotask = world.started();
    let vocabulary = autotask.vocabulary(false).await.unwrap();
    let made = autotask
        .make_test_ticket(&ticket("test", RemoteId(0), None, &vocabulary), &note(), &screen())
        .await;
    assert!(
        made.checks
            .iter()
            .all(|check| matches!(check.outcome, Outcome::Fine { .. })),
        "{:#?}",
        made.checks
    );
    assert!(made.submission_errors.is_empty());
    let tickets = world.tickets().await;
    assert_eq!(
        (&tickets[0]["status"], &tickets[0]["number"]),
        (&json!("Complete"), &json!(made.number))
    );
}

#[tokio::test]
async fn a_test_ticket_that_is_refused_gives_autotasks_own_words() {
    let world = World::new().await;
    let autotask = world.started();
    let vocabulary = autotask.vocabulary(false).await.unwrap();
    let mut refused = ticket("test", RemoteId(0), None, &vocabulary);
    refused.fields.insert(Field::Priority, 4711);
    let made = autotask.make_test_ticket(&refused, &note(), &screen()).await;
    assert_eq!(made.id, None);
    assert!(made.submission_errors.concat().contains("4711"), "{made:?}");
    let Outcome::Wrong { click, .. } = line(&made.checks, Subject::TestTicket) else {
        panic!("{made:?}")
    };
    assert!(click.contains("priority"), "{click}");
    assert_eq!(line(&made.checks, Subject::TestNote), &Outcome::Skipped);
}

#[tokio::test]
async fn a_refused_key_is_not_tried_a_third_time() {
    let world = World::new().await;
    let autotask = world.with_secret("another-secret".into());
    for _ in 0..5 {
        let refused = autotask.vocabulary(false).await.unwrap_err();
        assert_eq!(
            (refused.kind, refused.retry),
            (PsaErrorKind::Credentials, Retry::Permanent)
        );
        assert!(!format!("{refused:?} {autotask:?}").contains("another-secret"));
    }
    let tries = world
        .calls()
        .await
        .iter()
        .filter(|call| !call.contains("zoneInformation"))
        .count();
    assert_eq!(tries, 2);
}

#[tokio::test]
async fn a_refused_key_is_not_tried_again_after_a_restart_nor_by_another_person_of_this_pc() {
    let world = World::new().await;
    for person in ["dana", "dana", "robin", "sam"] {
        let started = world.of_person(person, "another-secret".into());
        let refused = started.vocabulary(false).await.unwrap_err();
        assert_eq!(refused.kind, PsaErrorKind::Credentials);
    }
    assert_eq!(world.tries().await, 2);
    let files = world.files();
    for hidden in ["another-secret", &world.server.credentials().tracking_id] {
        assert!(!files.contains(hidden), "{files}");
    }
    world.clock.passes(SignedDuration::from_secs(1));
    world.of_person("admin", "another-secret".into()).try_key_again();
    world
        .of_person("sam", "another-secret".into())
        .vocabulary(false)
        .await
        .unwrap_err();
    assert_eq!(world.tries().await, 3, "an admin asked for it");
    world.started().vocabulary(false).await.unwrap();
}

#[tokio::test]
async fn a_pc_whose_people_share_no_folder_remembers_a_refusal_for_each() {
    let world = World::new().await;
    std::fs::write(world.cache.path().join("shared"), "in the way").unwrap();
    for _ in 0..4 {
        let started = world.of_person("dana", "another-secret".into());
        started.vocabulary(false).await.unwrap_err();
    }
    assert_eq!(world.tries().await, 2);
}

#[tokio::test]
async fn whoever_may_be_asked_for_next_comes_along_in_one_call() {
    let world = World::new().await;
    let autotask = world.started();
    let stranger = by_email("stranger@nowhere.example");
    let soon = [unregistered(), by_email("unregistered@practice.example")];
    autotask.vocabulary(false).await.unwrap();
    let (strangers, calls) = world.cost(autotask.people(&stranger, &soon)).await;
    assert_eq!((strangers.unwrap().len(), calls), (0, 1));
    let (found, calls) = world.cost(autotask.people(&soon[0], &[])).await;
    let found = found.unwrap();
    assert_eq!((found[0].name.as_str(), calls), ("Unregistered User", 0));
    let (again, calls) = world.cost(autotask.people(&soon[1], &[])).await;
    assert_eq!((again.unwrap()[0].id, calls), (found[0].id, 0));

    let contoso = CompanyRef::Name("contoso LTD".to_owned());
    let walk_in = CompanyRef::Id(found[0].company.0);
    let (companies, calls) = world
        .cost(autotask.companies(&contoso, std::slice::from_ref(&walk_in)))
        .await;
    let companies = companies.unwrap();
    assert_eq!(
        (companies.len(), companies[0].name.as_str(), calls),
        (1, "Contoso Ltd", 1)
    );
    let (walk_in, calls) = world.cost(autotask.companies(&walk_in, &[])).await;
    assert_eq!((walk_in.unwrap()[0].id, calls), (found[0].company, 0));
}

#[tokio::test]
async fn this_pc_goes_with_the_ticket_and_is_looked_for_once_a_day() {
    let world = World::new().await;
    let autotask = world.started();
    ring(&autotask, "one").await.unwrap();
    assert_eq!(world.created().await[0]["configurationItemID"], json!(501));
    let contoso = RemoteId(175);
    let asked = async |machine: Machine| {
        let (found, calls) = world.cost(world.started().asset(contoso, &machine)).await;
        (found.map(|id| id.0), calls)
    };
    assert_eq!(
        asked(frontdesk()).await,
        (Some(501), 0),
        "it is remembered across starts"
    );
    let unknown = || Machine {
        serial: String::new(),
        hostname: "NOWHERE-1".to_owned(),
    };
    assert_eq!(asked(unknown()).await, (None, 1));
    world.clock.passes(SignedDuration::from_hours(23));
    assert_eq!(
        asked(unknown()).await,
        (None, 0),
        "that it isn't there is remembered as well"
    );
    world.clock.passes(SignedDuration::from_hours(2));
    assert_eq!(asked(frontdesk()).await.0, Some(501));
}

#[tokio::test]
async fn a_key_that_may_not_look_for_machines_costs_one_call_a_day_and_no_ticket() {
    let rights = "[users.rights]\nTickets = ['query', 'create', 'update']\nTicketNotes = ['query', 'create', 'update']\n\
                  TicketAttachments = ['query', 'create']\nContacts = ['query']\nCompanies = ['query']\n\
                  ConfigurationItems = []\n'*' = ['query']\n";
    let world = World::with(&format!("[[users]]\nlogin = 'api@practice.example'\n{rights}")).await;
    let autotask = world.started();
    autotask.vocabulary(false).await.unwrap();
    let (found, calls) = world.cost(autotask.asset(RemoteId(175), &frontdesk())).await;
    assert_eq!((found, calls), (None, 1));
    let (found, calls) = world.cost(autotask.asset(RemoteId(175), &frontdesk())).await;
    assert_eq!((found, calls), (None, 0));
    ring(&autotask, "one").await.unwrap();
    assert_eq!(world.created().await[0].get("configurationItemID"), None);
}

#[tokio::test]
async fn a_look_for_this_pc_that_fails_for_now_is_made_again_with_the_next_ticket() {
    let world = World::new().await;
    let autotask = world.started();
    autotask.vocabulary(false).await.unwrap();
    let fault = r#"{"path":"/ConfigurationItems/query","method":"POST","times":1,"fault":"down","ms":0}"#;
    world.admin("POST", "faults", fault).await;
    assert_eq!(autotask.asset(RemoteId(175), &frontdesk()).await, None);
    assert_eq!(autotask.asset(RemoteId(175), &frontdesk()).await, Some(RemoteId(501)));
}

#[tokio::test]
async fn a_machine_that_autotask_refuses_costs_no_ticket() {
    let world = World::new().await;
    let autotask = world.started();
    let vocabulary = autotask.vocabulary(false).await.unwrap();
    autotask.asset(RemoteId(175), &frontdesk()).await.unwrap();
    let of_another_company = NewTicket {
        asset: Some(RemoteId(503)),
        ..ticket("key", RemoteId(175), None, &vocabulary)
    };
    autotask.create_ticket(&of_another_company).await.unwrap();
    let created = world.created().await;
    assert_eq!(created.len(), 2, "{created:?}");
    let (_, calls) = world.cost(autotask.asset(RemoteId(175), &frontdesk())).await;
    assert_eq!(calls, 1, "it is looked for again");
    assert_eq!(world.tickets().await.len(), 1);
}
