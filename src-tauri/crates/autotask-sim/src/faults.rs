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
    /// How long, in milliseconds: of a delay, before each byte of a drip; by the tenant's clock, until a late commit.
    #[serde(default)]
    pub ms: u64,
    /// Of `commit_then_500` and `429`: the error's text instead of the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A fault, and how far it has got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PlannedFault {
    /// The fault; its `times` are those still to come.
    #[serde(flatten)]
    pub fault: Fault,
    /// How many calls it has hit.
    pub fired: u32,
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
    /// The call is carried out, then answered by a 500: with an opaque text, or with the fault's own.
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
    /// The call is carried out; of the answer's body half arrives, then nothing more, for as long as the client waits.
    StalledBody,
    /// The call is carried out; after half of the answer's body the connection ends.
    TruncatedBody,
    /// The call is carried out; the answer's body arrives byte by byte, `ms` apart.
    SlowDrip,
    /// There is never an answer, and `ms` later by the tenant's clock the call is carried out all the same.
    CommitLate,
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

/// The faults asked for, oldest first, those that are through among them.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<PlannedFault>);

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.0.push(PlannedFault { fault, fired: 0 });
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn all(&self) -> Vec<PlannedFault> {
        self.0.clone()
    }

    /// The fault that hits this call, used up by one.
    pub(crate) fn strike(&mut self, method: &str, path: &str) -> Option<Fault> {
        let mut planned = self.0.iter_mut();
        let planned = planned.find(|planned| planned.fault.concerns(method, path))?;
        planned.fault.times -= 1;
        planned.fired += 1;
        Some(planned.fault.clone())
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
