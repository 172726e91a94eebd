//! Lists of tasks: which ones, in which order, a page at a time. The statements are put together of
//! fixed pieces; everything a person typed is a parameter.

use rusqlite::params_from_iter;
use rusqlite::types::Value;
use serde::{Deserialize, Serialize};

use super::tasks::{COLUMNS, TaskRow, task};
use crate::base::Result;
use crate::base::ids::{BucketId, LabelId, ProjectId, TaskId, UserId};
use crate::base::time::Timestamp;
use crate::base::words::words;
use crate::features::projects::model::{TaskPriority, TaskStatus};
use crate::infra::db::{ReadTx, json_ids};

/// Which tasks of a project.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    pub(crate) ids: Option<Vec<TaskId>>,
    /// In one of these buckets, or in none where that is asked for too.
    pub(crate) buckets: Option<Among<BucketId>>,
    pub(crate) assignees: Option<Among<UserId>>,
    pub(crate) labels: Option<Among<LabelId>>,
    pub(crate) priorities: Option<Vec<TaskPriority>>,
    pub(crate) statuses: Option<Vec<TaskStatus>>,
    pub(crate) created_by: Option<UserId>,
    pub(crate) due_from: Option<Timestamp>,
    pub(crate) due_to: Option<Timestamp>,
    pub(crate) no_due: bool,
    /// A part of the title.
    pub(crate) text: Option<String>,
    /// The number, where the text is one.
    pub(crate) number: Option<u32>,
    pub(crate) archived: bool,
}

/// One of these, or none of any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Among<I> {
    pub(crate) ids: Vec<I>,
    pub(crate) or_none: bool,
}

words! {
    /// By what tasks are ordered.
    pub(crate) SortKey {
        /// Their place on the board.
        Rank = "rank",
        /// Their number.
        Number = "number",
        /// Their title.
        Title = "title",
        /// How urgent they are.
        Priority = "priority",
        /// How far they are.
        Status = "status",
        /// How far they are, in parts of a hundred.
        Percent = "percent",
        /// When they begin.
        Start = "start",
        /// When they are due.
        Due = "due",
        /// How long they take.
        Estimate = "estimate",
        /// When they were made.
        Created = "created",
        /// When they were changed.
        Updated = "updated",
    }
}

impl SortKey {
    fn column(self) -> &'static str {
        match self {
            Self::Rank => "t.rank",
            Self::Number => "t.number",
            Self::Title => "t.title COLLATE NOCASE",
            Self::Priority => {
                "CASE t.priority WHEN 'low' THEN 0 WHEN 'medium' THEN 1 WHEN 'high' THEN 2 ELSE 3 END"
            }
            Self::Status => {
                "CASE t.status WHEN 'todo' THEN 0 WHEN 'in_progress' THEN 1 WHEN 'review' THEN 2 ELSE 3 END"
            }
            Self::Percent => "t.percent",
            Self::Start => "t.start_at",
            Self::Due => "t.due_at",
            Self::Estimate => "t.estimate",
            Self::Created => "t.id",
            Self::Updated => "t.updated_at",
        }
    }

    /// True if there may be nothing to order by: such tasks come last.
    fn may_be_empty(self) -> bool {
        matches!(self, Self::Start | Self::Due | Self::Estimate)
    }

    /// What a task has under this key.
    fn of(self, row: &TaskRow) -> KeyValue {
        let time =
            |at: Option<Timestamp>| at.map_or(KeyValue::Empty, |at| KeyValue::Whole(at.millis()));
        match self {
            Self::Rank => KeyValue::Text(row.rank.as_str().to_owned()),
            Self::Number => KeyValue::Whole(row.number.into()),
            Self::Title => KeyValue::Text(row.title.clone()),
            Self::Priority => KeyValue::Whole(row.priority as i64),
            Self::Status => KeyValue::Whole(row.status as i64),
            Self::Percent => KeyValue::Whole(row.percent.into()),
            Self::Start => time(row.start_at),
            Self::Due => time(row.due_at),
            Self::Estimate => row.estimate.map_or(KeyValue::Empty, KeyValue::Part),
            Self::Created => KeyValue::Whole(row.id.get()),
            Self::Updated => KeyValue::Whole(row.updated_at.millis()),
        }
    }
}

/// A key and its direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) key: SortKey,
    pub(crate) descending: bool,
}

/// What a task has under a sort key, as a cursor carries it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum KeyValue {
    /// Nothing.
    Empty,
    /// A whole number.
    Whole(i64),
    /// A number.
    Part(f64),
    /// A text.
    Text(String),
}

impl From<KeyValue> for Value {
    fn from(value: KeyValue) -> Self {
        match value {
            KeyValue::Empty => Self::Null,
            KeyValue::Whole(number) => Self::Integer(number),
            KeyValue::Part(number) => Self::Real(number),
            KeyValue::Text(text) => Self::Text(text),
        }
    }
}

/// The place of a task in an order: what it has under each key, and its id.
pub(crate) type Mark = (Vec<KeyValue>, i64);

