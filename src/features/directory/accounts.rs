//! What administrators and the command line do with accounts, beyond what a person does themselves.

use super::events::{UserPatch, UserUpdated};
use super::model::Person;
use super::store;
use crate::access::App;
use crate::base::{Result, codes};
use crate::infra::db::WriteTx;

/// Every account, oldest first.
pub async fn list_all(app: &App) -> Result<Vec<Person>> {
    let presence = app.presence.clone();
    app.db.reader().read(move |tx| store::list_accounts(tx, &presence)).await
}

/// Gives or takes the role of administrator, and tells everyone; `person` shows it after.
///
/// # Errors
/// `last_admin` if nobody else could administer the workspace.
pub fn set_role(tx: &mut WriteTx<'_>, person: &mut Person, is_admin: bool) -> Result<()> {
    if person.is_admin == is_admin {
        return Ok(());
    }
    if !is_admin {
        keep_an_admin(tx, person)?;
    }
    store::update_role(tx, person.id, is_admin)?;
    person.is_admin = is_admin;
    let patch = UserPatch { is_admin: Some(is_admin), ..UserPatch::default() };
    tx.emit(&UserUpdated::public(person.id, patch))
}

/// Switches an account off or on, and tells everyone; `person` shows it after. Ending its sessions is
/// the caller's.
///
/// # Errors
/// `last_admin` if nobody else could administer the workspace.
pub fn set_disabled(tx: &mut WriteTx<'_>, person: &mut Person, disabled: bool) -> Result<()> {
    if person.disabled == disabled {
        return Ok(());
    }
    if disabled && person.is_admin {
        keep_an_admin(tx, person)?;
    }
    store::update_disabled(tx, person.id, disabled)?;
    person.disabled = disabled;
    let patch = UserPatch { disabled: Some(disabled), ..UserPatch::default() };
    tx.emit(&UserUpdated::public(person.id, patch))
}

fn keep_an_admin(tx: &WriteTx<'_>, person: &Person) -> Result<()> {
    let others = store::count_other_admins(tx, person.id)?;
    if others > 0 || person.disabled { Ok(()) } else { Err(codes::LAST_ADMIN.into()) }
}
