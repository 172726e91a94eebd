//! Lists of files: what a person may see, filtered and ordered, page by page.

use serde::{Deserialize, Serialize};

use super::files::{FileRow, file, files};
use crate::base::Result;
use crate::base::ids::{ChatId, FileId, ProjectId, UserId};
use crate::base::kind::FileKind;
use crate::base::scope::ScopeSet;
use crate::base::time::Timestamp;
use crate::features::files::model::{Sort, Whose, name_key};
use crate::infra::db::{ReadTx, params};

/// Which files to list.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub(crate) whose: Whose,
    pub(crate) kind: Option<FileKind>,
    pub(crate) owner: Option<UserId>,
    pub(crate) chat: Option<ChatId>,
    pub(crate) project: Option<ProjectId>,
    pub(crate) label: Option<String>,
    /// A part of the name.
    pub(crate) name: Option<String>,
    pub(crate) from: Option<Timestamp>,
    pub(crate) to: Option<Timestamp>,
    pub(crate) trashed: bool,
    pub(crate) sort: Sort,
}

/// The place of a file in a list: what it is sorted by, and its id.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Key {
    /// By time.
    Id((i64,)),
    /// By name.
    Name(String, i64),
    /// By size.
    Size(u64, i64),
}

impl Key {
    /// The place of a file in a list that is sorted so.
    pub(crate) fn of(row: &FileRow, sort: Sort) -> Self {
        let id = row.id.get();
        match sort {
            Sort::Newest | Sort::Oldest => Self::Id((id,)),
            Sort::Name => Self::Name(name_key(&row.name), id),
            Sort::Size => Self::Size(row.size, id),
        }
    }

    /// True if it is a place in a list that is sorted so.
    pub(crate) fn fits(&self, sort: Sort) -> bool {
        matches!(
            (self, sort),
            (Self::Id(_), Sort::Newest | Sort::Oldest)
                | (Self::Name(..), Sort::Name)
                | (Self::Size(..), Sort::Size)
        )
    }
}

/// What holds in every list: the bytes are there, the person may see it, and it is what is wanted.
macro_rules! wanted {
    ($order:literal) => {
        files!(
            "WHERE f.version > 0 AND (f.trashed_at IS NOT NULL) = ?3
               AND CASE ?4 WHEN 'mine' THEN f.owner_id = ?1
                   ELSE (f.trashed_at IS NULL OR f.owner_id = ?1)
                    AND (f.owner_id = ?1 AND ?4 = 'all' OR f.owner_id <> ?1 AND EXISTS (
                            SELECT 1 FROM file_links l WHERE l.file_id = f.id
                            AND l.scope IN (SELECT value FROM json_each(?2)))) END
               AND (?5 IS NULL OR f.kind = ?5)
               AND (?6 IS NULL OR f.owner_id = ?6)
               AND (?7 IS NULL OR f.id IN (SELECT file_id FROM file_links l WHERE l.chat_id = ?7
                                           AND l.scope IN (SELECT value FROM json_each(?2))))
               AND (?8 IS NULL OR f.id IN (SELECT file_id FROM file_links l WHERE l.project_id = ?8
                                           AND l.scope IN (SELECT value FROM json_each(?2))))
               AND (?9 IS NULL OR f.id IN (SELECT file_id FROM file_labels WHERE user_id = ?1 AND label = ?9))
               AND (?10 IS NULL OR instr(f.name_key, ?10) > 0)
               AND (?11 IS NULL OR f.created_at >= ?11) AND (?12 IS NULL OR f.created_at < ?12) ",
            $order
        )
    };
}

/// Files the person may see, after a place in the list.
pub(crate) fn list(
    tx: &ReadTx<'_>,
    user: UserId,
    scopes: &ScopeSet,
    wanted: &Wanted,
    after: Option<Key>,
    limit: u32,
) -> Result<Vec<FileRow>> {
    let scopes = scopes.to_json();
    let whose = match wanted.whose {
        Whose::Mine => "mine",
        Whose::Shared => "shared",
        Whose::All => "all",
    };
    let name = wanted.name.as_deref().map(name_key);
    let (number, text, id) = match after {
        None => (None, None, None),
        Some(Key::Id((id,))) => (None, None, Some(id)),
        Some(Key::Name(name, id)) => (None, Some(name), Some(id)),
        Some(Key::Size(size, id)) => (Some(size), None, Some(id)),
    };
    let sql = match wanted.sort {
        Sort::Newest => {
            wanted!(
                "AND (?15 IS NULL OR f.id < ?15) AND ?13 IS NULL AND ?14 IS NULL ORDER BY f.id DESC LIMIT ?16"
            )
        }
        Sort::Oldest => {
            wanted!(
                "AND (?15 IS NULL OR f.id > ?15) AND ?13 IS NULL AND ?14 IS NULL ORDER BY f.id LIMIT ?16"
            )
        }
        Sort::Name => wanted!(
            "AND ?13 IS NULL AND (?15 IS NULL OR (f.name_key, f.id) > (?14, ?15)) ORDER BY f.name_key, f.id LIMIT ?16"
        ),
        Sort::Size => wanted!(
            "AND ?14 IS NULL AND (?15 IS NULL OR (f.size, f.id) < (?13, ?15)) ORDER BY f.size DESC, f.id DESC LIMIT ?16"
        ),
    };
    tx.list(
        sql,
        params![
            user,
            scopes,
            wanted.trashed,
            whose,
            wanted.kind,
            wanted.owner,
            wanted.chat,
            wanted.project,
            wanted.label,
            name,
            wanted.from,
            wanted.to,
            number,
            text,
            id,
            limit
        ],
        file,
    )
}

/// The ids of files after `after`, in order: what an index is built of.
pub(crate) fn list_ids(tx: &ReadTx<'_>, after: FileId, limit: u32) -> Result<Vec<i64>> {
    tx.list("SELECT id FROM files WHERE id > ?1 ORDER BY id LIMIT ?2", (after, limit), |row| {
        row.get(0)
    })
}

/// The newest id; 0 before the first file.
pub(crate) fn newest_id(tx: &ReadTx<'_>) -> Result<u64> {
    tx.one("SELECT coalesce(max(id), 0) FROM files", [], |row| row.get(0))
}
