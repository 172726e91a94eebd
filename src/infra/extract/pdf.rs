//! The words of a PDF, page by page: one that cannot be read does not take the others with it.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pdf_extract::{ConvertToFmt, Document, PlainTextOutput, output_doc_page};

use super::words::Words;
use crate::base::{Error, Result};

/// What the pages are written to.
struct Page<'a>(&'a mut Words);

impl fmt::Write for Page<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.write_str(text)
    }
}

impl ConvertToFmt for Page<'_> {
    type Writer = Self;
    fn convert(self) -> Self {
        self
    }
}

/// Adds the words of a PDF.
///
/// # Errors
/// It is no PDF, or one that asks for a password.
pub(super) fn add(words: &mut Words, file: &[u8]) -> Result<()> {
    let broken = || Error::internal("the PDF cannot be read");
    // The library takes much for granted that a file need not keep to.
    let opened = catch_unwind(|| {
        let mut document = Document::load_mem(file).ok()?;
        if document.is_encrypted() {
            document.decrypt("").ok()?;
        }
        let pages = document.get_pages();
        Some((document, pages))
    });
    let (document, pages) = opened.ok().flatten().ok_or_else(broken)?;
    for page in pages.into_keys() {
        if words.is_full() {
            break;
        }
        let mut output = PlainTextOutput::new(Page(words));
        let added =
            catch_unwind(AssertUnwindSafe(|| output_doc_page(&document, &mut output, page)));
        drop(added);
        words.push("\n");
    }
    Ok(())
}
