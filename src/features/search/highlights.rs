//! The part of a text that answers a question, as safe markup: escaped, with `<mark>` around the answer.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::infra::index::Marker;

/// Characters of a text that are shown around an answer, at most.
const SHOWN: usize = 240;
/// Of those, before the first answer.
const BEFORE: usize = 60;

/// Highlights by the name of their field.
pub(super) type Highlights = BTreeMap<&'static str, String>;

/// The texts that have an answer, highlighted.
pub(super) fn highlight(marker: &Marker, texts: &[(&'static str, String)]) -> Highlights {
    let answering = texts.iter().filter_map(|(field, text)| {
        let marks = marker.find(text);
        (!marks.is_empty()).then(|| (*field, markup(text, &marks)))
    });
    answering.collect()
}

/// Bytes of what is inside things that are looked through for one answer, at most: a question must not take
/// longer because the files it finds are long.
pub(super) const LOOKED_INTO: usize = 4 * 1024 * 1024;
/// Bytes that are looked through at once.
const WINDOW: usize = 16 * 1024;
/// Bytes on both sides of an answer inside a long text that are looked at again.
const AROUND: usize = 2 * 1024;

/// The part of a long text around its first answer. What is looked through is taken from `left`; when nothing
/// is left of that, there is no answer.
pub(super) fn highlight_inside(marker: &Marker, text: &str, left: &mut usize) -> Option<String> {
    let mut start = 0;
    while start < text.len() && *left > 0 {
        // Words are cut at the blank after the window, if there is one soon.
        let end = text.ceil_char_boundary(text.len().min(start + WINDOW));
        let soon = &text[end..text.ceil_char_boundary(text.len().min(end + AROUND))];
        let end = soon.find(char::is_whitespace).map_or(end, |blank| end + blank);
        *left = left.saturating_sub(end - start);
        if let Some(mark) = marker.find(&text[start..end]).into_iter().next() {
            return Some(around(marker, text, start + mark.start));
        }
        start = end;
    }
    None
}

/// The part of a long text around the first of its answers, which begins at this byte.
fn around(marker: &Marker, text: &str, first: usize) -> String {
    let start = text.floor_char_boundary(first.saturating_sub(AROUND));
    let end = text.ceil_char_boundary(text.len().min(first + AROUND));
    let near = &text[start..end];
    let mut marks = marker.find(near);
    // What was cut in two at the start may look like one.
    marks.retain(|mark| start + mark.start >= first);
    if marks.is_empty() {
        marks.push(first - start..first - start);
    }
    markup(near, &marks)
}

/// The part around the first of the marks.
fn markup(text: &str, marks: &[Range<usize>]) -> String {
    let shown = excerpt(text, marks[0].start);
    let mut markup = String::with_capacity(shown.len() + 64);
    if shown.start > 0 {
        markup.push('…');
    }
    let mut at = shown.start;
    for mark in marks.iter().filter(|mark| mark.start >= shown.start && mark.end <= shown.end) {
        escape(&text[at..mark.start], &mut markup);
        markup.push_str("<mark>");
        escape(&text[mark.clone()], &mut markup);
        markup.push_str("</mark>");
        at = mark.end;
    }
    escape(&text[at..shown.end], &mut markup);
    if shown.end < text.len() {
        markup.push('…');
    }
    markup
}

/// The part of a text to show around a byte: from a blank to a blank where there is one near.
fn excerpt(text: &str, around: usize) -> Range<usize> {
    let before: Vec<(usize, char)> = text[..around].char_indices().rev().take(BEFORE + 1).collect();
    let start = if before.len() > BEFORE {
        let blank = before.iter().rev().find(|(_, c)| c.is_whitespace());
        blank.map_or(before[BEFORE].0, |(at, c)| at + c.len_utf8())
    } else {
        0
    };
    let mut end = text.len();
    if let Some((at, _)) = text[start..].char_indices().nth(SHOWN) {
        let cut = start + at;
        let blank = text[around..cut].rfind(char::is_whitespace).map(|at| around + at);
        end = blank.filter(|blank| *blank > around).unwrap_or(cut);
    }
    start..end
}

/// Appends a text as it stands in HTML.
fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::infra::index::Question;

    fn highlighted(words: &str, text: &str) -> Option<String> {
        let mut question = Question::default();
        question.words(words, false);
        let texts = [("content", text.to_owned())];
        highlight(&Marker::new(&question), &texts).remove("content")
    }

    #[test]
    fn markup_in_a_text_stays_text() {
        let text = "<img src=x onerror=alert(1)> rapat & \"besok\"";
        let marked = highlighted("rapat img", text).expect("both words are there");
        assert_eq!(
            marked,
            "&lt;<mark>img</mark> src=x onerror=alert(1)&gt; <mark>rapat</mark> &amp; &quot;besok&quot;"
        );
        assert_eq!(highlighted("mark", "a <mark>").expect("there"), "a &lt;<mark>mark</mark>&gt;");
        assert_eq!(highlighted("rapat", "nothing"), None);
    }

    #[test]
    fn a_long_text_is_shown_around_its_answer() {
        let text =
            format!("{}needle {}", "long words here ".repeat(40), "and more after it ".repeat(40));
        let marked = highlighted("needle", &text).expect("it is there");
        assert!(marked.starts_with('…') && marked.ends_with('…'), "{marked}");
        assert!(marked.contains("here <mark>needle</mark> and"), "{marked}");
        assert!(marked.chars().count() < SHOWN + 30, "{marked}");
        let dense = format!("{}針{}", "東".repeat(500), "京".repeat(500));
        let marked = highlighted("東針京", &dense).expect("it is there");
        assert!(marked.contains("<mark>東針京</mark>"), "{marked}");
    }

    #[test]
    fn a_word_far_inside_a_long_text_is_shown_and_no_more_is_looked_through_than_may_be() {
        let mut question = Question::default();
        question.words("needle", false);
        let marker = Marker::new(&question);
        let text =
            format!("{}\nthe needle <b>\n{}", "hay and straw\n".repeat(9_000), "hay ".repeat(999));
        let mut left = LOOKED_INTO;
        let shown = highlight_inside(&marker, &text, &mut left).expect("it is there");
        assert!(shown.starts_with('…') && shown.ends_with('…'), "{shown}");
        assert!(shown.contains("straw\n\nthe <mark>needle</mark> &lt;b&gt;\nhay"), "{shown}");
        assert!((100_000..200_000).contains(&(LOOKED_INTO - left)), "{left}");
        let mut little = WINDOW;
        assert_eq!(highlight_inside(&marker, &text, &mut little), None);
        assert_eq!(little, 0);
    }
}
