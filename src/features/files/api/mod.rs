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

use crate::access::App;
use crate::http::docs::operations;

/// Every endpoint of files.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(operations!(announcing::presign))
        .routes(operations!(listing::list_files))
        .routes(operations!(listing::list_own_files))
        .routes(operations!(listing::list_labels))
        .routes(operations!(attaching::attach_file))
        .routes(operations!(admin::get_usage))
        .routes(operations!(admin::purge_temp))
        .routes(operations!(admin::purge_retention))
        .routes(operations!(files::get_file, files::update_file, files::trash_file))
        .routes(operations!(files::restore_file))
        .routes(operations!(files::delete_file))
        .routes(operations!(attaching::confirm_file))
        .routes(operations!(content::download))
        .routes(operations!(content::view))
        .routes(operations!(content::thumbnail))
        .routes(operations!(content::make_link))
        .routes(operations!(preview::preview))
        .routes(operations!(archives::make_archive))
        .routes(operations!(archives::get_archive))
        .routes(operations!(versions::list_versions, announcing::presign_version))
        .routes(operations!(versions::restore_version))
        .routes(operations!(admin::set_retention))
        .routes(operations!(admin::overrule_status))
        .merge(receiving())
        .merge(tus::routes())
}

/// What takes bytes of any number counts them by itself.
fn receiving() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(operations!(receiving::receive_form, receiving::receive_bytes))
        .layer(DefaultBodyLimit::disable())
}
