//! Making, changing and deleting projects.

use serde_json::json;

use super::{Act, Reach};
use crate::access::Presence;
use crate::base::ids::{ProjectId, UserId};
use crate::base::scope::{Audience, Scope};
use crate::base::text::{BucketName, Colour, ProjectDescription, ProjectKey, ProjectName};
use crate::base::{Error, Result, codes};
use crate::features::directory::{self, Locale, TimeZone};
use crate::features::projects::access::Seat;
use crate::features::projects::events::{
    ProjectCreated, ProjectDeleted, ProjectRestored, ProjectUpdated,
};
use crate::features::projects::model::rank::Rank;
use crate::features::projects::model::{
    self, PROJECTS_MAX, ProjectRole, TaskStatus, Template, Visibility, WipPolicy,
};
use crate::features::projects::showing;
use crate::features::projects::store::activity;
use crate::features::projects::store::buckets::{self, BucketRow};
use crate::features::projects::store::members::{self, MemberRow};
use crate::features::projects::store::projects::{self, ProjectRow};
use crate::features::projects::views::changed_keys;
use crate::infra::db::WriteTx;

/// Colours that projects get in turn.
const COLOURS: [&str; 8] =
    ["#5b5bd6", "#0d9488", "#d97706", "#be185d", "#2563eb", "#15803d", "#9333ea", "#b91c1c"];

/// A project to make.
#[derive(Debug, Clone)]
pub(crate) struct NewProject {
    pub(crate) name: ProjectName,
    pub(crate) key: Option<ProjectKey>,
    pub(crate) description: Option<ProjectDescription>,
    pub(crate) color: Option<Colour>,
    pub(crate) visibility: Visibility,
    pub(crate) template: Template,
    pub(crate) people: Vec<UserId>,
    pub(crate) work_days: Option<Vec<u8>>,
    pub(crate) time_zone: Option<TimeZone>,
    pub(crate) locale: Locale,
}

impl NewProject {
    /// A private project without anything.
    pub(crate) fn blank(name: ProjectName) -> Self {
        Self {
            name,
            key: None,
            description: None,
            color: None,
            visibility: Visibility::Private,
            template: Template::Blank,
            people: Vec::new(),
            work_days: None,
            time_zone: None,
            locale: Locale::En,
        }
    }
}

/// What a template begins with, in English and Indonesian, and what entering does.
fn buckets_of(template: Template) -> &'static [(&'static str, &'static str, TaskStatus)] {
    use TaskStatus::{Done, InProgress, Review, Todo};
    match template {
        Template::Blank => &[],
        Template::Kanban => &[
            ("To do", "Akan dikerjakan", Todo),
            ("In progress", "Sedang dikerjakan", InProgress),
            ("Done", "Selesai", Done),
        ],
        Template::Scrum => &[
            ("Backlog", "Backlog", Todo),
            ("Sprint", "Sprint", Todo),
            ("In progress", "Sedang dikerjakan", InProgress),
            ("Review", "Ditinjau", Review),
            ("Done", "Selesai", Done),
        ],
        Template::Launch => &[
            ("Ideas", "Gagasan", Todo),
            ("Preparing", "Disiapkan", InProgress),
            ("Ready to launch", "Siap diluncurkan", Review),
            ("Launched", "Diluncurkan", Done),
        ],
    }
}

