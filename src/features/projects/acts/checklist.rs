//! The lines of a checklist.

use super::{Act, load_task, tell_updated};
use crate::base::ids::{ChecklistItemId, TaskId};
use crate::base::text::ChecklistText;
use crate::base::{Result, codes};
use crate::features::projects::model::CHECKLIST_MAX;
use crate::features::projects::model::rank::Rank;
use crate::features::projects::store::checklist::{self, ItemRow};
use crate::features::projects::store::tasks::{self, TaskRow};
use crate::infra::db::{ReadTx, WriteTx};

/// What is to change in a line; absent things stay as they are.
#[derive(Debug, Clone, Default)]
#[expect(clippy::option_option, reason = "unmoved, first and after another are three things")]
pub(crate) struct ItemChange {
    pub(crate) text: Option<ChecklistText>,
    pub(crate) is_completed: Option<bool>,
    /// After which line it is to stand; first, if after none.
    pub(crate) after: Option<Option<ChecklistItemId>>,
}

/// Adds a line: at the end, unless a place is given.
///
/// # Errors
/// `task_not_found`, `checklist_full`.
pub(crate) fn add(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    task: TaskId,
    text: &ChecklistText,
    after: Option<ChecklistItemId>,
) -> Result<TaskRow> {
    let row = load_task(tx, act.project(), task)?;
    let items = checklist::list(tx, &[task])?;
    if items.len() >= CHECKLIST_MAX as usize {
        return Err(codes::CHECKLIST_FULL.into());
    }
    let after = after.or_else(|| items.last().map(|item| item.id));
    let rank = rank_after(&items, after);
    let text = text.as_str().to_owned();
    let item = ItemRow { id: ChecklistItemId::new(0), task, text, is_completed: false, rank };
    checklist::insert(tx, &item)?;
    tell(tx, act, row)
}

/// Changes a line.
///
/// # Errors
/// `task_not_found`, `checklist_item_not_found`.
pub(crate) fn change(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    task: TaskId,
    id: ChecklistItemId,
    change: ItemChange,
) -> Result<TaskRow> {
    let (row, mut items, at) = load(tx, act, task, id)?;
    let mut item = items.remove(at);
    let before = (item.text.clone(), item.is_completed, item.rank.clone());
    if let Some(text) = change.text {
        text.as_str().clone_into(&mut item.text);
    }
    item.is_completed = change.is_completed.unwrap_or(item.is_completed);
    if let Some(after) = change.after {
        item.rank = rank_after(&items, after);
    }
    if before == (item.text.clone(), item.is_completed, item.rank.clone()) {
        return Ok(row);
    }
    checklist::update(tx, &item)?;
    tell(tx, act, row)
}

/// Removes a line.
///
/// # Errors
/// `task_not_found`, `checklist_item_not_found`.
pub(crate) fn remove(
    tx: &mut WriteTx<'_>,
    act: &Act<'_>,
    task: TaskId,
    id: ChecklistItemId,
) -> Result<TaskRow> {
    let (row, items, at) = load(tx, act, task, id)?;
    checklist::delete(tx, &items[at])?;
    tell(tx, act, row)
}

/// Gives a new task its lines.
///
/// # Errors
/// `checklist_full`.
pub(crate) fn fill(
    tx: &mut WriteTx<'_>,
    task: TaskId,
    lines: &[(ChecklistText, bool)],
) -> Result<()> {
    if lines.len() > CHECKLIST_MAX as usize {
        return Err(codes::CHECKLIST_FULL.into());
    }
    for ((text, is_completed), rank) in lines.iter().zip(Rank::fresh(lines.len())) {
        let (text, is_completed) = (text.as_str().to_owned(), *is_completed);
        checklist::insert(
            tx,
            &ItemRow { id: ChecklistItemId::new(0), task, text, is_completed, rank },
        )?;
    }
    Ok(())
}

/// A line, the lines of its task, and where among them it is.
fn load(
    tx: &ReadTx<'_>,
    act: &Act<'_>,
    task: TaskId,
    id: ChecklistItemId,
) -> Result<(TaskRow, Vec<ItemRow>, usize)> {
    let row = load_task(tx, act.project(), task)?;
    let items = checklist::list(tx, &[task])?;
    let at = items.iter().position(|item| item.id == id).ok_or(codes::CHECKLIST_ITEM_NOT_FOUND)?;
    Ok((row, items, at))
}

/// A rank after a line, or before all. After a line that is gone is at the end.
fn rank_after(items: &[ItemRow], after: Option<ChecklistItemId>) -> Rank {
    let index = after.map_or(0, |id| {
        items.iter().position(|item| item.id == id).map_or(items.len(), |index| index + 1)
    });
    let lower = index.checked_sub(1).map(|before| &items[before].rank);
    Rank::between(lower, items.get(index).map(|item| &item.rank))
}

fn tell(tx: &mut WriteTx<'_>, act: &Act<'_>, row: TaskRow) -> Result<TaskRow> {
    let mut row = load_task(tx, row.project, row.id)?;
    row.revision += 1;
    row.updated_at = tx.now();
    tasks::update(tx, &row)?;
    let fields = ["checklist", "checklistDone", "checklistTotal", "revision", "updatedAt"];
    tell_updated(tx, act.presence, &row, fields.map(str::to_owned).into())?;
    Ok(row)
}
