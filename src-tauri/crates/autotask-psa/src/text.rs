//! What Autotask can hold of a text.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;

include!(concat!(env!("OUT_DIR"), "/latin.rs"));

/// What Windows-1252 has instead of the control characters from U+0080 to U+009F; five of these it keeps.
const OF_WINDOWS: &str = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\u{81}\u{8d}\u{8f}\u{90}\u{9d}";

/// `text` as Autotask will show it: it stores Windows-1252, and every character outside becomes a question mark.
///
/// ```
/// assert_eq!(autotask_psa::as_stored("Zoë – 5 €"), "Zoë – 5 €");
/// assert_eq!(autotask_psa::as_stored("山田 🙂"), "?? ?");
/// ```
pub fn as_stored(text: &str) -> String {
    text.chars().map(|c| if is_storable(c) { c } else { '?' }).collect()
}

/// A text to be sent, see [`storable`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Storable {
    /// What to send.
    pub text: String,
    /// Whether a reader misses nothing of it. Otherwise some characters will be question marks: attach the text as a file.
    pub is_whole: bool,
}

/// `text` so that as much as possible of it arrives. Where Windows-1252 lacks a character that has a plain substitute, that
/// is taken: Latin letters lose their marks, odd blanks, dashes, quotes and bullets become plain ones, arrows are drawn.
/// Other scripts, emoji and symbols with a meaning of their own are left as they are. The text may become longer.
///
/// ```
/// use autotask_psa::storable;
///
/// let name = storable("Łukasz Kőszegi → 2\u{202f}°C");
/// assert_eq!((name.text.as_str(), name.is_whole), ("Lukasz Koszegi -> 2 °C", true));
/// assert!(!storable("Доктор").is_whole);
/// ```
pub fn storable(text: &str) -> Storable {
    let mut storable = Storable {
        text: String::with_capacity(text.len()),
        is_whole: true,
    };
    let mut letter = false;
    for c in composed(text).chars() {
        let latin = latin(c);
        if is_storable(c) {
            storable.text.push(c);
        } else if let Some(plain) = latin.or_else(|| sign(c)) {
            storable.text.push_str(plain);
        } else if !(is_mark(c) && letter) {
            storable.text.push(c);
            storable.is_whole = false;
        }
        letter = latin.is_some() || (c.is_alphabetic() && is_storable(c)) || (letter && is_mark(c));
    }
    storable
}

/// Letters and their marks as one character each, where there is one: "e" and an accent is "é".
fn composed(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_mark) {
        ComposingNormalizerBorrowed::new_nfc().normalize(text)
    } else {
        Cow::Borrowed(text)
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}')
}

/// A letter of the Latin script in plain letters, if it is one that Windows-1252 lacks.
fn latin(c: char) -> Option<&'static str> {
    let (range, plain) = LATIN.iter().find(|(range, _)| range.contains(&u32::from(c)))?;
    let place = usize::try_from(u32::from(c) - range.start()).ok()?;
    plain
        .get(place)
        .filter(|plain| !plain.is_empty() && !is_storable(c))
        .copied()
}

/// Signs whose substitute nobody misunderstands. Superscripts and fractions are not among them: 10⁴ is not 104.
fn sign(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => " ",
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' => "",
        '\u{2028}' | '\u{2029}' => "\n",
        '\u{2010}'..='\u{2012}' | '\u{2043}' | '\u{2212}' => "-",
        '\u{2015}' => "—",
        '\u{02BB}'..='\u{02BD}' | '\u{201B}' => "’",
        '\u{2032}' => "'",
        '\u{201F}' => "”",
        '\u{2033}' => "\"",
        '\u{2023}' | '\u{2219}' | '\u{25A0}' | '\u{25AA}' | '\u{25B6}' | '\u{25B8}' | '\u{25CB}' | '\u{25CF}'
        | '\u{25E6}' => "•",
        '\u{2190}' => "<-",
        '\u{2192}' => "->",
        '\u{2194}' => "<->",
        '\u{21D2}' => "=>",
        '\u{21D4}' => "<=>",
        '\u{2264}' => "<=",
        '\u{2265}' => ">=",
        '\u{2260}' => "!=",
        _ => return None,
    })
}

fn is_storable(c: char) -> bool {
    matches!(c, '\0'..='\u{7f}' | '\u{a0}'..='\u{ff}') || OF_WINDOWS.contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEPT: &str = "Plain ASCII\r\n\t<b>&amp;</b> äöüß ÀÉÑ ÿ € ‚ „ … † ‰ Š Œ Ž ‘ ’ “ ” • – — ™ ž Ÿ ©";

    #[test]
    fn what_windows_1252_holds_stays() {
        assert_eq!(as_stored(KEPT), KEPT);
        assert_eq!((storable(KEPT).text.as_str(), storable(KEPT).is_whole), (KEPT, true));
    }

    #[test]
    fn windows_1252_is_what_browsers_take_for_it() {
        let mut letter = [0; 4];
        for c in '\0'..=char::MAX {
            let (_, _, unmappable) = encoding_rs::WINDOWS_1252.encode(c.encode_utf8(&mut letter));
            assert_eq!(is_storable(c), !unmappable, "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn what_it_does_not_hold_is_one_question_mark_each() {
        assert_eq!(as_stored("✓ ł 日本 🙂 \u{200d}"), "? ? ?? ? ?");
    }

    #[test]
    fn what_has_a_plain_substitute_arrives_whole() {
        for (text, sent) in [
            ("Łukasz Żółć", "Lukasz Zólc"),
            ("Erdoğan Şimşek, İzmir, ılık", "Erdogan Simsek, Izmir, ilik"),
            ("Kőszegi Győző", "Koszegi Gyozo"),
            ("Dvořák Jiří, Ďuriš", "Dvorák Jirí, Duriš"),
            ("Đoković, Ștefan, Țiriac", "Dokovic, Stefan, Tiriac"),
            ("Nguyễn Thị Ánh", "Nguyen Thi Ánh"),
            ("Əliyev", "Eliyev"),
            ("Jose\u{301} Nu\u{308}n\u{303}ez", "José Nüñez"),
            ("n\u{332}o", "no"),
            ("a\u{202f}b\u{2009}c\u{200b}d\u{feff}", "a b cd"),
            ("x \u{2011} y \u{2212} z \u{2015} w", "x - y - z — w"),
            ("A → B ⇒ C ≥ 3, 5′", "A -> B => C >= 3, 5'"),
            ("● one ▪ two", "• one • two"),
            ("ﬁne", "fine"),
        ] {
            let sent = Storable {
                text: sent.to_owned(),
                is_whole: true,
            };
            assert_eq!(storable(text), sent, "{text}");
            assert_eq!(as_stored(&sent.text), sent.text, "{text}");
        }
    }

    #[test]
    fn what_has_none_is_left_and_told() {
        for text in [
            "山田太郎",
            "Доктор Живаго",
            "Ελένη",
            "مريم",
            "דוד",
            "🙂",
            "10⁴",
            "⅓",
            "✓ done",
            "가나다",
            "한국 Łódź",
            "5\u{305}",
        ] {
            let stored = storable(text);
            assert!(
                !stored.is_whole && as_stored(&stored.text).contains('?'),
                "{text}: {stored:?}"
            );
        }
        assert_eq!(storable("日本 ł").text, "日本 l");
    }
}
