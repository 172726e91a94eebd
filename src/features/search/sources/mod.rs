//! What can be found, one file for each kind.

pub(super) mod chats;
pub(super) mod files;
pub(super) mod messages;
pub(super) mod people;
