//! What the wire shows of chats, members and messages: the same views in answers and in events.

use serde::Serialize;
use utoipa::ToSchema;

use super::access::Place;
use super::content::Content;
use super::model::{Delivery, Format, Forwarded, Kind, Notify, RevisionAction, Role};
use super::polls::Poll;
use super::store::messages::MessageRow;
use super::store::reads::Unread;
use super::store::revisions::RevisionRow;
use crate::base::html::SafeHtml;
use crate::base::ids::{ChatId, MessageId, RevisionId, UserId};
use crate::base::time::Timestamp;
use crate::features::directory::{Person, PersonRef};
use crate::features::files::Attachment;

/// A chat as one person sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Chat {
    /// What everyone in it sees.
    #[serde(flatten)]
    pub facts: ChatFacts,
    /// What is the person's own.
    #[serde(flatten)]
    pub own: OwnChat,
}

/// What everyone in a chat sees of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChatFacts {
    /// Its id.
    pub id: ChatId,
    /// False for direct chats.
    pub is_group: bool,
    /// What it is.
    pub kind: Kind,
    /// The title of a group or channel; null for direct chats.
    pub title: Option<String>,
    /// What it is about; empty if nobody said.
    pub topic: String,
    /// Who made it.
    pub created_by: Option<UserId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its settings were changed last.
    pub updated_at: Timestamp,
    /// Since when it can only be read.
    pub archived_at: Option<Timestamp>,
    /// The first 100 members, by id.
    pub members: Vec<UserId>,
    /// How many members there are.
    pub member_count: u32,
    /// The newest message that is not deleted.
    pub last_message: Option<Message>,
}

/// What one person has in a chat.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnChat {
    /// The title; of a direct chat, the other person's name.
    pub name: String,
    /// Whether the person is a member.
    pub is_member: bool,
    /// The person's role; null if they are no member.
    pub role: Option<Role>,
    /// Messages of others in the main list that the person has not read.
    pub unread_count: u32,
    /// Mentions of the person that they have not read, replies included.
    pub mention_count: u32,
    /// Whether the person pinned it.
    pub is_pinned: bool,
    /// Whether the person muted it.
    pub is_muted: bool,
    /// Until when it is muted; null for good, or if it is not.
    pub muted_until: Option<Timestamp>,
    /// Of which messages the person wants to hear.
    pub notify: Notify,
    /// Everything in the main list up to this message is read.
    pub last_read_message_id: Option<MessageId>,
}

impl Chat {
    /// The view of a place; `name` is the other person's for a direct chat.
    pub(crate) fn new(
        place: Place,
        members: Vec<UserId>,
        last_message: Option<Message>,
        unread: Unread,
        name: Option<String>,
    ) -> Self {
        let Place { chat, membership } = place;
        let own = OwnChat {
            name: name.or_else(|| chat.title.clone()).unwrap_or_default(),
            is_member: membership.is_some(),
            role: membership.as_ref().map(|mine| mine.role),
            unread_count: unread.messages,
            mention_count: unread.mentions,
            is_pinned: membership.as_ref().is_some_and(|mine| mine.is_pinned),
            is_muted: membership.as_ref().is_some_and(|mine| mine.is_muted),
            muted_until: membership.as_ref().and_then(|mine| mine.muted_until),
            notify: membership.as_ref().map_or(Notify::All, |mine| mine.notify),
            last_read_message_id: membership.map(|mine| mine.last_read).filter(|id| id.get() > 0),
        };
        let facts = ChatFacts {
            id: chat.id,
            is_group: chat.kind != Kind::Direct,
            kind: chat.kind,
            title: chat.title,
            topic: chat.topic,
            created_by: chat.created_by,
            created_at: chat.created_at,
            updated_at: chat.updated_at,
            archived_at: chat.archived_at,
            members,
            member_count: chat.member_count,
            last_message,
        };
        Self { facts, own }
    }
}

/// A member of a chat.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Member {
    /// Who.
    pub(crate) user_id: UserId,
    /// What they may do.
    pub(crate) role: Role,
    /// Since when they are a member.
    pub(crate) joined_at: Timestamp,
    /// Who that is.
    pub(crate) person: Person,
}

/// Something with an id.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct ChatRef {
    /// The chat.
    pub id: ChatId,
}

/// Something with an id.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct MessageRef {
    /// The message.
    pub id: MessageId,
}

