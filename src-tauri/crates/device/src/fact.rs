//! One thing known of the machine, or the reason why it isn't.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One fact: values, or why there are none. Keys are those of the desk's vocabulary (hostname, username, ip, mac, …).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Key.
    pub key: String,
    /// Values, the most important first. Empty when absent.
    #[serde(default)]
    pub values: Vec<String>,
    /// Why there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<Missing>,
}

impl Fact {
    /// The fact that a probe found.
    pub(crate) fn new(key: &str, found: Found) -> Self {
        let key = key.to_owned();
        match found {
            Ok(values) => Self {
                key,
                values,
                missing: None,
            },
            Err(missing) => Self {
                key,
                values: Vec::new(),
                missing: Some(missing),
            },
        }
    }
}

/// Why a fact is absent. In words, it is a short phrase for a technician.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// The look was over before the answer came.
    Late,
    /// Asking ended in a mistake of ours or the system's.
    Unreadable,
    /// The system has no answer.
    NotSaid,
    /// What the maker wrote there stands on many machines.
    Blank,
    /// The account may not read it.
    Forbidden,
    /// No fixed disk is there.
    NoDisk,
    /// No display is there.
    NoDisplay,
    /// No network is there.
    NoNetwork,
    /// As with tunnels.
    NoMac,
    /// The account is no work account, as far as can be seen.
    NoUpn,
    /// The computer belongs to no domain.
    NoDomain,
    /// Nothing says whether somebody sits here or works from afar.
    NoSession,
    /// Somebody sits at this PC.
    NotRemote,
    /// The session is remote and does not name the PC it comes from.
    NotTold,
}

impl Missing {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Late,
        Self::Unreadable,
        Self::NotSaid,
        Self::Blank,
        Self::Forbidden,
        Self::NoDisk,
        Self::NoDisplay,
        Self::NoNetwork,
        Self::NoMac,
        Self::NoUpn,
        Self::NoDomain,
        Self::NoSession,
        Self::NotRemote,
        Self::NotTold,
    ];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Unreadable => "unreadable",
            Self::NotSaid => "not_said",
            Self::Blank => "blank",
            Self::Forbidden => "forbidden",
            Self::NoDisk => "no_disk",
            Self::NoDisplay => "no_display",
            Self::NoNetwork => "no_network",
            Self::NoMac => "no_mac",
            Self::NoUpn => "no_upn",
            Self::NoDomain => "no_domain",
            Self::NoSession => "no_session",
            Self::NotRemote => "not_remote",
            Self::NotTold => "not_told",
        }
    }

    /// The reason that is worded so; front ends hand reasons on as words.
    pub fn worded(phrase: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|missing| missing.phrase() == phrase)
    }

    const fn phrase(self) -> &'static str {
        match self {
            Self::Late => "took too long to find out",
            Self::Unreadable => "could not be read",
            Self::NotSaid => "the system does not say",
            Self::Blank => "the maker left it blank",
            Self::Forbidden => "only an administrator may read it",
            Self::NoDisk => "the system lists no fixed disk",
            Self::NoDisplay => "there is no display",
            Self::NoNetwork => "no network interface has an address",
            Self::NoMac => "the network interface has no MAC address",
            Self::NoUpn => "the account has no name like name@company.example",
            Self::NoDomain => "not in a domain, as far as can be seen",
            Self::NoSession => "the session does not say what kind it is",
            Self::NotRemote => "not a remote session",
            Self::NotTold => "the remote session does not tell",
        }
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.phrase())
    }
}

/// What a probe gives: at least one value, or the reason why there is none.
pub(crate) type Found = Result<Vec<String>, Missing>;

/// A value that a system call gave: absent for `reason` when the call failed or the text is blank.
pub(crate) fn text(value: Option<String>, reason: Missing) -> Result<String, Missing> {
    value
        .map(|value| value.trim().to_owned())
        .filter(|value| !value.is_empty())
        .ok_or(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_found_again_by_its_words() {
        for missing in Missing::ALL {
            assert_eq!(Missing::worded(&missing.to_string()), Some(missing));
        }
        assert_eq!(Missing::worded("the dog ate it"), None);
    }
}
