//! Invitations: the hash of a link, who may use it, and whether somebody did.

use crate::base::Result;
use crate::base::ids::{InvitationId, UserId};
use crate::base::page::{Page, PageAfter};
use crate::base::time::Timestamp;
use crate::features::auth::model::Invitation;
use crate::infra::db::{ReadTx, Row, WriteTx};

/// What an open invitation says; an open one is neither accepted nor revoked nor over.
macro_rules! open_invitations {
    () => {
        "SELECT i.id, i.email, i.is_admin, u.display_name, i.created_at, i.expires_at
         FROM invitations i JOIN users u ON u.id = i.invited_by
         WHERE i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > ?1"
    };
}

fn read(row: &Row<'_>) -> rusqlite::Result<Invitation> {
    Ok(Invitation {
        id: row.get(0)?,
        email: row.get(1)?,
        is_admin: row.get(2)?,
        invited_by: row.get(3)?,
        created_at: row.get(4)?,
        expires_at: row.get(5)?,
    })
}

/// An invitation to be made.
#[derive(Debug)]
pub(crate) struct NewInvitation<'a> {
    /// The hash of the link's secret.
    pub token_hash: [u8; 32],
    /// The only address that may accept it.
    pub email: Option<&'a str>,
    /// Whether who accepts becomes an administrator.
    pub is_admin: bool,
    /// Who invites.
    pub invited_by: UserId,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Adds an invitation.
pub(crate) fn insert(tx: &mut WriteTx<'_>, new: &NewInvitation<'_>) -> Result<InvitationId> {
    let now = tx.now();
    let id = tx.insert(
        "INSERT INTO invitations (token_hash, email, is_admin, invited_by, created_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        (new.token_hash, new.email, new.is_admin, new.invited_by, now, new.expires_at),
    )?;
    Ok(InvitationId::new(id))
}

/// The invitation of a link, if it is open at `now`.
pub(crate) fn find_open(
    tx: &ReadTx<'_>,
    token_hash: [u8; 32],
    now: Timestamp,
) -> Result<Option<Invitation>> {
    tx.find(concat!(open_invitations!(), " AND i.token_hash = ?2"), (now, token_hash), read)
}

/// The invitations that are open at `now`, newest first.
pub(crate) fn list_open(
    tx: &ReadTx<'_>,
    now: Timestamp,
    page: PageAfter<InvitationId>,
) -> Result<Page<Invitation>> {
    let before = page.after.map_or(i64::MAX, InvitationId::get);
    let open = tx.list(
        concat!(open_invitations!(), " AND i.id < ?2 ORDER BY i.id DESC LIMIT ?3"),
        (now, before, page.limit + 1),
        read,
    )?;
    Ok(Page::cut(open, page.limit, |invitation| invitation.id))
}

/// Marks an open invitation as accepted by `user`.
pub(crate) fn accept(tx: &mut WriteTx<'_>, invitation: InvitationId, user: UserId) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "UPDATE invitations SET accepted_at = ?2, accepted_by = ?3 WHERE id = ?1",
        (invitation, now, user),
    )?;
    Ok(())
}

/// Takes an open invitation back; false if it is not open.
pub(crate) fn revoke(tx: &mut WriteTx<'_>, invitation: InvitationId) -> Result<bool> {
    let now = tx.now();
    let changed = tx.execute(
        "UPDATE invitations SET revoked_at = ?2
         WHERE id = ?1 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > ?2",
        (invitation, now),
    )?;
    Ok(changed > 0)
}

/// Takes back what a person invited: they may not invite any more.
pub(crate) fn revoke_all_of(tx: &mut WriteTx<'_>, inviter: UserId) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "UPDATE invitations SET revoked_at = ?2
         WHERE invited_by = ?1 AND accepted_at IS NULL AND revoked_at IS NULL",
        (inviter, now),
    )?;
    Ok(())
}

/// Removes up to `batch` invitations that ended before `horizon` and tells how many there were.
pub(crate) fn prune(tx: &mut WriteTx<'_>, horizon: Timestamp, batch: u32) -> Result<usize> {
    tx.execute(
        "DELETE FROM invitations WHERE id IN
           (SELECT id FROM invitations WHERE expires_at < ?1 LIMIT ?2)",
        (horizon, batch),
    )
}
