//! Who is in a chat. An act here tells whose sight it changed: their sockets must look again.

use crate::access::Presence;
use crate::base::ids::UserId;
use crate::base::time::Timestamp;
use crate::base::{Error, Result, codes};
use crate::features::chat::access::{Place, Seat};
use crate::features::chat::events::{
    ParticipantJoined, ParticipantLeft, ParticipantPatch, ParticipantUpdated, PreferencesPatch,
    PreferencesUpdated,
};
use crate::features::chat::model::{Kind, MEMBERS_MAX, Notify, Role};
use crate::features::chat::store::chats::ChatRow;
use crate::features::chat::store::members;
use crate::features::directory::{self, Person};
use crate::infra::db::{ReadTx, WriteTx};

/// The people with these ids, each once, all of them active.
///
/// # Errors
/// `invalid_request` on `field` if one is not there or may not sign in.
pub(crate) fn load_active(
    tx: &ReadTx<'_>,
    presence: &Presence,
    ids: &[UserId],
    field: &'static str,
) -> Result<Vec<Person>> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let mut people = directory::list_people_by_ids(tx, presence, &ids)?;
    people.retain(|person| !person.disabled);
    if people.len() == ids.len() {
        Ok(people)
    } else {
        Err(Error::invalid_field(
            field,
            "unknown_person",
            "names someone who has no active account",
        ))
    }
}

/// Adds people to a group or channel and tells who is new.
///
/// # Errors
/// `chat_archived`, `chat_too_many_members`, `invalid_request` for people who are not there.
pub(crate) fn add_people(
    tx: &mut WriteTx<'_>,
    seat: &Seat,
    presence: &Presence,
    people: &[UserId],
    at: Timestamp,
) -> Result<Vec<UserId>> {
    seat.require_open()?;
    let people = load_active(tx, presence, people, "userIds")?;
    let mut added = Vec::new();
    for person in people {
        if members::insert(tx, seat.chat.id, person.id, Role::Member, at)? {
            added.push(person.id);
        }
    }
    tell_joined(tx, &seat.chat, &added)?;
    Ok(added)
}

/// Joins a channel; false for who is in it already.
///
/// # Errors
/// `chat_direct_fixed` for what is no channel, `chat_too_many_members`.
pub(crate) fn join(
    tx: &mut WriteTx<'_>,
    place: &Place,
    user: UserId,
    at: Timestamp,
) -> Result<bool> {
    let joined = match place.chat.kind {
        Kind::Direct => return Err(codes::CHAT_DIRECT_FIXED.into()),
        // Who sees a group is in it.
        Kind::Group => false,
        Kind::Channel => members::insert(tx, place.chat.id, user, Role::Member, at)?,
    };
    if joined {
        tell_joined(tx, &place.chat, &[user])?;
    }
    Ok(joined)
}

fn tell_joined(tx: &mut WriteTx<'_>, chat: &ChatRow, people: &[UserId]) -> Result<()> {
    if people.is_empty() {
        return Ok(());
    }
    let member_count = members::count_again(tx, chat.id)?;
    if member_count > MEMBERS_MAX {
        return Err(codes::CHAT_TOO_MANY_MEMBERS.into());
    }
    for user in people {
        tx.emit(&ParticipantJoined {
            chat_id: chat.id,
            user_id: *user,
            patch: ParticipantPatch { role: Some(Role::Member), member_count },
        })?;
    }
    Ok(())
}

/// Leaves a group or channel.
///
/// # Errors
/// `chat_direct_fixed`; `chat_owner_required` for the last owner among others.
pub(crate) fn leave(tx: &mut WriteTx<'_>, seat: &Seat, user: UserId) -> Result<()> {
    if seat.chat.kind == Kind::Direct {
        return Err(codes::CHAT_DIRECT_FIXED.into());
    }
    if seat.membership.role == Role::Owner && seat.chat.member_count > 1 {
        require_other_owner(tx, &seat.chat, user)?;
    }
    remove(tx, &seat.chat, user)
}

