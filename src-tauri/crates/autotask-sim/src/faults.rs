//! Things that go wrong on demand.

use serde::{Deserialize, Serialize};

/// What the next calls matching a path get instead of an answer.
///
/// ```
/// use autotask_sim::{Fault, FaultKind};
///
/// let fault: Fault = serde_json::from_str(
///     r#"{"path": "/Tickets", "method": "POST", "times": 2, "fault": "commit_then_reset"}"#,
/// )?;
/// assert_eq!(fault.fault, FaultKind::CommitThenReset);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The path below `V1.0`, in any case: `/Tickets`. `*` stands for anything, also across slashes. Left out: every path.
    #[serde(default)]
    pub path: Option<String>,
    /// The verb. Left out: every verb.
    #[serde(default)]
    pub method: Option<String>,
    /// For how many calls.
    #[serde(default = "once")]
    pub times: u32,
    /// What happens to them.
    pub fault: FaultKind,
    /// For a delay: how long, in milliseconds.
    #[serde(default)]
    pub ms: u64,
}

/// What can go wrong with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FaultKind {
    /// 503 from the web server; nothing is done.
    Down,
    /// The connection is reset; nothing is done.
    ResetBeforeCommit,
    /// The call is carried out, then the connection is reset.
    CommitThenReset,
    /// The call is carried out, then answered by an opaque 500.
    #[serde(rename = "commit_then_500")]
    CommitThen500,
    /// The thread limit's answer; nothing is done.
    #[serde(rename = "429")]
    TooManyRequests,
    /// An empty 401; nothing is done.
    #[serde(rename = "401")]
    Refused,
    /// The call is carried out at once, its answer comes late.
    Delay,
    /// The call is carried out, and answered 200 by bytes that are no JSON.
    Garbage,
}

fn once() -> u32 {
    1
}

impl Fault {
    fn concerns(&self, method: &str, path: &str) -> bool {
        let verb = self
            .method
            .as_ref()
            .is_none_or(|verb| verb.eq_ignore_ascii_case(method));
        let same = |pattern: &String| matches(&trimmed(pattern), &trimmed(path));
        self.times > 0 && verb && self.path.as_ref().is_none_or(same)
    }
}

/// The faults still to come, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// The fault that hits this call, used up by one.
    pub(crate) fn strike(&mut self, method: &str, path: &str) -> Option<Fault> {
        let fault = self.0.iter_mut().find(|fault| fault.concerns(method, path))?;
        fault.times -= 1;
        let struck = fault.clone();
        self.0.retain(|fault| fault.times > 0);
        Some(struck)
    }
}

fn trimmed(path: &str) -> String {
    path.trim_matches('/').to_ascii_lowercase()
}

fn matches(pattern: &str, path: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = path.strip_prefix(first) else {
        return false;
    };
    let Some(last) = parts.next_back() else {
        return rest.is_empty();
    };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_path_without_a_star_is_that_path_alone() {
        assert!(matches("tickets", "tickets"));
        assert!(!matches("tickets", "tickets/query"));
    }

    #[test]
    fn a_star_stands_for_anything() {
        assert!(matches("tickets/*/notes", "tickets/12/notes"));
        assert!(!matches("tickets/*/notes", "tickets/12/attachments"));
        assert!(matches("*", ""));
        assert!(!matches("a*a", "a"));
    }
}
