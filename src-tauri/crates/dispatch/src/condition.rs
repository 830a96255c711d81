//! Conditions: one variable, and what must be true of it.

use std::net::IpAddr;

use ipnet::IpNet;
use memchr::memmem::Finder;
use regex_automata::meta::Regex;

use crate::Variable;
use crate::diagnostic::Place;
use crate::search::Needles;
use crate::text::{alternatives, shortened, stands_alone};
use crate::values::Values;
use crate::variable::Kind;
use crate::wildcard::Wildcard;

/// How much of a value is repeated in an explanation, in characters.
const QUOTED: usize = 80;

/// Yes, no, or: that depends on something that isn't known yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Truth {
    No,
    Maybe,
    Yes,
}

/// One variable and everything that must hold of it.
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    pub(crate) variable: Variable,
    pub(crate) tests: Vec<Test>,
    pub(crate) place: Place,
    pub(crate) case: bool,
}

/// One thing that must hold.
#[derive(Debug, Clone)]
pub(crate) struct Test {
    pub(crate) operator: Operator,
    /// What to compare with; any of these will do.
    pub(crate) operands: Vec<Operand>,
    /// In words, when none of them does, with the place.
    denied: String,
}

/// How a variable is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    /// A plain value, in which `*` and `?` are wildcards.
    Plain,
    Is,
    Contains,
    Word,
    Starts,
    Ends,
    Regex,
    InNetwork,
    Empty,
    Above,
    Below,
}

/// What a variable is compared with, and how it is written in the file.
#[derive(Debug, Clone)]
pub(crate) struct Operand {
    pub(crate) written: String,
    pub(crate) matcher: Matcher,
    /// Without one of these in it, no text fits.
    pub(crate) needles: Needles,
}

/// An operand made ready to compare; texts are as [`Values::compared`] gives them.
#[derive(Debug, Clone)]
pub(crate) enum Matcher {
    Text(String),
    Finder(Box<Finder<'static>>),
    Regex(Regex),
    Wildcard(Box<Wildcard>),
    Network(IpNet),
    Empty(bool),
    Number(f64),
}

impl Operator {
    /// The operators that have a name in the file.
    pub(crate) const NAMED: [Self; 10] = [
        Self::Contains,
        Self::Word,
        Self::Starts,
        Self::Ends,
        Self::Regex,
        Self::Is,
        Self::InNetwork,
        Self::Empty,
        Self::Above,
        Self::Below,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Is => "is",
            Self::Contains => "contains",
            Self::Word => "word",
            Self::Starts => "starts",
            Self::Ends => "ends",
            Self::Regex => "regex",
            Self::InNetwork => "in_network",
            Self::Empty => "empty",
            Self::Above => "above",
            Self::Below => "below",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::NAMED.into_iter().find(|operator| operator.name() == name)
    }

    /// In words: when it holds, and when it doesn't.
    fn words(self, kind: Kind) -> (&'static str, &'static str) {
        let list = matches!(kind, Kind::List);
        match self {
            Self::Plain | Self::Is if list => ("has", "does not have"),
            Self::Plain | Self::Is | Self::Empty => ("is", "is not"),
            Self::Contains => ("contains", "does not contain"),
            Self::Word => ("has the word", "does not have the word"),
            Self::Starts => ("starts with", "does not start with"),
            Self::Ends => ("ends with", "does not end with"),
            Self::Regex => ("matches", "does not match"),
            Self::InNetwork => ("is in", "is not in"),
            Self::Above => ("is above", "is not above"),
            Self::Below => ("is below", "is not below"),
        }
    }
}

impl Condition {
    /// Whether it holds, and which test decided. `Maybe` when the variable isn't known yet.
    pub(crate) fn holds(&self, values: &mut Values) -> Truth {
        if values.is_unknown(self.variable) {
            return Truth::Maybe;
        }
        match self.denied(values) {
            None => Truth::Yes,
            Some(_) => Truth::No,
        }
    }

    /// Why it holds, in words; for one that does.
    pub(crate) fn affirmed(&self, values: &mut Values) -> String {
        let kind = self.variable.kind();
        let met = |test: &Test, values: &mut Values| {
            let operand = test.met_by(self, values)?;
            Some(format!(
                "{} {}",
                test.operator.words(kind).0,
                operand.quoted(test.operator)
            ))
        };
        let reasons: Vec<String> = self.tests.iter().filter_map(|test| met(test, values)).collect();
        format!("{} {}", self.variable, reasons.join(" and "))
    }

