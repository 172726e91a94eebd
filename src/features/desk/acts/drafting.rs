//! Keeping an unfinished text.

use crate::base::ids::{ChatId, MessageId, UserId};
use crate::base::{Result, codes};
use crate::features::chat;
use crate::features::desk::events::{DraftFacts, DraftPatch, DraftUpdated};
use crate::features::desk::model::root_column;
use crate::features::desk::store::drafts::{self, DraftRow};
use crate::infra::db::WriteTx;

/// Keeps a text as the draft of a chat or thread; an empty one throws the draft away. `seen` is the version
/// the device changed, 0 if it knew of none. Keeping the same text again changes nothing.
///
/// # Errors
/// `draft_conflict` if another device changed it since; `message_not_found` or `message_not_a_root` for a
/// thread that is not there.
pub(crate) fn keep(
    tx: &mut WriteTx<'_>,
    user: UserId,
    chat_id: ChatId,
    root: Option<MessageId>,
    text: String,
    seen: i64,
) -> Result<DraftRow> {
    let updated_at = tx.now();
    let none = DraftRow {
        chat: chat_id,
        root: root_column(root),
        text: String::new(),
        version: 0,
        updated_at,
    };
    let before = drafts::find(tx, user, chat_id, none.root)?.unwrap_or(none);
    if before.text == text {
        return Ok(before);
    }
    if let Some(root) = root {
        chat::require_thread(tx, chat_id, root)?;
    }
    // What was thrown away cannot be overwritten.
    if before.version != seen && !before.text.is_empty() {
        return Err(codes::DRAFT_CONFLICT.into());
    }
    let kept = DraftRow { text, version: before.version + 1, updated_at, ..before };
    drafts::set(tx, user, &kept)?;
    tx.emit(&DraftUpdated(DraftFacts {
        chat_id,
        root_message_id: root,
        patch: DraftPatch { version: kept.version, updated_at },
        user,
    }))?;
    Ok(kept)
}
