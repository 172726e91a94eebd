//! `/chats/activity`: what happened to the caller.

use axum::extract::State;
use serde::{Deserialize, Serialize};

use crate::access::{Answer, App, Grant, SignedIn};
use crate::base::Result;
use crate::base::ids::{ChatId, MessageId, UserId};
use crate::base::page::{Page, PageQuery};
use crate::base::time::Timestamp;
use crate::features::chat::model::Happening;
use crate::features::chat::showing::{self, Viewer};
use crate::features::chat::store::activity;
use crate::features::chat::views::Message;
use crate::http::extract::Query;

/// Which part of the activity to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ActivityQuery {
    /// Only this kind; every kind unless given.
    kind: Option<Happening>,
    /// How many, 1 to 100; 20 unless given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before; absent for the first page.
    cursor: Option<String>,
}

/// Something that happened to the caller.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Activity {
    /// Unique in the list, and the same every time.
    id: String,
    /// What.
    kind: Happening,
    /// When.
    at: Timestamp,
    /// Who did it.
    actor_id: UserId,
    /// In which chat.
    chat_id: ChatId,
    /// With which emoji, if it is a reaction.
    emoji: Option<String>,
    /// With which message; of a reaction, the one that was reacted to.
    message: Message,
}

/// Lists mentions of the caller, replies in threads they follow and reactions to what they said, in the
/// chats they are in: newest first.
#[utoipa::path(
    get,
    path = "/chats/activity",
    tag = "chat",
    params(ActivityQuery),
    responses(
        (status = 200, body = Page<Activity>),
        (status = 400, description = "invalid_request, invalid_cursor"),
        (status = 401, description = "unauthenticated, session_expired"),
    )
)]
pub(super) async fn list_activity(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Query(query): Query<ActivityQuery>,
) -> Result<Answer> {
    let ActivityQuery { kind, limit, cursor } = query;
    let page = PageQuery { limit, cursor }.parse::<(i64, String)>()?;
    let presence = app.presence.clone();
    let shown = grant.show(&app, move |tx, granted| {
        let user = granted.actor.user;
        let rows = activity::list(tx, user, kind, page.after, page.limit + 1)?;
        let rows = Page::cut(rows, page.limit, |row| (row.at.millis(), row.id.clone()));
        // One message may be there many times: once for each who reacted.
        let mut ids: Vec<MessageId> = rows.items.iter().map(|row| row.message).collect();
        ids.sort_unstable();
        ids.dedup();
        let shown = showing::messages_by_id(tx, Viewer::person(user, &presence), &ids)?;
        let items = rows.items.into_iter().filter_map(|row| {
            let message = shown.get(&row.message)?.clone();
            Some(Activity {
                id: row.id,
                kind: row.kind,
                at: row.at,
                actor_id: row.actor,
                chat_id: message.chat_id,
                emoji: row.emoji,
                message,
            })
        });
        Ok(Page { items: items.collect(), next_cursor: rows.next_cursor, has_more: rows.has_more })
    });
    shown.await
}
