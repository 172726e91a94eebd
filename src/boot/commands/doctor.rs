//! `epop doctor`: whether the data are sound, and what can be counted again is. The server must not run
//! meanwhile: there is one writer.

use serde::Serialize;

use super::super::cli::{Failure, Options, Outcome, say};
use super::super::tasks::blobs_in_use;
use super::super::{close, open};
use super::block_on;
use crate::access::App;
use crate::features::{chat, search};
use crate::infra::clock::Clock;
use crate::infra::db::integrity;
use crate::infra::telemetry::init_logs;

/// What was found, as `--json` prints it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    /// What cannot be mended here: restore a backup.
    damaged: Vec<String>,
    /// What was counted wrongly, and in how many rows.
    miscounted: Vec<Miscounted>,
    /// Whether the search index had exactly what there is to find.
    index_sound: bool,
    /// Whether it is counted rightly, and indexed whole, now.
    mended: bool,
}

#[derive(Serialize)]
struct Miscounted {
    what: &'static str,
    rows: i64,
}

pub(in crate::boot) fn run(options: &Options, fix: bool, json: bool) -> Outcome {
    let mut config = options.load()?;
    // Only the server makes the configured administrator.
    config.auth.admin_email = None;
    let _log = init_logs(&config.log)?;
    block_on(async move {
        let app = open(config, Clock::system()).await?;
        let report = examine(&app, fix).await;
        close(&app).await;
        tell(&report?, json)
    })
}

async fn examine(app: &App, fix: bool) -> Outcome<Report> {
    let found = app.db.reader().read(|tx| Ok((integrity::check(tx)?, chat::examine(tx)?)));
    let (mut damaged, miscounted) = found.await?;
    damaged.extend(unsound_blobs(app).await?);
    let index_sound = search::is_sound(app).await?;
    let mended = fix && !(miscounted.is_empty() && index_sound);
    if mended {
        app.db.write(chat::repair).await?;
    }
    if fix && !index_sound {
        search::rebuild(app).await?;
    }
    let miscounted = miscounted.into_iter().map(|(what, rows)| Miscounted { what, rows }).collect();
    Ok(Report { damaged, miscounted, index_sound, mended })
}

/// The files whose bytes are lost, or are not what their names say. All of them are read.
async fn unsound_blobs(app: &App) -> Outcome<Vec<String>> {
    let mut names: Vec<String> = app.db.reader().read(blobs_in_use).await?.into_iter().collect();
    names.sort_unstable();
    let mut unsound = Vec::new();
    for name in names {
        match app.blobs.is_sound(&name).await? {
            Some(true) => {}
            Some(false) => unsound.push(format!("the bytes of the file {name} were changed")),
            None => unsound.push(format!("the bytes of the file {name} are lost")),
        }
    }
    Ok(unsound)
}

fn tell(report: &Report, json: bool) -> Outcome {
    if json {
        let text = serde_json::to_string_pretty(report).map_err(crate::base::Error::from)?;
        say(format_args!("{text}"));
    } else {
        for line in &report.damaged {
            say(format_args!("damaged: {line}"));
        }
        for Miscounted { what, rows } in &report.miscounted {
            let state = if report.mended { "counted again" } else { "miscounted" };
            say(format_args!("{state}: {rows} {what}"));
        }
        if !report.index_sound {
            let state = if report.mended { "indexed again" } else { "not indexed whole" };
            say(format_args!("{state}: what can be searched for"));
        }
        if report.damaged.is_empty() && report.miscounted.is_empty() && report.index_sound {
            say(format_args!("All is well."));
        }
    }
    if !report.damaged.is_empty() {
        return Err(Failure::NotWell("the database or files are damaged: restore a backup".into()));
    }
    let is_well = report.miscounted.is_empty() && report.index_sound;
    if !is_well && !report.mended {
        return Err(Failure::NotWell("`epop doctor --fix` counts and indexes again".into()));
    }
    Ok(())
}
