//! `/chats/{chatId}/reactions`: emoji on messages.

use axum::extract::State;
use serde::{Deserialize, Serialize};

use crate::access::{Answer, App, Call, Grant, created_if};
use crate::base::Result;
use crate::base::ids::{ChatId, MessageId};
use crate::base::text::ReactionEmoji;
use crate::features::chat::access::PostMessage;
use crate::features::chat::acts::reacting;
use crate::features::chat::views::ReactionSummary;

/// An emoji and the message it belongs on.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Reaction {
    /// A message of the chat.
    message_id: MessageId,
    /// One emoji, or the name of one of the workspace's own between colons.
    emoji: ReactionEmoji,
}

/// The reactions of a message after a change.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Reactions {
    /// Always true.
    success: bool,
    /// All of them, by first use.
    reactions_summary: Vec<ReactionSummary>,
}

/// Puts the caller's emoji on a message; doing it twice is doing it once.
#[utoipa::path(
    post,
    path = "/chats/{chatId}/reactions",
    tag = "chat",
    params(("chatId" = ChatId, Path, description = "The chat.")),
    request_body = Reaction,
    responses(
        (status = 200, body = Reactions, description = "It was there already."),
        (status = 201, body = Reactions),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "chat_join_required, chat_archived"),
        (status = 404, description = "chat_not_found, message_not_found, emoji_not_found"),
        (status = 409, description = "message_deleted"),
        (status = 422, description = "too_many_reactions"),
    )
)]
pub(super) async fn add_reaction(
    State(app): State<App>,
    grant: Grant<PostMessage>,
    Call(reaction, intent): Call<Reaction>,
) -> Result<Answer> {
    grant
        .write(&app, intent, move |tx, granted| {
            let (chat, user, at) = (&granted.resource.chat, granted.actor.user, tx.now());
            let (added, reactions_summary) =
                reacting::react(tx, chat, user, reaction.message_id, reaction.emoji, at)?;
            Ok((created_if(added), Reactions { success: true, reactions_summary }))
        })
        .await
}

/// Takes the caller's emoji off a message; one that is not there changes nothing.
#[utoipa::path(
    delete,
    path = "/chats/{chatId}/reactions",
    tag = "chat",
    params(("chatId" = ChatId, Path, description = "The chat.")),
    request_body = Reaction,
    responses(
        (status = 200, body = Reactions),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "chat_join_required, chat_archived"),
        (status = 404, description = "chat_not_found, message_not_found"),
        (status = 409, description = "message_deleted"),
    )
)]
pub(super) async fn remove_reaction(
    State(app): State<App>,
    grant: Grant<PostMessage>,
    Call(reaction, intent): Call<Reaction>,
) -> Result<Answer> {
    grant
        .change(&app, intent, move |tx, granted| {
            let (chat, user) = (&granted.resource.chat, granted.actor.user);
            let reactions_summary =
                reacting::take_back(tx, chat, user, reaction.message_id, reaction.emoji)?;
            Ok(Reactions { success: true, reactions_summary })
        })
        .await
}
