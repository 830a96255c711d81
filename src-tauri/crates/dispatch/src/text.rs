//! How texts are compared, counted and cut.

use std::borrow::Cow;
use std::sync::LazyLock;

use icu_casemap::{CaseMapper, CaseMapperBorrowed};
use icu_normalizer::{ComposingNormalizer, ComposingNormalizerBorrowed, DecomposingNormalizer};
use unicode_segmentation::UnicodeSegmentation;

/// Longest subject that is made from a message, in characters.
const SUBJECT: usize = 50;

const FOLDER: CaseMapperBorrowed<'static> = CaseMapper::new();

/// A text as it is compared: composed (NFC), so that an accent typed in two keystrokes equals the one on the key, and
/// without regard to case (full Unicode folding) unless `case`; a line ends the same way wherever it was written.
pub(crate) fn comparable(text: &str, case: bool) -> String {
    let text = if text.contains('\r') {
        &text.replace("\r\n", "\n")
    } else {
        text
    };
    if text.is_ascii() {
        return if case {
            text.to_owned()
        } else {
            text.to_ascii_lowercase()
        };
    }
    if case {
        return compose(text).into_owned();
    }
    let decomposed = DecomposingNormalizer::new_nfd().normalize(text);
    compose(&FOLDER.fold_string(&decomposed)).into_owned()
}

fn compose(text: &str) -> Cow<'_, str> {
    static COMPOSER: LazyLock<ComposingNormalizerBorrowed<'static>> = LazyLock::new(ComposingNormalizer::new_nfc);
    COMPOSER.normalize(text)
}

/// A character without what might tell it from another in any of the comparisons, which are finer: two that compare
/// alike needn't be one here, but a text that is part of another still is when both are written so.
pub(crate) fn coarse(character: char) -> char {
    match character {
        'ſ' => 's',
        '\u{212a}' => 'k',
        _ if character.is_ascii() => character.to_ascii_lowercase(),
        _ => {
            let mut lower = character.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(only), None) => only,
                _ => character,
            }
        }
    }
}

/// A MAC address without its separators.
pub(crate) fn without_separators(text: &str) -> String {
    text.chars()
        .filter(|character| !matches!(character, ':' | '-' | '.' | ' '))
        .collect()
}

/// Whether the part of `text` between two byte offsets (of a match, so both between characters) stands by itself: it
/// neither begins nor ends inside a longer word. Scripts written without spaces have no such ends to look for, so there
/// every match counts.
pub(crate) fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let (Some(before), Some(inside), Some(after)) = (text.get(..start), text.get(start..end), text.get(end..)) else {
        return false;
    };
    let joined = |left: Option<char>, right: Option<char>| match (left, right) {
        (Some(left), Some(right)) => in_word(left) && in_word(right) && !unspaced(left) && !unspaced(right),
        (None, _) | (_, None) => false,
    };
    !joined(before.chars().next_back(), inside.chars().next())
        && !joined(inside.chars().next_back(), after.chars().next())
}

fn in_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || is_mark(character)
}

/// Combining marks belong to the letter before them; the blocks of general marks are enough here, because texts are
/// compared composed.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{20d0}'..='\u{20ff}' | '\u{200d}')
}

/// Thai, Lao, Myanmar, Khmer, kana, bopomofo and Han.
fn unspaced(character: char) -> bool {
    matches!(
        character,
        '\u{e00}'..='\u{eff}'
            | '\u{1000}'..='\u{109f}'
            | '\u{1780}'..='\u{17ff}'
            | '\u{3005}'..='\u{3007}'
            | '\u{3040}'..='\u{312f}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{ff66}'..='\u{ff9f}'
            | '\u{20000}'..='\u{3ffff}'
    )
}

