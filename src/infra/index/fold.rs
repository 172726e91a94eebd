//! One form for every spelling: without case, without accents, without the width of full-width letters.

use unicode_normalization::UnicodeNormalization as _;

/// The longest folded word, in bytes; what follows does not tell words apart.
const LONGEST: usize = 64;

/// Appends the folded form of a word.
pub(super) fn fold_into(word: &str, folded: &mut String) {
    let start = folded.len();
    if word.is_ascii() {
        folded.extend(word.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
    } else {
        let bare = word.nfkd().filter(|letter| !is_accent(*letter)).nfc();
        for letter in bare.flat_map(char::to_lowercase) {
            match spelled_out(letter) {
                Some(letters) => folded.push_str(letters),
                None => folded.push(letter),
            }
        }
    }
    let mut end = folded.len().min(start + LONGEST);
    while !folded.is_char_boundary(end) {
        end -= 1;
    }
    folded.truncate(end);
}

/// The folded form of a word.
pub fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    fold_into(word, &mut folded);
    folded
}

/// Marks that change how a letter sounds, not which it is, in the scripts that write them only sometimes.
fn is_accent(mark: char) -> bool {
    matches!(mark,
        '\u{300}'..='\u{36f}'                                               // Latin, Greek, Cyrillic
        | '\u{591}'..='\u{5bd}' | '\u{5bf}'..='\u{5c7}'                     // Hebrew points
        | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}'                     // Arabic vowels, stretching
    )
}

/// Letters that Unicode does not take apart.
fn spelled_out(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'þ' => "th",
        'ı' => "i",
        'ς' => "σ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_are_one() {
        for (word, folded) in [
            ("Café", "cafe"),
            ("CAFE\u{301}", "cafe"),
            ("Straße", "strasse"),
            ("Łódź", "lodz"),
            ("İstanbul", "istanbul"),
            ("ＥＲＲ", "err"),
            ("ﬁle", "file"),
            ("ΟΔΟΣ", "οδοσ"),
            ("ёлка", "елка"),
            ("مُحَمَّد", "محمد"),
            ("ไทย", "ไทย"),
            ("한국", "한국"),
        ] {
            assert_eq!(fold(word), folded, "{word}");
        }
    }

    #[test]
    fn endless_words_are_cut_at_a_letter() {
        assert_eq!(fold(&"x".repeat(500)).len(), LONGEST);
        assert!(fold(&"語".repeat(500)).len() <= LONGEST);
    }
}
