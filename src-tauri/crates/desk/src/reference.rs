//! The short code a person reads out on the phone, e.g. `H7K2`.

/// Without the letters and digits that look or sound alike: 0 O, 1 I L, 5 S, 8 B, Z (a 2), U V.
const ALPHABET: &[u8] = b"ACDEFGHJKMNPQRTWXY234679";

/// Letters of a code.
const LENGTH: usize = 4;

/// A code drawn at random: one of some 330,000.
pub(crate) fn draw() -> String {
    let letter = |_| char::from(ALPHABET[fastrand::usize(..ALPHABET.len())]);
    (0..LENGTH).map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_four_letters_none_of_which_is_taken_for_another() {
        for _ in 0..200 {
            let code = draw();
            assert_eq!(code.len(), 4);
            assert!(
                !code.contains(['0', 'O', '1', 'I', 'L', '5', 'S', '8', 'B', 'Z', 'U', 'V']),
                "{code}"
            );
        }
    }
}
