//! From an outline to a board, and what that would do.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::json;

use super::outline::{Outline, OutlineBucket, OutlineComment, OutlineLabel, OutlineTask, Person};
use super::{Made, Matched, PeopleReport, Report, SampleTask};
use crate::access::Presence;
use crate::base::ids::{BucketId, CommentId, LabelId, ProjectId, TaskId, UserId};
use crate::base::text::{Colour, TextFault};
use crate::base::{Result, codes};
use crate::features::directory;
use crate::features::projects::acts::buckets::BucketChange;
use crate::features::projects::acts::making::{self, NewTask};
use crate::features::projects::acts::moving::Limit;
use crate::features::projects::acts::{Act, buckets, labels};
use crate::features::projects::events::{ImportedPatch, ProjectImported};
use crate::features::projects::model::{ASSIGNEES_MAX, Imported, Source, TASKS_MAX, TaskPriority};
use crate::features::projects::store::buckets::BucketRow;
use crate::features::projects::store::comments::{self, CommentRow};
use crate::features::projects::store::imports::{self, Known};
use crate::features::projects::store::labels::LabelRow;
use crate::features::projects::store::{
    buckets as bucket_rows, labels as label_rows, members, tasks,
};
use crate::infra::db::{ReadTx, WriteTx};

/// Tasks in the sample of a report.
const SAMPLE: usize = 10;
/// People named in a report, at most.
const PEOPLE: usize = 200;

/// The members of a project by what a file may call them; none for a name that several of them have.
struct Roster(HashMap<String, Option<UserId>>);

impl Roster {
    fn load(tx: &ReadTx<'_>, presence: &Presence, ids: &[UserId]) -> Result<Self> {
        let mut roster = HashMap::new();
        let people = directory::list_people_by_ids(tx, presence, ids)?;
        for person in &people {
            let known = roster.entry(person.display_name.to_lowercase());
            known.and_modify(|known| *known = None).or_insert(Some(person.id));
        }
        roster.extend(people.into_iter().map(|person| (person.email, Some(person.id))));
        Ok(Self(roster))
    }

    fn find(&self, person: &Person) -> Option<UserId> {
        let by = |text: &str| self.0.get(&text.trim().to_lowercase()).copied().flatten();
        person.email.as_deref().and_then(by).or_else(|| by(&person.name))
    }

    fn report(&self, outline: &Outline) -> PeopleReport {
        let on = outline.tasks.iter().flat_map(|task| &task.people);
        let said = outline.tasks.iter().flat_map(|task| &task.comments);
        let people: BTreeSet<&Person> = on.chain(said.map(|comment| &comment.author)).collect();
        let mut report = PeopleReport::default();
        for person in people.into_iter().filter(|person| !person.name.is_empty()) {
            let name = person.name.clone();
            match self.find(person) {
                Some(user_id) => report.matched.push(Matched { name, user_id }),
                None if report.unknown.len() < PEOPLE => report.unknown.push(name),
                None => {}
            }
        }
        report
    }
}

/// What is there before an import.
struct Ground {
    known: Known,
    buckets: Vec<BucketRow>,
    labels: Vec<LabelRow>,
    present: HashSet<TaskId>,
}

impl Ground {
    fn load(tx: &ReadTx<'_>, project: Option<ProjectId>, source: Source) -> Result<Self> {
        let Some(project) = project else {
            let known = Known::default();
            return Ok(Self {
                known,
                buckets: Vec::new(),
                labels: Vec::new(),
                present: HashSet::new(),
            });
        };
        Ok(Self {
            known: imports::load(tx, project, source)?,
            buckets: bucket_rows::list(tx, project)?,
            labels: label_rows::list(tx, project)?,
            present: imports::list_present_tasks(tx, project, source)?,
        })
    }

    /// The bucket that one of the file is: that which was made of it, or one that is called so.
    fn bucket(&self, wanted: &OutlineBucket) -> Option<BucketId> {
        let known = self.known.get(Imported::Bucket, &wanted.id).map(BucketId::new);
        let same = |row: &&BucketRow| row.name == wanted.name.as_str();
        let there = self.buckets.iter().find(|row| Some(row.id) == known);
        there.or_else(|| self.buckets.iter().find(same)).map(|row| row.id)
    }

    /// The same of a label.
    fn label(&self, wanted: &OutlineLabel) -> Option<LabelId> {
        let known = self.known.get(Imported::Label, &wanted.id).map(LabelId::new);
        let name = wanted.name.as_str().to_lowercase();
        let same = |row: &&LabelRow| row.name.to_lowercase() == name;
        let there = self.labels.iter().find(|row| Some(row.id) == known);
        there.or_else(|| self.labels.iter().find(same)).map(|row| row.id)
    }

