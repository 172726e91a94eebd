//! HTML that is safe by type: [`SafeHtml`] comes only out of ammonia.
//!
//! Message bodies arrive as Markdown or as HTML. Markdown's own raw HTML is shown as text, images
//! become links (nothing is fetched from elsewhere), and every newline is a line break.

use std::sync::LazyLock;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};
use serde::Serialize;

/// Sanitised HTML. There is no other way to make one than the functions of this module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(value_type = String)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The markup, given up.
    pub fn into_string(self) -> String {
        self.0
    }
}

const TAGS: &[&str] = &[
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];

static SANITIZER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(TAGS.iter().copied().collect())
        .clean_content_tags(
            ["script", "style", "template", "noscript", "svg", "math"].into_iter().collect(),
        )
        .tag_attributes([("a", ["href"].into()), ("ol", ["start"].into())].into_iter().collect())
        .add_tag_attributes("code", ["class"])
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            // The only class we know is the language of a code block.
            ("code", "class") => is_language_class(value).then_some(value.into()),
            ("ol", "start") => value.bytes().all(|b| b.is_ascii_digit()).then_some(value.into()),
            _ => Some(value.into()),
        })
        .url_schemes(["http", "https", "mailto"].into_iter().collect())
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"));
    builder
});

fn is_language_class(value: &str) -> bool {
    let word = value.strip_prefix("language-").unwrap_or_default();
    !word.is_empty()
        && word.len() <= 32
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"+#-_.".contains(&b))
}

/// Makes any HTML safe: unknown elements, attributes and URL schemes vanish.
pub fn sanitize(html: &str) -> SafeHtml {
    SafeHtml(SANITIZER.clean(html).to_string())
}

/// Renders Markdown to safe HTML.
pub fn render_markdown(markdown: &str) -> SafeHtml {
    // Most messages are a line of plain words: nothing to parse, nothing to sanitise.
    if is_plain_line(markdown) {
        return SafeHtml(format!("<p>{markdown}</p>"));
    }
    let mut html = String::with_capacity(markdown.len() * 2);
    let mut image = None;
    let parser = Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH);
    let events = parser.filter_map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Some(Event::Text(raw)),
        Event::SoftBreak => Some(Event::HardBreak),
        Event::Start(Tag::Image { dest_url, .. }) => {
            image = Some(());
            Some(Event::Start(link_to(dest_url)))
        }
        Event::End(TagEnd::Image) => image.take().map(|()| Event::End(TagEnd::Link)),
        other => Some(other),
    });
    pulldown_cmark::html::push_html(&mut html, autolink(events).into_iter());
    sanitize(&html)
}

fn is_plain_line(markdown: &str) -> bool {
    let mut bytes = markdown.bytes();
    let plain_start = bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || b >= 0x80);
    plain_start
        && !markdown.ends_with(' ')
        && bytes.all(|b| b >= 0x80 || b.is_ascii_alphanumeric() || b" ,.!?;()@/%-'=".contains(&b))
        && !markdown.contains("  ")
        && !markdown.contains("//")
}

fn link_to(dest_url: CowStr<'_>) -> Tag<'_> {
    Tag::Link {
        link_type: pulldown_cmark::LinkType::Inline,
        dest_url,
        title: CowStr::Borrowed(""),
        id: CowStr::Borrowed(""),
    }
}

/// Turns bare `http://` and `https://` addresses in running text into links.
fn autolink<'a>(events: impl Iterator<Item = Event<'a>>) -> Vec<Event<'a>> {
    let mut linked = Vec::new();
    let mut opaque = 0_u32;
    for event in pulldown_cmark::TextMergeStream::new(events) {
        match &event {
            Event::Start(Tag::Link { .. } | Tag::CodeBlock(_)) => opaque += 1,
            Event::End(TagEnd::Link | TagEnd::CodeBlock) => opaque = opaque.saturating_sub(1),
            Event::Text(text) if opaque == 0 && text.contains("://") => {
                push_linked(&mut linked, text);
                continue;
            }
            _ => {}
        }
        linked.push(event);
    }
    linked
}

