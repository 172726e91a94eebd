//! The web page, embedded in the binary: what `build/` made of `assets/`.
//!
//! All files are under `/a/<tree>/`, where `<tree>` names the whole set: they can be kept for ever,
//! and a new version has a new name. `index.html` is a template (see [`page`]); some of its
//! holes are filled with how the workspace is called and looks (see [`brand`]).
//! `/sw.js` and `/manifest.webmanifest` make it an app of the device (see [`install`]).
//! With `server.page_dir` the files of a folder, such as `assets/`, are read on every request instead, under `/a/dev/`.

mod brand;
mod files;
mod imports;
mod install;
mod page;

use std::path::Path as FilePath;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use parking_lot::Mutex;

pub use self::brand::{Brand, BrandSource};
use self::files::{File, Files};
use self::install::{as_worker, manifest, worker};
use self::page::Page;
use super::headers::ASK_FIRST;
use super::represent::matches;
use crate::base::codes;
use crate::base::{Error, Result};

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const NOT_KEPT: HeaderValue = HeaderValue::from_static("no-cache");
const VARY: HeaderValue = HeaderValue::from_static("accept-encoding");

/// The name of the set while it is read from a folder.
const DEV_TREE: &str = "dev";

/// Marks an answer that is the page, for the figures: no route led to it.
#[derive(Clone)]
pub(super) struct IsPage;

/// The page and its files; cheap to clone.
#[derive(Clone)]
pub struct Ui(Arc<Set>);

struct Set {
    tree: String,
    files: Files,
    /// The page as it was last given out; none while the files are read from a folder.
    page: Option<Mutex<Arc<Page>>>,
    brand: Option<BrandSource>,
}

impl Ui {
    /// Opens the page in the binary, or the one in `folder`.
    ///
    /// # Errors
    /// Fails if the page does not hold together: a hole, an import or a file is missing.
    pub fn open(folder: Option<&FilePath>) -> Result<Self> {
        folder.map_or_else(Self::shipped, Self::of_folder)
    }

    fn of_folder(folder: &FilePath) -> Result<Self> {
        let files = Files::Folder(folder.to_owned());
        Page::render(&files, DEV_TREE, &Brand::default())?;
        worker(&files, DEV_TREE, &Brand::default())?;
        Ok(Self(Arc::new(Set { tree: DEV_TREE.to_owned(), files, page: None, brand: None })))
    }

    fn shipped() -> Result<Self> {
        let files = Files::shipped();
        let tree = Files::tree();
        let page = Page::render(&files, &tree, &Brand::default())?;
        worker(&files, &tree, &Brand::default())?;
        let page = Some(Mutex::new(Arc::new(page)));
        Ok(Self(Arc::new(Set { tree, files, page, brand: None })))
    }

    /// The same page, which asks `source` how the workspace is called and looks.
    #[must_use]
    pub fn branded(self, source: BrandSource) -> Self {
        let set = Arc::into_inner(self.0).expect("nothing shares a page that is being made");
        Self(Arc::new(Set { brand: Some(source), ..set }))
    }

    /// How the workspace is called and looks. The page is there even when the database is not.
    async fn brand(&self) -> Brand {
        let Some(source) = &self.0.brand else { return Brand::default() };
        source().await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the page is shown without its brand");
            Brand::default()
        })
    }

    /// The page for a workspace that looks like this: made anew when that has changed.
    fn page(&self, brand: &Brand) -> Result<Arc<Page>> {
        let Set { tree, files, page, .. } = &*self.0;
        let Some(last) = page else { return Page::render(files, tree, brand).map(Arc::new) };
        let mut last = last.lock();
        if !last.is_for(brand) {
            *last = Arc::new(Page::render(files, tree, brand)?);
        }
        Ok(Arc::clone(&last))
    }

    /// Adds the files to the routes, and the page for every address that no route has.
    pub(super) fn surround(&self, routes: Router) -> Router {
        let files = Router::new()
            .route("/a/{tree}/{*path}", get(serve_file))
            .route("/sw.js", get(serve_worker))
            .route("/manifest.webmanifest", get(serve_manifest))
            .route("/robots.txt", get(async || "User-agent: *\nDisallow: /\n"))
            .with_state(self.clone());
        let page = Router::new().fallback(fall_back).with_state(self.clone());
        routes.merge(files).fallback_service(page)
    }

    async fn answer_page(&self, wishes: &HeaderMap) -> Result<Response> {
        let page = self.page(&self.brand().await)?;
        let mut response = answer_file(&page.file, wishes);
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, ASK_FIRST);
        headers.insert(header::ETAG, page.tag.clone());
        headers.insert(header::CONTENT_SECURITY_POLICY, page.policy.clone());
        response.extensions_mut().insert(IsPage);
        let known = wishes.get(header::IF_NONE_MATCH);
        if known.is_some_and(|known| matches(known, &page.tag)) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            *response.body_mut() = Body::empty();
            for name in [header::CONTENT_ENCODING, header::CONTENT_LENGTH, header::CONTENT_TYPE] {
                response.headers_mut().remove(name);
            }
        }
        Ok(response)
    }
}

