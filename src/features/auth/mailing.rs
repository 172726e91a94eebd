//! The mail with a link to set a new password: made from the event, behind a stored cursor, so that
//! neither a restart nor a mail server that is down for a moment loses it.

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;

use super::events::PasswordForgotten;
use super::links::PageAddress;
use super::store::{credentials, resets};
use crate::access::App;
use crate::access::tokens::one_time_secret;
use crate::base::Result;
use crate::base::ids::UserId;
use crate::base::time::Timestamp;
use crate::features::directory::{self, Locale};
use crate::infra::db::{Event as _, StoredEvent};
use crate::infra::events::{EventBell, start_consumer};
use crate::infra::mailer::Mail;

/// After this long a mail that could not be sent is given up: people ask again sooner.
const GIVE_UP: Duration = Duration::from_mins(2);

/// True if links can be mailed: there is a mail server, and the address of the page is known. The
/// address a request names is not to be believed in a mail to somebody else.
pub(super) fn is_possible(app: &App) -> bool {
    app.mailer.is_configured() && PageAddress::configured(app).is_some()
}

/// Starts mailing the links people ask for, if mail is set up.
pub fn start_mailing(app: &App, bell: &EventBell) {
    if !is_possible(app) {
        if app.mailer.is_configured() {
            tracing::warn!(
                "links to set a new password are not mailed: server.public_url is not set"
            );
        }
        return;
    }
    let mailing = app.clone();
    start_consumer("auth-mail", &app.db, bell, &app.supervisor, move |event| {
        let app = mailing.clone();
        async move { handle(&app, &event).await }
    });
}

/// What is needed of the event.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wish {
    user_id: UserId,
    ts: Timestamp,
}

async fn handle(app: &App, event: &Arc<StoredEvent>) -> Result<()> {
    if event.name != PasswordForgotten::NAME {
        return Ok(());
    }
    let wish: Wish = serde_json::from_str(&event.data)?;
    if app.clock.now().since(wish.ts) > GIVE_UP {
        tracing::error!(
            user = wish.user_id.get(),
            "a link to set a new password was not mailed in time"
        );
        return Ok(());
    }
    mail_link(app, wish.user_id).await
}

async fn mail_link(app: &App, user: UserId) -> Result<()> {
    let Some(page) = PageAddress::configured(app) else { return Ok(()) };
    let (secret, hash) = one_time_secret();
    let lifetime = app.config.auth.reset_ttl;
    let presence = app.presence.clone();
    let recipient = app.db.write(move |tx| {
        let found = credentials::find(tx, user)?.filter(|account| !account.disabled);
        let Some(account) = found else { return Ok(None) };
        if !resets::may_mail_another(tx, user)? {
            return Ok(None);
        }
        resets::insert(tx, hash, user, tx.now().after(lifetime))?;
        Ok(Some((account.email, directory::load_me(tx, &presence, user)?.locale)))
    });
    let Some((to, locale)) = recipient.await? else { return Ok(()) };
    let (subject, text) = letter(locale, &page.reset(&secret), lifetime);
    let sent = app.mailer.send(Mail { to, subject, text }).await;
    if sent.is_err() {
        app.db.write(move |tx| resets::remove(tx, hash)).await?;
    }
    sent
}

/// Subject and text of the mail, in the person's language.
fn letter(locale: Option<Locale>, link: &str, lifetime: Duration) -> (String, String) {
    let minutes = lifetime.as_secs().div_ceil(60);
    match locale {
        Some(Locale::Id) => (
            "Atur ulang kata sandi EPOP".to_owned(),
            format!(
                "Seseorang, semoga Anda, meminta kata sandi baru untuk akun EPOP Anda.\n\n\
                 Buka tautan ini dalam {minutes} menit untuk mengaturnya:\n{link}\n\n\
                 Jika bukan Anda, abaikan surel ini: tidak ada yang berubah.\n"
            ),
        ),
        Some(Locale::En) | None => (
            "Reset your EPOP password".to_owned(),
            format!(
                "Somebody, hopefully you, asked for a new password for your EPOP account.\n\n\
                 Open this link within {minutes} minutes to set it:\n{link}\n\n\
                 If it was not you, ignore this mail: nothing has changed.\n"
            ),
        ),
    }
}
