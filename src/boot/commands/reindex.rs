//! `epop reindex`: builds the search index anew. The server must not run meanwhile; a running one does it
//! itself (`PUT /search/index/all`). Files that should have words and gave none are read once more, by the
//! server when it runs.

use std::io::IsTerminal as _;

use serde::Serialize;

use super::super::cli::{Options, Outcome, say};
use super::super::{close, open};
use super::block_on;
use crate::access::App;
use crate::base::{Error, Result};
use crate::features::{files, search};
use crate::infra::clock::Clock;
use crate::infra::telemetry::init_logs;

/// What was done, as `--json` prints it.
#[derive(Serialize)]
struct Report {
    documents: u64,
    seconds: f64,
    /// How many files are read once more.
    #[serde(rename = "readAgain")]
    read_again: usize,
}

pub(in crate::boot) fn run(options: &Options, json: bool) -> Outcome {
    let mut config = options.load()?;
    // Only the server makes the configured administrator.
    config.auth.admin_email = None;
    let _log = init_logs(&config.log)?;
    block_on(async move {
        let app = open(config, Clock::system()).await?;
        let built = build(&app, !json && std::io::stdout().is_terminal()).await;
        close(&app).await;
        let report = built?;
        if json {
            let text = serde_json::to_string_pretty(&report).map_err(Error::from)?;
            say(format_args!("{text}"));
        } else {
            let Report { documents, seconds, read_again } = report;
            say(format_args!("{documents} documents are indexed, in {seconds:.1} s."));
            if read_again > 0 {
                say(format_args!("{read_again} files gave no words; the server reads them again."));
            }
        }
        Ok(())
    })
}

async fn build(app: &App, tells: bool) -> Result<Report> {
    let read_again = app.db.write(files::read_again).await?;
    let watching = async {
        let mut told = 0;
        loop {
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
            if let Some((done, expected)) = app.index.standing().rebuilding
                && tells
                && done > told
            {
                told = done;
                say(format_args!("{done} of about {expected}"));
            }
        }
    };
    let built = tokio::select! {
        built = search::rebuild(app) => built?,
        () = watching => return Err(Error::internal("nobody ends the watch")),
    };
    let search::Rebuilt { documents, took } = built;
    Ok(Report { documents, seconds: took.as_secs_f64(), read_again })
}
