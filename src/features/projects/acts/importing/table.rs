//! A table with a header: what its columns mean is said, or guessed from what stands above them.

use std::collections::{BTreeMap, HashMap, HashSet};

use sha2::{Digest, Sha256};

use super::outline::{
    Outline, OutlineBucket, OutlineLabel, OutlineTask, Person, colour_of, fitting,
};
use super::{ColumnGuess, ColumnMeaning, Problem, broken, unreadable};
use crate::base::text::{BucketName, LabelName, TaskTitle};
use crate::base::time::Timestamp;
use crate::base::{Error, Result, codes};
use crate::features::projects::model::{TASKS_MAX, TaskPriority, TaskStatus};

/// What is shown of a column.
const EXAMPLES: usize = 3;
/// Columns of a table, at most.
const COLUMNS_MAX: usize = 200;

/// Reads a table.
///
/// # Errors
/// `import_unreadable`, `too_many_tasks`, `too_many_buckets`, `too_many_labels`; `invalid_request` on `mapping`.
pub(super) fn read(data: &str, mapping: &BTreeMap<String, ColumnMeaning>) -> Result<Outline> {
    let data = data.trim_start_matches('\u{feff}');
    let delimiter = delimiter_of(data);
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(data.as_bytes());
    let headers = reader.headers().map_err(|error| broken("table", &error))?;
    let headers: Vec<String> = headers.iter().map(|header| header.trim().to_owned()).collect();
    if headers.len() > COLUMNS_MAX {
        return Err(unreadable("has more than 200 columns"));
    }
    let mut rows = Vec::new();
    for row in reader.records() {
        rows.push(row.map_err(|error| broken("table", &error))?);
        if rows.len() > TASKS_MAX as usize {
            return Err(codes::TOO_MANY_TASKS.into());
        }
    }
    let meanings = meanings(&headers, mapping)?;
    if !meanings.contains(&ColumnMeaning::Title) {
        return Err(unreadable("has no column that is a title"));
    }
    let mut outline =
        Outline { columns: Some(columns(&headers, &meanings, &rows)), ..Outline::default() };
    let mut seen: HashMap<String, u32> = HashMap::new();
    for (row, number) in rows.iter().zip(1..) {
        let cells = Cells { row, meanings: &meanings };
        read_row(&mut outline, &cells, number, &mut seen);
        // Each row looks through the buckets and labels there are.
        outline.check_counts()?;
    }
    Ok(outline)
}

/// What the columns mean: what is said, else what is guessed. Several may have labels and people; of everything
/// else there is one.
///
/// # Errors
/// `invalid_request` for two columns that are said to mean the same.
fn meanings(
    headers: &[String],
    mapping: &BTreeMap<String, ColumnMeaning>,
) -> Result<Vec<ColumnMeaning>> {
    use ColumnMeaning::{Assignees, Ignore, Labels};
    let is_one = |meaning: ColumnMeaning| !matches!(meaning, Assignees | Ignore | Labels);
    let mut said: HashMap<ColumnMeaning, &String> = HashMap::new();
    for header in headers {
        let Some(meaning) = mapping.get(header).copied().filter(|meaning| is_one(*meaning)) else {
            continue;
        };
        if said.insert(meaning, header).is_some_and(|other| other != header) {
            let message = "must not give two columns the same meaning";
            return Err(Error::invalid_field("mapping", "duplicate", message));
        }
    }
    let mut used = HashSet::new();
    let meaning_of = |header: &String| {
        let guessed = || Some(guess(header)).filter(|meaning| !said.contains_key(meaning));
        let meaning = mapping.get(header).copied().or_else(guessed).unwrap_or(Ignore);
        if !is_one(meaning) || used.insert(meaning) { meaning } else { Ignore }
    };
    Ok(headers.iter().map(meaning_of).collect())
}

