//! The mail with a link to set a new password.

use std::time::Duration;

use super::links::PageAddress;
use super::store::{credentials, resets};
use crate::access::App;
use crate::access::tokens::one_time_secret;
use crate::base::Result;
use crate::base::text::EmailAddress;
use crate::features::directory::{self, Locale};
use crate::infra::mailer::Mail;

/// Mails a link, if there is an account with this address. Does nothing where there is no mail
/// server. The address a request names is not to be believed in a mail to somebody else.
pub(super) async fn mail_reset_link(app: &App, email: EmailAddress) -> Result<()> {
    if !app.mailer.is_configured() {
        return Ok(());
    }
    let page = PageAddress::for_mail(app);
    let (secret, hash) = one_time_secret();
    let lifetime = app.config.auth.reset_ttl;
    let presence = app.presence.clone();
    let recipient = app.db.write(move |tx| {
        let found = credentials::find_by_email(tx, email.as_str())?;
        let Some(account) = found.filter(|account| !account.disabled) else { return Ok(None) };
        if !resets::may_mail_another(tx, account.user)? {
            return Ok(None);
        }
        resets::insert(tx, hash, account.user, tx.now().after(lifetime))?;
        Ok(Some((account.email, directory::load_me(tx, &presence, account.user)?.locale)))
    });
    let Some((to, locale)) = recipient.await? else { return Ok(()) };
    let (subject, text) = letter(locale, &page.reset(&secret), lifetime);
    app.mailer.send(Mail { to, subject, text }).await
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
