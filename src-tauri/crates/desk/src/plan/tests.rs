use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use deskbell_dispatch::check;
use serde::Deserialize;
use uuid::Uuid;

use super::*;
use crate::fake::FakePsa;
use crate::psa::{Field, RemoteId, Term};
use crate::resolve::resolve;
use crate::saved::SavedFile;
use crate::text::room;
use crate::{BlobKind, Draft, Fact, Facts, KnownBy, Owner, Requester, route};

/// What a golden case is made from; see `tests/golden/*.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[serde(default)]
    message: String,
    #[serde(default = "typed")]
    requester: Requester,
    #[serde(default)]
    facts: Vec<Fact>,
    #[serde(default)]
    selections: Vec<String>,
    #[serde(default)]
    remarks: Vec<String>,
    #[serde(default)]
    files: Vec<(String, u64)>,
    #[serde(default)]
    rules: String,
    /// The name of the matched contact; nobody is registered without.
    matched: Option<String>,
    pc_company: Option<String>,
    #[serde(default)]
    set_up_remarks: Vec<String>,
    #[serde(default)]
    customers_see_attachments: bool,
}

fn typed() -> Requester {
    Requester {
        name: "Dana Reyes".to_owned(),
        email: "dana@contoso.example".to_owned(),
        phone: String::new(),
        known_by: KnownBy::Typed,
    }
}

fn saved(case: &Case) -> Saved {
    let id = DraftId("0193391d-aaaa-7bbb-8ccc-1234567890ab".parse().unwrap());
    let file = |(number, (name, bytes)): (u128, &(String, u64))| SavedFile {
        blob: BlobId(Uuid::from_u128(number)),
        kind: BlobKind::File,
        name: name.clone(),
        bytes: *bytes,
    };
    Saved {
        id,
        owner: Owner("1000".to_owned()),
        reference: "H7K2".to_owned(),
        saved_at: "2026-11-18T11:00:00Z".parse().unwrap(),
        draft: Draft {
            id,
            message: case.message.clone(),
            subject: None,
            selections: Vec::new(),
            requester: case.requester.clone(),
            files: Vec::new(),
        },
        facts: Facts(case.facts.clone()),
        selections: case.selections.clone(),
        remarks: case.remarks.clone(),
        files: (1..).zip(&case.files).map(file).collect(),
    }
}

fn planned(case: &Case) -> Plan {
    let saved = saved(case);
    let rules = check("rules.toml", &case.rules).rules.expect("rules that check");
    let identity = Identity {
        company: RemoteId(175),
        company_name: "Contoso Ltd".to_owned(),
        contact: Some(RemoteId(30_682_901)),
        matched: case.matched.clone(),
        pc_company: case.pc_company.clone(),
        remarks: Vec::new(),
        errors: Vec::new(),
    };
    let queue = Term {
        id: 30,
        label: "Service Desk".to_owned(),
        active: true,
        default: false,
        parent: None,
    };
    let psa = FakePsa::new().has_terms(Field::Queue, vec![queue]);
    let (route, trace) = rules.run(&route::input(&saved, Some(&identity)));
    plan(
        &Decided {
            saved: &saved,
            identity: &identity,
            route: &route,
            trace: &trace,
            resolution: &resolve(&route, &psa.vocabulary),
            remarks: &case.set_up_remarks,
            customers_see_attachments: case.customers_see_attachments,
        },
        &psa,
    )
}

/// The plan as a person would look it over.
fn shown(plan: &Plan) -> String {
    let ticket = &plan.ticket;
    let mut text = format!(
        "TICKET {}\ncompany {} contact {:?} fields {:?} due {:?} udf {:?}\n---\n{}\n",
        ticket.title,
        ticket.company.0,
        ticket.contact.map(|id| id.0),
        ticket.fields,
        ticket.due.map(|due| due.to_string()),
        ticket.user_defined,
        ticket.description
    );
    for part in &plan.parts {
        match part {
            Part::Note(note) => {
                write!(
                    text,
                    "\nNOTE for {:?}: {}\n---\n{}\n",
                    note.audience, note.title, note.text
                )
                .unwrap();
            }
            Part::Attachment(file) => {
                let media_type = file.media_type.as_deref().unwrap_or("no media type");
                write!(
                    text,
                    "\nATTACHMENT for {:?}: {} ({media_type})\n{}\n",
                    file.audience, file.name, file.title
                )
                .unwrap();
                if let Content::Text(content) = &file.from {
                    write!(text, "---\n{content}\n").unwrap();
                }
            }
        }
    }
    text
}