/// Makes a project whose first owner is `user`, and tells whose sight it changed.
///
/// # Errors
/// `too_many_projects`; `invalid_request` for people who are not there.
pub(crate) fn create(
    tx: &mut WriteTx<'_>,
    presence: &Presence,
    user: UserId,
    new: NewProject,
) -> Result<(Seat, Reach)> {
    let count = projects::count(tx)?;
    if count >= PROJECTS_MAX {
        return Err(codes::TOO_MANY_PROJECTS.into());
    }
    let now = tx.now();
    let key =
        new.key.map_or_else(|| model::key_of(new.name.as_str()), |key| key.as_str().to_owned());
    let colour = COLOURS[count as usize % COLOURS.len()].to_owned();
    let mut people = new.people;
    people.retain(|person| *person != user);
    super::members::require_active(tx, presence, &people, "memberIds")?;
    let mut row = ProjectRow {
        id: ProjectId::new(0),
        key,
        name: new.name.as_str().to_owned(),
        description: new.description.map(|text| text.as_str().to_owned()).unwrap_or_default(),
        color: new.color.map_or(colour, |colour| colour.as_str().to_owned()),
        opened_at: (new.visibility == Visibility::Org).then_some(now),
        work_days: new.work_days,
        time_zone: new.time_zone.map(|zone| zone.as_str().to_owned()),
        member_count: 0,
        created_by: user,
        created_at: now,
        updated_at: now,
        archived_at: None,
        deleted_at: None,
    };
    row.id = projects::insert(tx, &row)?;
    people.insert(0, user);
    for person in &people {
        let role = if *person == user { ProjectRole::Owner } else { ProjectRole::Member };
        members::put(tx, &MemberRow { project: row.id, user: *person, role, joined_at: now })?;
    }
    row.member_count = members::count_again(tx, row.id)?;
    for ((english, indonesian, status), rank) in
        buckets_of(new.template).iter().zip(Rank::fresh(buckets_of(new.template).len()))
    {
        let name = if new.locale == Locale::Id { indonesian } else { english };
        buckets::insert(tx, &template_bucket(row.id, name, *status, rank, now))?;
    }
    tx.emit(&ProjectCreated { project_id: row.id, patch: showing::facts(&row) })?;
    activity::insert(tx, row.id, None, Some(user), "project.created", &json!({}))?;
    let reach = if row.opened_at.is_some() { Reach::Everyone } else { Reach::People(people) };
    Ok((Seat { project: row, membership: Some(ProjectRole::Owner) }, reach))
}

fn template_bucket(
    project: ProjectId,
    name: &str,
    status: TaskStatus,
    rank: Rank,
    created_at: crate::base::time::Timestamp,
) -> BucketRow {
    let name = BucketName::parse(name).map(|name| name.as_str().to_owned()).unwrap_or_default();
    BucketRow {
        id: crate::base::ids::BucketId::new(0),
        project,
        name,
        color: None,
        status: Some(status),
        wip_limit: None,
        wip_policy: WipPolicy::Warn,
        rank,
        created_at,
    }
}

/// What is to change in a project; absent things stay as they are.
#[derive(Debug, Clone, Default)]
#[expect(clippy::option_option, reason = "unchanged, none and a value are three things")]
pub(crate) struct ProjectChange {
    pub(crate) name: Option<ProjectName>,
    pub(crate) key: Option<ProjectKey>,
    pub(crate) description: Option<ProjectDescription>,
    pub(crate) color: Option<Colour>,
    pub(crate) work_days: Option<Option<Vec<u8>>>,
    pub(crate) time_zone: Option<Option<TimeZone>>,
    pub(crate) visibility: Option<Visibility>,
    pub(crate) archived: Option<bool>,
}

impl ProjectChange {
    fn needs_owner(&self) -> bool {
        self.visibility.is_some() || self.archived.is_some()
    }

    fn only_archives(&self) -> bool {
        self.name.is_none()
            && self.key.is_none()
            && self.description.is_none()
            && self.color.is_none()
            && self.work_days.is_none()
            && self.time_zone.is_none()
            && self.visibility.is_none()
    }
}

