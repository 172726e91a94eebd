//! Bounded text: parsed once at the edge, trusted after. Every limit is stated here.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

/// Why a text was refused: a stable word and a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFault {
    /// `required`, `too_long`, `too_short` or `invalid`.
    pub code: &'static str,
    /// One English sentence.
    pub message: String,
}

impl fmt::Display for TextFault {
    /// `code: message`, which the JSON extractor takes apart again into a field error.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for TextFault {}

fn fault(code: &'static str, message: impl Into<String>) -> TextFault {
    TextFault { code, message: message.into() }
}

/// One line: trimmed, inner white space folded, no control characters, `min..=max` characters.
fn one_line(text: &str, min: usize, max: usize) -> Result<String, TextFault> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().any(is_invisible) {
        return Err(fault("invalid", "must not contain control characters"));
    }
    match line.chars().count() {
        0 if min > 0 => Err(fault("required", "must not be empty")),
        length if length < min => {
            Err(fault("too_short", format!("must have at least {min} characters")))
        }
        length if length > max => {
            Err(fault("too_long", format!("must have at most {max} characters")))
        }
        _ => Ok(line),
    }
}

/// Trimmed, no control characters but line ends and tabs, at most `max` characters.
fn many_lines(text: &str, max: usize) -> Result<String, TextFault> {
    let text = text.trim();
    if text.chars().any(|c| is_invisible(c) && !matches!(c, '\n' | '\t' | '\r')) {
        return Err(fault("invalid", "must not contain control characters"));
    }
    if text.chars().count() > max {
        return Err(fault("too_long", format!("must have at most {max} characters")));
    }
    Ok(text.to_owned())
}

/// Control characters, and the bidirectional overrides that make a name read as another one.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A text that bounded text takes: what nobody can see is left out, but for line ends and tabs.
pub fn without_invisible(text: &str) -> String {
    text.chars().filter(|c| !is_invisible(*c) || matches!(c, '\n' | '\t')).collect()
}