fn case(text: &str) -> Case {
    toml::from_str(text).unwrap()
}

#[test]
fn what_people_read_in_the_ticket_is_as_the_golden_files_have_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut compared = 0;
    let mut differ = String::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let file = entry.unwrap().path();
        if file.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let got = shown(&planned(&case(&fs::read_to_string(&file).unwrap())));
        let golden = file.with_extension("txt");
        let expected = fs::read_to_string(&golden).unwrap_or_default();
        if got != expected {
            let new = std::env::temp_dir().join(golden.file_name().unwrap());
            fs::write(&new, &got).unwrap();
            writeln!(differ, "{} differs from {}:\n{got}", golden.display(), new.display()).unwrap();
        }
        compared += 1;
    }
    assert!(differ.is_empty(), "{differ}");
    assert!(compared >= 6);
}

#[test]
fn nothing_is_ever_longer_than_the_ticket_system_takes_and_no_word_is_lost() {
    let limits = FakePsa::new().limits();
    for length in [7_900, 7_990, 8_000, 8_100, 20_000, 39_900, 100_000] {
        for word in ["word ", "\u{1f642}", "line\n"] {
            let message: String = word.chars().cycle().take(length).collect();
            let message = message.trim().to_owned();
            let plan = planned(&Case {
                message: message.clone(),
                ..case("")
            });
            assert!(room(&plan.ticket.description) <= limits.description);
            assert!(plan.ticket.description.ends_with("Reference H7K2"));
            let mut text = plan
                .ticket
                .description
                .split("\n\n[This goes on")
                .next()
                .unwrap()
                .to_owned();
            for part in &plan.parts {
                if let Part::Note(note) = part {
                    assert!(room(&note.text) <= limits.note && room(&note.title) <= limits.note_title);
                    if note.title.starts_with("Message") {
                        text += note.text.split("\n\ndeskbell:").next().unwrap();
                    }
                }
            }
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
            let reference = if plan.ticket.description.contains("[This goes on") {
                0
            } else {
                letters("Reference H7K2")
            };
            assert_eq!(letters(&text) - reference, letters(&message), "{length} of {word:?}");
        }
    }
}

#[test]
fn an_internal_note_of_any_length_goes_on_and_stays_internal() {
    let plan = planned(&Case {
        remarks: vec!["a remark that goes on ".repeat(4000)],
        ..case("message = \"hello\"")
    });
    let notes: Vec<_> = plan
        .parts
        .iter()
        .filter_map(|part| match part {
            Part::Note(note) => Some(note),
            Part::Attachment(_) => None,
        })
        .collect();
    assert_eq!(notes.len(), 3);
    assert_eq!(notes[2].title, "About this request, part 3 of 3");
    for (ordinal, note) in notes.iter().enumerate() {
        assert_eq!(note.audience, Audience::Technicians);
        assert!(note.text.ends_with(&format!(
            "deskbell:0193391d-aaaa-7bbb-8ccc-1234567890ab:{}",
            ordinal + 3
        )));
    }
}

#[test]
fn a_long_subject_is_shortened_and_has_one_line() {
    let plan = planned(&case(
        "message = \"hello\"\nrules = '''\n[[rule]]\nname = \"Long\"\nwhen.msg = \"hello\"\nset.subject = \"{msg} and a very long subject that goes on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on\"\n'''\n",
    ));
    assert!(
        room(&plan.ticket.title) <= 255 && plan.ticket.title.ends_with('…'),
        "{}",
        plan.ticket.title
    );
}
