//! The rights of this feature.

use super::store::sessions;
use crate::access::store::is_admin;
use crate::access::{Actor, Permission};
use crate::base::ids::{SessionId, UserId};
use crate::base::{Result, codes};
use crate::features::directory;
use crate::infra::db::ReadTx;

/// The right to end a session of one's own. A session that is over already is still one's own, so
/// that a retry finds the first answer.
#[derive(Debug)]
pub(super) struct OwnSession;

impl Permission for OwnSession {
    const PARAM: Option<&'static str> = Some("id");
    type Id = SessionId;
    type Resource = sessions::SessionState;

    fn check(tx: &ReadTx<'_>, actor: &Actor, id: SessionId) -> Result<Self::Resource> {
        let session = sessions::find_state(tx, id)?;
        let own = session.filter(|session| session.user == actor.user);
        own.ok_or_else(|| codes::SESSION_NOT_FOUND.into())
    }
}

/// The right to change somebody's account: an administrator's.
#[derive(Debug)]
pub(super) struct ManageAccount;

impl Permission for ManageAccount {
    const PARAM: Option<&'static str> = Some("id");
    type Id = UserId;
    type Resource = UserId;

    fn check(tx: &ReadTx<'_>, actor: &Actor, id: UserId) -> Result<UserId> {
        if !is_admin(tx, actor.user)? {
            return Err(codes::ADMIN_REQUIRED.into());
        }
        if directory::person_exists(tx, id)? { Ok(id) } else { Err(codes::USER_NOT_FOUND.into()) }
    }
}
