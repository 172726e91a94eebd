//! From rows to views, in a number of queries that does not grow with the rows.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash;

use super::access::Seat;
use super::model::{self, MEMBERS_SHOWN, Role};
use super::store::activity::ActivityRow;
use super::store::board;
use super::store::buckets::{self, BucketRow};
use super::store::checklist::{self, ItemRow};
use super::store::comments::{self, CommentRow};
use super::store::dependencies::{self, DependencyRow};
use super::store::fields::{self, FieldRow};
use super::store::labels::{self, LabelRow};
use super::store::members::{self, MemberRow};
use super::store::people;
use super::store::projects::ProjectRow;
use super::store::tasks::{self, Description, TaskRow};
use super::views::{
    Activity, Bucket, Card, ChecklistItem, Comment, CommentReaction, Dependency, Field, Label,
    LabelRef, Member, Named, Position, Project, ProjectFacts, ProjectFull, ProjectOfTask,
    SourceMessage, Task, TaskLink,
};
use crate::access::Presence;
use crate::base::html::{self};
use crate::base::ids::{CommentId, ProjectId, TaskId, UserId};
use crate::base::{Error, Result};
use crate::features::directory::{self, PersonRef};
use crate::infra::db::{ReadTx, outbox};

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
    rows: &[(ProjectRow, Option<Role>)],
) -> Result<Vec<Project>> {
    let ids: Vec<ProjectId> = rows.iter().map(|(row, _)| row.id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let owners: HashMap<_, _> = members::list_owners(tx, &ids)?.into_iter().collect();
    let people = refs(tx, presence, owners.values().copied())?;
    let counts = tasks::count_by_project(tx, &ids)?.into_iter();
    let counts: HashMap<_, _> = counts.map(|(id, all, done)| (id, (all, done))).collect();
    let shown = rows.iter().map(|(row, role)| {
        let (task_count, done_count) = counts.get(&row.id).copied().unwrap_or_default();
        let owner_id = owners.get(&row.id).copied();
        Project {
            facts: facts(row),
            owner_id,
            owner: owner_id.and_then(|owner| people.get(&owner).cloned()),
            my_role: role.unwrap_or(Role::Viewer),
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

/// What belongs to tasks, by task.
struct Belongings {
    assignees: HashMap<TaskId, Vec<UserId>>,
    labels: HashMap<TaskId, Vec<LabelRow>>,
    fields: HashMap<TaskId, BTreeMap<crate::base::ids::FieldId, serde_json::Value>>,
    blocked: HashSet<TaskId>,
}

impl Belongings {
    fn load(tx: &ReadTx<'_>, ids: &[TaskId]) -> Result<Self> {
        let mut values: HashMap<TaskId, BTreeMap<_, _>> = HashMap::new();
        for (task, field, value) in fields::list_values(tx, ids)? {
            values.entry(task).or_default().insert(field, value);
        }
        Ok(Self {
            assignees: grouped(people::list_assignees(tx, ids)?),
            labels: grouped(labels::list_of_tasks(tx, ids)?),
            fields: values,
            blocked: dependencies::list_blocked(tx, ids)?.into_iter().collect(),
        })
    }

    fn card(&mut self, row: &TaskRow, presence: &Presence) -> Card {
        let labels = self.labels.get(&row.id).into_iter().flatten();
        Card {
            id: row.id,
            number: row.number,
            project_id: row.project,
            bucket_id: row.bucket,
            title: row.title.clone(),
            priority: row.priority,
            status: row.status,
            progress: progress(row, presence),
            percent: row.percent,
            start_at: row.start_at,
            due_at: row.due_at,
            is_milestone: row.is_milestone,
            estimate: row.estimate,
            assignee_ids: self.assignees.get(&row.id).cloned().unwrap_or_default(),
            label_ids: labels.map(|label| label.id).collect(),
            checklist_done: row.checklist_done,
            checklist_total: row.checklist_total,
            comment_count: row.comment_count,
            has_description: row.has_description,
            is_blocked: self.blocked.contains(&row.id),
            is_recurring: row.recurrence.is_some(),
            fields: self.fields.remove(&row.id).unwrap_or_default(),
            rank: row.rank.as_str().to_owned(),
            revision: row.revision,
            created_by: Named { id: row.created_by },
            created_at: row.created_at,
            updated_at: row.updated_at,
            completed_at: row.completed_at,
            archived_at: row.archived_at,
        }
    }
}

/// How far a task is in the words of the first generation, now.
pub(crate) fn progress(row: &TaskRow, presence: &Presence) -> model::Progress {
    let is_late = row.due_at.is_some_and(|due| due < presence.now());
    model::progress_of(row.status, is_late)
}

fn ids_of(rows: &[TaskRow]) -> Vec<TaskId> {
    rows.iter().map(|row| row.id).collect()
}

/// Shows tasks as the board does, in the order of their rows.
pub(crate) fn cards(tx: &ReadTx<'_>, presence: &Presence, rows: &[TaskRow]) -> Result<Vec<Card>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut belongings = Belongings::load(tx, &ids_of(rows))?;
    Ok(rows.iter().map(|row| belongings.card(row, presence)).collect())
}

/// What a task has beyond its card, by task.
struct Details {
    descriptions: HashMap<TaskId, Description>,
    checklists: HashMap<TaskId, Vec<ItemRow>>,
    followers: HashMap<TaskId, Vec<UserId>>,
    links: Vec<DependencyRow>,
    people: HashMap<UserId, PersonRef>,
}

impl Details {
    fn load(
        tx: &ReadTx<'_>,
        presence: &Presence,
        ids: &[TaskId],
        belongings: &Belongings,
    ) -> Result<Self> {
        let items = checklist::list(tx, ids)?.into_iter().map(|item| (item.task, item));
        Ok(Self {
            descriptions: tasks::list_descriptions(tx, ids)?.into_iter().collect(),
            checklists: grouped(items.collect()),
            followers: grouped(people::list_followers(tx, ids)?),
            links: dependencies::list_touching(tx, ids)?,
            people: refs(tx, presence, belongings.assignees.values().flatten().copied())?,
        })
    }

    fn checklist(&mut self, task: TaskId) -> Vec<ChecklistItem> {
        let items = self.checklists.remove(&task).unwrap_or_default().into_iter().zip(0..);
        let shown = items.map(|(item, order)| ChecklistItem {
            id: item.id,
            text: item.text,
            is_completed: item.is_completed,
            order,
        });
        shown.collect()
    }

    /// The tasks that `task` waits for, and those that wait for it.
    fn links(&self, task: TaskId) -> (Vec<TaskId>, Vec<TaskId>) {
        let before = self.links.iter().filter(|link| link.successor == task);
        let after = self.links.iter().filter(|link| link.predecessor == task);
        (before.map(|link| link.predecessor).collect(), after.map(|link| link.successor).collect())
    }
}

/// Shows tasks with everything that belongs to them, in the order of their rows.
pub(crate) fn tasks(tx: &ReadTx<'_>, viewer: Viewer<'_>, rows: &[TaskRow]) -> Result<Vec<Task>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids = ids_of(rows);
    let mut belongings = Belongings::load(tx, &ids)?;
    let mut details = Details::load(tx, viewer.presence, &ids, &belongings)?;
    let shown = rows.iter().map(|row| {
        let card = belongings.card(row, viewer.presence);
        let description = details.descriptions.remove(&row.id).unwrap_or_default();
        let labels = belongings.labels.remove(&row.id).unwrap_or_default().into_iter();
        let follower_ids = details.followers.remove(&row.id).unwrap_or_default();
        let (dependencies, dependents) = details.links(row.id);
        let project =
            ProjectOfTask { id: row.project, name: None, description: None, created_at: None };
        let on = card.assignee_ids.iter();
        Task {
            project,
            bucket: row.bucket.map(|id| Named { id }),
            description: description.text,
            description_html: description.html.unwrap_or_else(|| html::sanitize("")),
            place: None,
            start_date: row.start_at,
            due_date: row.due_at,
            assignees: on.filter_map(|id| details.people.get(id).cloned()).collect(),
            labels: labels
                .map(|LabelRow { id, name, color, .. }| LabelRef { id, name, color })
                .collect(),
            checklist: details.checklist(row.id),
            dependencies,
            dependents,
            is_following: viewer.user.map(|user| follower_ids.contains(&user)),
            follower_ids,
            recurrence: row.recurrence,
            source: row.source.map(|(chat_id, message_id)| SourceMessage { chat_id, message_id }),
            deleted_at: row.deleted_at,
            card,
        }
    });
    Ok(shown.collect())
}

/// Shows tasks of one project with their places among the others.
pub(crate) fn placed_tasks(
    tx: &ReadTx<'_>,
    viewer: Viewer<'_>,
    project: &ProjectRow,
    rows: &[TaskRow],
) -> Result<Vec<Task>> {
    let mut shown = tasks(tx, viewer, rows)?;
    let places: HashMap<_, _> = board::list_places(tx, &ids_of(rows))?.into_iter().collect();
    for task in &mut shown {
        task.place = places.get(&task.card.id).copied().map(Position::of);
        task.project.name = Some(project.name.clone());
        task.project.description = Some(project.description.clone());
        task.project.created_at = Some(project.created_at);
    }
    Ok(shown)
}

/// Shows one task with its place.
pub(crate) fn task(
    tx: &ReadTx<'_>,
    viewer: Viewer<'_>,
    project: &ProjectRow,
    row: TaskRow,
) -> Result<Task> {
    let shown = placed_tasks(tx, viewer, project, &[row])?.into_iter().next();
    shown.ok_or_else(|| Error::internal("a task was lost on its way"))
}

/// Shows one task as events do.
pub(crate) fn task_for_all(tx: &ReadTx<'_>, presence: &Presence, row: &TaskRow) -> Result<Task> {
    let shown =
        tasks(tx, Viewer::everyone(presence), std::slice::from_ref(row))?.into_iter().next();
    shown.ok_or_else(|| Error::internal("a task was lost on its way"))
}

/// Shows comments in the order of their rows.
pub(crate) fn comments(
    tx: &ReadTx<'_>,
    presence: &Presence,
    rows: Vec<CommentRow>,
) -> Result<Vec<Comment>> {
    let people = refs(tx, presence, rows.iter().map(|row| row.user))?;
    let reacted: Vec<CommentId> =
        rows.iter().filter(|row| row.reactions > 0).map(|row| row.id).collect();
    let mut summaries = summaries(tx, &reacted)?;
    let shown = rows.into_iter().filter_map(|row| {
        Some(Comment {
            id: row.id,
            project_id: row.project,
            task_id: row.task,
            task: Named { id: row.task },
            user_id: row.user,
            user: people.get(&row.user)?.clone(),
            body: row.body,
            html: row.html,
            mentions: row.mentions,
            reactions_summary: summaries.remove(&row.id).unwrap_or_default(),
            client_id: row.client_id,
            created_at: row.created_at,
            edited_at: row.edited_at,
        })
    });
    Ok(shown.collect())
}

/// The reactions to comments.
pub(crate) fn summaries(
    tx: &ReadTx<'_>,
    ids: &[CommentId],
) -> Result<HashMap<CommentId, Vec<CommentReaction>>> {
    let mut summaries: HashMap<CommentId, Vec<CommentReaction>> = HashMap::new();
    if ids.is_empty() {
        return Ok(summaries);
    }
    for row in comments::list_reactions(tx, ids)? {
        let summary = summaries.entry(row.comment).or_default();
        match summary.iter_mut().find(|reaction| reaction.emoji == row.emoji) {
            Some(reaction) => {
                reaction.count += 1;
                reaction.user_ids.push(row.user);
            }
            None => summary.push(CommentReaction {
                emoji: row.emoji,
                count: 1,
                user_ids: vec![row.user],
            }),
        }
    }
    Ok(summaries)
}

/// Shows a dependency.
pub(crate) fn dependency(row: &DependencyRow) -> Dependency {
    Dependency {
        id: row.id,
        project_id: row.project,
        predecessor_id: row.predecessor,
        successor_id: row.successor,
        predecessor: Named { id: row.predecessor },
        successor: Named { id: row.successor },
        lag_days: row.lag_days,
        created_at: row.created_at,
    }
}

/// Shows what happened in the order of the rows.
pub(crate) fn activity(
    tx: &ReadTx<'_>,
    presence: &Presence,
    rows: Vec<ActivityRow>,
) -> Result<Vec<Activity>> {
    let people = refs(tx, presence, rows.iter().filter_map(|row| row.actor))?;
    let shown = rows.into_iter().map(|row| Activity {
        id: row.id,
        project_id: row.project,
        task_id: row.task,
        actor_id: row.actor,
        actor: row.actor.and_then(|actor| people.get(&actor).cloned()),
        action: row.action,
        data: row.data,
        created_at: row.created_at,
    });
    Ok(shown.collect())
}

/// Shows links to those of the tasks that the person may see.
pub(crate) fn links(
    tx: &ReadTx<'_>,
    visible: &[(ProjectRow, Option<Role>)],
    rows: &[TaskRow],
) -> Result<Vec<TaskLink>> {
    let projects: HashMap<ProjectId, &ProjectRow> =
        visible.iter().map(|(project, _)| (project.id, project)).collect();
    let mut assignees = grouped(people::list_assignees(tx, &ids_of(rows))?);
    let in_buckets: Vec<_> = rows.iter().filter_map(|row| row.bucket).collect();
    let names: HashMap<_, _> = buckets::list_names(tx, &in_buckets)?.into_iter().collect();
    let shown = rows.iter().filter(|row| row.deleted_at.is_none()).filter_map(|row| {
        let project = projects.get(&row.project)?;
        Some(TaskLink {
            id: row.id,
            number: row.number,
            key: format!("{}-{}", project.key, row.number),
            title: row.title.clone(),
            status: row.status,
            priority: row.priority,
            due_at: row.due_at,
            assignee_ids: assignees.remove(&row.id).unwrap_or_default(),
            project_id: project.id,
            project_name: project.name.clone(),
            project_color: project.color.clone(),
            bucket_name: row.bucket.and_then(|bucket| names.get(&bucket).cloned()),
            source: row.source.map(|(chat_id, message_id)| SourceMessage { chat_id, message_id }),
        })
    });
    Ok(shown.collect())
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
