//! `GET /chats/{chatId}/unread` and `/chats/read-all`: why there is a number, and making it go away.

use axum::extract::State;
use serde::{Deserialize, Serialize};

use crate::access::{Answer, App, Call, Grant, NoBody, SignedIn};
use crate::base::Result;
use crate::base::ids::ChatId;
use crate::features::chat::access::TakePart;
use crate::features::chat::acts::reading_all;
use crate::features::chat::showing::{self, Viewer};
use crate::features::chat::store::{reads, unread};
use crate::features::chat::views::{Done, Message};

/// Items listed of each sort, at most.
const LISTED: u32 = 100;

/// What makes the numbers of a chat.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct WhyUnread {
    /// Messages of others in the main list that the caller has not read.
    unread_count: u32,
    /// Mentions of the caller that they have not read, replies included.
    mention_count: u32,
    /// Those messages, oldest first; the first hundred.
    messages: Vec<Message>,
    /// Those mentions, oldest first; the first hundred.
    mentions: Vec<Message>,
}

/// Lists exactly the messages and mentions that make the numbers of a chat.
#[utoipa::path(
    get,
    path = "/chats/{chatId}/unread",
    tag = "chat",
    params(("chatId" = ChatId, Path, description = "The chat.")),
    responses(
        (status = 200, body = WhyUnread),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "chat_join_required"),
        (status = 404, description = "chat_not_found"),
    )
)]
pub(super) async fn explain_unread(
    State(app): State<App>,
    grant: Grant<TakePart>,
) -> Result<Answer> {
    let presence = app.presence.clone();
    let shown = grant.show(&app, move |tx, granted| {
        let (chat, user) = (granted.resource.chat.id, granted.actor.user);
        let counts = reads::count_unread(tx, chat, user)?;
        let show =
            |ids: Vec<_>| showing::messages_in_order(tx, Viewer::person(user, &presence), &ids);
        Ok(WhyUnread {
            unread_count: counts.messages,
            mention_count: counts.mentions,
            messages: show(unread::list_messages(tx, chat, user, LISTED)?)?,
            mentions: show(unread::list_mentions(tx, chat, user, LISTED)?)?,
        })
    });
    shown.await
}

/// What came of reading everything.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AllRead {
    /// Always true.
    success: bool,
    /// With this it can be taken back for ten minutes; null if nothing was unread.
    undo_token: Option<String>,
    /// How many chats had something unread, in the main list or in a thread.
    chats: usize,
}

/// Marks everything as read, in every chat and thread of the caller.
#[utoipa::path(
    post,
    path = "/chats/read-all",
    tag = "chat",
    responses(
        (status = 200, body = AllRead),
        (status = 401, description = "unauthenticated, session_expired"),
    )
)]
pub(super) async fn read_all(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    // It is asked for together with the person, so it need not be a secret.
    let token = format!("{:016x}", rand::random::<u64>());
    grant
        .change(&app, intent, move |tx, granted| {
            let chats = reading_all::read_all(tx, granted.actor.user, &token)?;
            Ok(AllRead { success: true, undo_token: (chats > 0).then_some(token), chats })
        })
        .await
}

/// Which reading to take back.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct UndoRead {
    /// As it was answered.
    undo_token: String,
}

/// Makes unread again what the last reading of everything had read; once, for ten minutes.
#[utoipa::path(
    post,
    path = "/chats/read-all/undo",
    tag = "chat",
    request_body = UndoRead,
    responses(
        (status = 200, body = Done),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 409, description = "undo_expired"),
    )
)]
pub(super) async fn undo_read_all(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Call(undo, intent): Call<UndoRead>,
) -> Result<Answer> {
    grant
        .change(&app, intent, move |tx, granted| {
            reading_all::undo(tx, granted.actor.user, &undo.undo_token)?;
            Ok(Done::YES)
        })
        .await
}
