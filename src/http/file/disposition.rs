//! `Content-Disposition`, with any name (RFC 6266, RFC 8187).

use axum::http::HeaderValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What RFC 8187 lets stand as it is: `attr-char`.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// Whether a browser shows a file or saves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disposition {
    /// Saved.
    Attachment,
    /// Shown.
    Inline,
}

impl Disposition {
    /// The header's value: the name in plain ASCII for the oldest callers, and as it is for all others.
    pub fn of(self, file_name: &str) -> HeaderValue {
        let kind = match self {
            Self::Attachment => "attachment",
            Self::Inline => "inline",
        };
        let name = printable(file_name);
        // Callers undo percent signs in the plain name, some of them twice.
        let plain: String = name
            .chars()
            .map(|c| if c.is_ascii() && !"\"\\%".contains(c) { c } else { '_' })
            .collect();
        let value = if plain == name {
            format!("{kind}; filename=\"{plain}\"")
        } else {
            let encoded = utf8_percent_encode(&name, ENCODED);
            format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
        };
        HeaderValue::try_from(value).expect("only visible ASCII is in it")
    }
}

/// The name without what no name has: control characters, and marks that turn the order of letters
/// around so that an end like `exe` looks like another.
pub fn printable(file_name: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let name: String = file_name.chars().filter(|c| !c.is_control() && !turns(*c)).collect();
    if name.trim().is_empty() { "file".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_stay_and_others_come_twice() {
        let saved = |name: &str| Disposition::Attachment.of(name).to_str().unwrap().to_owned();
        assert_eq!(saved("plan v2.pdf"), "attachment; filename=\"plan v2.pdf\"");
        assert_eq!(
            saved("Übersicht €.pdf"),
            "attachment; filename=\"_bersicht _.pdf\"; filename*=UTF-8''%C3%9Cbersicht%20%E2%82%AC.pdf"
        );
        assert_eq!(
            saved("50%\"\\x'(1).txt"),
            "attachment; filename=\"50___x'(1).txt\"; filename*=UTF-8''50%25%22%5Cx%27%281%29.txt"
        );
        assert_eq!(Disposition::Inline.of("a.png"), "inline; filename=\"a.png\"");
    }

    #[test]
    fn no_name_breaks_the_header_or_hides_its_end() {
        let saved = |name: &str| Disposition::Attachment.of(name).to_str().unwrap().to_owned();
        assert_eq!(
            saved("a\r\nSet-Cookie: x=1\0.txt"),
            "attachment; filename=\"aSet-Cookie: x=1.txt\""
        );
        assert_eq!(saved("photo\u{202e}gpj.exe"), "attachment; filename=\"photogpj.exe\"");
        assert_eq!(saved(""), "attachment; filename=\"file\"");
        assert_eq!(saved("\u{1}\u{2066}"), "attachment; filename=\"file\"");
    }
}
