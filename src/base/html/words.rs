//! The words of HTML, for search, lists and notifications.

use super::SafeHtml;

/// The words of an HTML text without its marks.
pub fn plain_text_of_html(html: &str) -> String {
    words(html, false)
}

/// The same without what stands in code or in a quotation: what the writer says themselves.
pub fn prose_of_html(html: &SafeHtml) -> String {
    words(html.as_str(), true)
}

/// What is not the writer's own, by the tag around it.
const FOREIGN: [&str; 3] = ["pre", "code", "blockquote"];

/// The text between tags; only the writer's own if `own_only`.
fn words(html: &str, own_only: bool) -> String {
    const BLOCKS: &[&str] = &["<br", "</p", "</li", "</h", "</tr", "</pre", "</blockquote", "<hr"];
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        let mut tag = &rest[open..];
        if own_only && let Some(name) = FOREIGN.into_iter().find(|name| opens(tag, name)) {
            tag = end_of(tag, name);
        }
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

/// True if `html` begins with the tag `name`.
fn opens(html: &str, name: &str) -> bool {
    let rest = html.strip_prefix('<').and_then(|rest| rest.strip_prefix(name));
    rest.is_some_and(|rest| rest.starts_with(['>', ' ']))
}

/// `html`, which begins with the tag `name`, from that tag's own end on; the same tag may stand inside it.
fn end_of<'h>(html: &'h str, name: &str) -> &'h str {
    let mut depth = 0;
    for (at, _) in html.match_indices('<') {
        let tag = &html[at..];
        if opens(tag, name) {
            depth += 1;
        } else if tag.strip_prefix("</").is_some_and(|rest| rest.starts_with(name)) {
            depth -= 1;
            if depth == 0 {
                return tag;
            }
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::super::sanitize;
    use super::*;

    #[test]
    fn marks_go_and_words_stay() {
        let html = sanitize(
            "<p>a &amp; <b>b</b></p><p>c <code class=\"language-x\">d &lt;e</code></p><pre><code>f</code></pre>g",
        );
        assert_eq!(plain_text_of_html(html.as_str()), "a & b\nc d <e\nf\ng");
        assert_eq!(prose_of_html(&html), "a & b\nc \n\ng");
        let quoted = sanitize("<blockquote>a<blockquote>b</blockquote>c</blockquote>d");
        assert_eq!(prose_of_html(&quoted), "d");
    }
}
