//! Stems of Indonesian and English words, by what the text around them seems to be.

use std::borrow::Cow;

use tantivy_stemmers::algorithms::{english_porter_2, indonesian_tala};

/// What a text is written in, as far as its small words tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    /// Indonesian.
    Indonesian,
    /// English.
    English,
    /// It could be either: a title, a question, two words.
    Either,
}

/// Small words that are in every other sentence of one language and in none of the other.
const INDONESIAN: [&str; 40] = [
    "ada", "adalah", "agar", "akan", "aku", "apa", "atau", "bagi", "banyak", "belum", "bisa",
    "bukan", "dalam", "dan", "dari", "dengan", "di", "harus", "ini", "itu", "jadi", "jangan",
    "juga", "kalau", "kami", "karena", "ke", "kita", "lagi", "oleh", "pada", "saja", "saya",
    "sudah", "tidak", "tolong", "untuk", "ya", "yang", "sama",
];
const ENGLISH: [&str; 40] = [
    "a", "about", "and", "are", "at", "be", "been", "but", "can", "do", "for", "from", "has",
    "have", "i", "if", "in", "is", "it", "my", "not", "of", "on", "or", "our", "please", "that",
    "the", "this", "to", "was", "we", "what", "when", "will", "with", "would", "you", "your",
    "they",
];

/// Words looked at: the beginning of a text tells enough.
const LOOKED_AT: usize = 64;

impl Language {
    /// What the small words of a text say.
    pub(super) fn guess(text: &str) -> Self {
        let (mut indonesian, mut english) = (0, 0);
        for word in text.split(|c: char| !c.is_ascii_alphabetic()).take(LOOKED_AT) {
            // The longest of them has eight letters.
            if word.is_empty() || word.len() > 8 {
                continue;
            }
            let is = |known: &&str| known.eq_ignore_ascii_case(word);
            indonesian += u32::from(INDONESIAN.iter().any(is));
            english += u32::from(ENGLISH.iter().any(is));
        }
        match indonesian.cmp(&english) {
            std::cmp::Ordering::Greater => Self::Indonesian,
            std::cmp::Ordering::Less => Self::English,
            std::cmp::Ordering::Equal => Self::Either,
        }
    }
}

/// The stems of a folded word that are not the word itself.
pub(super) fn stems(word: &str, language: Language) -> [Option<String>; 2] {
    let is_word = (4..=32).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase());
    if !is_word {
        return [None, None];
    }
    let other = |stem: Cow<'_, str>| (stem.len() > 1 && stem != word).then(|| stem.into_owned());
    let english =
        (language != Language::Indonesian).then(|| other(english_porter_2(word))).flatten();
    let indonesian =
        (language != Language::English).then(|| other(indonesian_tala(word))).flatten();
    let indonesian = indonesian.filter(|stem| Some(stem) != english.as_ref());
    [english, indonesian]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_words_tell_the_language() {
        assert_eq!(Language::guess("Tolong kirim laporan itu ke saya ya"), Language::Indonesian);
        assert_eq!(Language::guess("Please send that report to me"), Language::English);
        assert_eq!(Language::guess("laporan report"), Language::Either);
    }

    #[test]
    fn words_have_the_stems_of_their_language() {
        let all = |word, language| stems(word, language).into_iter().flatten().collect::<Vec<_>>();
        assert_eq!(all("meetings", Language::English), ["meet"]);
        assert_eq!(all("dikirimkan", Language::Indonesian), ["kirim"]);
        assert_eq!(all("kirim", Language::Indonesian), Vec::<String>::new());
        assert_eq!(all("err4012", Language::Either), Vec::<String>::new());
        assert!(all("pekerjaan", Language::Either).contains(&"kerja".to_owned()));
    }
}