/// The place of a task in an order.
pub(crate) fn mark_of(row: &TaskRow, orders: &[Order]) -> Mark {
    (orders.iter().map(|order| order.key.of(row)).collect(), row.id.get())
}

/// A condition with its parameters.
struct Where {
    sql: String,
    params: Vec<Value>,
}

impl Where {
    fn new(project: ProjectId, filter: &Filter) -> Self {
        let live = "t.deleted_at IS NULL AND t.archived_at IS";
        let state = if filter.archived { "NOT NULL" } else { "NULL" };
        let sql = format!("t.project_id = ? AND {live} {state}");
        let mut made = Self { sql, params: vec![project.get().into()] };
        made.of_people(filter);
        made.of_states(filter);
        made.of_dates(filter);
        made
    }

    fn and(&mut self, sql: &str, params: impl IntoIterator<Item = Value>) {
        self.sql.push_str(" AND ");
        self.sql.push_str(sql);
        self.params.extend(params);
    }

    fn of_people(&mut self, filter: &Filter) {
        if let Some(ids) = &filter.ids {
            self.and("t.id IN (SELECT value FROM json_each(?))", [json_ids(ids).into()]);
        }
        if let Some(Among { ids, or_none }) = &filter.buckets {
            match ids.as_slice() {
                [] => self.and("t.bucket_id IS NULL", []),
                // So that the order of the bucket's index can be used.
                [only] if !or_none => self.and("t.bucket_id IS ?", [only.get().into()]),
                several => self.and(
                    "(t.bucket_id IN (SELECT value FROM json_each(?)) OR (? AND t.bucket_id IS NULL))",
                    [json_ids(several).into(), (*or_none).into()],
                ),
            }
        }
        if let Some(Among { ids, or_none }) = &filter.assignees {
            self.and(
                "(EXISTS (SELECT 1 FROM task_assignees a WHERE a.task_id = t.id AND a.user_id IN (SELECT value FROM json_each(?)))
                  OR (? AND NOT EXISTS (SELECT 1 FROM task_assignees a WHERE a.task_id = t.id)))",
                [json_ids(ids).into(), (*or_none).into()],
            );
        }
        if let Some(Among { ids, or_none }) = &filter.labels {
            self.and(
                "(EXISTS (SELECT 1 FROM task_labels l WHERE l.task_id = t.id AND l.label_id IN (SELECT value FROM json_each(?)))
                  OR (? AND NOT EXISTS (SELECT 1 FROM task_labels l WHERE l.task_id = t.id)))",
                [json_ids(ids).into(), (*or_none).into()],
            );
        }
        if let Some(user) = filter.created_by {
            self.and("t.created_by = ?", [user.get().into()]);
        }
    }

    fn of_states(&mut self, filter: &Filter) {
        let words = |words: Vec<&str>| Value::from(serde_json::json!(words).to_string());
        if let Some(priorities) = &filter.priorities {
            let priorities = priorities.iter().map(|priority| priority.as_str()).collect();
            self.and("t.priority IN (SELECT value FROM json_each(?))", [words(priorities)]);
        }
        if let Some(statuses) = &filter.statuses {
            let statuses = statuses.iter().map(|status| status.as_str()).collect();
            self.and("t.status IN (SELECT value FROM json_each(?))", [words(statuses)]);
        }
        if let Some(text) = &filter.text {
            let number = filter.number.map_or(Value::Null, |number| i64::from(number).into());
            self.and(
                "(instr(lower(t.title), lower(?)) > 0 OR instr(t.title, ?) > 0 OR t.number = ?)",
                [text.clone().into(), text.clone().into(), number],
            );
        }
    }

    fn of_dates(&mut self, filter: &Filter) {
        if let Some(from) = filter.due_from {
            self.and("t.due_at >= ?", [from.millis().into()]);
        }
        if let Some(to) = filter.due_to {
            self.and("t.due_at < ?", [to.millis().into()]);
        }
        if filter.no_due {
            self.and("t.due_at IS NULL", []);
        }
    }

    /// Only what comes after `mark` in this order.
    fn after(&mut self, orders: &[Order], (values, id): Mark) {
        let mut branches = Vec::new();
        let mut ties = String::new();
        let mut tie_params: Vec<Value> = Vec::new();
        for (place, (order, value)) in orders.iter().zip(values).enumerate() {
            let column = order.key.column();
            let sign = if order.descending { "<" } else { ">" };
            if value == KeyValue::Empty {
                ties = ties + column + " IS NULL AND ";
                continue;
            }
            if place == 0 && !order.key.may_be_empty() {
                // Says nothing new, but lets an index begin at the right place.
                self.and(&format!("{column} {sign}= ?"), [value.clone().into()]);
            }
            let or_empty = if order.key.may_be_empty() {
                format!(" OR {column} IS NULL")
            } else {
                String::new()
            };
            branches.push((
                format!("({ties}({column} {sign} ?{or_empty}))"),
                tie_params.clone(),
                Some(value.clone()),
            ));
            ties = ties + column + " = ? AND ";
            tie_params.push(value.into());
        }
        branches.push((format!("({ties}t.id > ?)"), tie_params, Some(KeyValue::Whole(id))));
        let sql: Vec<&str> = branches.iter().map(|(sql, _, _)| sql.as_str()).collect();
        let sql = format!("({})", sql.join(" OR "));
        let params = branches
            .iter()
            .flat_map(|(_, ties, last)| ties.iter().cloned().chain(last.clone().map(Value::from)));
        let params: Vec<Value> = params.collect();
        self.and(&sql, params);
    }
}

