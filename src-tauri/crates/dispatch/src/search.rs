//! Which of the texts that the rules look for stand in a value at all: found in one pass over it, however many rules
//! ask. It only ever saves trying what can't hold; what may hold is tried as it would be without.

use std::borrow::Cow;
use std::collections::BTreeMap;

use aho_corasick::AhoCorasick;
use memchr::memmem::Finder;

use crate::Variable;
use crate::text::coarse;

/// Up to so many texts are looked for one by one, which is quicker then.
const FEW: usize = 16;

/// Shortest text that is worth it, in bytes: single letters are everywhere.
const SHORTEST: usize = 2;

/// Longest text that is looked for, in bytes: of longer ones the beginning, so that a file full of them needs little
/// memory.
const LONGEST: usize = 32;

/// What a value must have in it to meet an operand: of each list one text, by their numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Needles(Vec<Vec<usize>>);

/// The texts of a file, as they are collected while it is read.
#[derive(Debug, Default)]
pub(crate) struct Collection(BTreeMap<Variable, BTreeMap<String, usize>>);

/// Ready to search values.
#[derive(Debug, Default)]
pub(crate) struct Search(BTreeMap<Variable, Searcher>);

#[derive(Debug)]
enum Searcher {
    Few(Vec<Finder<'static>>),
    Many(AhoCorasick),
}

/// Which texts stand in a value.
#[derive(Debug)]
pub(crate) struct Found(Vec<bool>);

impl Collection {
    /// Adds what a variable must have in it: of each list one text.
    pub(crate) fn add(&mut self, variable: Variable, needed: &[Vec<String>]) -> Needles {
        let known = self.0.entry(variable).or_default();
        let worth_it = |texts: &&Vec<String>| texts.iter().all(|text| text.len() >= SHORTEST);
        let mut number = |text: &String| {
            let mut text = coarsely(text).into_owned();
            text.truncate(text.floor_char_boundary(LONGEST));
            let next = known.len();
            *known.entry(text).or_insert(next)
        };
        let numbers = |texts: &Vec<String>| texts.iter().map(&mut number).collect();
        Needles(needed.iter().filter(worth_it).map(numbers).collect())
    }

    pub(crate) fn finish(self) -> Search {
        let searchers = self.0.into_iter().filter_map(|(variable, numbered)| {
            let mut texts: Vec<(String, usize)> = numbered.into_iter().collect();
            texts.sort_by_key(|(_, number)| *number);
            let texts = texts.into_iter().map(|(text, _)| text);
            Some((variable, Searcher::of(texts.collect())?))
        });
        Search(searchers.collect())
    }
}

impl Searcher {
    fn of(texts: Vec<String>) -> Option<Self> {
        if texts.len() <= FEW {
            let finder = |text: &String| Finder::new(text).into_owned();
            return Some(Self::Few(texts.iter().map(finder).collect()));
        }
        AhoCorasick::builder()
            .prefilter(false)
            .build(texts)
            .ok()
            .map(Self::Many)
    }

    fn texts(&self) -> usize {
        match self {
            Self::Few(finders) => finders.len(),
            Self::Many(automaton) => automaton.patterns_len(),
        }
    }

    fn look(&self, text: &str, found: &mut [bool]) {
        match self {
            Self::Few(finders) => {
                for (finder, found) in finders.iter().zip(found) {
                    *found = *found || finder.find(text.as_bytes()).is_some();
                }
            }
            Self::Many(automaton) => {
                for hit in automaton.find_overlapping_iter(text) {
                    if let Some(found) = found.get_mut(hit.pattern().as_usize()) {
                        *found = true;
                    }
                }
            }
        }
    }
}

impl Search {
    /// What stands in the texts of a variable, which must be given in every form that an operand is compared with.
    pub(crate) fn look<'t>(&self, variable: Variable, texts: impl Iterator<Item = &'t str>) -> Found {
        let Some(searcher) = self.0.get(&variable) else {
            return Found(Vec::new());
        };
        let mut found = vec![false; searcher.texts()];
        for text in texts {
            searcher.look(&coarsely(text), &mut found);
        }
        Found(found)
    }
}

