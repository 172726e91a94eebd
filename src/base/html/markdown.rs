//! Markdown to HTML, in the dialect of messages, and to words.

use std::borrow::Cow;

use pulldown_cmark::{
    CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream,
};

use super::addresses::{find_address, safe_address};
use super::is_language;

/// What messages have beyond CommonMark.
const DIALECT: Options =
    Options::ENABLE_STRIKETHROUGH.union(Options::ENABLE_TABLES).union(Options::ENABLE_TASKLISTS);
/// Quotes and lists deeper than this stand beside each other.
const NESTED_MAX: usize = 48;
/// Marks inside marks deeper than this are without effect.
const MARKS_MAX: usize = 16;

/// Renders Markdown to HTML that is still to be sanitised.
pub(super) fn to_html(markdown: &str) -> String {
    let markdown = prepared(markdown);
    let mut writer =
        Writer { html: String::with_capacity(markdown.len() * 2), ..Writer::default() };
    for event in TextMergeStream::new(Parser::new_ext(&markdown, DIALECT)) {
        writer.event(event);
    }
    writer.html
}

/// The words of a Markdown text without its marks, for search, lists and notifications.
pub fn plain_text_of_markdown(markdown: &str) -> String {
    words(markdown, false)
}

/// The same without what stands in code or in a quotation: what the writer says themselves.
pub fn prose_of_markdown(markdown: &str) -> String {
    words(markdown, true)
}