/// What separates the columns: what the header has most of.
fn delimiter_of(data: &str) -> u8 {
    let header = data.lines().next().unwrap_or_default();
    let count = |delimiter: &u8| header.bytes().filter(|byte| byte == delimiter).count();
    [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|delimiter| (count(delimiter), *delimiter == b','))
        .unwrap_or(b',')
}

fn guess(header: &str) -> ColumnMeaning {
    let word = header.to_lowercase();
    let word = word.trim();
    match word {
        "title" | "name" | "task" | "task name" | "card name" | "summary" | "subject" | "judul"
        | "tugas" => ColumnMeaning::Title,
        "description" | "notes" | "card description" | "details" | "deskripsi" => {
            ColumnMeaning::Description
        }
        "bucket" | "list" | "list name" | "column" | "section" | "section/column" | "stage"
        | "daftar" => ColumnMeaning::Bucket,
        "priority" | "prioritas" => ColumnMeaning::Priority,
        "status" | "state" => ColumnMeaning::Status,
        "percent" | "progress" | "% complete" => ColumnMeaning::Percent,
        "start" | "start date" | "mulai" => ColumnMeaning::Start,
        "due" | "due date" | "deadline" | "tenggat" => ColumnMeaning::Due,
        "assignee" | "assignees" | "assigned to" | "owner" | "members" | "penanggung jawab" => {
            ColumnMeaning::Assignees
        }
        "labels" | "label" | "tags" | "tag" => ColumnMeaning::Labels,
        "id" | "key" | "task id" | "card id" | "issue key" | "issue id" => ColumnMeaning::Id,
        _ => ColumnMeaning::Ignore,
    }
}

fn columns(
    headers: &[String],
    meanings: &[ColumnMeaning],
    rows: &[csv::StringRecord],
) -> Vec<ColumnGuess> {
    let columns = headers.iter().zip(meanings).enumerate().map(|(at, (header, maps_to))| {
        let cells = rows.iter().filter_map(|row| row.get(at)).filter(|cell| !cell.is_empty());
        let examples = cells.take(EXAMPLES).map(|cell| cell.chars().take(100).collect());
        ColumnGuess { header: header.clone(), maps_to: *maps_to, examples: examples.collect() }
    });
    columns.collect()
}

/// A row, to be asked by meaning.
struct Cells<'a> {
    row: &'a csv::StringRecord,
    meanings: &'a [ColumnMeaning],
}

impl Cells<'_> {
    fn get(&self, wanted: ColumnMeaning) -> &str {
        let at = self.meanings.iter().position(|meaning| *meaning == wanted);
        at.and_then(|at| self.row.get(at)).unwrap_or_default().trim()
    }

    fn list(&self, wanted: ColumnMeaning) -> Vec<String> {
        let cells = self.meanings.iter().zip(self.row).filter(|(meaning, _)| **meaning == wanted);
        let parts = cells.flat_map(|(_, cell)| cell.split([',', ';'])).map(str::trim);
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }
}

fn read_row(
    outline: &mut Outline,
    cells: &Cells<'_>,
    number: u32,
    seen: &mut HashMap<String, u32>,
) {
    for (meaning, cell) in cells.meanings.iter().zip(cells.row) {
        if *meaning == ColumnMeaning::Ignore && !cell.is_empty() {
            outline.lose("cells of columns that mean nothing here", cell);
        }
    }
    let Some(title) = fitting(cells.get(ColumnMeaning::Title), 300, TaskTitle::parse) else {
        return outline.fault(Problem::no_title(number));
    };
    let mut task = OutlineTask::new(id_of(cells, seen), title);
    outline.describe(&mut task, cells.get(ColumnMeaning::Description));
    task.bucket = bucket(outline, cells.get(ColumnMeaning::Bucket));
    task.labels =
        cells.list(ColumnMeaning::Labels).iter().filter_map(|name| label(outline, name)).collect();
    task.people =
        cells.list(ColumnMeaning::Assignees).iter().map(|name| Person::named(name)).collect();
    task.priority = word(outline, number, cells.get(ColumnMeaning::Priority), priority);
    task.status = word(outline, number, cells.get(ColumnMeaning::Status), status);
    task.percent = word(outline, number, cells.get(ColumnMeaning::Percent), |text| {
        text.trim_end_matches('%').trim().parse().ok().filter(|percent| *percent <= 100)
    });
    task.start_at = word(outline, number, cells.get(ColumnMeaning::Start), time);
    task.due_at = word(outline, number, cells.get(ColumnMeaning::Due), time);
    outline.tasks.push(task);
}