macro_rules! bounded_text {
    ($($(#[$doc:meta])* $name:ident = $parse:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, utoipa::ToSchema)]
        #[schema(value_type = String)]
        pub struct $name(String);

        impl $name {
            /// Checks and normalises a text.
            pub fn parse(text: &str) -> Result<Self, TextFault> {
                let parse: fn(&str) -> Result<String, TextFault> = $parse;
                parse(text).map(Self)
            }

            /// The normalised text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
                Self::parse(&text).map_err(de::Error::custom)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

bounded_text! {
    /// A person's name as others see it: 1 to 80 characters on one line.
    DisplayName = |text| one_line(text, 1, 80);
    /// A job title: up to 120 characters on one line; empty clears it.
    JobTitle = |text| one_line(text, 0, 120);
    /// A telephone extension: up to 16 of digits, `+`, `*`, `#`, space and `-`; empty clears it.
    PhoneExtension = parse_extension;
    /// An e-mail address: `local@domain`, up to 254 characters, lower-cased.
    EmailAddress = parse_email;
    /// The name of a group or channel: 1 to 200 characters on one line.
    ChatTitle = |text| one_line(text, 1, 200);
    /// What a chat is about: up to 500 characters on one line; empty clears it.
    ChatTopic = |text| one_line(text, 0, 500);
    /// The name of the workspace: 1 to 80 characters on one line.
    WorkspaceName = |text| one_line(text, 1, 80);
    /// The name of a person's own section of chats: up to 60 characters on one line.
    SectionName = |text| one_line(text, 0, 60);
    /// A note to oneself: up to 2,000 characters; empty for none.
    Note = |text| many_lines(text, 2_000);
    /// Something to choose in a poll: 1 to 100 characters on one line.
    PollOption = |text| one_line(text, 1, 100);
    /// An emoji, as a reaction or beside a status: 1 to 16 characters without letters, spaces or markup.
    Emoji = parse_emoji;
    /// A reaction: an emoji, or the name of one of the workspace's own between colons.
    ReactionEmoji = |text| if text.is_ascii() { parse_named_emoji(text) } else { parse_emoji(text) };
    /// The name of an emoji of the workspace's own: 2 to 32 of `[a-z0-9_+-]`.
    EmojiName = parse_emoji_name;
    /// What a person says they are doing: up to 100 characters on one line.
    StatusText = |text| one_line(text, 0, 100);
    /// The name of a project: 1 to 120 characters on one line.
    ProjectName = |text| one_line(text, 1, 120);
    /// What stands before the numbers of a project's tasks: 1 to 8 capital letters and digits.
    ProjectKey = parse_project_key;
    /// What a project is for: up to 4,000 characters; empty clears it.
    ProjectDescription = |text| many_lines(text, 4_000);
    /// The name of a bucket: 1 to 120 characters on one line.
    BucketName = |text| one_line(text, 1, 120);
    /// What is to be done: 1 to 300 characters on one line.
    TaskTitle = |text| one_line(text, 1, 300);
    /// What there is to know about a task, in Markdown: up to 20,000 characters; empty clears it.
    TaskDescription = |text| many_lines(text, 20_000);
    /// A comment on a task, in Markdown: 1 to 5,000 characters.
    CommentText = |text| many_lines(text, 5_000).and_then(required);
    /// A line of a checklist: 1 to 500 characters on one line.
    ChecklistText = |text| one_line(text, 1, 500);
    /// The name of a label or a field, or of a choice: 1 to 50 characters on one line.
    LabelName = |text| one_line(text, 1, 50);
    /// A colour: `#` and six hexadecimal digits, lower case.
    Colour = parse_colour;
    /// The name of a file: 1 to 255 characters; of a path, the last part.
    FileName = parse_file_name;
    /// What a picture shows, in words: up to 1,000 characters on one line; empty clears it.
    AltText = |text| one_line(text, 0, 1_000);
    /// A word a person puts on files: 1 to 60 characters on one line.
    FileLabel = |text| one_line(text, 1, 60);
    /// A message's id made by its sender's device: 1 to 64 of `[A-Za-z0-9_-]`.
    ClientId = parse_client_id;
}

/// A message has at most this many characters.
pub const MESSAGE_MAX_CHARS: usize = 20_000;

fn parse_extension(text: &str) -> Result<String, TextFault> {
    let line = one_line(text, 0, 16)?;
    if line.chars().all(|c| c.is_ascii_digit() || "+*# -".contains(c)) {
        Ok(line)
    } else {
        Err(fault("invalid", "may have digits, +, *, #, - and spaces only"))
    }
}

fn parse_email(text: &str) -> Result<String, TextFault> {
    let line = one_line(text, 1, 254)?.to_lowercase();
    let well_formed = line.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && local.len() <= 64
            && !domain.is_empty()
            && !domain.contains('@')
            && !domain.starts_with(['.', '-'])
            && !domain.ends_with(['.', '-'])
            && !domain.contains("..")
    });
    if well_formed && !line.contains([' ', '<', '>', '"', ',', ';', '(', ')', '\\']) {
        Ok(line)
    } else {
        Err(fault("invalid", "must be an e-mail address, such as ana@example.org"))
    }
}

fn parse_emoji(text: &str) -> Result<String, TextFault> {
    let forbidden =
        |c: char| c.is_alphabetic() || c.is_whitespace() || c.is_control() || "<>&\"'`".contains(c);
    // Regional indicators and keycaps are the only ASCII-looking parts of real emoji.
    if text.is_empty() || text.chars().any(forbidden) || text.is_ascii() {
        return Err(fault("invalid", "must be an emoji"));
    }
    if text.chars().count() > 16 {
        return Err(fault("too_long", "must have at most 16 characters"));
    }
    Ok(text.to_owned())
}

fn parse_emoji_name(text: &str) -> Result<String, TextFault> {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_+-".contains(&b);
    if (2..=32).contains(&text.len()) && text.bytes().all(allowed) {
        Ok(text.to_owned())
    } else {
        Err(fault("invalid", "must be 2 to 32 of a to z, digits, _, + and -"))
    }
}

fn parse_named_emoji(text: &str) -> Result<String, TextFault> {
    let name = text.strip_prefix(':').and_then(|rest| rest.strip_suffix(':'));
    let name = name.ok_or_else(|| fault("invalid", "must be an emoji"))?;
    parse_emoji_name(name).map(|_| text.to_owned())
}

impl ReactionEmoji {
    /// The name, if it is one of the workspace's own.
    pub fn custom_name(&self) -> Option<&str> {
        self.0.strip_prefix(':')?.strip_suffix(':')
    }
}

fn required(text: String) -> Result<String, TextFault> {
    if text.is_empty() { Err(fault("required", "must not be empty")) } else { Ok(text) }
}

fn parse_project_key(text: &str) -> Result<String, TextFault> {
    let key = one_line(text, 1, 8)?.to_ascii_uppercase();
    if key.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) {
        Ok(key)
    } else {
        Err(fault("invalid", "may have the letters A to Z and digits only"))
    }
}

fn parse_colour(text: &str) -> Result<String, TextFault> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
    if digits.is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit())) {
        Ok(text.to_ascii_lowercase())
    } else {
        Err(fault("invalid", "must be a colour, such as #5b5bd6"))
    }
}

