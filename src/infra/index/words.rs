//! Words out of a text: what is indexed, and what a question is made of, by the same rules.
//!
//! * A **piece** is what stands between blanks and punctuation; letters and digits joined by `-`, `/`,
//!   `.` and the like are one piece with several **parts** (`a/b_c.rs:12`, `ERR-4012`). Each part is a word
//!   of the text, and the whole piece is one more at the place of its first part.
//! * Scripts that are written without blanks (Chinese, Japanese, Korean, Thai, Lao, Khmer, Burmese) are
//!   pieces of pairs: every two letters that stand beside each other, and the last one alone. So every
//!   part of a text is found, whatever its words are.
//! * A word stands in its folded form ([`fold`](super::fold)). A word of a sentence also has its stem, in
//!   Indonesian or English, marked so that it is never taken for a word: exact words stay exact.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::fold::fold_into;
use super::language::{Language, stems};

/// What begins a stem in the index. No word begins with it.
pub(super) const STEM: char = '~';
/// The longest piece that is also a word as a whole, in bytes.
const WHOLE_MAX: usize = 64;

/// What one entry of an analysis is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// A word, a part of a piece, or a pair of letters: what phrases are made of.
    Word,
    /// A whole piece of several parts.
    Whole,
    /// A word inside a word: `user` in `getUserName`.
    Inner,
    /// The stem of a word.
    Stem,
}

/// One entry of an analysis.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    /// Its letters, in the buffer of the analysis.
    letters: (u32, u32),
    /// Where it stands in the text, in bytes.
    pub(super) from: u32,
    pub(super) to: u32,
    /// The number of its place among the words.
    pub(super) place: u32,
    pub(super) sort: Sort,
}

/// The words of a text, in the order in which they stand there.
#[derive(Debug, Clone, Default)]
pub(super) struct Analysis {
    buffer: String,
    pub(super) entries: Vec<Entry>,
    places: u32,
}

/// One piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Parts between joining marks; the range is all of them.
    Joined(Range<usize>, Vec<Range<usize>>),
    /// Letters of a script without blanks.
    Dense(Range<usize>),
    /// A sign that is a word by itself, such as an emoji.
    Sign(Range<usize>),
}

impl Analysis {
    /// The words of `text`.
    pub(super) fn of(text: &str) -> Self {
        let mut analysis = Self::default();
        analysis.read(text);
        analysis
    }

    /// Starts anew with the words of `text`, in the memory of before.
    pub(super) fn read(&mut self, text: &str) {
        self.buffer.clear();
        self.entries.clear();
        self.places = 0;
        let language = Language::guess(text);
        for piece in pieces(text) {
            match piece {
                Piece::Joined(whole, parts) => self.add_joined(text, whole, &parts, language),
                Piece::Dense(run) => self.add_dense(text, run),
                Piece::Sign(sign) => self.add_word(text, sign, Sort::Word),
            }
        }
    }

    /// The letters of an entry.
    pub(super) fn letters(&self, entry: &Entry) -> &str {
        &self.buffer[entry.letters.0 as usize..entry.letters.1 as usize]
    }

    fn add_joined(
        &mut self,
        text: &str,
        whole: Range<usize>,
        parts: &[Range<usize>],
        language: Language,
    ) {
        let first = self.places;
        for part in parts {
            let start = self.entries.len();
            self.add_word(text, part.clone(), Sort::Word);
            if self.entries.len() > start {
                self.add_inner(text, part, language);
            }
        }
        let is_more = parts.len() > 1 || parts.first() != Some(&whole);
        if is_more && whole.len() <= WHOLE_MAX && self.places > first {
            let after = std::mem::replace(&mut self.places, first);
            self.add_word(text, whole, Sort::Whole);
            self.places = after;
        }
    }

    /// What stands inside the word that was added last: the words of a name in camel case, and the stems.
    fn add_inner(&mut self, text: &str, word: &Range<usize>, language: Language) {
        let place = self.places;
        self.places = place - 1;
        let humps = humps(&text[word.clone()]);
        if humps.is_empty() {
            let letters = self.entries.last().map(|entry| entry.letters).unwrap_or_default();
            let found = stems(&self.buffer[letters.0 as usize..letters.1 as usize], language);
            for stem in found.into_iter().flatten() {
                let start = self.buffer.len();
                self.buffer.push(STEM);
                self.buffer.push_str(&stem);
                self.push(start, word.clone(), Sort::Stem);
            }
        }
        for hump in humps {
            let range = word.start + hump.start..word.start + hump.end;
            self.add_word(text, range, Sort::Inner);
        }
        self.places = place;
    }

