//! What the page knows of the workspace before it runs: its name, its style sheet, its logo.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use serde_json::json;

use crate::base::Result;

/// Answers how the workspace is called and looks.
pub type BrandSource =
    Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<Brand>> + Send>> + Send + Sync>;

/// The colour of a workspace that has none of its own.
const PLAIN_ACCENT: &str = "#3d55d6";

/// How a workspace is called and looks. What is missing is as the page has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brand {
    /// Its name.
    pub name: String,
    /// Its colour, `#rrggbb`.
    pub accent: Option<String>,
    /// Where its style sheet is.
    pub style: Option<String>,
    /// Where its logo is.
    pub logo: Option<String>,
    /// Where its icons are: 192 and 512 pixels, and 512 with room around it.
    pub icons: Option<[String; 3]>,
}

impl Default for Brand {
    fn default() -> Self {
        let name = "EPOP".to_owned();
        Self { name, accent: None, style: None, logo: None, icons: None }
    }
}

impl Brand {
    pub(super) fn theme_color(&self) -> &str {
        self.accent.as_deref().unwrap_or(PLAIN_ACCENT)
    }

    /// The addresses that the page needs without a network.
    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        let icon = self.icons.as_ref().map(|icons| &icons[0]);
        [self.style.as_ref(), self.logo.as_ref(), icon].into_iter().flatten().map(String::as_str)
    }

    /// What the head of the page says of it.
    pub(super) fn head(&self, tree: &str) -> String {
        let known = json!({ "name": self.name, "styleUrl": self.style, "logoUrl": self.logo });
        let known = escape(&known.to_string());
        let (touch, tab, kind) = if let Some([small, ..]) = &self.icons {
            (small.clone(), small.clone(), "image/png")
        } else {
            let icon = |name: &str| format!("/a/{tree}/icons/{name}");
            (icon("icon-192.png"), icon("logo.svg"), "image/svg+xml")
        };
        format!(
            "<meta name=\"brand\" content=\"{known}\">\n\
             <link rel=\"apple-touch-icon\" href=\"{touch}\">\n\
             <link rel=\"icon\" href=\"{tab}\" type=\"{kind}\">"
        )
    }

    /// The link to its style sheet, after those of the page.
    pub(super) fn style_link(&self) -> String {
        let link = |url: &String| format!("<link rel=\"stylesheet\" href=\"{url}\" data-brand>");
        self.style.as_ref().map(link).unwrap_or_default()
    }
}

/// Makes a text safe between tags and in quoted attributes.
pub(super) fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut safe, character| {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '{' => safe.push_str("&#123;"),
            other => safe.push(other),
        }
        safe
    })
}
