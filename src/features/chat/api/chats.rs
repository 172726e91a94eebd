//! `/chats`: the chats themselves.

use axum::extract::State;
use serde::Deserialize;

use super::look_again;
use crate::access::{Answer, App, Call, Grant, SignedIn, created_if};
use crate::base::ids::{ChatId, UserId};
use crate::base::page::{Page, PageQuery};
use crate::base::text::{ChatTitle, ChatTopic};
use crate::base::{Error, Result};
use crate::features::chat::access::{ReadChat, ShapeChat};
use crate::features::chat::acts::chats::{self, ChatChange};
use crate::features::chat::model::{Kind, NAMED_MAX};
use crate::features::chat::showing;
use crate::features::chat::store;
use crate::features::chat::views::Chat;
use crate::http::extract::Query;

/// The longest search text, in characters.
const SEARCH_MAX_CHARS: usize = 100;

/// Lists the caller's chats: pinned first, then the latest activity.
#[utoipa::path(
    get,
    path = "/chats",
    tag = "chat",
    responses((status = 200, body = Vec<Chat>), (status = 401, description = "unauthenticated, session_expired"))
)]
pub(super) async fn list_chats(State(app): State<App>, grant: Grant<SignedIn>) -> Result<Answer> {
    let presence = app.presence.clone();
    let chats = grant.show(&app, move |tx, granted| {
        let places = store::chats::list_places(tx, granted.actor.user)?;
        showing::chats(tx, granted.actor.user, &presence, places)
    });
    chats.await
}

/// A chat to make. `kind` wins over `isGroup`; one of them must be there.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NewChat {
    /// What it is to be.
    kind: Option<Kind>,
    /// False for a direct chat, true for a group.
    is_group: Option<bool>,
    /// Required for a channel, where it is unique; a group without one is named after its people.
    title: Option<ChatTitle>,
    /// What it is about.
    topic: Option<ChatTopic>,
    /// The other people: exactly one for a direct chat, at least one for a group; 100 at most.
    #[serde(default)]
    participant_ids: Vec<UserId>,
}

impl NewChat {
    fn parse(self) -> Result<chats::NewChat> {
        let kind = match (self.kind, self.is_group) {
            (Some(kind), _) => kind,
            (None, Some(true)) => Kind::Group,
            (None, Some(false)) => Kind::Direct,
            (None, None) => return Err(Error::invalid_field("kind", "required", "is required")),
        };
        if self.participant_ids.len() > NAMED_MAX {
            return Err(Error::invalid_field(
                "participantIds",
                "too_many",
                "must name at most 100 people",
            ));
        }
        Ok(chats::NewChat {
            kind,
            title: self.title,
            topic: self.topic,
            people: self.participant_ids,
        })
    }
}

/// Makes a chat; the direct chat of two people, if there is one, is answered with 200.
#[utoipa::path(
    post,
    path = "/chats",
    tag = "chat",
    request_body = NewChat,
    responses(
        (status = 201, body = Chat),
        (status = 200, body = Chat, description = "The direct chat that was there already."),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 409, description = "chat_title_taken"),
    )
)]
pub(super) async fn create_chat(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Call(new, intent): Call<NewChat>,
) -> Result<Answer> {
    let new = new.parse()?;
    let state = app.clone();
    grant
        .write(&app, intent, move |tx, granted| {
            let at = tx.now();
            let made = chats::create(tx, &state.presence, granted.actor.user, new, at)?;
            let status = created_if(!made.new_members.is_empty());
            look_again(tx, &state, made.new_members);
            Ok((status, made.chat))
        })
        .await
}

/// Which channels to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ChannelQuery {
    /// A part of the title; at most 100 characters.
    q: Option<String>,
    /// How many, 1 to 100; 20 unless given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before; absent for the first page.
    cursor: Option<String>,
}

/// Lists the channels that are open to everyone, newest first; `isMember` tells where the caller is in.
#[utoipa::path(
    get,
    path = "/chats/channels",
    tag = "chat",
    params(ChannelQuery),
    responses(
        (status = 200, body = Page<Chat>),
        (status = 400, description = "invalid_request, invalid_cursor"),
        (status = 401, description = "unauthenticated, session_expired"),
    )
)]
pub(super) async fn list_channels(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Query(query): Query<ChannelQuery>,
) -> Result<Answer> {
    let page = PageQuery { limit: query.limit, cursor: query.cursor }.parse::<i64>()?;
    let search = query.q.unwrap_or_default().trim().to_lowercase();
    if search.chars().count() > SEARCH_MAX_CHARS {
        return Err(Error::invalid_field("q", "too_long", "must have at most 100 characters"));
    }
    let presence = app.presence.clone();
    let channels = grant.show(&app, move |tx, granted| {
        let user = granted.actor.user;
        let after = page.after.map(ChatId::new);
        let places = store::chats::list_channels(tx, user, &search, after, page.limit + 1)?;
        let places = Page::cut(places, page.limit, |place| place.chat.id.get());
        Ok(Page {
            items: showing::chats(tx, user, &presence, places.items)?,
            next_cursor: places.next_cursor,
            has_more: places.has_more,
        })
    });
    channels.await
}

/// Tells about a chat.
#[utoipa::path(
    get,
    path = "/chats/{chatId}",
    tag = "chat",
    params(("chatId" = ChatId, Path, description = "The chat.")),
    responses(
        (status = 200, body = Chat),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "chat_not_found"),
    )
)]
pub(super) async fn get_chat(State(app): State<App>, grant: Grant<ReadChat>) -> Result<Answer> {
    let presence = app.presence.clone();
    let chat = grant.show(&app, move |tx, granted| {
        showing::chat(tx, granted.actor.user, &presence, granted.resource.chat.id)
    });
    chat.await
}

/// What is to change in a chat; an absent key stays as it is.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ChatEdit {
    /// A new title; for administrators of the chat.
    title: Option<ChatTitle>,
    /// What it is about; empty clears it. For every member.
    topic: Option<ChatTopic>,
    /// True to archive it, false to take it back; for administrators of the chat.
    archived: Option<bool>,
}

/// Renames a chat, says what it is about, archives it or takes it back.
#[utoipa::path(
    patch,
    path = "/chats/{chatId}",
    tag = "chat",
    params(("chatId" = ChatId, Path, description = "The chat.")),
    request_body = ChatEdit,
    responses(
        (status = 200, body = Chat),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "chat_join_required, chat_admin_required, chat_archived, chat_direct_fixed"),
        (status = 404, description = "chat_not_found"),
        (status = 409, description = "chat_title_taken"),
    )
)]
pub(super) async fn update_chat(
    State(app): State<App>,
    grant: Grant<ShapeChat>,
    Call(edit, intent): Call<ChatEdit>,
) -> Result<Answer> {
    let presence = app.presence.clone();
    let change = ChatChange { title: edit.title, topic: edit.topic, archived: edit.archived };
    grant
        .change(&app, intent, move |tx, granted| {
            let (actor, seat) = granted.into_parts();
            let at = tx.now();
            chats::change(tx, &seat, change, at)?;
            showing::chat(tx, actor.user, &presence, seat.chat.id)
        })
        .await
}
