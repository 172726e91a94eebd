//! `/chats/saved`: what the caller keeps for later, and what they are reminded of.

use axum::extract::State;
use serde::{Deserialize, Serialize};

use crate::access::{Answer, App, Call, Grant, NoBody, Presence, SignedIn, created_if};
use crate::base::ids::{ChatId, MessageId, SavedId, UserId};
use crate::base::json;
use crate::base::page::{Page, PageQuery};
use crate::base::text::Note;
use crate::base::time::Timestamp;
use crate::base::{Error, Result};
use crate::features::chat::{self, Done, Message};
use crate::features::desk::acts::saving::{self, NewSaved, SavedChange};
use crate::features::desk::store::saved::{self, SavedRow};
use crate::http::extract::{Path, Query};
use crate::infra::db::ReadTx;

/// Something the caller keeps for later.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "these are the words on the wire")]
pub(super) struct Saved {
    /// Its id.
    id: SavedId,
    /// The chat it belongs to, if it does.
    chat_id: Option<ChatId>,
    /// The message, if it is one.
    message_id: Option<MessageId>,
    /// The message as it stands; null if it is gone, or not the caller's to see any more.
    message: Option<Message>,
    /// The caller's own words; may be empty.
    note: String,
    /// When it was saved.
    saved_at: Timestamp,
    /// When to remind of it.
    remind_at: Option<Timestamp>,
    /// When that was done.
    reminded_at: Option<Timestamp>,
}

fn show(
    tx: &ReadTx<'_>,
    presence: &Presence,
    user: UserId,
    rows: Vec<SavedRow>,
) -> Result<Vec<Saved>> {
    let ids: Vec<MessageId> = rows.iter().filter_map(|row| row.message).collect();
    let mut messages = chat::show_readable(tx, presence, user, &ids)?;
    let shown = rows.into_iter().map(|row| Saved {
        id: row.id,
        chat_id: row.chat,
        message_id: row.message,
        message: row.message.and_then(|id| messages.remove(&id)),
        note: row.note,
        saved_at: row.saved_at,
        remind_at: row.remind_at,
        reminded_at: row.reminded_at,
    });
    Ok(shown.collect())
}

fn show_one(tx: &ReadTx<'_>, presence: &Presence, row: SavedRow) -> Result<Saved> {
    let shown = show(tx, presence, row.user, vec![row])?;
    shown.into_iter().next().ok_or_else(|| Error::internal("a saved item was lost on its way"))
}

/// Lists what the caller saved, newest first.
#[utoipa::path(
    get,
    path = "/chats/saved",
    tag = "desk",
    params(PageQuery),
    responses(
        (status = 200, body = Page<Saved>),
        (status = 400, description = "invalid_request, invalid_cursor"),
        (status = 401, description = "unauthenticated, session_expired"),
    )
)]
pub(super) async fn list_saved(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Query(query): Query<PageQuery>,
) -> Result<Answer> {
    let page = query.parse::<i64>()?;
    let presence = app.presence.clone();
    let shown = grant.show(&app, move |tx, granted| {
        let user = granted.actor.user;
        let rows = saved::list(tx, user, page.after, page.limit + 1)?;
        let rows = Page::cut(rows, page.limit, |row| row.id.get());
        let items = show(tx, &presence, user, rows.items)?;
        Ok(Page { items, next_cursor: rows.next_cursor, has_more: rows.has_more })
    });
    shown.await
}

/// Something to save: a message, a note, or both.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SaveRequest {
    /// A message the caller may read.
    message_id: Option<MessageId>,
    /// Where a note without a message belongs.
    chat_id: Option<ChatId>,
    /// Up to 2,000 characters.
    note: Option<Note>,
    /// When to remind of it: at most a year ahead.
    remind_at: Option<Timestamp>,
}

/// Saves a message or a note; a message that is saved already gets the new note and reminder.
#[utoipa::path(
    post,
    path = "/chats/saved",
    tag = "desk",
    request_body = SaveRequest,
    responses(
        (status = 200, body = Saved, description = "The message was saved already."),
        (status = 201, body = Saved),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "chat_not_found, message_not_found"),
        (status = 422, description = "too_many_saved"),
    )
)]
pub(super) async fn save(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Call(new, intent): Call<SaveRequest>,
) -> Result<Answer> {
    let presence = app.presence.clone();
    let SaveRequest { message_id: message, chat_id: chat, note, remind_at } = new;
    let new = NewSaved { message, chat, note, remind_at };
    grant
        .write(&app, intent, move |tx, granted| {
            let (added, row) = saving::save(tx, &presence, granted.actor.user, new)?;
            Ok((created_if(added), show_one(tx, &presence, row)?))
        })
        .await
}

/// Tells one saved item.
#[utoipa::path(
    get,
    path = "/chats/saved/{savedId}",
    tag = "desk",
    params(("savedId" = SavedId, Path, description = "The saved item.")),
    responses(
        (status = 200, body = Saved),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "saved_not_found"),
    )
)]
pub(super) async fn get_saved(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Path(id): Path<SavedId>,
) -> Result<Answer> {
    let presence = app.presence.clone();
    let shown = grant.show(&app, move |tx, granted| {
        show_one(tx, &presence, saving::load(tx, granted.actor.user, id)?)
    });
    shown.await
}

/// What is to change in a saved item; an absent key stays as it is.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(clippy::option_option, reason = "absent, null and a time are three things")]
pub(super) struct SavedEdit {
    /// Up to 2,000 characters; empty clears it.
    note: Option<Note>,
    /// When to remind of it; null for never.
    #[serde(default, deserialize_with = "json::present")]
    #[schema(value_type = Option<Timestamp>)]
    remind_at: Option<Option<Timestamp>>,
}

/// Changes the note or the reminder of a saved item.
#[utoipa::path(
    patch,
    path = "/chats/saved/{savedId}",
    tag = "desk",
    params(("savedId" = SavedId, Path, description = "The saved item.")),
    request_body = SavedEdit,
    responses(
        (status = 200, body = Saved),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "saved_not_found"),
    )
)]
pub(super) async fn update_saved(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Path(id): Path<SavedId>,
    Call(edit, intent): Call<SavedEdit>,
) -> Result<Answer> {
    let presence = app.presence.clone();
    let change = SavedChange { note: edit.note, remind_at: edit.remind_at };
    grant
        .change(&app, intent, move |tx, granted| {
            let row = saving::load(tx, granted.actor.user, id)?;
            let row = saving::set(tx, row, change)?;
            show_one(tx, &presence, row)
        })
        .await
}

/// Is done with a saved item.
#[utoipa::path(
    delete,
    path = "/chats/saved/{savedId}",
    tag = "desk",
    params(("savedId" = SavedId, Path, description = "The saved item.")),
    responses(
        (status = 200, body = Done),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "saved_not_found"),
    )
)]
pub(super) async fn delete_saved(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Path(id): Path<SavedId>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    grant
        .change(&app, intent, move |tx, granted| {
            saving::delete(tx, granted.actor.user, id)?;
            Ok(Done::YES)
        })
        .await
}
