//! `/chats/{chatId}/reads`, `unread` and `/chats/unread`: what the caller has read.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};

use crate::access::{Answer, App, Call, Grant, SignedIn};
use crate::base::Result;
use crate::base::ids::{ChatId, MessageId};
use crate::features::chat::access::TakePart;
use crate::features::chat::acts::reading;
use crate::features::chat::store::reads;
use crate::features::chat::views::ReadState;

/// What the caller has not read in one chat. Two keys are the first generation's.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct UnreadChat {
    /// The chat.
    chat_id: ChatId,
    /// The number of messages, as text.
    unread: String,
    /// The number of messages.
    #[serde(rename = "unreadCount")]
    unread_count: u32,
    /// The number of mentions, replies included.
    #[serde(rename = "mentionCount")]
    mention_count: u32,
}

/// Counts what the caller has not read, chat by chat.
#[utoipa::path(
    get,
    path = "/chats/unread",
    tag = "chat",
    responses((status = 200, body = Vec<UnreadChat>), (status = 401, description = "unauthenticated, session_expired"))
)]
pub(super) async fn list_unread(
    State(app): State<App>,
    grant: Grant<SignedIn>,
) -> Result<Json<Vec<UnreadChat>>> {
    let counts = grant.read(&app, |tx, granted| reads::list_unread(tx, granted.actor.user));
    let counts = counts.await?.into_iter().map(|(chat_id, unread)| UnreadChat {
        chat_id,
        unread: unread.messages.to_string(),
        unread_count: unread.messages,
        mention_count: unread.mentions,
    });
    Ok(Json(counts.collect()))
}

/// What the caller has read.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ReadMark {
    /// A message of the chat, or a reply in one of its threads.
    message_id: MessageId,
    /// True for that message alone; everything up to it unless given.
    only: Option<bool>,
}

/// Marks everything up to a message as read, or that message alone; for a reply, in its thread.
#[utoipa::path(
    post,
    path = "/chats/{chatId}/reads",
    tag = "chat",
    params(("chatId" = ChatId, Path, description = "The chat.")),
    request_body = ReadMark,
    responses(
        (status = 200, body = ReadState),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "chat_join_required"),
        (status = 404, description = "chat_not_found, message_not_found"),
    )
)]
pub(super) async fn mark_read(
    State(app): State<App>,
    grant: Grant<TakePart>,
    Call(mark, intent): Call<ReadMark>,
) -> Result<Answer> {
    grant
        .change(&app, intent, move |tx, granted| {
            let (chat, user, at) = (&granted.resource.chat, granted.actor.user, tx.now());
            reading::read(tx, chat, user, mark.message_id, mark.only.unwrap_or(false), at)
        })
        .await
}

/// Where the caller wants to go on reading.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct UnreadMark {
    /// The first message that is to be unread again.
    message_id: MessageId,
}

/// Marks a message and everything after it as unread; for a reply, in its thread.
#[utoipa::path(
    post,
    path = "/chats/{chatId}/unread",
    tag = "chat",
    params(("chatId" = ChatId, Path, description = "The chat.")),
    request_body = UnreadMark,
    responses(
        (status = 200, body = ReadState),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "chat_join_required"),
        (status = 404, description = "chat_not_found, message_not_found"),
    )
)]
pub(super) async fn mark_unread(
    State(app): State<App>,
    grant: Grant<TakePart>,
    Call(mark, intent): Call<UnreadMark>,
) -> Result<Answer> {
    grant
        .change(&app, intent, move |tx, granted| {
            reading::unread(tx, &granted.resource.chat, granted.actor.user, mark.message_id)
        })
        .await
}
