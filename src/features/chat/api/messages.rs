//! `/chats/{chatId}/messages`: what is said.

use axum::extract::State;
use serde::{Deserialize, Serialize};

use crate::access::{Answer, App, Call, Grant, NoBody};
use crate::base::ids::{ChatId, MessageId};
use crate::base::page::{DEFAULT_LIMIT, Page, PageQuery, parse_limit};
use crate::base::time::Timestamp;
use crate::base::{Error, Result, codes};
use crate::features::chat::access::{PostMessage, ReadChat};
use crate::features::chat::acts::editing;
use crate::features::chat::showing::{self, Viewer};
use crate::features::chat::store::messages::{self, MessageRow};
use crate::features::chat::views::{Done, Message};
use crate::http::extract::{Path, Query};
use crate::infra::db::ReadTx;

/// Which part of the main list to show; at most one of the three ids.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct MessagesQuery {
    /// How many, 1 to 100; 20 unless given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// The newest messages before this one.
    before_id: Option<MessageId>,
    /// The oldest messages after this one.
    after_id: Option<MessageId>,
    /// Messages on both sides of this one, itself included; of a reply, its root.
    around_id: Option<MessageId>,
}

/// The part of the main list to show.
#[derive(Debug, Clone, Copy)]
enum Part {
    Newest,
    Before(MessageId),
    After(MessageId),
    Around(MessageId),
}

impl MessagesQuery {
    fn parse(&self) -> Result<(Part, u32)> {
        let part = match (self.before_id, self.after_id, self.around_id) {
            (None, None, None) => Part::Newest,
            (Some(id), None, None) => Part::Before(id),
            (None, Some(id), None) => Part::After(id),
            (None, None, Some(id)) => Part::Around(id),
            _ => {
                return Err(Error::invalid_field(
                    "",
                    "too_many",
                    "has more than one of beforeId, afterId, aroundId",
                ));
            }
        };
        Ok((part, parse_limit(self.limit, DEFAULT_LIMIT)?))
    }
}

/// A part of the main list, oldest first.
fn list_part(tx: &ReadTx<'_>, chat: ChatId, part: Part, limit: u32) -> Result<Vec<MessageRow>> {
    let before = |id, limit| -> Result<Vec<MessageRow>> {
        let mut rows = messages::list_before(tx, chat, id, limit)?;
        rows.reverse();
        Ok(rows)
    };
    match part {
        Part::Newest => before(None, limit),
        Part::Before(id) => before(Some(id), limit),
        Part::After(id) => messages::list_after(tx, chat, id, limit),
        Part::Around(id) => {
            let found = messages::find(tx, chat, id)?.ok_or(codes::MESSAGE_NOT_FOUND)?;
            let anchor = found.root.unwrap_or(id);
            let mut rows = before(Some(anchor), limit / 2)?;
            let rest = limit - u32::try_from(rows.len()).unwrap_or(limit);
            rows.extend(messages::list_after(tx, chat, MessageId::new(anchor.get() - 1), rest)?);
            Ok(rows)
        }
    }
}

/// Lists messages of the main list, oldest first: the newest ones unless an id says otherwise.
#[utoipa::path(
    get,
    path = "/chats/{chatId}/messages",
    tag = "chat",
    params(("chatId" = ChatId, Path, description = "The chat."), MessagesQuery),
    responses(
        (status = 200, body = Vec<Message>),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "chat_not_found, message_not_found"),
    )
)]
pub(super) async fn list_messages(
    State(app): State<App>,
    grant: Grant<ReadChat>,
    Query(query): Query<MessagesQuery>,
) -> Result<Answer> {
    let (part, limit) = query.parse()?;
    let presence = app.presence.clone();
    let shown = grant.show(&app, move |tx, granted| {
        let rows = list_part(tx, granted.resource.chat.id, part, limit)?;
        showing::messages(tx, Viewer::person(granted.actor.user, &presence), rows)
    });
    shown.await
}

