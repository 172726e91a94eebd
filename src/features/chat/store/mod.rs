//! All SQL of chat; one function asks one question.

pub(super) mod acks;
pub(super) mod activity;
pub(super) mod chats;
pub(super) mod findable;
pub(super) mod follows;
pub(super) mod health;
pub(super) mod members;
pub(super) mod messages;
pub(super) mod pins;
pub(super) mod polls;
pub(super) mod reactions;
pub(super) mod reads;
pub(super) mod revisions;
pub(super) mod unread;

#[cfg(test)]
mod tests;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};

use super::model::{Delivery, Format, Happening, Kind, Notify, RevisionAction, Role};
use crate::base::html::SafeHtml;
use crate::base::ids::UserId;
use crate::infra::db::{json_ids, sql_words};

sql_words!(Kind, Role, Delivery, Format, RevisionAction, Notify, Happening);

/// HTML that was sanitised before it was stored.
struct StoredHtml(SafeHtml);

impl FromSql for StoredHtml {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str().map(|html| Self(SafeHtml::stored(html.to_owned())))
    }
}

/// A short list of people in one column, comma separated; an empty list is null.
struct People(Vec<UserId>);

impl FromSql for People {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let Some(text) = value.as_str_or_null()? else { return Ok(Self(Vec::new())) };
        let people = text.split(',').map(|id| id.parse().map_err(|_| FromSqlError::InvalidType));
        people.collect::<FromSqlResult<_>>().map(Self)
    }
}

/// The text of a [`People`] column.
fn people_column(people: &[UserId]) -> Option<String> {
    (!people.is_empty())
        .then(|| people.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
}