    fn task(&self, wanted: &OutlineTask) -> Option<TaskId> {
        self.known.get(Imported::Task, &wanted.id).map(TaskId::new)
    }

    /// The comments of a task that would be new; none where the task is there no more.
    fn new_comments(&self, task: &OutlineTask) -> usize {
        if self.task(task).is_some_and(|id| !self.present.contains(&id)) {
            return 0;
        }
        let is_new =
            |comment: &&OutlineComment| self.known.get(Imported::Comment, &comment.id).is_none();
        task.comments.iter().filter(is_new).count()
    }

    /// What an import makes, and how many tasks get something, or stay as they are.
    fn count(&self, outline: &Outline) -> (Made, u32, u32) {
        let new_labels = outline.labels.iter().filter(|label| self.label(label).is_none());
        let names: HashSet<String> =
            new_labels.map(|label| label.name.as_str().to_lowercase()).collect();
        let new_buckets = outline.buckets.iter().filter(|bucket| self.bucket(bucket).is_none());
        let mut made = Made {
            buckets: new_buckets.count() as u32,
            labels: names.len() as u32,
            ..Made::default()
        };
        let (mut updated, mut skipped) = (0, 0);
        for task in &outline.tasks {
            let comments = self.new_comments(task) as u32;
            made.comments += comments;
            match self.task(task) {
                None => {
                    made.tasks += 1;
                    made.checklist_items += task.checklist.len() as u32;
                }
                Some(_) if comments > 0 => updated += 1,
                Some(_) => skipped += 1,
            }
        }
        (made, updated, skipped)
    }
}

/// What an import into a project would do; into a new one of these people, if there is none.
pub(crate) fn plan(
    tx: &ReadTx<'_>,
    presence: &Presence,
    project: Option<ProjectId>,
    people: &[UserId],
    source: Source,
    outline: &Outline,
) -> Result<Report> {
    let ground = Ground::load(tx, project, source)?;
    let people = match project {
        Some(project) => members::list_ids(tx, project)?,
        None => people.to_vec(),
    };
    let roster = Roster::load(tx, presence, &people)?;
    Ok(report(project, &ground, &roster, outline))
}

fn report(
    project_id: Option<ProjectId>,
    ground: &Ground,
    roster: &Roster,
    outline: &Outline,
) -> Report {
    let (created, updated, skipped) = ground.count(outline);
    let name_of = |id: &Option<String>| {
        let found = outline.buckets.iter().find(|bucket| Some(&bucket.id) == id.as_ref());
        found.map(|bucket| bucket.name.as_str().to_owned())
    };
    let sample = outline.tasks.iter().take(SAMPLE).map(|task| SampleTask {
        title: task.title.as_str().to_owned(),
        bucket: name_of(&task.bucket),
        due_at: task.due_at,
    });
    Report {
        dry_run: true,
        project_id,
        created,
        updated,
        skipped,
        people: roster.report(outline),
        columns: outline.columns.clone(),
        sample: sample.collect(),
        lost: outline.lost.clone(),
        problems: outline.problems.clone(),
    }
}

/// Brings an outline into a project and tells how it went.
///
/// # Errors
/// `too_many_buckets`, `too_many_labels`, `too_many_tasks`.
pub(crate) fn apply(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    source: Source,
    outline: &Outline,
) -> Result<Report> {
    let project = act.project();
    let people = members::list_ids(tx, project)?;
    let roster = Roster::load(tx, act.presence, &people)?;
    let workers = members::list_workers_among(tx, project, &people)?.into_iter().collect();
    let ground = Ground::load(tx, Some(project), source)?;
    let report = report(Some(project), &ground, &roster, outline);
    if tasks::count(tx, project)? + report.created.tasks > TASKS_MAX {
        return Err(codes::TOO_MANY_TASKS.into());
    }
    let mut hand = Hand { act, source, ground, roster, workers };
    if let Some(id) = &outline.id {
        hand.note(tx, Imported::Board, id, project.get())?;
    }
    hand.bring_buckets(tx, outline)?;
    hand.bring_labels(tx, outline)?;
    for task in &outline.tasks {
        hand.bring_task(tx, task)?;
    }
    if report.created.tasks > 0 || report.created.comments > 0 {
        let patch = ImportedPatch { tasks: report.created.tasks };
        tx.emit(&ProjectImported { project_id: project, patch })?;
        act.note(tx, None, "imported", &json!({"count": report.created.tasks}))?;
    }
    Ok(Report { dry_run: false, ..report })
}