/// The id of a row: what its column says, else what stands in it, and how often that stood before.
fn id_of(cells: &Cells<'_>, seen: &mut HashMap<String, u32>) -> String {
    let given = cells.get(ColumnMeaning::Id);
    let id = if given.is_empty() {
        let mut digest = Sha256::new();
        for cell in cells.row {
            digest.update((cell.len() as u64).to_be_bytes());
            digest.update(cell);
        }
        let digest: [u8; 32] = digest.finalize().into();
        let (head, _) = digest.split_first_chunk::<16>().expect("a SHA-256 has 32 bytes");
        format!("{:032x}", u128::from_be_bytes(*head))
    } else {
        given.chars().take(200).collect::<String>()
    };
    let times = seen.entry(id.clone()).or_insert(0);
    *times += 1;
    if *times == 1 { id } else { format!("{id}#{times}") }
}

fn bucket(outline: &mut Outline, text: &str) -> Option<String> {
    let name = fitting(text, 120, BucketName::parse)?;
    let id = name.as_str().to_lowercase();
    if !outline.buckets.iter().any(|bucket| bucket.id == id) {
        outline.buckets.push(OutlineBucket { id: id.clone(), name });
    }
    Some(id)
}

fn label(outline: &mut Outline, text: &str) -> Option<String> {
    let name = fitting(text, 50, LabelName::parse)?;
    let id = name.as_str().to_lowercase();
    if !outline.labels.iter().any(|label| label.id == id) {
        outline.labels.push(OutlineLabel { id: id.clone(), name, color: colour_of(&id) });
    }
    Some(id)
}

/// What a cell says; one that says nothing we know is told.
fn word<T>(
    outline: &mut Outline,
    number: u32,
    text: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    if text.is_empty() {
        return None;
    }
    let parsed = parse(text);
    if parsed.is_none() {
        outline.fault(Problem::unclear(number, text));
    }
    parsed
}

fn priority(text: &str) -> Option<TaskPriority> {
    match text.to_lowercase().as_str() {
        "low" | "lowest" | "rendah" => Some(TaskPriority::Low),
        "medium" | "normal" | "sedang" => Some(TaskPriority::Medium),
        "high" | "tinggi" => Some(TaskPriority::High),
        "critical" | "urgent" | "highest" | "mendesak" => Some(TaskPriority::Critical),
        _ => None,
    }
}

fn status(text: &str) -> Option<TaskStatus> {
    match text.to_lowercase().replace(['-', '_'], " ").as_str() {
        "todo" | "to do" | "open" | "not started" | "backlog" => Some(TaskStatus::Todo),
        "in progress" | "doing" | "started" => Some(TaskStatus::InProgress),
        "review" | "in review" => Some(TaskStatus::Review),
        "done" | "complete" | "completed" | "closed" | "selesai" => Some(TaskStatus::Done),
        _ => None,
    }
}

/// A moment: ISO-8601, or a day at its beginning.
fn time(text: &str) -> Option<Timestamp> {
    let day = || {
        let date = text.parse::<jiff::civil::Date>().ok()?;
        let moment = date.at(0, 0, 0, 0).to_zoned_datetime(jiff::tz::TimeZone::UTC).ok()?;
        Some(Timestamp::from_millis(moment.timestamp().as_millisecond()))
    };
    text.parse::<Timestamp>().ok().or_else(day)
}
