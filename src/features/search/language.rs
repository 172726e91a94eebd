//! The language of questions: `rapat "jam tiga" from:ana -in:random has:link after:2026-01-31 assignee:me`.
//!
//! Words must all occur; what stands in quotes occurs so and in this order; a minus takes away. A word with a
//! colon is a filter only if it is one of [`Key`]; `http://…` and `a.rs:12` stay words. Nothing is refused:
//! what cannot be understood is told, and the rest is looked for.

/// What can be asked beside words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    /// Whose it is.
    From,
    /// Where it is.
    In,
    /// What it carries.
    Has,
    /// Before a day.
    Before,
    /// After a day.
    After,
    /// On a day.
    On,
    /// How it stands.
    Is,
    /// What it is.
    Type,
    /// What it is marked with.
    Label,
    /// Who is on it.
    Assignee,
}

impl Key {
    /// Every key.
    pub(super) const ALL: [Self; 10] = [
        Self::From,
        Self::In,
        Self::Has,
        Self::Before,
        Self::After,
        Self::On,
        Self::Is,
        Self::Type,
        Self::Label,
        Self::Assignee,
    ];

    /// The word before the colon.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::From => "from",
            Self::In => "in",
            Self::Has => "has",
            Self::Before => "before",
            Self::After => "after",
            Self::On => "on",
            Self::Is => "is",
            Self::Type => "type",
            Self::Label => "label",
            Self::Assignee => "assignee",
        }
    }

    fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.word().eq_ignore_ascii_case(word))
    }
}

/// One part of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// Where it begins, in UTF-16 units, as the page counts.
    pub(super) at: usize,
    /// Whether it takes away.
    pub(super) is_negated: bool,
    /// What it asks for.
    pub(super) what: What,
}

/// What a part asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// Words.
    Words(String),
    /// Words in this order.
    Phrase(String),
    /// A filter and its value.
    Filter(Key, String),
}

/// Something in a question that was not understood.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub(super) struct Problem {
    /// Where, in UTF-16 units from the beginning of `q`.
    pub(super) at: usize,
    /// A stable word: what is wrong.
    pub(super) code: &'static str,
    /// The same in one English sentence.
    pub(super) message: String,
}

impl Problem {
    pub(super) fn new(at: usize, code: &'static str, message: impl Into<String>) -> Self {
        Self { at, code, message: message.into() }
    }
}

/// A question as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Parsed {
    /// Its parts, in order.
    pub(super) parts: Vec<Part>,
    /// What was not understood.
    pub(super) problems: Vec<Problem>,
}

/// Parts of a question that are looked at.
const PARTS_MAX: usize = 32;

/// Reads a question.
pub(super) fn parse(text: &str) -> Parsed {
    let mut parsed = Parsed::default();
    let mut rest = Rest { text, byte: 0 };
    loop {
        rest.skip_blanks();
        if rest.is_empty() {
            return parsed;
        }
        let at = rest.units();
        if parsed.parts.len() == PARTS_MAX {
            let message =
                format!("only the first {PARTS_MAX} parts of the question are looked for");
            parsed.problems.push(Problem::new(at, "too_many_parts", message));
            return parsed;
        }
        let is_negated = rest.take_minus();
        let what = rest.take_what(at, &mut parsed.problems);
        parsed.parts.extend(what.map(|what| Part { at, is_negated, what }));
    }
}

/// What is still to be read.
struct Rest<'t> {
    text: &'t str,
    byte: usize,
}

const QUOTES: [char; 3] = ['"', '\u{201c}', '\u{201d}'];