impl Needles {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Found {
    /// Whether what is needed is there, as far as is known.
    pub(crate) fn has(&self, needles: &Needles) -> bool {
        let there = |number: &usize| self.0.get(*number).copied().unwrap_or(true);
        needles.0.iter().all(|texts| texts.iter().any(there))
    }
}

fn coarsely(text: &str) -> Cow<'_, str> {
    let already = if text.is_ascii() {
        !text.bytes().any(|letter| letter.is_ascii_uppercase())
    } else {
        text.chars().all(|character| coarse(character) == character)
    };
    if already {
        Cow::Borrowed(text)
    } else {
        text.chars().map(coarse).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::sync::Arc;

    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::{Input, Rules, check};

    /// Pieces that fold, compose and end words in as many ways as there are.
    const PIECES: [&str; 22] = [
        "a", "K", "k", "\u{212a}", "ſ", "S", "ß", "ẞ", "ss", "σ", "ς", "Σ", "İ", "i", "e\u{301}", "É", "ﬀ", "ᏸ", " ",
        "ｓ", "漢", "\r\n",
    ];

    fn written() -> impl Strategy<Value = String> {
        vec(select(PIECES.to_vec()), 1..4).prop_map(|pieces| pieces.concat().replace("\r\n", "x"))
    }

    fn regex() -> impl Strategy<Value = String> {
        let leaf = select(PIECES[..18].to_vec()).prop_map(str::to_owned);
        let class =
            select(vec!["[kx]", "[^a]", ".", r"\b", "(?i:s)", "(?-i:k)", r"\w+", "[sſS]"]).prop_map(str::to_owned);
        prop_oneof![leaf, class].prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                (inner.clone(), inner.clone()).prop_map(|(one, two)| format!("{one}{two}")),
                (inner.clone(), inner.clone()).prop_map(|(one, two)| format!("(?:{one}|{two})")),
                (inner, select(vec!["?", "*", "+", "{2}", "{0,1}"]))
                    .prop_map(|(one, times)| format!("(?:{one}){times}")),
            ]
        })
    }

    fn condition() -> impl Strategy<Value = String> {
        prop_oneof![
            written().prop_map(|text| format!("{{ contains = '{text}' }}")),
            (written(), written()).prop_map(|(one, two)| format!("{{ word = ['{one}', '{two}'] }}")),
            (written(), written()).prop_map(|(one, two)| format!("'*{one}*{two}*'")),
            (written(), written()).prop_map(|(one, two)| format!("'*{one}?{two}*'")),
            regex().prop_map(|pattern| format!("{{ regex = '{pattern}' }}")),
        ]
    }

    /// Enough rules that the texts are looked for all at once, or few that they are looked for one by one. What one rule
    /// writes, the next one asks.
    fn rules() -> impl Strategy<Value = Rules> {
        let rule = || {
            (
                condition(),
                select(vec!["msg", "selections", "subject"]),
                any::<bool>(),
                written(),
            )
        };
        prop_oneof![vec(rule(), 1..6), vec(rule(), 25..40)].prop_map(|rules| {
            let mut text = String::new();
            for (number, (condition, variable, case, put)) in rules.into_iter().enumerate() {
                writeln!(
                    text,
                    "[[rule]]\nname = '{number}'\ncase = {case}\nwhen.{variable} = {condition}"
                )
                .unwrap();
                writeln!(text, "set.subject = '{put}{{subject}}'").unwrap();
            }
            let checked = check("rules.toml", &text);
            checked
                .rules
                .unwrap_or_else(|| panic!("{text}\n{:#?}", checked.diagnostics))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn rules_mean_the_same_with_and_without_it(
            rules in rules(), texts in vec(vec(select(PIECES.to_vec()), 0..8), 1..4)
        ) {
            let texts: Vec<String> = texts.iter().map(|pieces| pieces.concat()).collect();
            let mut input = Input::default();
            input.values.insert(Variable::Msg, texts[..1].to_vec());
            input.values.insert(Variable::Selections, texts);
            let mut plain = rules.clone();
            plain.search = Arc::default();
            prop_assert_eq!(rules.run(&input), plain.run(&input));
        }
    }

    #[test]
    fn a_text_that_is_not_there_is_known_not_to_be() {
        for count in [2, 40] {
            let mut collection = Collection::default();
            let needles: Vec<Needles> = (0..count)
                .map(|number| collection.add(Variable::Msg, &[vec![format!("PRINTER {number}!")]]))
                .collect();
            let found = collection
                .finish()
                .look(Variable::Msg, ["my Printer 1! is", "out of paper"].into_iter());
            let there: Vec<usize> = (0..count).filter(|at| found.has(&needles[*at])).collect();
            assert_eq!(there, [1]);
            assert!(found.has(&Needles::default()));
        }
    }

    #[test]
    fn of_each_list_one_text_must_be_there() {
        let mut collection = Collection::default();
        let mut add = |lists: &[&[&str]]| {
            let lists: Vec<Vec<String>> = lists
                .iter()
                .map(|list| list.iter().map(|text| (*text).to_owned()).collect())
                .collect();
            collection.add(Variable::Msg, &lists)
        };
        let (both, either) = (
            add(&[&["toner"], &["paper"]]),
            add(&[&["paper", "toner"], &["x", "paper"]]),
        );
        let found = collection.finish().look(Variable::Msg, std::iter::once("no toner"));
        assert!(
            !found.has(&both) && found.has(&either),
            "a single letter is not looked for"
        );
    }

    #[test]
    fn long_texts_are_looked_for_by_their_beginning() {
        let mut collection = Collection::default();
        let needles = collection.add(Variable::Msg, &[vec![format!("x{}", "漢".repeat(500))]]);
        let search = collection.finish();
        let with = |count: usize| format!("x{}", "漢".repeat(count));
        assert!(
            search
                .look(Variable::Msg, [with(10).as_str()].into_iter())
                .has(&needles)
        );
        assert!(!search.look(Variable::Msg, [with(9).as_str()].into_iter()).has(&needles));
    }
}