fn words(markdown: &str, own_only: bool) -> String {
    let markdown = prepared(markdown);
    let mut text = String::with_capacity(markdown.len());
    // How deep in code and quotations.
    let mut depth = 0_u32;
    for event in Parser::new_ext(&markdown, DIALECT) {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::BlockQuote(_)) => depth += 1,
            Event::Code(part) if !own_only => text.push_str(&part),
            Event::Text(part) | Event::Html(part) | Event::InlineHtml(part)
                if !(own_only && depth > 0) =>
            {
                text.push_str(&part);
            }
            Event::SoftBreak | Event::HardBreak | Event::Rule => text.push('\n'),
            Event::End(end) => {
                let closes = matches!(end, TagEnd::CodeBlock | TagEnd::BlockQuote(_));
                depth -= u32::from(closes);
                let block = matches!(
                    end,
                    TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::Item
                );
                match end {
                    TagEnd::TableCell => text.push(' '),
                    TagEnd::TableHead | TagEnd::TableRow => {
                        text.truncate(text.trim_end_matches(' ').len());
                        text.push('\n');
                    }
                    _ if block && !text.ends_with('\n') => text.push('\n'),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// The text without what would vanish: NUL, and lines that define links for use elsewhere.
fn prepared(markdown: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(markdown);
    if text.contains('\0') {
        text = Cow::Owned(text.replace('\0', "\u{fffd}"));
    }
    // Taking one definition away can uncover another of the same name; a handful of rounds will do.
    for _ in 0..8 {
        if !text.contains("]:") {
            break;
        }
        let parser = Parser::new_ext(&text, DIALECT);
        let mut starts: Vec<usize> =
            parser.reference_definitions().iter().map(|(_, found)| found.span.start).collect();
        if starts.is_empty() {
            break;
        }
        starts.sort_unstable_by(|one, other| other.cmp(one));
        let mut escaped = text.into_owned();
        for start in starts {
            if let Some(bracket) = escaped[start..].find('[') {
                escaped.insert(start + bracket, '\\');
            }
        }
        text = Cow::Owned(escaped);
    }
    text
}

/// An element that is open, and what its end needs to know.
enum Open {
    /// Closed by this text; empty if it was left out.
    Tag(&'static str),
    /// A link or image whose contents began at this place of the HTML.
    Link { content_at: usize, address: Option<String> },
    /// Raw HTML, to be shown as text.
    Raw(String),
}

#[derive(Default)]
struct Writer {
    html: String,
    open: Vec<Open>,
    nested: usize,
    marks: usize,
    links: usize,
    code: bool,
    /// How the cells of the row begin and end.
    cell: (&'static str, &'static str),
}

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(_) => self.end(),
            Event::Text(text) if self.code || self.links > 0 => self.text(&text),
            Event::Text(text) => self.linked_text(&text),
            Event::Code(text) => {
                self.html.push_str("<code>");
                self.text(&text);
                self.html.push_str("</code>");
            }
            Event::Html(raw) => {
                if let Some(Open::Raw(text)) = self.open.last_mut() {
                    text.push_str(&raw);
                }
            }
            Event::InlineHtml(raw) => self.lines(raw.split('\n')),
            Event::SoftBreak | Event::HardBreak => self.html.push_str("<br>"),
            Event::Rule => self.html.push_str("<hr>"),
            Event::TaskListMarker(done) => self.html.push_str(if done { "☑ " } else { "☐ " }),
            // Not in this dialect: footnotes, formulas.
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        let open = match tag {
            Tag::Paragraph => self.tag("<p>", "</p>"),
            Tag::Heading { level, .. } => self.heading(level),
            Tag::BlockQuote(_) => self.nest("<blockquote>", "</blockquote>"),
            Tag::List(None) => self.nest("<ul>", "</ul>"),
            Tag::List(Some(1)) => self.nest("<ol>", "</ol>"),
            Tag::List(Some(start)) => self.nest(&format!("<ol start=\"{start}\">"), "</ol>"),
            Tag::Item => self.tag("<li>", "</li>"),
            Tag::Emphasis => self.mark("<em>", "</em>"),
            Tag::Strong => self.mark("<strong>", "</strong>"),
            Tag::Strikethrough => self.mark("<del>", "</del>"),
            Tag::CodeBlock(kind) => self.code_block(&kind),
            Tag::Link { link_type: LinkType::Email, dest_url, .. } => {
                self.link(&format!("mailto:{dest_url}"))
            }
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => self.link(&dest_url),
            Tag::HtmlBlock => Open::Raw(String::new()),
            Tag::Table(_) => self.tag("<table>", "</tbody></table>"),
            Tag::TableHead => {
                self.cell = ("<th>", "</th>");
                self.tag("<thead><tr>", "</tr></thead><tbody>")
            }
            Tag::TableRow => {
                self.cell = ("<td>", "</td>");
                self.tag("<tr>", "</tr>")
            }
            Tag::TableCell => self.tag(self.cell.0, self.cell.1),
            // Not in this dialect: footnotes, definitions.
            _ => Open::Tag(""),
        };
        self.open.push(open);
    }

    fn end(&mut self) {
        match self.open.pop() {
            Some(Open::Tag(close)) => {
                // A fence that never ends lacks the newline that every line of code ends with.
                if self.code && !self.html.ends_with(['\n', '>']) {
                    self.html.push('\n');
                }
                if close.starts_with("</tr>") {
                    self.drop_empty_cells();
                }
                self.html.push_str(close);
                match close {
                    "</blockquote>" | "</ul>" | "</ol>" => self.nested -= 1,
                    "</em>" | "</strong>" | "</del>" => self.marks -= 1,
                    "</code></pre>" => self.code = false,
                    _ => {}
                }
            }
            Some(Open::Link { content_at, address }) => {
                self.links -= 1;
                if let Some(address) = address {
                    if self.html.len() == content_at {
                        self.text(&address);
                    }
                    self.html.push_str("</a>");
                }
            }
            Some(Open::Raw(raw)) => {
                self.html.push_str("<p>");
                self.lines(raw.trim_end().split('\n').map(str::trim));
                self.html.push_str("</p>");
            }
            None => {}
        }
    }

    /// Empty cells at the end of a row say nothing; of a wide table with short rows they would be most of it.
    fn drop_empty_cells(&mut self) {
        while let Some(rest) =
            self.html.strip_suffix("<td></td>").or_else(|| self.html.strip_suffix("<th></th>"))
        {
            self.html.truncate(rest.len());
        }
    }

    fn tag(&mut self, open: &str, close: &'static str) -> Open {
        self.html.push_str(open);
        Open::Tag(close)
    }

    fn nest(&mut self, open: &str, close: &'static str) -> Open {
        if self.nested == NESTED_MAX {
            return Open::Tag("");
        }
        self.nested += 1;
        self.tag(open, close)
    }

    fn mark(&mut self, open: &str, close: &'static str) -> Open {
        if self.marks == MARKS_MAX {
            return Open::Tag("");
        }
        self.marks += 1;
        self.tag(open, close)
    }

    /// A page has one title, and it is not in a message: headings begin two levels down.
    fn heading(&mut self, level: HeadingLevel) -> Open {
        match level {
            HeadingLevel::H1 => self.tag("<h3>", "</h3>"),
            HeadingLevel::H2 => self.tag("<h4>", "</h4>"),
            HeadingLevel::H3 => self.tag("<h5>", "</h5>"),
            _ => self.tag("<h6>", "</h6>"),
        }
    }

    fn code_block(&mut self, kind: &CodeBlockKind<'_>) -> Open {
        self.code = true;
        let language = match kind {
            CodeBlockKind::Fenced(info) => {
                info.split_whitespace().next().filter(|word| is_language(word))
            }
            CodeBlockKind::Indented => None,
        };
        match language {
            Some(word) => {
                self.tag(&format!("<pre><code class=\"language-{word}\">"), "</code></pre>")
            }
            None => self.tag("<pre><code>", "</code></pre>"),
        }
    }

    fn link(&mut self, address: &str) -> Open {
        // A link inside a link is only its text.
        let address = (self.links == 0).then(|| safe_address(address)).flatten();
        self.links += 1;
        if let Some(address) = &address {
            self.html.push_str("<a href=\"");
            self.text(address);
            self.html.push_str("\">");
        }
        Open::Link { content_at: self.html.len(), address }
    }

    fn lines<'t>(&mut self, lines: impl Iterator<Item = &'t str>) {
        for (number, line) in lines.enumerate() {
            if number > 0 {
                self.html.push_str("<br>");
            }
            self.text(line);
        }
    }

    fn text(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.html.push_str("&amp;"),
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                '"' => self.html.push_str("&quot;"),
                other => self.html.push(other),
            }
        }
    }

    /// Text in which bare `http://` and `https://` addresses become links.
    fn linked_text(&mut self, text: &str) {
        let mut rest = text;
        while let Some((start, length)) = find_address(rest) {
            self.text(&rest[..start]);
            let address = &rest[start..start + length];
            let link = self.link(address);
            self.text(address);
            self.open.push(link);
            self.end();
            rest = &rest[start + length..];
        }
        self.text(rest);
    }
}

