//! How the workspace looks, put together: for the page, for the API, as files.

use sha2::{Digest as _, Sha256};

use super::model::{Branding, Logo};
use super::store::branding;
use crate::base::Result;
use crate::http::ui::Brand;
use crate::infra::db::ReadTx;

/// Below it are the files of the look, then its version, then their names.
const ROOT: &str = "/brand";
/// The name of the style sheet.
pub(super) const STYLE: &str = "theme.css";
/// The name of the logo.
pub(super) const PICTURE: &str = "logo.png";
/// The names of the icons: 192 and 512 pixels, and 512 with room around it.
pub(super) const ICONS: [&str; 3] = ["icon-192.png", "icon-512.png", "maskable-512.png"];

/// What the files of the look are made of.
pub(super) struct Look {
    pub(super) style: Option<String>,
    pub(super) logo: Option<Logo>,
}

impl Look {
    pub(super) fn load(tx: &ReadTx<'_>) -> Result<Self> {
        let style = branding::find_accent(tx)?.map(|accent| accent.palette().css());
        Ok(Self { style, logo: branding::find_logo(tx)? })
    }

    /// What tells this look from any other: sixteen hexadecimal digits.
    pub(super) fn version(&self) -> String {
        use std::fmt::Write as _;
        let mut hash = Sha256::new();
        hash.update(self.style.as_deref().unwrap_or_default());
        for blob in self.logo.clone().into_iter().flat_map(Logo::blobs) {
            hash.update(blob);
        }
        hash.finalize().iter().take(8).fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a string takes everything");
            text
        })
    }
}

/// How the workspace looks.
pub(super) fn branding(tx: &ReadTx<'_>) -> Result<Branding> {
    let look = Look::load(tx)?;
    let version = look.version();
    let url = |file: &str| format!("{ROOT}/{version}/{file}");
    Ok(Branding {
        name: branding::workspace_name(tx)?,
        accent: branding::find_accent(tx)?.map(|accent| accent.to_string()),
        style_url: look.style.as_ref().map(|_| url(STYLE)),
        logo_url: look.logo.as_ref().map(|_| url(PICTURE)),
        icon_url: look.logo.as_ref().map(|_| url(ICONS[0])),
    })
}

/// The same for the page, its manifest and its worker.
pub fn page_brand(tx: &ReadTx<'_>) -> Result<Brand> {
    let Branding { name, accent, style_url, logo_url, .. } = branding(tx)?;
    let folder = logo_url.as_deref().and_then(|url| url.strip_suffix(PICTURE));
    let icons = folder.map(|folder| ICONS.map(|name| format!("{folder}{name}")));
    Ok(Brand { name, accent, style: style_url, logo: logo_url, icons })
}
