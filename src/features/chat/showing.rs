//! From rows to views, in a number of queries that does not grow with the rows.

use std::collections::HashMap;

use super::access::Place;
use super::model::Kind;
use super::polls;
use super::store::messages::MessageRow;
use super::store::reads::{self, Pointer, Span, Unread};
use super::store::{self, chats, members, reactions};
use super::views::{Chat, Member, Message, ReactionSummary};
use crate::access::Presence;
use crate::base::Result;
use crate::base::ids::{ChatId, MessageId, UserId};
use crate::features::directory::{self, PersonRef};
use crate::features::files::{self, Attachment, RefTable};
use crate::infra::db::ReadTx;

/// For whom something is shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Viewer<'a> {
    /// The person; none for everyone, as in events.
    pub(crate) user: Option<UserId>,
    /// Who is here.
    pub(crate) presence: &'a Presence,
}

impl<'a> Viewer<'a> {
    /// One person.
    pub(crate) fn person(user: UserId, presence: &'a Presence) -> Self {
        Self { user: Some(user), presence }
    }

    /// Everyone.
    pub(crate) fn everyone(presence: &'a Presence) -> Self {
        Self { user: None, presence }
    }
}

/// Shows messages in the order of their rows.
pub(crate) fn messages(
    tx: &ReadTx<'_>,
    viewer: Viewer<'_>,
    rows: Vec<MessageRow>,
) -> Result<Vec<Message>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let senders = senders(tx, viewer.presence, &rows)?;
    let reacted = rows.iter().filter(|row| row.reactions > 0).map(|row| row.id);
    let mut summaries = summaries(tx, viewer.user, &reacted.collect::<Vec<_>>())?;
    let polled = rows.iter().filter(|row| row.has_poll).map(|row| row.id);
    let mut polls = polls::show(tx, viewer.user, &polled.collect::<Vec<_>>())?;
    let mut attached = attachments(tx, &rows)?;
    let readers = Readers::load(tx, &rows)?;
    let shown = rows.into_iter().map(|row| {
        let sender = senders.get(&row.sender).cloned();
        let reactions = summaries.remove(&row.id).unwrap_or_default();
        let read_count = readers.count(&row);
        let poll = polls.remove(&row.id);
        let attachments = attached.remove(&row.id.get()).unwrap_or_default();
        Message { attachments, poll, ..Message::new(row, sender, reactions, read_count) }
    });
    Ok(shown.collect())
}

/// The files of messages, by the message.
pub(crate) fn attachments(
    tx: &ReadTx<'_>,
    rows: &[MessageRow],
) -> Result<HashMap<i64, Vec<Attachment>>> {
    let with_files = rows.iter().filter(|row| row.has_files).map(|row| row.id.get());
    files::list_attached(tx, RefTable::Messages, &with_files.collect::<Vec<_>>())
}

/// Shows messages in the order of their ids; those that are gone are left out.
pub(crate) fn messages_in_order(
    tx: &ReadTx<'_>,
    viewer: Viewer<'_>,
    ids: &[MessageId],
) -> Result<Vec<Message>> {
    let mut shown = messages_by_id(tx, viewer, ids)?;
    Ok(ids.iter().filter_map(|id| shown.remove(id)).collect())
}

/// Shows messages, to be found by their ids.
pub(crate) fn messages_by_id(
    tx: &ReadTx<'_>,
    viewer: Viewer<'_>,
    ids: &[MessageId],
) -> Result<HashMap<MessageId, Message>> {
    let shown = messages(tx, viewer, store::messages::list_by_ids(tx, ids)?)?;
    Ok(shown.into_iter().map(|message| (message.id, message)).collect())
}

/// Shows one message.
pub(crate) fn message(tx: &ReadTx<'_>, viewer: Viewer<'_>, row: MessageRow) -> Result<Message> {
    let shown = messages(tx, viewer, vec![row])?;
    shown
        .into_iter()
        .next()
        .ok_or_else(|| crate::base::Error::internal("a message was lost on its way"))
}

