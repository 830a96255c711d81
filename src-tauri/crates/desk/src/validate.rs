//! What is taken at Send, and in which shape.

use crate::settings::{Selection, SelectionKind};
use crate::text::{clean_line, clean_lines, is_blank};
use crate::{Complaint, DeskError, Draft, MESSAGE_CHARS, OnBehalfOf, Requester, Settings, Submission, own_form};

/// The longest name, phone number, subject, e-mail address and answer taken, in characters.
const LINE_CHARS: usize = 254;

/// The submission without control characters and superfluous blanks, and without what the form doesn't show. What is
/// required and was not asked for is remarked.
///
/// # Errors
/// [`DeskError::Empty`] when there is nothing to send, [`DeskError::Invalid`] with a complaint per field.
pub(crate) fn validated(submission: &Submission, settings: &Settings) -> Result<Submission, DeskError> {
    let draft = &submission.draft;
    let mut clean = Submission {
        draft: Draft {
            id: draft.id,
            message: message(&draft.message),
            subject: draft
                .subject
                .as_deref()
                .map(clean_line)
                .filter(|subject| !subject.is_empty()),
            selections: draft.selections.clone(),
            answers: draft
                .answers
                .iter()
                .map(|(id, answer)| (id.clone(), clean_line(answer)))
                .collect(),
            requester: Requester {
                name: clean_line(&draft.requester.name),
                email: clean_line(&draft.requester.email),
                phone: clean_line(&draft.requester.phone),
                known_by: draft.requester.known_by,
            },
            on_behalf_of: draft.on_behalf_of.as_ref().map(|other| OnBehalfOf {
                name: clean_line(&other.name),
                email: clean_line(&other.email),
            }),
            files: draft.files.clone(),
        },
        pictures: submission.pictures.clone(),
        facts: submission.facts.clone(),
        remarks: submission.remarks.iter().map(|remark| clean_line(remark)).collect(),
        unasked: submission.unasked,
    };
    let offered = settings.offered();
    let shown = own_form::shown(&offered, &clean.draft);
    own_form::drop_hidden(&mut clean.draft, &settings.selections, &shown);
    let mut fields = complaints(&clean.draft, &shown);
    let required = missing(&clean.draft, &shown, settings);
    if clean.unasked {
        let unasked = required.into_iter().map(|one| not_asked(&one));
        clean.remarks.extend(unasked);
    } else {
        fields.extend(required.into_iter().map(|one| (one.field, one.complaint)));
    }
    if !fields.is_empty() {
        return Err(DeskError::Invalid { fields });
    }
    let draft = &clean.draft;
    let ticked = !draft.selections.is_empty() || !draft.answers.is_empty();
    let says_something = !draft.message.is_empty() || draft.subject.is_some() || ticked;
    if !says_something && draft.files.is_empty() && clean.pictures.is_empty() {
        return Err(DeskError::Empty);
    }
    Ok(clean)
}

fn message(text: &str) -> String {
    if is_blank(text) {
        return String::new();
    }
    clean_lines(text).trim().to_owned()
}

/// Something required that was not said.
struct Required {
    field: String,
    complaint: Complaint,
    /// What the technicians know it by.
    what: String,
}

fn missing(draft: &Draft, shown: &[&Selection], settings: &Settings) -> Vec<Required> {
    let of_the_form = own_form::missing(shown, draft).into_iter().map(|missing| Required {
        field: missing.field,
        complaint: match missing.selection.kind {
            SelectionKind::Box => Complaint::RequiredBox,
            SelectionKind::Radio => Complaint::RequiredRadio,
            SelectionKind::Text => Complaint::RequiredText,
        },
        what: missing
            .selection
            .group
            .as_ref()
            .unwrap_or(&missing.selection.text)
            .clone(),
    });
    let phone = settings.ask_phone && settings.require_phone && draft.requester.phone.is_empty();
    let phone = phone.then(|| Required {
        field: "phone".to_owned(),
        complaint: Complaint::NoPhone,
        what: "Phone".to_owned(),
    });
    of_the_form.chain(phone).collect()
}

fn not_asked(required: &Required) -> String {
    format!(
        "Not asked, although the form requires it: \"{}\".",
        required.what.replace('"', "'")
    )
}

