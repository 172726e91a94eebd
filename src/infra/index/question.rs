//! A question: words that must occur, words that must not, and marks a document must carry.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, FuzzyTermQuery, Occur, PhrasePrefixQuery,
    PhraseQuery, Query, RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::Key;
use super::beginning::Beginning;
use super::exclusion::Exclusion;
use super::fold::fold;
use super::language::{Language, stems};
use super::schema::Fields;
use super::words::{Analysis, Piece, STEM, Sort, pieces};
use crate::base::time::Timestamp;

/// Words of this many letters may have one of them wrong.
const TYPO_FROM: usize = 5;
/// A beginning of a word is looked for from this many letters on.
const PREFIX_FROM: usize = 2;
/// Words a beginning of a phrase's last word may stand for.
const EXPANSIONS: u32 = 1_000;

/// How much a match counts, by what matched. An exact word counts 1.
const STEM_WEIGHT: f32 = 0.6;
const PREFIX_SCORE: f32 = 1.5;
const TYPO_SCORE: f32 = 0.5;
const WHOLE_WEIGHT: f32 = 1.5;
const TITLE_WEIGHT: f32 = 2.0;

/// Something that occurs in a text or does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unit {
    /// A word: itself, its stems, what begins with it, what is one letter off.
    Word { word: String, stems: Vec<String>, begins: bool, typo: bool },
    /// Words in this order, one after the other; or the piece they are, as a whole.
    Row { words: Vec<String>, whole: Option<String>, begins: bool },
    /// A piece that is known only as a whole.
    Whole(String),
    /// All these pairs of letters, wherever they stand.
    Scattered(Vec<String>),
}

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Question {
    pub(super) all: Vec<Unit>,
    pub(super) none: Vec<Unit>,
    filters: Vec<(bool, Filter)>,
}

/// A mark a document must carry, or must not.
#[derive(Debug, Clone)]
pub enum Filter {
    /// One of these authors.
    Authors(Vec<u64>),
    /// In one of these places.
    Places(Vec<u64>),
    /// One of these tags.
    Tags(Vec<String>),
    /// Not before the first moment, and before the second.
    Between(Option<Timestamp>, Option<Timestamp>),
    /// One of these documents.
    Keys(Vec<Key>),
    /// What one of these asks for.
    Any(Vec<Filter>),
    /// Nothing carries it.
    Nothing,
}

impl Question {
    /// Asks for words as a person types them: what stands together is looked for together. The last word
    /// may be a beginning if `is_open`.
    pub fn words(&mut self, text: &str, is_open: bool) {
        self.all.extend(units(text, is_open));
    }

    /// Asks for words in this order and in exactly this form.
    pub fn phrase(&mut self, text: &str) {
        self.all.extend(row(text));
    }

    /// Refuses documents with one of these words.
    pub fn without_words(&mut self, text: &str) {
        self.none.extend(units(text, false));
    }

    /// Refuses documents with these words in this order.
    pub fn without_phrase(&mut self, text: &str) {
        self.none.extend(row(text));
    }

    /// Asks for a mark; a negated one must be absent.
    pub fn filter(&mut self, is_negated: bool, filter: Filter) {
        self.filters.push((is_negated, filter));
    }

    /// True if it asks for words.
    pub fn has_words(&self) -> bool {
        !self.all.is_empty()
    }

