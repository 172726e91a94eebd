//! What a message says: parsed, bounded, rendered and sanitised before it comes near the writer.

use serde::de::value::MapAccessDeserializer;
use serde::{Deserialize, Deserializer, de};
use utoipa::ToSchema;

use super::model::Format;
use crate::base::html::{self, SafeHtml};
use crate::base::text::MESSAGE_MAX_CHARS;
use crate::base::{Error, Result};

/// A message's content as it arrives: Markdown or plain text as a string, or an object.
#[derive(Debug, Clone, ToSchema)]
#[serde(untagged)]
pub(crate) enum NewContent {
    /// Markdown, of which plain text is a part.
    Text(String),
    /// The same in an object, or HTML.
    Object(ContentObject),
}

/// A message's content as an object: `html`, else `markdown`, else `text` counts.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContentObject {
    /// What the object holds; `html` without any is refused.
    #[serde(rename = "type")]
    pub(crate) content_type: Option<ContentType>,
    /// Plain text or Markdown.
    pub(crate) text: Option<String>,
    /// Markdown.
    pub(crate) markdown: Option<String>,
    /// HTML; everything unsafe in it is taken out.
    pub(crate) html: Option<String>,
}

/// The `type` of a content object.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ContentType {
    /// Plain text or Markdown.
    Text,
    /// Markdown.
    Markdown,
    /// HTML.
    Html,
}

