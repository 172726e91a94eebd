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
pub(super) const VERSION: u32 = 2;

/// The columns that are read by name while a question is answered.
pub(super) const KEY: &str = "key";
pub(super) const AUDIENCE: &str = "audience";
pub(super) const AT: &str = "at";
pub(super) const AUTHOR: &str = "author";
pub(super) const PLACES: &str = "places";

const WORDS: &str = "words";

/// The fields of the index.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    pub(super) key: Field,
    audience: Field,
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
            audience: schema.add_u64_field(AUDIENCE, FAST),
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
        for scope in &document.audience {
            row.add_u64(self.audience, *scope);
        }
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
