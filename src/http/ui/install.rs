//! What makes the page an app of the device: its manifest, and the worker that keeps it without a network.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use serde_json::json;

use super::files::{File, Files};
use crate::base::{Error, Result};

/// Answers the name of the workspace.
pub type Naming =
    Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<String>> + Send>> + Send + Sync>;

/// The worker, a template with two holes: `{{TREE}}` and `{{FILES}}`.
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

/// The worker for the set named `tree`.
///
/// # Errors
/// Fails if the template is missing or has no holes.
pub(super) fn worker(files: &Files, tree: &str) -> Result<File> {
    let text = files.find_text(WORKER).ok_or_else(|| Error::internal("app/sw.js is missing"))?;
    if !["'{{TREE}}'", "'{{FILES}}'"].iter().all(|hole| text.contains(hole)) {
        return Err(Error::internal("app/sw.js has no place for its version and files"));
    }
    let mut paths: Vec<String> =
        Files::paths().into_iter().filter(|path| is_for_the_page(path)).collect();
    paths.sort_unstable();
    let script = text.replace("{{TREE}}", tree).replace("{{FILES}}", &paths.join(" "));
    Ok(File::new(Bytes::from(script), HeaderValue::from_static("text/javascript; charset=utf-8")))
}

/// Adds the headers of the worker.
pub(super) fn as_worker(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, NOT_KEPT);
    headers.insert(header::CONTENT_SECURITY_POLICY, WORKER_POLICY);
    response
}

/// The manifest of a workspace with this name.
pub(super) fn manifest(name: &str, tree: &str) -> Response {
    let icon = |file: &str, sizes: &str, purpose: &str, kind: &str| {
        let src = format!("/a/{tree}/icons/{file}");
        json!({ "src": src, "sizes": sizes, "type": kind, "purpose": purpose })
    };
    let body = json!({
        "id": "/",
        "name": name,
        "short_name": name,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f7f7f9",
        "theme_color": "#3d55d6",
        "icons": [
            icon("logo.svg", "any", "any", "image/svg+xml"),
            icon("icon-192.png", "192x192", "any", "image/png"),
            icon("icon-512.png", "512x512", "any", "image/png"),
            icon("maskable-512.png", "512x512", "maskable", "image/png"),
        ],
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
        let file = worker(&Files::embedded(), "0123456789ab").unwrap();
        let text = String::from_utf8(file.bytes.to_vec()).unwrap();
        assert!(text.contains("const TREE = '0123456789ab'") && !text.contains("{{"));
        for path in ["app/main.js", "icons/icons.svg", "i18n/id/chat.js", "styles/page.css"] {
            assert!(text.contains(&format!(" {path} ")), "{path}");
        }
        assert!(text.contains("'CHANGELOG.md "));
        for path in ["index.html", "LICENSE", "VENDOR.toml", " app/sw.js "] {
            assert!(!text.contains(path), "{path}");
        }
        assert!(text.lines().count() <= 120);
    }

    #[test]
    fn the_icons_of_the_manifest_are_there() {
        for name in ["logo.svg", "icon-192.png", "icon-512.png", "maskable-512.png"] {
            assert!(Files::embedded().find(&format!("icons/{name}")).is_some(), "{name}");
        }
    }
}
