//! What is asked in the address: the text, and the same filters as parameters.

use super::super::language::parse;
use super::super::names::{Meaning, days, labelled, understand, zone_of};
use super::super::source::{Entity, Reader, find};
use crate::base::ids::{ChatId, UserId};
use crate::base::scope::Scope;
use crate::base::time::Timestamp;
use crate::base::{Error, Result};
use crate::infra::db::ReadTx;
use crate::infra::index::{Filter, tag};

/// Characters of a question, at most.
const TEXT_MAX: usize = 500;
/// Characters of the value of a filter, at most.
const VALUE_MAX: usize = 200;
/// Labels of one filter, at most.
const LABELS_MAX: usize = 20;

/// Filters as they stand in the address.
#[derive(Debug, Clone, Default)]
pub(super) struct Filters {
    pub(super) date_from: Option<String>,
    pub(super) date_to: Option<String>,
    pub(super) sender_id: Option<UserId>,
    pub(super) chat_id: Option<ChatId>,
    pub(super) project_id: Option<String>,
    pub(super) file_type: Option<String>,
    pub(super) status: Option<String>,
    pub(super) labels: Option<String>,
    pub(super) has_attachments: Option<bool>,
}

/// Makes the query of an endpoint: its own parameters, and the text and the filters that all have.
macro_rules! query {
    ($(#[$doc:meta])* $name:ident { $($(#[$attr:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        #[into_params(parameter_in = Query)]
        pub(super) struct $name {
            /// What is looked for: words, `"phrases"`, `from:`, `in:`, `has:`, `before:`, `after:`, `on:`, `is:`,
            /// `type:`, `label:`, `assignee:`, and `-` before what must not be; at most 500 characters.
            q: Option<String>,
            $($(#[$attr])* $field: $type,)*
            /// Only from this day (`2026-01-31`, in the caller's time zone) or moment on.
            date_from: Option<String>,
            /// Only up to this day, or before this moment.
            date_to: Option<String>,
            /// Only of this person.
            sender_id: Option<crate::base::ids::UserId>,
            /// Only in this chat.
            chat_id: Option<crate::base::ids::ChatId>,
            /// Only in this project.
            project_id: Option<String>,
            /// Only files of this kind.
            file_type: Option<String>,
            /// Only tasks in this state: `todo`, `in_progress`, `review` or `done`.
            status: Option<String>,
            /// Only tasks and files with one of these labels, comma separated; of files, the caller's own.
            labels: Option<String>,
            /// Only with files, or only without.
            has_attachments: Option<bool>,
            /// What comes first; `relevance` unless given.
            #[serde(default)]
            #[param(inline)]
            sort: super::answer::Sort,
        }

        impl $name {
            /// The text and the filters.
            fn asked(&mut self) -> (String, super::query::Filters) {
                let filters = super::query::Filters {
                    date_from: self.date_from.take(),
                    date_to: self.date_to.take(),
                    sender_id: self.sender_id,
                    chat_id: self.chat_id,
                    project_id: self.project_id.take(),
                    file_type: self.file_type.take(),
                    status: self.status.take(),
                    labels: self.labels.take(),
                    has_attachments: self.has_attachments,
                };
                (self.q.take().unwrap_or_default(), filters)
            }
        }
    };
}

pub(super) use query;

/// Checks what can be checked without the database.
///
/// # Errors
/// `invalid_request` with the field.
pub(super) fn check(text: &str, filters: &Filters) -> Result<()> {
    if text.chars().count() > TEXT_MAX {
        return Err(Error::invalid_field("q", "too_long", "must have at most 500 characters"));
    }
    let Filters { file_type, status, labels, project_id, .. } = filters;
    let values = [("fileType", file_type), ("status", status), ("projectId", project_id)];
    for (field, value) in
        values.into_iter().filter_map(|(field, value)| Some((field, value.as_ref()?)))
    {
        if value.trim().is_empty() || value.chars().count() > VALUE_MAX {
            return Err(Error::invalid_field(field, "invalid", "must have 1 to 200 characters"));
        }
    }
    if project_id.as_ref().is_some_and(|id| id.parse::<i64>().is_err()) {
        return Err(Error::invalid_field("projectId", "invalid", "must be an id"));
    }
    let too_many = labels.as_ref().is_some_and(|labels| {
        labels.split(',').count() > LABELS_MAX || labels.chars().count() > LABELS_MAX * VALUE_MAX
    });
    if too_many {
        return Err(Error::invalid_field("labels", "too_many", "must be at most 20"));
    }
    Ok(())
}

/// What the text and the filters mean for the reader.
///
/// # Errors
/// `invalid_request` for a day that is none.
pub(super) fn read(
    tx: &ReadTx<'_>,
    reader: Reader<'_>,
    text: &str,
    filters: &Filters,
) -> Result<Meaning> {
    let mut meaning = understand(tx, reader, text, parse(text))?;
    let question = &mut meaning.question;
    if filters.date_from.is_some() || filters.date_to.is_some() {
        let (from, to) = between(tx, reader, filters)?;
        question.filter(false, Filter::Between(from, to));
    }
    if let Some(sender) = filters.sender_id {
        question.filter(false, Filter::Authors(vec![Scope::User(sender).to_bits()]));
    }
    if let Some(chat) = filters.chat_id {
        question.filter(false, place(tx, reader, Entity::Chats, chat.get())?);
    }
    if let Some(project) = filters.project_id.as_ref().and_then(|id| id.parse().ok()) {
        question.filter(false, place(tx, reader, Entity::Projects, project)?);
    }
    for (kind, value) in [("type", &filters.file_type), ("status", &filters.status)] {
        if let Some(value) = value {
            question.filter(false, Filter::Tags(vec![tag(kind, value.trim())]));
        }
    }
    if let Some(labels) = &filters.labels {
        let names = labels.split(',').map(str::trim).filter(|label| !label.is_empty());
        let names: Vec<String> = names.map(str::to_owned).collect();
        question.filter(false, labelled(tx, reader, &names)?);
    }
    if let Some(has) = filters.has_attachments {
        question.filter(!has, Filter::Tags(vec!["has:file".to_owned()]));
    }
    Ok(meaning)
}

/// A place, if the reader may go there: what is elsewhere too would tell that it is there.
fn place(tx: &ReadTx<'_>, reader: Reader<'_>, entity: Entity, id: i64) -> Result<Filter> {
    let Some(source) = find(entity) else { return Ok(Filter::Nothing) };
    let named = source.places(tx, reader, Some(&[id]))?;
    Ok(named.first().map_or(Filter::Nothing, |place| Filter::Places(vec![place.number])))
}

fn between(
    tx: &ReadTx<'_>,
    reader: Reader<'_>,
    filters: &Filters,
) -> Result<(Option<Timestamp>, Option<Timestamp>)> {
    let zone = zone_of(tx, reader)?;
    let bound = |field, text: &Option<String>, is_end: bool| -> Result<Option<Timestamp>> {
        let Some(text) = text else { return Ok(None) };
        if let Ok(moment) = text.parse() {
            return Ok(Some(moment));
        }
        match days(text, reader.presence.now(), &zone) {
            Some((first, after)) => Ok(Some(if is_end { after } else { first })),
            None => Err(Error::invalid_field(field, "invalid", "must be a day such as 2026-01-31")),
        }
    };
    Ok((bound("dateFrom", &filters.date_from, false)?, bound("dateTo", &filters.date_to, true)?))
}
