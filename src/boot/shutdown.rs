//! The signals that the process listens to.
//!
//! What happens then, in this order, is in [`super::serve`]: no new connections; sockets are told to
//! come back; running requests finish; background work ends; the database closes.

use std::io;

use tokio::signal::unix::{SignalKind, signal};

/// Done when the process is told to stop: SIGTERM, or SIGINT from the keyboard.
pub(super) async fn told_to_stop() {
    let name = match (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) {
        (Ok(mut terminate), Ok(mut interrupt)) => tokio::select! {
            _ = terminate.recv() => "SIGTERM",
            _ = interrupt.recv() => "SIGINT",
        },
        // Without signals the process can only be killed; serving on is the lesser evil.
        _ => std::future::pending().await,
    };
    tracing::info!(signal = name, "stopping");
}

/// Calls `reload` on each SIGHUP; never done unless signals cannot be listened to.
pub(super) async fn on_hang_up(mut reload: impl FnMut()) -> io::Error {
    match signal(SignalKind::hangup()) {
        Ok(mut hang_up) => loop {
            if hang_up.recv().await.is_none() {
                std::future::pending::<()>().await;
            }
            reload();
        },
        Err(error) => error,
    }
}
