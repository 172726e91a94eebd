//! What files are: their words, their views, and the pure rules about them.

use std::time::Duration;

use jiff::ToSpan as _;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::base::ids::{ChatId, FileId, ProjectId, UserId};
use crate::base::kind::FileKind;
use crate::base::scope::Scope;
use crate::base::time::Timestamp;
use crate::base::words::words;

/// The most bytes a form brings.
pub(crate) const FORM_MAX: u64 = 50 * 1024 * 1024;
/// How long a form or an address for an upload is good.
pub(crate) const FORM_TTL: Duration = Duration::from_mins(5);
/// How long bytes are awaited before the file is given up.
pub(crate) const PENDING_TTL: Duration = Duration::from_hours(24);
/// Labels one person puts on one file, at most.
pub(crate) const LABELS_MAX: usize = 20;
/// Files of one message or task, at most.
pub const ATTACHMENTS_MAX: usize = 20;
/// Files of one bundle, at most.
pub(crate) const ARCHIVE_MAX: usize = 500;
/// Versions of one file that are listed, at most.
pub(crate) const VERSIONS_SHOWN: u32 = 200;

words! {
    /// How far a file has come.
    pub FileStatus {
        /// Its bytes are awaited.
        Pending = "pending",
        /// Its bytes are here and are being checked.
        Scanning = "scanning",
        /// It can be had.
        Ready = "ready",
        /// The virus scanner found something: nobody can have it.
        Infected = "infected",
        /// It could not be checked: nobody can have it.
        Failed = "failed",
    }
}

words! {
    /// What files are attached to.
    pub RefTable {
        /// Messages of chats.
        Messages = "messages",
        /// Tasks of projects.
        Tasks = "tasks",
        /// Internal mail.
        Mail = "mail_messages",
    }
}

words! {
    /// How long a file is kept.
    pub Retention {
        /// Thirty days.
        Days30 = "30d",
        /// Ninety days.
        Days90 = "90d",
        /// A year.
        Year = "1y",
        /// Seven years.
        Years7 = "7y",
        /// Until somebody deletes it.
        Permanent = "permanent",
    }
}

impl Retention {
    /// When a file under this policy is deleted for good.
    pub(crate) fn ends(self, now: Timestamp) -> Option<Timestamp> {
        let (days, years) = match self {
            Self::Days30 => (30, 0),
            Self::Days90 => (90, 0),
            Self::Year => (0, 1),
            Self::Years7 => (0, 7),
            Self::Permanent => return None,
        };
        // Years as people and the law count them: on the same day, whatever leap days are between.
        let moment =
            jiff::Timestamp::from_millisecond(now.millis()).ok()?.to_zoned_datetime(TimeZone::UTC);
        let end = moment.checked_add(days.days().years(years)).ok()?;
        Some(Timestamp::from_millis(end.timestamp().as_millisecond()))
    }
}

/// What something is attached to: a row of a feature above, and who sees it there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The kind of row.
    pub table: RefTable,
    /// The row.
    pub id: i64,
    /// Who may see the file there: of a message in a channel, everyone.
    pub scope: Scope,
    /// The chat it is in.
    pub chat: Option<ChatId>,
    /// The project it is in.
    pub project: Option<ProjectId>,
}

impl Place {
    /// Who is told: in a chat its members, also where others may look.
    pub(crate) fn hearers(&self) -> Scope {
        self.chat.map_or(self.scope, Scope::Chat)
    }
}

/// A file as everyone who may see it sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileFacts {
    /// Its id.
    pub id: FileId,
    /// What it is called.
    pub file_name: String,
    /// The same under its first name.
    pub filename: String,
    /// What it is, by what is in it; as declared until the bytes are here.
    pub mime_type: String,
    /// The same under its first name.
    pub mime: String,
    /// How many bytes; as declared until they are here.
    pub size: u64,
    /// How far it has come.
    pub status: FileStatus,
    /// What the virus scanner said.
    pub scan_result: Option<String>,
    /// When it did.
    pub scanned_at: Option<Timestamp>,
    /// The hash of its bytes; absent until they are here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// What it is, as people think of it.
    pub kind: FileKind,
    /// Whether it can be shown in a page: else it is only downloaded.
    pub is_inline: bool,
    /// The width of a picture, upright, in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// The height of a picture, upright, in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// Whether there are small pictures of it.
    pub has_thumbnail: bool,
    /// Which form it has now; 0 until the bytes are here.
    pub version: u32,
    /// How many forms it had.
    pub version_count: u32,
    /// How long it is kept.
    pub retention_policy: Retention,
    /// When it will be deleted for good.
    pub retention_expires_at: Option<Timestamp>,
    /// Whose it is.
    pub owner_id: UserId,
    /// When it was brought.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// When it was put into the trash.
    pub trashed_at: Option<Timestamp>,
    /// What a picture shows, in its owner's words, for who does not see it.
    pub alt_text: Option<String>,
}

/// A file attached to something, as it is shown there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// The file.
    pub id: FileId,
    /// What it is called.
    pub file_name: String,
    /// What it is.
    pub mime_type: String,
    /// How many bytes.
    pub size: u64,
    /// How far it has come.
    pub status: FileStatus,
    /// What it is, as people think of it.
    pub kind: FileKind,
    /// Whether it can be shown in a page.
    pub is_inline: bool,
    /// The width of a picture, upright, in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// The height of a picture, upright, in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// Whether there are small pictures of it.
    pub has_thumbnail: bool,
    /// Which form it has now.
    pub version: u32,
    /// When it was put into the trash: it cannot be had any more.
    pub trashed_at: Option<Timestamp>,
    /// What a picture shows, in its owner's words, for who does not see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alt_text: Option<String>,
}

/// A place where a file is used, for those who may see it there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// What it is attached to.
    pub ref_table: RefTable,
    /// Which of them.
    pub ref_id: String,
    /// The chat it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat_id: Option<ChatId>,
    /// The project it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_id: Option<ProjectId>,
    /// Since when.
    pub linked_at: Timestamp,
}

/// Which files of those a person may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Whose {
    /// Their own.
    #[default]
    Mine,
    /// Those of others.
    Shared,
    /// All.
    All,
}

/// In which order files are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Sort {
    /// The newest first.
    #[default]
    Newest,
    /// The oldest first.
    Oldest,
    /// By name.
    Name,
    /// The largest first.
    Size,
}

/// The form of a name to sort by and to find in.
pub(crate) fn name_key(name: &str) -> String {
    name.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_end_when_they_say() {
        let now = Timestamp::from_millis(0);
        let days = |policy: Retention| policy.ends(now).map(|end| end.millis() / 86_400_000);
        let policies = ["30d", "90d", "1y", "7y", "permanent"].map(|word| word.parse().unwrap());
        assert_eq!(policies.map(days), [Some(30), Some(90), Some(365), Some(2_557), None]);
        assert!("forever".parse::<Retention>().is_err());
    }
}