    /// Why it does not hold, in words and with the place; `None` when it does hold. The variable counts as known.
    pub(crate) fn denied(&self, values: &mut Values) -> Option<&str> {
        let failed = self.tests.iter().find(|test| test.met_by(self, values).is_none());
        failed.map(|test| test.denied.as_str())
    }
}

impl Test {
    /// `place` is the condition's, as an explanation names it.
    pub(crate) fn new(variable: Variable, operator: Operator, operands: Vec<Operand>, place: &str) -> Self {
        let quoted: Vec<String> = operands.iter().map(|operand| operand.quoted(operator)).collect();
        let denied = format!(
            "{variable} {} {} ({place})",
            operator.words(variable.kind()).1,
            alternatives(&quoted)
        );
        Self {
            operator,
            operands,
            denied,
        }
    }

    /// The operand that does it, if one does.
    fn met_by<'o>(&'o self, condition: &Condition, values: &mut Values) -> Option<&'o Operand> {
        let variable = condition.variable;
        if self.operator == Operator::InNetwork {
            let addresses: Vec<IpAddr> = values.all(variable).iter().filter_map(|text| address(text)).collect();
            return self
                .operands
                .iter()
                .find(|operand| addresses.iter().any(|address| operand.contains(*address)));
        }
        // A regex has its own way with case, and looks at the text as it was written.
        let case = condition.case || self.operator == Operator::Regex;
        if self.operator == Operator::Empty {
            let empty = values
                .compared(variable, case)
                .iter()
                .all(|text| text.trim().is_empty());
            return self
                .operands
                .iter()
                .find(|operand| matches!(operand.matcher, Matcher::Empty(want) if want == empty));
        }
        let fits = |text: &String, operand: &Operand| operand.fits(self.operator, text);
        self.operands.iter().find(|operand| {
            values.may_have(variable, &operand.needles)
                && values.compared(variable, case).iter().any(|text| fits(text, operand))
        })
    }
}

impl Operand {
    fn fits(&self, operator: Operator, text: &str) -> bool {
        match &self.matcher {
            Matcher::Text(key) => match operator {
                Operator::Starts => text.starts_with(key.as_str()),
                Operator::Ends => text.ends_with(key.as_str()),
                Operator::Plain
                | Operator::Is
                | Operator::Contains
                | Operator::Word
                | Operator::Regex
                | Operator::InNetwork
                | Operator::Empty
                | Operator::Above
                | Operator::Below => text == key,
            },
            Matcher::Finder(finder) if operator == Operator::Word => has_word(text, finder),
            Matcher::Finder(finder) => finder.find(text.as_bytes()).is_some(),
            Matcher::Regex(regex) => regex.is_match(text),
            Matcher::Wildcard(wildcard) => wildcard.matches(text),
            Matcher::Number(limit) => text.parse::<f64>().is_ok_and(|number| {
                if operator == Operator::Above {
                    number > *limit
                } else {
                    number < *limit
                }
            }),
            Matcher::Network(_) | Matcher::Empty(_) => false,
        }
    }

    fn contains(&self, address: IpAddr) -> bool {
        matches!(&self.matcher, Matcher::Network(network) if network.contains(&address))
    }

    fn quoted(&self, operator: Operator) -> String {
        match operator {
            Operator::Empty | Operator::Above | Operator::Below | Operator::InNetwork => self.written.clone(),
            Operator::Plain
            | Operator::Is
            | Operator::Contains
            | Operator::Word
            | Operator::Starts
            | Operator::Ends
            | Operator::Regex => format!("\"{}\"", shortened(&self.written, QUOTED)),
        }
    }
}

fn has_word(text: &str, finder: &Finder<'static>) -> bool {
    let length = finder.needle().len();
    let mut from = 0;
    // Overlapping finds count too: in "aa aa a" the word "aa a" begins inside an earlier find.
    while let Some(rest) = text.as_bytes().get(from..)
        && let Some(at) = finder.find(rest)
    {
        let start = from + at;
        if stands_alone(text, start, start + length) {
            return true;
        }
        from = start + 1;
    }
    false
}

/// An address as machines write it, with or without an IPv6 zone (`fe80::1%eth0`); an IPv4 address in IPv6 clothes is
/// the IPv4 address.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.trim().split('%').next().unwrap_or_default();
    bare.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}
