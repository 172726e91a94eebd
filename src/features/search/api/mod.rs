//! The endpoints of search.

mod answer;
mod cursor;
mod index;
mod query;
mod search;
mod suggestions;

use std::time::Instant;

use utoipa_axum::router::OpenApiRouter;

use crate::access::App;
use crate::http::docs::operations;

/// The endpoints, relative to `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(operations!(search::search))
        .routes(operations!(cursor::search_pages))
        .routes(operations!(suggestions::suggest))
        .routes(operations!(index::show_index))
        .routes(operations!(index::rebuild_index))
}

/// Counts a request and how long it took.
fn note(app: &App, method: &str, begun: Instant) {
    app.metrics.search.requests.with_label_values(&[method]).inc();
    app.metrics.search.seconds.with_label_values(&[method]).observe(begun.elapsed().as_secs_f64());
}
