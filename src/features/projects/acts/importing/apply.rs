//! From an outline to a board, and what that would do.

use std::collections::HashMap;

use serde_json::json;

use super::outline::{Outline, OutlineTask};
use super::{Made, Matched, PeopleReport, Report, SampleTask};
use crate::access::Presence;
use crate::base::Result;
use crate::base::html;
use crate::base::ids::{BucketId, CommentId, LabelId, ProjectId, TaskId, UserId};
use crate::base::text::{Colour, TaskDescription, TextFault};
use crate::features::directory;
use crate::features::projects::acts::buckets::BucketChange;
use crate::features::projects::acts::making::{self, NewTask};
use crate::features::projects::acts::moving::Limit;
use crate::features::projects::acts::{Act, buckets, labels};
use crate::features::projects::events::{ImportedPatch, ProjectImported};
use crate::features::projects::model::{ASSIGNEES_MAX, Imported, Source, TaskPriority};
use crate::features::projects::store::comments::{self, CommentRow};
use crate::features::projects::store::imports::{self, Known};
use crate::features::projects::store::{
    buckets as bucket_rows, labels as label_rows, members, tasks,
};
use crate::infra::db::{ReadTx, WriteTx};

/// Tasks in the sample of a report.
const SAMPLE: usize = 10;
/// The longest description and comment that are taken, in characters.
const TEXT_MAX: usize = 20_000;

/// The members of a project by what a file may call them.
struct Roster(HashMap<String, UserId>);

impl Roster {
    fn load(tx: &ReadTx<'_>, presence: &Presence, ids: &[UserId]) -> Result<Self> {
        let mut roster = HashMap::new();
        for person in directory::list_people_by_ids(tx, presence, ids)? {
            roster.insert(person.display_name.to_lowercase(), person.id);
            roster.insert(person.email, person.id);
        }
        Ok(Self(roster))
    }

    fn find(&self, name: &str) -> Option<UserId> {
        self.0.get(&name.trim().to_lowercase()).copied()
    }

    fn report(&self, outline: &Outline) -> PeopleReport {
        let on = outline.tasks.iter().flat_map(|task| task.people.iter());
        let wrote =
            outline.tasks.iter().flat_map(|task| &task.comments).map(|comment| &comment.author);
        let mut names: Vec<&String> = on.chain(wrote).filter(|name| !name.is_empty()).collect();
        names.sort_unstable();
        names.dedup();
        let mut report = PeopleReport::default();
        for name in names {
            match self.find(name) {
                Some(user_id) => report.matched.push(Matched { name: name.clone(), user_id }),
                None => report.unknown.push(name.clone()),
            }
        }
        report
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
    let (known, people) = match project {
        Some(project) => (imports::load(tx, project, source)?, members::list_ids(tx, project)?),
        None => (Known::default(), people.to_vec()),
    };
    let roster = Roster::load(tx, presence, &people)?;
    let count = |kind, ids: Vec<&String>| {
        ids.into_iter().filter(|id| known.get(kind, id).is_none()).count() as u32
    };
    let fresh: Vec<&OutlineTask> =
        outline.tasks.iter().filter(|task| known.get(Imported::Task, &task.id).is_none()).collect();
    let said = outline.tasks.iter().flat_map(|task| &task.comments);
    let created = Made {
        buckets: count(Imported::Bucket, outline.buckets.iter().map(|bucket| &bucket.id).collect()),
        labels: count(Imported::Label, outline.labels.iter().map(|label| &label.id).collect()),
        tasks: fresh.len() as u32,
        comments: count(Imported::Comment, said.map(|comment| &comment.id).collect()),
        checklist_items: fresh.iter().map(|task| task.checklist.len() as u32).sum(),
    };
    let name_of = |id: &Option<String>| {
        let found = outline.buckets.iter().find(|bucket| Some(&bucket.id) == id.as_ref());
        found.map(|bucket| bucket.name.as_str().to_owned())
    };
    let sample = outline.tasks.iter().take(SAMPLE).map(|task| SampleTask {
        title: task.title.as_str().to_owned(),
        bucket: name_of(&task.bucket),
        due_at: task.due_at,
    });
    Ok(Report {
        dry_run: true,
        project_id: project,
        created,
        skipped: outline.tasks.len() as u32 - created.tasks,
        people: roster.report(outline),
        columns: outline.columns.clone(),
        sample: sample.collect(),
        lost: outline.lost.clone(),
        problems: outline.problems.clone(),
    })
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
    let report = plan(tx, act.presence, Some(project), &[], source, outline)?;
    let known = imports::load(tx, project, source)?;
    let roster = Roster::load(tx, act.presence, &members::list_ids(tx, project)?)?;
    let mut hand = Hand { act, source, known, roster };
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
    known: Known,
    roster: Roster,
}

impl Hand<'_> {
    fn note(&mut self, tx: &mut WriteTx<'_>, kind: Imported, id: &str, local: i64) -> Result<()> {
        imports::insert(tx, self.act.project(), self.source, kind, id, local)?;
        self.known.insert(kind, id, local);
        Ok(())
    }

