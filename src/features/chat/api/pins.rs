//! `/chats/{chatId}/pins`: what a chat keeps in sight.

use axum::extract::State;
use serde::{Deserialize, Serialize};

use crate::access::{Answer, App, Call, Grant, created_if};
use crate::base::Result;
use crate::base::ids::{ChatId, MessageId};
use crate::features::chat::access::{PostMessage, ReadChat};
use crate::features::chat::acts::pinning;
use crate::features::chat::showing::{self, Viewer};
use crate::features::chat::store::pins;
use crate::features::chat::views::{Done, Message};

/// Lists the pinned messages of a chat, the newest pin first; 100 at most.
#[utoipa::path(
    get,
    path = "/chats/{chatId}/pins",
    tag = "chat",
    params(("chatId" = ChatId, Path, description = "The chat.")),
    responses(
        (status = 200, body = Vec<Message>),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "chat_not_found"),
    )
)]
pub(super) async fn list_pins(State(app): State<App>, grant: Grant<ReadChat>) -> Result<Answer> {
    let presence = app.presence.clone();
    let shown = grant.show(&app, move |tx, granted| {
        let ids = pins::list(tx, granted.resource.chat.id)?;
        showing::messages_in_order(tx, Viewer::person(granted.actor.user, &presence), &ids)
    });
    shown.await
}

/// Which message.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Pin {
    /// A message of the chat.
    message_id: MessageId,
}

/// The message after it was pinned.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Pinned {
    /// Always true.
    success: bool,
    /// The message.
    message: Message,
}

/// Pins a message for everyone in the chat; doing it twice is doing it once.
#[utoipa::path(
    post,
    path = "/chats/{chatId}/pins",
    tag = "chat",
    params(("chatId" = ChatId, Path, description = "The chat.")),
    request_body = Pin,
    responses(
        (status = 200, body = Pinned, description = "It was pinned already."),
        (status = 201, body = Pinned),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "chat_join_required, chat_archived"),
        (status = 404, description = "chat_not_found, message_not_found"),
        (status = 409, description = "message_deleted"),
        (status = 422, description = "too_many_pins"),
    )
)]
pub(super) async fn pin_message(
    State(app): State<App>,
    grant: Grant<PostMessage>,
    Call(pin, intent): Call<Pin>,
) -> Result<Answer> {
    let presence = app.presence.clone();
    grant
        .write(&app, intent, move |tx, granted| {
            let (chat, user) = (&granted.resource.chat, granted.actor.user);
            let (added, row) = pinning::pin(tx, chat, user, pin.message_id)?;
            let message = showing::message(tx, Viewer::person(user, &presence), row)?;
            Ok((created_if(added), Pinned { success: true, message }))
        })
        .await
}

/// Takes a pin off; one that is not there changes nothing.
#[utoipa::path(
    delete,
    path = "/chats/{chatId}/pins",
    tag = "chat",
    params(("chatId" = ChatId, Path, description = "The chat.")),
    request_body = Pin,
    responses(
        (status = 200, body = Done),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "chat_join_required, chat_archived"),
        (status = 404, description = "chat_not_found, message_not_found"),
    )
)]
pub(super) async fn unpin_message(
    State(app): State<App>,
    grant: Grant<PostMessage>,
    Call(pin, intent): Call<Pin>,
) -> Result<Answer> {
    grant
        .change(&app, intent, move |tx, granted| {
            pinning::unpin(tx, &granted.resource.chat, granted.actor.user, pin.message_id)?;
            Ok(Done::YES)
        })
        .await
}
