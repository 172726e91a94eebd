//! What a person sees first: one call that starts the page, and the summary of their day.
//!
//! Reads through the features above it; owns no table, emits nothing. Everyone with an account has
//! both, of their own things only.

mod api;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::App;

/// The endpoints, relative to `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(api::get_boot)).routes(routes!(api::get_summary))
}
