//! Who the person at this PC is: what they sent last time, else what the machine's account says.

use deskbell_desk::person::Me;
use deskbell_desk::{KnownBy, Requester};
use deskbell_device::Account;

use crate::identity::Found;
use crate::view::RequesterView;

/// Whether they have said who they are.
pub fn is_known(me: &Me) -> bool {
    !me.name.is_empty() || !me.email.is_empty()
}

/// What the form is filled with: what they said, what the admin's program says, what the account says, and what their
/// session's environment says, one for the other where there is nothing.
pub fn prefill(me: Me, asked: Option<Found>, account: &Account) -> RequesterView {
    let asked = asked.unwrap_or_default();
    let first = |known: [Option<String>; 4]| {
        let mut known = known.into_iter().flatten();
        known.find(|known| !known.is_empty()).unwrap_or_default()
    };
    RequesterView {
        name: first([Some(me.name), Some(asked.name), account.full_name.clone(), None]),
        email: first([
            Some(me.email),
            Some(asked.email),
            account.upn.clone(),
            account.email.clone(),
        ]),
        phone: first([Some(me.phone), Some(asked.phone), None, None]),
    }
}

/// What is remembered of whoever sent a ticket; the rest of what they set stays.
pub fn sent_by(who: RequesterView, me: Me) -> Me {
    Me {
        name: who.name,
        email: who.email,
        phone: who.phone,
        ..me
    }
}

/// The requester as the desk takes them. Only an address that is the account's own is known by the system; everything
/// else was typed, and proves nothing.
pub fn requester(who: RequesterView, account: &Account) -> Requester {
    let by_os = account
        .upn
        .as_deref()
        .is_some_and(|upn| upn.eq_ignore_ascii_case(who.email.trim()));
    Requester {
        name: who.name,
        email: who.email,
        phone: who.phone,
        known_by: if by_os { KnownBy::Os } else { KnownBy::Typed },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> Account {
        Account {
            id: "1000".to_owned(),
            login: "dana".to_owned(),
            full_name: Some("Dana Reyes".to_owned()),
            upn: Some("dana@contoso.example".to_owned()),
            email: Some("dreyes@home.example".to_owned()),
        }
    }

    fn badge() -> Found {
        Found {
            name: "Kim Park".to_owned(),
            email: "kim@contoso.example".to_owned(),
            phone: String::new(),
        }
    }

    fn typed() -> RequesterView {
        RequesterView {
            name: "D. Reyes".to_owned(),
            email: "d.reyes@fabrikam.example ".to_owned(),
            phone: String::new(),
        }
    }

    #[test]
    fn a_first_form_shows_the_account_and_the_next_one_what_was_sent() {
        assert_eq!(prefill(Me::default(), None, &account()).email, "dana@contoso.example");
        let hotkey = Me {
            hotkey: Some("Ctrl+Alt+H".to_owned()),
            ..Me::default()
        };
        let me = sent_by(typed(), hotkey);
        assert_eq!(me.hotkey.as_deref(), Some("Ctrl+Alt+H"));
        assert_eq!(prefill(me, Some(badge()), &account()), typed());
    }

    #[test]
    fn the_admins_program_knows_better_than_the_account_and_the_account_better_than_the_environment() {
        let view = prefill(Me::default(), Some(badge()), &account());
        assert_eq!(
            (view.name.as_str(), view.email.as_str()),
            ("Kim Park", "kim@contoso.example")
        );
        let no_upn = Account { upn: None, ..account() };
        let view = prefill(Me::default(), None, &no_upn);
        assert_eq!(view.email, "dreyes@home.example");
        assert_eq!(requester(view, &no_upn).known_by, KnownBy::Typed, "anybody can set it");
    }

    #[test]
    fn only_the_accounts_own_address_counts_as_known_by_the_system() {
        let own = RequesterView {
            email: " Dana@Contoso.example".to_owned(),
            ..typed()
        };
        assert_eq!(requester(own, &account()).known_by, KnownBy::Os);
        assert_eq!(requester(typed(), &account()).known_by, KnownBy::Typed);
        let nobody = RequesterView {
            email: String::new(),
            ..typed()
        };
        assert_eq!(requester(nobody, &Account::default()).known_by, KnownBy::Typed);
    }
}