    /// True if nothing is asked at all.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty() && self.none.is_empty() && self.filters.is_empty()
    }

    /// The same for somebody who mistypes: a letter may be wrong in words of five letters and more, and
    /// what is written without blanks may stand scattered. None if that makes no difference.
    pub fn forgiving(&self) -> Option<Self> {
        let all: Vec<Unit> = self.all.iter().map(Unit::forgiving).collect();
        (all != self.all).then(|| Self { all, ..self.clone() })
    }

    pub(super) fn query(&self, fields: &Fields) -> Box<dyn Query> {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        clauses.extend(self.all.iter().map(|unit| (Occur::Must, unit.query(fields))));
        let exclude =
            |query| -> (Occur, Box<dyn Query>) { (Occur::MustNot, Box::new(Exclusion(query))) };
        clauses.extend(self.none.iter().map(|unit| exclude(unit.query(fields))));
        clauses.extend(self.filters.iter().map(|(is_negated, filter)| {
            let query = filter.query(fields);
            if *is_negated { exclude(query) } else { (Occur::Must, query) }
        }));
        if !clauses.iter().any(|(occur, _)| *occur == Occur::Must) {
            clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0))));
        }
        if clauses.len() == 1
            && let Some((Occur::Must, only)) = clauses.pop()
        {
            return only;
        }
        Box::new(BooleanQuery::new(clauses))
    }
}

/// The units of a text, each to be found by itself.
fn units(text: &str, is_open: bool) -> Vec<Unit> {
    let pieces = pieces(text);
    let last = pieces.len().saturating_sub(1);
    let ends_open = is_open && !text.ends_with(char::is_whitespace);
    let units = pieces.into_iter().enumerate();
    units.filter_map(|(at, piece)| unit(text, &piece, ends_open && at == last)).collect()
}

fn unit(text: &str, piece: &Piece, begins: bool) -> Option<Unit> {
    let (Piece::Joined(range, _) | Piece::Dense(range) | Piece::Sign(range)) = piece;
    let analysis = Analysis::of(&text[range.clone()]);
    let sorted = |sort: Sort| {
        let entries = analysis.entries.iter().filter(move |entry| entry.sort == sort);
        entries.map(|entry| analysis.letters(entry).to_owned()).collect::<Vec<_>>()
    };
    let (mut words, whole) = (sorted(Sort::Word), sorted(Sort::Whole).pop());
    match piece {
        Piece::Dense(_) => {
            // The last letter alone stands only at the end of a run.
            let alone = words.pop()?;
            let begins = words.is_empty();
            let words = if begins { vec![alone] } else { words };
            Some(Unit::Row { words, whole: None, begins })
        }
        Piece::Joined(_, parts) if parts.len() == 1 && whole.is_some() => whole.map(Unit::Whole),
        _ if words.len() > 1 => Some(Unit::Row { words, whole, begins }),
        _ => {
            let word = words.pop()?;
            let begins = begins && word.chars().count() >= PREFIX_FROM;
            let found = stems(&word, Language::Either).into_iter().flatten();
            Some(Unit::Word { stems: found.collect(), word, begins, typo: false })
        }
    }
}

/// All words of a text in their order.
fn row(text: &str) -> Option<Unit> {
    let analysis = Analysis::of(text);
    let mut words: Vec<String> = Vec::new();
    let entries: Vec<_> =
        analysis.entries.iter().filter(|entry| entry.sort == Sort::Word).collect();
    for (at, entry) in entries.iter().enumerate() {
        // The last letter of a run is in the pair before it; alone it would have to end a run there, too.
        let before = at.checked_sub(1).map(|at| entries[at]);
        let is_covered =
            before.is_some_and(|before| before.to == entry.to && before.from < entry.from);
        if !is_covered || at + 1 < entries.len() {
            words.push(analysis.letters(entry).to_owned());
        }
    }
    let is_single_letter = words.len() == 1 && matches!(pieces(text)[..], [Piece::Dense(_)]);
    (!words.is_empty()).then_some(Unit::Row { words, whole: None, begins: is_single_letter })
}

impl Unit {
    fn forgiving(&self) -> Self {
        match self {
            Self::Word { word, stems, begins, .. } => Self::Word {
                word: word.clone(),
                stems: stems.clone(),
                begins: *begins,
                typo: word.chars().count() >= TYPO_FROM,
            },
            Self::Row { words, whole: None, .. } if words.len() > 1 && is_dense_row(words) => {
                Self::Scattered(words.clone())
            }
            other => other.clone(),
        }
    }

