//! `epop serve`: opens the data, listens, and serves until it is told to stop.

use tokio::net::TcpListener;

use super::super::cli::{Failure, Options, Outcome, say};
use super::super::shutdown::Signals;
use super::super::{open, public_url, serve};
use super::runtime;
use crate::access::App;
use crate::config::Config;
use crate::features::auth;
use crate::infra::clock::Clock;
use crate::infra::telemetry::{LogGuard, init_logs};

pub(in crate::boot) fn run(options: &Options) -> Outcome {
    let config = options.load()?;
    let log = init_logs(&config.log)?;
    runtime()?.block_on(async {
        let signals = Signals::listen()?;
        let listener = listen(&config).await?;
        let app = open(config, Clock::system()).await?;
        let bound = listener.local_addr()?;
        say(format_args!("EPOP is listening on http://{bound}"));
        if auth::user_count(&app).await? == 0 {
            let url = public_url(&app.config, bound);
            let secret = app.setup.issue();
            say(format_args!("Make the first account: {url}/setup#token={secret}"));
        }
        serve_until_told(app, listener, signals, || reload(options, &log)).await
    })
}

/// Takes the port first: if another program has it, the data is not touched.
pub(super) async fn listen(config: &Config) -> Outcome<TcpListener> {
    let address = config.server.listen;
    let refused = |error| Failure::NotWell(format!("cannot listen on {address}: {error}"));
    TcpListener::bind(address).await.map_err(refused)
}

/// Serves until a signal says to stop; a hang-up signal calls `reload`.
pub(super) async fn serve_until_told(
    app: App,
    listener: TcpListener,
    signals: Signals,
    reload: impl FnMut(),
) -> Outcome {
    tokio::select! {
        served = serve(app, listener, signals.stop.told()) => Ok(served?),
        () = signals.hang_up.call(reload) => Ok(()),
    }
}

/// Reads the log level anew.
pub(super) fn reload(options: &Options, log: &LogGuard) {
    if let Ok(config) = options.load() {
        log.set_level(&config.log.level);
    } else {
        tracing::warn!("the configuration has faults; the log level stays");
    }
}
