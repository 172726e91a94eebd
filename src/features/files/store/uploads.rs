//! Bytes that are awaited.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};

use crate::base::Result;
use crate::base::ids::{FileId, UserId};
use crate::base::time::Timestamp;
use crate::infra::db::{ReadTx, Row, WriteTx};

/// How bytes come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// At once, by a form or an address that was signed.
    Form,
    /// In pieces.
    Tus,
}

impl Way {
    fn as_str(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Tus => "tus",
        }
    }
}

impl FromSql for Way {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value.as_str()? {
            "form" => Ok(Self::Form),
            "tus" => Ok(Self::Tus),
            _ => Err(FromSqlError::InvalidType),
        }
    }
}

/// An upload as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct UploadRow {
    pub(crate) id: String,
    pub(crate) file: FileId,
    pub(crate) user: UserId,
    pub(crate) way: Way,
    /// What the file is called then.
    pub(crate) name: String,
    /// As declared.
    pub(crate) mime: Option<String>,
    /// As declared; of what comes in pieces, exactly.
    pub(crate) size: Option<u64>,
    /// Whether the bytes have come. The row stays for a while: who did not hear of it asks again.
    pub(crate) is_done: bool,
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

macro_rules! uploads {
    ($rest:literal) => {
        concat!(
            "SELECT id, file_id, user_id, way, name, mime, size, is_done, created_at, expires_at FROM uploads ",
            $rest
        )
    };
}

fn upload(row: &Row<'_>) -> rusqlite::Result<UploadRow> {
    Ok(UploadRow {
        id: row.get(0)?,
        file: row.get(1)?,
        user: row.get(2)?,
        way: row.get(3)?,
        name: row.get(4)?,
        mime: row.get(5)?,
        size: row.get(6)?,
        is_done: row.get(7)?,
        created_at: row.get(8)?,
        expires_at: row.get(9)?,
    })
}

/// Awaits bytes.
pub(crate) fn insert(tx: &mut WriteTx<'_>, new: &UploadRow) -> Result<()> {
    tx.execute(
        "INSERT INTO uploads (id, file_id, user_id, way, name, mime, size, is_done, created_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8, ?9)",
        (
            &new.id,
            new.file,
            new.user,
            new.way.as_str(),
            &new.name,
            &new.mime,
            new.size,
            new.created_at,
            new.expires_at,
        ),
    )?;
    Ok(())
}

/// An upload that is awaited.
pub(crate) fn find(tx: &ReadTx<'_>, id: &str) -> Result<Option<UploadRow>> {
    tx.find(uploads!("WHERE id = ?1"), [id], upload)
}

/// Gives an upload more time.
pub(crate) fn set_expiry(tx: &mut WriteTx<'_>, id: &str, expires_at: Timestamp) -> Result<()> {
    tx.execute("UPDATE uploads SET expires_at = ?2 WHERE id = ?1", (id, expires_at))?;
    Ok(())
}

/// The bytes of an upload have come.
pub(crate) fn set_done(tx: &mut WriteTx<'_>, id: &str) -> Result<()> {
    tx.execute("UPDATE uploads SET is_done = 1 WHERE id = ?1", [id])?;
    Ok(())
}

/// Awaits an upload no longer; false if it was not awaited.
pub(crate) fn delete(tx: &mut WriteTx<'_>, id: &str) -> Result<bool> {
    Ok(tx.execute("DELETE FROM uploads WHERE id = ?1", [id])? > 0)
}

/// Uploads whose time is over.
pub(crate) fn list_over(tx: &ReadTx<'_>, now: Timestamp, limit: u32) -> Result<Vec<UploadRow>> {
    tx.list(uploads!("WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2"), (now, limit), upload)
}
