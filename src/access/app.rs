//! The state every handler gets: handles to the machinery and the caches of this floor.

use std::ops::Deref;
use std::sync::Arc;

use tokio::sync::Notify;

use super::presence::Presence;
use super::sessions::Sessions;
use super::tokens::Tokens;
use crate::base::Result;
use crate::base::ids::{FileId, FileLinkId, UserId};
use crate::config::Config;
use crate::infra::blobs::Blobs;
use crate::infra::cache::Cache;
use crate::infra::clock::Clock;
use crate::infra::db::{Db, WriteTx};
use crate::infra::extract::Extractor;
use crate::infra::hub::Hub;
use crate::infra::index::Index;
use crate::infra::mailer::Mailer;
use crate::infra::password::Passwords;
use crate::infra::pictures::Pictures;
use crate::infra::scanner::Scanner;
use crate::infra::secrets::Secrets;
use crate::infra::tasks::Supervisor;
use crate::infra::telemetry::Metrics;

/// Shows a new person in, in the transaction that gives them an account: what features above `auth` do
/// for newcomers.
pub(super) type Welcome =
    Box<dyn Fn(&mut WriteTx<'_>, &Presence, UserId) -> Result<()> + Send + Sync>;

/// Attaches a file to a row of a feature: the word of its table and its id. That feature's rights are asked,
/// in the transaction that does it.
pub(super) type Attach = Box<
    dyn Fn(&mut WriteTx<'_>, &Presence, UserId, FileId, (&str, i64)) -> Result<FileLinkId>
        + Send
        + Sync,
>;

/// The application's state. Clones share it.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The named parts of [`App`].
pub struct Parts {
    /// What the operator set.
    pub config: Config,
    /// The present moment.
    pub clock: Clock,
    /// The truth.
    pub db: Db,
    /// Live sockets.
    pub hub: Hub,
    /// Answers kept for retries.
    pub cache: Cache,
    /// What has which words.
    pub index: Index,
    /// Files by what is in them.
    pub blobs: Blobs,
    /// Sizes pictures, off the runtime.
    pub pictures: Pictures,
    /// Reads the words out of files.
    pub extractor: Extractor,
    /// Looks for viruses, if one is set up.
    pub scanner: Option<Scanner>,
    /// Argon2id, off the runtime.
    pub passwords: Passwords,
    /// Outgoing mail, if it is set up.
    pub mailer: Mailer,
    /// What is counted.
    pub metrics: Metrics,
    /// Signs what comes back to us.
    pub secrets: Secrets,
    /// Signs and opens tokens.
    pub tokens: Tokens,
    /// Live sessions.
    pub sessions: Sessions,
    /// Who is here.
    pub presence: Presence,
    /// Background work.
    pub supervisor: Supervisor,
    /// Rate limits.
    pub limits: super::gate::Limits,
    /// Holds the data folder for this process alone.
    pub lock: Arc<std::fs::File>,
    /// The one-time setup secret, while there is no account.
    pub setup: super::setup::SetupSecret,
    /// What is done for newcomers.
    pub welcome: Welcome,
    /// What files can be attached to.
    pub attach: Attach,
    /// Rung when files have come that are to be looked after.
    pub brought: Arc<Notify>,
}

impl App {
    /// Wraps the parts.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}
