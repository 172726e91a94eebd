//! `/branding` and `/admin/branding`: how the workspace is called and looks.

use axum::extract::State;
use serde::Deserialize;

use crate::access::{Admin, Answer, App, Call, FileBody, Grant, NoBody, Public, Upload};
use crate::base::{Error, Result};
use crate::features::workspace::events::WorkspaceUpdated;
use crate::features::workspace::looks;
use crate::features::workspace::model::{Accent, Branding, BrandingRequest, Logo, PaletteView};
use crate::features::workspace::store::branding;
use crate::http::extract::{Json, Query};
use crate::infra::db::WriteTx;
use crate::infra::pictures::{Frame, Shape};

/// The most bytes of a logo.
const MOST: usize = 2 * 1024 * 1024;

/// What is made of a logo: the picture, two icons, and one that systems cut into shapes of their own.
const FRAMES: [Frame; 4] = [
    Frame { side: 256, square: false, margin: 0, ground: None },
    Frame { side: 192, square: true, margin: 0, ground: None },
    Frame { side: 512, square: true, margin: 0, ground: None },
    Frame { side: 512, square: true, margin: 16, ground: Some([255; 3]) },
];

/// Tells how the workspace is called and looks: what the page of signing in shows.
#[utoipa::path(get, path = "/branding", tag = "workspace", responses((status = 200, body = Branding)))]
pub(crate) async fn get_branding(State(app): State<App>, _: Public) -> Result<Json<Branding>> {
    Ok(Json(app.db.reader().read(looks::branding).await?))
}

/// Says how the workspace is called and which colour it has.
///
/// All of its colours are made of this one. A colour of which something could not be read is refused,
/// with what could not, and the nearest that would do.
#[utoipa::path(
    put,
    path = "/admin/branding",
    tag = "admin",
    request_body = BrandingRequest,
    responses(
        (status = 200, body = Branding),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "admin_required"),
        (status = 422, description = "accent_contrast"),
    )
)]
pub(crate) async fn set_branding(
    State(app): State<App>,
    grant: Grant<Admin>,
    Call(request, intent): Call<BrandingRequest>,
) -> Result<Answer> {
    grant
        .change(&app, intent, move |tx, _| {
            let BrandingRequest { name, accent } = request;
            accent.map_or(Ok(()), Accent::require_readable)?;
            telling(tx, |tx| {
                branding::set_workspace_name(tx, &name)?;
                branding::set_accent(tx, accent)
            })
        })
        .await
}

/// Which colour to look at.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PaletteQuery {
    /// `#rrggbb`.
    #[param(value_type = String, pattern = "^#[0-9a-fA-F]{6}$")]
    accent: Accent,
}

/// Tells what would become of a colour: the tokens of both themes, and how well each is read.
#[utoipa::path(
    get,
    path = "/admin/branding/palette",
    tag = "admin",
    params(PaletteQuery),
    responses(
        (status = 200, body = PaletteView),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "admin_required"),
    )
)]
pub(crate) async fn get_palette(
    State(app): State<App>,
    grant: Grant<Admin>,
    Query(PaletteQuery { accent }): Query<PaletteQuery>,
) -> Result<Answer> {
    grant.show(&app, move |_, _| Ok(PaletteView::of(accent))).await
}

/// Sets the logo: PNG, JPEG, GIF or WebP, at most 2 MB. Its shape is kept; a square one fits best.
#[utoipa::path(
    put,
    path = "/admin/branding/logo",
    tag = "admin",
    request_body(content = FileBody, content_type = "image/*"),
    responses(
        (status = 200, body = Branding),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "admin_required"),
        (status = 413, description = "picture_too_large"),
        (status = 415, description = "unsupported_media_type"),
        (status = 422, description = "picture_unreadable"),
        (status = 503, description = "overloaded"),
    )
)]
pub(crate) async fn set_logo(
    State(app): State<App>,
    grant: Grant<Admin>,
    Upload(file, intent): Upload<MOST>,
) -> Result<Answer> {
    // A picture costs time: nobody else's is worth it.
    grant.clone().read(&app, |_, _| Ok(())).await?;
    let made = app.pictures.make(file, Shape::Whole(&FRAMES)).await?;
    let mut names = Vec::with_capacity(made.len());
    for picture in made {
        names.push(app.blobs.put(picture.bytes).await?);
    }
    let [picture, icon_small, icon_large, icon_maskable] = <[_; 4]>::try_from(names)
        .map_err(|_| Error::internal("a picture is made for as many frames as asked for"))?;
    let logo = Logo { picture, icon_small, icon_large, icon_maskable };
    grant
        .change(&app, intent, move |tx, _| telling(tx, |tx| branding::set_logo(tx, Some(&logo))))
        .await
}

/// Takes the logo away: the product's own is shown.
#[utoipa::path(
    delete,
    path = "/admin/branding/logo",
    tag = "admin",
    responses(
        (status = 200, body = Branding),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "admin_required"),
    )
)]
pub(crate) async fn remove_logo(
    State(app): State<App>,
    grant: Grant<Admin>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    grant.change(&app, intent, move |tx, _| telling(tx, |tx| branding::set_logo(tx, None))).await
}

/// Does `work`, and tells everyone if it made a difference.
fn telling(
    tx: &mut WriteTx<'_>,
    work: impl FnOnce(&mut WriteTx<'_>) -> Result<()>,
) -> Result<Branding> {
    let before = looks::branding(tx)?;
    work(tx)?;
    let after = looks::branding(tx)?;
    if after != before {
        tx.emit(&WorkspaceUpdated::looks(after.clone()))?;
    }
    Ok(after)
}
