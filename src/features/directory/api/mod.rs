//! The endpoints about people.

mod avatar;
mod me;
mod people;
mod presence;
mod status;

use utoipa_axum::router::OpenApiRouter;

use crate::access::App;
use crate::http::docs::operations;

/// The endpoints, relative to `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(operations!(me::get_me, me::update_me))
        .routes(operations!(me::set_presence))
        .routes(operations!(status::set_status, status::clear_status))
        .routes(operations!(status::set_do_not_disturb))
        .routes(operations!(avatar::set_avatar, avatar::remove_avatar))
        .routes(operations!(avatar::get_avatar))
        .routes(operations!(people::list_users))
        .routes(operations!(people::get_user))
        .routes(operations!(presence::send_heartbeat))
        .routes(operations!(presence::get_own_presence))
}