    fn bring_buckets(&mut self, tx: &mut WriteTx<'_>, outline: &Outline) -> Result<()> {
        let there = bucket_rows::list(tx, self.act.project())?;
        for bucket in &outline.buckets {
            let known = self.known.get(Imported::Bucket, &bucket.id).map(BucketId::new);
            if known.is_some_and(|id| there.iter().any(|row| row.id == id)) {
                continue;
            }
            let same = there.iter().find(|row| row.name == bucket.name.as_str());
            let id = match same {
                Some(row) => row.id,
                None => buckets::create(tx, self.act, &bucket.name, BucketChange::default())?.id,
            };
            self.note(tx, Imported::Bucket, &bucket.id, id.get())?;
        }
        Ok(())
    }

    fn bring_labels(&mut self, tx: &mut WriteTx<'_>, outline: &Outline) -> Result<()> {
        for label in &outline.labels {
            let known = label_rows::find_by_name(tx, self.act.project(), label.name.as_str())?;
            let id = if let Some(row) = known {
                row.id
            } else {
                let color = Colour::parse(label.color).map_err(internal)?;
                labels::create(tx, self.act, &label.name, &color)?.id
            };
            self.note(tx, Imported::Label, &label.id, id.get())?;
        }
        Ok(())
    }

    fn bring_task(&mut self, tx: &mut WriteTx<'_>, task: &OutlineTask) -> Result<()> {
        let known = self.known.get(Imported::Task, &task.id).map(TaskId::new);
        let id = match known {
            Some(id) => id,
            None => self.make(tx, task)?,
        };
        self.bring_comments(tx, id, task)
    }

    fn make(&mut self, tx: &mut WriteTx<'_>, task: &OutlineTask) -> Result<TaskId> {
        let bucket = task.bucket.as_ref().and_then(|id| self.known.get(Imported::Bucket, id));
        let mut on: Vec<UserId> =
            task.people.iter().filter_map(|name| self.roster.find(name)).collect();
        on = members::list_workers_among(tx, self.act.project(), &on)?;
        on.truncate(ASSIGNEES_MAX);
        let labels = task.labels.iter().filter_map(|id| self.known.get(Imported::Label, id));
        let row = making::insert(
            tx,
            self.act,
            NewTask {
                bucket: bucket.map(BucketId::new),
                limit: Limit::Ignored,
                description: TaskDescription::parse(&cut(&task.description)).ok(),
                priority: task.priority.unwrap_or(TaskPriority::Medium),
                status: task.status,
                percent: task.percent.unwrap_or(0),
                start_at: task.start_at.filter(|start| task.due_at.is_none_or(|due| *start <= due)),
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
            if self.known.get(Imported::Comment, &comment.id).is_some() {
                continue;
            }
            if tasks::find(tx, self.act.project(), id)?.is_none() {
                return Ok(());
            }
            let author = self.roster.find(&comment.author);
            let body = match author {
                Some(_) => cut(&comment.text),
                None => cut(&format!("**{}**: {}", comment.author, comment.text)),
            };
            let row = CommentRow {
                id: CommentId::new(0),
                project: self.act.project(),
                task: id,
                user: author.unwrap_or(self.act.user),
                html: html::render_markdown(&body),
                body,
                mentions: Vec::new(),
                client_id: None,
                reactions: 0,
                created_at: comment.at.unwrap_or(tx.now()),
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

fn cut(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).take(TEXT_MAX).collect()
}

fn internal(fault: TextFault) -> crate::base::Error {
    crate::base::Error::internal(fault.to_string())
}
