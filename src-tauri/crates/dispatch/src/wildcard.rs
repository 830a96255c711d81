//! Patterns for the whole of a text, in which `*` is any text: looked for piece by piece, many times as fast as a regular
//! expression of the same meaning, and ready at once.

use memchr::memmem::Finder;

/// A pattern with at least one `*`, and no `?`.
#[derive(Debug, Clone)]
pub(crate) struct Wildcard {
    first: String,
    between: Vec<Finder<'static>>,
    last: String,
}

impl Wildcard {
    /// `None` for a pattern without `*` or with `?`, which pieces can't say.
    pub(crate) fn new(pattern: &str) -> Option<Self> {
        if pattern.contains('?') {
            return None;
        }
        let (first, rest) = pattern.split_once('*')?;
        let (between, last) = rest.rsplit_once('*').unwrap_or(("", rest));
        let pieces = between.split('*').filter(|piece| !piece.is_empty());
        Some(Self {
            first: first.to_owned(),
            between: pieces.map(|piece| Finder::new(piece).into_owned()).collect(),
            last: last.to_owned(),
        })
    }

    /// Whether the whole text is like that. Each piece is taken where it is found first, which leaves the most for the
    /// ones after it.
    pub(crate) fn matches(&self, text: &str) -> bool {
        let Some(mut rest) = text.as_bytes().strip_prefix(self.first.as_bytes()) else {
            return false;
        };
        for piece in &self.between {
            let Some(at) = piece.find(rest) else { return false };
            rest = rest.get(at + piece.needle().len()..).unwrap_or_default();
        }
        rest.ends_with(self.last.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_stand_in_order_and_never_share_a_letter() {
        let like = |pattern: &str, text: &str| Wildcard::new(pattern).unwrap().matches(text);
        for text in ["ab", "axb", "abab", "a漢b"] {
            assert!(like("a*b", text), "{text}");
        }
        assert!(!like("aa*a", "aa") && !like("a*b", "xab") && !like("a*b", "abx"));
        assert!(like("*", "") && like("**", "x") && like("a*", "a") && like("*a", "ba"));
        assert!(like("*ab*bc*", "xabbcx") && !like("*ab*bc*", "xabcx") && !like("*b*a*", "ab"));
        assert!(like("*a*a", "aa") && !like("*aa*a", "aa"));
        assert!(Wildcard::new("a?*").is_none() && Wildcard::new("a").is_none());
    }
}
