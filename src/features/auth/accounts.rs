//! Accounts from the machine itself: the command line and the configuration.

use std::sync::Arc;

use super::events::PasswordChanged;
use super::revoke::{Which, end_sessions};
use super::store::{credentials, resets};
use crate::access::App;
use crate::base::ids::UserId;
use crate::base::text::{DisplayName, EmailAddress, TextFault};
use crate::base::{Error, Result, codes};
use crate::features::directory::{self, NewPerson, UserCreated};
use crate::infra::db::{Origin, WriteTx};
use crate::infra::password::check_policy;

/// The name of the administrator that the configuration makes; the person can change it.
const CONFIGURED_ADMIN: &str = "Administrator";

/// How many accounts there are, disabled ones included.
pub async fn user_count(app: &App) -> Result<i64> {
    app.db.reader().read(directory::count_people).await
}

/// Makes an account.
///
/// # Errors
/// `invalid_request` for an address, name or password that will not do, `email_taken`.
pub async fn create_user(
    app: &App,
    email: &str,
    name: &str,
    password: String,
    is_admin: bool,
) -> Result<UserId> {
    let email = EmailAddress::parse(email).map_err(|fault| invalid("email", fault))?;
    let name = DisplayName::parse(name).map_err(|fault| invalid("name", fault))?;
    check_policy(&password, &[email.as_str(), name.as_str()])?;
    let password_hash = app.passwords.hash(password).await?;
    let new = new_person(email, name, password_hash, is_admin);
    let state = app.clone();
    app.db.write(move |tx| admit(tx, &state, &new, None)).await
}

/// Gives a person an account, tells everyone, and shows them in. `request` is their own, if there was one.
pub(super) fn admit(
    tx: &mut WriteTx<'_>,
    app: &App,
    new: &NewPerson,
    request: Option<Arc<str>>,
) -> Result<UserId> {
    let user = directory::insert_person(tx, new)?;
    if request.is_some() {
        tx.set_origin(Origin { actor: Some(user), request_id: request });
    }
    tx.emit(&UserCreated::new(directory::load_person(tx, &app.presence, user)?))?;
    (app.welcome)(tx, &app.presence, user)?;
    Ok(user)
}

/// A person with a name and nothing else said of them yet.
pub(super) fn new_person(
    email: EmailAddress,
    display_name: DisplayName,
    password_hash: String,
    is_admin: bool,
) -> NewPerson {
    NewPerson {
        email,
        display_name,
        title: None,
        phone_ext: None,
        password_hash,
        is_admin,
        locale: None,
        time_zone: None,
        is_new: true,
    }
}

/// Sets somebody's password and ends their sessions.
///
/// # Errors
/// `user_not_found`, `invalid_request` for a password that will not do.
pub async fn set_password(app: &App, email: &str, password: String) -> Result<()> {
    let email = EmailAddress::parse(email).map_err(|fault| invalid("email", fault))?;
    let found =
        app.db.reader().read(move |tx| credentials::find_by_email(tx, email.as_str())).await?;
    let account = found.ok_or(codes::USER_NOT_FOUND)?;
    check_policy(&password, &[&account.email, &account.display_name])?;
    let hash = app.passwords.hash(password).await?;
    let state = app.clone();
    app.db.write(move |tx| replace_password(tx, &state, account.user, &hash, Which::All)).await
}

/// Stores a new password, uses up every link to set one, and ends the sessions that `which` names.
pub(super) fn replace_password(
    tx: &mut WriteTx<'_>,
    app: &App,
    user: UserId,
    hash: &str,
    which: Which,
) -> Result<()> {
    credentials::set_hash(tx, user, hash)?;
    resets::use_all_of(tx, user)?;
    tx.emit(&PasswordChanged { user_id: user })?;
    end_sessions(tx, app, user, which)
}

/// Makes the administrator that the configuration names, if nobody has an account yet.
///
/// # Errors
/// The address or the password of the configuration will not do.
pub async fn ensure_configured_admin(app: &App) -> Result<()> {
    let auth = &app.config.auth;
    let (Some(email), Some(password)) = (&auth.admin_email, &auth.admin_password) else {
        return Ok(());
    };
    if user_count(app).await? > 0 {
        return Ok(());
    }
    let password = password.expose().to_owned();
    match create_user(app, email, CONFIGURED_ADMIN, password, true).await {
        Err(Error::Refused(refusal)) => {
            let faults: Vec<_> = refusal
                .details
                .iter()
                .map(|fault| format!("{} {}", fault.field, fault.message))
                .collect();
            let why = if faults.is_empty() {
                refusal.code.message().to_owned()
            } else {
                faults.join("; ")
            };
            Err(Error::internal(format!("auth.admin_email, auth.admin_password: {why}")))
        }
        outcome => outcome.map(|_| ()),
    }
}

fn invalid(field: &str, fault: TextFault) -> Error {
    Error::invalid_field(field, fault.code, fault.message)
}
