//! Making chats and changing what they are called and about.

use super::membership::load_active;
use crate::access::Presence;
use crate::base::ids::{ChatId, UserId};
use crate::base::text::{ChatTitle, ChatTopic};
use crate::base::time::Timestamp;
use crate::base::{Error, Result, codes};
use crate::features::chat::access::Seat;
use crate::features::chat::events::{ChatCreated, ChatPatch, ChatUpdated};
use crate::features::chat::model::{Kind, Role, title_of_people};
use crate::features::chat::showing;
use crate::features::chat::store::chats::{self, NewShape};
use crate::features::chat::store::members;
use crate::features::chat::views::Chat;
use crate::infra::db::WriteTx;

/// A chat about to be made.
#[derive(Debug, Clone)]
pub(crate) struct NewChat {
    pub(crate) kind: Kind,
    pub(crate) title: Option<ChatTitle>,
    pub(crate) topic: Option<ChatTopic>,
    /// The others; the creator may be among them.
    pub(crate) people: Vec<UserId>,
}

/// What came of making a chat.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) chat: Chat,
    /// Who is in it now and was not before: none if the direct chat was there already.
    pub(crate) new_members: Vec<UserId>,
}

/// Makes a chat, or finds the direct chat of two people: there is one, ever.
///
/// # Errors
/// `invalid_request` for people or titles that do not fit the kind, `chat_title_taken`.
pub(crate) fn create(
    tx: &mut WriteTx<'_>,
    presence: &Presence,
    creator: UserId,
    new: NewChat,
    at: Timestamp,
) -> Result<Made> {
    let mut others = new.people;
    others.retain(|user| *user != creator);
    others.sort_unstable();
    others.dedup();
    if let (Kind::Direct, [other]) = (new.kind, others.as_slice())
        && let Some(id) = chats::find_direct(tx, creator, *other)?
    {
        return Ok(Made {
            chat: showing::chat(tx, creator, presence, id)?,
            new_members: Vec::new(),
        });
    }
    let people = load_active(tx, presence, &others, "participantIds")?;
    let topic = new.topic.map_or_else(no_topic, Ok)?;
    let shape = match (new.kind, people.as_slice()) {
        (Kind::Direct, [other]) => NewShape::Direct(creator, other.id),
        (Kind::Direct, _) => return Err(invalid_people("must name exactly one other person")),
        (Kind::Group, []) => return Err(invalid_people("must name at least one other person")),
        (Kind::Group, people) => {
            let names: Vec<String> =
                people.iter().map(|person| person.display_name.clone()).collect();
            NewShape::Group(
                new.title.or_else(|| title_of_people(&names)).ok_or_else(title_required)?,
                topic,
            )
        }
        (Kind::Channel, _) => NewShape::Channel(new.title.ok_or_else(title_required)?, topic),
    };
    let new_members: Vec<UserId> =
        std::iter::once(creator).chain(people.iter().map(|person| person.id)).collect();
    let id = insert(tx, &shape, creator, &new_members, at)?;
    let chat = showing::chat(tx, creator, presence, id)?;
    tx.emit(&ChatCreated { chat_id: id, patch: chat.facts.clone() })?;
    Ok(Made { chat, new_members })
}

fn insert(
    tx: &mut WriteTx<'_>,
    shape: &NewShape,
    creator: UserId,
    people: &[UserId],
    at: Timestamp,
) -> Result<ChatId> {
    let id = chats::insert(tx, shape, creator, at)?;
    let owned = !matches!(shape, NewShape::Direct(..));
    for user in people {
        let role = if owned && *user == creator { Role::Owner } else { Role::Member };
        members::insert(tx, id, *user, role, at)?;
    }
    members::count_again(tx, id)?;
    Ok(id)
}

fn no_topic() -> Result<ChatTopic> {
    ChatTopic::parse("").map_err(|fault| Error::internal(fault.message))
}

fn invalid_people(sentence: &'static str) -> Error {
    Error::invalid_field("participantIds", "invalid", sentence)
}

fn title_required() -> Error {
    Error::invalid_field("title", "required", "must not be empty")
}

/// What is to change in a chat; absent things stay as they are.
#[derive(Debug, Clone, Default)]
pub(crate) struct ChatChange {
    pub(crate) title: Option<ChatTitle>,
    pub(crate) topic: Option<ChatTopic>,
    pub(crate) archived: Option<bool>,
}

/// Renames a chat, says what it is about, archives it or takes it back.
///
/// # Errors
/// `chat_admin_required` for all but the topic, `chat_archived`, `chat_title_taken`.
pub(crate) fn change(
    tx: &mut WriteTx<'_>,
    seat: &Seat,
    change: ChatChange,
    at: Timestamp,
) -> Result<()> {
    let chat = &seat.chat;
    let was_archived = chat.archived_at.is_some();
    if change.title.is_some() || change.archived.is_some() {
        seat.require_admin()?;
    }
    if was_archived
        && change.archived != Some(false)
        && (change.title.is_some() || change.topic.is_some())
    {
        return Err(codes::CHAT_ARCHIVED.into());
    }
    let mut patch = ChatPatch::default();
    if let Some(archived) = change.archived.filter(|archived| *archived != was_archived) {
        let archived_at = archived.then_some(at);
        chats::set_archived(tx, chat.id, archived_at)?;
        patch.archived_at = Some(archived_at);
    }
    if let Some(title) = change.title.filter(|title| chat.title.as_deref() != Some(title.as_str()))
    {
        chats::set_title(tx, chat.id, chat.kind, &title)?;
        patch.title = Some(title.as_str().to_owned());
    }
    if let Some(topic) = change.topic.filter(|topic| chat.topic != topic.as_str()) {
        chats::set_topic(tx, chat.id, &topic)?;
        patch.topic = Some(topic.as_str().to_owned());
    }
    if patch.is_empty() {
        return Ok(());
    }
    chats::set_updated(tx, chat.id, at)?;
    patch.updated_at = Some(at);
    tx.emit(&ChatUpdated { chat_id: chat.id, patch, kind: chat.kind })
}
