//! Polls: what can be chosen, and who chose what.

use crate::base::Result;
use crate::base::ids::{MessageId, UserId};
use crate::base::time::Timestamp;
use crate::infra::db::{ReadTx, WriteTx};

/// A poll as stored.
#[derive(Debug, Clone)]
pub(crate) struct PollRow {
    pub(crate) message: MessageId,
    pub(crate) is_multiple: bool,
    pub(crate) is_anonymous: bool,
    /// The texts as a JSON array.
    pub(crate) options: String,
    pub(crate) closes_at: Option<Timestamp>,
    pub(crate) closed_at: Option<Timestamp>,
}

impl PollRow {
    /// Since when nobody can vote any more.
    pub(crate) fn closed(&self, now: Timestamp) -> Option<Timestamp> {
        self.closed_at.or(self.closes_at.filter(|closes_at| *closes_at <= now))
    }
}

/// Adds a poll to its message.
pub(crate) fn insert(tx: &mut WriteTx<'_>, poll: &PollRow) -> Result<()> {
    tx.execute(
        "INSERT INTO polls (message_id, is_multiple, is_anonymous, options, closes_at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        (poll.message, poll.is_multiple, poll.is_anonymous, &poll.options, poll.closes_at),
    )?;
    Ok(())
}

/// The polls of messages, in no order.
pub(crate) fn list(tx: &ReadTx<'_>, messages: &[MessageId]) -> Result<Vec<PollRow>> {
    tx.list(
        "SELECT message_id, is_multiple, is_anonymous, options, closes_at, closed_at FROM polls
         WHERE message_id IN (SELECT value FROM json_each(?1))",
        [super::json_ids(messages)],
        |row| {
            Ok(PollRow {
                message: row.get(0)?,
                is_multiple: row.get(1)?,
                is_anonymous: row.get(2)?,
                options: row.get(3)?,
                closes_at: row.get(4)?,
                closed_at: row.get(5)?,
            })
        },
    )
}

/// One person's choice in one poll.
#[derive(Debug, Clone, Copy)]
pub(crate) struct VoteRow {
    pub(crate) message: MessageId,
    pub(crate) user: UserId,
    pub(crate) choice: u32,
}

/// Every vote in these polls, by person.
pub(crate) fn list_votes(tx: &ReadTx<'_>, messages: &[MessageId]) -> Result<Vec<VoteRow>> {
    tx.list(
        "SELECT message_id, user_id, choice FROM poll_votes
         WHERE message_id IN (SELECT value FROM json_each(?1)) ORDER BY message_id, user_id, choice",
        [super::json_ids(messages)],
        |row| Ok(VoteRow { message: row.get(0)?, user: row.get(1)?, choice: row.get(2)? }),
    )
}

/// Replaces what a person chose.
pub(crate) fn set_votes(
    tx: &mut WriteTx<'_>,
    message: MessageId,
    user: UserId,
    choices: &[u32],
) -> Result<()> {
    tx.execute("DELETE FROM poll_votes WHERE message_id = ?1 AND user_id = ?2", (message, user))?;
    for choice in choices {
        tx.execute(
            "INSERT INTO poll_votes (message_id, user_id, choice) VALUES (?1, ?2, ?3)",
            (message, user, choice),
        )?;
    }
    Ok(())
}

/// Closes a poll.
pub(crate) fn set_closed(tx: &mut WriteTx<'_>, message: MessageId, at: Timestamp) -> Result<()> {
    tx.execute("UPDATE polls SET closed_at = ?2 WHERE message_id = ?1", (message, at))?;
    Ok(())
}

/// Takes a poll away with everything chosen in it.
pub(crate) fn delete(tx: &mut WriteTx<'_>, message: MessageId) -> Result<()> {
    tx.execute("DELETE FROM polls WHERE message_id = ?1", [message])?;
    Ok(())
}