fn complaints(draft: &Draft, shown: &[&Selection]) -> Vec<(String, Complaint)> {
    let mut fields = Vec::new();
    let mut complain = |field: &str, complaint| fields.push((field.to_owned(), complaint));
    if draft.message.chars().count() > MESSAGE_CHARS {
        complain("message", Complaint::MessageTooLong { limit: MESSAGE_CHARS });
    }
    let who = &draft.requester;
    if !who.email.is_empty() && !looks_like_an_address(&who.email) {
        complain("email", Complaint::NoAddress);
    }
    let lines = [
        ("name", who.name.as_str()),
        ("email", who.email.as_str()),
        ("phone", who.phone.as_str()),
        ("subject", draft.subject.as_deref().unwrap_or_default()),
    ];
    for (field, text) in lines {
        if text.chars().count() > LINE_CHARS {
            complain(field, Complaint::TooLong { limit: LINE_CHARS });
        }
    }
    for selection in shown {
        let answer = draft.answers.get(&selection.id).map_or("", String::as_str);
        if answer.chars().count() > LINE_CHARS {
            complain(
                &own_form::field(&selection.id),
                Complaint::AnswerTooLong { limit: LINE_CHARS },
            );
        }
    }
    if let Some(other) = &draft.on_behalf_of {
        on_behalf(other, &mut complain);
    }
    fields
}

fn on_behalf(other: &OnBehalfOf, complain: &mut impl FnMut(&str, Complaint)) {
    if other.name.is_empty() && other.email.is_empty() {
        complain("for_name", Complaint::NobodyNamed);
    }
    if !other.email.is_empty() && !looks_like_an_address(&other.email) {
        complain("for_email", Complaint::NoAddress);
    }
    for (field, text) in [("for_name", &other.name), ("for_email", &other.email)] {
        if text.chars().count() > LINE_CHARS {
            complain(field, Complaint::TooLong { limit: LINE_CHARS });
        }
    }
}

