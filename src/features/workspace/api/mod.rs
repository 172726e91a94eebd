//! The endpoints about the workspace.

mod branding;
mod emoji;
mod files;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::App;

pub use files::files;

/// The endpoints, relative to `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(branding::get_branding))
        .routes(routes!(branding::set_branding))
        .routes(routes!(branding::get_palette))
        .routes(routes!(branding::set_logo, branding::remove_logo))
        .routes(routes!(emoji::list_emoji, emoji::add_emoji))
        .routes(routes!(emoji::remove_emoji))
        .routes(routes!(emoji::get_picture))
        .routes(routes!(emoji::set_policy))
}
