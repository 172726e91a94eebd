//! Kinds of files, as people think of them.

use super::words::words;

words! {
    /// What a file is, as people think of it.
    pub FileKind {
        /// A picture.
        Image = "image",
        /// A film.
        Video = "video",
        /// Something to hear.
        Audio = "audio",
        /// A document that looks the same everywhere.
        Pdf = "pdf",
        /// Plain words, Markdown, logs.
        Text = "text",
        /// Source text and data of programs.
        Code = "code",
        /// A text document of an office suite.
        Document = "document",
        /// A table, or comma-separated values.
        Spreadsheet = "spreadsheet",
        /// Slides.
        Presentation = "presentation",
        /// Other files packed together.
        Archive = "archive",
        /// Anything else.
        Other = "other",
    }
}
