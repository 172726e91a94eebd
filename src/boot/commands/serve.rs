//! `epop serve`: opens the data, listens, and serves until it is told to stop.

use tokio::net::TcpListener;

use super::super::cli::{Failure, Options, Outcome, say};
use super::super::{open, public_url, serve, shutdown};
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
        let listener = listen(&config).await?;
        let app = open(config, Clock::system()).await?;
        announce(&app, &listener).await?;
        serve_until_told(app, listener, options, &log).await
    })
}

/// Takes the port first: if another program has it, the data is not touched.
pub(super) async fn listen(config: &Config) -> Outcome<TcpListener> {
    let address = config.server.listen;
    let refused = |error| Failure::NotWell(format!("cannot listen on {address}: {error}"));
    TcpListener::bind(address).await.map_err(refused)
}

/// Says where the server is, on the first line, and how to make the first account.
async fn announce(app: &App, listener: &TcpListener) -> Outcome {
    let bound = listener.local_addr()?;
    say(format_args!("EPOP is listening on http://{bound}"));
    if auth::user_count(app).await? == 0 {
        let url = public_url(&app.config, bound);
        let secret = app.setup.issue();
        say(format_args!("Make the first account: {url}/setup#token={secret}"));
    }
    Ok(())
}

/// Serves until a signal says to stop. A hang-up signal reads the log level anew.
pub(super) async fn serve_until_told(
    app: App,
    listener: TcpListener,
    options: &Options,
    log: &LogGuard,
) -> Outcome {
    let reload = shutdown::on_hang_up(|| {
        if let Ok(config) = options.load() {
            log.set_level(&config.log.level);
        } else {
            tracing::warn!("the configuration has faults; the log level stays");
        }
    });
    tokio::select! {
        served = serve(app, listener, shutdown::told_to_stop()) => Ok(served?),
        never = reload => Err(never.into()),
    }
}