/// Removes a member, or leaves.
///
/// # Errors
/// `chat_admin_required`, also for who stands above the actor; `member_not_found`.
pub(crate) fn remove_person(
    tx: &mut WriteTx<'_>,
    seat: &Seat,
    actor: UserId,
    person: UserId,
) -> Result<()> {
    if actor == person {
        return leave(tx, seat, actor);
    }
    seat.require_admin()?;
    let member = members::find(tx, seat.chat.id, person)?.ok_or(codes::MEMBER_NOT_FOUND)?;
    if member.role > seat.membership.role {
        return Err(codes::CHAT_ADMIN_REQUIRED.into());
    }
    remove(tx, &seat.chat, person)
}

fn remove(tx: &mut WriteTx<'_>, chat: &ChatRow, person: UserId) -> Result<()> {
    members::delete(tx, chat.id, person)?;
    let member_count = members::count_again(tx, chat.id)?;
    tx.emit(&ParticipantLeft {
        chat_id: chat.id,
        user_id: person,
        patch: ParticipantPatch { role: None, member_count },
    })
}

fn require_other_owner(tx: &ReadTx<'_>, chat: &ChatRow, user: UserId) -> Result<()> {
    if members::has_other_owner(tx, chat.id, user)? {
        Ok(())
    } else {
        Err(codes::CHAT_OWNER_REQUIRED.into())
    }
}

/// Gives a member another role. Nobody touches who stands above them, or lifts anyone above themselves.
///
/// # Errors
/// `chat_admin_required`, `member_not_found`, `chat_owner_required`.
pub(crate) fn set_role(
    tx: &mut WriteTx<'_>,
    seat: &Seat,
    person: UserId,
    role: Role,
) -> Result<members::MemberRow> {
    seat.require_admin()?;
    let mut member = members::find(tx, seat.chat.id, person)?.ok_or(codes::MEMBER_NOT_FOUND)?;
    if member.role.max(role) > seat.membership.role {
        return Err(codes::CHAT_ADMIN_REQUIRED.into());
    }
    if member.role == role {
        return Ok(member);
    }
    if member.role == Role::Owner {
        require_other_owner(tx, &seat.chat, person)?;
    }
    members::set_role(tx, seat.chat.id, person, role)?;
    member.role = role;
    tx.emit(&ParticipantUpdated {
        chat_id: seat.chat.id,
        user_id: person,
        patch: ParticipantPatch { role: Some(role), member_count: seat.chat.member_count },
    })?;
    Ok(member)
}

/// How a person wants a chat; what is absent stays as it is.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::option_option, reason = "unchanged, without end and a time are three things")]
pub(crate) struct PreferencesChange {
    pub(crate) is_pinned: Option<bool>,
    pub(crate) is_muted: Option<bool>,
    /// Muting or unmuting anew ends an earlier limit, unless it comes with one.
    pub(crate) muted_until: Option<Option<Timestamp>>,
    pub(crate) notify: Option<Notify>,
}

/// Pins or mutes a chat for one person, or says of what they want to hear.
pub(crate) fn set_preferences(
    tx: &mut WriteTx<'_>,
    seat: &Seat,
    user: UserId,
    change: PreferencesChange,
) -> Result<()> {
    let mine = &seat.membership;
    let before = PreferencesPatch {
        is_pinned: mine.is_pinned,
        is_muted: mine.is_muted,
        muted_until: mine.muted_until,
        notify: mine.notify,
    };
    let is_muted = change.is_muted.unwrap_or(mine.is_muted);
    let kept = if change.is_muted.is_some() { None } else { mine.muted_until };
    let patch = PreferencesPatch {
        is_pinned: change.is_pinned.unwrap_or(mine.is_pinned),
        is_muted,
        muted_until: change.muted_until.unwrap_or(kept).filter(|_| is_muted),
        notify: change.notify.unwrap_or(mine.notify),
    };
    if patch == before {
        return Ok(());
    }
    members::set_preferences(tx, seat.chat.id, user, &patch)?;
    tx.emit(&PreferencesUpdated { chat_id: seat.chat.id, user_id: user, patch })
}
