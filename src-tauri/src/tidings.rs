//! What a person reads of what they have to be told: what happened, that it is safe or what is missing, and whom to call
//! with which code.

use deskbell_desk::settings::Brand;
use deskbell_desk::{State, Ticket, Tiding};

use crate::speech::{Speech, native};

/// Title and body of a notification.
pub type Words = (String, String);

/// What has to be told once.
pub fn words(tiding: &Tiding, brand: &Brand, speech: &Speech) -> Words {
    match tiding {
        Tiding::WaitsLong(ticket) => waits_long(ticket, brand, speech),
        Tiding::Damaged { unreadable: true, .. } => (
            speech.say(native::NOTIFY_DAMAGED),
            speech.say_with(native::NOTIFY_UNREADABLE, [("whom", whom(brand, speech).into())]),
        ),
        Tiding::Damaged { maimed, lost, .. } => {
            let sentences = [of_maimed(maimed, speech), of_lost(lost, brand, speech)];
            let body: Vec<String> = sentences.into_iter().flatten().collect();
            (speech.say(native::NOTIFY_DAMAGED), body.join(" "))
        }
    }
}

/// A request went out while its window was closed.
pub fn sent(ticket: &Ticket, brand: &Brand, speech: &Speech) -> Words {
    let (name, reference) = (speech.brand(&brand.name), ticket.reference.as_str());
    let body = match &ticket.number {
        Some(number) => speech.say_with(
            native::NOTIFY_SENT_NUMBER,
            [
                ("number", number.as_str().into()),
                ("brand", name.into()),
                ("reference", reference.into()),
            ],
        ),
        None => speech.say_with(
            native::NOTIFY_SENT_NO_NUMBER,
            [("brand", name.into()), ("reference", reference.into())],
        ),
    };
    (speech.say(native::NOTIFY_SENT), body)
}

/// A crash had ended the program.
pub fn crashed(brand: &Brand, speech: &Speech) -> Words {
    (
        speech.say(native::NOTIFY_CRASHED),
        speech.say_with(
            native::NOTIFY_CRASHED_TEXT,
            [("brand", speech.brand(&brand.name).into())],
        ),
    )
}

/// The bell was pressed, and no window could be opened.
pub fn no_form(brand: &Brand, speech: &Speech) -> Words {
    (
        speech.say(native::NOTIFY_NO_FORM),
        speech.say_with(native::NOTIFY_NO_FORM_TEXT, [("whom", whom(brand, speech).into())]),
    )
}

fn waits_long(ticket: &Ticket, brand: &Brand, speech: &Speech) -> Words {
    let reference = ticket.reference.as_str();
    let kept = match ticket.state {
        State::Parked { .. } => speech.say_with(
            native::NOTIFY_LATE_PARKED,
            [("brand", speech.brand(&brand.name).into())],
        ),
        State::Sending | State::Waiting { .. } | State::Delivered => speech.say(native::NOTIFY_LATE_SAFE),
    };
    let call = speech.say_with(
        native::NOTIFY_LATE_CALL,
        [("whom", whom(brand, speech).into()), ("reference", reference.into())],
    );
    (
        speech.say_with(native::NOTIFY_LATE, [("reference", reference.into())]),
        format!("{kept} {call}"),
    )
}

fn of_maimed(references: &[String], speech: &Speech) -> Option<String> {
    let named = references.join(", ");
    (!references.is_empty()).then(|| speech.say_with(native::NOTIFY_MAIMED, [("references", named.into())]))
}

fn of_lost(references: &[String], brand: &Brand, speech: &Speech) -> Option<String> {
    let named = references.join(", ");
    let values = [("references", named.into()), ("whom", whom(brand, speech).into())];
    (!references.is_empty()).then(|| speech.say_with(native::NOTIFY_LOST, values))
}

fn whom(brand: &Brand, speech: &Speech) -> String {
    speech.whom(&brand.name, brand.phone.as_deref())
}

#[cfg(test)]
mod tests {
    use deskbell_desk::DraftId;
    use jiff::Timestamp;

    use super::*;

    fn brand() -> Brand {
        Brand {
            name: "Contoso IT".to_owned(),
            phone: Some("+1 555 0100".to_owned()),
            accent: None,
            icon: None,
        }
    }

    fn late(state: State) -> Tiding {
        Tiding::WaitsLong(Ticket {
            id: DraftId(uuid::Uuid::nil()),
            reference: "H7K2".to_owned(),
            subject: "The printer jams".to_owned(),
            saved_at: Timestamp::UNIX_EPOCH,
            state,
            number: None,
        })
    }

    #[test]
    fn a_request_that_waits_is_said_to_be_safe_and_whom_to_call_with_its_code() {
        let (title, body) = words(&late(State::Sending), &brand(), Speech::of(["en"]));
        assert_eq!(title, "Your request H7K2 has not been sent for an hour");
        assert_eq!(
            body,
            "It is safe on this PC and goes out by itself. If it can't wait, call Contoso IT on +1 555 0100 and say H7K2."
        );
        let parked = State::Parked {
            reason: "refused by Autotask".to_owned(),
        };
        let (_, body) = words(&late(parked), &brand(), Speech::of(["en"]));
        assert!(
            body.contains("Contoso IT has to look at it") && !body.contains("Autotask"),
            "{body}"
        );
    }

    #[test]
    fn of_a_damaged_outbox_each_code_is_named_with_what_may_be_missing() {
        let tiding = Tiding::Damaged {
            maimed: vec!["H7K2".to_owned()],
            lost: vec!["M3QP".to_owned()],
            unreadable: false,
        };
        let (title, body) = words(&tiding, &brand(), Speech::of(["en"]));
        assert_eq!(title, "What waited on this PC was damaged");
        assert_eq!(
            body,
            "We kept what could be read. Of H7K2, pictures or files may be missing. We can't tell whether M3QP was sent. \
             Please call Contoso IT on +1 555 0100, say M3QP, and send it again if need be."
        );
    }
}
