//! The endpoints of the desk, relative to `/api/v1`.

mod drafts;
mod saved;
mod scheduled;
mod sidebar;

use utoipa_axum::router::OpenApiRouter;

use crate::access::App;
use crate::http::docs::operations;

/// Every endpoint of the desk.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(operations!(saved::list_saved, saved::save))
        .routes(operations!(saved::get_saved, saved::update_saved, saved::delete_saved))
        .routes(operations!(drafts::list_drafts))
        .routes(operations!(drafts::keep_draft))
        .routes(operations!(scheduled::list_scheduled))
        .routes(operations!(scheduled::schedule))
        .routes(operations!(scheduled::update_scheduled, scheduled::cancel_scheduled))
        .routes(operations!(scheduled::send_now))
        .routes(operations!(sidebar::get_sidebar, sidebar::set_sidebar))
}
