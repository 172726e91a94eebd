//! The words of Office files: zips of XML.

use std::io::{BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};
use zip::ZipArchive;

use super::words::Words;
use crate::base::{Error, Result};

/// The parts of a file that have words: the beginnings of their names.
pub(super) const WORD: &[&str] = &[
    "word/document",
    "word/header",
    "word/footer",
    "word/footnotes",
    "word/endnotes",
    "word/comments",
];
/// The same of a sheet.
pub(super) const SHEET: &[&str] = &["xl/sharedStrings", "xl/worksheets/", "xl/comments"];
/// The same of slides.
pub(super) const SLIDES: &[&str] = &["ppt/slides/slide", "ppt/notesSlides/", "ppt/comments"];
/// The same of all files of the open format.
pub(super) const OPEN: &[&str] = &["content.xml"];

/// The most parts of a file, and the most bytes of all of them unpacked: what is packed tighter is a trap.
const MOST_PARTS: usize = 10_000;
const MOST_UNPACKED: u64 = 128 * 1024 * 1024;

/// Which text counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reads {
    /// All of it.
    All,
    /// All of it, and every element stands apart: nobody knows what they are.
    Apart,
    /// What stands in elements called `t`.
    Runs,
}

/// Adds the words of the parts of a file whose names begin so.
///
/// # Errors
/// It is no zip.
pub(super) fn add(words: &mut Words, file: &[u8], parts: &[&str]) -> Result<()> {
    let broken = |error| Error::internal(format!("the file cannot be unpacked: {error}"));
    let mut zip = ZipArchive::new(Cursor::new(file)).map_err(broken)?;
    let wanted = |name: &str| {
        parts.iter().any(|part| name.starts_with(part))
            && name.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("xml"))
    };
    let names = zip.file_names().take(MOST_PARTS).flatten();
    let mut names: Vec<String> =
        names.filter(|name| wanted(name)).map(std::borrow::Cow::into_owned).collect();
    // In the order people read them: slide 2 before slide 10.
    names.sort_by_key(|name| {
        let rank = parts.iter().position(|part| name.starts_with(part));
        (rank, name.len(), name.clone())
    });
    let reads = if parts == OPEN { Reads::All } else { Reads::Runs };
    let mut left = MOST_UNPACKED;
    for name in names {
        // A part that is broken or locked does not take the others with it.
        let Ok(part) = zip.by_name(&name) else { continue };
        let mut part = part.take(left);
        add_xml(words, &mut part, reads);
        left = part.limit();
        words.push("\n");
        if words.is_full() || left == 0 {
            break;
        }
    }
    Ok(())
}

/// Adds the text of an XML document as far as it can be read.
pub(super) fn add_xml(words: &mut Words, input: impl Read, reads: Reads) {
    let mut reader = Reader::from_reader(BufReader::new(input));
    // Names that are not checked are not remembered: depth costs nothing.
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let (mut buffer, mut in_run) = (Vec::new(), reads != Reads::Runs);
    while !words.is_full() {
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) if tag.local_name().as_ref() == RUN => in_run = true,
            Ok(Event::End(tag)) => {
                let name = tag.local_name();
                in_run = in_run && (reads != Reads::Runs || name.as_ref() != RUN);
                words.push(after(name.as_ref(), reads));
            }
            Ok(Event::Empty(tag)) => words.push(after(tag.local_name().as_ref(), reads)),
            Ok(Event::Text(text)) if in_run => words.push(&text.xml10_content()),
            Ok(Event::CData(text)) if in_run => words.push(&text.xml10_content()),
            Ok(Event::GeneralRef(name)) if in_run => words.push(&meant_by(&name)),
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
        buffer.clear();
    }
}

/// What separates the words of one element from those of the next.
fn after(element: &str, reads: Reads) -> &'static str {
    match element {
        _ if reads == Reads::Apart => " ",
        "p" | "h" | "br" | "cr" | "si" | "is" | "row" | "table-row" | "line-break" => "\n",
        "tab" | "tc" | "c" | "s" | "table-cell" => " ",
        _ => "",
    }
}

/// `&amp;` and the like. We follow no entity of a document's own.
fn meant_by(name: &BytesRef<'_>) -> String {
    let known = quick_xml::escape::resolve_xml_entity(name);
    let character = name.resolve_char_ref().ok().flatten();
    known.map_or_else(|| character.map_or_else(|| " ".to_owned(), String::from), str::to_owned)
}

/// A run of text in the formats of Office.
const RUN: &str = "t";
