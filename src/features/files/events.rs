//! What happens to files. Facts of a file go to one scope in each event: so the log can tell them again to
//! exactly those who may still see the file, as it is then.

use serde::Serialize;

use super::model::{FileFacts, RefTable};
use crate::base::Result;
use crate::base::ids::{ChatId, FileId, ProjectId, UserId};
use crate::base::scope::{Audience, Scope};
use crate::infra::db::Event;

/// Every event of this feature: its name and what it tells.
pub const EVENTS: &[(&str, &str)] = &[
    (
        FileCreated::NAME,
        "The bytes of a file are here. To its owner, and to those who see it where it is attached already; one event for each scope.",
    ),
    (
        FileUpdated::NAME,
        "A file was checked, renamed, has another version or small pictures, went into the trash or came back. To its owner, and to those who see it where it is attached; one event for each scope.",
    ),
    (
        FileDeleted::NAME,
        "A file is gone for good. To its owner, and to those who saw it where it was attached.",
    ),
    (FileLinked::NAME, "A file was attached to something. To those who see it there."),
    (FileUnlinked::NAME, "A file is no longer attached to something. To those who saw it there."),
    (
        FileLabelsUpdated::NAME,
        "A person put other labels on a file. To the person alone, without the labels.",
    ),
    (
        FileTextUpdated::NAME,
        "The words inside a file were read: it is found by them now. To its owner alone, without the words.",
    ),
];

/// What a file is now: told, not kept.
#[derive(Debug)]
pub(crate) struct Words(String);

impl Words {
    pub(crate) fn of(facts: &FileFacts) -> Result<Self> {
        Ok(Self(format!(r#"{{"patch":{}}}"#, serde_json::to_string(facts)?)))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The bytes of a file are here.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FileCreated<'a> {
    pub(crate) file_id: FileId,
    #[serde(skip)]
    pub(crate) scope: Scope,
    #[serde(skip)]
    pub(crate) words: &'a Words,
}

impl Event for FileCreated<'_> {
    const NAME: &'static str = "file.created";

    fn audience(&self) -> Audience {
        Audience::of(self.scope)
    }

    fn ids(&self) -> Vec<i64> {
        vec![self.file_id.get()]
    }

    fn words(&self) -> Option<&str> {
        Some(self.words.as_str())
    }
}

/// A file is otherwise now.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FileUpdated<'a> {
    pub(crate) file_id: FileId,
    #[serde(skip)]
    pub(crate) scope: Scope,
    #[serde(skip)]
    pub(crate) words: &'a Words,
}

impl Event for FileUpdated<'_> {
    const NAME: &'static str = "file.updated";

    fn audience(&self) -> Audience {
        Audience::of(self.scope)
    }

    fn ids(&self) -> Vec<i64> {
        vec![self.file_id.get()]
    }

    fn words(&self) -> Option<&str> {
        Some(self.words.as_str())
    }
}

/// A file is gone for good.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FileDeleted {
    pub(crate) file_id: FileId,
    #[serde(skip)]
    pub(crate) audience: Audience,
}

impl Event for FileDeleted {
    const NAME: &'static str = "file.deleted";

    fn audience(&self) -> Audience {
        self.audience.clone()
    }

    fn ids(&self) -> Vec<i64> {
        vec![self.file_id.get()]
    }
}

/// A file was attached to something.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FileLinked<'a> {
    #[serde(flatten)]
    pub(crate) link: LinkFacts,
    #[serde(skip)]
    pub(crate) words: &'a Words,
}

/// Which file was attached to what.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LinkFacts {
    pub(crate) file_id: FileId,
    pub(crate) ref_table: RefTable,
    #[serde(serialize_with = "as_text")]
    pub(crate) ref_id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) chat_id: Option<ChatId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) project_id: Option<ProjectId>,
    #[serde(skip)]
    pub(crate) scope: Scope,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks like this")]
fn as_text<S: serde::Serializer>(id: &i64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(id)
}

impl Event for FileLinked<'_> {
    const NAME: &'static str = "file.linked";

    fn audience(&self) -> Audience {
        Audience::of(self.link.scope)
    }

    fn ids(&self) -> Vec<i64> {
        vec![self.link.file_id.get(), self.link.ref_id]
    }

    fn words(&self) -> Option<&str> {
        Some(self.words.as_str())
    }
}

/// A file is no longer attached to something.
#[derive(Debug, Serialize)]
pub(crate) struct FileUnlinked {
    #[serde(flatten)]
    pub(crate) link: LinkFacts,
}

impl Event for FileUnlinked {
    const NAME: &'static str = "file.unlinked";

    fn audience(&self) -> Audience {
        Audience::of(self.link.scope)
    }

    fn ids(&self) -> Vec<i64> {
        vec![self.link.file_id.get(), self.link.ref_id]
    }
}

/// A person put other labels on a file.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FileLabelsUpdated {
    pub(crate) file_id: FileId,
    #[serde(skip)]
    pub(crate) user: UserId,
}

impl Event for FileLabelsUpdated {
    const NAME: &'static str = "file.labels.updated";

    fn audience(&self) -> Audience {
        Audience::of(Scope::User(self.user))
    }

    fn ids(&self) -> Vec<i64> {
        vec![self.file_id.get()]
    }
}

/// The words inside a file were read.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FileTextUpdated {
    pub(crate) file_id: FileId,
    #[serde(skip)]
    pub(crate) owner: UserId,
}

impl Event for FileTextUpdated {
    const NAME: &'static str = "file.text.updated";

    fn audience(&self) -> Audience {
        Audience::of(Scope::User(self.owner))
    }

    fn ids(&self) -> Vec<i64> {
        vec![self.file_id.get()]
    }
}
