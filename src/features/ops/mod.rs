//! What the operator asks the process: is it alive, is it ready.
//!
//! `live` says that the runtime answers. `ready` says that the writer commits, that the disk has room
//! and that the schema is the newest (nothing is served before it is); 503 otherwise. Owns no table,
//! emits nothing; everyone may ask, and learns no more than that.

mod health;

use axum::Router;

use crate::access::App;

/// `/api/health`, `/live` and `/ready`, also under `/api/v1`.
pub fn routes() -> Router<App> {
    health::routes()
}
