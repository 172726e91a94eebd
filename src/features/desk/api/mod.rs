//! The endpoints of the desk, relative to `/api/v1`.

mod drafts;
mod saved;
mod scheduled;
mod sidebar;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::App;

/// Every endpoint of the desk.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(saved::list_saved, saved::save))
        .routes(routes!(saved::get_saved, saved::update_saved, saved::delete_saved))
        .routes(routes!(drafts::list_drafts))
        .routes(routes!(drafts::keep_draft))
        .routes(routes!(scheduled::list_scheduled))
        .routes(routes!(scheduled::schedule))
        .routes(routes!(scheduled::update_scheduled, scheduled::cancel_scheduled))
        .routes(routes!(scheduled::send_now))
        .routes(routes!(sidebar::get_sidebar, sidebar::set_sidebar))
}
