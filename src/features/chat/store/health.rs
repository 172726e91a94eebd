//! What is kept although it could be counted, counted again: for `epop doctor`.

use crate::base::Result;
use crate::infra::db::{ReadTx, WriteTx};

/// Something that is kept, how to find the rows that have it wrong, and how to put them right.
struct Check {
    what: &'static str,
    count: &'static str,
    repair: &'static str,
}

// In this order: whether a message is listed follows from its replies, what is newest from what is listed.
const CHECKS: &[Check] = &[
    Check {
        what: "chats with a wrong number of members",
        count: "SELECT count(*) FROM chats
                WHERE member_count <> (SELECT count(*) FROM chat_members m WHERE m.chat_id = chats.id)",
        repair: "UPDATE chats SET member_count = (SELECT count(*) FROM chat_members m WHERE m.chat_id = chats.id)",
    },
    Check {
        what: "threads with a wrong number of replies",
        count: "SELECT count(*) FROM messages WHERE root_id IS NULL AND reply_count <> (
                    SELECT count(*) FROM messages x WHERE x.root_id = messages.id AND x.deleted_at IS NULL)",
        repair: "UPDATE messages SET reply_count = (
                    SELECT count(*) FROM messages x WHERE x.root_id = messages.id AND x.deleted_at IS NULL)
                 WHERE root_id IS NULL",
    },
    Check {
        what: "messages with a wrong number of reactions",
        count: "SELECT count(*) FROM messages
                WHERE reactions <> (SELECT count(*) FROM message_reactions r WHERE r.message_id = messages.id)",
        repair: "UPDATE messages SET reactions = (
                    SELECT count(*) FROM message_reactions r WHERE r.message_id = messages.id)",
    },
    Check {
        what: "messages with a wrong number of acknowledgements",
        count: "SELECT count(*) FROM messages
                WHERE acks <> (SELECT count(*) FROM message_acks a WHERE a.message_id = messages.id)",
        repair: "UPDATE messages SET acks = (SELECT count(*) FROM message_acks a WHERE a.message_id = messages.id)",
    },
    Check {
        what: "messages that are listed and should not be, or the other way round",
        count: "SELECT count(*) FROM messages
                WHERE listed <> (root_id IS NULL AND (deleted_at IS NULL OR reply_count > 0))",
        repair: "UPDATE messages SET listed = (root_id IS NULL AND (deleted_at IS NULL OR reply_count > 0))",
    },
    Check {
        what: "chats with a wrong newest message",
        count: "SELECT count(*) FROM chats WHERE last_message_id IS NOT (
                    SELECT max(x.id) FROM messages x
                    WHERE x.chat_id = chats.id AND x.listed = 1 AND x.deleted_at IS NULL)",
        repair: "UPDATE chats SET last_message_id = (
                    SELECT max(x.id) FROM messages x
                    WHERE x.chat_id = chats.id AND x.listed = 1 AND x.deleted_at IS NULL)",
    },
    Check {
        what: "read marks on messages that do not count as unread",
        count: "SELECT count(*) FROM message_reads r JOIN messages x ON x.id = r.message_id
                WHERE x.sender_id = r.user_id OR x.deleted_at IS NOT NULL OR x.listed = 0",
        repair: "DELETE FROM message_reads WHERE EXISTS (
                    SELECT 1 FROM messages x WHERE x.id = message_reads.message_id
                      AND (x.sender_id = message_reads.user_id OR x.deleted_at IS NOT NULL OR x.listed = 0))",
    },
    Check {
        what: "mentions of people who are no members",
        count: "SELECT count(*) FROM message_mentions n WHERE NOT EXISTS (
                    SELECT 1 FROM chat_members m WHERE m.chat_id = n.chat_id AND m.user_id = n.user_id)",
        repair: "DELETE FROM message_mentions WHERE NOT EXISTS (
                    SELECT 1 FROM chat_members m
                    WHERE m.chat_id = message_mentions.chat_id AND m.user_id = message_mentions.user_id)",
    },
];

/// What is wrong, and in how many rows.
pub fn examine(tx: &ReadTx<'_>) -> Result<Vec<(&'static str, i64)>> {
    let mut wrong = Vec::new();
    for check in CHECKS {
        let rows = tx.one(check.count, [], |row| row.get(0))?;
        if rows > 0 {
            wrong.push((check.what, rows));
        }
    }
    Ok(wrong)
}

/// Counts everything again.
pub fn repair(tx: &mut WriteTx<'_>) -> Result<()> {
    for check in CHECKS {
        tx.execute(check.repair, [])?;
    }
    Ok(())
}
