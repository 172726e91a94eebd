//! What the workspace is called.

use crate::base::Result;
use crate::base::text::WorkspaceName;
use crate::infra::db::{ReadTx, WriteTx, settings};

const WORKSPACE_NAME: &str = "workspace_name";
const DEFAULT_NAME: &str = "EPOP";

/// The name of the workspace.
pub fn workspace_name(tx: &ReadTx<'_>) -> Result<String> {
    Ok(settings::find(tx, WORKSPACE_NAME)?.unwrap_or_else(|| DEFAULT_NAME.to_owned()))
}

/// Names the workspace.
pub(crate) fn set_workspace_name(tx: &mut WriteTx<'_>, name: &WorkspaceName) -> Result<()> {
    settings::set(tx, WORKSPACE_NAME, name.as_str())
}
