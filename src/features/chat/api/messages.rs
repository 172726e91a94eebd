//! `/chats/{chatId}/messages`: what is said.

use axum::extract::State;
use serde::{Deserialize, Serialize};

use crate::access::{Actor, Answer, App, Call, Grant, NoBody};
use crate::base::ids::{ChatId, MessageId};
use crate::base::page::{DEFAULT_LIMIT, Page, PageQuery, parse_limit};
use crate::base::text::ClientId;
use crate::base::{Error, Result, codes};
use crate::features::chat::access::{PostMessage, ReadChat};
use crate::features::chat::acts::editing;
use crate::features::chat::acts::posting::{self, Draft};
use crate::features::chat::content::{Content, NewContent};
use crate::features::chat::mentions::{self, Mentions, Roster};
use crate::features::chat::model::Delivery;
use crate::features::chat::showing::{self, Viewer};
use crate::features::chat::store::members;
use crate::features::chat::store::messages::{self, MessageRow};
use crate::features::chat::views::{Done, Message};
use crate::features::directory::{self, PersonRef};
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

/// A message to post.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NewMessage {
    /// What it says: 1 to 20,000 characters.
    content: NewContent,
    /// How loudly it arrives; `normal` unless given.
    #[serde(alias = "deliveryPriority")]
    delivery: Option<Delivery>,
    /// The root it replies to.
    #[serde(alias = "threadId")]
    root_message_id: Option<MessageId>,
    /// An id of the sender's making, told back in the answer and the event.
    client_id: Option<ClientId>,
}

/// Posts a message, or a reply in a thread.
#[utoipa::path(
    post,
    path = "/chats/{chatId}/messages",
    tag = "chat",
    params(("chatId" = ChatId, Path, description = "The chat.")),
    request_body = NewMessage,
    responses(
        (status = 201, body = Message),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "chat_join_required, chat_archived"),
        (status = 404, description = "chat_not_found, message_not_found"),
        (status = 409, description = "message_deleted"),
        (status = 422, description = "message_not_a_root"),
    )
)]
pub(super) async fn post_message(
    State(app): State<App>,
    grant: Grant<PostMessage>,
    Call(new, intent): Call<NewMessage>,
) -> Result<Answer> {
    let content = Content::prepare(new.content)?;
    let mentions = find_mentions(&app, &grant, &content, new.root_message_id.is_some()).await?;
    let sender = sender(&app, grant.actor());
    let draft = Draft {
        content,
        mentions,
        delivery: new.delivery.unwrap_or(Delivery::Normal),
        root: new.root_message_id,
        client_id: new.client_id,
    };
    grant
        .create(&app, intent, move |tx, granted| {
            let at = tx.now();
            Ok(posting::post(tx, &granted.resource.chat, sender, draft, at)?.shown)
        })
        .await
}

fn sender(app: &App, actor: &Actor) -> PersonRef {
    PersonRef {
        id: actor.user,
        display_name: actor.display_name().to_owned(),
        presence: app.presence.state_of(actor.user),
    }
}

/// Finds whom a message mentions, before the writer is asked. Most messages mention nobody and ask nothing.
async fn find_mentions(
    app: &App,
    grant: &Grant<PostMessage>,
    content: &Content,
    in_thread: bool,
) -> Result<Mentions> {
    if !mentions::may_mention(content) {
        return Ok(Mentions::default());
    }
    let presence = app.presence.clone();
    let roster = grant.clone().read(app, move |tx, granted| {
        let ids = members::list_ids(tx, granted.resource.chat.id)?;
        let people = directory::list_refs(tx, &presence, &ids)?;
        let mut here = presence.online();
        here.sort_unstable();
        here.retain(|user| ids.binary_search(user).is_ok());
        let members = people.into_iter().map(|person| (person.id, person.display_name)).collect();
        Ok(Roster { members, here })
    });
    Ok(mentions::find(content, &roster.await?, in_thread))
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

/// What a message is to say instead.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct MessageEdit {
    /// 1 to 20,000 characters.
    content: NewContent,
}

/// The message after an edit.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct MessageEdited {
    /// Always true.
    success: bool,
    /// The message.
    message: Message,
}

/// Edits the caller's own message; what it said before is kept.
#[utoipa::path(
    post,
    path = "/chats/{chatId}/messages/{messageId}/edit",
    tag = "chat",
    params(
        ("chatId" = ChatId, Path, description = "The chat."),
        ("messageId" = MessageId, Path, description = "The message."),
    ),
    request_body = MessageEdit,
    responses(
        (status = 200, body = MessageEdited),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "chat_join_required, chat_archived, message_not_yours"),
        (status = 404, description = "chat_not_found, message_not_found"),
        (status = 409, description = "message_deleted"),
    )
)]
pub(super) async fn edit_message(
    State(app): State<App>,
    grant: Grant<PostMessage>,
    Path((chat, id)): Path<(ChatId, MessageId)>,
    Call(edit, intent): Call<MessageEdit>,
) -> Result<Answer> {
    let content = Content::prepare(edit.content)?;
    let in_thread = if mentions::may_mention(&content) {
        let find = move |tx: &ReadTx<'_>, _| {
            Ok(messages::find(tx, chat, id)?.is_some_and(|row| row.root.is_some()))
        };
        grant.clone().read(&app, find).await?
    } else {
        false
    };
    let mentions = find_mentions(&app, &grant, &content, in_thread).await?;
    let presence = app.presence.clone();
    grant
        .change(&app, intent, move |tx, granted| {
            let (actor, seat) = granted.into_parts();
            let message =
                editing::edit(tx, &seat.chat, &presence, actor.user, id, (content, mentions))?;
            Ok(MessageEdited { success: true, message })
        })
        .await
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
