//! What chats give to a search: what can be found, and the views of what was.

use super::showing;
use super::store::findable;
use super::views::Chat;
use crate::access::Presence;
use crate::base::Result;
use crate::base::ids::{ChatId, UserId};
use crate::infra::db::ReadTx;

pub use super::store::findable::{
    FindableChat, FindableMessage, estimate_chats, estimate_messages, list_chat_ids,
    list_chat_names, list_findable_chats, list_findable_messages, list_message_ids,
    list_unread_ids,
};

/// Those of the chats that the person may read, in no order.
pub fn show_chats(
    tx: &ReadTx<'_>,
    presence: &Presence,
    user: UserId,
    ids: &[ChatId],
) -> Result<Vec<Chat>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let places = findable::list_visible_places(tx, user, ids)?;
    showing::chats(tx, user, presence, places)
}
