//! `epop extract`: reads the words out of one file, for the server, which starts it. It opens no data and
//! reads no settings.

use std::io;

use super::super::cli::Outcome;
use crate::infra::extract::reading;

pub(in crate::boot) fn run(mime: &str) -> Outcome {
    Ok(reading::run(mime, io::stdin().lock(), io::stdout().lock())?)
}
