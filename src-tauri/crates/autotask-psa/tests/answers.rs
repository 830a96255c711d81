//! What each answer of Autotask means: `answers.toml`, one case per row.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::wildcard_enum_match_arm,
    reason = "tests"
)]

mod stub;

use autotask_psa::{
    Client, CompanyId, Contact, Error, NewTicket, PicklistId, Query, Retry, TicketFields, TicketId, TicketPatch, field,
};
use serde::Deserialize;
use stub::{Stub, answer, client};

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    call: String,
    status: u16,
    #[serde(default)]
    headers: String,
    #[serde(default)]
    body: String,
    error: String,
    field: Option<String>,
    reason: Option<String>,
    may_not: Option<String>,
    retry: String,
    text: Option<String>,
}

#[tokio::test]
async fn every_answer_means_what_the_table_says() {
    let cases: Cases = toml::from_str(include_str!("answers.toml")).unwrap();
    let mut wrong = Vec::new();
    for case in &cases.case {
        let stub = Stub::tenant(answer(case.status, &case.headers, &case.body)).await;
        let error = call(&client(&stub), &case.call).await.expect_err(&case.name);
        let got = seen(&error);
        let wanted = (
            case.error.clone(),
            case.field.clone().or(case.reason.clone()).or(case.may_not.clone()),
            case.retry.clone(),
        );
        if got != wanted {
            wrong.push(format!("{}: wanted {wanted:?}, got {got:?} of {error:?}", case.name));
        }
        if let Some(text) = &case.text
            && !error.text().contains(text)
        {
            wrong.push(format!("{}: {text:?} is not in {:?}", case.name, error.text()));
        }
        if stub.calls().len() != 1 {
            wrong.push(format!("{}: sent {} times", case.name, stub.calls().len()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn call(client: &Client, name: &str) -> Result<(), Error> {
    match name {
        "create" => client.create_ticket(&NewTicket::new(CompanyId(0), "T")).await.map(drop),
        "read" => client.first::<Contact>(&Query::new(field("id").eq(1))).await.map(drop),
        "update" => {
            let done = TicketFields::default().status(PicklistId(5));
            client.patch_ticket(&TicketPatch::new(TicketId(1), done)).await
        }
        other => panic!("no call {other}"),
    }
}

fn seen(error: &Error) -> (String, Option<String>, String) {
    let debug = format!("{error:?}");
    let variant = debug.split([' ', '{']).next().unwrap_or_default().to_owned();
    let detail = match error {
        Error::Validation { field, .. } => field.clone(),
        Error::Credentials { reason, .. } => Some(format!("{reason:?}")),
        Error::Permission { entity, verb, .. } => Some(format!("{verb} {entity}")),
        _ => None,
    };
    let retry = match error.retry() {
        Retry::Transient { after: None } => "transient".to_owned(),
        Retry::Transient { after: Some(after) } => format!("transient {}", after.as_secs()),
        Retry::Permanent => "permanent".to_owned(),
        Retry::Ambiguous => "ambiguous".to_owned(),
    };
    (variant, detail, retry)
}
