//! Answering a question for one reader: what is not theirs is neither ranked nor counted.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tantivy::collector::TopNComputer;
use tantivy::collector::sort_key::NaturalComparator;
use tantivy::query::{EnableScoring, Query as _, Weight};
use tantivy::{DocId, DocSet as _, Score, SegmentReader, TERMINATED};

use super::columns::Columns;
use super::folder::Generation;
use super::numbers::{Counts, Numbers};
use super::schema::Class;
use super::score::Alone;
use super::{KINDS, Key, Question};
use crate::base::time::Timestamp;

/// What comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// What fits best; of what fits as well, what is younger at this moment.
    Relevance(Timestamp),
    /// The newest.
    Newest,
}

/// A place in the order of an answer: after it the next page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rank {
    /// The score's bits, or the moment: greater comes first.
    pub value: i64,
    /// Of equals, the greater comes first.
    pub key: Key,
}

/// For whom, and how much of an answer.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The scopes the reader holds: a document is theirs if its audience has one of them.
    pub scopes: Arc<Numbers>,
    /// The kinds that are asked for.
    pub counted: [bool; KINDS],
    /// How many of each kind to list; none means that they are only counted.
    pub most: [u16; KINDS],
    /// Whether authors and places are counted over the kinds that are listed.
    pub facets: bool,
    /// What comes first.
    pub order: Order,
    /// Lists only what comes after this place.
    pub after: Option<Rank>,
}

/// A document that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Where it stands in the order.
    pub rank: Rank,
    /// How well it fits: 0 where nobody asked.
    pub score: ScoreBits,
}

/// A score that is never below zero; its bits are in the order of its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct ScoreBits(u32);

impl ScoreBits {
    /// The score.
    pub fn value(self) -> f32 {
        f32::from_bits(self.0)
    }
}

/// What was found for one reader.
#[derive(Debug, Default)]
pub struct Found {
    /// How many documents of each kind there are.
    pub totals: [u64; KINDS],
    /// The first of each kind, in order.
    pub hits: [Vec<Hit>; KINDS],
    /// How many documents each author has.
    pub authors: Counts,
    /// How many documents each place has.
    pub places: Counts,
}

/// A week old counts half of what is new counts more.
const FADE: f32 = 7.0 * 24.0 * 3_600_000.0;
/// What is new counts this much more.
const FRESH: f32 = 0.5;

/// So many hits are put in order at once. A segment has the newest last: from the end of a batch backwards nearly
/// none comes in after the first few.
const BATCH: usize = 4_096;

impl Reading {
    /// Reads what a question finds.
    pub(super) fn collect(&self, live: &Generation, question: &Question) -> tantivy::Result<Found> {
        let searcher = live.reader.searcher();
        let scores = Alone::of(&live.fields);
        let scoring = match self.order {
            Order::Relevance(_) => {
                EnableScoring::enabled_from_statistics_provider(&scores, &searcher)
            }
            Order::Newest => EnableScoring::disabled_from_searcher(&searcher),
        };
        let query = question.query(&live.fields).weight(scoring)?;
        let columns = live.columns.of(&searcher)?;
        let mut gathering = Gathering::new(self);
        for (segment, columns) in searcher.segment_readers().iter().zip(&columns) {
            gathering.gather(segment, columns, &*query)?;
        }
        Ok(gathering.finish())
    }

    /// The kind of a class that is asked for and may be seen; none for another.
    fn kind_of(&self, class: &Class) -> Option<u8> {
        let is_asked = self.counted.get(usize::from(class.kind)).copied().unwrap_or(false);
        let is_theirs = || class.audience.iter().any(|scope| self.scopes.contains(*scope));
        (is_asked && is_theirs()).then_some(class.kind)
    }
}

/// The best of one kind.
type Best = TopNComputer<Hit, (), NaturalComparator>;

/// A document that may come in.
#[derive(Clone, Copy)]
struct Candidate {
    doc: DocId,
    score: Score,
    kind: u8,
}

/// An answer while it grows.
struct Gathering<'r> {
    reading: &'r Reading,
    best: [Best; KINDS],
    /// The score and the moment of one that did not come in: none comes in that fits no better and is no younger.
    beaten: [Option<(Score, i64)>; KINDS],
    batch: Vec<Candidate>,
    found: Found,
}

