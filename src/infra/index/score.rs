//! Figures that stand for the whole index while a document is scored, the same for every question: so a
//! score tells of the document and of nothing else.

use tantivy::Term;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;

use super::schema::Fields;

const DOCUMENTS: u64 = 1_000;
/// Every word is as rare as this.
const WITH_A_WORD: u64 = 10;
/// How long texts and titles are, in words.
const BODY: u64 = 20;
const TITLE: u64 = 4;

/// The figures.
pub(super) struct Alone {
    title: Field,
}

impl Alone {
    pub(super) fn of(fields: &Fields) -> Self {
        Self { title: fields.title }
    }
}

impl Bm25StatisticsProvider for Alone {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        Ok(DOCUMENTS * if field == self.title { TITLE } else { BODY })
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(DOCUMENTS)
    }

    fn doc_freq(&self, _: &Term) -> tantivy::Result<u64> {
        Ok(WITH_A_WORD)
    }
}