/// Files have the names that other systems let them have: what could mislead is replaced, not refused.
fn parse_file_name(text: &str) -> Result<String, TextFault> {
    use unicode_normalization::UnicodeNormalization as _;
    let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown = last.nfc().map(|c| if is_invisible(c) { '_' } else { c }).collect::<String>();
    let name = shown.trim();
    match name.chars().count() {
        _ if matches!(name, "" | "." | "..") => {
            Err(fault("required", "must be the name of a file"))
        }
        256.. => Err(fault("too_long", "must have at most 255 characters")),
        _ => Ok(name.to_owned()),
    }
}

fn parse_client_id(text: &str) -> Result<String, TextFault> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    if (1..=64).contains(&text.len()) && text.bytes().all(allowed) {
        Ok(text.to_owned())
    } else {
        Err(fault("invalid", "must be 1 to 64 of letters, digits, _ and -"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_trimmed_line() {
        assert_eq!(DisplayName::parse("  Rina \t Hartono ").unwrap().as_str(), "Rina Hartono");
        assert_eq!(DisplayName::parse(" ").unwrap_err().code, "required");
        assert_eq!(DisplayName::parse(&"x".repeat(81)).unwrap_err().code, "too_long");
        assert_eq!(DisplayName::parse("nimda\u{202e}").unwrap_err().code, "invalid");
        assert!(JobTitle::parse("").is_ok());
    }

    #[test]
    fn addresses_are_lower_cased_and_checked() {
        assert_eq!(EmailAddress::parse(" Ana@Example.ORG ").unwrap().as_str(), "ana@example.org");
        for bad in ["ana", "@x", "ana@", "a@b@c", "a@.b", "a b@c.d", "a<b@c.d", "a@b..c"] {
            assert!(EmailAddress::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn names_of_files_are_the_last_part_of_a_path_and_mislead_nobody() {
        for (given, name) in [
            ("C:\\fakepath\\plan.pdf", "plan.pdf"),
            ("../../etc/passwd", "passwd"),
            (" r\u{e9}sum\u{65}\u{301}.doc ", "r\u{e9}sum\u{e9}.doc"),
            ("gpj\u{202e}exe.png", "gpj_exe.png"),
            ("a\0b\nc", "a_b_c"),
        ] {
            assert_eq!(FileName::parse(given).unwrap().as_str(), name);
        }
        for bad in ["", " ", "a/", ".", "..", "x/.."] {
            assert_eq!(FileName::parse(bad).unwrap_err().code, "required", "{bad}");
        }
        assert!(FileName::parse(&"x".repeat(255)).is_ok());
        assert_eq!(FileName::parse(&"x".repeat(256)).unwrap_err().code, "too_long");
    }

    #[test]
    fn reactions_are_emoji_not_words() {
        for good in ["👍", "❤️", "👩‍👩‍👧‍👦", "🇮🇩", "1️⃣"] {
            assert!(Emoji::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "ok", "<b>", "1", "👍 ", &"👍".repeat(17)] {
            assert!(Emoji::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_reaction_is_an_emoji_or_a_name_between_colons() {
        for good in ["👍", ":party_parrot:", ":+1:", ":1-2:"] {
            assert!(ReactionEmoji::parse(good).is_ok(), "{good}");
        }
        let long = format!(":{}:", "x".repeat(33));
        for bad in ["", ":", "::", ":a:", "party", ":Party:", ":a b:", ":<b>:", ":é:", &long] {
            assert!(ReactionEmoji::parse(bad).is_err(), "{bad}");
        }
    }
}