impl<'r> Gathering<'r> {
    fn new(reading: &'r Reading) -> Self {
        let best =
            reading.most.map(|most| Best::new_with_comparator(most.into(), NaturalComparator));
        let batch = Vec::with_capacity(BATCH);
        Self { reading, best, beaten: [None; KINDS], batch, found: Found::default() }
    }

    /// Reads a segment. A score is made only for what is theirs and listed.
    fn gather(
        &mut self,
        segment: &SegmentReader,
        columns: &Columns,
        query: &dyn Weight,
    ) -> tantivy::Result<()> {
        let is_scored = matches!(self.reading.order, Order::Relevance(_));
        let judged = columns.judge(|class| self.reading.kind_of(class));
        let alive = segment.alive_bitset();
        let mut hits = query.scorer(segment, 1.0)?;
        let mut doc = hits.doc();
        while doc != TERMINATED {
            if let Some(kind) = columns.judged(&judged, doc).flatten()
                && alive.is_none_or(|alive| alive.is_alive(doc))
            {
                self.found.totals[usize::from(kind)] += 1;
                if self.reading.most[usize::from(kind)] > 0 {
                    let score = if is_scored { hits.score() } else { 0.0 };
                    self.note(Candidate { doc, score, kind }, columns);
                }
            }
            doc = hits.advance();
        }
        self.settle(columns);
        Ok(())
    }

    fn note(&mut self, candidate: Candidate, columns: &Columns) {
        if self.reading.facets {
            for author in columns.author.values_for_doc(candidate.doc) {
                self.found.authors.add(author, 1);
            }
            for place in columns.places.values_for_doc(candidate.doc) {
                self.found.places.add(place, 1);
            }
        }
        self.batch.push(candidate);
        if self.batch.len() == BATCH {
            self.settle(columns);
        }
    }

    /// Puts the batch in order, the last first.
    fn settle(&mut self, columns: &Columns) {
        let mut batch = std::mem::take(&mut self.batch);
        for candidate in batch.drain(..).rev() {
            self.settle_one(candidate, columns);
        }
        self.batch = batch;
    }

    fn settle_one(&mut self, Candidate { doc, score, kind }: Candidate, columns: &Columns) {
        let kind = usize::from(kind);
        let best = &mut self.best[kind];
        let lowest = best.threshold.map_or(i64::MIN, |lowest| lowest.rank.value);
        let (value, score) = match self.reading.order {
            Order::Newest => (columns.at.get_val(doc), ScoreBits::default()),
            Order::Relevance(now) => {
                // Most cannot come in however young they are: their age is not looked up.
                if rank_of(score, 1.0).0 < lowest {
                    return;
                }
                let at = columns.at.get_val(doc);
                let beaten = &mut self.beaten[kind];
                if beaten.is_some_and(|(least, youngest)| score <= least && at <= youngest) {
                    return;
                }
                let age = now.millis().saturating_sub(at).max(0) as f32;
                let (value, bits) = rank_of(score, (-age / FADE).exp2());
                if value < lowest {
                    *beaten = Some((score, at));
                }
                (value, bits)
            }
        };
        if value < lowest {
            return;
        }
        let rank = Rank { value, key: Key::from_bits(columns.keys.get_val(doc)) };
        if self.reading.after.is_none_or(|after| rank < after) {
            best.push(Hit { rank, score }, ());
        }
    }

    fn finish(mut self) -> Found {
        for (hits, best) in self.found.hits.iter_mut().zip(self.best) {
            hits.extend(best.into_sorted_vec().into_iter().map(|hit| hit.sort_key));
        }
        self.found
    }
}

/// What a score counts for something as fresh as this, 1 being new.
fn rank_of(score: Score, freshness: f32) -> (i64, ScoreBits) {
    let bits = (score * (1.0 + FRESH * freshness)).max(0.0).to_bits();
    (i64::from(bits), ScoreBits(bits))
}

#[cfg(test)]
mod tests {
    use super::super::{Changes, Document, Position};
    use super::*;

    const NOW: i64 = 1_800_000_000_000;
    const DAY: i64 = 86_400_000;
    const COUNT: i64 = 2 * BATCH as i64 + 500;
    const MINE: u64 = 7;

    /// Every third is somebody else's, every fifth says the word twice, and the moments are in no order.
    fn document(id: i64) -> Document {
        Document {
            key: Key::new(u8::from(id % 4 == 0), id),
            audience: if id % 3 == 0 { vec![9] } else { vec![8, MINE, MINE] },
            at: Timestamp::from_millis(NOW - id * 7_919 % COUNT * DAY / 100),
            author: Some(id.cast_unsigned() % 2),
            places: vec![],
            tags: vec![],
            title: String::new(),
            body: if id % 5 == 0 { "rapat rapat" } else { "rapat besok" }.to_owned(),
        }
    }

