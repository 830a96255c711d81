//! The variables of the rules file: their names, what kind of value each holds, and which may be set.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A variable of the rules file. The names on the wire are those of rules.toml.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "each is described in README.md's table")]
pub enum Variable {
    Priority,
    TicketStatus,
    Queue,
    Source,
    Category,
    Type,
    Issue,
    SubIssue,
    Worktype,
    Subject,
    Msg,
    Selections,
    ContactName,
    Email,
    Ip,
    Mac,
    Hostname,
    BusinessName,
    Username,
    Domain,
    ClientName,
    Phone,
    Os,
    OsVersion,
    Language,
    OnBehalfOf,
    Registered,
    IdentityMatches,
    Hours,
    MsgLength,
    CapsPercent,
}

/// What a variable's values look like, and so which conditions make sense on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A picklist value, set by the rules: a label or an id.
    Choice,
    Text,
    /// Several texts; a condition looks at each.
    List,
    /// IP addresses, the primary one first.
    Address,
    /// A MAC address, compared without separators.
    Mac,
    /// "true" or "false".
    Flag,
    Number,
    /// For each of `[hours.*]`, its name or "outside " and its name.
    Hours,
}

/// What a `set` line may name: a variable, or one of the things that can only be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Field {
    Variable(Variable),
    Append,
    PublicNote,
    DueIn,
    Udf(String),
}

/// The names of the fields that are no variables, with the alias other tools use.
pub(crate) const APPEND: [&str; 2] = ["append", "priv_append"];
pub(crate) const PUBLIC_NOTE: &str = "public_note";
pub(crate) const DUE_IN: &str = "dueIn";
pub(crate) const UDF: &str = "udf";

/// Names read and kept from other tools' rules.
pub(crate) const ALIASES: [(&str, Variable); 4] = [
    ("business_name", Variable::BusinessName),
    ("name", Variable::ContactName),
    ("message", Variable::Msg),
    ("subissue", Variable::SubIssue),
];

impl Variable {
    /// Every variable, those that may be set first.
    pub const ALL: [Self; 31] = [
        Self::Priority,
        Self::TicketStatus,
        Self::Queue,
        Self::Source,
        Self::Category,
        Self::Type,
        Self::Issue,
        Self::SubIssue,
        Self::Worktype,
        Self::Subject,
        Self::Msg,
        Self::Selections,
        Self::ContactName,
        Self::Email,
        Self::Ip,
        Self::Mac,
        Self::Hostname,
        Self::BusinessName,
        Self::Username,
        Self::Domain,
        Self::ClientName,
        Self::Phone,
        Self::Os,
        Self::OsVersion,
        Self::Language,
        Self::OnBehalfOf,
        Self::Registered,
        Self::IdentityMatches,
        Self::Hours,
        Self::MsgLength,
        Self::CapsPercent,
    ];

