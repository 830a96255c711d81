//! What Autotask can hold of a text.

use encoding_rs::WINDOWS_1252;

/// `text` as Autotask will show it: it stores Windows-1252, and every character outside becomes a question mark.
///
/// ```
/// assert_eq!(autotask_psa::as_stored("Zoë – 5 €"), "Zoë – 5 €");
/// assert_eq!(autotask_psa::as_stored("山田 🙂"), "?? ?");
/// ```
pub fn as_stored(text: &str) -> String {
    text.chars().map(|c| if is_storable(c) { c } else { '?' }).collect()
}

// One character at a time: encoding_rs replaces what it can't encode by HTML references, as forms of web pages want it.
fn is_storable(c: char) -> bool {
    c.is_ascii() || {
        let mut buffer = [0; 4];
        let (_, _, unmappable) = WINDOWS_1252.encode(c.encode_utf8(&mut buffer));
        !unmappable
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_windows_1252_holds_stays() {
        let kept = "Plain ASCII\r\n\t<b>&amp;</b> äöüß ÀÉÑ ÿ € ‚ „ … † ‰ Š Œ Ž ‘ ’ “ ” • – — ™ ž Ÿ ©";
        assert_eq!(as_stored(kept), kept);
    }

    #[test]
    fn what_it_does_not_hold_is_one_question_mark_each() {
        assert_eq!(as_stored("✓ ł 日本 🙂 \u{200d}"), "? ? ?? ? ?");
    }
}
