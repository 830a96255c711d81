//! Who the person at this PC is: what they sent last time (`me.toml`), else what the machine's account says.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use deskbell_desk::{KnownBy, Requester};
use deskbell_device::Account;
use toml::{Table, Value};

use crate::view::RequesterView;

/// The person's own file.
pub struct Me {
    file: PathBuf,
    remember: bool,
}

impl Me {
    /// The file in the person's folder. With `remember` off (shared accounts) it is neither read nor written.
    pub fn new(folder: &Path, remember: bool) -> Self {
        Self {
            file: folder.join("me.toml"),
            remember,
        }
    }

    /// What the form is filled with: what was remembered, else the machine's account.
    pub fn prefill(&self, account: &Account) -> RequesterView {
        let mine = if self.remember {
            self.read().unwrap_or_default()
        } else {
            Table::new()
        };
        let text = |key: &str| mine.get(key).and_then(Value::as_str).map(str::to_owned);
        RequesterView {
            name: text("name").or_else(|| account.full_name.clone()).unwrap_or_default(),
            email: text("email").or_else(|| account.upn.clone()).unwrap_or_default(),
            phone: text("phone").unwrap_or_default(),
        }
    }

    /// Keeps who sent a ticket for next time. Other keys of the file stay. Nothing is written over a file that can't
    /// be understood.
    pub fn remember(&self, who: &RequesterView) -> io::Result<()> {
        if !self.remember {
            return Ok(());
        }
        let mut mine = self.read()?;
        for (key, value) in [("name", &who.name), ("email", &who.email), ("phone", &who.phone)] {
            mine.insert(key.to_owned(), Value::String(value.trim().to_owned()));
        }
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        let fresh = self.file.with_extension("toml.new");
        fs::write(&fresh, mine.to_string())?;
        fs::rename(fresh, &self.file)
    }

    fn read(&self) -> io::Result<Table> {
        match fs::read_to_string(&self.file) {
            Ok(text) => text
                .parse()
                .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "me.toml is not TOML")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Table::new()),
            Err(error) => Err(error),
        }
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
        let folder = tempfile::tempdir().unwrap();
        let me = Me::new(&folder.path().join("person"), true);
        assert_eq!(me.prefill(&account()).email, "dana@contoso.example");
        me.remember(&typed()).unwrap();
        assert_eq!(me.prefill(&account()).email, "d.reyes@fabrikam.example");
        assert_eq!(me.prefill(&account()).name, "D. Reyes");
    }

    #[test]
    fn a_shared_account_remembers_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let me = Me::new(folder.path(), false);
        me.remember(&typed()).unwrap();
        assert!(!folder.path().join("me.toml").exists());
        assert_eq!(me.prefill(&account()).name, "Dana Reyes");
    }

    #[test]
    fn a_file_edited_by_hand_keeps_its_other_keys_and_a_broken_one_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("me.toml");
        let me = Me::new(folder.path(), true);
        fs::write(&file, "language = \"de\"\nname = \"Old\"\n").unwrap();
        me.remember(&typed()).unwrap();
        assert!(fs::read_to_string(&file).unwrap().contains("language = \"de\""));
        fs::write(&file, "name = ").unwrap();
        assert!(me.remember(&typed()).is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), "name = ");
        assert_eq!(me.prefill(&account()).name, "Dana Reyes");
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
