//! All SQL of projects; one function asks one question.

pub(super) mod activity;
pub(super) mod analytics;
pub(super) mod board;
pub(super) mod buckets;
pub(super) mod cards;
pub(super) mod checklist;
pub(super) mod comments;
pub(super) mod dependencies;
pub(super) mod fields;
pub(super) mod findable;
pub(super) mod imports;
pub(super) mod labels;
pub(super) mod members;
pub(super) mod people;
pub(super) mod projects;
pub(super) mod tasks;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::model::rank::Rank;
use super::model::{FieldKind, Imported, ProjectRole, Source, TaskPriority, TaskStatus, WipPolicy};
use crate::infra::db::sql_words;

sql_words!(Source, Imported, ProjectRole, TaskPriority, TaskStatus, WipPolicy, FieldKind);

impl rusqlite::ToSql for Rank {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.as_str().into())
    }
}

impl FromSql for Rank {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str().map(|text| Self::stored(text.to_owned()))
    }
}

/// A value that a column keeps as JSON.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: Serialize> rusqlite::ToSql for Json<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let text = serde_json::to_string(&self.0);
        Ok(text.map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?.into())
    }
}

impl<T: DeserializeOwned> FromSql for Json<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let value = serde_json::from_str(value.as_str()?);
        value.map(Self).map_err(|error| FromSqlError::Other(error.into()))
    }
}