    fn query(&self, fields: &Fields) -> Box<dyn Query> {
        let mut clauses = Vec::new();
        for (field, weight) in [(fields.title, TITLE_WEIGHT), (fields.body, 1.0)] {
            self.add_clauses(field, weight, &mut clauses);
        }
        Box::new(BooleanQuery::union(clauses))
    }

    fn add_clauses(&self, field: Field, weight: f32, clauses: &mut Vec<Box<dyn Query>>) {
        match self {
            Self::Word { word, stems, begins, typo } => {
                clauses.push(term(field, word, weight));
                // What was stemmed to the word itself, or to the stem of it; and that stem as it is.
                clauses.push(term(field, &format!("{STEM}{word}"), weight * STEM_WEIGHT));
                for stem in stems {
                    clauses.push(term(field, &format!("{STEM}{stem}"), weight * STEM_WEIGHT));
                    clauses.push(term(field, stem, weight * STEM_WEIGHT));
                }
                let near = Term::from_field_text(field, word);
                let scored = |query: FuzzyTermQuery, score: f32| -> Box<dyn Query> {
                    Box::new(ConstScoreQuery::new(Box::new(query), score * weight))
                };
                if *begins {
                    clauses.push(beginning(field, word, PREFIX_SCORE * weight));
                }
                match (typo, begins) {
                    (true, true) => {
                        clauses.push(scored(FuzzyTermQuery::new_prefix(near, 1, true), TYPO_SCORE));
                    }
                    (true, false) => {
                        clauses.push(scored(FuzzyTermQuery::new(near, 1, true), TYPO_SCORE));
                    }
                    (false, _) => {}
                }
            }
            Self::Row { words, whole, begins } => {
                clauses.push(row_query(field, words, *begins, weight));
                if let Some(whole) = whole {
                    clauses.push(term(field, whole, weight * WHOLE_WEIGHT));
                }
            }
            Self::Whole(whole) => clauses.push(term(field, whole, weight * WHOLE_WEIGHT)),
            Self::Scattered(pairs) => {
                let all = pairs.iter().map(|pair| term(field, pair, weight)).collect();
                clauses.push(Box::new(BooleanQuery::intersection(all)));
            }
        }
    }
}

/// True for pairs of letters of a script without blanks.
fn is_dense_row(words: &[String]) -> bool {
    words.iter().all(|word| matches!(pieces(word)[..], [Piece::Dense(_)]))
}

fn term(field: Field, text: &str, weight: f32) -> Box<dyn Query> {
    let term = TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs);
    Box::new(BoostQuery::new(Box::new(term), weight))
}

fn beginning(field: Field, letters: &str, score: f32) -> Box<dyn Query> {
    Box::new(Beginning { field, letters: letters.to_owned(), score })
}

fn row_query(field: Field, words: &[String], begins: bool, weight: f32) -> Box<dyn Query> {
    let terms: Vec<Term> = words.iter().map(|word| Term::from_field_text(field, word)).collect();
    let query: Box<dyn Query> = match (terms.len(), begins) {
        (1, true) => beginning(field, &words[0], PREFIX_SCORE),
        (1, false) => Box::new(TermQuery::new(terms[0].clone(), IndexRecordOption::WithFreqs)),
        (_, true) => {
            let mut query = PhrasePrefixQuery::new(terms);
            query.set_max_expansions(EXPANSIONS);
            Box::new(query)
        }
        (_, false) => Box::new(PhraseQuery::new(terms)),
    };
    Box::new(BoostQuery::new(query, weight))
}

