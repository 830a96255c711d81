//! What is taken at Send, and in which shape.

use crate::text::{clean_line, clean_lines, is_blank};
use crate::{DeskError, Draft, MESSAGE_CHARS, Requester, Submission};

/// The longest name, phone number, subject and e-mail address taken, in characters.
const LINE_CHARS: usize = 254;

/// The submission without control characters and superfluous blanks.
///
/// # Errors
/// [`DeskError::Empty`] when there is nothing to send, [`DeskError::Invalid`] with a sentence per field.
pub(crate) fn validated(submission: &Submission) -> Result<Submission, DeskError> {
    let draft = &submission.draft;
    let clean = Submission {
        draft: Draft {
            id: draft.id,
            message: message(&draft.message),
            subject: draft
                .subject
                .as_deref()
                .map(clean_line)
                .filter(|subject| !subject.is_empty()),
            selections: draft.selections.clone(),
            requester: Requester {
                name: clean_line(&draft.requester.name),
                email: clean_line(&draft.requester.email),
                phone: clean_line(&draft.requester.phone),
                known_by: draft.requester.known_by,
            },
            files: draft.files.clone(),
        },
        pictures: submission.pictures.clone(),
        facts: submission.facts.clone(),
        remarks: submission.remarks.iter().map(|remark| clean_line(remark)).collect(),
    };
    let fields = complaints(&clean.draft);
    if !fields.is_empty() {
        return Err(DeskError::Invalid { fields });
    }
    let draft = &clean.draft;
    let says_something = !draft.message.is_empty() || draft.subject.is_some() || !draft.selections.is_empty();
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

fn complaints(draft: &Draft) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let mut complain = |field: &str, sentence: String| fields.push((field.to_owned(), sentence));
    if draft.message.chars().count() > MESSAGE_CHARS {
        complain(
            "message",
            format!("This is longer than {MESSAGE_CHARS} characters. A file can hold the rest."),
        );
    }
    let who = &draft.requester;
    if !who.email.is_empty() && !looks_like_an_address(&who.email) {
        complain("email", "This does not look like an e-mail address.".to_owned());
    }
    let lines = [
        ("name", who.name.as_str()),
        ("email", who.email.as_str()),
        ("phone", who.phone.as_str()),
        ("subject", draft.subject.as_deref().unwrap_or_default()),
    ];
    for (field, text) in lines {
        if text.chars().count() > LINE_CHARS {
            complain(field, format!("This is longer than {LINE_CHARS} characters."));
        }
    }
    fields
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

    fn submission(message: &str) -> Submission {
        Submission {
            draft: Draft {
                id: DraftId(Uuid::nil()),
                message: message.to_owned(),
                subject: None,
                selections: Vec::new(),
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
}
