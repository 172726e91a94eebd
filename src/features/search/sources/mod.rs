//! What can be found, one file for each kind.

pub(super) mod chats;
pub(super) mod comments;
pub(super) mod files;
pub(super) mod messages;
pub(super) mod people;
pub(super) mod projects;
pub(super) mod tasks;
