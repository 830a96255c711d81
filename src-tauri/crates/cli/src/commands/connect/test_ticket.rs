//! The test ticket: what a ticket category demands can't be asked of Autotask, only tried.

use std::collections::BTreeMap;
use std::fs;

use anyhow::bail;
use deskbell_desk::autotask::{Autotask, TestTicket};
use deskbell_desk::psa::{
    Audience, Field, NewAttachment, NewNote, NewTicket, Person, Psa as _, RemoteId, Term, Vocabulary,
};
use deskbell_desk::settings::Settings;
use deskbell_desk::{Clock as _, SystemClock};
use deskbell_dispatch::{Choice, Input, Rules, Variable};

use crate::exit::BadInput;
use crate::place::Place;

const WORDS: &str =
    "A test by deskbell-admin connect. It is set to Complete again at once; nobody needs to do anything.";

/// Makes the ticket as the rules' `[default]` would have it, for the company of this machine and the Unregistered User.
/// Labels that this tenant doesn't have are among the submission errors.
pub async fn make(autotask: &Autotask, place: &Place, settings: &Settings) -> anyhow::Result<TestTicket> {
    let people = autotask.people(&settings.catch_all).await?;
    let (company, contact) = whose(autotask, settings, &people).await?;
    let now = SystemClock.now();
    let (route, _) = rules(place).run(&Input {
        now,
        ..Input::default()
    });
    let mut chosen = Chosen {
        vocabulary: autotask.vocabulary(false).await?,
        fields: BTreeMap::new(),
        errors: Vec::new(),
    };
    for (variable, set) in &route.defaults {
        chosen.choose(*variable, &set.value);
    }
    chosen.fill_in();
    let ticket = NewTicket {
        key: format!("deskbell-connect-{}", now.as_millisecond()),
        company,
        contact,
        title: "Deskbell test ticket".to_owned(),
        description: WORDS.to_owned(),
        fields: chosen.fields,
        due: None,
        user_defined: BTreeMap::new(),
    };
    let audience = Audience::Technicians;
    let note = NewNote {
        title: "Deskbell test note".to_owned(),
        text: WORDS.to_owned(),
        audience,
    };
    let attachment = NewAttachment {
        name: "deskbell-test.txt".to_owned(),
        title: "Deskbell test attachment".to_owned(),
        media_type: Some("text/plain".to_owned()),
        audience,
        bytes: WORDS.as_bytes().to_vec(),
    };
    let mut report = autotask.make_test_ticket(&ticket, &note, &attachment).await;
    chosen.errors.append(&mut report.submission_errors);
    report.submission_errors = chosen.errors;
    Ok(report)
}

/// This machine's company, else the Unregistered User's; and that contact only where it is of the company, because
/// Autotask refuses any other.
async fn whose(
    autotask: &Autotask,
    settings: &Settings,
    people: &[Person],
) -> anyhow::Result<(RemoteId, Option<RemoteId>)> {
    let company = match &settings.company {
        Some(which) => match autotask.companies(which).await?.as_slice() {
            [company] => Some(company.id),
            [] => bail!(BadInput(
                "There is no company as the setting `company` names it.".to_owned()
            )),
            [_, _, ..] => bail!(BadInput(
                "Several companies have the name of the setting `company`; use the id.".to_owned()
            )),
        },
        None => None,
    };
    let company = company.or_else(|| Some(people.first()?.company)).unwrap_or(RemoteId(0));
    let contact = people
        .iter()
        .find(|person| person.company == company)
        .map(|person| person.id);
    Ok((company, contact))
}

/// This machine's rules; the built-in ones where there are none, or none that check.
fn rules(place: &Place) -> Rules {
    let file = place.rules_file();
    let text = fs::read_to_string(&file).unwrap_or_default();
    deskbell_dispatch::check(&file.display().to_string(), &text)
        .rules
        .unwrap_or_else(Rules::builtin)
}

/// The fields of the ticket, as far as this tenant has them.
struct Chosen {
    vocabulary: Vocabulary,
    fields: BTreeMap<Field, i64>,
    errors: Vec<String>,
}

impl Chosen {
    fn choose(&mut self, variable: Variable, choice: &Choice) {
        let Some((_, field)) = FIELDS.into_iter().find(|(known, _)| *known == variable) else {
            return;
        };
        match choice {
            Choice::Id(id) => drop(self.fields.insert(field, *id)),
            Choice::Label(label) => match self.terms(field).iter().find(|term| same(&term.label, label)) {
                Some(term) => drop(self.fields.insert(field, term.id)),
                None => self
                    .errors
                    .push(format!("{variable} {label:?} of [default] is not in this tenant")),
            },
        }
    }

    /// What Autotask always demands: status New, and the list's default priority, else its first.
    fn fill_in(&mut self) {
        for field in [Field::Priority, Field::Status] {
            let terms = self.terms(field);
            let new = terms
                .iter()
                .find(|term| field == Field::Status && same(&term.label, "New"));
            let fallback = new.or_else(|| terms.iter().find(|term| term.default)).or(terms.first());
            if let Some(term) = fallback {
                self.fields.entry(field).or_insert(term.id);
            }
        }
    }

    fn terms(&self, field: Field) -> Vec<Term> {
        let terms = self.vocabulary.0.get(&field).into_iter().flatten();
        terms.filter(|term| term.active).cloned().collect()
    }
}

fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// The fields that [default] may choose. Work types need a call of their own, and no category demands one.
const FIELDS: [(Variable, Field); 8] = [
    (Variable::Priority, Field::Priority),
    (Variable::TicketStatus, Field::Status),
    (Variable::Queue, Field::Queue),
    (Variable::Source, Field::Source),
    (Variable::Category, Field::Category),
    (Variable::Type, Field::Type),
    (Variable::Issue, Field::Issue),
    (Variable::SubIssue, Field::SubIssue),
];