fn senders(
    tx: &ReadTx<'_>,
    presence: &Presence,
    rows: &[MessageRow],
) -> Result<HashMap<UserId, PersonRef>> {
    let mut ids: Vec<UserId> = rows.iter().map(|row| row.sender).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(directory::list_refs(tx, presence, &ids)?
        .into_iter()
        .map(|person| (person.id, person))
        .collect())
}

/// The reactions of messages, each message's emoji by first use.
pub(crate) fn summaries(
    tx: &ReadTx<'_>,
    viewer: Option<UserId>,
    messages: &[MessageId],
) -> Result<HashMap<MessageId, Vec<ReactionSummary>>> {
    let mut summaries: HashMap<MessageId, Vec<ReactionSummary>> = HashMap::new();
    if messages.is_empty() {
        return Ok(summaries);
    }
    for row in reactions::list(tx, messages)? {
        let of_message = summaries.entry(row.message).or_default();
        let summary = if let Some(found) =
            of_message.iter_mut().position(|summary| summary.emoji == row.emoji)
        {
            &mut of_message[found]
        } else {
            of_message.push(ReactionSummary {
                emoji: row.emoji,
                count: 0,
                user_ids: Vec::new(),
                has_current_user: viewer.map(|_| false),
            });
            of_message.last_mut().expect("it was just put there")
        };
        summary.count += 1;
        summary.user_ids.push(row.user);
        if viewer == Some(row.user) {
            summary.has_current_user = Some(true);
        }
    }
    Ok(summaries)
}

/// The reactions of one message.
pub(crate) fn summary(
    tx: &ReadTx<'_>,
    viewer: Option<UserId>,
    message: MessageId,
) -> Result<Vec<ReactionSummary>> {
    Ok(summaries(tx, viewer, &[message])?.remove(&message).unwrap_or_default())
}

/// Who has read how far, for some messages.
#[derive(Default)]
struct Readers {
    in_chats: HashMap<ChatId, Vec<Pointer>>,
    in_threads: HashMap<MessageId, Vec<Pointer>>,
    marks: HashMap<MessageId, u32>,
}

impl Readers {
    fn load(tx: &ReadTx<'_>, rows: &[MessageRow]) -> Result<Self> {
        let mut readers = Self::default();
        let mut spans: HashMap<ChatId, Span> = HashMap::new();
        for row in rows.iter().filter(|row| row.root.is_none()) {
            let span = spans.entry(row.chat);
            span.or_insert_with(|| Span::of(row.chat, row.id)).stretch(row.id);
        }
        if !spans.is_empty() {
            let spans: Vec<_> = spans.into_values().collect();
            for (chat, pointer) in reads::list_pointers(tx, &spans)? {
                readers.in_chats.entry(chat).or_default().push(pointer);
            }
            readers.marks = reads::list_mark_counts(tx, &spans)?.into_iter().collect();
        }
        let mut threads: Vec<MessageId> = rows.iter().filter_map(|row| row.root).collect();
        threads.dedup();
        if !threads.is_empty() {
            for (root, pointer) in reads::list_thread_pointers(tx, &threads)? {
                readers.in_threads.entry(root).or_default().push(pointer);
            }
        }
        Ok(readers)
    }

    fn count(&self, row: &MessageRow) -> u32 {
        let pointers = match row.root {
            Some(root) => self.in_threads.get(&root),
            None => self.in_chats.get(&row.chat),
        };
        let has_read = |pointer: &&Pointer| {
            pointer.last_read >= row.id
                && pointer.user != row.sender
                && pointer.joined_at <= row.created_at
        };
        let passed = pointers.map_or(0, |pointers| pointers.iter().filter(has_read).count());
        let marked = self.marks.get(&row.id).copied().unwrap_or(0);
        u32::try_from(passed).unwrap_or(u32::MAX).saturating_add(marked)
    }
}

