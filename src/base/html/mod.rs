//! HTML that is safe by type: [`SafeHtml`] comes only out of ammonia.
//!
//! Message bodies arrive as Markdown or as HTML. Markdown's own raw HTML is shown as text, images
//! become links (nothing is fetched from elsewhere), and every newline is a line break. The page
//! renders Markdown by itself for what is not sent yet; one list of cases binds both.

mod addresses;
mod markdown;
mod words;

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Serialize;

pub use markdown::{plain_text_of_markdown, prose_of_markdown};
pub use words::{plain_text_of_html, prose_of_html};

/// Sanitised HTML. There is no other way to make one than the functions of this module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(value_type = String)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// HTML that was sanitised before it was stored. For reading it back, and nothing else.
    pub fn stored(html: String) -> Self {
        Self(html)
    }

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
        // Even the empty builder keeps `lang` and `title`.
        .generic_attributes(HashSet::new())
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
        .link_rel(Some("noopener noreferrer"));
    builder
});

fn is_language_class(value: &str) -> bool {
    value.strip_prefix("language-").is_some_and(is_language)
}

/// True if a word may name the language of a code block.
fn is_language(word: &str) -> bool {
    (1..=32).contains(&word.len())
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"+#-_.".contains(&b))
}

/// Makes any HTML safe: unknown elements, attributes and URL schemes vanish.
pub fn sanitize(html: &str) -> SafeHtml {
    SafeHtml(SANITIZER.clean(html).to_string())
}

/// Renders Markdown to safe HTML.
pub fn render_markdown(markdown: &str) -> SafeHtml {
    if is_plain_line(markdown) {
        return SafeHtml(format!("<p>{markdown}</p>"));
    }
    sanitize(&markdown::to_html(markdown))
}

/// True for one line of plain words, as most messages are: nothing in it means anything to Markdown
/// or to HTML, so rendering it costs nothing.
pub fn is_plain_line(markdown: &str) -> bool {
    let mut bytes = markdown.bytes();
    let plain_start = bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || b >= 0x80);
    plain_start
        && !markdown.ends_with(' ')
        && bytes.all(|b| b >= 0x80 || b.is_ascii_alphanumeric() || b" ,.!?;()@/%-'=".contains(&b))
        && !["  ", "//", "\u{a0}"].iter().any(|odd| markdown.contains(odd))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Case {
        name: String,
        markdown: String,
        html: String,
    }

    #[test]
    fn the_page_and_the_server_render_alike() {
        let cases =
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/ui/fixtures/markdown.json"));
        let cases: Vec<Case> = serde_json::from_str(cases).unwrap();
        let different: Vec<String> = cases
            .iter()
            .map(|case| (case, render_markdown(&case.markdown).into_string()))
            .filter(|(case, html)| *html != case.html)
            .map(|(case, html)| {
                format!("{}\n  expected {}\n  rendered {html}\n", case.name, case.html)
            })
            .collect();
        assert!(different.is_empty(), "{}", different.concat());
    }

    #[test]
    fn the_short_cut_for_plain_lines_agrees_with_the_long_way() {
        for line in ["Halo semua, jam 3 ya?", "don't (really) @Ana/Bo 5%", "a-b = c; Größe!"] {
            assert!(is_plain_line(line), "{line}");
            assert_eq!(render_markdown(line), sanitize(&markdown::to_html(line)), "{line}");
        }
        for line in [
            "- item",
            "1. one",
            "a *b*",
            "x_y_z",
            "a  b",
            "~a~",
            "see http://a.b",
            "==",
            "a\u{a0}b",
        ] {
            assert!(!is_plain_line(line), "{line}");
        }
    }

    #[test]
    fn endless_nesting_is_cut_and_costs_little() {
        for pattern in ["> ", ">", "- ", "*a ", "**a ", "[", "![", "<b>", "`a", "(", "1. "] {
            let html = render_markdown(&pattern.repeat(20_000 / pattern.len())).into_string();
            let depth = html.matches("<blockquote>").count().max(html.matches("<ul>").count());
            assert!(depth <= 48, "{pattern}: {depth}");
        }
    }

    #[test]
    fn sanitising_leaves_only_what_is_known() {
        let clean = |html: &str| sanitize(html).into_string();
        assert_eq!(clean("<p onclick=x style=y>a<script>b</script></p>"), "<p>a</p>");
        assert_eq!(clean("<a href=javascript:x>a</a>"), "<a rel=\"noopener noreferrer\">a</a>");
        assert_eq!(clean("<img src=x onerror=y><svg><a>z</a></svg>b"), "b");
        assert_eq!(clean("<code class='language-rust x'>a</code>"), "<code>a</code>");
    }
}
