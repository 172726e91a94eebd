//! Invitations: an administrator makes a link, whoever has it makes an account, once.

use std::time::Duration;

use axum::Json as JsonAnswer;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};

use crate::access::tokens::{hash_secret, one_time_secret};
use crate::access::{Admin, Answer, App, Call, Grant, NoBody, Public};
use crate::base::ids::InvitationId;
use crate::base::page::{Page, PageQuery};
use crate::base::text::{DisplayName, EmailAddress};
use crate::base::time::Timestamp;
use crate::base::{Error, Result, codes};
use crate::features::auth::accounts::{admit, new_person};
use crate::features::auth::links::PageAddress;
use crate::features::auth::model::{Done, Invitation, LinkToken, SignIn, TypedPassword};
use crate::features::auth::sign_in::{Arrival, count_attempt, open_session};
use crate::features::auth::store::credentials;
use crate::features::auth::store::invitations::{self, NewInvitation};
use crate::features::directory::{Locale, NewPerson, TimeZone};
use crate::features::workspace;
use crate::http::extract::{Json, Path, Query};
use crate::http::meta::RequestMeta;
use crate::infra::password::check_policy;

/// For how many days an invitation is good unless it says.
const DEFAULT_DAYS: u32 = 7;
/// The longest an invitation can be good, in days.
const MAX_DAYS: u32 = 30;

/// Whom to invite.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct InvitationRequest {
    /// The only address that may accept it; absent for anyone's.
    email: Option<EmailAddress>,
    /// Whether who accepts becomes an administrator; no unless given.
    #[serde(default)]
    is_admin: bool,
    /// For how many days it is good, 1 to 30; 7 unless given.
    #[schema(minimum = 1, maximum = 30)]
    expires_in_days: Option<u32>,
}

/// A new invitation. The only answer that carries its secret.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct InvitationCreated {
    /// Its row.
    id: InvitationId,
    /// The link to hand out.
    url: String,
    /// The secret in the link.
    token: String,
    /// The only address that may accept it; null for anyone's.
    email: Option<String>,
    /// Whether who accepts becomes an administrator.
    is_admin: bool,
    /// When it was made.
    created_at: Timestamp,
    /// When it ends.
    expires_at: Timestamp,
}

/// Makes a link that lets somebody join, once.
#[utoipa::path(
    post,
    path = "/admin/invitations",
    tag = "admin",
    request_body = InvitationRequest,
    responses(
        (status = 201, body = InvitationCreated),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "admin_required"),
        (status = 409, description = "email_taken"),
    )
)]
pub(super) async fn create_invitation(
    State(app): State<App>,
    grant: Grant<Admin>,
    page: PageAddress,
    Call(request, intent): Call<InvitationRequest>,
) -> Result<Answer> {
    let days = request.expires_in_days.unwrap_or(DEFAULT_DAYS);
    if !(1..=MAX_DAYS).contains(&days) {
        return Err(Error::invalid_field("expiresInDays", "out_of_range", "must be 1 to 30"));
    }
    let lifetime = Duration::from_hours(24 * u64::from(days));
    let (token, token_hash) = one_time_secret();
    grant
        .create(&app, intent, move |tx, granted| {
            let email = request.email.as_ref().map(EmailAddress::as_str);
            if let Some(email) = email
                && credentials::find_by_email(tx, email)?.is_some()
            {
                return Err(codes::EMAIL_TAKEN.into());
            }
            let created_at = tx.now();
            let expires_at = created_at.after(lifetime);
            let is_admin = request.is_admin;
            let invited_by = granted.actor.user;
            let new = NewInvitation { token_hash, email, is_admin, invited_by, expires_at };
            let id = invitations::insert(tx, &new)?;
            let url = page.invitation(&token);
            let email = email.map(str::to_owned);
            Ok(InvitationCreated { id, url, token, email, is_admin, created_at, expires_at })
        })
        .await
}

/// Lists the invitations that can still be accepted, newest first.
#[utoipa::path(
    get,
    path = "/admin/invitations",
    tag = "admin",
    params(PageQuery),
    responses(
        (status = 200, body = Page<Invitation>),
        (status = 400, description = "invalid_request, invalid_cursor"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "admin_required"),
    )
)]
pub(super) async fn list_invitations(
    State(app): State<App>,
    grant: Grant<Admin>,
    Query(query): Query<PageQuery>,
) -> Result<JsonAnswer<Page<Invitation>>> {
    let page = query.parse()?;
    let now = app.clock.now();
    let list = grant.read(&app, move |tx, _| invitations::list_open(tx, now, page));
    Ok(JsonAnswer(list.await?))
}

/// Takes an invitation back.
#[utoipa::path(
    delete,
    path = "/admin/invitations/{id}",
    tag = "admin",
    params(("id" = InvitationId, Path, description = "Which invitation.")),
    responses(
        (status = 200, body = Done),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "unauthenticated, session_expired"),
        (status = 403, description = "admin_required"),
        (status = 404, description = "invitation_not_found"),
    )
)]
pub(super) async fn revoke_invitation(
    State(app): State<App>,
    grant: Grant<Admin>,
    Path(id): Path<InvitationId>,
    Call(NoBody {}, intent): Call<NoBody>,
) -> Result<Answer> {
    grant
        .change(&app, intent, move |tx, _| {
            let revoked = invitations::revoke(tx, id)?;
            if revoked { Ok(Done::YES) } else { Err(codes::INVITATION_NOT_FOUND.into()) }
        })
        .await
}

