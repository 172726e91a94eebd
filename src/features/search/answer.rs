//! Answering: the index says what fits, the features say what the reader may see of it.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::value::RawValue;

use super::highlights::{Highlights, LOOKED_INTO, highlight, highlight_inside};
use super::names::Meaning;
use super::source::{self, Entity, Reader, SOURCES, Shown};
use crate::access::store::find_scopes;
use crate::base::ids::UserId;
use crate::base::scope::Scope;
use crate::base::{Result, codes};
use crate::features::directory;
use crate::infra::db::ReadTx;
use crate::infra::index::{
    Counts, Found, Hit as Place, Index, KINDS, Marker, Order, Question, Rank, Reading,
};

/// More than is wanted is asked for: what is gone since the index saw it leaves a gap.
const SPARE: u16 = 8;
/// Authors and places that are counted by name.
const FACETS: usize = 10;

/// What of an answer is wanted.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    /// The kinds that are listed.
    pub(super) listed: Vec<Entity>,
    /// How many of each.
    pub(super) most: u16,
    /// Whether authors and places are counted.
    pub(super) facets: bool,
    /// What comes first.
    pub(super) order: Order,
    /// Only what comes after this.
    pub(super) after: Option<Rank>,
}

/// An answer of the index, with what it was asked in the end.
pub(super) struct Answered {
    pub(super) found: Found,
    pub(super) question: Question,
    /// Whether words were taken for mistyped ones.
    pub(super) forgave: bool,
}

/// Something that was found.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    pub(super) rank: Rank,
    pub(super) score: f32,
    pub(super) item: Box<RawValue>,
    pub(super) highlights: Highlights,
}

/// Asks the index, for the scopes the reader holds in this snapshot. If nothing is found as it is written,
/// it is asked again as if the reader had mistyped.
pub(super) fn ask(
    tx: &ReadTx<'_>,
    index: &Index,
    reader: Reader<'_>,
    meaning: &Meaning,
    wanted: &Wanted,
) -> Result<Answered> {
    let question = meaning.question.clone();
    if question.is_empty() && meaning.kinds.is_empty() && meaning.not_kinds.is_empty() {
        return Ok(Answered { found: Found::default(), question, forgave: false });
    }
    let scopes = find_scopes(tx, reader.user)?.ok_or(codes::SESSION_EXPIRED)?;
    let is_meant = |entity: Entity| {
        (meaning.kinds.is_empty() || meaning.kinds.contains(&entity))
            && !meaning.not_kinds.contains(&entity)
    };
    let mut reading = Reading {
        scopes: Arc::new(scopes.iter().map(Scope::to_bits).collect()),
        counted: [false; KINDS],
        most: [0; KINDS],
        facets: wanted.facets,
        order: wanted.order,
        after: wanted.after,
    };
    for entity in Entity::ALL.into_iter().filter(|entity| is_meant(*entity)) {
        reading.counted[entity.place()] = true;
        if wanted.listed.contains(&entity) {
            reading.most[entity.place()] = wanted.most.saturating_add(SPARE);
        }
    }
    let found = index.ask(&question, &reading)?;
    let is_nothing = found.totals.iter().all(|total| *total == 0);
    if let Some(forgiving) = question.forgiving().filter(|_| is_nothing) {
        let found = index.ask(&forgiving, &reading)?;
        let forgave = found.totals.iter().any(|total| *total > 0);
        return Ok(Answered { found, question: forgiving, forgave });
    }
    Ok(Answered { found, question, forgave: false })
}

impl Answered {
    /// How many of a kind were found.
    pub(super) fn total(&self, entity: Entity) -> u64 {
        self.found.totals[entity.place()]
    }

    /// Shows the hits of a kind, without the first `skip` and at most `most`, as their feature lets the
    /// reader see them now. What is gone since is neither shown nor counted.
    pub(super) fn show(
        &mut self,
        tx: &ReadTx<'_>,
        reader: Reader<'_>,
        entity: Entity,
        skip: usize,
        most: usize,
    ) -> Result<Vec<Hit>> {
        let marker = Marker::new(&self.question);
        let mut left = LOOKED_INTO;
        let there = self.look_up(tx, reader, entity, skip, most)?.into_iter();
        let hits = there.map(|(place, shown)| {
            let mut highlights = highlight(&marker, &shown.texts);
            let inside = match source::find(entity).filter(|_| left > 0) {
                Some(source) => source.inside(tx, shown.id)?,
                None => None,
            };
            if let Some((field, text)) = inside {
                highlights
                    .extend(highlight_inside(&marker, &text, &mut left).map(|html| (field, html)));
            }
            let score = place.score.value();
            Ok(Hit { rank: place.rank, score, highlights, item: shown.item })
        });
        hits.collect()
    }