/// Addresses of programs: what is not there gets no page.
const PROGRAMS: [&str; 8] =
    ["/api", "/v1", "/a", "/brand", "/ws", "/metrics", "/docs-json", "/favicon.ico"];

/// Answers an address that no route has: the page decides what is there.
async fn fall_back(State(ui): State<Ui>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let under = |root: &&str| {
        let rest = uri.path().strip_prefix(*root);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    if PROGRAMS.iter().any(under) {
        return Error::from(codes::NOT_FOUND).into_response();
    }
    if !matches!(method, Method::GET | Method::HEAD) {
        let mut refusal = Error::from(codes::METHOD_NOT_ALLOWED).into_response();
        refusal.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET,HEAD"));
        return refusal;
    }
    ui.answer_page(&headers).await.unwrap_or_else(Error::into_response)
}

/// Serves a file of this very set. Another set's name is another version: it has none of our files.
async fn serve_file(
    State(ui): State<Ui>,
    Path((tree, path)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response> {
    let file = ui.0.files.find(&path).filter(|_| tree == ui.0.tree).ok_or(codes::NOT_FOUND)?;
    let mut response = answer_file(&file, &headers);
    let keep = if ui.0.page.is_some() { FOR_EVER } else { NOT_KEPT };
    response.headers_mut().insert(header::CACHE_CONTROL, keep);
    Ok(response)
}

/// Serves the worker of this set.
async fn serve_worker(State(ui): State<Ui>, wishes: HeaderMap) -> Result<Response> {
    let file = worker(&ui.0.files, &ui.0.tree, &ui.brand().await)?;
    Ok(as_worker(answer_file(&file, &wishes)))
}

/// Serves the manifest of the workspace.
async fn serve_manifest(State(ui): State<Ui>) -> Response {
    manifest(&ui.brand().await, &ui.0.tree)
}

fn answer_file(file: &File, wishes: &HeaderMap) -> Response {
    let (bytes, coding) = file.wished(wishes);
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, file.kind.clone());
    if file.packs() {
        headers.insert(header::VARY, VARY);
    }
    if let Some(coding) = coding {
        headers.insert(header::CONTENT_ENCODING, coding);
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::extract::Request;
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;

    use super::*;

    async fn get(path: &str, wishes: &[(&'static str, &str)]) -> (Response, String) {
        let ui = Ui::shipped().unwrap();
        let mut request =
            Request::get(path.replace("TREE", &ui.0.tree)).body(Body::empty()).unwrap();
        for (name, value) in wishes {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        let response = ui.surround(Router::new()).oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        (Response::from_parts(parts, Body::empty()), String::from_utf8_lossy(&bytes).into_owned())
    }

    #[tokio::test]
    async fn unknown_addresses_get_the_page_and_programs_do_not() {
        for path in ["/", "/chat/5", "/no/such/page"] {
            let (response, page) = get(path, &[]).await;
            assert_eq!(response.status(), StatusCode::OK);
            assert!(page.contains("<script type=\"importmap\">{\"imports\""), "{path}");
            assert!(!page.contains("{{"), "a hole is left");
        }
        for path in ["/api/v1/nothing", "/api", "/a/TREE/nothing.js", "/a/0123456789ab/app/main.js"]
        {
            assert_eq!(get(path, &[]).await.0.status(), StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[tokio::test]
    async fn the_page_is_tagged_and_its_policy_allows_no_inline_code() {
        let (response, _) = get("/", &[]).await;
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("script-src 'self' 'sha256-") && !policy.contains("unsafe"));
        let tag = response.headers()[header::ETAG].to_str().unwrap();
        let (again, body) = get("/", &[("if-none-match", tag)]).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert!(body.is_empty());
    }

    #[tokio::test]
    async fn the_page_can_show_what_is_new_and_its_licence() {
        for (path, words) in [("CHANGELOG.md", "## [Unreleased]"), ("LICENSE", "MIT License")] {
            let (response, text) = get(&format!("/a/TREE/{path}"), &[]).await;
            assert_eq!(response.status(), StatusCode::OK);
            assert_eq!(response.headers()[header::CONTENT_TYPE], "text/plain; charset=utf-8");
            assert!(text.contains(words), "{path}");
        }
    }

    #[tokio::test]
    async fn worker_and_manifest_are_asked_for_each_time() {
        let (response, script) = get("/sw.js", &[]).await;
        assert_eq!(response.headers()[header::CACHE_CONTROL], NOT_KEPT);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/javascript; charset=utf-8");
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("connect-src 'self'") && script.contains("addEventListener"));
        let (response, body) = get("/manifest.webmanifest", &[]).await;
        assert_eq!(response.headers()[header::CACHE_CONTROL], NOT_KEPT);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/manifest+json");
        let manifest: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(manifest["name"], "EPOP");
        for icon in manifest["icons"].as_array().unwrap() {
            let (icon, _) = get(icon["src"].as_str().unwrap(), &[]).await;
            assert_eq!(icon.status(), StatusCode::OK);
        }
    }

    #[tokio::test]
    async fn the_page_says_how_the_workspace_looks_and_nothing_of_its_name_is_markup() {
        let icon = |name: &str| format!("/brand/0123456789abcdef/{name}");
        let brand = Brand {
            name: "</title><script>\"{{TREE}}'&".to_owned(),
            accent: Some("#0f766e".to_owned()),
            style: Some(icon("theme.css")),
            logo: Some(icon("logo.png")),
            icons: Some(["s.png", "l.png", "m.png"].map(icon)),
        };
        let ui = Ui::shipped().unwrap();
        let plain = ui.page(&Brand::default()).unwrap();
        let page = ui.page(&brand).unwrap();
        assert_ne!(page.tag, plain.tag);
        assert!(Arc::ptr_eq(&page, &ui.page(&brand).unwrap()), "made once");
        let text = String::from_utf8(page.file.bytes.to_vec()).unwrap();
        assert!(
            text.contains(
                "<title>&lt;/title&gt;&lt;script&gt;&quot;&#123;&#123;TREE}}'&amp;</title>"
            )
        );
        assert!(!text.contains("</title><script>") && !text.contains("{{"));
        let sheet = text.find("/brand/0123456789abcdef/theme.css\" data-brand").unwrap();
        assert!(sheet > text.find("styles/page.css").unwrap(), "it stands after the page's own");
        assert!(text.contains("rel=\"icon\" href=\"/brand/0123456789abcdef/s.png\""));
        let script = worker(&Files::shipped(), "0123456789ab", &brand).unwrap();
        let script = String::from_utf8(script.bytes.to_vec()).unwrap();
        assert!(
            script.contains("/brand/0123456789abcdef/theme.css /brand/0123456789abcdef/logo.png")
        );
    }

    #[tokio::test]
    async fn files_are_kept_for_ever_and_packed_if_they_are_text() {
        let (plain, text) = get("/a/TREE/app/main.js", &[]).await;
        assert_eq!(plain.headers()[header::CACHE_CONTROL], FOR_EVER);
        assert_eq!(plain.headers()[header::CONTENT_TYPE], "text/javascript; charset=utf-8");
        assert!(text.contains("import"));
        for (wish, coding) in [("gzip", "gzip"), ("gzip, deflate, br", "br"), ("br;q=0, *", "gzip")]
        {
            let (packed, _) = get("/a/TREE/app/main.js", &[("accept-encoding", wish)]).await;
            assert_eq!(packed.headers()[header::CONTENT_ENCODING], coding, "{wish}");
            assert_eq!(packed.headers()[header::VARY], VARY);
        }
        let font = "/a/TREE/fonts/inter-latin-wght-normal.woff2";
        let (font, _) = get(font, &[("accept-encoding", "gzip")]).await;
        assert!(!font.headers().contains_key(header::CONTENT_ENCODING));
        assert_eq!(font.headers()[header::CONTENT_TYPE], "font/woff2");
    }
}
