//! What is asked all the time is answered from an index, however much has been said.

use super::{activity, follows, health, messages, reactions, reads};
use crate::infra::clock::Clock;
use crate::infra::db::{Db, DbOptions};
use crate::infra::telemetry::Metrics;

#[tokio::test]
async fn what_is_asked_all_the_time_never_looks_through_a_table() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = DbOptions::new(1, Clock::system(), Metrics::new().db);
    let db = Db::open(folder.path(), &options).expect("a database");
    for (question, index) in [
        (messages::LIST_BEFORE, "USING INDEX messages_listed"),
        (messages::LIST_REPLIES, "USING INDEX messages_by_root"),
        (reads::LIST_UNREAD, "USING COVERING INDEX messages_listed"),
        (reads::LIST_POINTERS, "SEARCH m USING PRIMARY KEY"),
        (reads::LIST_MARK_COUNTS, "SEARCH r USING COVERING INDEX message_reads_by_chat"),
        (reactions::LIST, "SEARCH message_reactions USING PRIMARY KEY"),
        (follows::LIST, "SEARCH f USING PRIMARY KEY"),
        (activity::LIST, "SEARCH f USING PRIMARY KEY"),
        (activity::LIST, "USING INDEX messages_calling"),
        (activity::LIST, "USING INDEX messages_reacted"),
    ] {
        let sql = (1..=5)
            .fold(question.to_owned(), |sql, number| sql.replace(&format!("?{number}"), "'1'"));
        let plan = db.reader().read(move |tx| {
            tx.list(&format!("EXPLAIN QUERY PLAN {sql}"), [], |row| row.get::<_, String>(3))
        });
        let plan = plan.await.expect("a plan");
        // A list that is put together is looked through once; its parts are not.
        let looks_through = |step: &String| {
            step.starts_with("SCAN") && !step.contains("each") && !step.contains("subquery")
        };
        assert!(!plan.iter().any(looks_through), "{question}: {plan:#?}");
        assert!(plan.iter().any(|step| step.contains(index)), "{question}: {plan:#?}");
    }
}

#[tokio::test]
async fn what_was_counted_wrongly_is_counted_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = DbOptions::new(1, Clock::system(), Metrics::new().db);
    let db = Db::open(folder.path(), &options).expect("a database");
    let spoiled = db.write(|tx| {
        let user = tx.insert(
            "INSERT INTO users (email, password_hash, display_name, created_at, updated_at)
             VALUES ('ana@example.org', 'none', 'Ana', 1, 1)",
            [],
        )?;
        let chat = tx.insert(
            "INSERT INTO chats (kind, title, title_key, created_at, updated_at, last_active_at, member_count,
                                last_message_id)
             VALUES ('channel', 'plans', 'plans', 1, 1, 1, 7, 99)",
            [],
        )?;
        tx.insert(
            "INSERT INTO messages (chat_id, sender_id, format, body, delivery, listed, created_at, reply_count,
                                   reactions, acks)
             VALUES (?1, ?2, 'markdown', 'hello', 'normal', 0, 1, 3, 4, 5)",
            (chat, user),
        )?;
        let wrong: Vec<_> = health::examine(tx)?.into_iter().map(|(_, rows)| rows).collect();
        health::repair(tx)?;
        Ok((wrong, health::examine(tx)?))
    });
    let (wrong, left) = spoiled.await.expect("a write");
    assert_eq!(wrong, [1; 6], "members, replies, reactions, acknowledgements, lists, the newest");
    assert_eq!(left, []);
}
