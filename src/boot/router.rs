//! Every route, and what surrounds it.

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use utoipa_axum::router::OpenApiRouter;

use crate::access::{self, App};
use crate::base::{Error, Result, codes};
use crate::features::{
    auth, chat, dashboard, desk, directory, files, ops, projects, realtime, search, workspace,
};
use crate::http::ui::{BrandSource, Ui};
use crate::http::{Kit, docs, exposition, stack};

/// The router of the whole application.
///
/// # Errors
/// The embedded page is incomplete.
pub fn router(app: &App) -> Result<Router> {
    let (api, _) = api().split_for_parts();
    let api = api.route("/api/{*unknown}", axum::routing::any(unknown));
    let gated = api.merge(realtime::routes()).layer(from_fn_with_state(app.clone(), access::admit));
    let routes = gated
        .merge(ops::routes())
        .merge(workspace::files())
        .with_state(app.clone())
        .merge(exposition::routes(&app.metrics, &app.config.metrics))
        .merge(docs::routes());
    let kit = Kit {
        config: &app.config.server,
        metrics: &app.metrics,
        clock: app.clock.clone(),
        ui: Ui::open(app.config.server.page_dir.as_deref())?.branded(brand(app)),
    };
    Ok(stack(routes, kit))
}

/// How the page learns what the workspace is called and looks like.
fn brand(app: &App) -> BrandSource {
    let app = app.clone();
    Arc::new(move || {
        let db = app.db.clone();
        Box::pin(async move { db.reader().read(workspace::page_brand).await })
    })
}

/// What the handlers say of themselves: [`docs::document`] has to be the same.
#[cfg(debug_assertions)]
pub fn openapi() -> utoipa::openapi::OpenApi {
    api().into_openapi()
}

fn api() -> OpenApiRouter<App> {
    let features = OpenApiRouter::new()
        .merge(auth::routes())
        .merge(directory::routes())
        .merge(workspace::routes())
        .merge(files::routes())
        .merge(chat::routes())
        .merge(projects::routes())
        .merge(desk::routes())
        .merge(dashboard::routes())
        .merge(search::routes())
        .merge(ops::admin_routes());
    OpenApiRouter::with_openapi(docs::base()).nest("/api/v1", features)
}

async fn unknown() -> Error {
    codes::NOT_FOUND.into()
}
