//! A board as it comes from elsewhere, whatever it was.

use std::collections::HashSet;
use std::hash::Hash;

use super::{ColumnGuess, Loss, Problem, unreadable};
use crate::base::html::{self, SafeHtml};
use crate::base::text::{
    self, BucketName, ChecklistText, LabelName, ProjectName, TaskDescription, TaskTitle, TextFault,
};
use crate::base::time::Timestamp;
use crate::base::{Result, codes};
use crate::features::projects::acts::editing::{check_dates, describe};
use crate::features::projects::model::{
    BUCKETS_MAX, CHECKLIST_MAX, LABELS_MAX, TASKS_MAX, TaskPriority, TaskStatus,
};
use crate::features::projects::store::tasks::Description;

/// Things of one kind named in a report, at most.
const EXAMPLES: usize = 5;
/// Things that are wrong, named in a report, at most.
const PROBLEMS: usize = 100;
/// The longest id that is remembered, in bytes.
const ID_MAX: usize = 200;
/// The longest name of a person, in characters.
const PERSON_MAX: usize = 100;
/// The longest description that is taken, in characters.
const DESCRIPTION_MAX: usize = 20_000;
/// The longest comment that is taken, in characters.
const COMMENT_MAX: usize = 5_000;

/// A board.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outline {
    /// Its id in the source.
    pub(crate) id: Option<String>,
    pub(crate) name: String,
    pub(crate) buckets: Vec<OutlineBucket>,
    pub(crate) labels: Vec<OutlineLabel>,
    pub(crate) tasks: Vec<OutlineTask>,
    pub(crate) columns: Option<Vec<ColumnGuess>>,
    pub(crate) lost: Vec<Loss>,
    pub(crate) problems: Vec<Problem>,
}

/// A list of a board.
#[derive(Debug, Clone)]
pub(crate) struct OutlineBucket {
    pub(crate) id: String,
    pub(crate) name: BucketName,
}

/// A label of a board.
#[derive(Debug, Clone)]
pub(crate) struct OutlineLabel {
    pub(crate) id: String,
    pub(crate) name: LabelName,
    pub(crate) color: &'static str,
}

/// A card of a board. Buckets and labels are named by their ids in the source.
#[derive(Debug, Clone)]
pub(crate) struct OutlineTask {
    pub(crate) id: String,
    pub(crate) title: TaskTitle,
    pub(crate) description: Description,
    pub(crate) bucket: Option<String>,
    pub(crate) labels: Vec<String>,
    pub(crate) people: Vec<Person>,
    pub(crate) priority: Option<TaskPriority>,
    pub(crate) status: Option<TaskStatus>,
    pub(crate) percent: Option<u8>,
    pub(crate) start_at: Option<Timestamp>,
    pub(crate) due_at: Option<Timestamp>,
    pub(crate) archived: bool,
    pub(crate) checklist: Vec<(ChecklistText, bool)>,
    pub(crate) comments: Vec<OutlineComment>,
}

impl OutlineTask {
    /// A task of which nothing but its id and title are known.
    pub(crate) fn new(id: String, title: TaskTitle) -> Self {
        Self {
            id,
            title,
            description: Description::default(),
            bucket: None,
            labels: Vec::new(),
            people: Vec::new(),
            priority: None,
            status: None,
            percent: None,
            start_at: None,
            due_at: None,
            archived: false,
            checklist: Vec::new(),
            comments: Vec::new(),
        }
    }
}

/// Somebody, as a file has them.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Person {
    /// A name, or an e-mail address.
    pub(crate) name: String,
    /// Their e-mail address, where the file has it beside the name.
    pub(crate) email: Option<String>,
}

impl Person {
    /// Somebody of whom a file says no more than this.
    pub(crate) fn named(name: &str) -> Self {
        let name = text::without_invisible(name);
        Self { name: name.trim().chars().take(PERSON_MAX).collect(), email: None }
    }
}

/// A comment on a card. Nobody can be made to have said something: it is written by who brings it in, and
/// begins with the name of who wrote it there.
#[derive(Debug, Clone)]
pub(crate) struct OutlineComment {
    pub(crate) id: String,
    pub(crate) author: Person,
    pub(crate) body: String,
    pub(crate) html: SafeHtml,
    pub(crate) at: Option<Timestamp>,
}

impl Outline {
    /// Says what is to be known about a task.
    pub(crate) fn describe(&mut self, task: &mut OutlineTask, text: &str) {
        let text = self.cut(text, DESCRIPTION_MAX, "ends of long descriptions");
        task.description = TaskDescription::parse(&text).as_ref().map(describe).unwrap_or_default();
    }

    /// A comment of somebody's.
    pub(crate) fn comment(
        &mut self,
        id: String,
        author: Person,
        text: &str,
        at: Option<Timestamp>,
    ) -> OutlineComment {
        let said = if author.name.is_empty() {
            text.to_owned()
        } else {
            format!("**{}**: {text}", author.name)
        };
        let body = self.cut(&said, COMMENT_MAX, "ends of long comments");
        OutlineComment { id, author, html: html::render_markdown(&body), body, at }
    }

