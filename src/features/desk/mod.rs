//! The desk: what a person keeps around their chats, for themselves alone. Saved messages and notes with
//! reminders, drafts shared by their devices, messages to be posted later, the order of their chats.
//!
//! * Owns the tables `saved_items`, `drafts`, `scheduled_messages` and `sidebars`.
//! * Emits the events of `EVENTS`, each to its person alone, and none of them with words: who hears that
//!   something changed asks for it.
//! * Rights: everyone has a desk (`SignedIn`); what lies on it about a chat needs the chat's own rights
//!   when it is put there, and again when it is shown or posted.
//! * `alarms` posts and reminds when it is time.
//!
//! Invariants: a scheduled message leaves in the transaction that posts it, so it is posted once, also
//! across a restart; one that cannot be posted stays and says why. A draft changed by two devices at once
//! is never overwritten: the later one is told.

mod acts;
mod alarms;
mod api;
mod events;
mod model;
mod store;

pub use alarms::start_alarms;
pub use api::routes;
pub use events::EVENTS;
pub use store::drafts::prune as prune_drafts;