    /// The same without highlights and without what is inside, for who looks through the texts.
    pub(super) fn texts(
        &mut self,
        tx: &ReadTx<'_>,
        reader: Reader<'_>,
        entity: Entity,
    ) -> Result<Vec<Shown>> {
        let there = self.look_up(tx, reader, entity, 0, usize::MAX)?;
        Ok(there.into_iter().map(|(_, shown)| shown).collect())
    }

    /// At most `most` that are there. What was asked for beyond that is only looked at in the place of what is gone.
    fn look_up(
        &mut self,
        tx: &ReadTx<'_>,
        reader: Reader<'_>,
        entity: Entity,
        skip: usize,
        most: usize,
    ) -> Result<Vec<(Place, Shown)>> {
        let places: Vec<Place> = std::mem::take(&mut self.found.hits[entity.place()]);
        let mut left = places.get(skip..).unwrap_or_default();
        let Some(source) = source::find(entity) else { return Ok(Vec::new()) };
        let mut there = Vec::new();
        while there.len() < most && !left.is_empty() {
            let (next, later) = left.split_at(left.len().min(most - there.len()));
            left = later;
            let ids: Vec<i64> = next.iter().map(|place| place.rank.key.id()).collect();
            let shown = source.show(tx, reader, &ids)?.into_iter();
            let mut shown: HashMap<i64, Shown> = shown.map(|shown| (shown.id, shown)).collect();
            let gone = (next.len() - shown.len()) as u64;
            self.found.totals[entity.place()] = self.total(entity).saturating_sub(gone);
            let found = next.iter();
            there.extend(
                found.filter_map(|place| Some((*place, shown.remove(&place.rank.key.id())?))),
            );
        }
        Ok(there)
    }
}

/// Somebody or somewhere with how much was found there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(super) struct FacetCount {
    /// What `from:` or `in:` takes for it: its id.
    id: String,
    /// What the reader calls it.
    name: String,
    /// How many.
    count: u32,
}

/// The authors with the most, by name.
pub(super) fn authors(
    tx: &ReadTx<'_>,
    reader: Reader<'_>,
    counts: &Counts,
) -> Result<Vec<FacetCount>> {
    let first = first(counts, FACETS);
    let ids: Vec<UserId> = first.iter().map(|(number, _)| UserId::new(row_id(*number))).collect();
    let people = directory::list_refs(tx, reader.presence, &ids)?;
    let named = first.into_iter().filter_map(|(number, count)| {
        let person = people.iter().find(|person| Scope::User(person.id).to_bits() == number)?;
        Some(FacetCount { id: person.id.to_string(), name: person.display_name.clone(), count })
    });
    Ok(named.collect())
}

/// The places with the most that the reader may go to, by name.
pub(super) fn places(
    tx: &ReadTx<'_>,
    reader: Reader<'_>,
    counts: &Counts,
) -> Result<Vec<FacetCount>> {
    // A thing may also be where the reader may not go: some more are looked up.
    let first = first(counts, 4 * FACETS);
    let ids: Vec<i64> = first.iter().map(|(number, _)| row_id(*number)).collect();
    let mut known = HashMap::new();
    for source in SOURCES {
        let places = source.places(tx, reader, Some(&ids))?;
        known.extend(places.into_iter().map(|place| (place.number, place)));
    }
    let named = first.into_iter().filter_map(|(number, count)| {
        let place = known.remove(&number)?;
        Some(FacetCount { id: place.id, name: place.name, count })
    });
    Ok(named.take(FACETS).collect())
}

/// Those with the most; of equals, the smaller number.
fn first(counts: &Counts, most: usize) -> Vec<(u64, u32)> {
    let mut all: Vec<(u64, u32)> = counts.iter().collect();
    all.sort_unstable_by_key(|(number, count)| (std::cmp::Reverse(*count), *number));
    all.truncate(most);
    all
}

/// The row id in the number of a scope.
fn row_id(number: u64) -> i64 {
    (number & ((1 << 56) - 1)).cast_signed()
}
