//! The signals that the process listens to.
//!
//! What happens then, in this order, is in [`super::serve`]: no new connections; sockets are told to
//! come back; running requests finish; background work ends; the database closes.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// The signals, listened to from the moment this is made.
pub(super) struct Signals {
    /// Those that stop the process.
    pub(super) stop: Stop,
    /// The one that asks to read the configuration anew.
    pub(super) hang_up: HangUp,
}

pub(super) struct Stop {
    terminate: Signal,
    interrupt: Signal,
}

pub(super) struct HangUp(Signal);

impl Signals {
    /// Listens. What arrives from now on is kept until somebody waits for it.
    pub(super) fn listen() -> io::Result<Self> {
        let (terminate, interrupt) =
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let hang_up = HangUp(signal(SignalKind::hangup())?);
        Ok(Self { stop: Stop { terminate, interrupt }, hang_up })
    }
}

impl Stop {
    /// Done when the process is told to stop: SIGTERM, or SIGINT from the keyboard.
    pub(super) async fn told(mut self) {
        let name = tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        };
        tracing::info!(signal = name, "stopping");
    }
}

impl HangUp {
    /// Calls `reload` on each SIGHUP, for ever.
    pub(super) async fn call(mut self, mut reload: impl FnMut()) {
        while self.0.recv().await.is_some() {
            reload();
        }
        std::future::pending::<()>().await;
    }
}