/// Who brings things in, and what is there already.
struct Hand<'a> {
    act: &'a Act<'a>,
    source: Source,
    ground: Ground,
    roster: Roster,
    workers: HashSet<UserId>,
}

impl Hand<'_> {
    fn note(&mut self, tx: &mut WriteTx<'_>, kind: Imported, id: &str, local: i64) -> Result<()> {
        imports::insert(tx, self.act.project(), self.source, kind, id, local)?;
        self.ground.known.insert(kind, id, local);
        Ok(())
    }

    fn bring_buckets(&mut self, tx: &mut WriteTx<'_>, outline: &Outline) -> Result<()> {
        for bucket in &outline.buckets {
            let id = match self.ground.bucket(bucket) {
                Some(id) => id,
                None => buckets::create(tx, self.act, &bucket.name, BucketChange::default())?.id,
            };
            self.note(tx, Imported::Bucket, &bucket.id, id.get())?;
        }
        Ok(())
    }

    fn bring_labels(&mut self, tx: &mut WriteTx<'_>, outline: &Outline) -> Result<()> {
        for label in &outline.labels {
            let id = if let Some(id) = self.ground.label(label) {
                id
            } else {
                let color = Colour::parse(label.color).map_err(internal)?;
                let row = labels::create(tx, self.act, &label.name, &color)?;
                let id = row.id;
                self.ground.labels.push(row);
                id
            };
            self.note(tx, Imported::Label, &label.id, id.get())?;
        }
        Ok(())
    }

    fn bring_task(&mut self, tx: &mut WriteTx<'_>, task: &OutlineTask) -> Result<()> {
        match self.ground.task(task) {
            Some(id) if !self.ground.present.contains(&id) => Ok(()),
            Some(id) => self.bring_comments(tx, id, task),
            None => {
                let id = self.make(tx, task)?;
                self.bring_comments(tx, id, task)
            }
        }
    }

    fn make(&mut self, tx: &mut WriteTx<'_>, task: &OutlineTask) -> Result<TaskId> {
        let known = &self.ground.known;
        let bucket = task.bucket.as_ref().and_then(|id| known.get(Imported::Bucket, id));
        let labels = task.labels.iter().filter_map(|id| known.get(Imported::Label, id));
        let mut on: Vec<UserId> =
            task.people.iter().filter_map(|person| self.roster.find(person)).collect();
        on.retain(|user| self.workers.contains(user));
        on.truncate(ASSIGNEES_MAX);
        let row = making::insert(
            tx,
            self.act,
            NewTask {
                bucket: bucket.map(BucketId::new),
                limit: Limit::Ignored,
                description: task.description.clone(),
                priority: task.priority.unwrap_or(TaskPriority::Medium),
                status: task.status,
                percent: task.percent.unwrap_or(0),
                start_at: task.start_at,
                due_at: task.due_at,
                assignees: on,
                labels: labels.map(LabelId::new).collect(),
                checklist: task.checklist.clone(),
                ..NewTask::titled(task.title.clone())
            },
        )?;
        if task.archived {
            let archived_at = Some(tx.now());
            tasks::set_state(tx, &tasks::TaskRow { archived_at, ..row.clone() })?;
        }
        self.note(tx, Imported::Task, &task.id, row.id.get())?;
        Ok(row.id)
    }

    fn bring_comments(
        &mut self,
        tx: &mut WriteTx<'_>,
        id: TaskId,
        task: &OutlineTask,
    ) -> Result<()> {
        let mut brought = false;
        for comment in &task.comments {
            if self.ground.known.get(Imported::Comment, &comment.id).is_some() {
                continue;
            }
            let row = CommentRow {
                id: CommentId::new(0),
                project: self.act.project(),
                task: id,
                user: self.act.user,
                body: comment.body.clone(),
                html: comment.html.clone(),
                mentions: Vec::new(),
                client_id: None,
                reactions: 0,
                created_at: comment.at.map_or(tx.now(), |at| at.min(tx.now())),
                edited_at: None,
            };
            let local = comments::insert(tx, &row)?;
            self.note(tx, Imported::Comment, &comment.id, local.get())?;
            brought = true;
        }
        if brought {
            comments::count_again(tx, id)?;
        }
        Ok(())
    }
}

fn internal(fault: TextFault) -> crate::base::Error {
    crate::base::Error::internal(fault.to_string())
}
