//! Tells people by mail that their password was changed, so that a stranger's change does not go
//! unseen. A background consumer of the event log: each change is told once, also across a restart.

use super::events::PasswordChanged;
use crate::access::App;
use crate::base::Result;
use crate::base::ids::UserId;
use crate::features::directory::{self, Locale};
use crate::infra::db::{Event as _, StoredEvent};
use crate::infra::events::{EventBell, start_consumer};
use crate::infra::mailer::Mail;

/// Starts telling; does nothing where there is no mail server.
pub fn start_notices(app: &App, bell: &EventBell) {
    if !app.mailer.is_configured() {
        return;
    }
    let teller = app.clone();
    start_consumer("auth-notices", &app.db, bell, &app.supervisor, move |event| {
        let app = teller.clone();
        async move { tell(&app, &event).await }
    });
}

async fn tell(app: &App, event: &StoredEvent) -> Result<()> {
    if event.name != PasswordChanged::NAME {
        return Ok(());
    }
    let changed: Changed = serde_json::from_str(&event.data)?;
    let presence = app.presence.clone();
    let person =
        app.db.reader().read(move |tx| directory::load_me(tx, &presence, changed.user_id)).await?;
    let (subject, text) = letter(person.locale);
    let mail = Mail { to: person.person.email, subject: subject.to_owned(), text: text.to_owned() };
    if let Err(error) = app.mailer.send(mail).await {
        // A mail server that is away must not hold up the log for ever: the notice is given up.
        tracing::warn!(%error, user = changed.user_id.get(), "a changed password was not told by mail");
    }
    Ok(())
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Changed {
    user_id: UserId,
}

fn letter(locale: Option<Locale>) -> (&'static str, &'static str) {
    match locale {
        Some(Locale::Id) => (
            "Kata sandi EPOP Anda telah diganti",
            "Kata sandi akun EPOP Anda baru saja diganti.\n\n\
             Jika bukan Anda, mintalah administrator membuat tautan untuk mengatur kata sandi baru.\n",
        ),
        Some(Locale::En) | None => (
            "Your EPOP password was changed",
            "The password of your EPOP account has just been changed.\n\n\
             If it was not you, ask an administrator for a link to set a new one.\n",
        ),
    }
}
