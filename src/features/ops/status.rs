//! `/admin/status`: what a new workspace should know of the machine it is on.

use axum::extract::State;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;

use super::health::{disk_room, writer_answers};
use crate::access::{Admin, Answer, App, Call, Grant, NoBody};
use crate::base::{Result, codes};
use crate::features::directory::{self, Locale};
use crate::http::docs::operations;
use crate::http::extract::Json;
use crate::http::meta::RequestMeta;
use crate::infra::mailer::Mail;

/// The endpoints for administrators, relative to `/api/v1`.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(operations!(get_status)).routes(operations!(send_test_mail))
}

/// How the machine stands.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
struct MachineStatus {
    storage: StorageStatus,
    mail: MailRelay,
    /// Whether this very request came over HTTPS.
    https: bool,
}

/// Where everything is kept.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
struct StorageStatus {
    /// Whether something was written just now.
    writable: bool,
    /// How many bytes are free.
    free_bytes: u64,
}

/// The mail server.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct MailRelay {
    /// Whether there is one.
    configured: bool,
    /// The address letters come from; null without a server.
    from: Option<String>,
}

/// Tells how the machine stands: storage, mail, HTTPS.
#[utoipa::path(
    get,
    path = "/admin/status",
    tag = "admin",
    responses(
        (status = 200, body = MachineStatus),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "admin_required"),
    )
)]
async fn get_status(
    State(app): State<App>,
    grant: Grant<Admin>,
    meta: RequestMeta,
) -> Result<Json<MachineStatus>> {
    grant.read(&app, |_, _| Ok(())).await?;
    let storage = StorageStatus {
        writable: writer_answers(&app).await,
        free_bytes: disk_room(&app).unwrap_or_default(),
    };
    let configured = app.mailer.is_configured();
    let from = configured.then(|| app.config.mail.from.clone());
    Ok(Json(MachineStatus { storage, mail: MailRelay { configured, from }, https: meta.secure }))
}

/// Where a letter went.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
struct MailSent {
    /// The caller's own address.
    sent_to: String,
}

/// Sends a letter to the caller, to see whether the mail server takes it.
#[utoipa::path(
    post,
    path = "/admin/status/mail",
    tag = "admin",
    request_body = NoBody,
    responses(
        (status = 200, body = MailSent),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "admin_required"),
        (status = 409, description = "mail_off"),
        (status = 422, description = "mail_not_taken"),
    )
)]
async fn send_test_mail(
    State(app): State<App>,
    grant: Grant<Admin>,
    Call(NoBody {}, _): Call<NoBody>,
) -> Result<Answer> {
    let presence = app.presence.clone();
    let me =
        grant.read(&app, move |tx, granted| directory::load_me(tx, &presence, granted.actor.user));
    let me = me.await?;
    if !app.mailer.is_configured() {
        return Err(codes::MAIL_OFF.into());
    }
    let (subject, text) = letter(me.locale);
    let mail =
        Mail { to: me.person.email.clone(), subject: subject.to_owned(), text: text.to_owned() };
    if let Err(error) = app.mailer.send(mail).await {
        tracing::warn!(%error, "the mail server did not take a test letter");
        return Err(codes::MAIL_NOT_TAKEN.into());
    }
    Answer::of(http::StatusCode::OK, &MailSent { sent_to: me.person.email })
}

/// Subject and text, in the person's language.
fn letter(locale: Option<Locale>) -> (&'static str, &'static str) {
    match locale {
        Some(Locale::Id) => (
            "Surel percobaan dari EPOP",
            "Server surel bekerja: undangan dan tautan kata sandi akan sampai.\n",
        ),
        Some(Locale::En) | None => (
            "A test letter from EPOP",
            "The mail server works: links for new passwords will arrive.\n",
        ),
    }
}
