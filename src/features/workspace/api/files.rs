//! `/brand/{version}/…`: the style sheet, the logo and the icons, for everyone and for ever.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use crate::access::App;
use crate::base::{Error, Result, codes};
use crate::features::workspace::looks::{ICONS, Look, PICTURE, STYLE};
use crate::http::answer::lasting_file;
use crate::http::extract::Path;

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// The files of the look. They are outside of the API: the page links them before it runs.
pub fn files() -> Router<App> {
    Router::new().route("/brand/{version}/{file}", get(get_file))
}

#[derive(Debug, Deserialize)]
struct FilePath {
    version: String,
    file: String,
}

async fn get_file(State(app): State<App>, Path(path): Path<FilePath>) -> Result<Response> {
    let look = app.db.reader().read(Look::load).await?;
    if look.version() != path.version {
        return Err(codes::NOT_FOUND.into());
    }
    let missing = || Error::from(codes::NOT_FOUND);
    let mut response = if path.file == STYLE {
        lasting_file("text/css; charset=utf-8", look.style.ok_or_else(missing)?.into())
    } else {
        let [picture, small, large, maskable] = look.logo.ok_or_else(missing)?.blobs();
        let names =
            [(PICTURE, picture), (ICONS[0], small), (ICONS[1], large), (ICONS[2], maskable)];
        let blob = names.into_iter().find(|(name, _)| *name == path.file).ok_or_else(missing)?.1;
        lasting_file("image/png", app.blobs.get(&blob).await?.ok_or_else(missing)?)
    };
    response.headers_mut().insert(header::CACHE_CONTROL, FOR_EVER);
    Ok(response)
}
