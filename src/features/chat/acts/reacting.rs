//! Putting an emoji on a message, and taking it back.

use super::load_alive;
use crate::base::ids::{MessageId, UserId};
use crate::base::text::ReactionEmoji;
use crate::base::time::Timestamp;
use crate::base::{Result, codes};
use crate::features::chat::events::{ReactionAdded, ReactionPatch, ReactionRemoved};
use crate::features::chat::model::EMOJI_MAX;
use crate::features::chat::showing;
use crate::features::chat::store::chats::ChatRow;
use crate::features::chat::store::reactions;
use crate::features::chat::views::ReactionSummary;
use crate::features::workspace;
use crate::infra::db::WriteTx;

/// Adds a reaction; one that is there already changes nothing. Tells whether it did, and the summary.
///
/// # Errors
/// `message_not_found`, `message_deleted`, `emoji_not_found`, `too_many_reactions`.
pub(crate) fn react(
    tx: &mut WriteTx<'_>,
    chat: &ChatRow,
    user: UserId,
    id: MessageId,
    emoji: ReactionEmoji,
    at: Timestamp,
) -> Result<(bool, Vec<ReactionSummary>)> {
    load_alive(tx, chat, id)?;
    if let Some(name) = emoji.custom_name()
        && !workspace::emoji_exists(tx, name)?
    {
        return Err(codes::EMOJI_NOT_FOUND.into());
    }
    let added = reactions::insert(tx, id, user, &emoji, at)?;
    if added {
        if reactions::count_emoji(tx, id)? > EMOJI_MAX {
            return Err(codes::TOO_MANY_REACTIONS.into());
        }
        let reactions_summary = showing::summary(tx, None, id)?;
        tx.emit(&ReactionAdded {
            chat_id: chat.id,
            message_id: id,
            user_id: user,
            emoji,
            action: "added",
            patch: ReactionPatch { reactions_summary },
        })?;
    }
    Ok((added, showing::summary(tx, Some(user), id)?))
}

/// Takes a reaction back; one that is not there changes nothing.
///
/// # Errors
/// `message_not_found`, `message_deleted`.
pub(crate) fn take_back(
    tx: &mut WriteTx<'_>,
    chat: &ChatRow,
    user: UserId,
    id: MessageId,
    emoji: ReactionEmoji,
) -> Result<Vec<ReactionSummary>> {
    load_alive(tx, chat, id)?;
    if reactions::delete(tx, id, user, &emoji)? {
        let reactions_summary = showing::summary(tx, None, id)?;
        tx.emit(&ReactionRemoved {
            chat_id: chat.id,
            message_id: id,
            user_id: user,
            emoji,
            action: "removed",
            patch: ReactionPatch { reactions_summary },
        })?;
    }
    showing::summary(tx, Some(user), id)
}
