//! The endpoints of chat, relative to `/api/v1`.

mod activity;
mod answering;
mod chats;
mod history;
mod members;
mod messages;
mod pins;
mod reactions;
mod reads;
mod saying;
mod threads;
mod unread;

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
        .routes(routes!(unread::read_all))
        .routes(routes!(unread::undo_read_all))
        .routes(routes!(threads::list_threads))
        .routes(routes!(threads::count_unread_threads))
        .routes(routes!(activity::list_activity))
        .routes(routes!(chats::get_chat, chats::update_chat))
        .routes(routes!(members::join_chat))
        .routes(routes!(members::leave_chat))
        .routes(routes!(members::list_members, members::add_members))
        .routes(routes!(members::update_member, members::remove_member))
        .routes(routes!(members::set_preferences))
        .routes(routes!(messages::list_messages, saying::post_message))
        .routes(routes!(messages::page_messages))
        .routes(routes!(messages::find_message_at))
        .routes(routes!(messages::get_message, messages::delete_message))
        .routes(routes!(saying::edit_message))
        .routes(routes!(pins::list_pins, pins::pin_message, pins::unpin_message))
        .routes(routes!(answering::vote))
        .routes(routes!(answering::close_poll))
        .routes(routes!(answering::acknowledge))
        .routes(routes!(answering::list_acks))
        .routes(routes!(threads::list_replies))
        .routes(routes!(threads::get_follow))
        .routes(routes!(threads::set_follow))
        .routes(routes!(history::list_revisions))
        .routes(routes!(history::list_readers))
        .routes(routes!(reactions::add_reaction, reactions::remove_reaction))
        .routes(routes!(reads::mark_read))
        .routes(routes!(unread::explain_unread, reads::mark_unread))
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
