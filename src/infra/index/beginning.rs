//! A query for what begins with these letters. tantivy's own goes over an automaton, and makes a set of documents
//! also where no word begins so: what is joined with it is then read as slowly as any union.

use tantivy::query::{
    BitSetDocSet, ConstScorer, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, DocId, DocSet as _, Score, SegmentReader, TantivyError};

/// Words of a field that begin with `letters`. Each counts as much as another.
#[derive(Debug, Clone)]
pub(super) struct Beginning {
    pub(super) field: Field,
    pub(super) letters: String,
    pub(super) score: Score,
}

impl Query for Beginning {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Beginning {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let words = segment.inverted_index(self.field)?;
        // No letter in UTF-8 has this byte: it comes after every word that begins so.
        let after = [self.letters.as_bytes(), &[0xff]].concat();
        let mut begun = words.terms().range().ge(&self.letters).lt(after).into_stream()?;
        let mut docs: Option<BitSet> = None;
        while begun.advance() {
            let docs = docs.get_or_insert_with(|| BitSet::with_max_value(segment.max_doc()));
            let mut postings =
                words.read_block_postings_from_terminfo(begun.value(), IndexRecordOption::Basic)?;
            while !postings.docs().is_empty() {
                for doc in postings.docs() {
                    docs.insert(*doc);
                }
                postings.advance();
            }
        }
        Ok(match docs {
            Some(docs) => Box::new(ConstScorer::new(BitSetDocSet::from(docs), self.score * boost)),
            None => Box::new(EmptyScorer),
        })
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(segment, 1.0)?;
        if scorer.doc() <= doc && scorer.seek(doc) == doc {
            return Ok(Explanation::new("Beginning", self.score));
        }
        Err(TantivyError::InvalidArgument(format!("document {doc} has no such word")))
    }
}
