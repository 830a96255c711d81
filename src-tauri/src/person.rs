//! Who the person at this PC is: what they sent last time, else what the machine's account says.

use deskbell_desk::person::Me;
use deskbell_desk::{KnownBy, Requester};
use deskbell_device::Account;

use crate::view::RequesterView;

/// What the form is filled with.
pub fn prefill(me: Me, account: &Account) -> RequesterView {
    let or = |known: String, account: Option<&String>| {
        if known.is_empty() {
            account.cloned().unwrap_or_default()
        } else {
            known
        }
    };
    RequesterView {
        name: or(me.name, account.full_name.as_ref()),
        email: or(me.email, account.upn.as_ref()),
        phone: me.phone,
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
        assert_eq!(prefill(Me::default(), &account()).email, "dana@contoso.example");
        let hotkey = Me {
            hotkey: Some("Ctrl+Alt+H".to_owned()),
            ..Me::default()
        };
        let me = sent_by(typed(), hotkey);
        assert_eq!(me.hotkey.as_deref(), Some("Ctrl+Alt+H"));
        assert_eq!(prefill(me, &account()), typed());
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
