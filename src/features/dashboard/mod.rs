//! What a person sees first: one call that starts the page, and the summary of their day.
//!
//! Reads through the features above it; owns no table, emits nothing. Everyone with an account has
//! both, of their own things only.

mod api;

use utoipa_axum::router::OpenApiRouter;

use crate::access::App;
use crate::http::docs::operations;

/// The endpoints, relative to `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(operations!(api::get_boot)).routes(operations!(api::get_summary))
}
