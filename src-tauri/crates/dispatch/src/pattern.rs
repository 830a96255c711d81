//! Regular expressions: compiled, and with what must stand in every text they match.

use regex_automata::meta::{Builder, Config, Regex};
use regex_automata::nfa::thompson::WhichCaptures;
use regex_automata::util::syntax;
use regex_syntax::hir::{Class, ClassUnicodeRange, Hir, HirKind};

use crate::text::coarse;

/// Most memory for one compiled regular expression, in bytes.
const SIZE: usize = 512 * 1024;

/// Most texts of which one must be there; more alternatives are not looked for.
const MOST_ALTERNATIVES: usize = 32;

/// Most characters that are one letter, coarsely (`K`, `k` and the Kelvin sign are three): larger classes needn't be
/// looked at.
const MOST_LETTERS: usize = 8;

/// A regular expression, and what every match has in it, as [`coarse`] writes it: of each list one text.
#[derive(Debug)]
pub(crate) struct Pattern {
    pub(crate) regex: Regex,
    pub(crate) needed: Vec<Vec<String>>,
}

/// Compiles an admin's regular expression: linear in time whatever the pattern, and bounded in memory. The error is
/// why it can't be used.
pub(crate) fn compile(pattern: &str, case: bool) -> Result<Pattern, String> {
    let hir = syntax::parse_with(pattern, &syntax::Config::new().case_insensitive(!case));
    // The last line says what is wrong; the ones before it draw the pattern, which we do ourselves.
    let last_line = |text: &str| {
        text.lines()
            .last()
            .unwrap_or_default()
            .trim_start_matches("error: ")
            .to_owned()
    };
    let hir = hir.map_err(|error| last_line(&error.to_string()))?;
    // What the engine would do to skip quickly over a text costs most of its making, and all rules together do it once
    // (see `search`). Only whether there is a match is asked.
    let config = Config::new()
        .auto_prefilter(false)
        .which_captures(WhichCaptures::Implicit)
        .onepass(false)
        .nfa_size_limit(Some(SIZE))
        .hybrid_cache_capacity(SIZE);
    let regex = Builder::new().configure(config).build_from_hir(&hir);
    let regex = regex.map_err(|error| {
        if error.size_limit().is_some() {
            "it is too large".to_owned()
        } else {
            last_line(&error.to_string())
        }
    })?;
    let needed = needed(&hir);
    Ok(Pattern { regex, needed })
}

/// A pattern in which `*` is any text and `?` any one character, as a regular expression for the whole text.
pub(crate) fn from_wildcards(pattern: &str) -> String {
    let escaped = regex_syntax::escape(pattern).replace(r"\*", ".*").replace(r"\?", ".");
    format!(r"(?s)\A{escaped}\z")
}

/// What every match has in it: of each list one text.
fn needed(hir: &Hir) -> Vec<Vec<String>> {
    let mut walk = Walk::default();
    walk.visit(hir);
    walk.end_run();
    walk.needed
}

/// The list of texts that is least likely to be met by chance.
fn rarest(needed: Vec<Vec<String>>) -> Option<Vec<String>> {
    let shortest = |texts: &Vec<String>| texts.iter().map(String::len).min();
    needed.into_iter().max_by_key(shortest)
}

/// A walk along what a match consists of.
#[derive(Debug, Default)]
struct Walk {
    /// The letters that certainly follow each other up to here.
    run: String,
    needed: Vec<Vec<String>>,
}

impl Walk {
    fn visit(&mut self, hir: &Hir) {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
                Ok(text) => self.run.extend(text.chars().map(coarse)),
                Err(_) => self.end_run(),
            },
            HirKind::Class(class) => match one_letter(class) {
                Some(letter) => self.run.push(letter),
                None => self.end_run(),
            },
            HirKind::Capture(capture) => self.visit(&capture.sub),
            HirKind::Concat(parts) => parts.iter().for_each(|part| self.visit(part)),
            HirKind::Repetition(repetition) => {
                self.end_run();
                if repetition.min > 0 {
                    self.needed.extend(needed(&repetition.sub));
                }
            }
            HirKind::Alternation(branches) => {
                self.end_run();
                let each: Option<Vec<Vec<String>>> = branches.iter().map(|branch| rarest(needed(branch))).collect();
                let texts = each.map(|each| each.concat()).unwrap_or_default();
                if (1..=MOST_ALTERNATIVES).contains(&texts.len()) {
                    self.needed.push(texts);
                }
            }
        }
    }

    fn end_run(&mut self) {
        let run = std::mem::take(&mut self.run);
        if !run.is_empty() {
            self.needed.push(vec![run]);
        }
    }
}

/// The letter that every character of a class is, coarsely.
fn one_letter(class: &Class) -> Option<char> {
    let Class::Unicode(class) = class else { return None };
    let letter = coarse(class.ranges().first()?.start());
    let few = class.iter().map(ClassUnicodeRange::len).sum::<usize>() <= MOST_LETTERS;
    let same = |letter: char| {
        let mut characters = class.iter().flat_map(|range| range.start()..=range.end());
        characters.all(|character| coarse(character) == letter)
    };
    (few && same(letter)).then_some(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_pattern_needs_is_what_every_match_has() {
        for (pattern, expected) in [
            ("printer[- ]?0x7", "printer & 0x7"),
            (r"\bKiosk\b", "kiosk"),
            ("toner|(?:paper )+jam|fuse", "toner | paper  | fuse"),
            ("toner|.*", ""),
            ("x*", ""),
            ("(ab){2}c?d", "ab & d"),
            ("a(?:b|c.)d", "a & b | c & d"),
            ("[ab]+", ""),
            ("[a-z]K[^x]", "k"),
        ] {
            let needed = compile(pattern, false).unwrap().needed;
            let texts: Vec<String> = needed.iter().map(|texts| texts.join(" | ")).collect();
            assert_eq!(texts.join(" & "), expected, "{pattern}");
        }
        assert!(compile(&["ab"; 40].join(".|"), true).unwrap().needed.is_empty());
    }
}