/// A message.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Its id; later messages have greater ones.
    pub id: MessageId,
    /// The chat it is in.
    pub chat_id: ChatId,
    /// The chat it is in.
    pub chat: ChatRef,
    /// The root of the thread it replies in; null for roots.
    pub root_message_id: Option<MessageId>,
    /// The root of the thread it replies in; null for roots.
    pub root_message: Option<MessageRef>,
    /// Who sent it.
    pub sender: Option<PersonRef>,
    /// Who sent it.
    pub sender_id: UserId,
    /// Markdown, or the words of HTML; empty once deleted.
    pub content: String,
    /// The same as an object.
    pub content_json: ContentView,
    /// How loudly it arrives.
    pub delivery: Delivery,
    /// When it was sent.
    pub created_at: Timestamp,
    /// When it was edited last.
    pub edited_at: Option<Timestamp>,
    /// When it was deleted; it stays in the list as long as it has replies.
    pub deleted_at: Option<Timestamp>,
    /// How many replies it has.
    pub reply_count: u32,
    /// When it was replied to last.
    pub last_reply_at: Option<Timestamp>,
    /// Who replied last, newest first, three at most.
    pub last_repliers: Vec<UserId>,
    /// Its reactions, by first use.
    pub reactions_summary: Vec<ReactionSummary>,
    /// How many members but its sender have read it.
    pub read_count: u32,
    /// Who is mentioned by name.
    pub mentions: Vec<UserId>,
    /// Whether everyone is mentioned.
    pub mentions_all: bool,
    /// The files attached to it, in order; one in the trash has `trashedAt`.
    pub attachments: Vec<Attachment>,
    /// The id its sender's device gave it.
    pub client_id: Option<String>,
    /// When it was pinned; absent if it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pinned_at: Option<Timestamp>,
    /// Who pinned it; absent if nobody did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pinned_by: Option<UserId>,
    /// Whose words it has, if it was forwarded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forwarded: Option<Forwarded>,
    /// How many people acknowledged it; absent before the first.
    #[serde(skip_serializing_if = "is_zero")]
    pub ack_count: u32,
    /// What can be chosen, if it is a poll.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) poll: Option<Poll>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks like this")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Message {
    /// The view of a row; a poll and files are put in by who knows them.
    pub(crate) fn new(
        row: MessageRow,
        sender: Option<PersonRef>,
        reactions_summary: Vec<ReactionSummary>,
        read_count: u32,
    ) -> Self {
        let (content, content_json) = ContentView::split(row.content);
        Self {
            id: row.id,
            chat_id: row.chat,
            chat: ChatRef { id: row.chat },
            root_message_id: row.root,
            root_message: row.root.map(|id| MessageRef { id }),
            sender,
            sender_id: row.sender,
            content,
            content_json,
            delivery: row.delivery,
            created_at: row.created_at,
            edited_at: row.edited_at,
            deleted_at: row.deleted_at,
            reply_count: row.thread.reply_count,
            last_reply_at: row.thread.last_reply_at,
            last_repliers: row.thread.last_repliers,
            reactions_summary,
            read_count,
            mentions: row.mentions.people,
            mentions_all: row.mentions.everyone,
            attachments: Vec::new(),
            client_id: row.client_id,
            pinned_at: row.pin.map(|pin| pin.at),
            pinned_by: row.pin.map(|pin| pin.by),
            forwarded: row.forwarded,
            ack_count: row.acks,
            poll: None,
        }
    }
}

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ContentView {
    /// What it was written in.
    #[serde(rename = "type")]
    pub format: Format,
    /// The words, without marks.
    pub text: String,
    /// The markup, safe to show.
    pub html: SafeHtml,
}

impl ContentView {
    /// The body, and the view of the whole.
    pub(crate) fn split(content: Content) -> (String, Self) {
        let format = content.format;
        let (body, text, html) = content.into_parts();
        (body, Self { format, text, html })
    }
}

/// One emoji on a message and who put it there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReactionSummary {
    /// The emoji.
    pub emoji: String,
    /// How many people.
    pub count: u32,
    /// Who, the first one first.
    pub user_ids: Vec<UserId>,
    /// Whether the caller is one of them; absent in events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_current_user: Option<bool>,
}

/// What a message said before.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Revision {
    /// Its id.
    pub(crate) id: RevisionId,
    /// What happened to the message then.
    pub(crate) action: RevisionAction,
    /// Who did it.
    pub(crate) actor_id: UserId,
    /// What it said before; empty if the message is deleted and the caller did not send it.
    pub(crate) content: String,
    /// The same as an object.
    pub(crate) content_json: ContentView,
    /// When it happened.
    pub(crate) created_at: Timestamp,
}

impl Revision {
    /// The view of a row, with its words or without.
    pub(crate) fn new(row: RevisionRow, with_words: bool) -> Self {
        let said = if with_words { row.content } else { Content::nothing() };
        let (content, content_json) = ContentView::split(said);
        Self {
            id: row.id,
            action: row.action,
            actor_id: row.actor,
            content,
            content_json,
            created_at: row.created_at,
        }
    }
}

/// Who has read a message, and when.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Reader {
    /// Who.
    pub(crate) user_id: UserId,
    /// When.
    pub(crate) read_at: Timestamp,
}

/// What a person has read of a chat.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReadState {
    /// Always true.
    pub(crate) success: bool,
    /// Everything in the main list up to this message is read.
    pub(crate) last_read_message_id: Option<MessageId>,
    /// Messages of others in the main list that the person has not read.
    pub(crate) unread_count: u32,
    /// Mentions of the person that they have not read, replies included.
    pub(crate) mention_count: u32,
}

/// The answer of a change that has nothing else to tell.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct Done {
    /// Always true.
    pub(crate) success: bool,
}

impl Done {
    /// It is done.
    pub(crate) const YES: Self = Self { success: true };
}
