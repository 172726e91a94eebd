//! The endpoints of getting in and being kept in.

mod accounts;
mod forgotten;
mod invitations;
mod login;
mod password;
mod push;
mod sessions;
mod setup;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::App;

/// The endpoints, relative to `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(setup::get_setup, setup::set_up))
        .routes(routes!(login::log_in))
        .routes(routes!(login::refresh))
        .routes(routes!(login::log_out))
        .routes(routes!(forgotten::forgot_password))
        .routes(routes!(forgotten::reset_password))
        .routes(routes!(password::change_password))
        .routes(routes!(sessions::list_sessions))
        .routes(routes!(sessions::revoke_session))
        .routes(routes!(sessions::revoke_other_sessions))
        .routes(routes!(push::subscribe_push))
        .routes(routes!(invitations::inspect_invitation))
        .routes(routes!(invitations::accept_invitation))
        .routes(routes!(invitations::create_invitation, invitations::list_invitations))
        .routes(routes!(invitations::revoke_invitation))
        .routes(routes!(accounts::update_account))
        .routes(routes!(accounts::create_reset_link))
}
