//! What the operator asks the process: is it alive, is it ready.
//!
//! `live` says that the runtime answers. `ready` says that the writer commits, that the disk has room
//! and that the schema is the newest (nothing is served before it is); 503 otherwise. Owns no table,
//! emits nothing; everyone may ask, and learns no more than that. Administrators are told how much room
//! the disk has, and whether mail and HTTPS are there (`status`).

mod health;
mod status;

use axum::Router;
use utoipa_axum::router::OpenApiRouter;

use crate::access::App;

/// `/api/health`, `/live` and `/ready`, also under `/api/v1`.
pub fn routes() -> Router<App> {
    health::routes()
}

/// The endpoints for administrators, relative to `/api/v1`.
pub fn admin_routes() -> OpenApiRouter<App> {
    status::routes()
}