fn push_linked(out: &mut Vec<Event<'_>>, text: &str) {
    let mut rest = text;
    while let Some(start) = find_url(rest) {
        let tail = &rest[start..];
        let end =
            tail.find(|c: char| c.is_whitespace() || "<>\"`".contains(c)).unwrap_or(tail.len());
        let url = trim_url(&tail[..end]);
        if start > 0 {
            out.push(Event::Text(rest[..start].to_owned().into()));
        }
        out.push(Event::Start(link_to(url.to_owned().into())));
        out.push(Event::Text(url.to_owned().into()));
        out.push(Event::End(TagEnd::Link));
        rest = &tail[url.len()..];
    }
    if !rest.is_empty() {
        out.push(Event::Text(rest.to_owned().into()));
    }
}

/// Where the next bare address begins: at a word's start, with something after the slashes.
fn find_url(text: &str) -> Option<usize> {
    let starts = text.match_indices("http").filter_map(|(at, _)| {
        let tail = &text[at..];
        let host = tail.strip_prefix("https://").or_else(|| tail.strip_prefix("http://"))?;
        let fresh = !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let named = host.starts_with(|c: char| c.is_alphanumeric() || c == '[');
        (fresh && named).then_some(at)
    });
    starts.min()
}

/// Leaves out closing punctuation that belongs to the sentence around the address.
fn trim_url(url: &str) -> &str {
    let mut url = url;
    loop {
        let trimmed = url.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~']);
        let unbalanced =
            trimmed.ends_with(')') && trimmed.matches(')').count() > trimmed.matches('(').count();
        let next = if unbalanced { &trimmed[..trimmed.len() - 1] } else { trimmed };
        if next.len() == url.len() {
            return url;
        }
        url = next;
    }
}

/// The words of a Markdown text without its marks, for search, lists and notifications.
pub fn plain_text_of_markdown(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    for event in Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Text(part) | Event::Code(part) | Event::Html(part) | Event::InlineHtml(part) => {
                text.push_str(&part);
            }
            Event::SoftBreak | Event::HardBreak | Event::Rule => text.push('\n'),
            Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::Item,
            ) => {
                text.push('\n');
            }
            _ => {}
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// The words of an HTML text without its marks.
pub fn plain_text_of_html(html: &str) -> String {
    const BLOCKS: &[&str] = &["<br", "</p", "</li", "</h", "</tr", "</pre", "</blockquote", "<hr"];
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        let tag = &rest[open..];
        if BLOCKS.iter().any(|block| tag.starts_with(block)) {
            text.push('\n');
        }
        rest = tag.find('>').map_or("", |close| &tag[close + 1..]);
    }
    text.push_str(rest);
    // Only the five entities that ammonia writes can be here.
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", " ");
    text.replace("&amp;", "&").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_html_in_markdown_is_text() {
        assert_eq!(
            render_markdown("hi <script>alert(1)</script>").as_str().trim(),
            "<p>hi &lt;script&gt;alert(1)&lt;/script&gt;</p>"
        );
    }

    #[test]
    fn links_keep_only_safe_schemes_and_images_become_links() {
        let link = |markdown| render_markdown(markdown).into_string();
        assert!(link("[x](https://a.example/b)").contains("href=\"https://a.example/b\""));
        assert!(!link("[x](javascript:alert(1))").contains("href"));
        assert!(!link("![x](https://a.example/i.png)").contains("<img"));
        assert!(link("![x](https://a.example/i.png)").contains("href=\"https://a.example/i.png\""));
        let bare = link("see https://a.example/x_(y)), ok");
        assert!(bare.contains("href=\"https://a.example/x_(y)\""), "{bare}");
        assert!(!link("`https://a.example`").contains("href"));
    }

    #[test]
    fn the_short_cut_for_plain_lines_agrees_with_the_long_way() {
        for line in ["Halo semua, jam 3 ya?", "don't (really) @Ana/Bo 5%", "a-b = c; Größe!"] {
            assert!(is_plain_line(line), "{line}");
            let mut html = String::new();
            pulldown_cmark::html::push_html(&mut html, Parser::new(line));
            assert_eq!(
                render_markdown(line).as_str(),
                sanitize(&html).as_str().trim_end(),
                "{line}"
            );
        }
        for line in ["- item", "1. one", "a *b*", "x_y_z", "a  b", "~a~", "see http://a.b", "=="] {
            assert!(!is_plain_line(line), "{line}");
        }
    }

    #[test]
    fn plain_text_has_the_words_only() {
        assert_eq!(plain_text_of_markdown("**a** `b`\n\n- c\n- d"), "a b\nc\nd");
        assert_eq!(
            plain_text_of_html(sanitize("<p>a &amp; <b>b</b></p><p>c</p>").as_str()),
            "a & b\nc"
        );
    }
}
