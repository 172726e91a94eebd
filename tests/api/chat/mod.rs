//! Chats, members, messages, reactions and reads.
