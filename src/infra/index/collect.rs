//! Answering a question for one reader: what is not theirs is neither ranked nor counted.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tantivy::collector::sort_key::NaturalComparator;
use tantivy::collector::{Collector, SegmentCollector, TopNComputer};
use tantivy::columnar::{Column, ColumnValues};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use super::numbers::{Counts, Numbers};
use super::schema::{AT, AUDIENCE, AUTHOR, KEY, PLACES};
use super::{KINDS, Key};
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

impl Collector for Reading {
    type Fruit = Found;
    type Child = SegmentReading;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<SegmentReading> {
        let columns = segment.fast_fields();
        Ok(SegmentReading {
            reading: self.clone(),
            keys: columns.column_first_or_default(KEY)?,
            audience: columns.u64(AUDIENCE)?,
            at: columns.column_first_or_default(AT)?,
            author: columns.u64(AUTHOR)?,
            places: columns.u64(PLACES)?,
            best: self.most.map(|most| Best::new_with_comparator(most.into(), NaturalComparator)),
            found: Found::default(),
        })
    }

    fn requires_scoring(&self) -> bool {
        matches!(self.order, Order::Relevance(_))
    }

    fn merge_fruits(&self, parts: Vec<Found>) -> tantivy::Result<Found> {
        let mut whole = Found::default();
        for part in parts {
            for kind in 0..KINDS {
                whole.totals[kind] += part.totals[kind];
                whole.hits[kind].extend(&part.hits[kind]);
            }
            whole.authors.merge(&part.authors);
            whole.places.merge(&part.places);
        }
        for (hits, most) in whole.hits.iter_mut().zip(self.most) {
            hits.sort_unstable_by(|one, other| other.cmp(one));
            hits.truncate(usize::from(most));
        }
        Ok(whole)
    }
}

/// The best of one kind. A segment has the newest last, where nearly every hit is better than those before it: they
/// are put in order now and then, not one by one.
type Best = TopNComputer<Hit, (), NaturalComparator>;

/// One segment as the reader sees it.
pub struct SegmentReading {
    reading: Reading,
    keys: Arc<dyn ColumnValues<u64>>,
    audience: Column<u64>,
    at: Arc<dyn ColumnValues<i64>>,
    author: Column<u64>,
    places: Column<u64>,
    best: [Best; KINDS],
    found: Found,
}

impl SegmentReading {
    fn is_theirs(&self, doc: DocId) -> bool {
        self.audience.values_for_doc(doc).any(|scope| self.reading.scopes.contains(scope))
    }

    fn count_facets(&mut self, doc: DocId) {
        for author in self.author.values_for_doc(doc) {
            self.found.authors.add(author, 1);
        }
        for place in self.places.values_for_doc(doc) {
            self.found.places.add(place, 1);
        }
    }

    fn list(&mut self, doc: DocId, key: Key, score: Score) {
        let best = &mut self.best[key.kind() as usize];
        let hit = match self.reading.order {
            Order::Newest => {
                let rank = Rank { value: self.at.get_val(doc), key };
                Hit { rank, score: ScoreBits::default() }
            }
            Order::Relevance(now) => {
                let most = i64::from((score * (1.0 + FRESH)).to_bits());
                // Most cannot come in however young they are: their age is not looked up.
                if best.threshold.is_some_and(|lowest| most < lowest.rank.value) {
                    return;
                }
                let age = now.millis().saturating_sub(self.at.get_val(doc)).max(0) as f32;
                let score = (score * (1.0 + FRESH * (-age / FADE).exp2())).max(0.0).to_bits();
                Hit { rank: Rank { value: i64::from(score), key }, score: ScoreBits(score) }
            }
        };
        if self.reading.after.is_none_or(|after| hit.rank < after) {
            best.push(hit, ());
        }
    }
}

impl SegmentCollector for SegmentReading {
    type Fruit = Found;

    fn collect(&mut self, doc: DocId, score: Score) {
        if !self.is_theirs(doc) {
            return;
        }
        let key = Key::from_bits(self.keys.get_val(doc));
        let kind = key.kind() as usize;
        if !self.reading.counted.get(kind).copied().unwrap_or(false) {
            return;
        }
        self.found.totals[kind] += 1;
        if self.reading.most[kind] == 0 {
            return;
        }
        if self.reading.facets {
            self.count_facets(doc);
        }
        self.list(doc, key, score);
    }

    fn harvest(mut self) -> Found {
        for (hits, best) in self.found.hits.iter_mut().zip(self.best) {
            hits.extend(best.into_vec().into_iter().map(|hit| hit.sort_key));
        }
        self.found
    }
}
