//! The labels of a project.

use super::Act;
use crate::base::ids::LabelId;
use crate::base::text::{Colour, LabelName};
use crate::base::{Result, codes};
use crate::features::projects::events::{LabelCreated, LabelDeleted, LabelUpdated};
use crate::features::projects::model::LABELS_MAX;
use crate::features::projects::showing;
use crate::features::projects::store::labels::{self, LabelRow};
use crate::features::projects::views::changed_keys;
use crate::infra::db::{ReadTx, WriteTx};

/// Adds a label.
///
/// # Errors
/// `label_taken`, `too_many_labels`.
pub(crate) fn create(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    name: &LabelName,
    color: &Colour,
) -> Result<LabelRow> {
    if labels::list(tx, act.project())?.len() >= LABELS_MAX as usize {
        return Err(codes::TOO_MANY_LABELS.into());
    }
    let (name, color) = (name.as_str().to_owned(), color.as_str().to_owned());
    let mut row = LabelRow { id: LabelId::new(0), project: act.project(), name, color };
    row.id = labels::insert(tx, &row)?;
    let patch = showing::label(row.clone());
    tx.emit(&LabelCreated { project_id: row.project, label_id: row.id, patch })?;
    Ok(row)
}

/// Calls a label otherwise, or gives it another colour.
///
/// # Errors
/// `label_not_found`, `label_taken`.
pub(crate) fn change(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    id: LabelId,
    name: Option<&LabelName>,
    color: Option<&Colour>,
) -> Result<LabelRow> {
    let before = load(tx, act, id)?;
    let mut row = before.clone();
    if let Some(name) = name {
        name.as_str().clone_into(&mut row.name);
    }
    if let Some(color) = color {
        color.as_str().clone_into(&mut row.color);
    }
    let patch = changed_keys(&showing::label(before), &showing::label(row.clone()))?;
    if !patch.is_empty() {
        labels::update(tx, &row)?;
        tx.emit(&LabelUpdated { project_id: row.project, label_id: id, patch })?;
    }
    Ok(row)
}

/// Removes a label, also from its tasks.
///
/// # Errors
/// `label_not_found`.
pub(crate) fn delete(tx: &mut WriteTx<'_>, act: &Act<'_>, id: LabelId) -> Result<()> {
    let row = load(tx, act, id)?;
    labels::delete(tx, id)?;
    tx.emit(&LabelDeleted { project_id: row.project, label_id: id })
}

fn load(tx: &ReadTx<'_>, act: &Act<'_>, id: LabelId) -> Result<LabelRow> {
    labels::find(tx, act.project(), id)?.ok_or_else(|| codes::LABEL_NOT_FOUND.into())
}