/// The secret of an invitation's link.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InspectRequest {
    /// The secret of the link.
    token: LinkToken,
}

/// What an invitation says to who holds its link.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct InvitationLetter {
    /// The only address that may accept it; null for anyone's.
    email: Option<String>,
    /// The name of who invites.
    invited_by: String,
    /// What the workspace is called.
    workspace_name: String,
    /// When it ends.
    expires_at: Timestamp,
}

/// Tells what an invitation says, by its secret.
#[utoipa::path(
    post,
    path = "/auth/invitations/inspect",
    tag = "auth",
    request_body = InspectRequest,
    responses(
        (status = 200, body = InvitationLetter),
        (status = 400, description = "invalid_request"),
        (status = 401, description = "invalid_token"),
        (status = 429, description = "rate_limited"),
    )
)]
pub(super) async fn inspect_invitation(
    State(app): State<App>,
    _: Public,
    Json(InspectRequest { token }): Json<InspectRequest>,
) -> Result<JsonAnswer<InvitationLetter>> {
    let (token_hash, now) = (hash_secret(token.expose()), app.clock.now());
    let letter = app.db.reader().read(move |tx| {
        let open = invitations::find_open(tx, token_hash, now)?.ok_or(codes::INVALID_TOKEN)?;
        let Invitation { email, invited_by, expires_at, .. } = open;
        let workspace_name = workspace::workspace_name(tx)?;
        Ok(InvitationLetter { email, invited_by, workspace_name, expires_at })
    });
    Ok(JsonAnswer(letter.await?))
}

/// A new account, by the secret of an invitation.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AcceptRequest {
    /// The secret of the link.
    token: LinkToken,
    /// The e-mail address of the account; needed unless the invitation names it.
    email: Option<EmailAddress>,
    /// The name of the person.
    display_name: DisplayName,
    /// The password: at least 10 characters.
    password: TypedPassword,
    /// The language of the page; follows the browser unless given.
    locale: Option<Locale>,
    /// The time zone; follows the browser unless given.
    #[schema(value_type = Option<String>)]
    time_zone: Option<TimeZone>,
}

/// Makes an account by an invitation and signs it in. A refused attempt leaves the invitation good.
#[utoipa::path(
    post,
    path = "/auth/invitations/accept",
    tag = "auth",
    request_body = AcceptRequest,
    responses(
        (status = 201, body = SignIn),
        (status = 400, description = "invalid_request, with `password` too_short, too_long, common_password or personal_password"),
        (status = 401, description = "invalid_token"),
        (status = 409, description = "email_taken"),
        (status = 429, description = "rate_limited"),
    )
)]
pub(super) async fn accept_invitation(
    State(app): State<App>,
    _: Public,
    meta: RequestMeta,
    Json(request): Json<AcceptRequest>,
) -> Result<Response> {
    count_attempt(&app, &meta)?;
    let (token_hash, now) = (hash_secret(request.token.expose()), app.clock.now());
    let found = app.db.reader().read(move |tx| invitations::find_open(tx, token_hash, now));
    let invitation = found.await?.ok_or(codes::INVALID_TOKEN)?;
    let AcceptRequest { email, display_name, password, locale, time_zone, .. } = request;
    let email = choose_email(invitation.email.as_deref(), email)?;
    check_policy(password.expose(), &[email.as_str(), display_name.as_str()])?;
    let hash = app.passwords.hash(password.into_inner()).await?;
    let new = new_person(email, display_name, hash, invitation.is_admin);
    let new = NewPerson { locale, time_zone, ..new };
    let (state, arrival) = (app.clone(), Arrival::of(&meta));
    let request_id = Some(meta.request_id.clone());
    let entry = app.db.write(move |tx| {
        // It may have been accepted or taken back while the password was hashed.
        let open = invitations::find_open(tx, token_hash, tx.now())?.ok_or(codes::INVALID_TOKEN)?;
        let user = admit(tx, &state, &new, request_id)?;
        invitations::accept(tx, open.id, user)?;
        open_session(tx, &state, user, &arrival)
    });
    Ok(entry.await?.into_response(StatusCode::CREATED, &app, &meta))
}

/// The address of the new account: the invitation's if it names one, else the caller's.
fn choose_email(invited: Option<&str>, given: Option<EmailAddress>) -> Result<EmailAddress> {
    match (invited, given) {
        (None, Some(given)) => Ok(given),
        (None, None) => Err(Error::invalid_field("email", "required", "is required")),
        (Some(invited), Some(given)) if given.as_str() != invited => {
            Err(Error::invalid_field("email", "invalid", "is not the address that was invited"))
        }
        (Some(invited), _) => EmailAddress::parse(invited)
            .map_err(|fault| Error::internal(format!("an invited address: {fault}"))),
    }
}
