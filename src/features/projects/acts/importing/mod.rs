//! Bringing boards in from elsewhere. A file becomes an outline, whatever it was; the outline becomes
//! buckets, labels and tasks. What was brought in is remembered under its id in the file, so that doing it
//! again adds what is new and doubles nothing.

mod apply;
mod outline;
mod planka;
mod table;
mod trello;

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::base::ids::{ProjectId, UserId};
use crate::base::words::words;
use crate::base::{Error, FieldError, Result, codes};
use crate::features::projects::model::Source;

pub(crate) use apply::{apply, plan};
pub(crate) use outline::Outline;

words! {
    /// What a column of a table means.
    pub(crate) ColumnMeaning {
        /// What is to be done.
        Title = "title",
        /// What there is to know.
        Description = "description",
        /// In which bucket it is.
        Bucket = "bucket",
        /// How urgent it is.
        Priority = "priority",
        /// How far it is.
        Status = "status",
        /// The same in parts of a hundred.
        Percent = "percent",
        /// When it begins.
        Start = "start",
        /// When it is due.
        Due = "due",
        /// Who is on it, separated by commas or semicolons.
        Assignees = "assignees",
        /// Its labels, separated by commas or semicolons.
        Labels = "labels",
        /// Its id, by which it is known again.
        Id = "id",
        /// Nothing.
        Ignore = "ignore",
    }
}

/// A column of a table, and what it is taken for.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ColumnGuess {
    /// What stands above it.
    pub(crate) header: String,
    /// What it is taken for.
    pub(crate) maps_to: ColumnMeaning,
    /// The first things in it.
    pub(crate) examples: Vec<String>,
}

/// Something that is left behind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Loss {
    /// What kind of thing, as `attachments`.
    pub(crate) what: String,
    /// How many.
    pub(crate) count: u32,
    /// Some of them by name.
    pub(crate) examples: Vec<String>,
}

/// Something in the file that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ImportProblem)]
pub(crate) struct Problem {
    /// In which row of a table, counted from 1 below the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) row: Option<u32>,
    /// What is wrong: `no_title`, `unclear` or `same_id`.
    pub(crate) code: &'static str,
    /// What is not understood.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) value: Option<String>,
    /// What is wrong, in one sentence.
    pub(crate) message: &'static str,
}

impl Problem {
    /// A row that says nothing.
    pub(crate) fn no_title(row: u32) -> Self {
        let message = "It has no title and is left out.";
        Self { row: Some(row), code: "no_title", value: None, message }
    }

    /// A cell that says something unknown.
    pub(crate) fn unclear(row: u32, cell: &str) -> Self {
        let value = Some(cell.chars().take(50).collect());
        let message = "It says something that is not understood, which is left out.";
        Self { row: Some(row), code: "unclear", value, message }
    }

    /// Several tasks of one id.
    pub(crate) fn same_id() -> Self {
        let message = "Several tasks have one id: the first of them is taken.";
        Self { row: None, code: "same_id", value: None, message }
    }
}

/// How many things an import makes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Made {
    pub(crate) buckets: u32,
    pub(crate) labels: u32,
    pub(crate) tasks: u32,
    pub(crate) comments: u32,
    pub(crate) checklist_items: u32,
}

/// A person of the file who is a member.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Matched {
    /// As the file has it.
    pub(crate) name: String,
    /// Who that is.
    pub(crate) user_id: UserId,
}

/// Who is who.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub(crate) struct PeopleReport {
    /// Those who are members.
    pub(crate) matched: Vec<Matched>,
    /// Those who are not, and who cannot be told apart: their tasks come without them. 200 at most.
    pub(crate) unknown: Vec<String>,
}

/// A task as it would come.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SampleTask {
    /// What is to be done.
    pub(crate) title: String,
    /// In which bucket.
    pub(crate) bucket: Option<String>,
    /// When it is due.
    pub(crate) due_at: Option<crate::base::time::Timestamp>,
}

impl Made {
    /// True if it makes nothing.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What an import makes, or would make.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Report {
    /// True if nothing was done.
    pub(crate) dry_run: bool,
    /// Into which project; null if it would be a new one.
    pub(crate) project_id: Option<ProjectId>,
    /// What is new.
    pub(crate) created: Made,
    /// Tasks that are known already and get comments that are new.
    pub(crate) updated: u32,
    /// Tasks that are known already and stay as they are.
    pub(crate) skipped: u32,
    /// Who is who.
    pub(crate) people: PeopleReport,
    /// What the columns of a table are taken for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) columns: Option<Vec<ColumnGuess>>,
    /// The first ten tasks.
    pub(crate) sample: Vec<SampleTask>,
    /// What is left behind.
    pub(crate) lost: Vec<Loss>,
    /// What in the file is not as it should be.
    pub(crate) problems: Vec<Problem>,
}

/// Reads a file.
///
/// # Errors
/// `import_unreadable`, `too_many_tasks`, `too_many_buckets`, `too_many_labels`; `invalid_request` for two
/// columns that are said to mean the same.
pub(crate) fn read(
    source: Source,
    data: &str,
    mapping: &BTreeMap<String, ColumnMeaning>,
) -> Result<Outline> {
    let outline = match source {
        Source::Trello => trello::read(data),
        Source::Planka => planka::read(data),
        Source::Csv => table::read(data, mapping),
    };
    outline?.check()
}

/// The most that is told of what a parser says, in characters: it may repeat the file.
const TOLD_MAX: usize = 200;

fn broken(what: &str, error: &dyn std::fmt::Display) -> Error {
    let said: String = error.to_string().chars().take(TOLD_MAX).collect();
    unreadable(format!("is no {what}: {said}"))
}

fn unreadable(message: impl Into<String>) -> Error {
    let detail = FieldError::new("data", "unreadable", message);
    Error::refused(codes::IMPORT_UNREADABLE, vec![detail])
}
