//! `epop demo`: serves a lively example team. Unless a folder is named, the data is thrown away.

use std::path::PathBuf;

use super::super::cli::{Failure, Options, Outcome, say};
use super::super::shutdown::Signals;
use super::super::{close, demo, open};
use super::runtime;
use super::serve::{listen, reload, serve_until_told};
use crate::features::auth;
use crate::infra::clock::Clock;
use crate::infra::telemetry::init_logs;

pub(in crate::boot) fn run(options: &Options) -> Outcome {
    let mut config = options.load()?;
    let log = init_logs(&config.log)?;
    let throw_away = match &options.data {
        // Whoever names a folder keeps it.
        Some(_) => None,
        None => Some(ThrowAway::make()?),
    };
    if let Some(folder) = &throw_away {
        config.data.dir.clone_from(&folder.0);
    }
    // The seed makes the administrator of the demonstration.
    config.auth.admin_email = None;
    runtime()?.block_on(async {
        let signals = Signals::listen()?;
        let listener = listen(&config).await?;
        let app = open(config, Clock::system()).await?;
        if auth::user_count(&app).await? > 0 && !demo::is_seeded(&app).await? {
            close(&app).await;
            let text = "this folder holds a real workspace; the demonstration needs one of its own";
            return Err(Failure::NotWell(text.into()));
        }
        demo::seed(&app).await?;
        say(format_args!("EPOP is listening on http://{}", listener.local_addr()?));
        say(format_args!("Sign in as admin@epop.local with the password admin123."));
        serve_until_told(app, listener, signals, || reload(options, &log)).await
    })
}

/// A folder that goes with its owner.
struct ThrowAway(PathBuf);

impl ThrowAway {
    fn make() -> std::io::Result<Self> {
        use std::os::unix::fs::DirBuilderExt as _;
        let path = std::env::temp_dir().join(format!("epop-demo-{:016x}", rand::random::<u64>()));
        std::fs::DirBuilder::new().mode(0o700).create(&path)?;
        Ok(Self(path))
    }
}

impl Drop for ThrowAway {
    #[expect(clippy::disallowed_methods, reason = "the folder was made here")]
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, folder = %self.0.display(), "the folder of the demonstration stays");
        }
    }
}
