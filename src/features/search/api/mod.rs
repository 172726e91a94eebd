//! The endpoints of search.

mod answer;
mod cursor;
mod index;
mod query;
mod search;
mod suggestions;

use std::time::Instant;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::App;

/// The endpoints, relative to `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(search::search))
        .routes(routes!(cursor::search_pages))
        .routes(routes!(suggestions::suggest))
        .routes(routes!(index::show_index))
        .routes(routes!(index::rebuild_index))
}

/// Counts a request and how long it took.
fn note(app: &App, method: &str, begun: Instant) {
    app.metrics.search.requests.with_label_values(&[method]).inc();
    app.metrics.search.seconds.with_label_values(&[method]).observe(begun.elapsed().as_secs_f64());
}
