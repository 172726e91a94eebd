//! Words as they are found, never more than a file may have.

use super::reading::MOST_TEXT;

/// Collects words. What is beyond the limit is not kept, and no fault.
#[derive(Debug, Default)]
pub(super) struct Words(String);

impl Words {
    /// True if no more is taken: there is no need to look for more.
    pub(super) fn is_full(&self) -> bool {
        self.0.len() >= MOST_TEXT
    }

    /// Adds text as far as there is room.
    pub(super) fn push(&mut self, text: &str) {
        let room = MOST_TEXT.saturating_sub(self.0.len());
        self.0.push_str(&text[..text.floor_char_boundary(room)]);
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }
}

impl std::fmt::Write for Words {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.push(text);
        if self.is_full() { Err(std::fmt::Error) } else { Ok(()) }
    }
}
