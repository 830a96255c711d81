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
use crate::{BlobKind, Draft, Fact, Facts, KnownBy, OnBehalfOf, Owner, Requester, route};

/// What a golden case is made from; see `tests/golden/*.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[serde(default)]
    message: String,
    #[serde(default = "typed")]
    requester: Requester,
    on_behalf_of: Option<OnBehalfOf>,
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
            answers: std::collections::BTreeMap::new(),
            on_behalf_of: case.on_behalf_of.clone(),
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
            asset: None,
            route: &route,
            trace: &trace,
            resolution: &resolve(&route, &psa.vocabulary),
            user_defined: &user_defined::Values::default(),
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

fn notes(plan: &Plan) -> Vec<&NewNote> {
    plan.parts
        .iter()
        .filter_map(|part| match part {
            Part::Note(note) => Some(note),
            Part::Attachment(_) => None,
        })
        .collect()
}

fn files(plan: &Plan) -> Vec<&Attachment> {
    plan.parts
        .iter()
        .filter_map(|part| match part {
            Part::Attachment(file) => Some(file),
            Part::Note(_) => None,
        })
        .collect()
}

#[test]
fn a_message_that_just_fits_stays_whole_and_one_character_more_goes_on_in_a_note() {
    let limit = FakePsa::new().limits().description - room("\n\nReference H7K2");
    let planned_of = |message: String| planned(&Case { message, ..case("") });
    for filler in ["x", "é", "\u{1f642}"] {
        let message = filler.repeat(limit / room(filler));
        assert_eq!(room(&message), limit);
        let plan = planned_of(message.clone());
        assert_eq!(plan.ticket.description, format!("{message}\n\nReference H7K2"));
        assert_eq!(room(&plan.ticket.description), 8000);
        assert_eq!(notes(&plan).len(), 1, "only the internal one");

        let plan = planned_of(format!("{message}x"));
        assert!(room(&plan.ticket.description) <= 8000);
        assert!(
            plan.ticket
                .description
                .contains("[This goes on in the note \"Message, part 2 of 2\".]")
        );
        let [_, rest] = notes(&plan)[..] else {
            panic!("{filler}")
        };
        assert_eq!(
            (rest.title.as_str(), rest.audience),
            ("Message, part 2 of 2", Audience::Everyone)
        );
        let first = plan.ticket.description.split("\n\n[This").next().unwrap();
        let second = rest.text.split("\n\ndeskbell:").next().unwrap();
        assert_eq!(format!("{first}{second}"), format!("{message}x"));
    }
}

#[test]
fn substitutes_are_counted_before_the_text_is_cut() {
    // Each arrow becomes two characters.
    let plan = planned(&Case {
        message: "→".repeat(7000),
        ..case("")
    });
    assert!(room(&plan.ticket.description) <= 8000 && plan.ticket.description.starts_with("->->"));
    assert_eq!(plan.ticket.title, "->".repeat(50));
    let arrows = |text: &str| text.matches("->").count();
    let rest: usize = notes(&plan)
        .iter()
        .filter(|note| note.title.starts_with("Message"))
        .map(|note| arrows(&note.text))
        .sum();
    assert_eq!(arrows(&plan.ticket.description) + rest, 7000);
    assert!(files(&plan).is_empty());
}

#[test]
fn a_substitute_needs_no_file() {
    let plan = planned(&Case {
        requester: Requester {
            name: "Michał".to_owned(),
            ..typed()
        },
        ..case("message = \"Paweł → Łódź\"")
    });
    assert_eq!(plan.ticket.title, "Pawel -> Łódź");
    assert!(notes(&plan)[0].text.lines().next().unwrap().contains("\"Michal\""));
    assert!(files(&plan).is_empty());
}

#[test]
fn a_subject_that_is_too_long_stands_whole_above_the_message() {
    let long = "very ".repeat(100);
    let rules = format!("[[rule]]\nname = \"Long\"\nwhen.msg = \"hello\"\nset.subject = \"A {long}long subject\"\n");
    let plan = planned(&Case {
        rules,
        ..case("message = \"hello\"")
    });
    assert!(room(&plan.ticket.title) <= 255 && plan.ticket.title.ends_with('…'));
    assert!(
        plan.ticket
            .description
            .starts_with(&format!("A {long}long subject\n\nhello"))
    );
}