    /// Adds the folded form of a range; a word takes the next place.
    fn add_word(&mut self, text: &str, range: Range<usize>, sort: Sort) {
        let start = self.buffer.len();
        let word = &text[range.clone()];
        match word.find(['\'', '\u{2019}']) {
            Some(_) => fold_into(&without_apostrophes(word), &mut self.buffer),
            None => fold_into(word, &mut self.buffer),
        }
        if self.buffer.len() > start {
            self.push(start, range, sort);
            self.places += u32::from(sort == Sort::Word);
        }
    }

    fn add_dense(&mut self, text: &str, run: Range<usize>) {
        // Each letter as it is folded, with where it comes from.
        let mut letters: Vec<(String, Range<usize>)> = Vec::new();
        for cluster in clusters(&text[run.clone()]) {
            let range = run.start + cluster.start..run.start + cluster.end;
            let mut folded = String::new();
            fold_into(&text[range.clone()], &mut folded);
            letters.extend(folded.chars().map(|letter| (letter.to_string(), range.clone())));
        }
        for (at, (letter, range)) in letters.iter().enumerate() {
            let start = self.buffer.len();
            self.buffer.push_str(letter);
            let next = letters.get(at + 1);
            self.buffer.push_str(next.map_or("", |(letter, _)| letter));
            let end = next.map_or(range.end, |(_, range)| range.end);
            self.push(start, range.start..end, Sort::Word);
            self.places += 1;
        }
    }

    fn push(&mut self, start: usize, range: Range<usize>, sort: Sort) {
        self.entries.push(Entry {
            letters: (start as u32, self.buffer.len() as u32),
            from: range.start as u32,
            to: range.end as u32,
            place: self.places,
            sort,
        });
    }
}

/// A word as if it were written without its apostrophes; a genitive `'s` goes whole.
fn without_apostrophes(word: &str) -> String {
    let marks = ['\'', '\u{2019}'];
    let genitive = word.strip_suffix(['s', 'S']).and_then(|stem| stem.strip_suffix(marks));
    genitive.unwrap_or(word).replace(marks, "")
}

/// What a character is to whoever cuts a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Dense,
    Joint,
    Apostrophe,
    Sign,
    Gap,
}

fn class(c: char) -> Class {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => Class::Letter,
        '_' | '-' | '.' | '/' | '\\' | ':' | '@' | '#' | '+' | '&' | '=' | '~' | '%' => {
            Class::Joint
        }
        '\'' | '\u{2019}' => Class::Apostrophe,
        _ if c.is_ascii() => Class::Gap,
        _ if is_dense(c) => Class::Dense,
        _ if c.is_alphanumeric() || is_combining_mark(c) => Class::Letter,
        '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' => Class::Sign,
        _ => Class::Gap,
    }
}

/// Scripts that are written without blanks between words.
fn is_dense(c: char) -> bool {
    matches!(c,
        '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e5b}'                       // Thai
        | '\u{e80}'..='\u{eff}' | '\u{1000}'..='\u{109f}'                   // Lao, Burmese
        | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17d3}'                 // Jamo, Khmer
        | '\u{3005}'..='\u{3007}' | '\u{3031}'..='\u{3035}' | '\u{3041}'..='\u{30fa}' // Kana
        | '\u{30fc}'..='\u{318f}' | '\u{31a0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}' // Han, Hangul
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ffdc}' | '\u{20000}'..='\u{3ffff}'
    )
}

/// Cuts a text into its pieces.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        let kind = class(c);
        let mut end = start + c.len_utf8();
        match kind {
            Class::Gap | Class::Joint | Class::Apostrophe => {}
            Class::Sign => pieces.push(Piece::Sign(start..end)),
            Class::Dense => {
                while let Some((at, c)) =
                    rest.next_if(|(_, c)| class(*c) == kind || is_voice_mark(*c))
                {
                    end = at + c.len_utf8();
                }
                pieces.push(Piece::Dense(start..end));
            }
            Class::Letter => {
                let taken = joined_piece(&text[start..]);
                end = start + taken;
                while rest.next_if(|(at, _)| *at < end).is_some() {}
                pieces.push(joined(text, start..end));
            }
        }
    }
    pieces
}

/// How many bytes the piece has that `text` begins with.
fn joined_piece(text: &str) -> usize {
    let mut end = 0;
    let mut previous = Class::Letter;
    for (at, c) in text.char_indices() {
        let kind = class(c);
        match kind {
            Class::Letter => end = at + c.len_utf8(),
            // An apostrophe joins only two letters.
            Class::Apostrophe if previous == Class::Letter => {}
            Class::Joint if previous != Class::Apostrophe => {}
            _ => break,
        }
        previous = kind;
    }
    // The names of a few languages end in signs.
    let (head, tail) = text.split_at(end);
    let is_short = head.len() <= 2 && head.bytes().all(|byte| byte.is_ascii_alphabetic());
    match ["++", "#"].into_iter().find(|sign| is_short && tail.starts_with(sign)) {
        Some(sign) => end + sign.len(),
        None => end,
    }
}

