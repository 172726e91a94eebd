//! What is told about the workspace.

use serde::Serialize;

use super::model::{Branding, CustomEmoji, EmojiAdders};
use crate::base::ids::EmojiId;
use crate::base::scope::{Audience, Scope};
use crate::infra::db::Event;

/// Every event of this feature: name and what it says.
pub const EVENTS: &[(&str, &str)] = &[
    (
        WorkspaceUpdated::NAME,
        "The workspace is called or looks otherwise now, or others may add emoji. To everyone.",
    ),
    (EmojiCreated::NAME, "The workspace has a new emoji of its own. To everyone."),
    (EmojiDeleted::NAME, "The workspace has an emoji less. To everyone."),
];

/// What changed in the workspace; absent keys stay as they are.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct WorkspacePatch {
    #[serde(flatten)]
    branding: Option<Branding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    emoji_added_by: Option<EmojiAdders>,
}

/// The workspace changed.
#[derive(Debug, Serialize)]
pub(super) struct WorkspaceUpdated {
    patch: WorkspacePatch,
}

impl WorkspaceUpdated {
    /// It is called or looks otherwise.
    pub(super) fn looks(branding: Branding) -> Self {
        Self { patch: WorkspacePatch { branding: Some(branding), ..WorkspacePatch::default() } }
    }

    /// Others may add emoji.
    pub(super) fn adders(adders: EmojiAdders) -> Self {
        Self { patch: WorkspacePatch { emoji_added_by: Some(adders), ..WorkspacePatch::default() } }
    }
}

impl Event for WorkspaceUpdated {
    const NAME: &'static str = "workspace.updated";

    fn audience(&self) -> Audience {
        Audience::of(Scope::Org)
    }

    fn ids(&self) -> Vec<i64> {
        Vec::new()
    }
}

/// There is a new emoji.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EmojiCreated {
    emoji_id: EmojiId,
    patch: CustomEmoji,
}

impl EmojiCreated {
    pub(super) fn new(emoji: CustomEmoji) -> Self {
        Self { emoji_id: emoji.id, patch: emoji }
    }
}

impl Event for EmojiCreated {
    const NAME: &'static str = "emoji.created";

    fn audience(&self) -> Audience {
        Audience::of(Scope::Org)
    }

    fn ids(&self) -> Vec<i64> {
        vec![self.emoji_id.get()]
    }
}

/// An emoji is gone; where it was used its name stands.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EmojiDeleted {
    pub(super) emoji_id: EmojiId,
    pub(super) name: String,
}

impl Event for EmojiDeleted {
    const NAME: &'static str = "emoji.deleted";

    fn audience(&self) -> Audience {
        Audience::of(Scope::Org)
    }

    fn ids(&self) -> Vec<i64> {
        vec![self.emoji_id.get()]
    }
}