    /// Two segments; of the first, some documents are gone.
    fn generation(place: &std::path::Path) -> Generation {
        let generation = Generation::create(place).expect("an index");
        let mut writer = generation.writer(super::super::writer::MEMORY).expect("a writer");
        writer.set_merge_policy(Box::new(tantivy::merge_policy::NoMergePolicy));
        for (from, to, gone) in [(1, COUNT / 2, 0), (COUNT / 2 + 1, COUNT, 100)] {
            let documents: Vec<_> = (from..=to).map(document).collect();
            let touched = (1..=gone).map(|id| document(id).key).collect();
            let changes = Changes { touched, documents, ..Changes::default() };
            generation.apply(&writer, &changes).expect("applied");
            generation.commit(&mut writer, Position::new(to, true)).expect("committed");
        }
        generation
    }

    fn reading(order: Order) -> Reading {
        let mut reading = Reading {
            scopes: Arc::new([MINE].into_iter().collect()),
            counted: [false; KINDS],
            most: [0; KINDS],
            facets: true,
            order,
            after: None,
        };
        reading.counted[0] = true;
        reading.most[0] = 30;
        reading
    }

    fn ask(generation: &Generation, reading: &Reading, word: &str, is_open: bool) -> Found {
        let mut question = Question::default();
        question.words(word, is_open);
        reading.collect(generation, &question).expect("an answer")
    }

    /// What is theirs, of the kind that is asked for, and not gone.
    fn theirs() -> Vec<Document> {
        (101..=COUNT).filter(|id| id % 3 != 0 && id % 4 != 0).map(document).collect()
    }

    #[test]
    fn the_first_of_all_that_is_theirs_are_listed_page_after_page() {
        let place = tempfile::tempdir().expect("a folder");
        let generation = generation(place.path());
        let mut newest = theirs();
        newest.sort_unstable_by_key(|document| std::cmp::Reverse((document.at, document.key)));
        let now = Order::Relevance(Timestamp::from_millis(NOW));
        // Of what fits as well, the younger comes first: a beginning fits all of them as well.
        for (order, word, is_open) in [(Order::Newest, "rapat", false), (now, "rap", true)] {
            let mut reading = reading(order);
            let mut listed: Vec<Key> = Vec::new();
            while listed.len() < 90 {
                let found = ask(&generation, &reading, word, is_open);
                assert_eq!(found.totals[0], newest.len() as u64);
                assert_eq!(
                    found.authors.iter().map(|(_, count)| count).sum::<u32>(),
                    newest.len() as u32
                );
                reading.after = found.hits[0].last().map(|hit| hit.rank);
                listed.extend(found.hits[0].iter().map(|hit| hit.rank.key));
            }
            let expected: Vec<Key> = newest[..90].iter().map(|document| document.key).collect();
            assert_eq!(listed, expected, "{order:?}");
        }
    }

    #[test]
    fn what_fits_better_comes_before_what_is_as_young() {
        let place = tempfile::tempdir().expect("a folder");
        let generation = generation(place.path());
        let order = Order::Relevance(Timestamp::from_millis(NOW));
        let mut all = reading(order);
        all.most[0] = u16::MAX;
        let every = ask(&generation, &all, "rapat", false);
        assert_eq!(every.hits[0].len(), theirs().len());
        assert!(every.hits[0].windows(2).all(|pair| pair[0].rank > pair[1].rank));
        let few = ask(&generation, &reading(order), "rapat", false);
        assert_eq!(few.hits[0], every.hits[0][..30]);
        let says_it_twice = few.hits[0].iter().filter(|hit| hit.rank.key.id() % 5 == 0).count();
        assert!(says_it_twice > 10, "{says_it_twice}");
    }

    #[test]
    fn who_holds_no_scope_of_it_finds_nothing() {
        let place = tempfile::tempdir().expect("a folder");
        let generation = generation(place.path());
        let mut reading = reading(Order::Newest);
        reading.scopes = Arc::new([0, 10].into_iter().collect());
        let found = ask(&generation, &reading, "rapat", false);
        assert_eq!(found.totals, [0; KINDS]);
        assert!(found.hits.iter().all(Vec::is_empty) && found.authors.iter().next().is_none());
    }
}
