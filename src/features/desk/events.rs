//! What changed on a desk. Everything here is told to its person alone, without words.

use serde::Serialize;

use crate::base::ids::{ChatId, MessageId, SavedId, ScheduledId, UserId};
use crate::base::scope::{Audience, Scope};
use crate::base::time::Timestamp;
use crate::infra::db::Event;

/// Makes events that tell the same facts under different names.
macro_rules! events {
    ($($event:ident($facts:ident) = $name:literal, $doc:literal;)*) => {
        $(
            #[doc = $doc]
            #[derive(Debug, Serialize)]
            #[serde(transparent)]
            pub(crate) struct $event(pub(crate) $facts);

            impl Event for $event {
                const NAME: &'static str = $name;

                fn audience(&self) -> Audience {
                    Audience::of(Scope::User(self.0.user))
                }

                fn ids(&self) -> Vec<i64> {
                    self.0.ids()
                }
            }
        )*

        /// Every event of this feature: its name and what it tells.
        pub const EVENTS: &[(&str, &str)] = &[$(($name, $doc)),*];
    };
}

events! {
    SavedCreated(SavedFacts) = "chat.saved.created",
        "A person saved a message or a note. To the person alone, without the note.";
    SavedUpdated(SavedFacts) = "chat.saved.updated",
        "A saved item has another note or reminder. To the person alone, without the note.";
    SavedDeleted(SavedFacts) = "chat.saved.deleted",
        "A saved item is done with. To the person alone.";
    ReminderDue(SavedFacts) = "chat.reminder.due",
        "It is time to think of a saved item. To the person alone, without the note.";
    DraftUpdated(DraftFacts) = "chat.draft.updated",
        "An unfinished text was changed on one of the person's devices. To the person alone, without the text.";
    ScheduledCreated(ScheduledFacts) = "chat.scheduled.created",
        "A person wrote a message to be posted later. To the person alone, without the text.";
    ScheduledUpdated(ScheduledFacts) = "chat.scheduled.updated",
        "A message to be posted later was changed. To the person alone, without the text.";
    ScheduledDeleted(ScheduledFacts) = "chat.scheduled.deleted",
        "A message will not be posted after all. To the person alone.";
    ScheduledSent(ScheduledFacts) = "chat.scheduled.sent",
        "A message that was waiting is posted. To the person alone.";
    ScheduledFailed(ScheduledFacts) = "chat.scheduled.failed",
        "A message could not be posted when it was time; `patch.failure` says why. To the person alone.";
    SidebarUpdated(SidebarFacts) = "chat.sidebar.updated",
        "A person orders their chats otherwise. To the person alone, without the names.";
}

/// A saved item, without its note.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SavedFacts {
    pub(crate) saved_id: SavedId,
    pub(crate) chat_id: Option<ChatId>,
    pub(crate) message_id: Option<MessageId>,
    pub(crate) patch: SavedPatch,
    #[serde(skip)]
    pub(crate) user: UserId,
}

/// The times of a saved item.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "these are the words on the wire")]
pub(crate) struct SavedPatch {
    pub(crate) saved_at: Timestamp,
    pub(crate) remind_at: Option<Timestamp>,
    pub(crate) reminded_at: Option<Timestamp>,
}

impl SavedFacts {
    fn ids(&self) -> Vec<i64> {
        vec![self.saved_id.get()]
    }
}

/// A draft, without its text.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DraftFacts {
    pub(crate) chat_id: ChatId,
    pub(crate) root_message_id: Option<MessageId>,
    pub(crate) patch: DraftPatch,
    #[serde(skip)]
    pub(crate) user: UserId,
}

/// Which draft it is now.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DraftPatch {
    pub(crate) version: i64,
    pub(crate) updated_at: Timestamp,
}

impl DraftFacts {
    fn ids(&self) -> Vec<i64> {
        vec![self.chat_id.get()]
    }
}

/// A message to be posted later, without its text.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ScheduledFacts {
    pub(crate) chat_id: ChatId,
    pub(crate) scheduled_id: ScheduledId,
    pub(crate) patch: ScheduledPatch,
    #[serde(skip)]
    pub(crate) user: UserId,
}

/// When it is to be posted, and whether that failed.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ScheduledPatch {
    pub(crate) send_at: Timestamp,
    pub(crate) failure: Option<&'static str>,
}

impl ScheduledFacts {
    fn ids(&self) -> Vec<i64> {
        vec![self.scheduled_id.get(), self.chat_id.get()]
    }
}

/// The order of a person's chats, without its names.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct SidebarFacts {
    pub(crate) patch: SidebarPatch,
    #[serde(skip)]
    pub(crate) user: UserId,
}

/// Which order it is now.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct SidebarPatch {
    pub(crate) version: i64,
}

impl SidebarFacts {
    fn ids(&self) -> Vec<i64> {
        vec![self.user.get()]
    }
}