#[test]
fn a_file_keeps_a_name_that_disks_take_and_its_own_is_told() {
    let plan = planned(&Case {
        files: vec![("写真 ł.png".to_owned(), 5), ("plain.png".to_owned(), 6)],
        ..case("message = \"hello\"")
    });
    let names: Vec<_> = files(&plan).iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["note.txt", "__ l.png", "plain.png"]);
    let Content::Text(note) = &files(&plan)[0].from else {
        panic!("{:?}", files(&plan)[0])
    };
    assert!(note.contains("写真 ł.png is attached as __ l.png."), "{note}");
    assert!(files(&plan).iter().all(|file| room(&file.title) <= 255));
}

#[test]
fn a_note_for_the_customer_that_cannot_be_shown_is_attached() {
    let rules = "[[rule]]\nname = \"Note\"\nwhen.msg = \"hello\"\nset.public_note = \"担当者から連絡します\"\n";
    let plan = planned(&Case {
        rules: rules.to_owned(),
        ..case("message = \"hello\"")
    });
    let names: Vec<_> = files(&plan).iter().map(|file| file.name.as_str()).collect();
    assert!(names.contains(&"notes.txt"), "{names:?}");
}

#[test]
fn a_subject_that_just_fits_is_the_title_and_one_character_more_stands_above_the_message() {
    for filler in ["x", "\u{1f642}"] {
        let fits = format!("{}x", filler.repeat(254 / room(filler)));
        let of = |subject: &str| {
            let rules = format!("[[rule]]\nname = \"Long\"\nwhen.msg = \"hello\"\nset.subject = \"{subject}\"\n");
            planned(&Case {
                rules,
                ..case("message = \"hello\"")
            })
        };
        let ticket = of(&fits).ticket;
        assert_eq!((room(&ticket.title), &ticket.title), (255, &fits));
        assert!(ticket.description.starts_with("hello"), "{}", ticket.description);
        let longer = format!("{fits}y");
        let ticket = of(&longer).ticket;
        assert!(
            room(&ticket.title) <= 255 && ticket.title.ends_with('…'),
            "{}",
            ticket.title
        );
        assert!(ticket.description.starts_with(&format!("{longer}\n\nhello")));
    }
}

#[test]
fn an_attachments_title_keeps_its_marker_however_long_its_name_is() {
    let plan = planned(&Case {
        files: vec![(format!("{}.png", "x".repeat(300)), 5)],
        ..case("message = \"hello\"")
    });
    let title = &files(&plan)[0].title;
    assert!(room(title) <= 255, "{title}");
    assert!(
        title.ends_with("… (deskbell:0193391d-aaaa-7bbb-8ccc-1234567890ab:4)"),
        "{title}"
    );
}

#[test]
fn a_file_as_large_as_may_be_is_attached_and_one_byte_more_is_told() {
    let limit = u64::try_from(FakePsa::new().limits().attachment).unwrap();
    let plan = planned(&Case {
        files: vec![("fits.bin".to_owned(), limit), ("more.bin".to_owned(), limit + 1)],
        ..case("message = \"hello\"")
    });
    let names: Vec<_> = files(&plan).iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["fits.bin"]);
    assert!(
        notes(&plan)[0]
            .text
            .contains("more.bin was added and is too large (6000001 bytes)")
    );
}

#[test]
fn what_could_not_be_shown_of_the_message_is_for_customers_only_where_attachments_are() {
    for (customers_see_attachments, audience) in [(false, Audience::Technicians), (true, Audience::Everyone)] {
        let plan = planned(&Case {
            customers_see_attachments,
            remarks: vec!["担当".to_owned()],
            ..case("message = \"日本\"")
        });
        let of = |name| {
            files(&plan)
                .into_iter()
                .find(|file| file.name == name)
                .unwrap()
                .audience
        };
        assert_eq!((of("message.txt"), of("note.txt")), (audience, Audience::Technicians));
    }
}
