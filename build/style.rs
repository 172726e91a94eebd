//! Makes a style sheet short: no comments, no spaces that mean nothing.

/// The sheet that a line of the page links to.
pub(crate) fn sheet_of(line: &str) -> Option<&str> {
    let (_, rest) = line.trim().split_once("<link rel=\"stylesheet\" href=\"/a/{{TREE}}/")?;
    rest.strip_suffix("\">")
}

/// The sheet without what browsers pass over.
pub(crate) fn shorten(text: &str) -> String {
    let mut short = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            space(&mut short);
        } else if character.is_whitespace() {
            rest = rest.trim_start();
            space(&mut short);
        } else if matches!(character, '"' | '\'') {
            let end = quoted(rest, character);
            short.push_str(&rest[..end]);
            rest = &rest[end..];
        } else {
            if matches!(character, '{' | '}' | ';' | ',') && short.ends_with(' ') {
                short.pop();
            }
            if character == '}' && short.ends_with(';') {
                short.pop();
            }
            short.push(character);
            rest = &rest[character.len_utf8()..];
        }
    }
    short
}

/// A space, where one means something: it does not after these signs.
fn space(short: &mut String) {
    if !short.is_empty() && !short.ends_with([' ', '{', '}', ';', ',', ':', '(']) {
        short.push(' ');
    }
}

/// Where the text in quotes ends with which `rest` begins.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        match character {
            '\\' if !escaped => escaped = true,
            _ if character == quote && !escaped => return at + 1,
            _ => escaped = false,
        }
    }
    rest.len()
}
