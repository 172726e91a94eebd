//! What can be searched for of people.

use super::json_ids;
use crate::base::Result;
use crate::base::ids::UserId;
use crate::base::time::Timestamp;
use crate::infra::db::ReadTx;

/// What a person says to a search.
#[derive(Debug, Clone)]
pub struct FindablePerson {
    /// The person.
    pub id: UserId,
    /// Their name.
    pub display_name: String,
    /// Their e-mail address.
    pub email: String,
    /// Their job title.
    pub title: String,
    /// Their telephone extension.
    pub phone_ext: String,
    /// Since when they have an account.
    pub created_at: Timestamp,
}

/// Those of the people who can sign in.
pub fn list_findable_people(tx: &ReadTx<'_>, ids: &[UserId]) -> Result<Vec<FindablePerson>> {
    tx.list(
        "SELECT id, display_name, email, title, phone_ext, created_at FROM users
         WHERE id IN (SELECT value FROM json_each(?1)) AND disabled_at IS NULL",
        [json_ids(ids)],
        |row| {
            Ok(FindablePerson {
                id: row.get(0)?,
                display_name: row.get(1)?,
                email: row.get(2)?,
                title: row.get(3)?,
                phone_ext: row.get(4)?,
                created_at: row.get(5)?,
            })
        },
    )
}

/// The ids of people after `after`, in order.
pub fn list_person_ids(tx: &ReadTx<'_>, after: i64, limit: u32) -> Result<Vec<i64>> {
    tx.list("SELECT id FROM users WHERE id > ?1 ORDER BY id LIMIT ?2", (after, limit), |row| {
        row.get(0)
    })
}

/// Everyone's name and e-mail address, disabled accounts too: their messages stay.
pub fn list_names(tx: &ReadTx<'_>) -> Result<Vec<(UserId, String, String)>> {
    tx.list("SELECT id, display_name, email FROM users ORDER BY id", [], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })
}
