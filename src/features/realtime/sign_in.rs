//! Signing in on the socket itself, for clients that can set neither a cookie nor a header.

use std::time::Duration;

use futures_util::StreamExt as _;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use super::frames::{self, ClientFrame};
use super::socket::Stream;
use crate::access::{self, Actor, App};

/// How long a socket may take to sign in.
const SIGN_IN: Duration = Duration::from_secs(5);

/// Waits for the first frame: `{"event":"auth","data":{"token":"…"}}`.
pub(super) async fn sign_in(app: &App, stream: &mut Stream) -> Option<Actor> {
    timeout(SIGN_IN, first_frame(app, stream)).await.ok().flatten()
}

async fn first_frame(app: &App, stream: &mut Stream) -> Option<Actor> {
    loop {
        match stream.next().await?.ok()? {
            Message::Text(text) => {
                let (_, Ok(ClientFrame::Auth(token))) = frames::parse(&text) else { return None };
                return access::identify_token(app, &token).await.ok()?;
            }
            Message::Ping(_) | Message::Pong(_) => {}
            _ => return None,
        }
    }
}
