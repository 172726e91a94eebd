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

use crate::access::App;
use crate::http::docs::operations;

/// The endpoints, relative to `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(operations!(setup::get_setup, setup::set_up))
        .routes(operations!(login::log_in))
        .routes(operations!(login::refresh))
        .routes(operations!(login::log_out))
        .routes(operations!(forgotten::forgot_password))
        .routes(operations!(forgotten::reset_password))
        .routes(operations!(password::change_password))
        .routes(operations!(sessions::list_sessions))
        .routes(operations!(sessions::revoke_session))
        .routes(operations!(sessions::revoke_other_sessions))
        .routes(operations!(push::subscribe_push))
        .routes(operations!(invitations::inspect_invitation))
        .routes(operations!(invitations::accept_invitation))
        .routes(operations!(invitations::create_invitation, invitations::list_invitations))
        .routes(operations!(invitations::revoke_invitation))
        .routes(operations!(accounts::update_account))
        .routes(operations!(accounts::create_reset_link))
}
