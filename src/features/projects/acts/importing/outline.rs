//! A board as it comes from elsewhere, whatever it was.

use super::{ColumnGuess, Loss, Problem};
use crate::base::text::{BucketName, ChecklistText, LabelName, TaskTitle, TextFault};
use crate::base::time::Timestamp;
use crate::features::projects::model::{TaskPriority, TaskStatus};

/// Things of one kind named in a report, at most.
const EXAMPLES: usize = 5;
/// Things that are wrong, named in a report, at most.
const PROBLEMS: usize = 100;

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
    pub(crate) description: String,
    pub(crate) bucket: Option<String>,
    pub(crate) labels: Vec<String>,
    /// Names or e-mail addresses.
    pub(crate) people: Vec<String>,
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
            description: String::new(),
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

/// A comment on a card.
#[derive(Debug, Clone)]
pub(crate) struct OutlineComment {
    pub(crate) id: String,
    pub(crate) author: String,
    pub(crate) text: String,
    pub(crate) at: Option<Timestamp>,
}

impl Outline {
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
    pub(crate) fn fault(&mut self, row: Option<u32>, message: impl Into<String>) {
        if self.problems.len() < PROBLEMS {
            self.problems.push(Problem { row, message: message.into() });
        }
    }
}

/// A text cut to what it may be; none if nothing is left of it.
pub(crate) fn fitting<T>(
    text: &str,
    max: usize,
    parse: fn(&str) -> Result<T, TextFault>,
) -> Option<T> {
    let clean: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(max).collect();
    parse(&clean).ok()
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