impl<'de> Deserialize<'de> for NewContent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = NewContent;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a text, or an object with text, markdown or html")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<NewContent, E> {
                Ok(NewContent::Text(text.to_owned()))
            }

            fn visit_string<E: de::Error>(self, text: String) -> Result<NewContent, E> {
                Ok(NewContent::Text(text))
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<NewContent, A::Error> {
                ContentObject::deserialize(MapAccessDeserializer::new(map)).map(NewContent::Object)
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

/// Content as it is stored. What can be had from the body at no cost is not stored twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Content {
    /// What the body is written in.
    pub(crate) format: Format,
    /// Markdown as its sender wrote it, or the words of HTML.
    pub(crate) body: String,
    /// Sanitised HTML; none where the body is one plain line.
    pub(crate) html: Option<SafeHtml>,
    /// The words; none where they equal the body.
    pub(crate) plain: Option<String>,
}

impl Content {
    /// Checks and prepares what someone wants to say.
    ///
    /// # Errors
    /// `invalid_request` on `content` if it is blank or too long.
    pub(crate) fn prepare(new: NewContent) -> Result<Self> {
        match new {
            NewContent::Text(text) => Self::of_markdown(&text),
            NewContent::Object(ContentObject { html: Some(html), .. }) => Self::of_html(&html),
            NewContent::Object(ContentObject { content_type: Some(ContentType::Html), .. }) => {
                Err(Error::invalid_field("content.html", "required", "is required"))
            }
            NewContent::Object(ContentObject { markdown, text, .. }) => {
                Self::of_markdown(&markdown.or(text).unwrap_or_default())
            }
        }
    }

    /// The same beside files, which speak for themselves: blank is nothing.
    ///
    /// # Errors
    /// `invalid_request` on `content` if it is too long.
    pub(crate) fn prepare_beside_files(new: Option<NewContent>) -> Result<Self> {
        let is_nothing = match &new {
            None => true,
            Some(NewContent::Text(text)) => is_blank(text),
            Some(NewContent::Object(ContentObject { text, markdown, html, .. })) => {
                [text, markdown, html].into_iter().flatten().all(|text| is_blank(text))
            }
        };
        new.filter(|_| !is_nothing).map_or_else(|| Ok(Self::nothing()), Self::prepare)
    }

    fn of_markdown(markdown: &str) -> Result<Self> {
        let body = bounded(markdown)?;
        if html::is_plain_line(&body) {
            return Ok(Self { format: Format::Markdown, body, html: None, plain: None });
        }
        let rendered = html::render_markdown(&body);
        let plain = html::plain_text_of_markdown(&body);
        let plain = (plain != body).then_some(plain);
        Ok(Self { format: Format::Markdown, body, html: Some(rendered), plain })
    }

    fn of_html(source: &str) -> Result<Self> {
        let safe = html::sanitize(&bounded(source)?);
        let body = html::plain_text_of_html(safe.as_str());
        if is_blank(&body) {
            return Err(required());
        }
        Ok(Self { format: Format::Html, body, html: Some(safe), plain: None })
    }

    /// What is left of a deleted message, and what is said beside files without words.
    pub(crate) fn nothing() -> Self {
        Self { format: Format::Markdown, body: String::new(), html: None, plain: None }
    }

    /// The body, the words and the markup.
    pub(crate) fn into_parts(self) -> (String, String, SafeHtml) {
        let Self { body, html, plain, .. } = self;
        let html = html.unwrap_or_else(|| html::render_markdown(&body));
        let words = plain.unwrap_or_else(|| body.clone());
        (body, words, html)
    }
}

fn bounded(text: &str) -> Result<String> {
    if is_blank(text) {
        return Err(required());
    }
    if text.chars().count() > MESSAGE_MAX_CHARS {
        let sentence = format!("must have at most {MESSAGE_MAX_CHARS} characters");
        return Err(Error::invalid_field("content", "too_long", sentence));
    }
    Ok(text.replace('\0', "\u{fffd}"))
}

fn required() -> Error {
    Error::invalid_field("content", "required", "must not be empty")
}

/// True if there is nothing to see.
fn is_blank(text: &str) -> bool {
    let invisible = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    };
    text.chars().all(invisible)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::codes;

    fn parse(json: &str) -> Result<NewContent, serde_json::Error> {
        serde_json::from_str(json)
    }

    fn prepare(json: &str) -> Result<Content> {
        Content::prepare(parse(json).expect("well-formed content"))
    }

    #[test]
    fn strings_and_objects_say_the_same() {
        let text = prepare(r#""**Halo** semua""#).expect("content");
        for object in
            [r#"{"type":"text","text":"**Halo** semua"}"#, r#"{"markdown":"**Halo** semua"}"#]
        {
            assert_eq!(prepare(object).expect("content"), text);
        }
        assert_eq!(text.clone().into_parts().1, "Halo semua");
        assert_eq!(text.clone().into_parts().2.as_str(), "<p><strong>Halo</strong> semua</p>");
        let html =
            prepare(r#"{"type":"html","html":"<p onclick=x>Halo <script>1</script>semua</p>"}"#)
                .expect("content");
        assert_eq!((html.format, html.body.as_str()), (Format::Html, "Halo semua"));
        assert_eq!(html.into_parts().2.as_str(), "<p>Halo semua</p>");
        assert!(parse(r#"{"text":"a","x":1}"#).is_err());
        assert!(parse("7").is_err() && parse("null").is_err());
    }

    #[test]
    fn a_plain_line_is_stored_once() {
        let line = prepare(r#""Halo semua, jam 3 ya?""#).expect("content");
        assert_eq!((line.html.clone(), line.plain.clone()), (None, None));
        assert_eq!(line.clone().into_parts().2.as_str(), "<p>Halo semua, jam 3 ya?</p>");
        assert_eq!(line.clone().into_parts().1, line.body);
    }

    #[test]
    fn blank_and_endless_content_is_refused() {
        for blank in [
            r#""""#,
            r#"" \n\t""#,
            r#""\u200b""#,
            "{}",
            r#"{"html":"<p> </p>"}"#,
            r#"{"html":"<img src=x>"}"#,
        ] {
            assert_eq!(prepare(blank).expect_err(blank).code(), codes::INVALID_REQUEST);
        }
        let longest = "x".repeat(MESSAGE_MAX_CHARS);
        assert!(prepare(&format!("\"{longest}\"")).is_ok());
        assert!(prepare(&format!("\"{longest}x\"")).is_err());
    }
}