/// Changes a project, and tells whose sight that changed.
///
/// # Errors
/// `project_owner_only` for who may see it and for archiving; `project_archived` for everything else while
/// it is archived.
pub(crate) fn change(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    change: ProjectChange,
) -> Result<(Seat, Reach)> {
    if change.needs_owner() {
        act.seat.require_owner()?;
    }
    if !change.only_archives() && change.archived != Some(false) {
        act.seat.require_open()?;
    }
    let now = tx.now();
    let before = act.seat.project.clone();
    let mut row = before.clone();
    if let Some(name) = change.name {
        name.as_str().clone_into(&mut row.name);
    }
    if let Some(key) = change.key {
        key.as_str().clone_into(&mut row.key);
    }
    if let Some(description) = change.description {
        description.as_str().clone_into(&mut row.description);
    }
    if let Some(color) = change.color {
        color.as_str().clone_into(&mut row.color);
    }
    if let Some(work_days) = change.work_days {
        row.work_days = work_days;
    }
    if let Some(zone) = change.time_zone {
        row.time_zone = zone.map(|zone| zone.as_str().to_owned());
    }
    match change.visibility {
        Some(Visibility::Org) => row.opened_at = row.opened_at.or(Some(now)),
        Some(Visibility::Private) => row.opened_at = None,
        None => {}
    }
    match change.archived {
        Some(true) => row.archived_at = row.archived_at.or(Some(now)),
        Some(false) => row.archived_at = None,
        None => {}
    }
    let seat = |project| Seat { project, membership: act.seat.membership };
    if changed_keys(&showing::facts(&before), &showing::facts(&row))?.is_empty() {
        return Ok((seat(before), Reach::People(Vec::new())));
    }
    row.updated_at = now;
    projects::update(tx, &row)?;
    let patch = changed_keys(&showing::facts(&before), &showing::facts(&row))?;
    let keys: Vec<&String> = patch.keys().filter(|key| *key != "updatedAt").collect();
    act.note(tx, None, "project.updated", &json!({"fields": keys}))?;
    let (was_open, is_open) = (before.opened_at.is_some(), row.opened_at.is_some());
    if was_open && !is_open {
        // Who sees it no more hears that, and nothing else of what it is from now on.
        let closed = patch.iter().filter(|(key, _)| *key == "visibility");
        let patch = closed.map(|(key, value)| (key.clone(), value.clone())).collect();
        tx.emit(&ProjectUpdated { project_id: row.id, patch, to_everyone: true })?;
    }
    tx.emit(&ProjectUpdated { project_id: row.id, patch, to_everyone: is_open && !was_open })?;
    let reach = if was_open == is_open { Reach::People(Vec::new()) } else { Reach::Everyone };
    Ok((seat(row), reach))
}

/// Puts a project into the trash, and tells whose sight that changed.
pub(crate) fn delete(tx: &mut WriteTx<'_>, act: &Act<'_>) -> Result<Reach> {
    let now = tx.now();
    let mut row = act.seat.project.clone();
    row.deleted_at = Some(now);
    row.updated_at = now;
    projects::update(tx, &row)?;
    let people = members::list_ids(tx, row.id)?;
    // Their scope goes with the project, so each of them is told by themselves.
    let mut to = Audience::of(Scope::Project(row.id));
    if row.opened_at.is_some() {
        to = to.and(Scope::Org);
    }
    let to = people.iter().fold(to, |to, person| to.and(Scope::User(*person)));
    tx.emit(&ProjectDeleted { project_id: row.id, to })?;
    Ok(if row.opened_at.is_some() { Reach::Everyone } else { Reach::People(people) })
}

/// Takes a project out of the trash, and tells whose sight that changed. One that is not in it stays.
pub(crate) fn restore(tx: &mut WriteTx<'_>, seat: &Seat) -> Result<(Seat, Reach)> {
    let mut row = seat.project.clone();
    if row.deleted_at.take().is_none() {
        return Ok((seat.clone(), Reach::People(Vec::new())));
    }
    row.updated_at = tx.now();
    projects::update(tx, &row)?;
    tx.emit(&ProjectRestored { project_id: row.id, patch: showing::facts(&row) })?;
    let reach = match row.opened_at {
        Some(_) => Reach::Everyone,
        None => Reach::People(members::list_ids(tx, row.id)?),
    };
    Ok((Seat { project: row, membership: seat.membership }, reach))
}

/// Makes an administrator of the workspace the owner of a project that has no active one.
///
/// # Errors
/// `project_not_found`, `project_not_orphaned`.
pub(crate) fn take_over(
    tx: &mut WriteTx<'_>,
    presence: &Presence,
    user: UserId,
    id: ProjectId,
) -> Result<Reach> {
    let found = projects::find(tx, id, user)?.filter(|(row, _)| row.deleted_at.is_none());
    let (project, membership) = found.ok_or(codes::PROJECT_NOT_FOUND)?;
    if members::has_active_owner(tx, id, None)? {
        return Err(codes::PROJECT_NOT_ORPHANED.into());
    }
    directory::find_person(tx, presence, user)?.ok_or_else(|| Error::from(codes::FORBIDDEN))?;
    let seat = Seat { project, membership };
    let act = Act { seat: &seat, user, presence };
    super::members::seat_owner(tx, &act, user)?;
    act.note(tx, None, "project.taken_over", &json!({"userId": user}))?;
    tx.emit(&crate::features::projects::events::OwnershipTaken { project_id: id, user_id: user })?;
    Ok(Reach::People(vec![user]))
}
