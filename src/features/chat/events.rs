//! What happens in chats, for everyone who may see it. A private chat tells its members and nobody
//! else; that a channel exists, and what it is called, is for everyone.

use serde::Serialize;

use super::model::{Delivery, Kind, Notify, Role};
use super::polls::PollPatch;
use super::store::messages::{MessageRow, ThreadFacts};
use super::views::{ChatFacts, ContentView, Message, ReactionSummary};
use crate::base::Result;
use crate::base::ids::{ChatId, MessageId, UserId};
use crate::base::scope::{Audience, Scope};
use crate::base::text::ReactionEmoji;
use crate::base::time::Timestamp;
use crate::features::files::Attachment;
use crate::infra::db::event_table;

pub(crate) use crate::infra::db::Words;

/// The members of a chat; everyone, where a channel itself is what they hear of.
fn chat_or_org(chat: ChatId, kind: Kind) -> Audience {
    Audience::of(if kind == Kind::Channel { Scope::Org } else { Scope::Chat(chat) })
}

fn members(chat: ChatId) -> Audience {
    Audience::of(Scope::Chat(chat))
}

fn members_and(chat: ChatId, user: UserId) -> Audience {
    members(chat).and(Scope::User(user))
}

fn only(user: UserId) -> Audience {
    Audience::of(Scope::User(user))
}

event_table! {
    "chat.created",
    "A chat was made. To its members; a channel, to everyone.",
    ChatCreated { chat_id: ChatId, patch: ChatFacts, }
        to |event| chat_or_org(event.chat_id, event.patch.kind), ids chat_id;

    "chat.updated",
    "A chat was renamed, archived or taken back, or is about something else. To its members; a channel, to everyone.",
    ChatUpdated { chat_id: ChatId, patch: ChatPatch, #[serde(skip)] kind: Kind, }
        to |event| chat_or_org(event.chat_id, event.kind), ids chat_id;

    "chat.participant.joined",
    "Somebody is a member now. To the members, them included.",
    ParticipantJoined { chat_id: ChatId, user_id: UserId, patch: ParticipantPatch, }
        to |event| members_and(event.chat_id, event.user_id), ids chat_id, user_id;

    "chat.participant.left",
    "Somebody is no member any more. To the members, and to who left.",
    ParticipantLeft { chat_id: ChatId, user_id: UserId, patch: ParticipantPatch, }
        to |event| members_and(event.chat_id, event.user_id), ids chat_id, user_id;

    "chat.participant.updated",
    "A member has another role. To the members.",
    ParticipantUpdated { chat_id: ChatId, user_id: UserId, patch: ParticipantPatch, }
        to |event| members(event.chat_id), ids chat_id, user_id;

    "chat.preferences.updated",
    "A person pinned or muted a chat, chose of what to hear, or took it back. To the person alone.",
    PreferencesUpdated { chat_id: ChatId, user_id: UserId, patch: PreferencesPatch, }
        to |event| only(event.user_id), ids chat_id;

    "chat.message.created",
    "A message was posted; its sender has read the chat, or the thread, up to it. To the members.",
    MessageCreated {
        chat_id: ChatId, message_id: MessageId, root_message_id: Option<MessageId>,
        client_id: Option<String>, delivery: Delivery,
        #[serde(skip_serializing_if = "Option::is_none")] root: Option<RootPatch>,
        #[serde(skip)] words: Option<Words>,
    } to |event| members(event.chat_id), ids message_id, chat_id with words;

    "chat.message.updated",
    "A message says something else, or has another file. To the members.",
    MessageUpdated {
        chat_id: ChatId, message_id: MessageId, #[serde(skip)] words: Option<Words>,
    } to |event| members(event.chat_id), ids message_id, chat_id with words;

    "chat.message.deleted",
    "A message was deleted. To the members; `chat` is there if it was the newest one.",
    MessageDeleted {
        chat_id: ChatId, message_id: MessageId, root_message_id: Option<MessageId>, patch: DeletedPatch,
        #[serde(skip_serializing_if = "Option::is_none")] root: Option<RootPatch>,
        #[serde(skip)] words: Option<Words>,
    } to |event| members(event.chat_id), ids message_id, chat_id with words;

    "chat.message.reaction.added",
    "Somebody reacted to a message. To the members.",
    ReactionAdded {
        chat_id: ChatId, message_id: MessageId, user_id: UserId, emoji: ReactionEmoji, action: &'static str, patch: ReactionPatch,
    } to |event| members(event.chat_id), ids message_id, chat_id;

    "chat.message.reaction.removed",
    "Somebody took a reaction back. To the members.",
    ReactionRemoved {
        chat_id: ChatId, message_id: MessageId, user_id: UserId, emoji: ReactionEmoji, action: &'static str, patch: ReactionPatch,
    } to |event| members(event.chat_id), ids message_id, chat_id;

    "chat.message.pinned",
    "A message was pinned in its chat. To the members.",
    MessagePinned {
        chat_id: ChatId, message_id: MessageId, root_message_id: Option<MessageId>, user_id: UserId, patch: PinPatch,
    } to |event| members(event.chat_id), ids message_id, chat_id;

    "chat.message.unpinned",
    "A pin was taken off. To the members.",
    MessageUnpinned {
        chat_id: ChatId, message_id: MessageId, root_message_id: Option<MessageId>, user_id: UserId, patch: PinPatch,
    } to |event| members(event.chat_id), ids message_id, chat_id;

    "chat.message.acknowledged",
    "Somebody acknowledged an urgent message. To the members.",
    MessageAcknowledged {
        chat_id: ChatId, message_id: MessageId, root_message_id: Option<MessageId>, user_id: UserId, patch: AckPatch,
    } to |event| members(event.chat_id), ids message_id, chat_id;

    "chat.poll.updated",
    "Somebody chose in a poll, or closed it. To the members; the texts of a poll never change.",
    PollUpdated { chat_id: ChatId, message_id: MessageId, patch: PollPatch, }
        to |event| members(event.chat_id), ids message_id, chat_id;

    "chat.thread.follow.changed",
    "A person follows a thread by hand, or stopped; that following begins by a reply, the reply tells. To the person alone.",
    ThreadFollowChanged { chat_id: ChatId, root_message_id: MessageId, user_id: UserId, patch: FollowPatch, }
        to |event| only(event.user_id), ids root_message_id, chat_id;

    "chat.message.read",
    "Somebody has read up to a message; in a thread if `rootMessageId` is there, that message alone if `only` is. To the members of a small chat, else to the person alone.",
    MessageRead {
        chat_id: ChatId, user_id: UserId, message_id: MessageId,
        #[serde(skip_serializing_if = "Option::is_none")] root_message_id: Option<MessageId>,
        #[serde(skip_serializing_if = "std::ops::Not::not")] only: bool,
        patch: ReadPatch, #[serde(skip)] audience: Audience,
    } to |event| event.audience.clone(), ids message_id, chat_id;

    "chat.message.unread",
    "A person made a message and what follows it unread again. To the person alone.",
    MessageUnread {
        chat_id: ChatId, user_id: UserId, message_id: MessageId,
        #[serde(skip_serializing_if = "Option::is_none")] root_message_id: Option<MessageId>, patch: ReadPatch,
    } to |event| only(event.user_id), ids message_id, chat_id;
}

/// The words that are the newest message of a chat, after a deletion.
pub(crate) fn newest_words(last_message: Option<Message>) -> Result<Words> {
    Words::of("chat", &LastMessagePatch { last_message })
}

/// What changed in a chat; absent keys stay as they are.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChatPatch {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) topic: Option<String>,
    /// Since when it can only be read; null if it is open again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[expect(
        clippy::option_option,
        reason = "absent, null and a time are three things on the wire"
    )]
    pub(crate) archived_at: Option<Option<Timestamp>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) updated_at: Option<Timestamp>,
}

