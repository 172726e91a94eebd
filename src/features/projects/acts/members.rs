//! Who takes part in a project. Nobody touches who stands above them, or lifts anyone above themselves.

use serde_json::json;

use super::{Act, Reach};
use crate::access::Presence;
use crate::base::ids::UserId;
use crate::base::{Error, Result, codes};
use crate::features::directory;
use crate::features::projects::events::{MemberAdded, MemberPatch, MemberRemoved, MemberUpdated};
use crate::features::projects::model::{MEMBERS_MAX, ProjectRole};
use crate::features::projects::store::members::{self, MemberRow};
use crate::infra::db::{ReadTx, WriteTx};

/// Refuses people who have no active account.
///
/// # Errors
/// `invalid_request` on `field`.
pub(crate) fn require_active(
    tx: &ReadTx<'_>,
    presence: &Presence,
    ids: &[UserId],
    field: &'static str,
) -> Result<()> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let people = directory::list_people_by_ids(tx, presence, &ids)?;
    if people.iter().filter(|person| !person.disabled).count() == ids.len() {
        return Ok(());
    }
    Err(Error::invalid_field(field, "unknown_person", "names someone who has no active account"))
}

/// Brings somebody in, or gives a member another role. Tells whether they are new.
///
/// # Errors
/// `invalid_request` on `userId`, `too_many_members`; as for [`set_role`].
pub(crate) fn put(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    user: UserId,
    role: ProjectRole,
) -> Result<(bool, MemberRow)> {
    if members::find(tx, act.project(), user)?.is_some() {
        return Ok((false, set_role(tx, act, user, role)?));
    }
    if role > act.seat.role() {
        return Err(codes::PROJECT_ADMIN_REQUIRED.into());
    }
    require_active(tx, act.presence, &[user], "userId")?;
    Ok((true, add(tx, act, user, role)?))
}

fn add(tx: &mut WriteTx<'_>, act: &Act<'_>, user: UserId, role: ProjectRole) -> Result<MemberRow> {
    let member = MemberRow { project: act.project(), user, role, joined_at: tx.now() };
    members::put(tx, &member)?;
    let member_count = members::count_again(tx, member.project)?;
    if member_count > MEMBERS_MAX {
        return Err(codes::TOO_MANY_MEMBERS.into());
    }
    let patch = MemberPatch { role: Some(role), member_count };
    tx.emit(&MemberAdded { project_id: member.project, user_id: user, patch })?;
    act.note(tx, None, "member.added", &json!({"userId": user, "role": role}))?;
    Ok(member)
}

/// Gives a member another role.
///
/// # Errors
/// `project_member_not_found`, `project_admin_required`, `project_owner_required`.
pub(crate) fn set_role(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    user: UserId,
    role: ProjectRole,
) -> Result<MemberRow> {
    let mut member = load(tx, act, user)?;
    if member.role.max(role) > act.seat.role() {
        return Err(codes::PROJECT_ADMIN_REQUIRED.into());
    }
    if member.role == role {
        return Ok(member);
    }
    require_other_owner(tx, act, &member)?;
    member.role = role;
    write_role(tx, act, &member)?;
    Ok(member)
}

fn write_role(tx: &mut WriteTx<'_>, act: &Act<'_>, member: &MemberRow) -> Result<()> {
    members::put(tx, member)?;
    let patch =
        MemberPatch { role: Some(member.role), member_count: act.seat.project.member_count };
    tx.emit(&MemberUpdated { project_id: member.project, user_id: member.user, patch })?;
    act.note(tx, None, "member.updated", &json!({"userId": member.user, "role": member.role}))
}

/// Takes somebody out, or leaves. Tells whose sight that changed.
///
/// # Errors
/// `project_admin_required`, also for who stands above the actor; `project_member_not_found`;
/// `project_owner_required` for the last owner.
pub(crate) fn remove(tx: &mut WriteTx<'_>, act: &Act<'_>, user: UserId) -> Result<Reach> {
    if user != act.user {
        act.seat.require_admin()?;
    }
    let member = load(tx, act, user)?;
    if member.role > act.seat.role() {
        return Err(codes::PROJECT_ADMIN_REQUIRED.into());
    }
    require_other_owner(tx, act, &member)?;
    members::delete(tx, member.project, user)?;
    let member_count = members::count_again(tx, member.project)?;
    let patch = MemberPatch { role: None, member_count };
    tx.emit(&MemberRemoved { project_id: member.project, user_id: user, patch })?;
    act.note(tx, None, "member.removed", &json!({"userId": user}))?;
    Ok(Reach::People(vec![user]))
}

/// Makes a member the owner, and the actor an administrator.
///
/// # Errors
/// `project_member_not_found`.
pub(crate) fn hand_over(tx: &mut WriteTx<'_>, act: &Act<'_>, user: UserId) -> Result<()> {
    let mut heir = load(tx, act, user)?;
    require_active(tx, act.presence, &[user], "userId")?;
    if user == act.user {
        return Ok(());
    }
    if heir.role != ProjectRole::Owner {
        heir.role = ProjectRole::Owner;
        write_role(tx, act, &heir)?;
    }
    let mut own = load(tx, act, act.user)?;
    own.role = ProjectRole::Admin;
    write_role(tx, act, &own)
}

/// Makes somebody an owner, whoever they were.
pub(crate) fn seat_owner(tx: &mut WriteTx<'_>, act: &Act<'_>, user: UserId) -> Result<()> {
    match members::find(tx, act.project(), user)? {
        Some(member) => write_role(tx, act, &MemberRow { role: ProjectRole::Owner, ..member }),
        None => add(tx, act, user, ProjectRole::Owner).map(drop),
    }
}

fn load(tx: &ReadTx<'_>, act: &Act<'_>, user: UserId) -> Result<MemberRow> {
    members::find(tx, act.project(), user)?.ok_or_else(|| codes::PROJECT_MEMBER_NOT_FOUND.into())
}

fn require_other_owner(tx: &ReadTx<'_>, act: &Act<'_>, member: &MemberRow) -> Result<()> {
    if member.role == ProjectRole::Owner
        && !members::has_active_owner(tx, act.project(), Some(member.user))?
    {
        return Err(codes::PROJECT_OWNER_REQUIRED.into());
    }
    Ok(())
}
