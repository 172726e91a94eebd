//! The workspace as a whole: what it is called, how it looks, and its own emoji.
//!
//! * Owns the table `custom_emoji`, and the settings `workspace_name`, `accent`, `logo` and
//!   `emoji_added_by`.
//! * Emits `workspace.updated`, `emoji.created` and `emoji.deleted`, all to everyone.
//! * Defines the rights `AddEmoji` (everyone's, or administrators' if they said so) and `RemoveEmoji`
//!   (who added it, or an administrator). How the workspace looks is administrators' to say, and
//!   everyone's to see, signed in or not: it is on the page of signing in.
//!
//! Invariants: a colour is stored only if everything that is made of it can be read in both themes
//! (`palette`). The files of a look have its version in their address and never change there.

mod access;
mod api;
mod colour;
mod events;
mod looks;
mod model;
mod palette;
mod store;

pub use api::{files, routes};
pub use events::EVENTS;
pub use looks::page_brand;
pub use model::{Branding, CustomEmoji, EmojiAdders, WorkspaceView};
pub use store::branding::{set_workspace_name, workspace_name};
pub use store::emoji::{exists as emoji_exists, list as list_emoji};

use crate::base::Result;
use crate::infra::db::ReadTx;

/// The workspace as the page starts with it.
pub fn view(tx: &ReadTx<'_>) -> Result<WorkspaceView> {
    Ok(WorkspaceView {
        branding: looks::branding(tx)?,
        emoji_added_by: store::branding::emoji_added_by(tx)?,
    })
}

/// The names of all blobs that the logo and the emoji are in.
pub fn blobs_in_use(tx: &ReadTx<'_>) -> Result<Vec<String>> {
    let mut names = store::emoji::list_blobs(tx)?;
    names.extend(store::branding::find_logo(tx)?.into_iter().flat_map(model::Logo::blobs));
    Ok(names)
}
