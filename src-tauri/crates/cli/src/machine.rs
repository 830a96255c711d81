//! The machine this runs on: its facts, its account, its screens.

use deskbell_desk::{Fact, Facts, KnownBy, Requester};
use deskbell_device::{Account, CaptureError, Picture};

/// Facts of this machine, within two seconds.
pub fn facts() -> Facts {
    let facts = deskbell_device::look(deskbell_device::LIMIT).into_iter();
    Facts(
        facts
            .map(|fact| Fact {
                key: fact.key,
                values: fact.values,
                missing: fact.missing.map(|missing| missing.to_string()),
            })
            .collect(),
    )
}

/// Who asks: what the command line says, else the account. Only an administrator's word counts as more than typed.
pub fn requester(account: &Account, name: Option<&str>, email: Option<&str>, phone: Option<&str>) -> Requester {
    let said = |said: Option<&str>, known: Option<&str>| said.or(known).unwrap_or_default().to_owned();
    let (full_name, upn) = (account.full_name.as_deref(), account.upn.as_deref());
    let known_by = if name.is_none() && email.is_none() {
        KnownBy::Os
    } else if is_administrator(account) {
        KnownBy::Admin
    } else {
        KnownBy::Typed
    };
    Requester {
        name: said(name, full_name),
        email: said(email, upn),
        phone: said(phone, None),
        known_by,
    }
}

/// A picture of each screen with its file name, and a remark for each that could not be taken.
pub fn pictures() -> (Vec<(String, Picture)>, Vec<String>) {
    let captures = match deskbell_device::capture() {
        Ok(captures) => captures,
        Err(error) => return (Vec::new(), vec![format!("No picture: {error}.")]),
    };
    let mut pictures = Vec::new();
    let mut remarks = Vec::new();
    for (index, capture) in captures.into_iter().enumerate() {
        match capture.and_then(|capture| Ok((capture.encode()?, capture.monitor))) {
            Ok((picture, monitor)) => pictures.push((file_name(index + 1, &monitor, &picture), picture)),
            Err(error) => remarks.push(no_picture(&error)),
        }
    }
    (pictures, remarks)
}

fn no_picture(error: &CaptureError) -> String {
    format!("No picture of one screen: {error}.")
}

fn file_name(number: usize, monitor: &str, picture: &Picture) -> String {
    let plain: String = monitor
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    let name = format!("screen-{number}-{plain}");
    format!("{}.{}", name.trim_end_matches('-'), picture.extension)
}

/// The root account, or Windows' own (LocalSystem), under which RMMs run their scripts.
fn is_administrator(account: &Account) -> bool {
    matches!(account.id.as_str(), "0" | "S-1-5-18")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dana() -> Account {
        Account {
            id: "1000".to_owned(),
            login: "dana".to_owned(),
            full_name: Some("Dana Reyes".to_owned()),
            upn: Some("dana@contoso.example".to_owned()),
            email: None,
        }
    }

    #[test]
    fn without_a_word_the_account_asks() {
        let who = requester(&dana(), None, None, None);

        assert_eq!(
            (who.name.as_str(), who.email.as_str()),
            ("Dana Reyes", "dana@contoso.example")
        );
        assert_eq!(who.known_by, KnownBy::Os);
    }

    #[test]
    fn only_an_administrator_s_word_is_more_than_typed() {
        let root = Account {
            id: "0".to_owned(),
            ..dana()
        };

        assert_eq!(
            requester(&dana(), None, Some("ceo@contoso.example"), None).known_by,
            KnownBy::Typed
        );
        assert_eq!(
            requester(&root, None, Some("ceo@contoso.example"), None).known_by,
            KnownBy::Admin
        );
    }

    #[test]
    fn a_picture_s_file_name_holds_nothing_odd() {
        let picture = Picture {
            bytes: Vec::new(),
            media_type: "image/png",
            extension: "png",
        };

        assert_eq!(file_name(1, "DP-1", &picture), "screen-1-DP-1.png");
        assert_eq!(file_name(2, "../\u{9}", &picture), "screen-2.png");
    }
}
