//! What a person keeps for themselves: saved items, drafts, messages for later, the order of chats.

mod drafts;
mod saved;
mod scheduled;
mod sidebar;
