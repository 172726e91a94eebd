//! The endpoints about the workspace.

mod branding;
mod emoji;
mod files;

use utoipa_axum::router::OpenApiRouter;

use crate::access::App;
use crate::http::docs::operations;

pub use files::files;

/// The endpoints, relative to `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(operations!(branding::get_branding))
        .routes(operations!(branding::set_branding))
        .routes(operations!(branding::get_palette))
        .routes(operations!(branding::set_logo, branding::remove_logo))
        .routes(operations!(emoji::list_emoji, emoji::add_emoji))
        .routes(operations!(emoji::remove_emoji))
        .routes(operations!(emoji::get_picture))
        .routes(operations!(emoji::set_policy))
}