impl<'t> Rest<'t> {
    fn tail(&self) -> &'t str {
        &self.text[self.byte..]
    }

    fn is_empty(&self) -> bool {
        self.byte == self.text.len()
    }

    /// How many UTF-16 units were read.
    fn units(&self) -> usize {
        self.text[..self.byte].chars().map(char::len_utf16).sum()
    }

    fn skip_blanks(&mut self) {
        let tail = self.tail();
        self.byte += tail.len() - tail.trim_start().len();
    }

    /// True if a minus stands before something.
    fn take_minus(&mut self) -> bool {
        let after = self.tail().strip_prefix('-').and_then(|tail| tail.chars().next());
        let takes = after.is_some_and(|c| !c.is_whitespace() && c != '-');
        self.byte += usize::from(takes);
        takes
    }

    fn take_what(&mut self, at: usize, problems: &mut Vec<Problem>) -> Option<What> {
        if let Some(phrase) = self.take_quoted(problems) {
            return Some(What::Phrase(phrase));
        }
        if let Some(key) = self.take_key() {
            let value = self.take_quoted(problems).unwrap_or_else(|| self.take_word().to_owned());
            if value.trim().is_empty() {
                let message = format!("{}: needs a value", key.word());
                problems.push(Problem::new(at, "missing_value", message));
                return None;
            }
            return Some(What::Filter(key, value.trim().to_owned()));
        }
        Some(What::Words(self.take_word().to_owned()))
    }

    /// What stands in quotes, if quotes follow.
    fn take_quoted(&mut self, problems: &mut Vec<Problem>) -> Option<String> {
        let at = self.units();
        let inside = self.tail().strip_prefix(QUOTES)?;
        let Some((phrase, after)) = inside.split_once(QUOTES) else {
            problems.push(Problem::new(at, "unclosed_quote", "the quotation has no end"));
            self.byte = self.text.len();
            return Some(inside.to_owned());
        };
        self.byte = self.text.len() - after.len();
        Some(phrase.to_owned())
    }

    fn take_key(&mut self) -> Option<Key> {
        let (word, _) = self.tail().split_once(':')?;
        let key = Key::find(word)?;
        self.byte += word.len() + 1;
        Some(key)
    }

    /// Everything up to the next blank or quotation mark.
    fn take_word(&mut self) -> &'t str {
        let tail = self.tail();
        let ends = |c: char| c.is_whitespace() || QUOTES.contains(&c);
        let word = &tail[..tail.find(ends).unwrap_or(tail.len())];
        self.byte += word.len();
        word
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn filter(key: Key, value: &str) -> What {
        What::Filter(key, value.to_owned())
    }

    fn whats(text: &str) -> Vec<(bool, What)> {
        parse(text).parts.into_iter().map(|part| (part.is_negated, part.what)).collect()
    }

    #[test]
    fn words_phrases_and_filters_are_told_apart() {
        let words = |text: &str| What::Words(text.to_owned());
        let phrase = |text: &str| What::Phrase(text.to_owned());
        assert_eq!(
            whats("rapat \"jam tiga\" FROM:ana -in:\"tim inti\" -draf -\"a b\" http://x.y a.rs:12"),
            [
                (false, words("rapat")),
                (false, phrase("jam tiga")),
                (false, filter(Key::From, "ana")),
                (true, filter(Key::In, "tim inti")),
                (true, words("draf")),
                (true, phrase("a b")),
                (false, words("http://x.y")),
                (false, words("a.rs:12")),
            ]
        );
        assert_eq!(
            whats("- -- a-b"),
            [(false, words("-")), (false, words("--")), (false, words("a-b"))]
        );
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let told = |text: &str| -> Vec<(usize, &str)> {
            parse(text).problems.into_iter().map(|problem| (problem.at, problem.code)).collect()
        };
        assert_eq!(told("🎉 from: x"), [(3, "missing_value")]);
        assert_eq!(told("a \"b c"), [(2, "unclosed_quote")]);
        assert_eq!(told(&"w ".repeat(PARTS_MAX + 1)), [(2 * PARTS_MAX, "too_many_parts")]);
        assert!(told("a \"b\" from:c").is_empty());
    }

    proptest! {
        #[test]
        fn anything_can_be_asked(text in "\\PC{0,80}") {
            let parsed = parse(&text);
            prop_assert!(parsed.parts.len() <= PARTS_MAX);
        }

        #[test]
        fn anything_that_looks_like_the_language_can_be_asked(
            text in "(-|\"|“|from:|in:|is:|has:|on:|before:|type:|a|é|東| ){0,40}"
        ) {
            let parsed = parse(&text);
            let units = text.encode_utf16().count();
            prop_assert!(parsed.parts.iter().all(|part| part.at < units));
        }
    }
}
