//! Links for people: to accept an invitation, to set a new password. Their secret stands in the
//! fragment, which a browser never sends to a server and no log keeps.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::access::App;
use crate::base::Error;
use crate::http::origin::OwnOrigin;

/// Where a page of ours is reached: the configured address, else the one the caller used. Only for
/// answers to the caller: a `Host` is not to be believed in a mail to somebody else.
pub(super) struct PageAddress(String);

impl PageAddress {
    /// The link to accept an invitation.
    pub(super) fn invitation(&self, token: &str) -> String {
        format!("{}/invite#token={token}", self.0)
    }

    /// The link to set a new password.
    pub(super) fn reset(&self, token: &str) -> String {
        format!("{}/reset#token={token}", self.0)
    }

    /// The address for a mail: the configured one, else the one that is listened on.
    pub(super) fn for_mail(app: &App) -> Self {
        Self::configured(app)
            .unwrap_or_else(|| Self(format!("http://{}", app.config.server.listen)))
    }

    fn configured(app: &App) -> Option<Self> {
        let origin = app.config.server.public_url.as_ref()?;
        Some(Self(origin.as_str().to_owned()))
    }
}

impl FromRequestParts<App> for PageAddress {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        if let Some(configured) = Self::configured(app) {
            return Ok(configured);
        }
        OwnOrigin::from_request_parts(parts, app).await.map(|OwnOrigin(origin)| Self(origin))
    }
}
