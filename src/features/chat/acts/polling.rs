//! Choosing in polls, and closing them.

use super::load_alive;
use crate::access::Actor;
use crate::base::ids::{MessageId, UserId};
use crate::base::{Error, Result, codes};
use crate::features::chat::access::Seat;
use crate::features::chat::events::PollUpdated;
use crate::features::chat::polls::{self as views, Poll, PollPatch};
use crate::features::chat::store::chats::ChatRow;
use crate::features::chat::store::messages::MessageRow;
use crate::features::chat::store::polls::{self, PollRow};
use crate::infra::db::{ReadTx, WriteTx};

fn load(tx: &ReadTx<'_>, chat: &ChatRow, id: MessageId) -> Result<(MessageRow, PollRow)> {
    let row = load_alive(tx, chat, id)?;
    let poll = polls::list(tx, &[id])?.into_iter().next().ok_or(codes::MESSAGE_NOT_A_POLL)?;
    Ok((row, poll))
}

fn shown(tx: &ReadTx<'_>, viewer: Option<UserId>, id: MessageId) -> Result<Poll> {
    let poll = views::show(tx, viewer, &[id])?.remove(&id);
    poll.ok_or_else(|| Error::internal("a poll was lost on its way"))
}

fn tell(tx: &mut WriteTx<'_>, chat: &ChatRow, id: MessageId) -> Result<()> {
    let patch = PollPatch::of(&shown(tx, None, id)?);
    tx.emit(&PollUpdated { chat_id: chat.id, message_id: id, patch })
}

/// Chooses these options and no others; none withdraws.
///
/// # Errors
/// `message_not_found`, `message_deleted`, `message_not_a_poll`, `poll_closed`, `invalid_request` on `options`.
pub(crate) fn vote(
    tx: &mut WriteTx<'_>,
    chat: &ChatRow,
    user: UserId,
    id: MessageId,
    mut choices: Vec<u32>,
) -> Result<Poll> {
    let (_, poll) = load(tx, chat, id)?;
    if poll.closed(tx.now()).is_some() {
        return Err(codes::POLL_CLOSED.into());
    }
    choices.sort_unstable();
    choices.dedup();
    let before = shown(tx, Some(user), id)?;
    let refuse = |code, sentence| Err(Error::invalid_field("options", code, sentence));
    if choices.last().is_some_and(|choice| *choice as usize >= before.options.len()) {
        return refuse("out_of_range", "must be places of options, from 0");
    }
    if choices.len() > 1 && !poll.is_multiple {
        return refuse("too_many", "must be one option in this poll");
    }
    if before.mine.as_ref() == Some(&choices) {
        return Ok(before);
    }
    polls::set_votes(tx, id, user, &choices)?;
    tell(tx, chat, id)?;
    shown(tx, Some(user), id)
}

/// Closes a poll for good: its sender does, or an administrator of the chat. Closing it again changes
/// nothing.
///
/// # Errors
/// `message_not_found`, `message_deleted`, `message_not_a_poll`, `message_not_yours`.
pub(crate) fn close(
    tx: &mut WriteTx<'_>,
    seat: &Seat,
    actor: &Actor,
    id: MessageId,
) -> Result<Poll> {
    let (row, poll) = load(tx, &seat.chat, id)?;
    if row.sender != actor.user {
        seat.require_admin().map_err(|_| codes::MESSAGE_NOT_YOURS)?;
    }
    let at = tx.now();
    if poll.closed(at).is_none() {
        polls::set_closed(tx, id, at)?;
        tell(tx, &seat.chat, id)?;
    }
    shown(tx, Some(actor.user), id)
}
