//! From rows to views, in a number of queries that does not grow with the rows.

mod around;
mod tasks;

use std::collections::HashMap;
use std::hash::Hash;

use super::access::Seat;
use super::model::{MEMBERS_SHOWN, ProjectRole};
use super::store::buckets::{self, BucketRow};
use super::store::fields::{self, FieldRow};
use super::store::labels::{self, LabelRow};
use super::store::members::{self, MemberRow};
use super::store::projects::ProjectRow;
use super::store::{board, tasks as rows};
use super::views::{Bucket, Field, Label, Member, Named, Project, ProjectFacts, ProjectFull};
use crate::access::Presence;
use crate::base::ids::{ProjectId, UserId};
use crate::base::{Error, Result};
use crate::features::directory::{self, PersonRef};
use crate::infra::db::{ReadTx, outbox};

pub(crate) use around::{activity, comments, dependency, links, summaries};
pub(crate) use tasks::{
    cards, name_project, placed_tasks, progress, set_places, task, task_for_all, tasks,
};

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

/// What everyone who may see a project sees of it.
pub(crate) fn facts(row: &ProjectRow) -> ProjectFacts {
    ProjectFacts {
        id: row.id,
        key: row.key.clone(),
        name: row.name.clone(),
        description: row.description.clone(),
        color: row.color.clone(),
        visibility: row.visibility(),
        work_days: row.work_days.clone(),
        time_zone: row.time_zone.clone(),
        member_count: row.member_count,
        created_at: row.created_at,
        updated_at: row.updated_at,
        archived_at: row.archived_at,
        deleted_at: row.deleted_at,
    }
}

/// Shows projects in the order of their rows.
pub(crate) fn projects(
    tx: &ReadTx<'_>,
    presence: &Presence,
    rows: &[(ProjectRow, Option<ProjectRole>)],
) -> Result<Vec<Project>> {
    let ids: Vec<ProjectId> = rows.iter().map(|(row, _)| row.id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let owners: HashMap<_, _> = members::list_owners(tx, &ids)?.into_iter().collect();
    let people = refs(tx, presence, owners.values().copied())?;
    let counts = rows::count_by_project(tx, &ids)?.into_iter();
    let counts: HashMap<_, _> = counts.map(|(id, all, done)| (id, (all, done))).collect();
    let shown = rows.iter().map(|(row, role)| {
        let (task_count, done_count) = counts.get(&row.id).copied().unwrap_or_default();
        let owner_id = owners.get(&row.id).copied();
        Project {
            facts: facts(row),
            owner_id,
            owner: owner_id.and_then(|owner| people.get(&owner).cloned()),
            my_role: role.unwrap_or(ProjectRole::Viewer),
            is_member: role.is_some(),
            task_count,
            done_count,
        }
    });
    Ok(shown.collect())
}

/// Shows a project with everything that stands around its tasks.
pub(crate) fn project_full(
    tx: &ReadTx<'_>,
    presence: &Presence,
    seat: &Seat,
) -> Result<ProjectFull> {
    let shown = projects(tx, presence, &[(seat.project.clone(), seat.membership)])?;
    let project = shown.into_iter().next().ok_or_else(|| Error::internal("a project was lost"))?;
    let id = seat.project.id;
    let members = members(tx, presence, members::list(tx, id, None, MEMBERS_SHOWN)?)?;
    Ok(ProjectFull {
        project,
        member_ids: members.iter().map(|member| member.user_id).collect(),
        members,
        buckets: buckets(tx, id)?,
        labels: labels::list(tx, id)?.into_iter().map(label).collect(),
        fields: fields::list(tx, id)?.into_iter().map(field).collect(),
        seq: outbox::newest_seq(tx)?.to_string(),
    })
}

/// Shows members in the order of their rows.
pub(crate) fn members(
    tx: &ReadTx<'_>,
    presence: &Presence,
    rows: Vec<MemberRow>,
) -> Result<Vec<Member>> {
    let people = refs(tx, presence, rows.iter().map(|row| row.user))?;
    let shown = rows.into_iter().filter_map(|row| {
        Some(Member {
            project_id: row.project,
            user_id: row.user,
            user: people.get(&row.user)?.clone(),
            role: row.role,
            joined_at: row.joined_at,
        })
    });
    Ok(shown.collect())
}

/// Shows the buckets of a project in their order.
pub(crate) fn buckets(tx: &ReadTx<'_>, project: ProjectId) -> Result<Vec<Bucket>> {
    let counts: HashMap<_, _> = board::count_all(tx, project)?.into_iter().collect();
    let rows = buckets::list(tx, project)?.into_iter().zip(0..);
    let shown = rows.map(|(row, position)| {
        let task_count = Some(counts.get(&Some(row.id)).copied().unwrap_or(0));
        let (position, order) = (Some(position), Some(position));
        Bucket { position, order, task_count, ..bucket(row) }
    });
    Ok(shown.collect())
}

/// Shows a bucket as events do.
pub(crate) fn bucket(row: BucketRow) -> Bucket {
    Bucket {
        id: row.id,
        project_id: row.project,
        project: Named { id: row.project },
        name: row.name,
        color: row.color,
        status: row.status,
        wip_limit: row.wip_limit,
        wip_policy: row.wip_policy,
        rank: row.rank.as_str().to_owned(),
        position: None,
        order: None,
        task_count: None,
        created_at: row.created_at,
    }
}

/// Shows a label.
pub(crate) fn label(row: LabelRow) -> Label {
    Label { id: row.id, project_id: row.project, name: row.name, color: row.color }
}

/// Shows a field.
pub(crate) fn field(row: FieldRow) -> Field {
    Field {
        id: row.id,
        project_id: row.project,
        name: row.name,
        kind: row.kind,
        options: row.options,
    }
}

fn grouped<K: Eq + Hash, V>(pairs: Vec<(K, V)>) -> HashMap<K, Vec<V>> {
    let mut groups: HashMap<K, Vec<V>> = HashMap::new();
    for (key, value) in pairs {
        groups.entry(key).or_default().push(value);
    }
    groups
}

/// People as others see them, by id.
fn refs(
    tx: &ReadTx<'_>,
    presence: &Presence,
    ids: impl Iterator<Item = UserId>,
) -> Result<HashMap<UserId, PersonRef>> {
    let mut ids: Vec<UserId> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let people = directory::list_refs(tx, presence, &ids)?;
    Ok(people.into_iter().map(|person| (person.id, person)).collect())
}
