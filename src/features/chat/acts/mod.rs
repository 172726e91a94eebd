//! What people do in chats: one function per act, with its rules, its rows and its events.
//!
//! Handlers, the demo and the tests all act through here; who may act was checked before, by the right
//! whose resource an act takes. Acts that make
//! history take their moment from the caller.

pub(super) mod chats;
pub(super) mod editing;
pub(super) mod membership;
pub(super) mod posting;
pub(super) mod reacting;
pub(super) mod reading;
