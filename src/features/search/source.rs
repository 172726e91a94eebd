//! What a feature does to be found.

use serde_json::value::RawValue;

use super::sources::{
    chats::Chats, comments::Comments, files::Files, messages::Messages, people::People,
    projects::Projects, tasks::Tasks,
};
use crate::access::Presence;
use crate::base::Result;
use crate::base::ids::UserId;
use crate::features::files::RefTable;
use crate::infra::db::{ReadTx, StoredEvent};
use crate::infra::index::{Document, Key};

/// A kind of things that can be found. The numbers are in the index and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(super) enum Entity {
    /// Messages of chats.
    Messages = 1,
    /// People.
    Users = 2,
    /// Groups and channels.
    Chats = 3,
    /// Files.
    Files = 4,
    /// Projects.
    Projects = 5,
    /// Tasks.
    Tasks = 6,
    /// Comments on tasks.
    Comments = 7,
    /// Letters.
    MailMessages = 8,
}

impl Entity {
    /// Every kind.
    pub(super) const ALL: [Self; 8] = [
        Self::Messages,
        Self::Users,
        Self::Chats,
        Self::Files,
        Self::Projects,
        Self::Tasks,
        Self::Comments,
        Self::MailMessages,
    ];

    /// The word on the wire.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Users => "users",
            Self::Chats => "chats",
            Self::Files => "files",
            Self::Projects => "projects",
            Self::Tasks => "tasks",
            Self::Comments => "comments",
            Self::MailMessages => "mail_messages",
        }
    }

    /// The kind people mean by a word: its name, the same of one, or what else it is called.
    pub(super) fn find(word: &str) -> Option<Self> {
        let word = word.to_lowercase();
        let named = |entity: &Self| {
            let name = entity.name();
            name == word || name.strip_suffix('s') == Some(word.as_str())
        };
        match word.as_str() {
            "people" | "person" => Some(Self::Users),
            "mail" | "mails" => Some(Self::MailMessages),
            "channel" | "channels" | "group" | "groups" => Some(Self::Chats),
            _ => Self::ALL.into_iter().find(named),
        }
    }

    /// The place of this kind in lists by kind.
    pub(super) const fn place(self) -> usize {
        self as usize
    }

    /// The name of a row in the index.
    pub(super) fn key(self, id: i64) -> Key {
        Key::new(self as u8, id)
    }
}

/// For whom something is shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    /// The person.
    pub(super) user: UserId,
    /// Who is here.
    pub(super) presence: &'a Presence,
}

/// A row that was found and that the reader may see.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    /// Its id.
    pub(super) id: i64,
    /// The view its feature shows everywhere else.
    pub(super) item: Box<RawValue>,
    /// The texts that were searched, by the name of their field; but for what is [inside](Source::inside).
    pub(super) texts: Vec<(&'static str, String)>,
}

/// Something things are in, such as a chat.
#[derive(Debug, Clone)]
pub(super) struct Named {
    /// The number documents have among their places.
    pub(super) number: u64,
    /// What `in:` takes for it.
    pub(super) id: String,
    /// What the reader calls it.
    pub(super) name: String,
}

/// One kind of things that can be found, as its feature tells of it.
pub(super) trait Source: Sync {
    /// Which kind.
    fn entity(&self) -> Entity;

    /// The rows whose document an event changes: what it says, who may see it, or that it is there at all.
    fn touched(&self, tx: &ReadTx<'_>, event: &StoredEvent) -> Result<Vec<i64>>;

    /// How many rows are read at once: fewer, where a row may say much.
    fn batch(&self) -> u32 {
        1_000
    }

    /// The documents of those of the rows that can be found.
    fn load(&self, tx: &ReadTx<'_>, ids: &[i64]) -> Result<Vec<Document>>;

    /// The ids of rows after `after`, in order: a rebuild reads them all.
    fn list_ids(&self, tx: &ReadTx<'_>, after: i64, limit: u32) -> Result<Vec<i64>>;

    /// About how many rows there are.
    fn estimate(&self, tx: &ReadTx<'_>) -> Result<u64>;

    /// Those of the rows that the reader may see now, in no order: the feature's own check, in this snapshot.
    fn show(&self, tx: &ReadTx<'_>, reader: Reader<'_>, ids: &[i64]) -> Result<Vec<Shown>>;

    /// What else was searched of a row that is shown, and may be too long to show with it: the name of the
    /// field, and the text.
    fn inside(&self, _: &ReadTx<'_>, _: i64) -> Result<Option<(&'static str, String)>> {
        Ok(None)
    }

    /// The rows that are places of others and that the reader may go to: all, or those among `ids`.
    fn places(&self, _: &ReadTx<'_>, _: Reader<'_>, _: Option<&[i64]>) -> Result<Vec<Named>> {
        Ok(Vec::new())
    }
}

/// Everything that can be found.
pub(super) static SOURCES: [&dyn Source; 7] =
    [&Messages, &People, &Chats, &Files, &Projects, &Tasks, &Comments];

/// The source of a kind; none for kinds that nobody tells of.
pub(super) fn find(entity: Entity) -> Option<&'static dyn Source> {
    SOURCES.into_iter().find(|source| source.entity() == entity)
}

/// The ids of the rows an event is about, most important first.
pub(super) fn ids_of(event: &StoredEvent) -> Result<Vec<i64>> {
    #[derive(serde::Deserialize)]
    struct Head {
        ids: Vec<String>,
    }
    let head: Head = serde_json::from_str(&event.data)?;
    Ok(head.ids.iter().filter_map(|id| id.parse().ok()).collect())
}

/// The id of the row of ours that a file was attached to, or taken from, by an event.
pub(super) fn attached_to(event: &StoredEvent, table: RefTable) -> Result<Option<i64>> {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Link {
        ref_table: String,
    }
    if !["file.linked", "file.unlinked"].contains(&event.name.as_str()) {
        return Ok(None);
    }
    let link: Link = serde_json::from_str(&event.data)?;
    let is_ours = link.ref_table == table.as_str();
    Ok(if is_ours { ids_of(event)?.get(1).copied() } else { None })
}

/// The first of [`ids_of`] for events with one of these names; none for others.
pub(super) fn first_id(event: &StoredEvent, names: &[&str]) -> Result<Vec<i64>> {
    if !names.contains(&event.name.as_str()) {
        return Ok(Vec::new());
    }
    Ok(ids_of(event)?.into_iter().take(1).collect())
}
