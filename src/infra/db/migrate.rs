//! Migrations: numbered SQL files, embedded, forward only.
//!
//! Each file that ran is remembered with its hash: a changed file, or a database from a newer
//! version, is refused. Before anything is changed in a database that holds data, a copy is written
//! to `backups/`.

use std::path::Path;

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use crate::base::time::Timestamp;
use crate::base::{Error, Result};

/// Every migration, in order. Never edit one that was released: add the next.
const MIGRATIONS: &[(&str, &str)] = &[
    ("0001_floor", include_str!("migrations/0001_floor.sql")),
    ("0002_people", include_str!("migrations/0002_people.sql")),
    ("0003_chat", include_str!("migrations/0003_chat.sql")),
    ("0004_chat_more", include_str!("migrations/0004_chat_more.sql")),
    ("0005_people_more", include_str!("migrations/0005_people_more.sql")),
    ("0006_workspace", include_str!("migrations/0006_workspace.sql")),
    ("0007_files", include_str!("migrations/0007_files.sql")),
    ("0009_projects", include_str!("migrations/0009_projects.sql")),
    ("0012_files_more", include_str!("migrations/0012_files_more.sql")),
];

/// Brings the database to the newest schema.
pub(super) fn run(connection: &mut Connection, folder: &Path, now: Timestamp) -> Result<()> {
    apply(connection, MIGRATIONS, folder, now)
}

fn apply(
    connection: &mut Connection,
    migrations: &[(&str, &str)],
    folder: &Path,
    now: Timestamp,
) -> Result<()> {
    connection.execute_batch(
        "CREATE TABLE IF NOT EXISTS migrations (
             name TEXT PRIMARY KEY, hash TEXT NOT NULL, applied_at INTEGER NOT NULL
         ) STRICT, WITHOUT ROWID",
    )?;
    let done = applied(connection)?;
    check(&done, migrations)?;
    let pending = &migrations[done.len()..];
    if pending.is_empty() {
        return Ok(());
    }
    if !done.is_empty() {
        back_up(connection, folder, now)?;
    }
    for (name, sql) in pending {
        let tx = connection.transaction()?;
        tx.execute_batch(sql)?;
        tx.execute(
            "INSERT INTO migrations (name, hash, applied_at) VALUES (?1, ?2, ?3)",
            (name, hash(sql), now),
        )?;
        tx.commit()?;
        tracing::info!(migration = name, "migrated");
    }
    Ok(())
}

fn applied(connection: &Connection) -> Result<Vec<(String, String)>> {
    let mut statement = connection.prepare("SELECT name, hash FROM migrations ORDER BY name")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn check(done: &[(String, String)], migrations: &[(&str, &str)]) -> Result<()> {
    for (position, (name, applied_hash)) in done.iter().enumerate() {
        match migrations.get(position) {
            Some((expected, sql)) if expected == name && hash(sql) == *applied_hash => {}
            Some((expected, _)) if expected == name => {
                return Err(Error::internal(format!("migration {name} was changed after it ran")));
            }
            _ => {
                return Err(Error::internal(format!(
                    "the database knows migration {name}, this version does not: it is newer; start the newer version"
                )));
            }
        }
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the backup folder is the database's own")]
fn back_up(connection: &Connection, folder: &Path, now: Timestamp) -> Result<()> {
    let backups = folder.join("backups");
    std::fs::create_dir_all(&backups)?;
    let copy = backups.join(format!("before-migration-{}.db", now.millis()));
    connection.execute("VACUUM INTO ?1", [copy.to_string_lossy()])?;
    tracing::info!(backup = %copy.display(), "backed up before migrating");
    Ok(())
}

fn hash(sql: &str) -> String {
    use std::fmt::Write as _;
    Sha256::digest(sql.as_bytes()).iter().fold(String::with_capacity(64), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes everything");
        text
    })
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "these tests open databases of their own")]
mod tests {
    use super::*;

    /// The whole schema as SQL, for the snapshot test.
    fn dump_schema(connection: &Connection) -> Result<String> {
        let mut statement = connection.prepare(
            "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type DESC, name",
        )?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        let statements: Vec<String> = rows.collect::<rusqlite::Result<_>>()?;
        Ok(statements.iter().flat_map(|sql| [sql, ";\n\n"]).collect())
    }

    const NOW: Timestamp = Timestamp::from_millis(1_764_000_000_000);

    fn memory() -> Connection {
        Connection::open_in_memory().expect("memory")
    }

    #[test]
    fn the_schema_is_what_schema_sql_says() {
        let mut connection = memory();
        let folder = tempfile::tempdir().expect("a folder");
        run(&mut connection, folder.path(), NOW).expect("migrations run");
        let dumped = dump_schema(&connection).expect("a schema");
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/infra/db/schema.sql");
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            std::fs::write(path, &dumped).expect("schema.sql is writable");
        }
        let kept = std::fs::read_to_string(path).expect("schema.sql");
        assert!(
            dumped == kept,
            "the schema changed: run with UPDATE_SNAPSHOTS=1 and review schema.sql"
        );
    }

    #[test]
    fn a_second_start_changes_nothing_and_an_older_database_is_backed_up_first() {
        let mut connection = memory();
        let folder = tempfile::tempdir().expect("a folder");
        let first = [("0001_a", "CREATE TABLE a (x INTEGER) STRICT;")];
        apply(&mut connection, &first, folder.path(), NOW).expect("the first runs");
        apply(&mut connection, &first, folder.path(), NOW).expect("the second start is quiet");
        assert!(!folder.path().join("backups").exists());

        let both = [first[0], ("0002_b", "CREATE TABLE b (x INTEGER) STRICT;")];
        apply(&mut connection, &both, folder.path(), NOW).expect("the next runs");
        let copies = std::fs::read_dir(folder.path().join("backups")).expect("backups").count();
        assert_eq!(copies, 1);
    }

    #[test]
    fn changed_and_newer_migrations_are_refused() {
        let mut connection = memory();
        let folder = tempfile::tempdir().expect("a folder");
        let first = [("0001_a", "CREATE TABLE a (x INTEGER) STRICT;")];
        apply(&mut connection, &first, folder.path(), NOW).expect("runs");
        let changed = [("0001_a", "CREATE TABLE a (y INTEGER) STRICT;")];
        let error = apply(&mut connection, &changed, folder.path(), NOW).unwrap_err();
        assert!(error.to_string().contains("changed after it ran"));
        let error = apply(&mut connection, &[], folder.path(), NOW).unwrap_err();
        assert!(error.to_string().contains("newer"));
    }

    #[test]
    fn a_failing_migration_leaves_nothing_behind() {
        let mut connection = memory();
        let folder = tempfile::tempdir().expect("a folder");
        let broken =
            [("0001_a", "CREATE TABLE a (x INTEGER) STRICT; CREATE TABLE a (x INTEGER) STRICT;")];
        apply(&mut connection, &broken, folder.path(), NOW).unwrap_err();
        assert!(!connection.table_exists(None, "a").expect("a look"));
    }
}
