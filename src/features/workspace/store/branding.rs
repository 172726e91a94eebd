//! What the workspace is called, and how it looks.

use crate::base::Result;
use crate::base::text::WorkspaceName;
use crate::features::workspace::model::{Accent, EmojiAdders, Logo, PLAIN_NAME};
use crate::infra::db::{ReadTx, WriteTx, settings};

const WORKSPACE_NAME: &str = "workspace_name";
const ACCENT: &str = "accent";
const LOGO: &str = "logo";
const EMOJI_ADDED_BY: &str = "emoji_added_by";

/// The name of the workspace.
pub fn workspace_name(tx: &ReadTx<'_>) -> Result<String> {
    Ok(settings::find(tx, WORKSPACE_NAME)?.unwrap_or_else(|| PLAIN_NAME.to_owned()))
}

/// Names the workspace.
pub fn set_workspace_name(tx: &mut WriteTx<'_>, name: &WorkspaceName) -> Result<()> {
    settings::set(tx, WORKSPACE_NAME, name.as_str())
}

/// The colour, if there is one.
pub(crate) fn find_accent(tx: &ReadTx<'_>) -> Result<Option<Accent>> {
    Ok(settings::find(tx, ACCENT)?.as_deref().and_then(Accent::parse))
}

/// Sets the colour, or goes back to the product's own.
pub(crate) fn set_accent(tx: &mut WriteTx<'_>, accent: Option<Accent>) -> Result<()> {
    match accent {
        Some(accent) => settings::set(tx, ACCENT, &accent.to_string()),
        None => settings::remove(tx, ACCENT),
    }
}

/// The blobs of the logo, if there is one.
pub(crate) fn find_logo(tx: &ReadTx<'_>) -> Result<Option<Logo>> {
    let text = settings::find(tx, LOGO)?;
    Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
}

/// Sets the logo, or takes it away.
pub(crate) fn set_logo(tx: &mut WriteTx<'_>, logo: Option<&Logo>) -> Result<()> {
    match logo {
        Some(logo) => settings::set(tx, LOGO, &serde_json::to_string(logo)?),
        None => settings::remove(tx, LOGO),
    }
}

/// Who may add emoji.
pub(crate) fn emoji_added_by(tx: &ReadTx<'_>) -> Result<EmojiAdders> {
    let word = settings::find(tx, EMOJI_ADDED_BY)?;
    let admins = word.as_deref() == Some(EmojiAdders::Admins.name());
    Ok(if admins { EmojiAdders::Admins } else { EmojiAdders::Everyone })
}

/// Says who may add emoji.
pub(crate) fn set_emoji_added_by(tx: &mut WriteTx<'_>, adders: EmojiAdders) -> Result<()> {
    settings::set(tx, EMOJI_ADDED_BY, adders.name())
}