/// Shows chats in the order of their places. What is not read is counted for members only.
pub(crate) fn chats(
    tx: &ReadTx<'_>,
    user: UserId,
    presence: &Presence,
    places: Vec<Place>,
) -> Result<Vec<Chat>> {
    let unread = reads::list_unread(tx, user)?.into_iter().collect();
    show_chats(tx, user, presence, places, &unread)
}

/// Shows one chat.
pub(crate) fn chat(tx: &ReadTx<'_>, user: UserId, presence: &Presence, id: ChatId) -> Result<Chat> {
    let place = chats::find_place(tx, id, user)?;
    let place = place.filter(Place::is_visible).ok_or(crate::base::codes::CHAT_NOT_FOUND)?;
    let unread = match &place.membership {
        Some(_) => HashMap::from([(id, reads::count_unread(tx, id, user)?)]),
        None => HashMap::new(),
    };
    let shown = show_chats(tx, user, presence, vec![place], &unread)?;
    shown
        .into_iter()
        .next()
        .ok_or_else(|| crate::base::Error::internal("a chat was lost on its way"))
}

fn show_chats(
    tx: &ReadTx<'_>,
    user: UserId,
    presence: &Presence,
    places: Vec<Place>,
    unread: &HashMap<ChatId, Unread>,
) -> Result<Vec<Chat>> {
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<ChatId> = places.iter().map(|place| place.chat.id).collect();
    let mut shown_members: HashMap<_, _> =
        chats::list_first_members(tx, &ids)?.into_iter().collect();
    let newest: Vec<MessageId> =
        places.iter().filter_map(|place| place.chat.last_message).collect();
    let newest = store::messages::list_by_ids(tx, &newest)?;
    let newest = messages(tx, Viewer::person(user, presence), newest)?;
    let mut newest: HashMap<ChatId, Message> =
        newest.into_iter().map(|message| (message.chat_id, message)).collect();
    let mut names = partner_names(tx, user, presence, &places)?;
    let shown = places.into_iter().map(|place| {
        let id = place.chat.id;
        Chat::new(
            place,
            shown_members.remove(&id).unwrap_or_default(),
            newest.remove(&id),
            unread.get(&id).copied().unwrap_or_default(),
            names.remove(&id),
        )
    });
    Ok(shown.collect())
}

/// The name of the other person in each direct chat.
fn partner_names(
    tx: &ReadTx<'_>,
    user: UserId,
    presence: &Presence,
    places: &[Place],
) -> Result<HashMap<ChatId, String>> {
    let direct = places.iter().filter(|place| place.chat.kind == Kind::Direct);
    let direct: Vec<ChatId> = direct.map(|place| place.chat.id).collect();
    if direct.is_empty() {
        return Ok(HashMap::new());
    }
    let partners = members::list_partners(tx, user, &direct)?;
    let people: Vec<UserId> = partners.iter().map(|(_, partner)| *partner).collect();
    let people = directory::list_refs(tx, presence, &people)?;
    let names: HashMap<_, _> =
        people.into_iter().map(|person| (person.id, person.display_name)).collect();
    Ok(partners
        .into_iter()
        .filter_map(|(chat, partner)| Some((chat, names.get(&partner)?.clone())))
        .collect())
}

/// Shows members in the order of their rows.
pub(crate) fn members(
    tx: &ReadTx<'_>,
    presence: &Presence,
    rows: Vec<members::MemberRow>,
) -> Result<Vec<Member>> {
    let ids: Vec<UserId> = rows.iter().map(|row| row.user).collect();
    let people = directory::list_people_by_ids(tx, presence, &ids)?;
    let mut people: HashMap<_, _> = people.into_iter().map(|person| (person.id, person)).collect();
    let shown = rows.into_iter().filter_map(|row| {
        let person = people.remove(&row.user)?;
        Some(Member { user_id: row.user, role: row.role, joined_at: row.joined_at, person })
    });
    Ok(shown.collect())
}
