//! Writing now what is to be posted later.

use serde_json::value::RawValue;

use crate::access::Presence;
use crate::base::codes::Code;
use crate::base::ids::{ChatId, MessageId, ScheduledId, UserId};
use crate::base::time::Timestamp;
use crate::base::{Result, codes};
use crate::features::chat::{self, Delivery, Errand};
use crate::features::desk::events::{
    ScheduledCreated, ScheduledDeleted, ScheduledFacts, ScheduledFailed, ScheduledPatch,
    ScheduledSent, ScheduledUpdated,
};
use crate::features::desk::model::{SCHEDULED_MAX, require_ahead};
use crate::features::desk::store::scheduled::{self, ScheduledRow};
use crate::infra::db::{Origin, ReadTx, WriteTx};

/// A message to be posted later.
#[derive(Debug, Clone)]
pub(crate) struct NewScheduled {
    pub(crate) chat: ChatId,
    pub(crate) root: Option<MessageId>,
    /// Checked already.
    pub(crate) body: String,
    pub(crate) delivery: Delivery,
    pub(crate) send_at: Timestamp,
}

/// What is to change; absent things stay as they are.
#[derive(Debug, Clone)]
pub(crate) struct ScheduledChange {
    /// Checked already.
    pub(crate) body: Option<String>,
    pub(crate) delivery: Option<Delivery>,
    pub(crate) send_at: Option<Timestamp>,
}

fn facts(row: &ScheduledRow, failure: Option<Code>) -> ScheduledFacts {
    ScheduledFacts {
        chat_id: row.chat,
        scheduled_id: row.id,
        patch: ScheduledPatch { send_at: row.send_at, failure: failure.map(Code::name) },
        user: row.user,
    }
}

/// A message of the person that is waiting in the chat.
///
/// # Errors
/// `scheduled_not_found`.
pub(crate) fn load(
    tx: &ReadTx<'_>,
    user: UserId,
    chat: ChatId,
    id: ScheduledId,
) -> Result<ScheduledRow> {
    scheduled::find(tx, user, chat, id)?.ok_or_else(|| codes::SCHEDULED_NOT_FOUND.into())
}

/// Keeps a message until it is time.
///
/// # Errors
/// `invalid_request` on `sendAt`, `too_many_scheduled`; `message_not_found` or `message_not_a_root` for a thread that
/// is not there.
pub(crate) fn schedule(
    tx: &mut WriteTx<'_>,
    user: UserId,
    new: NewScheduled,
) -> Result<ScheduledRow> {
    let now = tx.now();
    require_ahead("sendAt", new.send_at, now)?;
    if scheduled::count(tx, user)? >= SCHEDULED_MAX {
        return Err(codes::TOO_MANY_SCHEDULED.into());
    }
    if let Some(root) = new.root {
        chat::require_thread(tx, new.chat, root)?;
    }
    let mut row = ScheduledRow {
        id: ScheduledId::new(0),
        user,
        chat: new.chat,
        root: new.root,
        body: new.body,
        delivery: new.delivery,
        send_at: new.send_at,
        failure: None,
        created_at: now,
        updated_at: now,
    };
    row.id = scheduled::insert(tx, &row)?;
    tx.emit(&ScheduledCreated(facts(&row, None)))?;
    Ok(row)
}

/// Changes a waiting message. One that could not be posted is tried again, if it gets another time.
///
/// # Errors
/// `invalid_request` on `sendAt`.
pub(crate) fn set(
    tx: &mut WriteTx<'_>,
    mut row: ScheduledRow,
    change: ScheduledChange,
) -> Result<ScheduledRow> {
    if let Some(send_at) = change.send_at {
        require_ahead("sendAt", send_at, tx.now())?;
        row.send_at = send_at;
        row.failure = None;
    }
    row.body = change.body.unwrap_or(row.body);
    row.delivery = change.delivery.unwrap_or(row.delivery);
    row.updated_at = tx.now();
    scheduled::update(tx, &row)?;
    tx.emit(&ScheduledUpdated(facts(&row, None)))?;
    Ok(row)
}

/// Gives a waiting message up.
pub(crate) fn cancel(tx: &mut WriteTx<'_>, row: &ScheduledRow) -> Result<()> {
    scheduled::delete(tx, row.id)?;
    tx.emit(&ScheduledDeleted(facts(row, None)))
}

/// Posts a waiting message and forgets it, both or neither. Answers the message as JSON.
///
/// # Errors
/// As for anyone who posts.
pub(crate) fn send(
    tx: &mut WriteTx<'_>,
    presence: &Presence,
    row: ScheduledRow,
) -> Result<Box<RawValue>> {
    scheduled::delete(tx, row.id)?;
    tx.emit(&ScheduledSent(facts(&row, None)))?;
    let errand = Errand {
        sender: row.user,
        chat: row.chat,
        root: row.root,
        words: row.body,
        delivery: row.delivery,
    };
    chat::say(tx, presence, errand)
}

/// Posts a message if it is (still) due.
///
/// # Errors
/// As for anyone who posts.
pub(crate) fn send_due(tx: &mut WriteTx<'_>, presence: &Presence, id: ScheduledId) -> Result<()> {
    let Some(row) = scheduled::find_due(tx, id, tx.now())? else { return Ok(()) };
    tx.set_origin(Origin { actor: Some(row.user), request_id: None });
    send(tx, presence, row).map(drop)
}

/// Notes why a message that is due could not be posted.
pub(crate) fn note_failure(tx: &mut WriteTx<'_>, id: ScheduledId, failure: Code) -> Result<()> {
    let Some(mut row) = scheduled::find_due(tx, id, tx.now())? else { return Ok(()) };
    row.failure = Some(failure.name().to_owned());
    row.updated_at = tx.now();
    scheduled::update(tx, &row)?;
    tx.emit(&ScheduledFailed(facts(&row, Some(failure))))
}
