//! Password hashes: the column `users.password_hash`.

use crate::base::Result;
use crate::base::ids::UserId;
use crate::infra::db::{ReadTx, Row, WriteTx};

/// What it takes to check a password and to say whether a new one is personal.
#[derive(Clone)]
pub(crate) struct Credentials {
    /// Whose they are.
    pub user: UserId,
    /// Their e-mail address.
    pub email: String,
    /// Their name.
    pub display_name: String,
    /// The hash of their password.
    pub password_hash: String,
    /// Whether their account is switched off.
    pub disabled: bool,
}

macro_rules! columns {
    () => {
        "id, email, display_name, password_hash, disabled_at IS NOT NULL"
    };
}

fn read(row: &Row<'_>) -> rusqlite::Result<Credentials> {
    Ok(Credentials {
        user: row.get(0)?,
        email: row.get(1)?,
        display_name: row.get(2)?,
        password_hash: row.get(3)?,
        disabled: row.get(4)?,
    })
}

/// The credentials of the account with an address (lower case).
pub(crate) fn find_by_email(tx: &ReadTx<'_>, email: &str) -> Result<Option<Credentials>> {
    tx.find(concat!("SELECT ", columns!(), " FROM users WHERE email = ?1"), [email], read)
}

/// The credentials of a person.
pub(crate) fn find(tx: &ReadTx<'_>, user: UserId) -> Result<Option<Credentials>> {
    tx.find(concat!("SELECT ", columns!(), " FROM users WHERE id = ?1"), [user], read)
}

/// Stores the hash of a person's password.
pub(crate) fn set_hash(tx: &mut WriteTx<'_>, user: UserId, hash: &str) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "UPDATE users SET password_hash = ?2, updated_at = ?3 WHERE id = ?1",
        (user, hash, now),
    )?;
    Ok(())
}
