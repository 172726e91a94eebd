//! Whom a text names: `@Display Name`, the longest name that fits.

use crate::base::ids::UserId;

/// Signs looked at in one text, at most: what follows is compared with every name.
pub const SIGNS_MAX: usize = 500;

/// What follows each `@` of a text that may name somebody.
pub fn signs(prose: &str) -> impl Iterator<Item = &str> {
    let signs = prose.match_indices('@').take(SIGNS_MAX);
    signs.filter(|(at, _)| !prose[..*at].ends_with(is_word)).map(|(at, _)| &prose[at + 1..])
}

/// The people whose name `text` begins with, the longest name only, and its length in bytes.
/// Namesakes are all meant.
pub fn people_at(text: &str, people: &[(UserId, String)]) -> (usize, Vec<UserId>) {
    let mut longest = 0;
    let mut named = Vec::new();
    for (user, name) in people {
        let Some(length) = length_of(text, name) else { continue };
        if length > longest {
            longest = length;
            named.clear();
        }
        if length == longest {
            named.push(*user);
        }
    }
    (longest, named)
}

/// How many bytes of `text` say `name` as a whole word, in whatever case.
pub fn length_of(text: &str, name: &str) -> Option<usize> {
    let mut rest = text.chars();
    for expected in name.chars() {
        let found = rest.next()?;
        if found != expected && !found.to_lowercase().eq(expected.to_lowercase()) {
            return None;
        }
    }
    let length = text.len() - rest.as_str().len();
    (length > 0 && !rest.as_str().starts_with(is_word)).then_some(length)
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}
