//! One thing known of the machine, or the reason why it isn't.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// One fact: values, or why there are none. Keys are those of the desk's vocabulary (hostname, username, ip, mac, …).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Key.
    pub key: String,
    /// Values, the most important first. Empty when absent.
    #[serde(default)]
    pub values: Vec<String>,
    /// Why there is none, in a few words for a technician.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
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
            Err(Absent(reason)) => Self {
                key,
                values: Vec::new(),
                missing: Some(reason.into_owned()),
            },
        }
    }
}

/// Why a fact is absent: a short phrase for a technician.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Absent(pub Cow<'static, str>);

/// What a probe gives: at least one value, or the reason why there is none.
pub(crate) type Found = Result<Vec<String>, Absent>;

/// An absent fact.
pub(crate) fn absent<T>(reason: impl Into<Cow<'static, str>>) -> Result<T, Absent> {
    Err(Absent(reason.into()))
}

/// A value that a system call gave: absent for `reason` when the call failed or the text is blank.
pub(crate) fn text(value: Option<String>, reason: &'static str) -> Result<String, Absent> {
    value
        .map(|value| value.trim().to_owned())
        .filter(|value| !value.is_empty())
        .ok_or(Absent(reason.into()))
}
