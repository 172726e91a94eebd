//! The words of HTML, for search, lists and notifications.

use super::SafeHtml;

/// The words of an HTML text without its marks.
pub fn plain_text_of_html(html: &str) -> String {
    words(html, |_| false)
}

/// The same without what stands in code.
pub fn prose_of_html(html: &SafeHtml) -> String {
    words(html.as_str(), |tag| is_tag(tag, "<code") || is_tag(tag, "<pre"))
}

/// The text between tags. What stands between a tag that `skip` knows and its end is left out.
fn words(html: &str, skip: impl Fn(&str) -> bool) -> String {
    const BLOCKS: &[&str] = &["<br", "</p", "</li", "</h", "</tr", "</pre", "</blockquote", "<hr"];
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        let mut tag = &rest[open..];
        if skip(tag) {
            let end = if is_tag(tag, "<pre") { "</pre" } else { "</code" };
            tag = tag.find(end).map_or("", |close| &tag[close..]);
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

fn is_tag(text: &str, tag: &str) -> bool {
    text.strip_prefix(tag).is_some_and(|rest| rest.starts_with(['>', ' ']))
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
    }
}
