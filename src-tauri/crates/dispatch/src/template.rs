//! Set texts: `{name}` is a variable, `{{` is a brace, and nothing else is evaluated.

use crate::Variable;
use crate::values::Values;
use crate::variable::{Field, nearest};

/// Longest text one line of the rules may make, in bytes. A rule may write a variable into itself, and a thousand of
/// them must not fill the memory.
const LONGEST: usize = 64 * 1024;

/// A text with places for variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Variable(Variable),
}

/// Why a text is no template.
#[derive(Debug)]
pub(crate) struct BadTemplate {
    /// The text from the brace to the end of the name, to find the place by.
    pub(crate) at: String,
    pub(crate) message: String,
    pub(crate) suggestion: Option<String>,
}

impl Template {
    pub(crate) fn parse(text: &str) -> Result<Self, BadTemplate> {
        let mut pieces = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            literal.push_str(before);
            if let Some(after_brace) = after.strip_prefix('{') {
                literal.push('{');
                rest = after_brace;
                continue;
            }
            let Some((name, after_name)) = after.split_once('}') else {
                return Err(BadTemplate {
                    at: "{".to_owned(),
                    message: "this brace is not closed; expected {name}, or {{ for a brace".to_owned(),
                    suggestion: None,
                });
            };
            let variable = Variable::from_name(name.trim()).ok_or_else(|| unknown(name))?;
            if !literal.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut literal)));
            }
            pieces.push(Piece::Variable(variable));
            rest = after_name;
        }
        literal.push_str(rest);
        if !literal.is_empty() {
            pieces.push(Piece::Text(literal));
        }
        Ok(Self(pieces))
    }

    /// A text that is what it is.
    pub(crate) fn literal(text: String) -> Self {
        Self(vec![Piece::Text(text)])
    }

    /// The text, when it is the same for every ticket.
    pub(crate) fn as_literal(&self) -> Option<&str> {
        match self.0.as_slice() {
            [Piece::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// The text with the variables' values. At most 64 KiB, and no more than `budget` bytes, which it uses up.
    pub(crate) fn render(&self, values: &Values, budget: &mut usize) -> String {
        let longest = LONGEST.min(*budget);
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(literal) => text.push_str(literal),
                Piece::Variable(variable) => text.push_str(&values.joined(*variable)),
            }
            if text.len() > longest {
                text.truncate(text.floor_char_boundary(longest));
                break;
            }
        }
        *budget = budget.saturating_sub(text.len());
        text
    }

    /// The variables it reads.
    pub(crate) fn variables(&self) -> impl Iterator<Item = Variable> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Variable(variable) => Some(*variable),
            Piece::Text(_) => None,
        })
    }
}

fn unknown(name: &str) -> BadTemplate {
    let message = if Field::write_only(name.trim()) {
        format!("{} can be set, not read; expected {{name}} of a variable", name.trim())
    } else {
        format!(
            "there is no variable \"{}\"; expected {{name}} of a variable, or {{{{ for a brace",
            name.trim()
        )
    };
    let suggestion = nearest(name.trim(), Variable::ALL.into_iter().map(Variable::name));
    BadTemplate {
        at: format!("{{{name}"),
        message,
        suggestion,
    }
}
