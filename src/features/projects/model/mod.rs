//! The words of projects and their pure rules: roles, states, places, days.

pub(crate) mod cascade;
pub(crate) mod rank;
pub(crate) mod recurrence;
pub(crate) mod work_days;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::base::words::words;

/// Projects of one workspace, at most.
pub(crate) const PROJECTS_MAX: u32 = 10_000;
/// A project has at most this many members.
pub(crate) const MEMBERS_MAX: u32 = 5_000;
/// People named in one request, at most.
pub(crate) const NAMED_MAX: usize = 100;
/// Members a project lists by itself; the rest are paged.
pub(crate) const MEMBERS_SHOWN: u32 = 200;
/// Buckets of one project, at most.
pub(crate) const BUCKETS_MAX: u32 = 50;
/// Tasks of one project, at most, those in the trash included.
pub(crate) const TASKS_MAX: u32 = 50_000;
/// The cards of a bucket that come with the board; the rest are paged.
pub(crate) const CARDS_SHOWN: u32 = 50;
/// Tasks changed by one request, at most.
pub(crate) const BULK_MAX: usize = 200;
/// People on one task, at most.
pub(crate) const ASSIGNEES_MAX: usize = 50;
/// Labels of one project, at most.
pub(crate) const LABELS_MAX: u32 = 100;
/// Fields a project adds to its tasks, at most.
pub(crate) const FIELDS_MAX: u32 = 30;
/// Choices of one field, at most.
pub(crate) const CHOICES_MAX: usize = 50;
/// Lines of one checklist, at most.
pub(crate) const CHECKLIST_MAX: u32 = 100;
/// Tasks one task waits for, or that wait for it, at most.
pub(crate) const DEPENDENCIES_MAX: u32 = 100;
/// The longest lag between two tasks, in days.
pub(crate) const LAG_MAX: u32 = 365;
/// Tasks of one schedule, at most.
pub(crate) const SCHEDULED_MAX: u32 = 5_000;
/// The largest limit of a bucket.
pub(crate) const WIP_MAX: u32 = 10_000;
/// Different emoji on one comment, at most.
pub(crate) const EMOJI_MAX: i64 = 20;
/// How long what was deleted can be taken back.
pub(crate) const TRASH_KEPT: std::time::Duration = std::time::Duration::from_hours(30 * 24);
/// The largest estimate, in hours.
pub(crate) const ESTIMATE_MAX: f64 = 100_000.0;

words! {
    /// What a member may do; a later one may do all that an earlier one may.
    pub(crate) ProjectRole {
        /// Looks on.
        Viewer = "viewer",
        /// Works: tasks, comments, files.
        Member = "member",
        /// Also shapes the board and says who takes part, up to their own role.
        Admin = "admin",
        /// Also archives, deletes and hands over. A project keeps at least one.
        Owner = "owner",
    }
}

words! {
    /// Who may see a project.
    pub(crate) Visibility {
        /// Its members.
        Private = "private",
        /// Everyone; who is no member looks on.
        Org = "org",
    }
}

words! {
    /// How urgent a task is.
    pub(crate) TaskPriority {
        /// It can wait.
        Low = "low",
        /// As usual.
        Medium = "medium",
        /// Before others.
        High = "high",
        /// At once.
        Critical = "critical",
    }
}

words! {
    /// How far a task is.
    pub(crate) TaskStatus {
        /// Not begun.
        Todo = "todo",
        /// Begun.
        InProgress = "in_progress",
        /// Being looked at.
        Review = "review",
        /// Done.
        Done = "done",
    }
}

words! {
    /// How far a task is, in the words of the first generation.
    pub(crate) TaskProgress {
        /// Not begun.
        NotStarted = "not_started",
        /// Begun, or being looked at.
        Begun = "in_progress",
        /// Done.
        Completed = "completed",
        /// Past its time and not done, as of the answer.
        Late = "late",
    }
}

words! {
    /// What a full bucket does with one more task.
    pub(crate) WipPolicy {
        /// Takes it, and says so.
        Warn = "warn",
        /// Refuses it; administrators of the project may insist.
        Refuse = "refuse",
    }
}

words! {
    /// What a field of a project holds.
    pub(crate) FieldKind {
        /// Up to 500 characters.
        Text = "text",
        /// A number.
        Number = "number",
        /// A day, such as 2026-01-31.
        Date = "date",
        /// One of its choices.
        Choice = "choice",
        /// A member of the project.
        Person = "person",
    }
}

words! {
    /// What a new project begins with.
    pub(crate) Template {
        /// Nothing.
        Blank = "blank",
        /// To do, in progress, done.
        Kanban = "kanban",
        /// Backlog, sprint, in progress, review, done.
        Scrum = "scrum",
        /// Ideas, preparing, ready, launched.
        Launch = "launch",
    }
}

words! {
    /// Where something was brought in from.
    pub(crate) Source {
        /// A board of Trello, as it exports JSON.
        Trello = "trello",
        /// A board of Planka, as its API answers JSON.
        Planka = "planka",
        /// A table.
        Csv = "csv",
    }
}

words! {
    /// What was brought in.
    pub(crate) Imported {
        /// A board.
        Board = "board",
        /// A bucket.
        Bucket = "bucket",
        /// A label.
        Label = "label",
        /// A task.
        Task = "task",
        /// A comment.
        Comment = "comment",
        /// A line of a checklist.
        Item = "item",
    }
}

/// A choice of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Choice {
    /// Its id in the field.
    pub(crate) id: String,
    /// What it is called.
    pub(crate) name: String,
    /// Its colour, if it has one.
    pub(crate) color: Option<String>,
}

/// The key of a project nobody gave one: the first letters of its words, or of its only word.
pub(crate) fn key_of(name: &str) -> String {
    let letters = |word: &str| word.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let words: Vec<String> =
        name.split_whitespace().map(letters).filter(|word| !word.is_empty()).collect();
    let key: String = match words.as_slice() {
        [] => "P".to_owned(),
        [only] => only.chars().take(4).collect(),
        several => several.iter().filter_map(|word| word.chars().next()).take(4).collect(),
    };
    key.to_ascii_uppercase()
}

/// The state in the words of the first generation.
pub(crate) fn progress_of(status: TaskStatus, is_late: bool) -> TaskProgress {
    match status {
        TaskStatus::Done => TaskProgress::Completed,
        _ if is_late => TaskProgress::Late,
        TaskStatus::Todo => TaskProgress::NotStarted,
        TaskStatus::InProgress | TaskStatus::Review => TaskProgress::Begun,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_rise() {
        assert!(
            ProjectRole::Owner > ProjectRole::Admin && ProjectRole::Admin > ProjectRole::Member
        );
        assert!(ProjectRole::Member > ProjectRole::Viewer);
    }

    #[test]
    fn projects_have_keys() {
        assert_eq!(key_of("Operations"), "OPER");
        assert_eq!(key_of("Website relaunch 2026"), "WR2");
        assert_eq!(key_of("プロジェクト"), "P");
        assert_eq!(key_of("a  b-c d e f"), "ABDE");
    }

    #[test]
    fn what_is_done_is_not_late() {
        assert_eq!(progress_of(TaskStatus::Done, true), TaskProgress::Completed);
        assert_eq!(progress_of(TaskStatus::Review, true), TaskProgress::Late);
        assert_eq!(progress_of(TaskStatus::Review, false), TaskProgress::Begun);
    }
}
