//! The rights of this feature.

use super::model::{CustomEmoji, EmojiAdders};
use super::store::{branding, emoji};
use crate::access::store::is_admin;
use crate::access::{Actor, Permission, Whole};
use crate::base::ids::EmojiId;
use crate::base::{Result, codes};
use crate::infra::db::ReadTx;

/// The right to add an emoji: everyone's, unless administrators keep it to themselves.
#[derive(Debug, Clone)]
pub(super) struct AddEmoji;

impl Permission for AddEmoji {
    const PARAM: Option<&'static str> = None;
    type Id = Whole;
    type Resource = ();

    fn check(tx: &ReadTx<'_>, actor: &Actor, _: Whole) -> Result<()> {
        let open = branding::emoji_added_by(tx)? == EmojiAdders::Everyone;
        if open || is_admin(tx, actor.user)? { Ok(()) } else { Err(codes::ADMIN_REQUIRED.into()) }
    }
}

/// The right to take an emoji away: of who added it, and of administrators. One that is gone already
/// is nobody's, so that a retry finds the first answer.
#[derive(Debug)]
pub(super) struct RemoveEmoji;

impl Permission for RemoveEmoji {
    const PARAM: Option<&'static str> = Some("id");
    type Id = EmojiId;
    type Resource = Option<CustomEmoji>;

    fn check(tx: &ReadTx<'_>, actor: &Actor, id: EmojiId) -> Result<Self::Resource> {
        let found = emoji::find(tx, id)?;
        let others = found.as_ref().is_some_and(|emoji| emoji.created_by != actor.user);
        if others && !is_admin(tx, actor.user)? {
            return Err(codes::EMOJI_NOT_YOURS.into());
        }
        Ok(found)
    }
}
