//! `/chats/{chatId}/threads` and `/chats/threads`: what is said beside the main list, and who follows it.

use std::collections::HashMap;

use axum::extract::State;
use serde::{Deserialize, Serialize};

use crate::access::{Answer, App, Call, Grant, SignedIn};
use crate::base::Result;
use crate::base::ids::{ChatId, MessageId};
use crate::base::page::{MAX_LIMIT, Page, PageQuery, parse_limit};
use crate::features::chat::access::{ReadChat, TakePart};
use crate::features::chat::acts::following;
use crate::features::chat::model::REPLIES_SHOWN;
use crate::features::chat::showing::{self, Viewer};
use crate::features::chat::store::follows::{self, FollowRow, ThreadKey};
use crate::features::chat::store::messages;
use crate::features::chat::views::Message;
use crate::http::extract::{Path, Query};

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
        following::load_root(tx, granted.resource.chat.id, query.root_message_id)?;
        let mut rows = messages::list_replies(tx, query.root_message_id, query.before_id, limit)?;
        rows.reverse();
        showing::messages(tx, Viewer::person(granted.actor.user, &presence), rows)
    });
    shown.await
}

/// A thread the caller follows.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Thread {
    /// The chat it is in.
    chat_id: ChatId,
    /// The message it began with.
    root: Message,
    /// Its newest replies, three at most, oldest first.
    last_replies: Vec<Message>,
    /// Replies of others that the caller has not read.
    unread_count: u32,
    /// Those of them that mention the caller.
    mention_count: u32,
    /// Everything in it up to this reply is read.
    last_read_message_id: Option<MessageId>,
}

/// Lists the threads the caller follows: those with something unread first, then by the last reply.
#[utoipa::path(
    get,
    path = "/chats/threads",
    tag = "chat",
    params(PageQuery),
    responses(
        (status = 200, body = Page<Thread>),
        (status = 400, description = "invalid_request, invalid_cursor"),
        (status = 401, description = "unauthenticated, session_expired"),
    )
)]
pub(super) async fn list_threads(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Query(query): Query<PageQuery>,
) -> Result<Answer> {
    let page = query.parse::<ThreadKey>()?;
    let presence = app.presence.clone();
    let shown = grant.show(&app, move |tx, granted| {
        let user = granted.actor.user;
        let rows = follows::list(tx, user, page.after, page.limit + 1)?;
        let rows = Page::cut(rows, page.limit, |row| {
            (row.unread > 0, row.last_reply_at.millis(), row.root.get())
        });
        let roots: Vec<MessageId> = rows.items.iter().map(|row| row.root).collect();
        let mut ids = follows::list_last_replies(tx, &roots, REPLIES_SHOWN)?;
        ids.extend(&roots);
        let mut shown = showing::messages_by_id(tx, Viewer::person(user, &presence), &ids)?;
        let mut roots: HashMap<MessageId, Message> =
            roots.iter().filter_map(|id| Some((*id, shown.remove(id)?))).collect();
        let mut replies: HashMap<MessageId, Vec<Message>> = HashMap::new();
        for reply in shown.into_values() {
            replies.entry(reply.root_message_id.unwrap_or(reply.id)).or_default().push(reply);
        }
        let items = rows.items.into_iter().filter_map(|row| {
            let mut last_replies = replies.remove(&row.root).unwrap_or_default();
            last_replies.sort_unstable_by_key(|reply| reply.id);
            Some(Thread {
                chat_id: row.chat,
                root: roots.remove(&row.root)?,
                last_replies,
                unread_count: row.unread,
                mention_count: row.mentions,
                last_read_message_id: row.last_read,
            })
        });
        Ok(Page { items: items.collect(), next_cursor: rows.next_cursor, has_more: rows.has_more })
    });
    shown.await
}

/// What is unread in threads.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct UnreadThreads {
    /// How many followed threads have replies the caller has not read.
    threads: u32,
    /// How many replies mention the caller and are not read.
    mentions: u32,
}

/// Counts what is unread in threads.
#[utoipa::path(
    get,
    path = "/chats/threads/unread",
    tag = "chat",
    responses(
        (status = 200, body = UnreadThreads),
        (status = 401, description = "unauthenticated, session_expired"),
    )
)]
pub(super) async fn count_unread_threads(
    State(app): State<App>,
    grant: Grant<SignedIn>,
) -> Result<Answer> {
    let counted = grant.show(&app, |tx, granted| {
        let (threads, mentions) = follows::count_unread(tx, granted.actor.user)?;
        Ok(UnreadThreads { threads, mentions })
    });
    counted.await
}

/// How the caller follows a thread.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Follow {
    /// Whether they do.
    is_following: bool,
    /// Replies of others that they have not read; none where they do not follow.
    unread_count: u32,
    /// Everything in it up to this reply is read.
    last_read_message_id: Option<MessageId>,
}

impl From<FollowRow> for Follow {
    fn from(row: FollowRow) -> Self {
        Self {
            is_following: row.is_following,
            unread_count: row.unread,
            last_read_message_id: row.last_read,
        }
    }
}

/// Tells how the caller follows a thread.
#[utoipa::path(
    get,
    path = "/chats/{chatId}/threads/{messageId}",
    tag = "chat",
    params(
        ("chatId" = ChatId, Path, description = "The chat."),
        ("messageId" = MessageId, Path, description = "The root of the thread."),
    ),
    responses(
        (status = 200, body = Follow),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "chat_not_found, message_not_found"),
        (status = 422, description = "message_not_a_root"),
    )
)]
pub(super) async fn get_follow(
    State(app): State<App>,
    grant: Grant<ReadChat>,
    Path((_, root)): Path<(ChatId, MessageId)>,
) -> Result<Answer> {
    let shown = grant.show(&app, move |tx, granted| {
        following::load_root(tx, granted.resource.chat.id, root)?;
        following::state(tx, granted.actor.user, root).map(Follow::from)
    });
    shown.await
}

/// Whether to follow.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct FollowChoice {
    /// True to hear of replies from now on; false to hear of none, until one replies or is mentioned again.
    is_following: bool,
}

/// Follows a thread, or stops.
#[utoipa::path(
    put,
    path = "/chats/{chatId}/threads/{messageId}/follow",
    tag = "chat",
    params(
        ("chatId" = ChatId, Path, description = "The chat."),
        ("messageId" = MessageId, Path, description = "The root of the thread."),
    ),
    request_body = FollowChoice,
    responses(
        (status = 200, body = Follow),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "chat_join_required"),
        (status = 404, description = "chat_not_found, message_not_found"),
        (status = 422, description = "message_not_a_root"),
    )
)]
pub(super) async fn set_follow(
    State(app): State<App>,
    grant: Grant<TakePart>,
    Path((_, root)): Path<(ChatId, MessageId)>,
    Call(choice, intent): Call<FollowChoice>,
) -> Result<Answer> {
    grant
        .change(&app, intent, move |tx, granted| {
            let (chat, user) = (&granted.resource.chat, granted.actor.user);
            following::set(tx, chat, user, root, choice.is_following).map(Follow::from)
        })
        .await
}