/// The subject a message gets without a rule: its first 50 characters on one line, cut at a word where there is one,
/// and never inside what a person sees as one character.
pub(crate) fn subject_of(message: &str) -> String {
    let line = opening(message);
    if line.chars().count() <= SUBJECT {
        return line;
    }
    let mut cut = String::new();
    let mut length = 0;
    let mut graphemes = line.graphemes(true);
    let mut next = graphemes.next();
    while let Some(grapheme) = next {
        length += grapheme.chars().count();
        if length > SUBJECT {
            break;
        }
        cut.push_str(grapheme);
        next = graphemes.next();
    }
    if next != Some(" ")
        && let Some((words, _)) = cut.rsplit_once(' ')
    {
        cut.truncate(words.len());
    }
    cut.truncate(cut.trim_end().len());
    cut
}

/// A text on one line: line breaks and other control characters become spaces, spaces don't pile up.
pub(crate) fn one_line(text: &str) -> String {
    words(text).collect::<Vec<_>>().join(" ")
}

/// The first words of a text on one line, with enough of what follows a subject to see where to cut it.
fn opening(text: &str) -> String {
    let mut line = String::new();
    let mut length = 0;
    for word in words(text) {
        if length > 2 * SUBJECT {
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        length += word.chars().count() + 1;
    }
    line
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| character.is_whitespace() || character.is_control())
        .filter(|word| !word.is_empty())
}

/// How much of a text is shouted: capitals per hundred letters that have a case, rounded down; 0 without letters.
pub(crate) fn caps_percent(text: &str) -> usize {
    let (capitals, small) = if text.is_ascii() {
        let capitals = text.bytes().filter(u8::is_ascii_uppercase).count();
        (capitals, text.bytes().filter(u8::is_ascii_lowercase).count())
    } else {
        let capitals = text.chars().filter(|character| character.is_uppercase()).count();
        (
            capitals,
            text.chars().filter(|character| character.is_lowercase()).count(),
        )
    };
    (capitals * 100).checked_div(capitals + small).unwrap_or(0)
}

/// At most `length` characters of a text, on one line, with an ellipsis when something is missing.
pub(crate) fn shortened(text: &str, length: usize) -> String {
    let line = one_line(text);
    if line.chars().count() <= length {
        return line;
    }
    let mut short: String = line.chars().take(length.saturating_sub(1)).collect();
    short.push('…');
    short
}

/// The values quoted, with commas and a last `or`.
pub(crate) fn alternatives(values: &[String]) -> String {
    match values {
        [] => "nothing".to_owned(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_cut_at_a_word_and_never_inside_a_character() {
        let long = "The printer on the second floor has not printed since Monday morning";
        assert_eq!(subject_of(long), "The printer on the second floor has not printed");
        let exact = format!("{} and more", "x".repeat(50));
        assert_eq!(subject_of(&exact), "x".repeat(50));
        let fits = format!("{} abc", "x".repeat(46));
        assert_eq!(subject_of(&format!("{fits} def")), fits);
        assert_eq!(subject_of(&"漢".repeat(60)), "漢".repeat(50));
        let families = "👨‍👩‍👧".repeat(20);
        assert_eq!(subject_of(&families), "👨‍👩‍👧".repeat(10));
        assert_eq!(subject_of("one\r\n\ttwo\0"), "one two");
        assert_eq!(subject_of(" \n "), "");
    }

    #[test]
    fn shouting_counts_letters_only() {
        assert_eq!(caps_percent("HELP 112!"), 100);
        assert_eq!(caps_percent("HElp"), 50);
        assert_eq!(caps_percent("ÄÖü"), 66);
        assert_eq!(caps_percent("漢字 123"), 0);
    }

    #[test]
    fn composed_and_decomposed_accents_are_one_text() {
        assert_eq!(comparable("Re\u{301}sume\u{301}", true), comparable("Résumé", true));
        assert_eq!(comparable("STRASSE", false), comparable("Straße", false));
        assert_ne!(comparable("STRASSE", true), comparable("Strasse", true));
    }
}