impl Filter {
    fn query(&self, fields: &Fields) -> Box<dyn Query> {
        let any = |terms: Vec<Term>| -> Box<dyn Query> {
            let terms = terms.into_iter().map(|term| -> Box<dyn Query> {
                Box::new(TermQuery::new(term, IndexRecordOption::Basic))
            });
            let any = BooleanQuery::union(terms.collect());
            // A mark says nothing of how well a document fits.
            Box::new(ConstScoreQuery::new(Box::new(any), 0.0))
        };
        let numbers = |field, numbers: &[u64]| {
            any(numbers.iter().map(|number| Term::from_field_u64(field, *number)).collect())
        };
        match self {
            Self::Authors(authors) => numbers(fields.author, authors),
            Self::Places(places) => numbers(fields.places, places),
            Self::Tags(tags) => {
                any(tags.iter().map(|tag| Term::from_field_text(fields.tags, tag)).collect())
            }
            Self::Between(from, to) => {
                let moment = |at: &Timestamp| Term::from_field_i64(fields.at, at.millis());
                let lower =
                    from.as_ref().map_or(Bound::Unbounded, |at| Bound::Included(moment(at)));
                let upper = to.as_ref().map_or(Bound::Unbounded, |at| Bound::Excluded(moment(at)));
                let range = RangeQuery::new(lower, upper);
                Box::new(ConstScoreQuery::new(Box::new(range), 0.0))
            }
            Self::Keys(keys) => {
                let keys = TermSetQuery::new(keys.iter().map(|key| fields.term_of(*key)));
                Box::new(ConstScoreQuery::new(Box::new(keys), 0.0))
            }
            Self::Any(filters) => {
                let any = filters.iter().map(|filter| filter.query(fields)).collect();
                Box::new(ConstScoreQuery::new(Box::new(BooleanQuery::union(any)), 0.0))
            }
            Self::Nothing => Box::new(tantivy::query::EmptyQuery),
        }
    }
}

/// The tag for a word of people's own choice, such as a label: as it is compared, without case or accents.
pub fn tag(kind: &str, word: &str) -> String {
    format!("{kind}:{}", fold(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_together_is_one_unit() {
        let row = |words: &[&str], whole: Option<&str>, begins| Unit::Row {
            words: words.iter().map(ToString::to_string).collect(),
            whole: whole.map(str::to_owned),
            begins,
        };
        assert_eq!(units("ERR-4012", false), [row(&["err", "4012"], Some("err-4012"), false)]);
        assert_eq!(units("東京都", true), [row(&["東京", "京都"], None, false)]);
        assert_eq!(units("東", false), [row(&["東"], None, true)]);
        assert_eq!(units("C++", true), [Unit::Whole("c++".into())]);
    }

    #[test]
    fn only_the_last_word_may_be_a_beginning() {
        let begins = |text: &str, is_open| -> Vec<bool> {
            let units = units(text, is_open);
            units.iter().map(|unit| matches!(unit, Unit::Word { begins: true, .. })).collect()
        };
        assert_eq!(begins("rapat bes", true), [false, true]);
        assert_eq!(begins("rapat besok ", true), [false, false]);
        assert_eq!(begins("rapat b", true), [false, false]);
        assert_eq!(begins("rapat bes", false), [false, false]);
    }

    #[test]
    fn phrases_keep_every_word_and_drop_the_last_letter_of_a_run() {
        let words = |text| match row(text) {
            Some(Unit::Row { words, .. }) => words,
            other => panic!("{other:?}"),
        };
        assert_eq!(words("rapat besok, jam 3"), ["rapat", "besok", "jam", "3"]);
        assert_eq!(words("東京都"), ["東京", "京都"]);
        assert_eq!(words("東京都 a"), ["東京", "京都", "都", "a"]);
        assert!(row(" ,. ").is_none());
    }

    #[test]
    fn a_question_forgives_long_words_only() {
        let mut question = Question::default();
        question.words("rapat", false);
        assert!(question.forgiving().is_some());
        let mut question = Question::default();
        question.words("jam ERR-4012", false);
        assert!(question.forgiving().is_none());
    }
}
