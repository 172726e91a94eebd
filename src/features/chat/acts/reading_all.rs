//! Having read everything, and taking that back.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::ids::UserId;
use crate::base::{Result, codes};
use crate::features::chat::events::{MessageRead, MessageUnread, ReadPatch, receipt_audience};
use crate::features::chat::store::unread::{self, Mark, OpenChat, OpenThread};
use crate::features::chat::store::{members, reads};
use crate::infra::db::WriteTx;

/// How long it can be taken back.
const PATIENCE: Duration = Duration::from_mins(10);

/// Where a person's pointers stood before they had read everything.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Before {
    chats: Vec<OpenChat>,
    threads: Vec<OpenThread>,
    marks: Vec<Mark>,
}

/// Reads everything there is, in main lists and threads, and tells how many chats that concerned. With
/// `token` it can be taken back.
pub(crate) fn read_all(tx: &mut WriteTx<'_>, user: UserId, token: &str) -> Result<usize> {
    let at = tx.now();
    let before = Before {
        chats: unread::list_open_chats(tx, user)?,
        threads: unread::list_open_threads(tx, user)?,
        marks: unread::list_marks(tx, user)?,
    };
    for open in &before.chats {
        reads::set_pointer(tx, open.chat, user, open.newest, at)?;
        tx.emit(&MessageRead {
            chat_id: open.chat,
            user_id: user,
            message_id: open.newest,
            root_message_id: None,
            only: false,
            patch: ReadPatch { last_read_message_id: Some(open.newest) },
            audience: receipt_audience(open.chat, open.member_count, user),
        })?;
    }
    for open in &before.threads {
        reads::push_thread_pointer(tx, open.root, user, open.newest, at)?;
        let pointer = reads::find_pointer(tx, open.chat, user)?;
        tx.emit(&MessageRead {
            chat_id: open.chat,
            user_id: user,
            message_id: open.newest,
            root_message_id: Some(open.root),
            only: false,
            patch: ReadPatch { last_read_message_id: pointer },
            // In a thread nobody is shown who has read what before they ask.
            audience: receipt_audience(open.chat, u32::MAX, user),
        })?;
    }
    let mut concerned: Vec<_> = before.chats.iter().map(|open| open.chat).collect();
    concerned.extend(before.threads.iter().map(|open| open.chat));
    concerned.sort_unstable();
    concerned.dedup();
    if !concerned.is_empty() {
        unread::keep_undo(tx, user, token, &serde_json::to_string(&before)?)?;
    }
    Ok(concerned.len())
}

/// Puts the pointers back to where they stood.
///
/// # Errors
/// `undo_expired` after ten minutes, the second time, or if everything was read again since.
pub(crate) fn undo(tx: &mut WriteTx<'_>, user: UserId, token: &str) -> Result<()> {
    let since = tx.now().before(PATIENCE);
    let before = unread::take_undo(tx, user, token, since)?.ok_or(codes::UNDO_EXPIRED)?;
    let before: Before = serde_json::from_str(&before)?;
    let mut left = Vec::new();
    for open in &before.chats {
        if !unread::pull_back(tx, open, user)? {
            left.push(open.chat);
            continue;
        }
        tx.emit(&MessageUnread {
            chat_id: open.chat,
            user_id: user,
            message_id: open.newest,
            root_message_id: None,
            patch: ReadPatch { last_read_message_id: reads::find_pointer(tx, open.chat, user)? },
        })?;
    }
    for (chat, message, at) in before.marks {
        let concerned = before.chats.iter().any(|open| open.chat == chat);
        if concerned && !left.contains(&chat) {
            reads::insert_mark(tx, chat, user, message, at)?;
        }
    }
    for open in &before.threads {
        unread::pull_thread_back(tx, open, user)?;
        if members::find(tx, open.chat, user)?.is_some() {
            tx.emit(&MessageUnread {
                chat_id: open.chat,
                user_id: user,
                message_id: open.newest,
                root_message_id: Some(open.root),
                patch: ReadPatch {
                    last_read_message_id: reads::find_pointer(tx, open.chat, user)?,
                },
            })?;
        }
    }
    Ok(())
}
