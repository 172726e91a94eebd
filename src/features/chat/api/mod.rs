//! The endpoints of chat, relative to `/api/v1`.

mod chats;
mod history;
mod members;
mod messages;
mod reactions;
mod reads;
mod threads;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::App;
use crate::base::ids::UserId;

/// Every endpoint of chat.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(chats::list_chats, chats::create_chat))
        .routes(routes!(chats::list_channels))
        .routes(routes!(reads::list_unread))
        .routes(routes!(chats::get_chat, chats::update_chat))
        .routes(routes!(members::join_chat))
        .routes(routes!(members::leave_chat))
        .routes(routes!(members::list_members, members::add_members))
        .routes(routes!(members::update_member, members::remove_member))
        .routes(routes!(members::set_preferences))
        .routes(routes!(messages::list_messages, messages::post_message))
        .routes(routes!(messages::page_messages))
        .routes(routes!(messages::get_message, messages::delete_message))
        .routes(routes!(messages::edit_message))
        .routes(routes!(threads::list_replies))
        .routes(routes!(history::list_revisions))
        .routes(routes!(history::list_readers))
        .routes(routes!(reactions::add_reaction, reactions::remove_reaction))
        .routes(routes!(reads::mark_read))
        .routes(routes!(reads::mark_unread))
}

/// After the commit, the sockets of these people look again at what they may see.
fn look_again(tx: &mut crate::infra::db::WriteTx<'_>, app: &App, people: Vec<UserId>) {
    if people.is_empty() {
        return;
    }
    let hub = app.hub.clone();
    tx.after_commit(move || {
        for user in people {
            hub.scopes_changed(user);
        }
    });
}
