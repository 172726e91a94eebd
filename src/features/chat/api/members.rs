//! `/chats/{chatId}/members`, `join`, `leave` and `preferences`: who is in a chat, and how they want it.

use axum::extract::State;
use serde::{Deserialize, Serialize};

use super::look_again;
use crate::access::{Answer, App, Call, Grant, NoBody, created_if};
use crate::base::ids::{ChatId, UserId};
use crate::base::json;
use crate::base::page::{Page, PageQuery};
use crate::base::time::Timestamp;
use crate::base::{Error, Result};
use crate::features::chat::access::{JoinChannel, ReadChat, ShapeChat, TakePart};
use crate::features::chat::acts::membership::{self, PreferencesChange};
use crate::features::chat::model::{NAMED_MAX, Notify, Role};
use crate::features::chat::showing;
use crate::features::chat::store::members;
use crate::features::chat::views::{Chat, Done, Member};
use crate::http::extract::{Path, Query};

/// Joins a channel.
#[utoipa::path(
    post,
    path = "/chats/{chatId}/join",
    tag = "chat",
    params(("chatId" = ChatId, Path, description = "The channel.")),
    responses(
        (status = 200, body = Chat),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "chat_archived, chat_direct_fixed"),
        (status = 404, description = "chat_not_found"),
        (status = 422, description = "chat_too_many_members"),
    )
)]
pub(super) async fn join_chat(
    State(app): State<App>,
    grant: Grant<JoinChannel>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    let state = app.clone();
    grant
        .change(&app, intent, move |tx, granted| {
            let (actor, place) = granted.into_parts();
            let at = tx.now();
            if membership::join(tx, &place, actor.user, at)? {
                look_again(tx, &state, vec![actor.user]);
            }
            showing::chat(tx, actor.user, &state.presence, place.chat.id)
        })
        .await
}

/// Leaves a group or channel.
#[utoipa::path(
    post,
    path = "/chats/{chatId}/leave",
    tag = "chat",
    params(("chatId" = ChatId, Path, description = "The chat.")),
    responses(
        (status = 200, body = Done),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "chat_join_required, chat_direct_fixed"),
        (status = 404, description = "chat_not_found"),
        (status = 409, description = "chat_owner_required"),
    )
)]
pub(super) async fn leave_chat(
    State(app): State<App>,
    grant: Grant<TakePart>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    let state = app.clone();
    grant
        .change(&app, intent, move |tx, granted| {
            let (actor, seat) = granted.into_parts();
            membership::leave(tx, &seat, actor.user)?;
            look_again(tx, &state, vec![actor.user]);
            Ok(Done::YES)
        })
        .await
}

/// Lists the members of a chat, the newest first.
#[utoipa::path(
    get,
    path = "/chats/{chatId}/members",
    tag = "chat",
    params(("chatId" = ChatId, Path, description = "The chat."), PageQuery),
    responses(
        (status = 200, body = Page<Member>),
        (status = 400, description = "invalid_request, invalid_cursor"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "chat_not_found"),
    )
)]
pub(super) async fn list_members(
    State(app): State<App>,
    grant: Grant<ReadChat>,
    Query(query): Query<PageQuery>,
) -> Result<Answer> {
    let page = query.parse::<(i64, i64)>()?;
    let presence = app.presence.clone();
    let members = grant.show(&app, move |tx, granted| {
        let after = page.after.map(|(joined_at, user)| (joined_at, UserId::new(user)));
        let rows = members::list(tx, granted.resource.chat.id, after, page.limit + 1)?;
        let rows = Page::cut(rows, page.limit, |row| (row.joined_at.millis(), row.user.get()));
        Ok(Page {
            items: showing::members(tx, &presence, rows.items)?,
            next_cursor: rows.next_cursor,
            has_more: rows.has_more,
        })
    });
    members.await
}

/// People to add to a chat.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NewMembers {
    /// Who; 1 to 100 people.
    user_ids: Vec<UserId>,
}

/// Who was added to a chat.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct MembersAdded {
    /// Always true.
    success: bool,
    /// Those who were no members before.
    added: Vec<UserId>,
}

