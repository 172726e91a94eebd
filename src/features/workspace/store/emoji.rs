//! The workspace's own emoji.

use rusqlite::Row;

use crate::base::ids::{EmojiId, UserId};
use crate::base::text::EmojiName;
use crate::base::{Result, codes};
use crate::features::workspace::model::CustomEmoji;
use crate::infra::db::{ReadTx, WriteTx};

/// Digits of a blob's name that tell one picture from the next.
const VERSION: usize = 16;

/// The picture of an emoji.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Drawing {
    pub(crate) blob: String,
    pub(crate) media_type: String,
}

impl Drawing {
    /// What tells it from any other.
    pub(crate) fn version(&self) -> &str {
        version_of(&self.blob)
    }
}

fn version_of(blob: &str) -> &str {
    blob.get(..VERSION).unwrap_or(blob)
}

macro_rules! emoji {
    ($rest:literal) => {
        concat!("SELECT id, name, blob, created_by, created_at FROM custom_emoji ", $rest)
    };
}

fn emoji(row: &Row<'_>) -> rusqlite::Result<CustomEmoji> {
    let id: EmojiId = row.get(0)?;
    let blob: String = row.get(2)?;
    Ok(CustomEmoji {
        id,
        name: row.get(1)?,
        url: format!("/api/v1/emoji/{id}/{}", version_of(&blob)),
        created_by: row.get(3)?,
        created_at: row.get(4)?,
    })
}

/// All of them, by name.
pub fn list(tx: &ReadTx<'_>) -> Result<Vec<CustomEmoji>> {
    tx.list(emoji!("ORDER BY name"), [], emoji)
}

/// One of them.
pub(crate) fn find(tx: &ReadTx<'_>, id: EmojiId) -> Result<Option<CustomEmoji>> {
    tx.find(emoji!("WHERE id = ?1"), [id], emoji)
}

/// Whether there is one of this name.
pub fn exists(tx: &ReadTx<'_>, name: &str) -> Result<bool> {
    tx.one("SELECT EXISTS (SELECT 1 FROM custom_emoji WHERE name = ?1)", [name], |row| row.get(0))
}

/// How many there are.
pub(crate) fn count(tx: &ReadTx<'_>) -> Result<u32> {
    tx.one("SELECT count(*) FROM custom_emoji", [], |row| row.get(0))
}

/// The picture of one.
pub(crate) fn find_drawing(tx: &ReadTx<'_>, id: EmojiId) -> Result<Option<Drawing>> {
    tx.find("SELECT blob, media_type FROM custom_emoji WHERE id = ?1", [id], |row| {
        Ok(Drawing { blob: row.get(0)?, media_type: row.get(1)? })
    })
}

/// The blobs of all of them.
pub(crate) fn list_blobs(tx: &ReadTx<'_>) -> Result<Vec<String>> {
    tx.list("SELECT blob FROM custom_emoji", [], |row| row.get(0))
}

/// Adds one.
///
/// # Errors
/// `emoji_name_taken`.
pub(crate) fn insert(
    tx: &mut WriteTx<'_>,
    name: &EmojiName,
    drawing: &Drawing,
    created_by: UserId,
) -> Result<EmojiId> {
    let at = tx.now();
    tx.insert_unique(
        "INSERT INTO custom_emoji (name, blob, media_type, created_by, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        (name.as_str(), &drawing.blob, &drawing.media_type, created_by, at),
        "custom_emoji.name",
        codes::EMOJI_NAME_TAKEN,
    )
    .map(EmojiId::new)
}

/// Takes one away.
pub(crate) fn delete(tx: &mut WriteTx<'_>, id: EmojiId) -> Result<()> {
    tx.execute("DELETE FROM custom_emoji WHERE id = ?1", [id])?;
    Ok(())
}
