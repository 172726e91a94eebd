//! The application under test ([`TestApp`]), its people ([`Client`]) and their sockets ([`Socket`]).
//!
//! Nothing here waits by the clock: a test waits for an answer, for a frame, or for a mark that it put
//! into the event log behind what it is about. The limit of a wait only ends a test that hangs.

mod app;
mod client;
mod document;
pub(crate) mod markup;
mod response;
mod schema;
mod snapshot;
mod socket;
pub(crate) mod world;

use std::time::Duration;

pub(crate) use app::TestApp;
pub(crate) use client::{Call, Client};
pub(crate) use document::Document;
pub(crate) use response::{Response, status_of};
pub(crate) use snapshot::assert_snapshot;
pub(crate) use socket::{Frame, Socket, SocketAuth};

/// The password of everyone.
pub(crate) const PASSWORD: &str = "violet-harbour-2931";

/// A test that waits this long for one thing hangs.
const HANG: Duration = Duration::from_mins(2);

/// Waits for something that is on its way; a test that hangs ends here.
pub(crate) async fn arrives<F: Future>(what: &str, future: F) -> F::Output {
    let output = tokio::time::timeout(HANG, future).await;
    output.unwrap_or_else(|_| panic!("{what} did not arrive within {HANG:?}"))
}
