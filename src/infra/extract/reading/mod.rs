//! What `epop extract` does: a file on standard input, its words on standard output.
//!
//! The limits are set before the first byte is read. They are the system's, so that no bug in a parser gets
//! around them.

use std::io::{self, Read, Write};

use rustix::process::{Resource, Rlimit, nice, setrlimit};

use super::words::Words;
use super::{office, pdf};
use crate::base::html::{plain_text_of_html, sanitize};
use crate::base::{Error, Result};

/// The most bytes of words of one file.
pub const MOST_TEXT: usize = 1024 * 1024;
/// The most bytes of a document. Of plain text the beginning is read.
const MOST_FILE: u64 = 64 * 1024 * 1024;
/// The most memory, in bytes.
const MEMORY: u64 = 1024 * 1024 * 1024;
/// The most time of a processor, in seconds.
const SECONDS: u64 = 20;

/// How the words of a file are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Plain,
    Html,
    Xml,
    Pdf,
    Office(&'static [&'static str]),
}

/// The way for a media type; none for what has no words.
fn way_of(mime: &str) -> Option<Way> {
    let office = mime.strip_prefix("application/vnd.openxmlformats-officedocument.");
    let open = mime.strip_prefix("application/vnd.oasis.opendocument.");
    match (mime, office, open) {
        ("application/pdf", ..) => Some(Way::Pdf),
        ("text/html", ..) => Some(Way::Html),
        ("text/xml" | "image/svg+xml", ..) => Some(Way::Xml),
        ("application/json", ..) => Some(Way::Plain),
        (_, Some("wordprocessingml.document"), _) => Some(Way::Office(office::WORD)),
        (_, Some("spreadsheetml.sheet"), _) => Some(Way::Office(office::SHEET)),
        (_, Some("presentationml.presentation"), _) => Some(Way::Office(office::SLIDES)),
        (_, _, Some("text" | "spreadsheet" | "presentation")) => Some(Way::Office(office::OPEN)),
        _ => mime.starts_with("text/").then_some(Way::Plain),
    }
}

/// Whether there may be words in files of this media type.
pub fn knows(mime: &str) -> bool {
    way_of(mime).is_some()
}

/// Reads the words of a file of this media type, within the limits, and writes them as UTF-8.
///
/// # Errors
/// The limits cannot be set, or the file cannot be read.
pub fn run(mime: &str, input: impl Read, mut output: impl Write) -> Result<()> {
    limit()?;
    let words = text_of(mime, input)?;
    output.write_all(words.as_bytes())?;
    Ok(output.flush()?)
}

/// The words of a file. Of one that is broken, those before the break.
///
/// # Errors
/// It cannot be read, is too large, or has no words.
pub fn text_of(mime: &str, input: impl Read) -> Result<String> {
    let way = way_of(mime).ok_or_else(|| Error::internal(format!("{mime} has no words")))?;
    let mut words = Words::default();
    match way {
        Way::Plain => words.push(&decode(&read(input, MOST_TEXT as u64)?)),
        Way::Html => {
            let html = decode(&read(input, MOST_TEXT as u64 * 4)?);
            // Scripts and styles are no words.
            words.push(&plain_text_of_html(sanitize(&html).as_str()));
        }
        Way::Xml => office::add_xml(&mut words, input.take(MOST_FILE), office::Reads::Apart),
        Way::Pdf => pdf::add(&mut words, &whole(input)?)?,
        Way::Office(parts) => office::add(&mut words, &whole(input)?, parts)?,
    }
    Ok(words.into_string())
}

fn read(input: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn whole(input: impl Read) -> Result<Vec<u8>> {
    let bytes = read(input, MOST_FILE + 1)?;
    if bytes.len() as u64 > MOST_FILE {
        return Err(Error::internal("the file is too large to be read"));
    }
    Ok(bytes)
}

/// Text in UTF-8, in UTF-16 with its mark, or in the old alphabet of western Europe.
fn decode(bytes: &[u8]) -> String {
    let units = |unit: fn([u8; 2]) -> u16| {
        let units = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match bytes {
        [0xff, 0xfe, ..] => return units(u16::from_le_bytes),
        [0xfe, 0xff, ..] => return units(u16::from_be_bytes),
        _ => {}
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        // The limit may have cut a character.
        Err(fault) if fault.error_len().is_none() => {
            String::from_utf8_lossy(&bytes[..fault.valid_up_to()]).into_owned()
        }
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// From here on this process cannot take much of anything.
fn limit() -> Result<()> {
    let limits = [
        (Resource::As, MEMORY),
        (Resource::Cpu, SECONDS),
        (Resource::Fsize, 0),
        (Resource::Core, 0),
        (Resource::Nofile, 16),
    ];
    for (resource, most) in limits {
        let limit = Rlimit { current: Some(most), maximum: Some(most) };
        setrlimit(resource, limit).map_err(io::Error::from)?;
    }
    nice(19).map_err(io::Error::from)?;
    Ok(())
}

#[cfg(test)]
mod tests;