/// Only what is certainly no address is refused: mail servers take more than any check would allow.
fn looks_like_an_address(text: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';' | '"');
    match text.rsplit_once('@') {
        Some((local, domain)) => {
            let dots = !domain.starts_with('.') && !domain.ends_with('.') && !domain.contains("..");
            !local.is_empty() && !domain.is_empty() && dots && !local.contains('@') && !text.contains(odd)
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{BlobId, DraftId, Facts, KnownBy};

    fn validated(submission: &Submission) -> Result<Submission, DeskError> {
        super::validated(submission, &Settings::default())
    }

    fn submission(message: &str) -> Submission {
        Submission {
            draft: Draft {
                id: DraftId(Uuid::nil()),
                message: message.to_owned(),
                subject: None,
                selections: Vec::new(),
                answers: std::collections::BTreeMap::new(),
                on_behalf_of: None,
                requester: Requester {
                    name: "Dana Reyes".to_owned(),
                    email: "dana@contoso.example".to_owned(),
                    phone: String::new(),
                    known_by: KnownBy::Typed,
                },
                files: Vec::new(),
            },
            pictures: Vec::new(),
            facts: Facts::default(),
            remarks: Vec::new(),
            unasked: false,
        }
    }

    fn with_email(email: &str) -> Submission {
        let mut submission = submission("printer");
        email.clone_into(&mut submission.draft.requester.email);
        submission
    }

    #[test]
    fn only_blanks_and_nothing_else_is_nothing_to_send() {
        assert!(matches!(
            validated(&submission(" \n\t\u{200b}\0")),
            Err(DeskError::Empty)
        ));
        let mut picture = submission("  ");
        picture.pictures.push(BlobId(Uuid::nil()));
        assert_eq!(validated(&picture).unwrap().draft.message, "");
        let mut ticked = submission("");
        ticked.draft.selections.push("emergency".to_owned());
        assert!(validated(&ticked).is_ok());
    }

    #[test]
    fn a_nul_is_taken_out_and_markup_is_left_as_it_is() {
        let clean = validated(&submission("a\0b <script>alert(1)</script> 🙂")).unwrap();
        assert_eq!(clean.draft.message, "ab <script>alert(1)</script> 🙂");
    }

    #[test]
    fn addresses_that_can_not_be_right_are_told_at_their_field() {
        for email in [
            "dana",
            "@contoso.example",
            "dana@",
            "a b@c.example",
            "a@b@c",
            "<dana@c.example>",
            "a@.example",
        ] {
            let Err(DeskError::Invalid { fields }) = validated(&with_email(email)) else {
                panic!("{email} was taken");
            };
            assert_eq!(fields[0].0, "email");
        }
        for email in [
            "",
            " dana@contoso.example ",
            "o'brien+tag@a.b.example",
            "dana@intranet",
            "jörg@bücher.example",
        ] {
            assert!(validated(&with_email(email)).is_ok(), "{email} was refused");
        }
    }

    #[test]
    fn a_message_beyond_the_limit_is_told_at_the_message() {
        assert!(validated(&submission(&"x".repeat(MESSAGE_CHARS))).is_ok());
        let Err(DeskError::Invalid { fields }) = validated(&submission(&"x".repeat(MESSAGE_CHARS + 1))) else {
            panic!("it was taken");
        };
        assert_eq!(fields[0].0, "message");
    }

    fn fields(result: Result<Submission, DeskError>) -> Vec<String> {
        let Err(DeskError::Invalid { fields }) = result else {
            panic!("it was taken");
        };
        fields.into_iter().map(|(field, _)| field).collect()
    }

    /// A phone number, and a room where somebody ticked "printing".
    fn demanding() -> Settings {
        let selection = |id: &str, kind, shown_when: Option<&str>, required| Selection {
            id: id.to_owned(),
            kind,
            text: format!("Text of {id}"),
            shown_when: shown_when.map(str::to_owned),
            required,
            ..Selection::default()
        };
        Settings {
            require_phone: true,
            selections: vec![
                selection("printing", SelectionKind::Box, None, false),
                selection("room", SelectionKind::Text, Some("printing"), true),
            ],
            ..Settings::default()
        }
    }

    #[test]
    fn what_the_form_requires_is_told_at_its_field_and_only_where_it_is_shown() {
        let settings = demanding();
        let mut asked = submission("printer");
        assert_eq!(fields(super::validated(&asked, &settings)), ["phone"]);
        asked.draft.selections.push("printing".to_owned());
        assert_eq!(fields(super::validated(&asked, &settings)), ["selection.room", "phone"]);
        asked.draft.requester.phone = "+1 555 0111".to_owned();
        asked.draft.answers.insert("room".to_owned(), " \t 204 ".to_owned());
        let clean = super::validated(&asked, &settings).unwrap();
        assert_eq!(clean.draft.answers["room"], "204");
        asked.draft.answers.insert("room".to_owned(), "x".repeat(255));
        assert_eq!(fields(super::validated(&asked, &settings)), ["selection.room"]);

        asked.draft.selections.clear();
        let clean = super::validated(&asked, &settings).unwrap();
        assert!(clean.draft.answers.is_empty(), "hidden is not sent");
    }

    #[test]
    fn a_front_end_that_can_not_ask_sends_all_the_same_and_the_technicians_read_what_is_missing() {
        let mut asked = submission("printer");
        asked.unasked = true;
        asked.draft.selections.push("printing".to_owned());
        let clean = super::validated(&asked, &demanding()).unwrap();
        assert_eq!(
            clean.remarks,
            [
                "Not asked, although the form requires it: \"Text of room\".",
                "Not asked, although the form requires it: \"Phone\"."
            ]
        );
    }

    #[test]
    fn an_answer_alone_is_something_to_send() {
        let mut answered = submission("");
        answered.draft.answers.insert("of old".to_owned(), "204".to_owned());
        assert!(validated(&answered).is_ok());
        answered.draft.answers.insert("of old".to_owned(), " ".to_owned());
        assert!(matches!(validated(&answered), Err(DeskError::Empty)));
    }

    #[test]
    fn whom_it_is_for_needs_a_name_or_an_address_that_can_be_one() {
        let mut other = submission("no sound");
        let mut on_behalf_of = |name: &str, email: &str| {
            other.draft.on_behalf_of = Some(OnBehalfOf {
                name: name.to_owned(),
                email: email.to_owned(),
            });
            validated(&other)
        };
        assert_eq!(fields(on_behalf_of(" ", "")), ["for_name"]);
        assert_eq!(fields(on_behalf_of("Kim Roe", "kim")), ["for_email"]);
        assert!(on_behalf_of("Kim Roe", "").is_ok());
        assert!(on_behalf_of("", "kim@contoso.example").is_ok());
    }
}
