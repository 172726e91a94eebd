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

use crate::access::App;
use crate::base::ids::UserId;
use crate::http::docs::operations;

/// Every endpoint of chat.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(operations!(chats::list_chats, chats::create_chat))
        .routes(operations!(chats::list_channels))
        .routes(operations!(reads::list_unread))
        .routes(operations!(unread::read_all))
        .routes(operations!(unread::undo_read_all))
        .routes(operations!(threads::list_threads))
        .routes(operations!(threads::count_unread_threads))
        .routes(operations!(activity::list_activity))
        .routes(operations!(chats::get_chat, chats::update_chat))
        .routes(operations!(members::join_chat))
        .routes(operations!(members::leave_chat))
        .routes(operations!(members::list_members, members::add_members))
        .routes(operations!(members::update_member, members::remove_member))
        .routes(operations!(members::set_preferences))
        .routes(operations!(messages::list_messages, saying::post_message))
        .routes(operations!(messages::page_messages))
        .routes(operations!(messages::find_message_at))
        .routes(operations!(messages::get_message, messages::delete_message))
        .routes(operations!(saying::edit_message))
        .routes(operations!(pins::list_pins, pins::pin_message, pins::unpin_message))
        .routes(operations!(answering::vote))
        .routes(operations!(answering::close_poll))
        .routes(operations!(answering::acknowledge))
        .routes(operations!(answering::list_acks))
        .routes(operations!(threads::list_replies))
        .routes(operations!(threads::get_follow))
        .routes(operations!(threads::set_follow))
        .routes(operations!(history::list_revisions))
        .routes(operations!(history::list_readers))
        .routes(operations!(reactions::add_reaction, reactions::remove_reaction))
        .routes(operations!(reads::mark_read))
        .routes(operations!(unread::explain_unread, reads::mark_unread))
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
