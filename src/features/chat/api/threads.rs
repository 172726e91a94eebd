//! `/chats/{chatId}/threads`: what is said beside the main list.

use axum::extract::State;
use serde::Deserialize;

use crate::access::{Answer, App, Grant};
use crate::base::ids::{ChatId, MessageId};
use crate::base::page::{MAX_LIMIT, parse_limit};
use crate::base::{Result, codes};
use crate::features::chat::access::ReadChat;
use crate::features::chat::showing::{self, Viewer};
use crate::features::chat::store::messages;
use crate::features::chat::views::Message;
use crate::http::extract::Query;

/// Which replies to show.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct RepliesQuery {
    /// The root of the thread.
    root_message_id: MessageId,
    /// How many, 1 to 100; 100 unless given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// The newest replies before this one.
    before_id: Option<MessageId>,
}

/// Lists the replies of a thread, oldest first: the newest ones unless an id says otherwise.
#[utoipa::path(
    get,
    path = "/chats/{chatId}/threads",
    tag = "chat",
    params(("chatId" = ChatId, Path, description = "The chat."), RepliesQuery),
    responses(
        (status = 200, body = Vec<Message>),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "chat_not_found, message_not_found"),
        (status = 422, description = "message_not_a_root"),
    )
)]
pub(super) async fn list_replies(
    State(app): State<App>,
    grant: Grant<ReadChat>,
    Query(query): Query<RepliesQuery>,
) -> Result<Answer> {
    let limit = parse_limit(query.limit, MAX_LIMIT)?;
    let presence = app.presence.clone();
    let shown = grant.show(&app, move |tx, granted| {
        let root = messages::find(tx, granted.resource.chat.id, query.root_message_id)?;
        if root.ok_or(codes::MESSAGE_NOT_FOUND)?.root.is_some() {
            return Err(codes::MESSAGE_NOT_A_ROOT.into());
        }
        let mut rows = messages::list_replies(tx, query.root_message_id, query.before_id, limit)?;
        rows.reverse();
        showing::messages(tx, Viewer::person(granted.actor.user, &presence), rows)
    });
    shown.await
}
