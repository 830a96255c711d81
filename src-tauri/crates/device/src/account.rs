//! Who is signed in, as the operating system knows them.

use serde::{Deserialize, Serialize};

use crate::environment::Environment;

/// Who is signed in: display name and e-mail-like account (UPN), where readable.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Stable id of the account: SID on Windows, uid elsewhere.
    pub id: String,
    /// Login name.
    pub login: String,
    /// Display name, when the system has one.
    pub full_name: Option<String>,
    /// Work account (UPN), when the system has one.
    pub upn: Option<String>,
    /// The e-mail address in the session's environment (`EMAIL`). Whoever is signed in can set it: it proves nothing.
    pub email: Option<String>,
}

/// The account this process runs as. Takes at most a second, also where accounts come from a directory that is away.
/// What can't be read is empty or absent; the id is not: where the system gives none, it is the login name.
pub fn account() -> Account {
    let mut account = platform::account();
    if account.id.is_empty() {
        account.id.clone_from(&account.login);
    }
    account.email = Environment::read().email;
    account
}

#[cfg_attr(windows, path = "account/windows.rs")]
#[cfg_attr(not(windows), path = "account/unix.rs")]
mod platform;
