//! `/setup`: the first account of a new workspace, by the link printed at the start.

use axum::Json as JsonAnswer;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};

use crate::access::{App, Public};
use crate::base::text::{DisplayName, EmailAddress, WorkspaceName};
use crate::base::{Result, codes};
use crate::features::auth::accounts::{admit, new_person, user_count};
use crate::features::auth::model::{LinkToken, SignIn, TypedPassword};
use crate::features::auth::sign_in::{Arrival, count_attempt, open_session};
use crate::features::directory::{self, Locale, NewPerson, TimeZone};
use crate::features::workspace;
use crate::http::extract::Json;
use crate::http::meta::RequestMeta;
use crate::infra::password::check_policy;

/// Whether the workspace is waiting for its first account.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SetupState {
    /// True while nobody has an account.
    needed: bool,
    /// What the workspace is called.
    workspace_name: String,
}

/// Tells whether the workspace is waiting for its first account.
#[utoipa::path(get, path = "/setup", tag = "auth", responses((status = 200, body = SetupState)))]
pub(super) async fn get_setup(State(app): State<App>, _: Public) -> Result<JsonAnswer<SetupState>> {
    let state = app.db.reader().read(|tx| {
        Ok(SetupState {
            needed: directory::count_people(tx)? == 0,
            workspace_name: workspace::workspace_name(tx)?,
        })
    });
    Ok(JsonAnswer(state.await?))
}

/// The first account.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SetupRequest {
    /// The secret of the printed link.
    token: LinkToken,
    /// What to call the workspace; `EPOP` unless given.
    workspace_name: Option<WorkspaceName>,
    /// The administrator's e-mail address.
    email: EmailAddress,
    /// The administrator's name.
    display_name: DisplayName,
    /// The administrator's password: at least 10 characters.
    password: TypedPassword,
    /// The administrator's language; follows the browser unless given.
    locale: Option<Locale>,
    /// The administrator's time zone; follows the browser unless given.
    #[schema(value_type = Option<String>)]
    time_zone: Option<TimeZone>,
}

/// Makes the first account, an administrator's, and signs it in.
#[utoipa::path(
    post,
    path = "/setup",
    tag = "auth",
    request_body = SetupRequest,
    responses(
        (status = 201, body = SignIn),
        (status = 400, description = "invalid_request, with `password` too_short, too_long, common_password or personal_password"),
        (status = 401, description = "invalid_token"),
        (status = 409, description = "setup_done"),
        (status = 429, description = "rate_limited"),
    )
)]
pub(super) async fn set_up(
    State(app): State<App>,
    _: Public,
    meta: RequestMeta,
    Json(request): Json<SetupRequest>,
) -> Result<Response> {
    count_attempt(&app, &meta)?;
    if user_count(&app).await? > 0 {
        return Err(codes::SETUP_DONE.into());
    }
    if !app.setup.matches(request.token.expose()) {
        return Err(codes::INVALID_TOKEN.into());
    }
    let SetupRequest { email, display_name, password, workspace_name, locale, time_zone, .. } =
        request;
    check_policy(password.expose(), &[email.as_str(), display_name.as_str()])?;
    let hash = app.passwords.hash(password.into_inner()).await?;
    let new = NewPerson { locale, time_zone, ..new_person(email, display_name, hash, true) };
    let (state, arrival) = (app.clone(), Arrival::of(&meta));
    let request_id = Some(meta.request_id.clone());
    let entry = app.db.write(move |tx| {
        if directory::count_people(tx)? > 0 {
            return Err(codes::SETUP_DONE.into());
        }
        if let Some(name) = workspace_name {
            workspace::set_workspace_name(tx, &name)?;
        }
        let user = admit(tx, &state, &new, request_id)?;
        let entry = open_session(tx, &state, user, &arrival)?;
        tx.after_commit(move || state.setup.clear());
        Ok(entry)
    });
    Ok(entry.await?.into_response(StatusCode::CREATED, &app, &meta))
}
