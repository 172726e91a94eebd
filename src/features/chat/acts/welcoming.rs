//! The channel everyone is in from the first day: made with the first account, joined with every other.
//! It is a channel like any other: who does not want it leaves it.

use super::chats::{NewChat, create};
use super::membership::join;
use crate::access::Presence;
use crate::base::ids::{ChatId, UserId};
use crate::base::text::ChatTitle;
use crate::base::{Error, Result, codes};
use crate::features::chat::access::Place;
use crate::features::chat::model::{Kind, MEMBERS_MAX};
use crate::features::chat::store::chats;
use crate::infra::db::{ReadTx, WriteTx, settings};

const GENERAL: &str = "general_chat";
const TITLE: &str = "general";

/// The channel newcomers are brought into, if there is one.
pub fn find_general(tx: &ReadTx<'_>) -> Result<Option<ChatId>> {
    Ok(settings::find(tx, GENERAL)?.and_then(|id| id.parse().ok()))
}

/// Makes a channel the one newcomers are brought into.
pub(crate) fn set_general(tx: &mut WriteTx<'_>, chat: ChatId) -> Result<()> {
    settings::set(tx, GENERAL, &chat.to_string())
}

/// Brings a new person into the channel; the first one makes it.
///
/// # Errors
/// The storage failed.
pub fn welcome(tx: &mut WriteTx<'_>, presence: &Presence, user: UserId) -> Result<()> {
    let at = tx.now();
    if let Some(general) = find_general(tx)? {
        let place = chats::find_place(tx, general, user)?;
        // An archived channel takes nobody in any more, and a full one has no room.
        let open = |place: &Place| {
            place.chat.archived_at.is_none() && place.chat.member_count < MEMBERS_MAX
        };
        return place.filter(open).map_or(Ok(()), |place| join(tx, &place, user, at).map(drop));
    }
    let title = ChatTitle::parse(TITLE).map_err(|fault| Error::internal(fault.to_string()))?;
    let new = NewChat { kind: Kind::Channel, title: Some(title), topic: None, people: vec![] };
    match create(tx, presence, user, new, at) {
        // A workspace from before has made its own.
        Err(error) if error.code() == codes::CHAT_TITLE_TAKEN => Ok(()),
        made => set_general(tx, made?.chat.facts.id),
    }
}
