//! `/chats/{chatId}/messages/{messageId}/history` and `readers`: what a message said before, and who has read it.

use axum::extract::State;

use crate::access::{Answer, App, Grant};
use crate::base::ids::{ChatId, MessageId};
use crate::base::{Result, codes};
use crate::features::chat::access::ReadChat;
use crate::features::chat::model::Role;
use crate::features::chat::store::{messages, reads, revisions};
use crate::features::chat::views::{Reader, Revision};
use crate::http::extract::Path;

/// Lists what a message said before, newest first: the last hundred changes. The words of a deleted message are for its sender
/// and the administrators of the chat.
#[utoipa::path(
    get,
    path = "/chats/{chatId}/messages/{messageId}/history",
    tag = "chat",
    params(
        ("chatId" = ChatId, Path, description = "The chat."),
        ("messageId" = MessageId, Path, description = "The message."),
    ),
    responses(
        (status = 200, body = Vec<Revision>),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "chat_not_found, message_not_found"),
    )
)]
pub(super) async fn list_revisions(
    State(app): State<App>,
    grant: Grant<ReadChat>,
    Path((_, id)): Path<(ChatId, MessageId)>,
) -> Result<Answer> {
    let revisions = grant.show(&app, move |tx, granted| {
        let place = &granted.resource;
        let message = messages::find(tx, place.chat.id, id)?.ok_or(codes::MESSAGE_NOT_FOUND)?;
        let administers = place.membership.as_ref().is_some_and(|mine| mine.role >= Role::Admin);
        let with_words =
            message.deleted_at.is_none() || message.sender == granted.actor.user || administers;
        let rows = revisions::list(tx, id)?;
        Ok(rows.into_iter().map(|row| Revision::new(row, with_words)).collect::<Vec<_>>())
    });
    revisions.await
}

/// Lists who has read a message, the latest first; its sender is not among them.
#[utoipa::path(
    get,
    path = "/chats/{chatId}/messages/{messageId}/readers",
    tag = "chat",
    params(
        ("chatId" = ChatId, Path, description = "The chat."),
        ("messageId" = MessageId, Path, description = "The message."),
    ),
    responses(
        (status = 200, body = Vec<Reader>),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "chat_not_found, message_not_found"),
    )
)]
pub(super) async fn list_readers(
    State(app): State<App>,
    grant: Grant<ReadChat>,
    Path((_, id)): Path<(ChatId, MessageId)>,
) -> Result<Answer> {
    let readers = grant.show(&app, move |tx, granted| {
        let message =
            messages::find(tx, granted.resource.chat.id, id)?.ok_or(codes::MESSAGE_NOT_FOUND)?;
        let rows = match message.root {
            Some(_) => reads::list_reply_readers(tx, id)?,
            None => reads::list_readers(tx, id)?,
        };
        Ok(rows
            .into_iter()
            .map(|(user_id, read_at)| Reader { user_id, read_at })
            .collect::<Vec<_>>())
    });
    readers.await
}
