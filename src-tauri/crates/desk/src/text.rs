//! Texts as people type them, and as they fit into fields of limited length.

/// Several lines, without control characters; every line end is `\n`.
pub(crate) fn clean_lines(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter_map(|c| match c {
            '\r' | '\u{2028}' | '\u{2029}' => Some('\n'),
            '\n' | '\t' => Some(c),
            c if c.is_control() => None,
            c => Some(c),
        })
        .collect()
}

/// One line, without control characters and with single blanks.
pub(crate) fn clean_line(text: &str) -> String {
    clean_lines(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a person would say that nothing is written there.
pub(crate) fn is_blank(text: &str) -> bool {
    let invisible = |c: char| matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}');
    text.chars()
        .all(|c| c.is_whitespace() || c.is_control() || invisible(c))
}

/// How much room a text takes in the most grudging ticket system: UTF-16 units, line ends as two.
pub(crate) fn room(text: &str) -> usize {
    text.chars().map(room_of).sum()
}

/// The text within `limit`, with an ellipsis when something had to go.
pub(crate) fn shortened(text: &str, limit: usize) -> String {
    if room(text) <= limit {
        return text.to_owned();
    }
    let (head, _) = cut(text, limit.saturating_sub(1));
    format!("{}…", head.trim_end())
}

/// The most of the text that fits `limit`, cut at a line end or a blank where one is near, and the rest. Nothing but
/// the one blank at the cut is lost. At least one character is taken.
pub(crate) fn cut(text: &str, limit: usize) -> (&str, &str) {
    let mut taken = 0;
    let past = text.char_indices().find(|(_, c)| {
        taken += room_of(*c);
        taken > limit
    });
    let Some((end, _)) = past else {
        return (text, "");
    };
    let first = text.chars().next().map_or(0, char::len_utf8);
    let end = end.max(first);
    let near = |at: &usize| *at > end / 2;
    // A blank right behind what fits is as good a place as one within it.
    let searched = text[end..]
        .chars()
        .next()
        .filter(|c| c.is_whitespace())
        .map_or(end, |c| end + c.len_utf8());
    let blank = text[..end]
        .rfind('\n')
        .filter(near)
        .or_else(|| text[..searched].rfind(char::is_whitespace).filter(near));
    match blank {
        Some(at) => {
            let blank = text[at..].chars().next().map_or(0, char::len_utf8);
            (&text[..at], &text[at + blank..])
        }
        None => text.split_at(end),
    }
}

fn room_of(c: char) -> usize {
    if c == '\n' { 2 } else { c.len_utf16() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nul_and_other_controls_go_and_lines_stay() {
        assert_eq!(clean_lines("a\0b\r\nc\td\u{7}\u{2028}e"), "ab\nc\td\ne");
        assert_eq!(clean_line(" Dana\n  Reyes\0 "), "Dana Reyes");
    }

    #[test]
    fn blanks_of_every_kind_say_nothing() {
        assert!(is_blank(" \t\n\u{a0}\u{200b}\0"));
        assert!(!is_blank(" . "));
    }

    #[test]
    fn a_long_text_is_cut_at_a_word_and_loses_nothing_but_the_blank() {
        assert_eq!(cut("one two three", 9), ("one two", "three"));
        assert_eq!(cut("one two", 3), ("one", "two"));
        assert_eq!(cut("one\ntwo three", 10), ("one\ntwo", "three"));
        assert_eq!(cut("unbreakable", 5), ("unbre", "akable"));
        assert_eq!(cut("🙂🙂", 3), ("🙂", "🙂"));
        assert_eq!(cut("🙂🙂", 1), ("🙂", "🙂"));
        assert_eq!(cut("fits", 4), ("fits", ""));
    }

    #[test]
    fn a_line_end_and_a_character_beyond_the_first_plane_take_the_room_of_two() {
        assert_eq!([room("ab"), room("é"), room("a\nb"), room("🙂")], [2, 1, 4, 2]);
    }

    #[test]
    fn what_is_shortened_says_so_and_fits() {
        assert_eq!(shortened("one two three", 9), "one two…");
        assert!(room(&shortened(&"x".repeat(300), 255)) <= 255);
        assert_eq!(shortened("short", 255), "short");
    }
}
