//! The only floor that knows everything: it opens the parts, merges the routes and serves them.

pub mod cli;
mod commands;
pub mod demo;
mod router;
mod shutdown;
mod tasks;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::access::presence::Presence;
use crate::access::tokens::Tokens;
use crate::access::{App, Limits, Parts, Sessions, SetupSecret};
use crate::base::ids::{FileId, FileLinkId, MessageId, TaskId, UserId};
use crate::base::{Error, Result, codes};
use crate::config::Config;
use crate::features::{chat, directory, files, projects};
use crate::http::limits::RateLimiter;
use crate::infra::blobs::Blobs;
use crate::infra::cache::Cache;
use crate::infra::clock::Clock;
use crate::infra::db::{Db, DbOptions, Teller, WriteTx};
use crate::infra::extract::Extractor;
use crate::infra::hub::{CloseReason, Hub};
use crate::infra::index::Index;
use crate::infra::mailer::Mailer;
use crate::infra::password::Passwords;
use crate::infra::pictures::Pictures;
use crate::infra::scanner::Scanner;
use crate::infra::secrets::Secrets;
use crate::infra::tasks::Supervisor;
use crate::infra::telemetry::Metrics;

#[cfg(debug_assertions)]
pub use router::openapi;
pub use router::router;

/// How long background work may take to end.
const PATIENCE: Duration = Duration::from_secs(5);

/// Opens the data folder and everything in it, and starts the background work.
///
/// # Errors
/// The folder is in use, cannot be written, or holds a newer version's data.
pub async fn open(config: Config, clock: Clock) -> Result<App> {
    let folder = config.data.dir.clone();
    let metrics = Metrics::new();
    let lock = lock_folder(&folder)?;
    let presence = Presence::new(clock.clone());
    let options = DbOptions::new(readers(&config), clock.clone(), metrics.db.clone());
    let db = Db::open(&folder, &DbOptions { teller: teller(&presence), ..options })?;
    // One reader is always left for everything that is no search.
    let index = Index::open(&folder, readers(&config) - 1, db.committed_seq())?;
    let secrets = Secrets::open(&folder)?;
    let passwords = Passwords::start(&config.passwords, &metrics)?;
    let blobs = Blobs::open(&folder, &config.blobs)?;
    blobs.check().await?;
    let app = App::new(Parts {
        hub: Hub::new(db.committed_seq(), metrics.sockets.clone()),
        cache: Cache::open(&folder)?,
        index,
        blobs,
        pictures: Pictures::start()?,
        extractor: Extractor::from_config(&config.extract)?,
        scanner: Scanner::from_config(&config.scanner),
        mailer: Mailer::new(&config.mail, &metrics)?,
        tokens: Tokens::new(secrets.clone()),
        secrets,
        sessions: Sessions::default(),
        presence,
        supervisor: Supervisor::default(),
        limits: limits(&config),
        setup: SetupSecret::default(),
        welcome: Box::new(chat::welcome),
        attach: Box::new(attach),
        brought: Arc::default(),
        lock,
        config,
        clock,
        db,
        passwords,
        metrics,
    });
    tasks::start(&app);
    crate::features::auth::ensure_configured_admin(&app).await?;
    Ok(app)
}

/// Serves `app` on `listener` until `shutdown` is done, then drains: new connections are refused,
/// sockets are told to come back, running requests finish, background work ends, the database closes.
pub async fn serve(
    app: App,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    raise_open_files();
    let router = router(&app)?;
    let config = app.config.server.clone();
    let sockets = app.hub.clone();
    let stopping = async move {
        shutdown.await;
        sockets.close_all(CloseReason::Restart);
    };
    crate::http::server::serve(listener, router, &config, stopping).await?;
    close(&app).await;
    Ok(())
}

/// Every socket is an open file: take as many as the system lets this process have.
fn raise_open_files() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        tracing::warn!(%error, "the limit of open files was not raised");
    }
}

/// Ends the background work and closes the database.
pub async fn close(app: &App) {
    app.hub.close_all(CloseReason::Restart);
    app.supervisor.stop(PATIENCE).await;
    app.index.close();
    app.db.close();
    if let Err(error) = app.cache.save(app.clock.now()) {
        tracing::warn!(%error, "the cache was not written down");
    }
}

/// The address people use: the configured one, or the one that is listened on.
pub fn public_url(config: &Config, bound: SocketAddr) -> String {
    config
        .server
        .public_url
        .as_ref()
        .map_or_else(|| format!("http://{bound}"), |url| url.as_str().to_owned())
}

/// Takes the folder for this process alone: two writers would not know of each other.
#[expect(clippy::disallowed_methods, reason = "the lock is on the data folder itself")]
fn lock_folder(folder: &std::path::Path) -> Result<Arc<std::fs::File>> {
    std::fs::create_dir_all(folder)?;
    let file = std::fs::OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(folder.join("lock"))?;
    file.try_lock().map_err(|_| {
        Error::internal(format!("{} is in use by another EPOP; stop it first", folder.display()))
    })?;
    Ok(Arc::new(file))
}

/// Attaches a file where the features know rows of this table.
fn attach(
    tx: &mut WriteTx<'_>,
    presence: &Presence,
    user: UserId,
    file: FileId,
    (table, id): (&str, i64),
) -> Result<FileLinkId> {
    match table {
        "messages" => chat::attach(tx, user, file, MessageId::new(id)),
        "tasks" => projects::attach(tx, presence, user, file, TaskId::new(id)),
        _ => Err(codes::ATTACH_TARGET_NOT_FOUND.into()),
    }
}

/// Who knows the words of the events in the log.
fn teller(presence: &Presence) -> Teller {
    let presence = presence.clone();
    Arc::new(move |tx, events| {
        directory::retell(tx, &presence, events)?;
        chat::retell(tx, &presence, events)?;
        projects::retell(tx, &presence, events)?;
        files::retell(tx, events)
    })
}

fn readers(config: &Config) -> usize {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    config.database.readers.map_or_else(|| cores.clamp(2, 4), |readers| readers as usize)
}

fn limits(config: &Config) -> Limits {
    let window = config.limits.window;
    Limits {
        anonymous: RateLimiter::new(config.limits.anonymous, window),
        user: RateLimiter::new(config.limits.user, window),
        // An office shares one address, and everyone comes in at nine.
        sign_in_address: RateLimiter::new(config.limits.sign_in.saturating_mul(3), window),
        sign_in_account: RateLimiter::new(config.limits.sign_in, window),
        uploads: RateLimiter::new(config.limits.uploads, window),
    }
}
