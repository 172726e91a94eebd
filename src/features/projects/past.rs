//! Projects that are already under way: what the demo shows.
//!
//! Rights are not asked for here; everything else is as if the people had done it themselves.

use std::time::Duration;

use super::access::Seat;
use super::acts::buckets::{self, BucketChange};
use super::acts::editing::describe;
use super::acts::making::{self, NewTask};
use super::acts::projects::{self, NewProject};
use super::acts::{Act, commenting};
use super::model::{TaskPriority, TaskStatus};
use crate::access::Presence;
use crate::base::ids::{BucketId, TaskId, UserId};
use crate::base::text::{
    BucketName, ChecklistText, CommentText, ProjectDescription, ProjectName, TaskDescription,
    TaskTitle, TextFault,
};
use crate::base::{Error, Result};
use crate::infra::db::WriteTx;

const DAY: Duration = Duration::from_hours(24);

/// A project that is already there.
#[derive(Debug)]
pub struct PastProject<'a> {
    seat: Seat,
    presence: &'a Presence,
    buckets: Vec<BucketId>,
}

/// A task that is already there.
#[derive(Debug, Clone, Copy)]
pub struct PastTask<'a> {
    /// What is to be done.
    pub title: &'a str,
    /// What there is to know, in Markdown.
    pub description: &'a str,
    /// The number of its bucket.
    pub bucket: usize,
    /// Who is on it.
    pub on: &'a [UserId],
    /// In how many days it is due, if at any time; below zero, so many days ago.
    pub due: Option<i32>,
    /// Whether it goes before others.
    pub is_urgent: bool,
    /// The lines of its checklist.
    pub checklist: &'a [&'a str],
}

fn internal(fault: TextFault) -> Error {
    Error::internal(fault.to_string())
}

impl<'a> PastProject<'a> {
    /// Makes a project of these people, the first of whom made it, with these buckets; entering the last of
    /// them means being done.
    ///
    /// # Errors
    /// As for anyone who makes a project.
    pub fn create(
        tx: &mut WriteTx<'_>,
        presence: &'a Presence,
        (name, description): (&str, &str),
        people: &[UserId],
        names: &[&str],
    ) -> Result<Self> {
        let owner = *people.first().ok_or_else(|| Error::internal("a project of nobody"))?;
        let new = NewProject {
            description: Some(ProjectDescription::parse(description).map_err(internal)?),
            people: people.to_vec(),
            ..NewProject::blank(ProjectName::parse(name).map_err(internal)?)
        };
        let (seat, _) = projects::create(tx, presence, owner, new)?;
        let mut made = Self { seat, presence, buckets: Vec::new() };
        for (place, name) in names.iter().enumerate() {
            let status = match place {
                0 => TaskStatus::Todo,
                last if last + 1 == names.len() => TaskStatus::Done,
                _ => TaskStatus::InProgress,
            };
            let wanted = BucketChange { status: Some(Some(status)), ..BucketChange::default() };
            let name = BucketName::parse(name).map_err(internal)?;
            let bucket = buckets::create(tx, &made.act(owner), &name, wanted)?;
            made.buckets.push(bucket.id);
        }
        Ok(made)
    }

    fn act(&self, user: UserId) -> Act<'_> {
        Act { seat: &self.seat, user, presence: self.presence }
    }

    /// Makes a task.
    ///
    /// # Errors
    /// As for anyone who makes one.
    pub fn add(&self, tx: &mut WriteTx<'_>, by: UserId, task: PastTask<'_>) -> Result<TaskId> {
        let now = tx.now();
        let due = task.due.map(|days| {
            let span = DAY * days.unsigned_abs();
            if days < 0 { now.before(span) } else { now.after(span) }
        });
        let lines =
            task.checklist.iter().map(|line| ChecklistText::parse(line).map(|line| (line, false)));
        let new = NewTask {
            bucket: self.buckets.get(task.bucket).copied(),
            description: describe(&TaskDescription::parse(task.description).map_err(internal)?),
            priority: if task.is_urgent { TaskPriority::High } else { TaskPriority::Medium },
            start_at: due.map(|due| due.before(DAY * 3)),
            due_at: due,
            assignees: task.on.to_vec(),
            checklist: lines.collect::<Result<Vec<_>, _>>().map_err(internal)?,
            ..NewTask::titled(TaskTitle::parse(task.title).map_err(internal)?)
        };
        making::create(tx, &self.act(by), new).map(|row| row.id)
    }

    /// Comments on a task.
    ///
    /// # Errors
    /// As for anyone who comments.
    pub fn comment(
        &self,
        tx: &mut WriteTx<'_>,
        by: UserId,
        task: TaskId,
        words: &str,
    ) -> Result<()> {
        let words = CommentText::parse(words).map_err(internal)?;
        commenting::add(tx, &self.act(by), task, &words, None).map(drop)
    }
}
