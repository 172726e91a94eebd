//! Chat: direct, group and channel conversations, their messages, threads, reactions and read state.
//!
//! * Owns the tables `chats`, `chat_members`, `messages`, `message_mentions`, `message_reads`,
//!   `thread_reads`, `thread_follows`, `message_reactions`, `message_acks`, `polls`, `poll_votes`,
//!   `message_revisions` and `read_undos`.
//! * Emits the events of `EVENTS`; a private chat's go to its members and to nobody else.
//! * Rights: see `access`. A message is always looked up inside the chat of the right.
//! * The log keeps no words of messages: `retelling` gives them back to who reads it later.
//! * What a message says is rendered and sanitised in `content`, its mentions found in `mentions`, both
//!   before the writer; `acts` change rows and tell of it; `showing` makes views of rows.
//!
//! Invariants: two people have one direct chat, ever. Replies stand in their thread, never in the main
//! list. What is unread is counted, never stored: messages of others after the person's pointer, without
//! those they marked. Posting reads everything before. A deleted message says nothing any more to
//! anyone, and stays in the list only as long as it has replies.

mod access;
mod acts;
mod api;
mod content;
mod events;
pub mod finding;
mod mentions;
mod model;
mod outside;
mod past;
mod polls;
mod retelling;
mod showing;
mod store;
mod views;

#[cfg(test)]
mod tests;

use crate::access::Presence;
use crate::base::Result;
use crate::base::ids::{ChatId, UserId};
use crate::infra::db::ReadTx;

pub(crate) use access::TakePart;
pub use acts::welcoming::{find_general, welcome};
pub use api::routes;
pub use events::EVENTS;
pub use model::Delivery;
pub use outside::{
    Errand, attach, check_words, end_mutes, is_mute_over, require_thread, say, show_readable,
};
pub use past::PastChat;
pub use retelling::retell;
pub use store::health::{examine, repair};
pub(crate) use views::Done;
pub use views::{Chat, Message};

/// The person's chats, as `GET /chats` lists them.
pub fn list_for(tx: &ReadTx<'_>, user: UserId, presence: &Presence) -> Result<Vec<Chat>> {
    let places = store::chats::list_places(tx, user)?;
    showing::chats(tx, user, presence, places)
}

/// How many messages the person has not read in all their chats.
pub fn unread_total(tx: &ReadTx<'_>, user: UserId) -> Result<u32> {
    store::reads::count_unread_everywhere(tx, user)
}

/// Whether the person may read the chat.
pub fn may_read(tx: &ReadTx<'_>, user: UserId, chat: ChatId) -> Result<bool> {
    Ok(store::chats::find_place(tx, chat, user)?.is_some_and(|place| place.is_visible()))
}
