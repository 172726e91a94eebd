//! What the index knows of a document. [`VERSION`] rises with every change here or in `words`, and when there
//! are documents of a new kind.

use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use super::words::Analysis;
use super::{Document, Key};

/// An index of another version is built anew.
pub(super) const VERSION: u32 = 3;

/// The columns that are read by name while a question is answered.
pub(super) const KEY: &str = "key";
pub(super) const CLASS: &str = "class";
pub(super) const AT: &str = "at";
pub(super) const AUTHOR: &str = "author";
pub(super) const PLACES: &str = "places";

const WORDS: &str = "words";

/// The fields of the index.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    pub(super) key: Field,
    class: Field,
    pub(super) at: Field,
    pub(super) author: Field,
    pub(super) places: Field,
    pub(super) tags: Field,
    pub(super) title: Field,
    pub(super) body: Field,
}

impl Fields {
    /// The schema and its fields. Nothing is stored: what a document says is read from where it lives.
    pub(super) fn schema() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(WORDS)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let words = TextOptions::default().set_indexing_options(indexing);
        let fields = Self {
            key: schema.add_u64_field(KEY, INDEXED | FAST),
            class: schema.add_bytes_field(CLASS, FAST),
            at: schema.add_i64_field(AT, FAST),
            author: schema.add_u64_field(AUTHOR, INDEXED | FAST),
            places: schema.add_u64_field(PLACES, INDEXED | FAST),
            tags: schema.add_text_field("tags", STRING),
            title: schema.add_text_field("title", words.clone()),
            body: schema.add_text_field("body", words),
        };
        (schema.build(), fields)
    }

    /// The tokenizers the schema names.
    pub(super) fn tokenizers() -> TokenizerManager {
        let tokenizers = TokenizerManager::default();
        tokenizers.register(WORDS, Words::default());
        tokenizers
    }

    /// A document as tantivy takes it.
    pub(super) fn document(&self, document: &Document) -> TantivyDocument {
        let mut row = TantivyDocument::new();
        row.add_u64(self.key, document.key.bits());
        row.add_bytes(self.class, &Class::of(document).to_bytes());
        row.add_i64(self.at, document.at.millis());
        if let Some(author) = document.author {
            row.add_u64(self.author, author);
        }
        for place in &document.places {
            row.add_u64(self.places, *place);
        }
        for tag in &document.tags {
            row.add_text(self.tags, tag);
        }
        for (field, text) in [(self.title, &document.title), (self.body, &document.body)] {
            if !text.is_empty() {
                row.add_text(field, text);
            }
        }
        row
    }

    /// The term that names a document.
    pub(super) fn term_of(&self, key: Key) -> tantivy::Term {
        tantivy::Term::from_field_u64(self.key, key.bits())
    }
}

/// What kind a document is, and who may see it: one value, because one look is made for every document that
/// matches, and there are far fewer classes than documents.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Class {
    pub(super) kind: u8,
    /// The scopes that may see it.
    pub(super) audience: Vec<u64>,
}

impl Class {
    fn of(document: &Document) -> Self {
        let mut audience = document.audience.clone();
        audience.sort_unstable();
        audience.dedup();
        Self { kind: document.key.kind(), audience }
    }

    fn to_bytes(&self) -> Vec<u8> {
        let scopes = self.audience.iter().flat_map(|scope| scope.to_be_bytes());
        std::iter::once(self.kind).chain(scopes).collect()
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Self {
        let (kind, scopes) = bytes.split_first().map_or((0, &[][..]), |(kind, rest)| (*kind, rest));
        let (scopes, _) = scopes.as_chunks::<8>();
        Self { kind, audience: scopes.iter().copied().map(u64::from_be_bytes).collect() }
    }
}

/// The words of a text, as tantivy asks for them.
#[derive(Clone, Default)]
struct Words(Analysis);

/// A walk over an analysis.
struct Walk<'a> {
    analysis: &'a Analysis,
    next: usize,
    token: Token,
}

impl Tokenizer for Words {
    type TokenStream<'a> = Walk<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Walk<'a> {
        self.0.read(text);
        Walk { analysis: &self.0, next: 0, token: Token::default() }
    }
}

impl TokenStream for Walk<'_> {
    fn advance(&mut self) -> bool {
        let Some(entry) = self.analysis.entries.get(self.next) else { return false };
        self.next += 1;
        self.token.text.clear();
        self.token.text.push_str(self.analysis.letters(entry));
        self.token.position = entry.place as usize;
        self.token.offset_from = entry.from as usize;
        self.token.offset_to = entry.to as usize;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_read_as_it_was_written_and_what_is_none_is_nobodys() {
        let class = Class { kind: 3, audience: vec![1, u64::MAX] };
        assert_eq!(Class::from_bytes(&class.to_bytes()), class);
        assert_eq!(Class::from_bytes(&[]), Class { kind: 0, audience: vec![] });
        assert!(Class::from_bytes(&[3, 0, 0]).audience.is_empty());
    }
}