    /// A text without what nobody can see, and without what is too much of it.
    fn cut(&mut self, text: &str, max: usize, what: &str) -> String {
        let text = text::without_invisible(text);
        let text = text.trim();
        match text.char_indices().nth(max) {
            None => text.to_owned(),
            Some((end, _)) => {
                self.lose(what, text);
                text[..end].to_owned()
            }
        }
    }

    /// Gives a task the lines of its checklist; those that are too many are left behind.
    pub(crate) fn tick_off(
        &mut self,
        task: &mut OutlineTask,
        mut lines: Vec<(ChecklistText, bool)>,
    ) {
        for (line, _) in lines.drain((CHECKLIST_MAX as usize).min(lines.len())..) {
            self.lose("lines of long checklists", line.as_str());
        }
        task.checklist = lines;
    }

    /// Refuses what is more than a project can have, drops what comes twice, and dates that no task can have.
    ///
    /// # Errors
    /// `too_many_buckets`, `too_many_labels`, `too_many_tasks`, `import_unreadable`.
    pub(crate) fn check(mut self) -> Result<Self> {
        self.check_counts()?;
        let ids = self.buckets.iter().map(|bucket| &bucket.id);
        let ids = ids.chain(self.labels.iter().map(|label| &label.id)).chain(&self.id);
        let ids = ids.chain(self.tasks.iter().map(|task| &task.id));
        let said = self.tasks.iter().flat_map(|task| &task.comments);
        if ids.chain(said.map(|comment| &comment.id)).any(|id| id.len() > ID_MAX) {
            return Err(unreadable("has an id of more than 200 bytes"));
        }
        keep_first(&mut self.buckets, |bucket| bucket.id.clone());
        keep_first(&mut self.labels, |label| label.id.clone());
        let before = self.tasks.len();
        keep_first(&mut self.tasks, |task| task.id.clone());
        if self.tasks.len() < before {
            self.fault(Problem::same_id());
        }
        let mut known = HashSet::new();
        for task in &mut self.tasks {
            task.comments.retain(|comment| known.insert(comment.id.clone()));
        }
        for at in 0..self.tasks.len() {
            let task = &mut self.tasks[at];
            if check_dates(task.start_at, task.due_at).is_err() {
                task.start_at = None;
                let title = task.title.as_str().to_owned();
                self.lose("starts that do not go with when it is due", &title);
            }
        }
        Ok(self)
    }

    /// Refuses what is more than a project can have.
    ///
    /// # Errors
    /// `too_many_buckets`, `too_many_labels`, `too_many_tasks`.
    pub(crate) fn check_counts(&self) -> Result<()> {
        let too_many = |count: usize, max: u32| count > max as usize;
        if too_many(self.buckets.len(), BUCKETS_MAX) {
            return Err(codes::TOO_MANY_BUCKETS.into());
        }
        if too_many(self.labels.len(), LABELS_MAX) {
            return Err(codes::TOO_MANY_LABELS.into());
        }
        if too_many(self.tasks.len(), TASKS_MAX) {
            return Err(codes::TOO_MANY_TASKS.into());
        }
        Ok(())
    }

    /// What a project of it is called; none for a board without a name.
    pub(crate) fn project_name(&self) -> Option<ProjectName> {
        fitting(&self.name, 120, ProjectName::parse)
    }

    /// Notes that something is left behind.
    pub(crate) fn lose(&mut self, what: &str, example: &str) {
        let at = self.lost.iter().position(|loss| loss.what == what);
        let at = at.unwrap_or_else(|| {
            self.lost.push(Loss { what: what.to_owned(), count: 0, examples: Vec::new() });
            self.lost.len() - 1
        });
        let loss = &mut self.lost[at];
        loss.count += 1;
        if loss.examples.len() < EXAMPLES && !example.is_empty() {
            loss.examples.push(example.chars().take(100).collect());
        }
    }

    /// Notes that something is not as it should be.
    pub(crate) fn fault(&mut self, problem: Problem) {
        if self.problems.len() < PROBLEMS {
            self.problems.push(problem);
        }
    }
}

/// Keeps the first of those that have one key.
fn keep_first<T, K: Hash + Eq>(items: &mut Vec<T>, key: impl Fn(&T) -> K) {
    let mut known = HashSet::new();
    items.retain(|item| known.insert(key(item)));
}

/// A text cut to what it may be; none if nothing is left of it.
pub(crate) fn fitting<T>(
    text: &str,
    max: usize,
    parse: fn(&str) -> Result<T, TextFault>,
) -> Option<T> {
    let seen = text::without_invisible(text);
    parse(&seen.trim().chars().take(max).collect::<String>()).ok()
}

/// The colours that labels have elsewhere, as ours.
pub(crate) fn colour_of(name: &str) -> &'static str {
    let palette = [
        ("green", "#15803d"),
        ("yellow", "#ca8a04"),
        ("orange", "#ea580c"),
        ("red", "#dc2626"),
        ("purple", "#9333ea"),
        ("blue", "#2563eb"),
        ("sky", "#0284c7"),
        ("lime", "#65a30d"),
        ("pink", "#db2777"),
        ("black", "#374151"),
        ("grey", "#6b7280"),
        ("teal", "#0d9488"),
        ("brown", "#92400e"),
    ];
    palette.iter().find(|(word, _)| name.contains(word)).map_or("#6b7280", |(_, colour)| colour)
}