/// The piece of a range with its parts.
fn joined(text: &str, range: Range<usize>) -> Piece {
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut is_open = false;
    for (at, c) in text[range.clone()].char_indices() {
        let at = range.start + at;
        match class(c) {
            Class::Joint => is_open = false,
            Class::Apostrophe if is_open => {}
            _ => {
                let end = at + c.len_utf8();
                match parts.last_mut().filter(|_| is_open) {
                    Some(part) => part.end = end,
                    None => parts.push(at..end),
                }
                is_open = true;
            }
        }
    }
    Piece::Joined(range, parts)
}

/// The words of a name in camel case; none for any other word.
fn humps(word: &str) -> Vec<Range<usize>> {
    let bytes = word.as_bytes();
    let rises = |at: &usize| bytes[at - 1].is_ascii_lowercase() && bytes[*at].is_ascii_uppercase();
    let starts: Vec<usize> = (1..bytes.len()).filter(rises).collect();
    if starts.is_empty() || !word.is_ascii() {
        return Vec::new();
    }
    let ends = starts.iter().copied().chain([bytes.len()]);
    let starts = std::iter::once(0).chain(starts.iter().copied());
    starts.zip(ends).map(|(start, end)| start..end).collect()
}

/// The marks of half-width kana and of taken-apart kana.
fn is_voice_mark(c: char) -> bool {
    matches!(c, '\u{3099}' | '\u{309a}' | '\u{ff9e}' | '\u{ff9f}')
}

/// The letters of a dense run, each with the voice marks that follow it.
fn clusters(run: &str) -> Vec<Range<usize>> {
    let mut clusters: Vec<Range<usize>> = Vec::new();
    for (at, c) in run.char_indices() {
        let end = at + c.len_utf8();
        match clusters.last_mut().filter(|_| is_voice_mark(c)) {
            Some(cluster) => cluster.end = end,
            None => clusters.push(at..end),
        }
    }
    clusters
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Entries as `place:letters`, stems left out.
    fn words(text: &str) -> Vec<String> {
        let analysis = Analysis::of(text);
        let entries = analysis.entries.iter().filter(|entry| entry.sort != Sort::Stem);
        entries.map(|entry| format!("{}:{}", entry.place, analysis.letters(entry))).collect()
    }

    #[test]
    fn sentences_are_cut_into_words() {
        assert_eq!(words("Halo, semua! (jam 3)"), ["0:halo", "1:semua", "2:jam", "3:3"]);
        assert_eq!(words("don't touch Ana's Café"), ["0:dont", "1:touch", "2:ana", "3:cafe"]);
        assert_eq!(words("'quoted' -- ... #tag @ana"), ["0:quoted", "1:tag", "2:ana"]);
        assert!(words("  \n — …").is_empty());
    }

    #[test]
    fn identifiers_are_whole_and_in_parts() {
        assert_eq!(
            words("a/b_c.rs:12 fails"),
            ["0:a", "1:b", "2:c", "3:rs", "4:12", "0:a/b_c.rs:12", "5:fails"]
        );
        assert_eq!(words("ERR-4012."), ["0:err", "1:4012", "0:err-4012"]);
        assert_eq!(words("getUserName"), ["0:getusername", "0:get", "0:user", "0:name"]);
        assert_eq!(words("C++ and C#"), ["0:c", "0:c++", "1:and", "2:c", "2:c#"]);
        assert_eq!(words("anak-anak"), ["0:anak", "1:anak", "0:anak-anak"]);
    }

    #[test]
    fn scripts_without_blanks_are_cut_into_pairs() {
        assert_eq!(words("東京都 へ"), ["0:東京", "1:京都", "2:都", "3:へ"]);
        assert_eq!(words("Rust言語"), ["0:rust", "1:言語", "2:語"]);
        assert_eq!(words("ﾊﾞｽ"), ["0:バス", "1:ス"]);
        assert_eq!(words("ไทย"), ["0:ไท", "1:ทย", "2:ย"]);
        assert_eq!(words("🎉 ok"), ["0:🎉", "1:ok"]);
    }

    #[test]
    fn words_know_where_they_stand() {
        let text = "«Ça» va, 東京";
        let analysis = Analysis::of(text);
        for entry in &analysis.entries {
            let piece = &text[entry.from as usize..entry.to as usize];
            assert!(["Ça", "va", "東京", "京"].contains(&piece), "{piece}");
        }
    }
}
