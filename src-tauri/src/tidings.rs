//! What a person reads of what they have to be told: what happened, that it is safe or what is missing, and whom to call
//! with which code.

use deskbell_desk::settings::Brand;
use deskbell_desk::{State, Tiding};

/// Title and body of the notification.
pub fn words(tiding: &Tiding, brand: &Brand) -> (String, String) {
    match tiding {
        Tiding::WaitsLong(ticket) => {
            let reference = &ticket.reference;
            let kept = match ticket.state {
                State::Parked { .. } => format!("It is safe on this PC, but {} has to look at it.", brand.name),
                State::Sending | State::Waiting { .. } | State::Delivered => {
                    "It is safe on this PC and goes out by itself.".to_owned()
                }
            };
            (
                format!("Your request {reference} has not been sent for an hour"),
                format!("{kept} If it can't wait, call {} and say {reference}.", whom(brand)),
            )
        }
        Tiding::Damaged { unreadable: true, .. } => (
            "What waited on this PC was damaged".to_owned(),
            format!(
                "Nothing of it could be read. If you had sent a request that you have no ticket number for, please send it \
                 again, or call {}.",
                whom(brand)
            ),
        ),
        Tiding::Damaged { maimed, lost, .. } => (
            "What waited on this PC was damaged".to_owned(),
            [sentence_of_maimed(maimed), sentence_of_lost(lost, brand)]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" "),
        ),
    }
}

/// Title and body of the notification that a crash had ended the program.
pub fn crashed(brand: &Brand) -> (String, String) {
    (
        "Deskbell is back".to_owned(),
        format!(
            "It had stopped by a mistake of its own. What you sent is safe. A report with nothing about you in it is kept on \
             this PC, for {} to look at.",
            brand.name
        ),
    )
}

fn sentence_of_maimed(references: &[String]) -> Option<String> {
    (!references.is_empty()).then(|| {
        let named = references.join(", ");
        format!("We kept what could be read. Of {named}, pictures or files may be missing.")
    })
}

fn sentence_of_lost(references: &[String], brand: &Brand) -> Option<String> {
    (!references.is_empty()).then(|| {
        let (named, whom) = (references.join(", "), whom(brand));
        format!(
            "We can't tell whether {named} was sent. Please call {whom}, say {named}, and send it again if need be."
        )
    })
}

fn whom(brand: &Brand) -> String {
    match &brand.phone {
        Some(phone) => format!("{} on {phone}", brand.name),
        None => brand.name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use deskbell_desk::{DraftId, Ticket};
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
        let (title, body) = words(&late(State::Sending), &brand());
        assert_eq!(title, "Your request H7K2 has not been sent for an hour");
        assert_eq!(
            body,
            "It is safe on this PC and goes out by itself. If it can't wait, call Contoso IT on +1 555 0100 and say H7K2."
        );
        let parked = State::Parked {
            reason: "refused by Autotask".to_owned(),
        };
        let (_, body) = words(&late(parked), &brand());
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
        let (title, body) = words(&tiding, &brand());
        assert_eq!(title, "What waited on this PC was damaged");
        assert_eq!(
            body,
            "We kept what could be read. Of H7K2, pictures or files may be missing. We can't tell whether M3QP was sent. \
             Please call Contoso IT on +1 555 0100, say M3QP, and send it again if need be."
        );
    }
}
