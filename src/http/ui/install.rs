//! What makes the page an app of the device: its manifest, and the worker that keeps it without a network.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use serde_json::json;

use super::brand::Brand;
use super::files::{File, Files};
use crate::base::{Error, Result};

/// The worker, a template with three holes: `{{TREE}}`, `{{FILES}}` and `{{BRAND}}`. With the look of the
/// workspace the worker changes, so that browsers fetch the page anew and keep it as it looks now.
const WORKER: &str = "app/sw.js";
/// A worker has a policy of its own; it only fetches.
const WORKER_POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; connect-src 'self'; frame-ancestors 'none'");
const NOT_KEPT: HeaderValue = HeaderValue::from_static("no-cache");

/// Files the page asks for without being told to show a licence.
fn is_for_the_page(path: &str) -> bool {
    path == "CHANGELOG.md"
        || !matches!(path, "index.html" | "vendor/importmap.json" | WORKER)
            && !["LICENSE", ".toml", ".md"].iter().any(|end| path.ends_with(end))
}

/// The worker for the set named `tree` and a workspace that looks like `brand`.
///
/// # Errors
/// Fails if the template is missing or has no holes.
pub(super) fn worker(files: &Files, tree: &str, brand: &Brand) -> Result<File> {
    let text = files.find_text(WORKER).ok_or_else(|| Error::internal("app/sw.js is missing"))?;
    if !["{{TREE}}", "{{FILES}}", "{{BRAND}}"].iter().all(|hole| text.contains(hole)) {
        return Err(Error::internal("app/sw.js has no place for its version and files"));
    }
    let mut paths: Vec<String> =
        files.paths().into_iter().filter(|path| is_for_the_page(path)).collect();
    paths.sort_unstable();
    let own: Vec<&str> = brand.files().collect();
    let script = text
        .replace("{{TREE}}", tree)
        .replace("{{FILES}}", &paths.join(" "))
        .replace("{{BRAND}}", &own.join(" "));
    Ok(File::new(Bytes::from(script), HeaderValue::from_static("text/javascript; charset=utf-8")))
}

/// Adds the headers of the worker.
pub(super) fn as_worker(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, NOT_KEPT);
    headers.insert(header::CONTENT_SECURITY_POLICY, WORKER_POLICY);
    response
}

/// The manifest of a workspace that looks like `brand`.
pub(super) fn manifest(brand: &Brand, tree: &str) -> Response {
    let icon = |src: String, sizes: &str, purpose: &str, kind: &str| json!({ "src": src, "sizes": sizes, "type": kind, "purpose": purpose });
    let plain = |file: &str| format!("/a/{tree}/icons/{file}");
    let own = brand.icons.clone();
    let [small, large, maskable] = own
        .clone()
        .unwrap_or_else(|| ["icon-192.png", "icon-512.png", "maskable-512.png"].map(plain));
    let mut icons = vec![
        icon(small, "192x192", "any", "image/png"),
        icon(large, "512x512", "any", "image/png"),
        icon(maskable, "512x512", "maskable", "image/png"),
    ];
    if own.is_none() {
        icons.insert(0, icon(plain("logo.svg"), "any", "any", "image/svg+xml"));
    }
    let body = json!({
        "id": "/",
        "name": brand.name,
        "short_name": brand.name,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f7f7f9",
        "theme_color": brand.theme_color(),
        "icons": icons,
        "share_target": {
            "action": "/share",
            "method": "GET",
            "params": { "title": "title", "text": "text", "url": "url" },
        },
    });
    let kind = HeaderValue::from_static("application/manifest+json");
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, NOT_KEPT)];
    (headers, body.to_string()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worker_names_its_version_and_only_files_of_the_page() {
        let file = worker(&Files::shipped(), "0123456789ab", &Brand::default()).unwrap();
        let text = String::from_utf8(file.bytes.to_vec()).unwrap();
        assert!(text.contains("0123456789ab") && !text.contains("{{"));
        for path in ["app/main.js", "icons/icons.svg", "i18n/id/chat.js", "styles/page.css"] {
            assert!(text.contains(&format!(" {path} ")), "{path}");
        }
        assert!(text.contains("CHANGELOG.md "));
        for path in ["index.html", "LICENSE", "VENDOR.toml", " app/sw.js "] {
            assert!(!text.contains(path), "{path}");
        }
    }

    #[test]
    fn the_icons_of_the_manifest_are_there() {
        for name in ["logo.svg", "icon-192.png", "icon-512.png", "maskable-512.png"] {
            assert!(Files::shipped().find(&format!("icons/{name}")).is_some(), "{name}");
        }
    }
}
