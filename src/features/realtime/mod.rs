//! Live sockets at `GET /ws`.
//!
//! A person signs in by cookie (from our own page only), by bearer token or by a first frame, and is
//! subscribed to what they may see: nothing is asked for, nothing can be asked for that is not theirs.
//! With `?since=SEQ` the socket first gets every event it may see after `SEQ`, once and in order,
//! then `connection.resumed`, then the live ones without a gap; a cursor older than the log gets
//! `connection.reset`. Each acknowledgement says how many events of the log the socket was sent
//! (`events`), so that a client can tell when something on the way lost one. `?names=dot|colon|both` chooses the style of event names.
//!
//! Owns no table. Emits [`EVENTS`], which are not kept. A socket is not buffered without bound: see
//! [`infra::hub`](crate::infra::hub).

mod budget;
mod frames;
mod presence;
mod sign_in;
mod socket;
mod typing;
mod upgrade;

use axum::Router;
use axum::routing::get;

use crate::access::App;

pub use frames::{ClientFrame, parse};
pub use presence::start_announcing;

/// Every event of this feature: its name and what it tells. They matter only now and are not kept.
pub const EVENTS: &[(&str, &str)] = &[
    (typing::START, "Somebody types in a chat, or in a thread of it. To its members and readers."),
    (typing::STOP, "They no longer do."),
    (presence::UPDATED, "Who came, went or is busy since the last one. To everyone."),
];

/// The address of the sockets.
pub fn routes() -> Router<App> {
    Router::new().route("/ws", get(upgrade::upgrade))
}
