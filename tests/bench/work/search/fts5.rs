//! SQLite FTS5, by the same rusqlite, in this process.

use rusqlite::Connection;

use super::corpus::{Kind, Question};
use super::{MOST, database};
use crate::Outcome;
use crate::world::{World, open_database};

/// The messages, their full-text index, and the chats of the reader.
pub(super) struct Database(Connection);

impl Database {
    /// Copies the messages of a workspace.
    pub(super) fn fill(world: &World, reader: u32) -> Outcome<Self> {
        let connection = open_database(&world.folder().join("fts5.db"))?;
        connection.execute_batch("PRAGMA journal_mode = off; PRAGMA cache_size = -262144;")?;
        connection.execute("ATTACH ?1 AS epop", [database(world).to_string_lossy()])?;
        connection.execute_batch(
            "CREATE TABLE m (id INTEGER PRIMARY KEY, chat INTEGER NOT NULL, sender INTEGER NOT NULL,
                             at INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
             INSERT INTO m SELECT id, chat_id, sender_id, created_at, body FROM epop.messages;
             CREATE VIRTUAL TABLE f USING fts5 (body, content = 'm', content_rowid = 'id', prefix = '2 3',
                                                tokenize = 'unicode61 remove_diacritics 2');
             INSERT INTO f (f) VALUES ('rebuild');
             INSERT INTO f (f) VALUES ('optimize');
             CREATE TABLE mine (chat INTEGER PRIMARY KEY);",
        )?;
        connection.execute(
            "INSERT INTO mine SELECT chat_id FROM epop.chat_members WHERE user_id = ?1",
            [reader + 1],
        )?;
        connection.execute_batch("DETACH epop; ANALYZE;")?;
        Ok(Self(connection))
    }

    /// Asks, and tells how many hits came.
    pub(super) fn ask(&self, kind: Kind, question: &Question) -> Outcome<usize> {
        const BY_RANK: &str = "SELECT m.id, m.chat, m.sender, m.at, m.body, snippet(f, 0, '<mark>', '</mark>', '…', 40)
             FROM f JOIN m ON m.id = f.rowid WHERE f MATCH ?1 AND m.chat IN mine ORDER BY f.rank LIMIT ?2";
        const BY_DATE: &str = "SELECT m.id, m.chat, m.sender, m.at, m.body, snippet(f, 0, '<mark>', '</mark>', '…', 40)
             FROM f JOIN m ON m.id = f.rowid WHERE f MATCH ?1 AND m.chat IN mine ORDER BY f.rowid DESC LIMIT ?2";
        let words: Vec<String> =
            question.words.split(' ').map(|word| format!("\"{word}\"")).collect();
        let star = if question.is_beginning { "*" } else { "" };
        let sql = if kind == Kind::ByDate { BY_DATE } else { BY_RANK };
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query((format!("{}{star}", words.join(" ")), MOST))?;
        let mut hits = 0;
        while let Some(row) = rows.next()? {
            let marked: String = row.get(5)?;
            hits += usize::from(marked.contains("<mark>"));
        }
        Ok(hits)
    }
}