#[cfg(test)]
mod tests {
    use super::super::render_markdown;
    use super::*;

    #[test]
    fn lines_that_would_define_links_are_shown() {
        let html = render_markdown("[a]: http://x.example\n\n[a] dan\n\n[a]: http://y.example")
            .into_string();
        assert!(html.contains("[a]: <a href=\"http://x.example\""), "{html}");
        assert!(html.contains("<p>[a] dan</p>"), "{html}");
        assert!(html.contains("http://y.example"), "{html}");
        assert!(render_markdown("```\n[a]: b\n```").as_str().contains(">[a]: b"));
    }

    #[test]
    fn words_are_without_marks_and_prose_without_code() {
        assert_eq!(
            plain_text_of_markdown("**a** `b`\n\n- c\n- d\n\n```\ne\n```\nf"),
            "a b\nc\nd\ne\nf"
        );
        assert_eq!(prose_of_markdown("**a** `b`\n\n```\ne\n```\nf"), "a \nf");
        assert_eq!(prose_of_markdown("> a\n> > b `c`\n\nd").trim(), "d");
        assert_eq!(plain_text_of_markdown("![x](https://a.example) <b>y</b>"), "x <b>y</b>");
        assert_eq!(plain_text_of_markdown("| a | b |\n|---|---|\n| c | |\n\n- [x] d"), "a b\nc\nd");
    }
}
