//! The endpoints about people.

mod avatar;
mod me;
mod people;
mod presence;
mod status;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::App;

/// The endpoints, relative to `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(me::get_me, me::update_me))
        .routes(routes!(me::set_presence))
        .routes(routes!(status::set_status, status::clear_status))
        .routes(routes!(status::set_do_not_disturb))
        .routes(routes!(avatar::set_avatar, avatar::remove_avatar))
        .routes(routes!(avatar::get_avatar))
        .routes(routes!(people::list_users))
        .routes(routes!(people::get_user))
        .routes(routes!(presence::send_heartbeat))
        .routes(routes!(presence::get_own_presence))
}