/// Pages through the main list: oldest first inside a page, each page further back in time.
#[utoipa::path(
    get,
    path = "/chats/{chatId}/messages/cursor",
    tag = "chat",
    params(("chatId" = ChatId, Path, description = "The chat."), PageQuery),
    responses(
        (status = 200, body = Page<Message>),
        (status = 400, description = "invalid_request, invalid_cursor"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "chat_not_found"),
    )
)]
pub(super) async fn page_messages(
    State(app): State<App>,
    grant: Grant<ReadChat>,
    Query(query): Query<PageQuery>,
) -> Result<Answer> {
    let page = query.parse::<i64>()?;
    let presence = app.presence.clone();
    let shown = grant.show(&app, move |tx, granted| {
        let before = page.after.map(MessageId::new);
        let rows = messages::list_before(tx, granted.resource.chat.id, before, page.limit + 1)?;
        let mut rows = Page::cut(rows, page.limit, |row| row.id.get());
        rows.items.reverse();
        Ok(Page {
            items: showing::messages(
                tx,
                Viewer::person(granted.actor.user, &presence),
                rows.items,
            )?,
            next_cursor: rows.next_cursor,
            has_more: rows.has_more,
        })
    });
    shown.await
}

/// A moment in the history of a chat.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Moment {
    /// An ISO-8601 time.
    date: Timestamp,
}

/// The message at a moment.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct MessageAt {
    /// The first one at or after it; null if nothing was said since.
    message_id: Option<MessageId>,
}

/// Finds the first message of the main list at or after a moment.
#[utoipa::path(
    get,
    path = "/chats/{chatId}/messages/at",
    tag = "chat",
    params(("chatId" = ChatId, Path, description = "The chat."), Moment),
    responses(
        (status = 200, body = MessageAt),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "chat_not_found"),
    )
)]
pub(super) async fn find_message_at(
    State(app): State<App>,
    grant: Grant<ReadChat>,
    Query(moment): Query<Moment>,
) -> Result<Answer> {
    let found = grant.show(&app, move |tx, granted| {
        let message_id = messages::find_at(tx, granted.resource.chat.id, moment.date)?;
        Ok(MessageAt { message_id })
    });
    found.await
}

/// Tells one message, deleted or not.
#[utoipa::path(
    get,
    path = "/chats/{chatId}/messages/{messageId}",
    tag = "chat",
    params(
        ("chatId" = ChatId, Path, description = "The chat."),
        ("messageId" = MessageId, Path, description = "The message."),
    ),
    responses(
        (status = 200, body = Message),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "chat_not_found, message_not_found"),
    )
)]
pub(super) async fn get_message(
    State(app): State<App>,
    grant: Grant<ReadChat>,
    Path((_, id)): Path<(ChatId, MessageId)>,
) -> Result<Answer> {
    let presence = app.presence.clone();
    let shown = grant.show(&app, move |tx, granted| {
        let row =
            messages::find(tx, granted.resource.chat.id, id)?.ok_or(codes::MESSAGE_NOT_FOUND)?;
        showing::message(tx, Viewer::person(granted.actor.user, &presence), row)
    });
    shown.await
}

/// Deletes the caller's own message.
#[utoipa::path(
    delete,
    path = "/chats/{chatId}/messages/{messageId}",
    tag = "chat",
    params(
        ("chatId" = ChatId, Path, description = "The chat."),
        ("messageId" = MessageId, Path, description = "The message."),
    ),
    responses(
        (status = 200, body = Done),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "chat_join_required, chat_archived, message_not_yours"),
        (status = 404, description = "chat_not_found, message_not_found"),
    )
)]
pub(super) async fn delete_message(
    State(app): State<App>,
    grant: Grant<PostMessage>,
    Path((_, id)): Path<(ChatId, MessageId)>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    let presence = app.presence.clone();
    grant
        .change(&app, intent, move |tx, granted| {
            let (actor, seat) = granted.into_parts();
            editing::delete(tx, &seat.chat, &presence, actor.user, id)?;
            Ok(Done::YES)
        })
        .await
}