impl ChatPatch {
    /// True if nothing changed.
    pub(crate) fn is_empty(&self) -> bool {
        self.title.is_none() && self.topic.is_none() && self.archived_at.is_none()
    }
}

/// What changed in who is in a chat.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ParticipantPatch {
    /// Absent for who left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) role: Option<Role>,
    pub(crate) member_count: u32,
}

/// How a person wants a chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PreferencesPatch {
    pub(crate) is_pinned: bool,
    pub(crate) is_muted: bool,
    pub(crate) muted_until: Option<Timestamp>,
    pub(crate) notify: Notify,
}

/// Who pinned a message and when; nobody any more.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PinPatch {
    pub(crate) pinned_at: Option<Timestamp>,
    pub(crate) pinned_by: Option<UserId>,
}

/// How many people acknowledged a message.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AckPatch {
    pub(crate) ack_count: u32,
}

/// Whether a person follows a thread.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FollowPatch {
    pub(crate) is_following: bool,
}

/// What a root knows of its thread now.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RootPatch {
    id: MessageId,
    reply_count: u32,
    last_reply_at: Option<Timestamp>,
    last_repliers: Vec<UserId>,
}

impl RootPatch {
    /// What the root `id` knows.
    pub(crate) fn new(id: MessageId, thread: ThreadFacts) -> Self {
        let ThreadFacts { reply_count, last_reply_at, last_repliers } = thread;
        Self { id, reply_count, last_reply_at, last_repliers }
    }
}

/// What a message says now.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MessagePatch {
    content: String,
    content_json: ContentView,
    edited_at: Option<Timestamp>,
    mentions: Vec<UserId>,
    mentions_all: bool,
    attachments: Vec<Attachment>,
}

impl MessagePatch {
    /// What an edit, or another file, changes of a message.
    pub(crate) fn of(row: MessageRow, attachments: Vec<Attachment>) -> Self {
        let (content, content_json) = ContentView::split(row.content);
        Self {
            content,
            content_json,
            edited_at: row.edited_at,
            mentions: row.mentions.people,
            mentions_all: row.mentions.everyone,
            attachments,
        }
    }
}

/// When a message was deleted.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeletedPatch {
    pub(crate) deleted_at: Timestamp,
}

/// Which message of a chat is the newest now.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct LastMessagePatch {
    last_message: Option<Message>,
}

/// The reactions of a message now.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReactionPatch {
    pub(crate) reactions_summary: Vec<ReactionSummary>,
}

/// How far somebody has read the main list.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReadPatch {
    pub(crate) last_read_message_id: Option<MessageId>,
}

/// Who hears that somebody read something: everyone in a small chat, in a large one only the reader.
pub(crate) fn receipt_audience(chat: ChatId, member_count: u32, reader: UserId) -> Audience {
    if member_count <= super::model::RECEIPTS_MAX { members(chat) } else { only(reader) }
}
