//! What is asked all the time is answered from an index, however much has been said.

use super::{activity, follows, messages, reactions, reads};
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
