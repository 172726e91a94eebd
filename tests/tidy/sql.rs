//! SQL stands in stores and nowhere else.

use crate::tree::{Source, enforce, sources};

/// Where statements may be written.
fn may_have_sql(path: &str) -> bool {
    let in_store = path.strip_prefix("src/features/").is_some_and(|rest| {
        let mut parts = rest.split('/').skip(1);
        matches!(parts.next(), Some("store" | "store.rs"))
    });
    in_store || path.starts_with("src/infra/") || path == "src/access/store.rs"
}

/// Where the driver itself may be named.
fn may_name_driver(path: &str) -> bool {
    path.starts_with("src/infra/db/") || (may_have_sql(path) && path.starts_with("src/features/"))
}

const VERBS: [&str; 8] = [
    "SELECT ",
    "INSERT INTO ",
    "INSERT OR ",
    "UPDATE ",
    "DELETE FROM ",
    "WITH ",
    "CREATE TABLE ",
    "PRAGMA ",
];

fn check(source: &Source) -> Vec<String> {
    let mut findings = Vec::new();
    for (line, text) in source.code() {
        let quoted = text.match_indices('"').map(|(at, _)| text[at + 1..].trim_start());
        let begins = |text: &str| VERBS.iter().any(|verb| text.starts_with(verb));
        if !may_have_sql(&source.path)
            && (quoted.into_iter().any(begins) || begins(text.trim_start()))
        {
            findings.push(source.finding(line, "SQL outside a store"));
        }
        if text.contains("rusqlite") && !may_name_driver(&source.path) {
            findings
                .push(source.finding(line, "rusqlite outside infra/db and the features' stores"));
        }
    }
    findings
}

#[test]
fn sql_stays_in_stores() {
    enforce(&sources("src", &[".rs"]), check);
}

#[test]
fn stray_sql_is_found() {
    for (path, text) in [
        ("src/features/chat/api/chats.rs", "tx.find(\"SELECT id FROM chats\")"),
        ("src/features/chat/acts.rs", "let sql = \"\n    UPDATE chats SET title = ?1\";"),
        ("src/boot/mod.rs", "use rusqlite::Connection;"),
        ("src/access/store.rs", "use rusqlite::Row;"),
    ] {
        assert_eq!(check(&Source::sample(path, text)).len(), 1, "{path}");
    }
    let store =
        Source::sample("src/features/chat/store/reads.rs", "use rusqlite::Row; \"SELECT 1\"");
    assert!(check(&store).is_empty());
}
