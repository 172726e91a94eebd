//! Where in a text a question is answered: for highlights.

use std::collections::HashSet;
use std::ops::Range;

use super::question::{Question, Unit};
use super::words::{Analysis, Entry, STEM, Sort};

/// Finds the words of a question in texts.
#[derive(Debug, Default)]
pub struct Marker {
    /// Words and stems that are marked wherever they stand.
    words: HashSet<String>,
    beginnings: Vec<String>,
    mistyped: Vec<Vec<char>>,
    mistyped_beginnings: Vec<Vec<char>>,
    rows: Vec<(Vec<String>, bool)>,
}

impl Marker {
    /// For the words a question asks for.
    pub fn new(question: &Question) -> Self {
        let mut marker = Self::default();
        for unit in &question.all {
            match unit {
                Unit::Word { word, stems, begins, typo } => {
                    marker.add_word(word, stems);
                    marker.beginnings.extend(begins.then(|| word.clone()));
                    let letters = || word.chars().collect();
                    marker.mistyped.extend(typo.then(letters));
                    marker.mistyped_beginnings.extend((*typo && *begins).then(letters));
                }
                Unit::Row { words, whole, begins } => {
                    marker.rows.push((words.clone(), *begins));
                    marker.words.extend(whole.clone());
                }
                Unit::Whole(whole) => drop(marker.words.insert(whole.clone())),
                Unit::Scattered(pairs) => marker.words.extend(pairs.iter().cloned()),
            }
        }
        marker
    }

    fn add_word(&mut self, word: &str, stems: &[String]) {
        for form in std::iter::once(word).chain(stems.iter().map(String::as_str)) {
            self.words.insert(form.to_owned());
            self.words.insert(format!("{STEM}{form}"));
        }
    }

    /// The places in `text` that answer the question: in order, apart from each other, in bytes.
    pub fn find(&self, text: &str) -> Vec<Range<usize>> {
        let analysis = Analysis::of(text);
        let range = |entry: &Entry| entry.from as usize..entry.to as usize;
        let marked =
            analysis.entries.iter().filter(|entry| self.is_marked(analysis.letters(entry)));
        let mut found: Vec<Range<usize>> = marked.map(range).collect();
        let words: Vec<&Entry> =
            analysis.entries.iter().filter(|entry| entry.sort == Sort::Word).collect();
        for (row, begins) in &self.rows {
            for window in words.windows(row.len()) {
                let last = row.len() - 1;
                let mut pairs = window.iter().map(|entry| analysis.letters(entry)).zip(row);
                let fits = pairs.by_ref().take(last).all(|(there, asked)| there == asked);
                let ends = pairs.all(|(there, asked)| {
                    if *begins { there.starts_with(asked.as_str()) } else { there == asked }
                });
                if fits && ends {
                    found.push(window[0].from as usize..window[last].to as usize);
                }
            }
        }
        joined(found)
    }

    fn is_marked(&self, letters: &str) -> bool {
        self.words.contains(letters)
            || self.beginnings.iter().any(|begin| letters.starts_with(begin.as_str()))
            || (!self.mistyped.is_empty() && self.is_near(letters))
    }

    fn is_near(&self, letters: &str) -> bool {
        let letters: Vec<char> = letters.chars().collect();
        self.mistyped.iter().any(|asked| is_one_off(asked, &letters))
            || self.mistyped_beginnings.iter().any(|asked| {
                let longest = letters.len().min(asked.len() + 1);
                let shortest = longest.min(asked.len().saturating_sub(1));
                (shortest..=longest).any(|end| is_one_off(asked, &letters[..end]))
            })
    }
}

/// True if the words differ in one letter at most: another, one more, one less, or two that changed places.
fn is_one_off(one: &[char], other: &[char]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(one, other)| one == other).count();
    let (short, long) = (&short[same..], &long[same..]);
    if short.len() < long.len() {
        return *short == long[1..];
    }
    match (short, long) {
        ([], []) => true,
        ([_, rest @ ..], [_, other @ ..]) if rest == other => true,
        ([a, b, rest @ ..], [c, d, other @ ..]) => (a, b) == (d, c) && rest == other,
        _ => false,
    }
}

/// Ranges in order; those that touch or overlap are one.
fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    let mut apart: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match apart.last_mut().filter(|last| range.start <= last.end) {
            Some(last) => last.end = last.end.max(range.end),
            None => apart.push(range),
        }
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked<'t>(words: &str, text: &'t str) -> Vec<&'t str> {
        let mut question = Question::default();
        question.words(words, true);
        Marker::new(&question).find(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn what_was_asked_for_is_marked_as_it_stands_there() {
        assert_eq!(marked("cafe ", "Das Café, cafes"), ["Café", "cafes"]);
        assert_eq!(marked("rap", "Rapat besok, terapi"), ["Rapat"]);
        assert_eq!(marked("err-40", "see ERR-4012 and err 40"), ["ERR-4012", "err 40"]);
        assert_eq!(marked("京都 ", "東京都と京都"), ["京都", "京都"]);
        assert_eq!(marked("kirim ", "sudah dikirimkan ke saya"), ["dikirimkan"]);
        assert!(marked("rapat ", "nothing here").is_empty());
    }

    #[test]
    fn a_mistyped_word_is_marked_where_it_is_meant() {
        let mut question = Question::default();
        question.words("meetnig repotr", true);
        let question = question.forgiving().expect("long words");
        let text = "the meeting has reports";
        let marks = Marker::new(&question).find(text);
        let marked: Vec<_> = marks.into_iter().map(|range| &text[range]).collect();
        assert_eq!(marked, ["meeting", "reports"]);
    }

    #[test]
    fn one_letter_may_be_wrong() {
        let off = |one: &str, other: &str| {
            is_one_off(&one.chars().collect::<Vec<_>>(), &other.chars().collect::<Vec<_>>())
        };
        for (one, other) in [
            ("rapat", "rapat"),
            ("rapat", "rapt"),
            ("rapat", "rapaat"),
            ("rapat", "raapt"),
            ("rapat", "rafat"),
        ] {
            assert!(off(one, other) && off(other, one), "{one} {other}");
        }
        for (one, other) in [("rapat", "rpt"), ("rapat", "tapar"), ("rapat", "rafah"), ("", "ab")] {
            assert!(!off(one, other) && !off(other, one), "{one} {other}");
        }
    }
}
