//! What is wrong with a file, and where.

use std::fmt::Write as _;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use unicode_width::UnicodeWidthChar;

/// Longest source line that is shown, in characters.
const SHOWN: usize = 400;

/// Something wrong, or worth a look, in a rules file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Error, warning or note.
    pub severity: Severity,
    /// File name as given.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    /// How many characters of the line it is about; at least 1.
    pub width: u32,
    /// What is wrong and what was expected.
    pub message: String,
    /// The nearest right name, if one is near.
    pub suggestion: Option<String>,
    /// The source line (its first 400 characters).
    pub source: String,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "self-explanatory")]
pub enum Severity {
    Error,
    Warning,
    Note,
}

impl Severity {
    /// The word, as it is in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

impl Diagnostic {
    /// The diagnostic as a person reads it: what, where, the source line, a caret under the place.
    pub fn render(&self) -> String {
        let gutter = " ".repeat(self.line.to_string().len());
        let mut out = format!("{}: {}\n", self.severity.word(), self.message);
        let _ = writeln!(out, "{gutter}--> {}:{}:{}", self.file, self.line, self.column);
        let before = usize::try_from(self.column).unwrap_or(usize::MAX).saturating_sub(1);
        if before <= self.source.chars().count() {
            let _ = writeln!(out, "{gutter} |");
            let _ = writeln!(out, "{} | {}", self.line, self.source);
            let width = usize::try_from(self.width).unwrap_or(1);
            let _ = writeln!(
                out,
                "{gutter} | {}{}",
                self.pad(before),
                "^".repeat(self.marked(before, width))
            );
        }
        if let Some(suggestion) = &self.suggestion {
            let _ = writeln!(out, "{gutter} = did you mean {suggestion:?}?");
        }
        out.truncate(out.trim_end().len());
        out
    }

    /// Blanks as wide as the text before the place; tabs stay tabs, so that the caret lines up at any tab width.
    fn pad(&self, characters: usize) -> String {
        let blank = |character: char| match character {
            '\t' => "\t".to_owned(),
            other => " ".repeat(other.width().unwrap_or(0)),
        };
        self.source.chars().take(characters).map(blank).collect()
    }

    fn marked(&self, skip: usize, characters: usize) -> usize {
        let shown = self.source.chars().skip(skip).take(characters);
        shown
            .map(|character| character.width().unwrap_or(0))
            .sum::<usize>()
            .max(1)
    }
}

/// A place in a file: byte offsets and the line they begin on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Place {
    start: usize,
    end: usize,
    pub(crate) line: u32,
}

/// The text being checked, and what was found in it so far.
#[derive(Debug)]
pub(crate) struct Report<'t> {
    file: &'t str,
    text: &'t str,
    line_starts: Vec<usize>,
    found: Vec<Diagnostic>,
}

impl<'t> Report<'t> {
    pub(crate) fn new(file: &'t str, text: &'t str) -> Self {
        let line_starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Self {
            file,
            text,
            line_starts,
            found: Vec::new(),
        }
    }

    pub(crate) fn place(&self, span: Range<usize>) -> Place {
        Place {
            start: span.start,
            end: span.end,
            line: count(self.line_index(span.start) + 1),
        }
    }

    /// A place as explanations name it: `rules.toml:8`.
    pub(crate) fn named(&self, place: Place) -> String {
        format!("{}:{}", self.file, place.line)
    }

    /// The source text of a place.
    pub(crate) fn source_of(&self, place: Place) -> &'t str {
        self.text.get(place.start..place.end).unwrap_or_default()
    }

    /// A part of a place, by byte offset and length in its source text.
    pub(crate) fn within(&self, place: Place, offset: usize, length: usize) -> Place {
        let start = place.start + offset;
        self.place(start..start + length)
    }

    pub(crate) fn error(&mut self, place: Place, message: impl Into<String>) {
        self.add(Severity::Error, place, message.into(), None);
    }

    pub(crate) fn error_near(&mut self, place: Place, message: impl Into<String>, suggestion: Option<String>) {
        self.add(Severity::Error, place, message.into(), suggestion);
    }

    pub(crate) fn warning(&mut self, place: Place, message: impl Into<String>) {
        self.add(Severity::Warning, place, message.into(), None);
    }

    pub(crate) fn warning_near(&mut self, place: Place, message: impl Into<String>, suggestion: Option<String>) {
        self.add(Severity::Warning, place, message.into(), suggestion);
    }

    pub(crate) fn note(&mut self, place: Place, message: impl Into<String>) {
        self.add(Severity::Note, place, message.into(), None);
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.found
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Everything found, sorted by place.
    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        self.found.sort_by(|a, b| {
            (a.line, a.column, a.severity, &a.message).cmp(&(b.line, b.column, b.severity, &b.message))
        });
        self.found.dedup();
        self.found
    }

    fn add(&mut self, severity: Severity, place: Place, message: String, suggestion: Option<String>) {
        let index = self.line_index(place.start);
        let line_start = self.line_starts.get(index).copied().unwrap_or_default();
        let rest = self.text.get(line_start..).unwrap_or_default();
        let line = rest.split('\n').next().unwrap_or_default().trim_end_matches('\r');
        let before = rest
            .get(..place.start.saturating_sub(line_start))
            .unwrap_or(line)
            .chars()
            .count();
        let marked = self.source_of(place).lines().next().unwrap_or_default().chars().count();
        self.found.push(Diagnostic {
            severity,
            file: self.file.to_owned(),
            line: count(index + 1),
            column: count(before + 1),
            width: count(marked.max(1)),
            message,
            suggestion,
            source: line.chars().take(SHOWN).collect(),
        });
    }

    fn line_index(&self, offset: usize) -> usize {
        self.line_starts
            .partition_point(|start| *start <= offset)
            .saturating_sub(1)
    }
}

/// Lines and columns of a file of at most 256 KiB.
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