/// Adds people to a group or channel.
#[utoipa::path(
    post,
    path = "/chats/{chatId}/members",
    tag = "chat",
    params(("chatId" = ChatId, Path, description = "The chat.")),
    request_body = NewMembers,
    responses(
        (status = 200, body = MembersAdded, description = "They were members already."),
        (status = 201, body = MembersAdded),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "chat_join_required, chat_archived, chat_direct_fixed"),
        (status = 404, description = "chat_not_found"),
        (status = 422, description = "chat_too_many_members"),
    )
)]
pub(super) async fn add_members(
    State(app): State<App>,
    grant: Grant<ShapeChat>,
    Call(new, intent): Call<NewMembers>,
) -> Result<Answer> {
    if !(1..=NAMED_MAX).contains(&new.user_ids.len()) {
        return Err(Error::invalid_field("userIds", "out_of_range", "must name 1 to 100 people"));
    }
    let state = app.clone();
    grant
        .write(&app, intent, move |tx, granted| {
            let at = tx.now();
            let added =
                membership::add_people(tx, &granted.resource, &state.presence, &new.user_ids, at)?;
            look_again(tx, &state, added.clone());
            Ok((created_if(!added.is_empty()), MembersAdded { success: true, added }))
        })
        .await
}

/// A member's new role.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct MemberEdit {
    /// What they may do.
    role: Role,
}

/// Gives a member another role, up to the caller's own.
#[utoipa::path(
    patch,
    path = "/chats/{chatId}/members/{userId}",
    tag = "chat",
    params(
        ("chatId" = ChatId, Path, description = "The chat."),
        ("userId" = UserId, Path, description = "The member."),
    ),
    request_body = MemberEdit,
    responses(
        (status = 200, body = Member),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "chat_join_required, chat_admin_required, chat_direct_fixed"),
        (status = 404, description = "chat_not_found, member_not_found"),
        (status = 409, description = "chat_owner_required"),
    )
)]
pub(super) async fn update_member(
    State(app): State<App>,
    grant: Grant<ShapeChat>,
    Path((_, user)): Path<(ChatId, UserId)>,
    Call(edit, intent): Call<MemberEdit>,
) -> Result<Answer> {
    let presence = app.presence.clone();
    grant
        .change(&app, intent, move |tx, granted| {
            let row = membership::set_role(tx, &granted.resource, user, edit.role)?;
            let shown = showing::members(tx, &presence, vec![row])?;
            shown.into_iter().next().ok_or_else(|| Error::internal("a member is nobody"))
        })
        .await
}

/// Removes a member, or leaves.
#[utoipa::path(
    delete,
    path = "/chats/{chatId}/members/{userId}",
    tag = "chat",
    params(
        ("chatId" = ChatId, Path, description = "The chat."),
        ("userId" = UserId, Path, description = "The member."),
    ),
    responses(
        (status = 200, body = Done),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "chat_join_required, chat_admin_required, chat_direct_fixed"),
        (status = 404, description = "chat_not_found, member_not_found"),
        (status = 409, description = "chat_owner_required"),
    )
)]
pub(super) async fn remove_member(
    State(app): State<App>,
    grant: Grant<ShapeChat>,
    Path((_, user)): Path<(ChatId, UserId)>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    let state = app.clone();
    grant
        .change(&app, intent, move |tx, granted| {
            membership::remove_person(tx, &granted.resource, granted.actor.user, user)?;
            look_again(tx, &state, vec![user]);
            Ok(Done::YES)
        })
        .await
}

/// How the caller wants a chat; an absent key stays as it is.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(clippy::option_option, reason = "absent, null and a time are three things")]
pub(super) struct Preferences {
    /// Whether it stands before the others.
    is_pinned: Option<bool>,
    /// Whether it stays quiet.
    is_muted: Option<bool>,
    /// Until when it stays quiet; null: for good. Past times end by themselves.
    #[serde(default, deserialize_with = "json::present")]
    #[schema(value_type = Option<Timestamp>)]
    muted_until: Option<Option<Timestamp>>,
    /// Of which messages the caller wants to hear.
    notify: Option<Notify>,
}

/// Pins or mutes a chat for the caller, or says of what they want to hear.
#[utoipa::path(
    patch,
    path = "/chats/{chatId}/preferences",
    tag = "chat",
    params(("chatId" = ChatId, Path, description = "The chat.")),
    request_body = Preferences,
    responses(
        (status = 200, body = Chat),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "chat_join_required"),
        (status = 404, description = "chat_not_found"),
    )
)]
pub(super) async fn set_preferences(
    State(app): State<App>,
    grant: Grant<TakePart>,
    Call(wanted, intent): Call<Preferences>,
) -> Result<Answer> {
    let presence = app.presence.clone();
    grant
        .change(&app, intent, move |tx, granted| {
            let (actor, seat) = granted.into_parts();
            let change = PreferencesChange {
                is_pinned: wanted.is_pinned,
                is_muted: wanted.is_muted,
                muted_until: wanted.muted_until,
                notify: wanted.notify,
            };
            membership::set_preferences(tx, &seat, actor.user, change)?;
            showing::chat(tx, actor.user, &presence, seat.chat.id)
        })
        .await
}
