//! The endpoints of files, relative to `/api/v1`.

mod admin;
mod announcing;
mod archives;
mod attaching;
mod content;
mod files;
mod keeping;
mod listing;
mod preview;
mod receiving;
mod tus;
mod versions;

use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::options;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::App;

/// Every endpoint of files.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(announcing::presign))
        .routes(routes!(listing::list_files))
        .routes(routes!(listing::list_own_files))
        .routes(routes!(listing::list_labels))
        .routes(routes!(attaching::attach_file))
        .routes(routes!(admin::get_usage))
        .routes(routes!(admin::purge_temp))
        .routes(routes!(admin::purge_retention))
        .routes(routes!(files::get_file, files::update_file, files::trash_file))
        .routes(routes!(files::restore_file))
        .routes(routes!(files::delete_file))
        .routes(routes!(attaching::confirm_file))
        .routes(routes!(content::download))
        .routes(routes!(content::view))
        .routes(routes!(content::thumbnail))
        .routes(routes!(content::make_link))
        .routes(routes!(preview::preview))
        .routes(routes!(archives::make_archive))
        .routes(routes!(archives::get_archive))
        .routes(routes!(versions::list_versions, announcing::presign_version))
        .routes(routes!(versions::restore_version))
        .routes(routes!(admin::set_retention))
        .routes(routes!(admin::overrule_status))
        .merge(receiving())
        .merge(resumable())
}

/// What takes bytes of any number counts them by itself.
fn receiving() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(receiving::receive_form, receiving::receive_bytes))
        .layer(DefaultBodyLimit::disable())
}

fn resumable() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(tus::begin))
        .routes(routes!(tus::look, tus::go_on, tus::give_up))
        .route("/files/tus", options(tus::describe))
        .layer(map_response(speak_tus))
}

/// Every answer says which version of the protocol is spoken, refusals too.
async fn speak_tus(mut response: Response) -> Response {
    let version = HeaderValue::from_static("1.0.0");
    for name in ["tus-resumable", "tus-version"] {
        response.headers_mut().entry(HeaderName::from_static(name)).or_insert(version.clone());
    }
    response
}
