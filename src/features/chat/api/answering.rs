//! `/chats/{chatId}/messages/{messageId}/vote`, `close-poll`, `ack` and `acks`: answering a message by a press.

use axum::extract::State;
use serde::{Deserialize, Serialize};

use crate::access::{Answer, App, Call, Grant, NoBody, created_if};
use crate::base::ids::{ChatId, MessageId, UserId};
use crate::base::time::Timestamp;
use crate::base::{Result, codes};
use crate::features::chat::access::{PostMessage, ReadChat};
use crate::features::chat::acts::{acknowledging, polling};
use crate::features::chat::polls::Poll;
use crate::features::chat::store::{acks, messages};
use crate::http::extract::Path;

/// What the caller chooses.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Vote {
    /// The places of the options, from 0; none withdraws.
    options: Vec<u32>,
}

/// A poll after a change.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Polled {
    /// Always true.
    success: bool,
    /// The poll.
    poll: Poll,
}

/// Chooses in a poll: these options and no others.
#[utoipa::path(
    put,
    path = "/chats/{chatId}/messages/{messageId}/vote",
    tag = "chat",
    params(
        ("chatId" = ChatId, Path, description = "The chat."),
        ("messageId" = MessageId, Path, description = "The message."),
    ),
    request_body = Vote,
    responses(
        (status = 200, body = Polled),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "chat_join_required, chat_archived"),
        (status = 404, description = "chat_not_found, message_not_found"),
        (status = 409, description = "message_deleted, poll_closed"),
        (status = 422, description = "message_not_a_poll"),
    )
)]
pub(super) async fn vote(
    State(app): State<App>,
    grant: Grant<PostMessage>,
    Path((_, id)): Path<(ChatId, MessageId)>,
    Call(vote, intent): Call<Vote>,
) -> Result<Answer> {
    grant
        .change(&app, intent, move |tx, granted| {
            let (chat, user) = (&granted.resource.chat, granted.actor.user);
            let poll = polling::vote(tx, chat, user, id, vote.options)?;
            Ok(Polled { success: true, poll })
        })
        .await
}

/// Closes a poll for good: its sender may, and who administers the chat.
#[utoipa::path(
    post,
    path = "/chats/{chatId}/messages/{messageId}/close-poll",
    tag = "chat",
    params(
        ("chatId" = ChatId, Path, description = "The chat."),
        ("messageId" = MessageId, Path, description = "The message."),
    ),
    responses(
        (status = 200, body = Polled),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "chat_join_required, chat_archived, message_not_yours"),
        (status = 404, description = "chat_not_found, message_not_found"),
        (status = 409, description = "message_deleted"),
        (status = 422, description = "message_not_a_poll"),
    )
)]
pub(super) async fn close_poll(
    State(app): State<App>,
    grant: Grant<PostMessage>,
    Path((_, id)): Path<(ChatId, MessageId)>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    grant
        .change(&app, intent, move |tx, granted| {
            let (actor, seat) = granted.into_parts();
            let poll = polling::close(tx, &seat, &actor, id)?;
            Ok(Polled { success: true, poll })
        })
        .await
}

/// How many people acknowledged a message.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Acknowledged {
    /// Always true.
    success: bool,
    /// How many.
    ack_count: u32,
}

/// Acknowledges an urgent message; doing it twice is doing it once.
#[utoipa::path(
    post,
    path = "/chats/{chatId}/messages/{messageId}/ack",
    tag = "chat",
    params(
        ("chatId" = ChatId, Path, description = "The chat."),
        ("messageId" = MessageId, Path, description = "The message."),
    ),
    responses(
        (status = 200, body = Acknowledged, description = "It was acknowledged already."),
        (status = 201, body = Acknowledged),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "chat_join_required, chat_archived"),
        (status = 404, description = "chat_not_found, message_not_found"),
        (status = 409, description = "message_deleted"),
        (status = 422, description = "message_not_urgent"),
    )
)]
pub(super) async fn acknowledge(
    State(app): State<App>,
    grant: Grant<PostMessage>,
    Path((_, id)): Path<(ChatId, MessageId)>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    grant
        .write(&app, intent, move |tx, granted| {
            let (chat, user) = (&granted.resource.chat, granted.actor.user);
            let (added, ack_count) = acknowledging::acknowledge(tx, chat, user, id)?;
            Ok((created_if(added), Acknowledged { success: true, ack_count }))
        })
        .await
}

/// One person's acknowledgement.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Ack {
    /// Who.
    user_id: UserId,
    /// When.
    acked_at: Timestamp,
}

/// Lists who acknowledged a message, the first one first.
#[utoipa::path(
    get,
    path = "/chats/{chatId}/messages/{messageId}/acks",
    tag = "chat",
    params(
        ("chatId" = ChatId, Path, description = "The chat."),
        ("messageId" = MessageId, Path, description = "The message."),
    ),
    responses(
        (status = 200, body = Vec<Ack>),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "chat_not_found, message_not_found"),
    )
)]
pub(super) async fn list_acks(
    State(app): State<App>,
    grant: Grant<ReadChat>,
    Path((_, id)): Path<(ChatId, MessageId)>,
) -> Result<Answer> {
    let listed = grant.show(&app, move |tx, granted| {
        messages::find(tx, granted.resource.chat.id, id)?.ok_or(codes::MESSAGE_NOT_FOUND)?;
        let acks = acks::list(tx, id)?.into_iter();
        Ok(acks.map(|(user_id, acked_at)| Ack { user_id, acked_at }).collect::<Vec<_>>())
    });
    listed.await
}
