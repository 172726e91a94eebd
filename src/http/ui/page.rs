//! `index.html` with its holes filled: `{{TREE}}`, `{{IMPORT_MAP}}` and `{{PRELOADS}}` by the set of
//! files; `{{NAME}}`, `{{BRAND}}` and `{{STYLE}}` by the workspace.

use std::fmt::Write as _;

use axum::http::HeaderValue;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use super::brand::{Brand, escape};
use super::files::{File, Files};
use super::imports::{ImportMap, closure};
use crate::base::{Error, Result};

/// The module that starts the page.
const ENTRY: &str = "app/main.js";
/// Where bare names lie, as JSON.
const IMPORT_MAP: &str = "vendor/importmap.json";

/// The filled page.
pub(super) struct Page {
    pub(super) file: File,
    pub(super) tag: HeaderValue,
    pub(super) policy: HeaderValue,
    brand: Brand,
}

impl Page {
    /// Fills the holes for the set named `tree` and a workspace that looks like `brand`.
    ///
    /// # Errors
    /// Fails if the template, the import map or an imported module is missing.
    pub(super) fn render(files: &Files, tree: &str, brand: &Brand) -> Result<Self> {
        let text = |path: &str| {
            files
                .find_text(path)
                .ok_or_else(|| Error::internal(format!("assets/{path} is missing")))
        };
        let map: ImportMap = serde_json::from_str(&text(IMPORT_MAP)?)?;
        let mut preloads = String::new();
        for path in closure(files, &map, ENTRY)? {
            writeln!(preloads, "<link rel=\"modulepreload\" href=\"/a/{tree}/{path}\">")
                .expect("a string takes everything");
        }
        let inline = inline_map(&map, tree)?;
        let html = text("index.html")?
            .replace("{{TREE}}", tree)
            .replace("{{IMPORT_MAP}}", &inline)
            .replace("{{PRELOADS}}", preloads.trim_end())
            .replace("{{STYLE}}", &brand.style_link())
            .replace("{{BRAND}}", &brand.head(tree))
            .replace("{{NAME}}", &escape(&brand.name));
        if !html.contains(&format!("<script type=\"importmap\">{inline}</script>")) {
            return Err(Error::internal("assets/index.html has no place for the import map"));
        }
        let tag = Sha256::digest(html.as_bytes());
        let tag = format!("\"{}\"", &STANDARD.encode(tag)[..24]);
        Ok(Self {
            file: File::new(
                Bytes::from(html),
                HeaderValue::from_static("text/html; charset=utf-8"),
            ),
            tag: header(&tag)?,
            policy: header(&policy(&inline))?,
            brand: brand.clone(),
        })
    }

    /// Whether it was made for a workspace that looks like this.
    pub(super) fn is_for(&self, brand: &Brand) -> bool {
        self.brand == *brand
    }
}

fn header(text: &str) -> Result<HeaderValue> {
    HeaderValue::try_from(text).map_err(|fault| Error::internal(fault.to_string()))
}

/// The import map with every path inside the set.
fn inline_map(map: &ImportMap, tree: &str) -> Result<String> {
    let imports: ImportMap =
        map.iter().map(|(name, path)| (name.clone(), format!("/a/{tree}/{path}"))).collect();
    let whole = std::collections::BTreeMap::from([("imports", imports)]);
    Ok(serde_json::to_string(&whole)?)
}

/// What the page may do. The import map is the only inline script, allowed by the hash of its text.
fn policy(inline: &str) -> String {
    let hash = STANDARD.encode(Sha256::digest(inline.as_bytes()));
    format!(
        "default-src 'none'; script-src 'self' 'sha256-{hash}'; style-src 'self'; img-src 'self' data: blob:; \
         media-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; \
         frame-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'; trusted-types app"
    )
}
