//! Which tasks a list has, and in which order: as it stands in an address.

use std::str::FromStr;

use serde::Deserialize;
use utoipa::IntoParams;

use crate::base::ids::UserId;
use crate::base::page::{PageAfter, PageQuery};
use crate::base::time::Timestamp;
use crate::base::{Error, Result, codes};
use crate::features::projects::store::cards::{Among, Filter, Mark, Order, SortKey};

/// Values in one list of an address, at most.
const VALUES_MAX: usize = 100;
/// Keys of one order, at most.
const KEYS_MAX: usize = 3;
/// The longest search text, in characters.
const SEARCH_MAX_CHARS: usize = 100;

/// Which tasks, in which order.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TaskQuery {
    /// Ids of tasks, comma separated; 100 at most, as in every list here.
    ids: Option<String>,
    /// Ids of buckets, comma separated; `none` for tasks without one.
    bucket_id: Option<String>,
    /// Ids of people, comma separated; `me`, and `none` for tasks nobody is on.
    assignee_id: Option<String>,
    /// Ids of labels, comma separated: tasks that have one of them; `none` for tasks without any.
    label_id: Option<String>,
    /// Priorities, comma separated.
    priority: Option<String>,
    /// States, comma separated.
    status: Option<String>,
    /// Who made it: an id, or `me`.
    created_by: Option<String>,
    /// Due at this time or later.
    due_from: Option<Timestamp>,
    /// Due before this time.
    due_to: Option<Timestamp>,
    /// Only tasks that are not due at any time.
    no_due: Option<bool>,
    /// A part of the title, or the number; at most 100 characters.
    q: Option<String>,
    /// Whether those that are archived, and no others; false unless given.
    archived: Option<bool>,
    /// Up to three of rank, number, title, priority, status, percent, start, due, estimate, created and
    /// updated, comma separated, with `-` before those that go down.
    sort: Option<String>,
    /// How many, 1 to 100; 20 unless given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before; absent for the first page.
    cursor: Option<String>,
}

impl TaskQuery {
    /// Which tasks, as `me` sees them.
    ///
    /// # Errors
    /// `invalid_request` naming the key that is at fault.
    pub(super) fn filter(&self, me: UserId) -> Result<Filter> {
        let text = self.q.as_deref().map(str::trim).filter(|text| !text.is_empty());
        if text.is_some_and(|text| text.chars().count() > SEARCH_MAX_CHARS) {
            return Err(Error::invalid_field("q", "too_long", "must have at most 100 characters"));
        }
        let digits = text.map(|text| text.rsplit(['-', '#']).next().unwrap_or(text));
        let created_by = match self.created_by.as_deref() {
            Some("me") => Some(me),
            Some(id) => Some(id.parse().map_err(|_| fault("createdBy"))?),
            None => None,
        };
        Ok(Filter {
            ids: many(self.ids.as_deref(), "ids")?,
            buckets: among(self.bucket_id.as_deref(), "bucketId", |_| None)?,
            assignees: among(self.assignee_id.as_deref(), "assigneeId", |word| {
                (word == "me").then_some(me)
            })?,
            labels: among(self.label_id.as_deref(), "labelId", |_| None)?,
            priorities: many(self.priority.as_deref(), "priority")?,
            statuses: many(self.status.as_deref(), "status")?,
            created_by,
            due_from: self.due_from,
            due_to: self.due_to,
            no_due: self.no_due.unwrap_or(false),
            text: text.map(str::to_owned),
            number: digits.and_then(|digits| digits.parse().ok()),
            archived: self.archived.unwrap_or(false),
        })
    }

    /// In which order: that of the board inside one bucket, else the newest first.
    ///
    /// # Errors
    /// `invalid_request` on `sort`.
    pub(super) fn orders(&self) -> Result<Vec<Order>> {
        let Some(sort) = self.sort.as_deref() else {
            let one_bucket = self.bucket_id.as_deref().is_some_and(|ids| !ids.contains(','));
            let (key, descending) =
                if one_bucket { (SortKey::Rank, false) } else { (SortKey::Created, true) };
            return Ok(vec![Order { key, descending }]);
        };
        let orders = sort.split(',').map(|word| {
            let (descending, word) =
                word.strip_prefix('-').map_or((false, word), |rest| (true, rest));
            word.parse().map(|key| Order { key, descending }).map_err(|()| fault("sort"))
        });
        let orders = orders.collect::<Result<Vec<Order>>>()?;
        if orders.len() > KEYS_MAX { Err(fault("sort")) } else { Ok(orders) }
    }

    /// Which page.
    ///
    /// # Errors
    /// `invalid_request` on `limit`, `invalid_cursor` also for a cursor of another order.
    pub(super) fn page(&self, orders: &[Order]) -> Result<PageAfter<Mark>> {
        let query = PageQuery { limit: self.limit, cursor: self.cursor.clone() };
        let page = query.parse::<Mark>()?;
        if page.after.as_ref().is_some_and(|(values, _)| values.len() != orders.len()) {
            return Err(codes::INVALID_CURSOR.into());
        }
        Ok(page)
    }
}

fn fault(field: &str) -> Error {
    Error::invalid_field(field, "invalid", "names something that is not there to be asked for")
}

/// A comma separated list.
///
/// # Errors
/// `invalid_request` on `field`.
pub(super) fn many<T: FromStr>(text: Option<&str>, field: &str) -> Result<Option<Vec<T>>> {
    let Some(text) = text else { return Ok(None) };
    let values = text.split(',').map(|word| word.trim().parse().map_err(|_| fault(field)));
    let values = values.collect::<Result<Vec<T>>>()?;
    if values.len() > VALUES_MAX {
        return Err(Error::invalid_field(field, "too_many", "must be at most 100"));
    }
    Ok(Some(values))
}

fn among<I: FromStr>(
    text: Option<&str>,
    field: &str,
    word: impl Fn(&str) -> Option<I>,
) -> Result<Option<Among<I>>> {
    let Some(text) = text else { return Ok(None) };
    let mut among = Among { ids: Vec::new(), or_none: false };
    for part in text.split(',').map(str::trim) {
        match word(part) {
            Some(id) => among.ids.push(id),
            None if part == "none" => among.or_none = true,
            None => among.ids.push(part.parse().map_err(|_| fault(field))?),
        }
    }
    if among.ids.len() > VALUES_MAX {
        return Err(Error::invalid_field(field, "too_many", "must be at most 100"));
    }
    Ok(Some(among))
}
