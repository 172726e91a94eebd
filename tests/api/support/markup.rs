//! Judges markup by a grammar of its own: only harmless elements, only known attributes, only web
//! links, everything closed. It shares no code with what makes the markup.

/// Elements without an end.
const VOID: [&str; 2] = ["br", "hr"];

/// Elements that format text and nothing else.
const HARMLESS: [&str; 31] = [
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

/// Why the markup could do harm; an error names the place.
pub(crate) fn judge(markup: &str) -> Result<(), String> {
    let mut rest = markup;
    let mut open: Vec<&str> = Vec::new();
    while let Some(start) = rest.find('<') {
        text(&rest[..start])?;
        let tag = &rest[start + 1..];
        // Attribute values hold no `>`: they are judged below.
        let end = tag.find('>').ok_or("a tag does not end")?;
        let (inside, after) = (&tag[..end], &tag[end + 1..]);
        if let Some(name) = inside.strip_prefix('/') {
            let expected = open.pop().ok_or_else(|| format!("{name} ends but never began"))?;
            if name != expected {
                return Err(format!("{name} ends inside {expected}"));
            }
        } else {
            let name = element(inside)?;
            if !VOID.contains(&name) {
                open.push(name);
            }
        }
        rest = after;
    }
    text(rest)?;
    if open.is_empty() { Ok(()) } else { Err(format!("{open:?} do not end")) }
}

fn text(text: &str) -> Result<(), String> {
    if text.contains(['>', '\0']) { Err(format!("bare marks in {text:?}")) } else { Ok(()) }
}

/// The name of an element whose start tag holds nothing but what is allowed.
fn element(inside: &str) -> Result<&str, String> {
    let (name, mut rest) = inside.split_once(' ').map_or((inside, ""), |(name, rest)| (name, rest));
    if !HARMLESS.contains(&name) {
        return Err(format!("the element {name:?}"));
    }
    while !rest.is_empty() {
        let (attribute, after) =
            rest.split_once("=\"").ok_or_else(|| format!("{inside:?} is garbled"))?;
        let (value, after) =
            after.split_once('"').ok_or_else(|| format!("{inside:?} is garbled"))?;
        if !attribute_fits(name, attribute, value) {
            return Err(format!("the attribute {attribute}={value:?} of {name}"));
        }
        rest = after.strip_prefix(' ').unwrap_or(after);
    }
    Ok(name)
}

fn attribute_fits(element: &str, attribute: &str, value: &str) -> bool {
    if value.contains(['<', '>', '\0']) {
        return false;
    }
    match (element, attribute) {
        ("a", "href") => {
            // The scheme stands there in plain letters, so that no entity and no blank can hide another.
            ["http://", "https://", "mailto:"].iter().any(|scheme| {
                value.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
            })
        }
        ("a", "rel") => value == "noopener noreferrer",
        ("ol", "start") => value.bytes().all(|b| b.is_ascii_digit()),
        ("code", "class") => value.strip_prefix("language-").is_some_and(|word| {
            !word.is_empty() && !word.contains(|c: char| c.is_whitespace() || c == '"')
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::judge;

    #[test]
    fn harm_is_seen() {
        for harmful in [
            "<script>x</script>",
            "<a href=\"javascript:x\">x</a>",
            "<a href=\"java&#x73;cript:x\">x</a>",
            "<p onclick=\"x\">x</p>",
            "<a href=\"http://x\" onclick=\"x\">x</a>",
            "<p>x",
            "<b><i>x</b></i>",
            "<p",
            "x > y",
            "<img src=\"x\">",
            "<code class=\"big\">x</code>",
        ] {
            assert!(judge(harmful).is_err(), "{harmful}");
        }
    }

    #[test]
    fn harmless_markup_passes() {
        let markup = "<p>x &lt; <a href=\"https://x.example/?a=1&amp;b\" rel=\"noopener noreferrer\">y</a><br></p>\
                      <pre><code class=\"language-c++\">z</code></pre>";
        assert_eq!(judge(markup), Ok(()));
    }
}