    /// The name as it is written in rules.toml.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Priority => "priority",
            Self::TicketStatus => "ticketStatus",
            Self::Queue => "queue",
            Self::Source => "source",
            Self::Category => "category",
            Self::Type => "type",
            Self::Issue => "issue",
            Self::SubIssue => "subIssue",
            Self::Worktype => "worktype",
            Self::Subject => "subject",
            Self::Msg => "msg",
            Self::Selections => "selections",
            Self::ContactName => "contactName",
            Self::Email => "email",
            Self::Ip => "ip",
            Self::Mac => "mac",
            Self::Hostname => "hostname",
            Self::BusinessName => "businessName",
            Self::Username => "username",
            Self::Domain => "domain",
            Self::ClientName => "clientName",
            Self::Phone => "phone",
            Self::Os => "os",
            Self::OsVersion => "osVersion",
            Self::Language => "language",
            Self::OnBehalfOf => "onBehalfOf",
            Self::Registered => "registered",
            Self::IdentityMatches => "identityMatches",
            Self::Hours => "hours",
            Self::MsgLength => "msgLength",
            Self::CapsPercent => "capsPercent",
        }
    }

    /// The variable of this name; the aliases of other tools' rules are understood.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|variable| variable.name() == name)
            .or_else(|| {
                ALIASES
                    .iter()
                    .find(|(alias, _)| *alias == name)
                    .map(|(_, variable)| *variable)
            })
    }

    pub(crate) const fn kind(self) -> Kind {
        match self {
            Self::Priority
            | Self::TicketStatus
            | Self::Queue
            | Self::Source
            | Self::Category
            | Self::Type
            | Self::Issue
            | Self::SubIssue
            | Self::Worktype => Kind::Choice,
            Self::Subject
            | Self::Msg
            | Self::ContactName
            | Self::Email
            | Self::Hostname
            | Self::BusinessName
            | Self::Username
            | Self::Domain
            | Self::ClientName
            | Self::Phone
            | Self::Os
            | Self::OsVersion
            | Self::Language
            | Self::OnBehalfOf => Kind::Text,
            Self::Selections => Kind::List,
            Self::Ip => Kind::Address,
            Self::Mac => Kind::Mac,
            Self::Registered | Self::IdentityMatches => Kind::Flag,
            Self::Hours => Kind::Hours,
            Self::MsgLength | Self::CapsPercent => Kind::Number,
        }
    }

    /// Whether a rule may set it; the others may only be read.
    pub const fn settable(self) -> bool {
        matches!(self.kind(), Kind::Choice) || matches!(self, Self::Subject | Self::Msg)
    }

    /// Whether it is worked out here, from the message or the moment of Send, and so is never given.
    pub(crate) const fn derived(self) -> bool {
        matches!(self, Self::Hours | Self::MsgLength | Self::CapsPercent)
    }

    /// Whether it has a list of values, each looked at by itself.
    pub(crate) const fn has_many(self) -> bool {
        matches!(self.kind(), Kind::List | Kind::Hours)
    }
}

impl fmt::Display for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Field {
    /// The field a `set` line names; `None` for what does not exist or may only be read. `udf` is a table of its own.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name {
            DUE_IN => Some(Self::DueIn),
            PUBLIC_NOTE => Some(Self::PublicNote),
            _ if APPEND.contains(&name) => Some(Self::Append),
            _ => Variable::from_name(name)
                .filter(|variable| variable.settable())
                .map(Self::Variable),
        }
    }

    /// The names that may be set.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        let variables = Variable::ALL
            .into_iter()
            .filter(|variable| variable.settable())
            .map(Variable::name);
        variables.chain([APPEND[0], PUBLIC_NOTE, DUE_IN, UDF])
    }

    /// Whether a name belongs to something that can be set and not read.
    pub(crate) fn write_only(name: &str) -> bool {
        [PUBLIC_NOTE, DUE_IN, UDF].contains(&name) || APPEND.contains(&name)
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(variable) => variable.fmt(f),
            Self::Append => f.write_str(APPEND[0]),
            Self::PublicNote => f.write_str(PUBLIC_NOTE),
            Self::DueIn => f.write_str(DUE_IN),
            Self::Udf(name) => write!(f, "udf.{name:?}"),
        }
    }
}

/// The candidate a person most likely meant: the same but for case, or a small slip of the keyboard away.
pub(crate) fn nearest<'c>(name: &str, candidates: impl Iterator<Item = &'c str>) -> Option<String> {
    let (distance, nearest) = measured(name, candidates)?;
    (distance * 3 <= nearest.chars().count().max(3)).then_some(nearest)
}

/// The most alike candidate, however unlike it is.
pub(crate) fn nearest_of_all<'c>(name: &str, candidates: impl Iterator<Item = &'c str>) -> Option<String> {
    measured(name, candidates).map(|(_, nearest)| nearest)
}

fn measured<'c>(name: &str, candidates: impl Iterator<Item = &'c str>) -> Option<(usize, String)> {
    let lower = name.to_lowercase();
    let distance = |candidate: &str| strsim::damerau_levenshtein(&lower, &candidate.to_lowercase());
    candidates
        .map(|candidate| (distance(candidate), candidate.to_owned()))
        .min_by_key(|(distance, _)| *distance)
}
