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
        .merge(tus::routes())
}

/// What takes bytes of any number counts them by itself.
fn receiving() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(receiving::receive_form, receiving::receive_bytes))
        .layer(DefaultBodyLimit::disable())
}
