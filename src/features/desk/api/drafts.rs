//! `/chats/drafts` and `/chats/{chatId}/draft`: unfinished texts, shared by the caller's devices.

use axum::extract::State;
use serde::{Deserialize, Serialize};

use crate::access::{Answer, App, Call, Grant, SignedIn};
use crate::base::ids::{ChatId, MessageId};
use crate::base::text::MESSAGE_MAX_CHARS;
use crate::base::time::Timestamp;
use crate::base::{Error, Result};
use crate::features::chat::TakePart;
use crate::features::desk::acts::drafting;
use crate::features::desk::store::drafts::{self, DraftRow};

/// An unfinished text.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Draft {
    /// The chat it is for.
    chat_id: ChatId,
    /// The thread it is for; null for the main list.
    root_message_id: Option<MessageId>,
    /// What it says so far; empty once it was sent or thrown away.
    text: String,
    /// Counts its changes.
    version: i64,
    /// When it was changed last.
    updated_at: Timestamp,
}

impl From<DraftRow> for Draft {
    fn from(row: DraftRow) -> Self {
        Self {
            chat_id: row.chat,
            root_message_id: (row.root > 0).then(|| MessageId::new(row.root)),
            text: row.text,
            version: row.version,
            updated_at: row.updated_at,
        }
    }
}

/// Lists the caller's drafts, the latest first.
#[utoipa::path(
    get,
    path = "/chats/drafts",
    tag = "desk",
    responses(
        (status = 200, body = Vec<Draft>),
        (status = 401, description = "unauthenticated, session_expired"),
    )
)]
pub(super) async fn list_drafts(State(app): State<App>, grant: Grant<SignedIn>) -> Result<Answer> {
    let shown = grant.show(&app, |tx, granted| {
        let drafts = drafts::list(tx, granted.actor.user)?;
        Ok(drafts.into_iter().map(Draft::from).collect::<Vec<_>>())
    });
    shown.await
}

/// A text to keep.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct DraftEdit {
    /// The thread it is for; absent for the main list.
    root_message_id: Option<MessageId>,
    /// Up to 20,000 characters; empty throws the draft away.
    text: String,
    /// The version this device knew; 0 if it knew of none.
    version: i64,
}

/// Keeps a text as the draft of a chat or thread.
#[utoipa::path(
    put,
    path = "/chats/{chatId}/draft",
    tag = "desk",
    params(("chatId" = ChatId, Path, description = "The chat.")),
    request_body = DraftEdit,
    responses(
        (status = 200, body = Draft),
        (status = 400, description = "invalid_request, invalid_json"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "chat_join_required"),
        (status = 404, description = "chat_not_found, message_not_found"),
        (status = 409, description = "draft_conflict"),
        (status = 422, description = "message_not_a_root"),
    )
)]
pub(super) async fn keep_draft(
    State(app): State<App>,
    grant: Grant<TakePart>,
    Call(edit, intent): Call<DraftEdit>,
) -> Result<Answer> {
    if edit.text.chars().count() > MESSAGE_MAX_CHARS {
        let sentence = format!("must have at most {MESSAGE_MAX_CHARS} characters");
        return Err(Error::invalid_field("text", "too_long", sentence));
    }
    let chat = grant.id();
    grant
        .change(&app, intent, move |tx, granted| {
            let (user, root) = (granted.actor.user, edit.root_message_id);
            drafting::keep(tx, user, chat, root, edit.text, edit.version).map(Draft::from)
        })
        .await
}
