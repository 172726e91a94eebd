//! Saying something in a chat: what one writes, asks in a poll or forwards, and saying it differently.

use std::collections::HashSet;

use axum::extract::State;
use serde::{Deserialize, Serialize};

use crate::access::{Actor, Answer, App, Call, Grant, Permission as _};
use crate::base::ids::{ChatId, FileId, MessageId};
use crate::base::text::ClientId;
use crate::base::{Error, Result};
use crate::features::chat::access::{PostMessage, ReadChat};
use crate::features::chat::acts::editing;
use crate::features::chat::acts::posting::{self, Draft, Files};
use crate::features::chat::content::{Content, NewContent};
use crate::features::chat::mentions::{self, Mentions, Roster};
use crate::features::chat::model::Delivery;
use crate::features::chat::polls::NewPoll;
use crate::features::chat::store::messages;
use crate::features::chat::views::Message;
use crate::features::directory::PersonRef;
use crate::features::files::ATTACHMENTS_MAX;
use crate::http::extract::Path;
use crate::infra::db::ReadTx;

/// A message to post.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NewMessage {
    /// What it says: 1 to 20,000 characters. Absent for a message that is forwarded; beside files it may be empty.
    content: Option<NewContent>,
    /// How loudly it arrives; `normal` unless given.
    #[serde(alias = "deliveryPriority")]
    delivery: Option<Delivery>,
    /// The root it replies to.
    #[serde(alias = "threadId")]
    root_message_id: Option<MessageId>,
    /// An id of the sender's making, told back in the answer and the event.
    client_id: Option<ClientId>,
    /// What can be chosen, if the message asks.
    poll: Option<NewPoll>,
    /// The message whose words are to be said here, with its files.
    forward: Option<ForwardedFrom>,
    /// Files to attach, 20 at most, in this order. Their bytes may still be on their way.
    #[serde(default)]
    attachments: Vec<FileId>,
}

/// A message the caller may read.
#[derive(Debug, Clone, Copy, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ForwardedFrom {
    /// The chat it is in.
    chat_id: ChatId,
    /// The message.
    message_id: MessageId,
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
        (status = 404, description = "chat_not_found, message_not_found, file_not_found"),
        (status = 409, description = "message_deleted, file_trashed"),
        (status = 422, description = "message_not_a_root"),
    )
)]
pub(super) async fn post_message(
    State(app): State<App>,
    grant: Grant<PostMessage>,
    Call(new, intent): Call<NewMessage>,
) -> Result<Answer> {
    let sender = sender(&app, grant.actor());
    let (delivery, root, client_id) =
        (new.delivery.unwrap_or(Delivery::Normal), new.root_message_id, new.client_id);
    let poll = new.poll;
    poll.as_ref().map(NewPoll::check).transpose()?;
    let files = check_files(new.attachments)?;
    let said = match (new.content, new.forward) {
        (None, Some(from)) if poll.is_none() && files.is_empty() => Said::Forwarded(from),
        (_, Some(_)) => {
            let sentence = "stands alone: without content, poll and attachments";
            return Err(Error::invalid_field("forward", "too_many", sentence));
        }
        (content, None) => {
            let content = prepare(content, poll.is_none() && !files.is_empty())?;
            let mentions = find_mentions(&app, &grant, &content, root.is_some()).await?;
            Said::Own(content, mentions)
        }
    };
    grant
        .create(&app, intent, move |tx, granted| {
            let at = tx.now();
            let (content, mentions, forwarded, files) = match said {
                Said::Own(content, mentions) => (content, mentions, None, Files::Of(files)),
                Said::Forwarded(from) => {
                    let source = ReadChat::check(tx, &granted.actor, from.chat_id)?;
                    let (content, whose) = posting::forwarded(tx, &source.chat, from.message_id)?;
                    (content, Mentions::default(), Some(whose), Files::SameAs(from.message_id))
                }
            };
            let draft =
                Draft { content, mentions, delivery, root, client_id, forwarded, poll, files };
            Ok(posting::post(tx, &granted.resource.chat, sender, draft, at)?.shown)
        })
        .await
}

/// What is said; beside files it may be nothing.
fn prepare(content: Option<NewContent>, is_beside_files: bool) -> Result<Content> {
    match content {
        content if is_beside_files => Content::prepare_beside_files(content),
        Some(content) => Content::prepare(content),
        None => Err(Error::invalid_field("content", "required", "is required")),
    }
}

/// Refuses more files than a message has, and one twice.
fn check_files(files: Vec<FileId>) -> Result<Vec<FileId>> {
    let mut seen = HashSet::new();
    if files.len() > ATTACHMENTS_MAX {
        let sentence = format!("must be at most {ATTACHMENTS_MAX}");
        return Err(Error::invalid_field("attachments", "too_many", sentence));
    }
    if !files.iter().all(|file| seen.insert(*file)) {
        return Err(Error::invalid_field("attachments", "duplicate", "must name each file once"));
    }
    Ok(files)
}

/// What a message is to say.
enum Said {
    Own(Content, Mentions),
    Forwarded(ForwardedFrom),
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
    let roster = grant
        .clone()
        .read(app, move |tx, granted| Roster::load(tx, &presence, granted.resource.chat.id));
    Ok(mentions::find(content, &roster.await?, in_thread))
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
        (status = 422, description = "message_fixed"),
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
