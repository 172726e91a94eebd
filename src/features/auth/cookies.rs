//! The two cookies of a session.
//!
//! HttpOnly: no script reads them. `SameSite=Lax`: another site's page does not send them with a
//! change. No `Domain`: they are for the very host that set them, whatever it is called.

use std::time::Duration;

use axum::http::{HeaderValue, header};
use axum::response::Response;

use crate::access::ACCESS_COOKIE;

/// The name of the cookie with the refresh token.
pub(super) const REFRESH_COOKIE: &str = "refreshToken";

/// Puts both cookies into an answer. `secure` if the caller came over TLS.
pub(super) fn set(
    response: &mut Response,
    access: (&str, Duration),
    refresh: (&str, Duration),
    secure: bool,
) {
    append(response, ACCESS_COOKIE, access, secure);
    append(response, REFRESH_COOKIE, refresh, secure);
}

/// Takes both cookies back.
pub(super) fn clear(response: &mut Response, secure: bool) {
    set(response, ("", Duration::ZERO), ("", Duration::ZERO), secure);
}

fn append(response: &mut Response, name: &str, (value, age): (&str, Duration), secure: bool) {
    let secure = if secure { "; Secure" } else { "" };
    let age = age.as_secs();
    let cookie = format!("{name}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}");
    let cookie = HeaderValue::try_from(cookie).expect("tokens are base64url");
    response.headers_mut().append(header::SET_COOKIE, cookie);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_closed_to_scripts_and_other_sites() {
        let cookies = |secure| {
            let mut response = Response::default();
            let age = Duration::from_mins(15);
            set(&mut response, ("a", age), ("r", age * 2), secure);
            let values = response.headers().get_all(header::SET_COOKIE);
            values.iter().map(|value| value.to_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(
            cookies(false),
            [
                "accessToken=a; Path=/; Max-Age=900; HttpOnly; SameSite=Lax",
                "refreshToken=r; Path=/; Max-Age=1800; HttpOnly; SameSite=Lax",
            ]
        );
        assert!(cookies(true).iter().all(|cookie| cookie.ends_with("; Secure")));
    }
}
