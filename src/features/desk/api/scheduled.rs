//! `/chats/scheduled` and `/chats/{chatId}/scheduled`: what the caller will say later.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::access::{Answer, App, Call, Grant, NoBody, SignedIn};
use crate::base::Result;
use crate::base::ids::{ChatId, MessageId, ScheduledId};
use crate::base::time::Timestamp;
use crate::features::chat::{self, Delivery, Done, Message, TakePart};
use crate::features::desk::acts::scheduling::{self, NewScheduled, ScheduledChange};
use crate::features::desk::store::scheduled::{self, ScheduledRow};
use crate::http::extract::Path;

/// A message to be posted later.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Scheduled {
    /// Its id.
    id: ScheduledId,
    /// The chat it is for.
    chat_id: ChatId,
    /// The thread it is for; null for the main list.
    root_message_id: Option<MessageId>,
    /// What it will say, in Markdown.
    content: String,
    /// How loudly.
    delivery: Delivery,
    /// When.
    send_at: Timestamp,
    /// Whether it still waits.
    state: Progress,
    /// Why it could not be posted: an error code.
    failure: Option<String>,
    /// When it was written.
    created_at: Timestamp,
    /// When it was changed last.
    updated_at: Timestamp,
}

/// Whether a message still waits.
#[derive(Debug, Clone, Copy, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
enum Progress {
    /// It will be posted.
    Waiting,
    /// It could not be posted; it needs another time.
    Failed,
}

impl From<ScheduledRow> for Scheduled {
    fn from(row: ScheduledRow) -> Self {
        Self {
            id: row.id,
            chat_id: row.chat,
            root_message_id: row.root,
            content: row.body,
            delivery: row.delivery,
            send_at: row.send_at,
            state: if row.failure.is_none() { Progress::Waiting } else { Progress::Failed },
            failure: row.failure,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// Lists what the caller will say later, the soonest first.
#[utoipa::path(
    get,
    path = "/chats/scheduled",
    tag = "desk",
    responses(
        (status = 200, body = Vec<Scheduled>),
        (status = 401, description = "unauthenticated, session_expired"),
    )
)]
pub(super) async fn list_scheduled(
    State(app): State<App>,
    grant: Grant<SignedIn>,
) -> Result<Answer> {
    let shown = grant.show(&app, |tx, granted| {
        let rows = scheduled::list(tx, granted.actor.user)?;
        Ok(rows.into_iter().map(Scheduled::from).collect::<Vec<_>>())
    });
    shown.await
}

/// A message to post later.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ScheduleRequest {
    /// What to say, in Markdown: 1 to 20,000 characters.
    content: String,
    /// How loudly; `normal` unless given.
    delivery: Option<Delivery>,
    /// The root to reply to.
    root_message_id: Option<MessageId>,
    /// When: at most a year ahead.
    send_at: Timestamp,
}

/// Keeps a message and posts it when it is time, with the caller's rights as they are then.
#[utoipa::path(
    post,
    path = "/chats/{chatId}/scheduled",
    tag = "desk",
    params(("chatId" = ChatId, Path, description = "The chat.")),
    request_body = ScheduleRequest,
    responses(
        (status = 201, body = Scheduled),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "chat_join_required"),
        (status = 404, description = "chat_not_found, message_not_found"),
        (status = 422, description = "message_not_a_root, too_many_scheduled"),
    )
)]
pub(super) async fn schedule(
    State(app): State<App>,
    grant: Grant<TakePart>,
    Call(new, intent): Call<ScheduleRequest>,
) -> Result<Answer> {
    let new = NewScheduled {
        chat: grant.id(),
        root: new.root_message_id,
        body: chat::check_words(&new.content)?,
        delivery: new.delivery.unwrap_or(Delivery::Normal),
        send_at: new.send_at,
    };
    grant
        .create(&app, intent, move |tx, granted| {
            scheduling::schedule(tx, granted.actor.user, new).map(Scheduled::from)
        })
        .await
}

/// What is to change in a waiting message; an absent key stays as it is.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ScheduledEdit {
    /// What to say, in Markdown: 1 to 20,000 characters.
    content: Option<String>,
    /// How loudly.
    delivery: Option<Delivery>,
    /// When: at most a year ahead. One that failed is tried again then.
    send_at: Option<Timestamp>,
}

/// Changes a waiting message.
#[utoipa::path(
    patch,
    path = "/chats/{chatId}/scheduled/{scheduledId}",
    tag = "desk",
    params(
        ("chatId" = ChatId, Path, description = "The chat."),
        ("scheduledId" = ScheduledId, Path, description = "The waiting message."),
    ),
    request_body = ScheduledEdit,
    responses(
        (status = 200, body = Scheduled),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "scheduled_not_found"),
    )
)]
pub(super) async fn update_scheduled(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Path((chat, id)): Path<(ChatId, ScheduledId)>,
    Call(edit, intent): Call<ScheduledEdit>,
) -> Result<Answer> {
    let body = edit.content.as_deref().map(chat::check_words).transpose()?;
    let change = ScheduledChange { body, delivery: edit.delivery, send_at: edit.send_at };
    grant
        .change(&app, intent, move |tx, granted| {
            let row = scheduling::load(tx, granted.actor.user, chat, id)?;
            scheduling::set(tx, row, change).map(Scheduled::from)
        })
        .await
}

/// Gives a waiting message up.
#[utoipa::path(
    delete,
    path = "/chats/{chatId}/scheduled/{scheduledId}",
    tag = "desk",
    params(
        ("chatId" = ChatId, Path, description = "The chat."),
        ("scheduledId" = ScheduledId, Path, description = "The waiting message."),
    ),
    responses(
        (status = 200, body = Done),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 404, description = "scheduled_not_found"),
    )
)]
pub(super) async fn cancel_scheduled(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Path((chat, id)): Path<(ChatId, ScheduledId)>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    grant
        .change(&app, intent, move |tx, granted| {
            let row = scheduling::load(tx, granted.actor.user, chat, id)?;
            scheduling::cancel(tx, &row)?;
            Ok(Done::YES)
        })
        .await
}

/// The message that was posted.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Sent {
    /// Always true.
    success: bool,
    /// The message.
    #[schema(value_type = Message)]
    message: Box<RawValue>,
}

/// Posts a waiting message now.
#[utoipa::path(
    post,
    path = "/chats/{chatId}/scheduled/{scheduledId}/send",
    tag = "desk",
    params(
        ("chatId" = ChatId, Path, description = "The chat."),
        ("scheduledId" = ScheduledId, Path, description = "The waiting message."),
    ),
    responses(
        (status = 200, body = Sent),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "chat_join_required, chat_archived"),
        (status = 404, description = "chat_not_found, message_not_found, scheduled_not_found"),
        (status = 409, description = "message_deleted"),
    )
)]
pub(super) async fn send_now(
    State(app): State<App>,
    grant: Grant<SignedIn>,
    Path((chat, id)): Path<(ChatId, ScheduledId)>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    let presence = app.presence.clone();
    grant
        .change(&app, intent, move |tx, granted| {
            let row = scheduling::load(tx, granted.actor.user, chat, id)?;
            let message = scheduling::send(tx, &presence, row)?;
            Ok(Sent { success: true, message })
        })
        .await
}
