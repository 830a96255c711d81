use std::collections::BTreeMap;

use serde::Deserialize;

use super::*;
use crate::fake::{FakePsa, contact, refusal};
use crate::psa::PsaErrorKind;
use crate::{KnownBy, PersonRef};

const COMPANIES: [(i64, &str); 7] = [
    (0, "Practice MSP"),
    (175, "Contoso Ltd"),
    (176, "Fabrikam, Inc."),
    (177, "Northwind Traders"),
    (179, "Walk-in customers"),
    (180, "Twins"),
    (181, "Twins"),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(default = "dana")]
    email: String,
    /// Whom it is for.
    on_behalf_of: Option<OnBehalfOf>,
    /// The contacts with their address.
    #[serde(default)]
    others: Vec<Somebody>,
    pc: Option<CompanyRef>,
    #[serde(default)]
    people: Vec<Somebody>,
    #[serde(default)]
    catch_alls: Vec<Somebody>,
    #[serde(default)]
    elsewhere: Vec<Somebody>,
    refuses: Option<String>,
    expect: Option<Expected>,
    expect_failure: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Somebody {
    id: i64,
    company: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    company: String,
    contact: Option<i64>,
    matched: Option<String>,
    pc_company: Option<String>,
    remark: Option<String>,
    error: Option<String>,
}

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

fn dana() -> String {
    "dana@contoso.example".to_owned()
}

fn kind(word: &str) -> PsaErrorKind {
    match word {
        "permission" => PsaErrorKind::Permission,
        "unavailable" => PsaErrorKind::Unavailable,
        "credentials" => PsaErrorKind::Credentials,
        other => panic!("unknown kind {other}"),
    }
}

fn tenant(case: &Case) -> FakePsa {
    let company = |name: &str| COMPANIES.iter().find(|(_, known)| *known == name).unwrap().0;
    let all = |people: &[Somebody]| {
        let person = |person: &Somebody| contact(person.id, company(&person.company), &person.name);
        people.iter().map(person).collect::<Vec<_>>()
    };
    let settings = Settings::default();
    let psa = FakePsa::new()
        .knows(PersonRef::Email(dana()), all(&case.people))
        .knows(PersonRef::Email("kim@contoso.example".to_owned()), all(&case.others))
        .knows(settings.catch_all, all(&case.catch_alls))
        .knows(PersonRef::Email(ELSEWHERE.to_owned()), all(&case.elsewhere))
        .has_companies(&COMPANIES);
    match &case.refuses {
        Some(word) => psa.refuses_to_look_up_people(refusal(kind(word))),
        None => psa,
    }
}

#[tokio::test]
async fn every_requester_finds_a_company_as_the_table_says() {
    let cases: Cases = toml::from_str(include_str!("../../tests/cases/identify.toml")).unwrap();
    assert!(cases.case.len() > 20);
    let names: BTreeMap<i64, &str> = COMPANIES.into_iter().collect();
    for case in cases.case {
        let settings = Settings {
            company: case.pc.clone(),
            ..Settings::default()
        };
        let who = Requester {
            name: "Dana Reyes".to_owned(),
            email: case.email.clone(),
            phone: String::new(),
            known_by: KnownBy::Typed,
        };
        let psa = tenant(&case);
        let found = identify(&psa, &settings, &who, case.on_behalf_of.as_ref()).await;
        let name = &case.name;
        if let Some(word) = &case.expect_failure {
            assert_eq!(found.unwrap_err().kind, kind(word), "{name}");
            continue;
        }
        let (found, expected) = (found.unwrap(), case.expect.as_ref().unwrap());
        assert_eq!(names[&found.company.0], expected.company, "{name}");
        assert_eq!(found.company_name, expected.company, "{name}");
        assert_eq!(found.contact.map(|id| id.0), expected.contact, "{name}");
        assert_eq!(found.matched, expected.matched, "{name}");
        assert_eq!(found.pc_company, expected.pc_company, "{name}");
        said(name, &found.remarks, expected.remark.as_deref());
        said(name, &found.errors, expected.error.as_deref());
    }
}

fn said(case: &str, lines: &[String], expected: Option<&str>) {
    match expected {
        Some(expected) => assert!(lines.iter().any(|line| line.contains(expected)), "{case}: {lines:?}"),
        None => assert!(lines.is_empty(), "{case}: {lines:?}"),
    }
}
