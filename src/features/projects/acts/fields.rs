//! The fields a project adds to its tasks, and what tasks have in them.

use serde_json::Value;

use super::Act;
use crate::base::ids::{FieldId, TaskId, UserId};
use crate::base::text::{Colour, LabelName};
use crate::base::{Error, Result, codes};
use crate::features::projects::events::{FieldCreated, FieldDeleted, FieldUpdated};
use crate::features::projects::model::{CHOICES_MAX, Choice, FIELDS_MAX, FieldKind};
use crate::features::projects::showing;
use crate::features::projects::store::fields::{self, FieldRow};
use crate::features::projects::store::members;
use crate::features::projects::views::changed_keys;
use crate::infra::db::{ReadTx, WriteTx};

/// A choice as somebody wants it: with its id if it is there already.
#[derive(Debug, Clone)]
pub(crate) struct WantedChoice {
    pub(crate) id: Option<String>,
    pub(crate) name: LabelName,
    pub(crate) color: Option<Colour>,
}

/// Adds a field.
///
/// # Errors
/// `too_many_fields`; `invalid_request` on `options`.
pub(crate) fn create(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    name: &LabelName,
    kind: FieldKind,
    options: Vec<WantedChoice>,
) -> Result<FieldRow> {
    if fields::list(tx, act.project())?.len() >= FIELDS_MAX as usize {
        return Err(codes::TOO_MANY_FIELDS.into());
    }
    let options = choices(kind, &[], options)?;
    let mut row = FieldRow {
        id: FieldId::new(0),
        project: act.project(),
        name: name.as_str().to_owned(),
        kind,
        options,
    };
    row.id = fields::insert(tx, &row)?;
    let patch = showing::field(row.clone());
    tx.emit(&FieldCreated { project_id: row.project, field_id: row.id, patch })?;
    Ok(row)
}

/// Calls a field otherwise, or gives it other choices. What was chosen and is no choice any more is taken
/// out of the tasks.
///
/// # Errors
/// `field_not_found`; `invalid_request` on `options`.
pub(crate) fn change(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    id: FieldId,
    name: Option<&LabelName>,
    options: Option<Vec<WantedChoice>>,
) -> Result<FieldRow> {
    let before = load(tx, act, id)?;
    let mut row = before.clone();
    if let Some(name) = name {
        name.as_str().clone_into(&mut row.name);
    }
    if let Some(options) = options {
        row.options = choices(row.kind, &before.options, options)?;
    }
    let patch = changed_keys(&showing::field(before.clone()), &showing::field(row.clone()))?;
    if patch.is_empty() {
        return Ok(row);
    }
    fields::update(tx, &row)?;
    let gone = |choice: &&Choice| !row.options.iter().any(|kept| kept.id == choice.id);
    for choice in before.options.iter().filter(gone) {
        fields::clear_choice(tx, id, &choice.id)?;
    }
    tx.emit(&FieldUpdated { project_id: row.project, field_id: id, patch })?;
    Ok(row)
}

/// Removes a field with all that tasks have in it.
///
/// # Errors
/// `field_not_found`.
pub(crate) fn delete(tx: &mut WriteTx<'_>, act: &Act<'_>, id: FieldId) -> Result<()> {
    let row = load(tx, act, id)?;
    fields::delete(tx, id)?;
    tx.emit(&FieldDeleted { project_id: row.project, field_id: id })
}

fn load(tx: &ReadTx<'_>, act: &Act<'_>, id: FieldId) -> Result<FieldRow> {
    fields::find(tx, act.project(), id)?.ok_or_else(|| codes::FIELD_NOT_FOUND.into())
}

/// The choices as they will be kept: those that are there keep their ids, new ones get ids of their own.
fn choices(kind: FieldKind, before: &[Choice], wanted: Vec<WantedChoice>) -> Result<Vec<Choice>> {
    let refuse = |code, message: &str| Err(Error::invalid_field("options", code, message));
    if kind != FieldKind::Choice {
        return if wanted.is_empty() {
            Ok(Vec::new())
        } else {
            refuse("invalid", "are for choices only")
        };
    }
    if wanted.is_empty() {
        return refuse("required", "must be at least one");
    }
    if wanted.len() > CHOICES_MAX {
        return refuse("too_many", "must be at most 50");
    }
    // What is no choice any more is taken out of the tasks, so that an id may come again.
    let highest = before.iter().filter_map(|choice| choice.id.parse::<u32>().ok()).max();
    let mut next = highest.unwrap_or(0);
    let mut choices: Vec<Choice> = Vec::new();
    for choice in wanted {
        let id = match choice.id {
            Some(id) if before.iter().any(|known| known.id == id) => id,
            Some(_) => return refuse("unknown_choice", "name a choice that is not there"),
            None => {
                next += 1;
                next.to_string()
            }
        };
        let name = choice.name.as_str().to_owned();
        if choices.iter().any(|known| known.name == name || known.id == id) {
            return refuse("duplicate", "must differ from each other");
        }
        choices.push(Choice {
            id,
            name,
            color: choice.color.map(|color| color.as_str().to_owned()),
        });
    }
    Ok(choices)
}

/// Writes what a task has in a field; null takes it out.
///
/// # Errors
/// `field_not_found`; `invalid_request` for what the field does not take.
pub(crate) fn set_value(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    task: TaskId,
    id: FieldId,
    value: &Value,
) -> Result<()> {
    let field = load(tx, act, id)?;
    if !value.is_null() && !takes(tx, act, &field, value)? {
        let message = match field.kind {
            FieldKind::Text => "must be a text of at most 500 characters",
            FieldKind::Number => "must be a number",
            FieldKind::Date => "must be a day, such as 2026-01-31",
            FieldKind::Choice => "must be the id of a choice",
            FieldKind::Person => "must be the id of a member",
        };
        return Err(Error::invalid_field(format!("fields.{id}"), "invalid", message));
    }
    fields::set_value(tx, task, id, value)
}

/// The longest text of a field, in characters.
const TEXT_MAX: usize = 500;

fn takes(tx: &ReadTx<'_>, act: &Act<'_>, field: &FieldRow, value: &Value) -> Result<bool> {
    let text = value.as_str();
    Ok(match field.kind {
        FieldKind::Text => text.is_some_and(|text| {
            text.chars().count() <= TEXT_MAX && !text.is_empty() && !text.contains('\0')
        }),
        FieldKind::Number => value.as_f64().is_some_and(|number| number.abs() < 1e15),
        FieldKind::Date => {
            text.is_some_and(|text| text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok())
        }
        FieldKind::Choice => {
            text.is_some_and(|text| field.options.iter().any(|choice| choice.id == text))
        }
        FieldKind::Person => match text.and_then(|text| text.parse::<UserId>().ok()) {
            Some(user) => members::find(tx, act.project(), user)?.is_some(),
            None => false,
        },
    })
}
