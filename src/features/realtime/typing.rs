//! Who types: told at most once a second, and ended by us if the client does not renew it.

use std::time::Duration;

use serde::Serialize;
use tokio::time::Instant;

use crate::access::{Actor, App};
use crate::base::ids::{ChatId, MessageId, UserId};
use crate::base::scope::{Audience, Scope};
use crate::infra::hub::{Connection, Frame};

/// Somebody types.
pub(super) const START: &str = "chat.typing.start";
/// They no longer do.
pub(super) const STOP: &str = "chat.typing.stop";

/// Starts closer together than this are one.
const AT_MOST_EVERY: Duration = Duration::from_secs(1);
/// Typing ends this long after the last start.
const ENDS_AFTER: Duration = Duration::from_secs(5);

/// What one socket's person types. A person types in one place at a time.
#[derive(Debug, Default)]
pub(super) struct Typing(Option<Place>);

#[derive(Debug)]
struct Place {
    chat: ChatId,
    root: Option<MessageId>,
    told_at: Instant,
    ends_at: Instant,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Data<'a> {
    chat_id: ChatId,
    user_id: UserId,
    user_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    root_message_id: Option<MessageId>,
}

/// The person behind the socket: never the one a payload names.
pub(super) struct Typist<'a> {
    pub(super) app: &'a App,
    pub(super) user: UserId,
    pub(super) name: &'a str,
    pub(super) connection: u64,
}

impl<'a> Typist<'a> {
    /// The person behind a socket.
    pub(super) fn of(app: &'a App, actor: &'a Actor, connection: &Connection) -> Self {
        Self { app, user: actor.user, name: actor.display_name(), connection: connection.id }
    }
}

impl Typist<'_> {
    fn tell(&self, event: &'static str, place: &Place) {
        let data = Data {
            chat_id: place.chat,
            user_id: self.user,
            user_name: self.name,
            root_message_id: place.root,
        };
        let Ok(data) = serde_json::to_string(&data) else { return };
        let audience = Audience::of(Scope::Chat(place.chat));
        self.app.hub.publish_ephemeral(
            &audience,
            Frame::ephemeral(event, data),
            Some(self.connection),
        );
    }
}

impl Typing {
    /// The person types here.
    pub(super) fn start(&mut self, typist: &Typist<'_>, chat: ChatId, root: Option<MessageId>) {
        let now = Instant::now();
        if let Some(place) =
            self.0.as_mut().filter(|place| place.chat == chat && place.root == root)
        {
            place.ends_at = now + ENDS_AFTER;
            if now.duration_since(place.told_at) < AT_MOST_EVERY {
                return;
            }
            place.told_at = now;
        } else {
            self.stop(typist, None);
            self.0 = Some(Place { chat, root, told_at: now, ends_at: now + ENDS_AFTER });
        }
        if let Some(place) = &self.0 {
            typist.tell(START, place);
        }
    }

    /// The person no longer types, in `chat` or anywhere.
    pub(super) fn stop(&mut self, typist: &Typist<'_>, chat: Option<ChatId>) {
        if let Some(place) = self.0.take_if(|place| chat.is_none_or(|chat| chat == place.chat)) {
            typist.tell(STOP, &place);
        }
    }

    /// Waits until the typing ends by itself; for ever if nothing is typed.
    pub(super) async fn ended(&self) {
        match &self.0 {
            Some(place) => tokio::time::sleep_until(place.ends_at).await,
            None => std::future::pending().await,
        }
    }
}