fn order_by(orders: &[Order]) -> String {
    let mut terms = Vec::new();
    for Order { key, descending } in orders {
        if key.may_be_empty() {
            terms.push(format!("{} IS NULL", key.column()));
        }
        terms.push(format!("{}{}", key.column(), if *descending { " DESC" } else { "" }));
    }
    terms.push("t.id".to_owned());
    terms.join(", ")
}

/// Tasks of a project that the filter lets through, after `after`, in this order.
pub(crate) fn list(
    tx: &ReadTx<'_>,
    project: ProjectId,
    filter: &Filter,
    orders: &[Order],
    after: Option<Mark>,
    limit: u32,
) -> Result<Vec<TaskRow>> {
    let mut condition = Where::new(project, filter);
    if let Some(mark) = after {
        condition.after(orders, mark);
    }
    let Where { sql, mut params } = condition;
    params.push(i64::from(limit).into());
    let sql =
        format!("SELECT {COLUMNS} FROM tasks t WHERE {sql} ORDER BY {} LIMIT ?", order_by(orders));
    tx.list(&sql, params_from_iter(params), task)
}

/// How many tasks of a project the filter lets through.
pub(crate) fn count(tx: &ReadTx<'_>, project: ProjectId, filter: &Filter) -> Result<u32> {
    let Where { sql, params } = Where::new(project, filter);
    let sql = format!("SELECT count(*) FROM tasks t WHERE {sql}");
    tx.one(&sql, params_from_iter(params), |row| row.get(0))
}

/// How many of them each bucket has.
pub(crate) fn count_by_bucket(
    tx: &ReadTx<'_>,
    project: ProjectId,
    filter: &Filter,
) -> Result<Vec<(Option<BucketId>, u32)>> {
    let Where { sql, params } = Where::new(project, filter);
    let sql = format!("SELECT t.bucket_id, count(*) FROM tasks t WHERE {sql} GROUP BY t.bucket_id");
    tx.list(&sql, params_from_iter(params), |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Live tasks of a project that have a date between `from` and `to`, or wait or are waited for.
pub(crate) fn list_scheduled(
    tx: &ReadTx<'_>,
    project: ProjectId,
    from: Timestamp,
    to: Timestamp,
    limit: u32,
) -> Result<Vec<TaskRow>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM tasks t
         WHERE t.project_id = ?1 AND t.archived_at IS NULL AND t.deleted_at IS NULL
           AND ((coalesce(t.due_at, t.start_at) >= ?2 AND coalesce(t.start_at, t.due_at) < ?3)
                OR t.id IN (SELECT predecessor_id FROM task_dependencies WHERE project_id = ?1
                            UNION SELECT successor_id FROM task_dependencies WHERE project_id = ?1))
         ORDER BY coalesce(t.start_at, t.due_at) IS NULL, coalesce(t.start_at, t.due_at), t.id LIMIT ?4"
    );
    tx.list(&sql, (project, from, to, limit), task)
}

/// Which of a person's own tasks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Own {
    pub(crate) user: UserId,
    pub(crate) done: bool,
}

/// The order of a person's own tasks: by when they are due, those without a date last.
pub(crate) const BY_DUE: [Order; 1] = [Order { key: SortKey::Due, descending: false }];

/// Tasks the person is on, in projects they may see, in the order [`BY_DUE`].
pub(crate) fn list_own(
    tx: &ReadTx<'_>,
    own: Own,
    after: Option<Mark>,
    limit: u32,
) -> Result<Vec<TaskRow>> {
    let sql = "t.id IN (SELECT task_id FROM task_assignees WHERE user_id = ?) AND (t.status = 'done') = ?
               AND t.archived_at IS NULL AND t.deleted_at IS NULL
               AND t.project_id IN (
                   SELECT p.id FROM projects p LEFT JOIN project_members m ON m.project_id = p.id AND m.user_id = ?
                   WHERE p.deleted_at IS NULL AND p.archived_at IS NULL AND (m.role IS NOT NULL OR p.opened_at IS NOT NULL))";
    let user: Value = own.user.get().into();
    let mut condition =
        Where { sql: sql.to_owned(), params: vec![user.clone(), own.done.into(), user] };
    if let Some(mark) = after {
        condition.after(&BY_DUE, mark);
    }
    let Where { sql, mut params } = condition;
    params.push(i64::from(limit).into());
    let sql =
        format!("SELECT {COLUMNS} FROM tasks t WHERE {sql} ORDER BY {} LIMIT ?", order_by(&BY_DUE));
    tx.list(&sql, params_from_iter(params), task)
}
