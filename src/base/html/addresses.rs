//! Addresses in messages: where they are, and which may be linked to.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What has no place in an address as it is.
const UNSAFE_IN_ADDRESS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The address percent-encoded, if a message may link to it.
pub(super) fn safe_address(address: &str) -> Option<String> {
    let lower = address.get(..8).unwrap_or(address).to_ascii_lowercase();
    let scheme =
        ["http://", "https://", "mailto:"].into_iter().find(|scheme| lower.starts_with(scheme))?;
    let target = address[scheme.len()..].chars().next()?;
    if target.is_whitespace() {
        return None;
    }
    let mut encoded = String::with_capacity(address.len());
    write!(encoded, "{}", utf8_percent_encode(address, UNSAFE_IN_ADDRESS)).ok()?;
    Some(encoded)
}

/// Where the next bare address begins and how long it is: at a word's start, with something after the slashes.
pub(super) fn find_address(text: &str) -> Option<(usize, usize)> {
    text.match_indices("://").find_map(|(slashes, _)| {
        let before = &text[..slashes];
        let scheme = ["https", "http"].into_iter().find(|scheme| {
            let tail = before.len().checked_sub(scheme.len()).and_then(|at| before.get(at..));
            tail.is_some_and(|tail| tail.eq_ignore_ascii_case(scheme))
        })?;
        let start = slashes - scheme.len();
        if text[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            return None;
        }
        let host = slashes + "://".len();
        if !text[host..].starts_with(char::is_alphanumeric) {
            return None;
        }
        let tail = &text[start..];
        let end =
            tail.find(|c: char| c.is_whitespace() || "<>\"`".contains(c)).unwrap_or(tail.len());
        Some((start, trimmed(&tail[..end]).len()))
    })
}

/// Leaves out closing punctuation that belongs to the sentence around an address.
fn trimmed(address: &str) -> &str {
    let mut address = address;
    let surplus = |text: &str, open: char, close: char| {
        text.ends_with(close) && text.matches(close).count() > text.matches(open).count()
    };
    loop {
        let next = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~']);
        let closing = surplus(next, '(', ')') || surplus(next, '[', ']');
        let next = if closing { &next[..next.len() - 1] } else { next };
        if next.len() == address.len() {
            return address;
        }
        address = next;
    }
}
