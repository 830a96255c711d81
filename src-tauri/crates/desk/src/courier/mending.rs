//! A ticket that was refused although it was decided by what is true now: without what was refused, where a ticket is
//! still worth having. Pure.

use crate::DraftId;
use crate::plan::marker;
use crate::psa::{About, Audience, Field, NewNote, NewTicket, PsaError, Vocabulary};
use crate::resolve::FIELDS;

/// How often one ticket is mended: the ticket system may name what it refuses one at a time.
pub(super) const MOST: usize = 4;

/// What tells its note from others.
pub(super) const TITLE: &str = "Submission errors";

/// A ticket that may be taken, and what was changed, a line each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mended {
    pub(super) ticket: NewTicket,
    pub(super) lines: Vec<String>,
}

/// The ticket without what was refused, or with the tenant's own default in its place. `None` when that is not known to
/// be safe.
pub(super) fn mended(ticket: &NewTicket, error: &PsaError, vocabulary: &Vocabulary) -> Option<Mended> {
    let mut mended = Mended {
        ticket: ticket.clone(),
        lines: Vec::new(),
    };
    for about in &error.about {
        let line = mend(&mut mended.ticket, about, vocabulary)?;
        mended
            .lines
            .push(format!("{line} The ticket system said: {}", error.text));
    }
    (mended.ticket != *ticket).then_some(mended)
}

/// The note that says so. `lines`: of this time and of earlier ones.
pub(super) fn note(id: DraftId, ordinal: u32, lines: &[String]) -> NewNote {
    NewNote {
        title: TITLE.to_owned(),
        text: format!("{}\n\n{}", lines.join("\n"), marker(id, ordinal)),
        audience: Audience::Technicians,
    }
}

/// The lines of such a note.
pub(super) fn lines_of(note: &NewNote) -> Vec<String> {
    let lines = note.text.lines().take_while(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

fn mend(ticket: &mut NewTicket, about: &About, vocabulary: &Vocabulary) -> Option<String> {
    match about {
        About::Contact => {
            ticket.contact.take()?;
            Some("The contact was not taken; the ticket has none.".to_owned())
        }
        About::Field(field) => mend_field(ticket, *field, vocabulary),
        About::Due => None,
    }
}

fn mend_field(ticket: &mut NewTicket, field: Field, vocabulary: &Vocabulary) -> Option<String> {
    let name = FIELDS
        .iter()
        .find(|(known, ..)| *known == field)
        .map(|(_, name, _)| name)?;
    let refused = ticket.fields.remove(&field);
    let terms = vocabulary.0.get(&field).map_or(&[][..], Vec::as_slice);
    let own = terms.iter().find(|term| term.default && term.active);
    match (refused, own.filter(|own| refused != Some(own.id))) {
        (_, Some(own)) => {
            ticket.fields.insert(field, own.id);
            let label = &own.label;
            Some(match refused {
                Some(_) => {
                    format!("A value of {name} was not taken; used \"{label}\", the ticket system's default.")
                }
                None => format!("{name} was missing; used \"{label}\", the ticket system's default."),
            })
        }
        (Some(_), None) => Some(format!("A value of {name} was not taken; it is left empty.")),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::psa::{PsaErrorKind, RemoteId, Retry, Term};

    fn ticket() -> NewTicket {
        NewTicket {
            key: "key".to_owned(),
            company: RemoteId(5),
            contact: Some(RemoteId(7)),
            asset: None,
            title: "printer".to_owned(),
            description: String::new(),
            fields: [(Field::Priority, 3), (Field::SubIssue, 9)].into(),
            due: None,
            user_defined: BTreeMap::new(),
        }
    }

    fn refused(about: &[About]) -> PsaError {
        PsaError {
            kind: PsaErrorKind::Validation,
            retry: Retry::Permanent,
            text: "no".to_owned(),
            field: None,
            about: about.to_vec(),
        }
    }

    fn lists() -> Vocabulary {
        let term = |id, label: &str, default| Term {
            id,
            label: label.to_owned(),
            active: true,
            default,
            parent: None,
        };
        let priorities = vec![term(1, "High", false), term(2, "Medium", true)];
        Vocabulary(
            [
                (Field::Priority, priorities),
                (Field::Queue, vec![term(4, "Desk", false)]),
            ]
            .into(),
        )
    }

    #[test]
    fn what_was_refused_is_left_out_or_the_tenants_default_is_used() {
        let about = [
            About::Contact,
            About::Field(Field::Priority),
            About::Field(Field::SubIssue),
        ];
        let mended = mended(&ticket(), &refused(&about), &lists()).unwrap();
        assert_eq!(mended.ticket.contact, None);
        assert_eq!(mended.ticket.fields, [(Field::Priority, 2)].into());
        assert_eq!(mended.lines.len(), 3);
        assert!(
            mended.lines[1].contains("used \"Medium\"") && mended.lines[1].ends_with("said: no"),
            "{:?}",
            mended.lines
        );
        assert!(mended.lines[2].contains("Sub-issue"), "{:?}", mended.lines);
        let noted = note(DraftId(uuid::Uuid::nil()), 7, &mended.lines);
        assert_eq!(lines_of(&noted), mended.lines);
    }

    #[test]
    fn what_cannot_be_mended_is_not_sent_again() {
        let cases: [&[About]; 4] = [
            &[],
            &[About::Due],
            &[About::Field(Field::Queue)],
            &[About::Contact, About::Due],
        ];
        for about in cases {
            assert_eq!(mended(&ticket(), &refused(about), &lists()), None, "{about:?}");
        }
    }
}
