//! A query that takes away. tantivy asks it for documents before the one it stands at, which some of its own
//! queries (phrases among them) do not take; here that is simply a document that is not in the set.

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader};

/// Whatever matches the query inside.
#[derive(Debug)]
pub(super) struct Exclusion(pub(super) Box<dyn Query>);

impl Clone for Exclusion {
    fn clone(&self) -> Self {
        Self(self.0.box_clone())
    }
}

impl Query for Exclusion {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(Inside(self.0.weight(scoring)?)))
    }
}

/// What is inside, step by step.
struct Inside<T: ?Sized>(Box<T>);

impl Weight for Inside<dyn Weight> {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(Inside(self.0.scorer(reader, boost)?)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.0.explain(reader, doc)
    }
}

// `seek_danger` is the default one, which looks where it stands.
impl DocSet for Inside<dyn Scorer> {
    fn advance(&mut self) -> DocId {
        self.0.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.0.seek(target)
    }

    fn doc(&self) -> DocId {
        self.0.doc()
    }

    fn size_hint(&self) -> u32 {
        self.0.size_hint()
    }
}

impl Scorer for Inside<dyn Scorer> {
    fn score(&mut self) -> Score {
        self.0.score()
    }
}
